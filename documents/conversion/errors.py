"""Why a document could not become a PDF, in sentences for the person who waits for it."""


class ConversionFailed(Exception):
    """No PDF was produced; the message is French and says what to do."""


class LibreOfficeMissing(ConversionFailed):
    """The machine that converts lacks LibreOffice or its Python bridge."""

    @classmethod
    def lacking(cls, what: str) -> "LibreOfficeMissing":
        """The failure that names what is missing and the packages that bring it."""
        return cls(
            f"{what} manque sur cette machine : aucun PDF ne peut être produit. Installez les "
            "paquets Debian : sudo apt install libreoffice-writer-nogui python3-uno "
            "fonts-liberation fonts-crosextra-carlito"
        )


class ConverterHung(ConversionFailed):
    """LibreOffice gave no answer in the time allowed, twice."""


class ConverterCrashed(ConversionFailed):
    """LibreOffice stopped on this document, twice."""


class ConverterBusy(ConversionFailed):
    """All the workers stayed busy with other documents for too long."""


class ConverterUnreachable(ConversionFailed):
    """The conversion service does not answer at its address."""


class DocumentRefused(ConversionFailed):
    """The file is not a Word document that may be opened, or LibreOffice cannot read it."""


class EmptyResult(ConversionFailed):
    """A PDF came out, but empty, unreadable or without the text it must hold."""
