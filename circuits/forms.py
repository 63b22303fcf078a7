"""Forms of the signatory's pages."""

from typing import Any

from django import forms

from common import french
from governance.models import Mandate

from . import signing
from .models import Contact, SigningLink
from .presence import IDENTITY


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


class ListForm(CodeForm):
    """Two boxes, none ticked beforehand, and the code."""

    read = forms.BooleanField(
        label="J’ai pu lire l’acte et je consens aux engagements qu’il contient.",
        error_messages={"required": "Cochez cette case quand vous avez pu lire l’acte."},
    )
    process = forms.BooleanField(
        label="J’accepte de signer par voie électronique.",
        error_messages={
            "required": "Cochez cette case, ou choisissez votre certificat ou le papier."
        },
    )
    field_order = ("read", "process", "code")


class ConsentForm(ListForm):
    """The same for one act, with the words shown."""

    def words(self, link: SigningLink) -> tuple[str, ...]:
        """The sentences shown beside the two boxes, as they were read."""
        ready = signing.readiness(link.step, link.mandate)
        return consent_words(ready, link.mandate)


def consent_words(ready: signing.Readiness, mandate: Mandate) -> tuple[str, str]:
    """What the two boxes say for this act, to whoever signs under ``mandate``."""
    total = ready.envelope.document.pages if ready.envelope else 0
    told = ready.terms
    pages = f"{total} {french.plural(total, 'page', 'pages')}"
    number = told.annexes
    annexes = f" et {number} {french.plural(number, 'annexe', 'annexes')}" if number else ""
    return (
        f"J’ai pu lire {told.noun.the} dans son intégralité ({pages}{annexes}) et je "
        f"consens, {told.on_behalf_of}, aux engagements qu’{told.noun.pronoun} contient.",
        f"J’accepte de {told.noun.object_pronoun} signer par voie électronique, selon le procédé "
        f"de signature électronique simple décrit dans la notice{_accepted(mandate)}.",
    )


def _accepted(mandate: Mandate) -> str:
    """When the person accepted the process by hand; empty when they never did."""
    sheet = mandate.sheets.filter(current=True, accepts_process=True).first()
    return f", que vous avez accepté le {french.date_fr(sheet.signed_on)}" if sheet else ""


class ContactForm(forms.Form):
    """A call or a visit: with whom, what came of it, when to try again."""

    kind = forms.ChoiceField(
        label="Appel ou visite", choices=Contact.Kind.choices, widget=forms.RadioSelect
    )
    outcome = forms.ChoiceField(
        label="Issue",
        choices=Contact.Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez l’issue de l’appel ou de la visite."},
    )
    spoke_with = forms.CharField(label="Interlocuteur", required=False, max_length=150)
    note = forms.CharField(
        label="Note",
        required=False,
        max_length=2000,
        help_text="Lue par les agents du syndicat seulement.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    again_on = forms.DateField(
        label="À reprendre le",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": "Écrivez une date, par exemple 15/06/2026."},
    )


class PresenceForm(forms.Form):
    """What an agent states of who is about to sign on their device."""

    stated = forms.BooleanField(
        label="Identité constatée : la personne devant moi est le signataire attendu.",
        error_messages={"required": "Cochez « identité constatée » avant de remettre l’appareil."},
    )
    identity = forms.ChoiceField(
        label="Comment",
        choices=[(key, f"{words[:1].upper()}{words[1:]}") for key, words in IDENTITY.items()],
        widget=forms.RadioSelect,
        error_messages={"required": "Dites comment vous avez constaté l’identité."},
    )
    place = forms.CharField(label="Lieu", required=False, max_length=120)


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
