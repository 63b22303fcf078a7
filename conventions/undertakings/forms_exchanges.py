"""Forms of the register of exchanges: the description, its papers, the opinion, the list."""

from typing import Any

from django import forms

from ..forms import PaperField
from ..forms_creation import day_field
from ..forms_moves import PdfField
from ..models import DataExchange
from . import purposes

NO_NAME = "Sans nom d’enfant ni de parent."
LENGTHS = {
    field.name: field.max_length
    for field in DataExchange._meta.concrete_fields
    if getattr(field, "max_length", None)
}


def _line(name: str, label: str, hint: str = "", *, missing: str = "") -> forms.CharField:
    """A line of text as long as its column; ``missing``: what is said when it must be there."""
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=LENGTHS[name],
        required=bool(missing),
        error_messages={"required": missing} if missing else None,
    )


class DescriptionForm(forms.Form):
    """What is exchanged, by what, and who is in charge of it there."""

    label = _line("label", "Intitulé", missing="Donnez un intitulé à cet échange.")
    purpose = forms.ChoiceField(
        label="Finalité", error_messages={"required": "Choisissez la finalité."}
    )
    editor = _line("editor", "Éditeur du logiciel", missing="Indiquez l’éditeur du logiciel.")
    product = _line("product", "Logiciel", missing="Indiquez le nom du logiciel.")
    version = _line(
        "version",
        "Version",
        "Le procès-verbal de test porte sur cette version.",
        missing="Indiquez la version en service dans la collectivité.",
    )
    contact = _line(
        "contact",
        "Contact local",
        "Le service ou la fonction, et comment le joindre.",
        missing="Indiquez qui suit cet échange dans la collectivité.",
    )
    categories = forms.MultipleChoiceField(
        label="Données personnelles échangées",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Aucune case : aucune donnée personnelle ne circule, et le visa du DPO n’est pas "
        "demandé.",
    )
    health = forms.TypedChoiceField(
        label="Données de santé",
        choices=[("oui", "Oui : une analyse d’impact (AIPD) sera demandée"), ("non", "Non")],
        coerce=lambda value: value == "oui",
        widget=forms.RadioSelect,
        error_messages={"required": "Dites si des données de santé circulent."},
    )
    details = forms.CharField(
        label="Précisions sur les données",
        help_text=f"Sens de l’échange, fréquence, durée de conservation. {NO_NAME}",
        required=False,
        max_length=LENGTHS["details"],
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    processor = _line(
        "processor",
        "Sous-traitant et contrat",
        "Qui traite les données, référence et date du contrat. Demandé avant le visa.",
    )

    def __init__(self, *args: Any, nature: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own: Any = self.fields
        own["purpose"].choices = [("", "À choisir"), *((p, p) for p in purposes.purposes(nature))]
        own["categories"].choices = [(each, each) for each in purposes.categories()]
        if nature != DataExchange.Nature.CONNECTOR:
            for name in ("editor", "product", "version"):
                own[name].required = False
            own["version"].help_text = ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        of_health = purposes.of_health(data.get("categories", ()))
        if of_health and data.get("health") is False:
            self.add_error("health", f"« {of_health[0]} » est une donnée de santé : répondez oui.")
        return data


def said_of(exchange: DataExchange) -> dict[str, Any]:
    """The description as the form shows it."""
    names = [name for name in DescriptionForm.base_fields if name != "health"]
    return {
        **{name: getattr(exchange, name) for name in names},
        "health": "oui" if exchange.health else "non",
    }


class AnalysisForm(forms.Form):
    """The data-protection impact assessment (RGPD, art. 35)."""

    made_on = day_field(
        label="Date de l’analyse", error_messages={"required": "Indiquez la date de l’analyse."}
    )
    file = PdfField(
        label="Analyse d’impact (PDF)",
        help_text="20 Mo au plus.",
        error_messages={"required": "Joignez l’analyse d’impact, en PDF."},
    )


class TrialForm(forms.Form):
    """The report of a test of the link."""

    tested_on = day_field(
        label="Date du test", error_messages={"required": "Indiquez la date du test."}
    )
    result = forms.ChoiceField(
        label="Résultat",
        choices=DataExchange.Result.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Dites si le test a réussi ou échoué."},
    )
    file = PaperField(
        label="Procès-verbal (PDF ou image)",
        help_text="20 Mo au plus.",
        error_messages={"required": "Joignez le procès-verbal du test."},
    )


class OpinionForm(forms.Form):
    """The reasons of an opinion, favourable or not."""

    reason = forms.CharField(
        label="Motifs de l’avis",
        help_text="Ils seront lus par la collectivité et le porteur, et gardés.",
        max_length=LENGTHS["opinion_reasons"],
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Motivez votre avis : il sera lu et gardé."},
    )


class ListForm(forms.Form):
    """Filters of the list."""

    nature = forms.ChoiceField(
        label="Nature",
        required=False,
        choices=[("", "Toutes"), *DataExchange.Nature.choices],
    )
    etat = forms.ChoiceField(
        label="État", required=False, choices=[("", "Tous les états"), *DataExchange.Status.choices]
    )
