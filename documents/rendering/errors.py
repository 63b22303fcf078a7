"""What can be wrong with a Word model, told to the lawyer who wrote it."""


class ModelError(Exception):
    """A Word model cannot be used; the message is a French sentence for its author."""


class PackageRefused(ModelError):
    """The file is not a Word document that may be opened: wrong type, unsafe or oversized."""


class UnknownVariable(ModelError):
    """The model asks for a value that the document's data do not hold.

    ``name`` is the missing variable (``school.uai`` is reported as ``uai``), ``paragraph`` the
    text around it as the lawyer reads it in Word.
    """

    def __init__(self, name: str, paragraph: str) -> None:
        self.name = name
        self.paragraph = paragraph
        super().__init__(
            f"La variable « {name} » est inconnue, dans le paragraphe « {paragraph} ». "
            "Corrigez son nom dans le modèle ou ajoutez-la au contrat de données."
        )


class RenderingTooHeavy(ModelError):
    """The model asks for more time, memory or text than a document may take."""
