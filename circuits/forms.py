"""Forms of the signatory's pages."""

from typing import Any

from django import forms

from . import signing
from .models import SigningLink


class CodeForm(forms.Form):
    """Six digits received by mail or text message."""

    code = forms.RegexField(
        label="Code reçu",
        regex=r"^\s*\d{3}\s?\d{3}\s*$",
        error_messages={
            "required": "Saisissez les six chiffres du code reçu.",
            "invalid": "Le code compte six chiffres, par exemple 482 913.",
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class ConsentForm(CodeForm):
    """Two boxes, none ticked beforehand, and the code."""

    read = forms.BooleanField(
        label="J’ai pu lire l’acte et je consens aux engagements qu’il contient.",
        error_messages={"required": "Cochez les deux cases pour signer."},
    )
    process = forms.BooleanField(
        label="J’accepte de signer par voie électronique.",
        error_messages={"required": "Cochez les deux cases pour signer."},
    )

    def words(self, link: SigningLink) -> tuple[str, ...]:
        """The sentences shown beside the two boxes, as they were read."""
        ready = signing.readiness(link.step, link.mandate)
        return consent_words(ready)


def consent_words(ready: signing.Readiness) -> tuple[str, str]:
    """What the two boxes say for this act."""
    total = ready.envelope.document.pages if ready.envelope else 0
    told = ready.terms
    annexes = f" et {told.annexes} annexes" if told.annexes else ""
    return (
        f"J’ai pu lire la convention dans son intégralité ({total} pages{annexes}) et je "
        f"consens, {told.on_behalf_of}, aux engagements qu’elle contient.",
        "J’accepte de la signer par voie électronique, selon le procédé de signature "
        "électronique simple décrit dans la notice.",
    )


class RefusalForm(forms.Form):
    """Refusing needs a reason and is as easy as signing."""

    category = forms.ChoiceField(
        label="Catégorie",
        choices=[
            ("budget", "Budget"),
            ("project", "Projet pédagogique"),
            ("text", "Désaccord sur le texte"),
            ("political", "Choix de l’assemblée"),
            ("other", "Autre motif"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez une catégorie."},
    )
    reason = forms.CharField(
        label="Motif",
        help_text="Il figurera dans l’historique et sera lu par les autres parties.",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Indiquez le motif : il figurera dans l’historique."},
    )

    def apply(self, link: SigningLink) -> None:
        data: dict[str, Any] = self.cleaned_data
        signing.refuse(link, reason=data["reason"], category=data["category"])


class CorrectionForm(forms.Form):
    """What should change, and where."""

    article = forms.CharField(label="Article ou annexe", required=False, max_length=60)
    reason = forms.CharField(
        label="Correction demandée",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Décrivez la correction demandée."},
    )

    def apply(self, link: SigningLink) -> None:
        data: dict[str, Any] = self.cleaned_data
        signing.ask_correction(link, reason=data["reason"], article=data["article"])
