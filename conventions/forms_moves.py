"""Forms of the moves that enter what happened elsewhere, or what the jurist establishes."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.validators import MinValueValidator
from django.utils.html import format_html

from audit.actor import Actor
from common import french
from common.uploads import Kind
from documents import store
from governance.models import Deliberation

from . import requirements
from .forms import PaperField, ReasonForm
from .models import Convention

OLDEST = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
"""No act of the programme is older: an earlier date is a slip of the keyboard."""


class PdfField(PaperField):
    """A PDF alone: the page of the act shows it, page by page."""

    KINDS = {Kind.PDF: store.PDF}


class VoteField(forms.ModelChoiceField):
    """An enforceable délibération, named with its assembly and its day."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Deliberation.unscoped.none(), to_field_name="public_id", **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.institution}, n° {obj.number} du {french.date_fr(obj.voted_on)}"


class PaperForm(forms.Form):
    """An act signed elsewhere: its file, and the instant of its last signature."""

    file = PdfField(
        label="Acte signé",
        help_text="Le PDF signé, ou l’original numérisé en PDF, 20 Mo au plus.",
        error_messages={
            "required": "Joignez l’acte signé : le PDF, ou la numérisation de l’original."
        },
    )
    signed_at = forms.DateTimeField(
        label="Date et heure de la dernière signature",
        help_text="L’acte portera cette date. L’heure compte si une délibération est devenue "
        "exécutoire le même jour.",
        validators=[MinValueValidator(OLDEST, "Cette date est trop ancienne : vérifiez l’année.")],
        error_messages={"required": "Indiquez la date de la dernière signature."},
    )


class ElsewhereForm(PaperForm):
    """The same, with the délibération on which each assembly's signature rests.

    Cleaned to ``votes``: a délibération by role of a party.
    """

    def __init__(self, *args: Any, convention: Convention, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.roles = []
        for party in convention.parties.all():
            if party.votes:
                self.roles.append(party.role)
                self.fields[f"vote_{party.role}"] = self._vote(party, actor)

    def _vote(self, party: Any, actor: Actor) -> VoteField:
        field = VoteField(
            label=f"Délibération : {party.institution}",
            required=False,
            empty_label="Aucune de cette liste",
            initial=party.deliberation,
        )
        field.queryset = enforceable(actor).filter(institution=party.institution)
        return field

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        found = {role: data.pop(f"vote_{role}", None) for role in self.roles}
        data["votes"] = {role: vote for role, vote in found.items() if vote is not None}
        return data


class RegulariseForm(forms.Form):
    """The later vote that approves the act and confirms its signature."""

    deliberation = VoteField(
        label="Délibération de régularisation",
        empty_label="À choisir",
        help_text="Parmi celles des parties qui sont exécutoires.",
        error_messages={"required": "Choisissez la délibération de régularisation."},
    )
    confirms_signature = forms.BooleanField(
        label="Elle approuve la convention et confirme la signature", required=False
    )

    def __init__(self, *args: Any, convention: Convention, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies = [party.institution_id for party in convention.parties.all() if party.votes]
        field: Any = self.fields["deliberation"]
        field.queryset = enforceable(actor).filter(institution__in=bodies)


TAKEN_UP = frozenset({requirements.Requirement.REISSUE, requirements.Requirement.VOTE})
"""What a change asks that is done by taking the issued act up again."""


class TextForm(ReasonForm):
    """What will change in the text, each with what will have to be done again (N10)."""

    changes = forms.MultipleChoiceField(
        label="Que va-t-il changer ?",
        help_text="Sous chaque ligne, ce qu’il faudra refaire à ce stade. Un changement qui n’est "
        "pas dans la liste ne demande pas de reprendre l’acte. La comparaison des deux textes "
        "ajoutera ce qui n’a pas été annoncé.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Cochez ce qui va changer : ce qu’il faudra refaire en dépend.",
            "invalid_choice": "Ce changement n’est pas dans la liste : cochez-en un autre.",
        },
    )
    field_order = ("changes", "reason")
    mentions = False

    def __init__(self, *args: Any, convention: Convention, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stage = requirements.stage(convention)
        field: Any = self.fields["changes"]
        field.choices = [
            (row.key, format_html("{}<br><small>{}.</small>", row.label, row.words(stage)))
            for row in requirements.rows().values()
            if row.requires(stage) & TAKEN_UP and (row.mention or not self.mentions)
        ]


class MentionsForm(TextForm):
    """The same for mentions, which lie outside the text voted."""

    mentions = True


class ReclassForm(ReasonForm):
    """Add a kind of change to those found; for the jurist, replace one of them."""

    row = forms.ChoiceField(label="Changement constaté à remplacer", required=False)
    to = forms.ChoiceField(
        label="Changement à retenir",
        error_messages={"required": "Choisissez le changement à retenir."},
    )
    field_order = ("row", "to", "reason")

    def __init__(self, *args: Any, found: Sequence[str], lowers: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        table = requirements.rows()
        to: Any = self.fields["to"]
        to.choices = [("", "À choisir"), *((row.key, row.label) for row in table.values())]
        if lowers:
            row: Any = self.fields["row"]
            row.choices = [
                ("", "Aucun : ajouter seulement"),
                *((key, table[key].label) for key in found),
            ]
        else:
            del self.fields["row"]


class TerminateForm(ReasonForm):
    """The day from which the act binds nobody any more."""

    effective_on = forms.DateField(
        label="Date d’effet de la résiliation",
        error_messages={"required": "Indiquez la date d’effet de la résiliation."},
    )
    field_order = ("effective_on", "reason")


class AnnulmentForm(ReasonForm):
    """The court's decision."""

    file = PdfField(
        label="Décision de justice",
        help_text="En PDF, 20 Mo au plus.",
        error_messages={"required": "Joignez la décision."},
    )
    field_order = ("file", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = "Juridiction, date et numéro de la décision, motif"


def enforceable(actor: Actor) -> Any:
    """Délibérations on which a signature may rest, the latest first."""
    return (
        Deliberation.objects.visible_to(actor)
        .valid()
        .exclude(kind=Deliberation.Kind.TARIFF)
        .select_related("institution")
        .order_by("-voted_on", "-pk")
    )
