"""Forms of a meeting under way: attendance, powers, votes, decisions, notes."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.forms.boundfield import BoundField

from governance.models import Mandate

from .deciding import Choice, Motion, Voice
from .members import Member
from .models.attendance import Fact, Sits
from .models.decisions import Ballot, Nature
from .quorum import Mode
from .votes import Tally

CHOICES = [(Choice.FOR, "Pour"), (Choice.AGAINST, "Contre"), (Choice.ABSTAIN, "Abstention")]
TOTALS = (
    ("in_favour", "Pour"),
    ("against", "Contre"),
    ("abstentions", "Abstentions"),
    ("blank", "Blancs ou nuls"),
)
ACTS = {
    "salle": (Fact.ARRIVE, Sits.HOLDER, Mode.ROOM),
    "distance": (Fact.ARRIVE, Sits.HOLDER, Mode.REMOTE),
    "suppleant": (Fact.ARRIVE, Sits.SUBSTITUTE, Mode.ROOM),
    "depart": (Fact.LEAVE, Sits.HOLDER, Mode.ROOM),
    "depart-suppleant": (Fact.LEAVE, Sits.SUBSTITUTE, Mode.ROOM),
    "retrait": (Fact.WITHDRAW, Sits.HOLDER, Mode.ROOM),
    "retour": (Fact.RETURN, Sits.HOLDER, Mode.ROOM),
}
"""What a button of the attendance says → the fact, who, how."""


WORDS = (
    ("salle", "Arrive dans la salle"),
    ("distance", "Arrive à distance"),
    ("suppleant", "Son suppléant arrive"),
    ("depart", "Part"),
    ("depart-suppleant", "Son suppléant part"),
    ("retrait", "Se retire pour le point affiché"),
    ("retour", "Revient après le point affiché"),
)


class FactForm(forms.Form):
    """A button of the attendance."""

    act = forms.ChoiceField(choices=[(key, key) for key in ACTS])
    seat = forms.UUIDField()
    item = forms.UUIDField(required=False)
    hour = forms.TimeField(required=False)


class PastForm(forms.Form):
    """A fact that was not noted when it happened."""

    seat = forms.ChoiceField(label="Membre")
    act = forms.ChoiceField(label="Fait", choices=WORDS)
    hour = forms.TimeField(label="Heure", help_text="Par exemple 18:10.")

    def __init__(self, *args: Any, members: Iterable[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = [(str(m.seat.public_id), m.name) for m in members if not m.vacant]
        self.fields["seat"].choices = [("", "À choisir"), *found]


class PowerForm(forms.Form):
    giver = forms.ChoiceField(label="Membre absent")
    receiver = forms.ChoiceField(label="Donne pouvoir à")

    def __init__(self, *args: Any, members: Iterable[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = {str(m.seat.public_id): m for m in members if m.voting and not m.vacant}
        choices = [("", "À choisir")] + [(key, m.name) for key, m in self.members.items()]
        self.fields["giver"].choices = choices
        self.fields["receiver"].choices = choices

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        return {name: self.members[key].seat for name, key in given.items() if key in self.members}


class AdjournForm(forms.Form):
    day = forms.DateField(label="Jour de la reprise")
    hour = forms.TimeField(label="Heure", help_text="Par exemple 18:00.")

    def resumes_at(self, zone: ZoneInfo) -> dt.datetime:
        return dt.datetime.combine(self.cleaned_data["day"], self.cleaned_data["hour"], zone)


class NoteForm(forms.Form):
    text = forms.CharField(
        label="Notes de la séance sur ce point",
        required=False,
        strip=False,  # who types goes on after the space that was saved
        max_length=50_000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class CarryForm(forms.Form):
    """Who carries a decision out, and by when."""

    responsible = forms.ChoiceField(label="Responsable", required=False)
    due_on = forms.DateField(label="Échéance", required=False)

    def __init__(self, *args: Any, people: Iterable[Mandate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(mandate.public_id): mandate for mandate in people}
        self.fields["responsible"].choices = [("", "À choisir plus tard")] + [
            (key, each.person.formal_name) for key, each in self.people.items()
        ]

    def clean_responsible(self) -> Mandate | None:
        return self.people.get(self.cleaned_data["responsible"])


class CorrectForm(CarryForm):
    """The same, and another text, in a record that replaces one confirmed."""

    text = forms.CharField(
        label="Texte de la décision",
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Le relevé précédent garde l’ancien texte ; le nouveau en donne le motif.",
    )


class DecideForm(CarryForm):
    """The words of a decision and the vote: one voice after the other, or totals alone."""

    nature = forms.ChoiceField(label="Nature", choices=Nature.choices)
    text = forms.CharField(label="Texte", widget=forms.Textarea(attrs={"rows": 3}))
    ballot = forms.ChoiceField(label="Scrutin", widget=forms.RadioSelect)
    others = forms.ChoiceField(
        label="Toutes les autres voix",
        required=False,
        choices=[("", "À saisir une à une"), *CHOICES],
        help_text="Pour les voix qui ne sont pas saisies une à une.",
    )
    nomination = forms.BooleanField(label="Le vote porte sur une nomination", required=False)
    askers = forms.IntegerField(
        label="Membres qui demandent le scrutin secret", required=False, min_value=0, max_value=999
    )
    field_order = ("nature", "text", "responsible", "due_on", "ballot")

    def __init__(
        self,
        *args: Any,
        voices: Sequence[Voice],
        colleges: Sequence[str],
        consensus: bool,
        secret: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.voices, self.colleges = voices, colleges
        ways = [(Ballot.CONSENSUS.value, "Consensus")] if consensus else []
        ways.append((Ballot.PUBLIC.value, "Scrutin public"))
        if secret:
            ways.append((Ballot.SECRET.value, "Scrutin secret"))
        self.secret = secret
        self.fields["ballot"].choices = ways
        for voice in voices:
            label = voice.name if voice.by == voice.name else f"{voice.name}, par {voice.by}"
            self.fields[f"voice-{voice.key}"] = forms.ChoiceField(
                label=label, required=False, choices=[("", "—"), *CHOICES]
            )
        for rank, _college in enumerate(colleges):
            for name, label in TOTALS:
                self.fields[f"total-{rank}-{name}"] = forms.IntegerField(
                    label=label, required=False, min_value=0, max_value=999
                )

    def voice_fields(self) -> list[BoundField]:
        return [self[f"voice-{voice.key}"] for voice in self.voices]

    def total_fields(self) -> Iterator[tuple[str, int, list[BoundField]]]:
        """College, voices expected, its four totals."""
        for rank, college in enumerate(self.colleges):
            awaited = sum(voice.college == college for voice in self.voices)
            yield college, awaited, [self[f"total-{rank}-{name}"] for name, _label in TOTALS]

    def motion(self) -> Motion:
        """What was put to the vote; what the ballot chosen does not use is left out."""
        given = self.cleaned_data
        ballot = Ballot(given["ballot"])
        return Motion(
            nature=Nature(given["nature"]),
            text=given["text"],
            ballot=ballot,
            votes=self._votes() if ballot == Ballot.PUBLIC else {},
            tallies=self._tallies() if ballot == Ballot.SECRET else {},
            nomination=bool(given["nomination"]),
            askers=given["askers"] or 0,
            responsible=given["responsible"],
            due_on=given["due_on"],
        )

    def _votes(self) -> dict[str, Choice]:
        said = {
            voice.key: self.cleaned_data[f"voice-{voice.key}"] or self.cleaned_data["others"]
            for voice in self.voices
        }
        return {key: Choice(choice) for key, choice in said.items() if choice}

    def _tallies(self) -> dict[str, Tally]:
        return {
            college: Tally(
                *(self.cleaned_data[f"total-{rank}-{name}"] or 0 for name, _label in TOTALS)
            )
            for rank, college in enumerate(self.colleges)
        }
