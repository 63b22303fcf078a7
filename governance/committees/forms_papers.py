"""Forms of the papers of a meeting and of its minutes."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms

from common.uploads import Kind
from governance.models import Mandate
from governance.views.asking import Upload

from .models import MinutesItem
from .models.minutes import Settled
from .models.papers import PaperKind
from .wanted import Wanted

PACK = {
    PaperKind.CONVOCATION: "Convocations, une par membre",
    PaperKind.SHEET: "Feuille de présence à émarger",
    PaperKind.POWER: "Pouvoir à remplir",
    PaperKind.ATTENDANCE: "Feuille de présence, telle qu’elle a été notée",
}


class PackForm(forms.Form):
    """What to make: kinds of papers, then points that may be voted by secret ballot."""

    kinds = forms.MultipleChoiceField(
        label="Documents", required=False, widget=forms.CheckboxSelectMultiple
    )
    ballots = forms.MultipleChoiceField(
        label="Bulletins de vote",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Pour un scrutin secret : quatre bulletins à découper par feuille.",
    )

    def __init__(
        self, *args: Any, possible: Mapping[PaperKind, Sequence[Wanted]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.possible = possible
        pack = {kind: words for kind, words in PACK.items() if kind in possible}
        self.ballots = {_key(each): each for each in possible.get(PaperKind.BALLOT, ())}
        fields: Any = self.fields
        fields["kinds"].choices = [(str(kind), words) for kind, words in pack.items()]
        fields["ballots"].choices = [
            (key, f"{each.about[:1].upper()}{each.about[1:]} : {each.item}")
            for key, each in self.ballots.items()
        ]
        for name in ("kinds", "ballots"):
            if not fields[name].choices:
                del fields[name]

    def wanted(self) -> list[Wanted]:
        given = self.cleaned_data
        kinds = [PaperKind(each) for each in given.get("kinds", ())]
        rows = [row for kind in kinds for row in self.possible[kind]]
        return [*rows, *(self.ballots[key] for key in given.get("ballots", ()))]


def _key(wanted: Wanted) -> str:
    assert wanted.item is not None  # noqa: S101 ballots are about a point
    return f"{wanted.item.public_id}|{wanted.about}"


class SecretaryForm(forms.Form):
    secretary = forms.ChoiceField(label="Secrétaire de séance")

    def __init__(self, *args: Any, people: Iterable[Mandate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(each.public_id): each for each in people}
        fields: Any = self.fields
        fields["secretary"].choices = [
            ("", "À choisir"),
            *((key, str(each.person.formal_name)) for key, each in self.people.items()),
        ]

    def clean_secretary(self) -> Mandate:
        return self.people[self.cleaned_data["secretary"]]


class RegisterForm(forms.Form):
    year = forms.IntegerField(label="Année", min_value=2000, max_value=2100)


class ExtractForm(forms.Form):
    recipient = forms.CharField(
        label="Délivré à",
        max_length=120,
        help_text="La personne ou l’institution que la décision concerne.",
    )


class EditForm(forms.Form):
    """The Word file corrected by hand."""

    file = Upload(
        label="Fichier Word corrigé",
        kinds=(Kind.DOCX,),
        help_text="Au format .docx, à partir du fichier proposé sur cette page.",
    )

    def content(self) -> bytes:
        file = self.cleaned_data["file"]
        file.seek(0)
        return bytes(file.read())


class TextForm(forms.Form):
    text = forms.CharField(
        label="Substance des débats",
        max_length=50_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text="Ce que le procès-verbal raconte de ce point. Les notes de séance ne changent "
        "pas.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class ObserveForm(forms.Form):
    point = forms.ChoiceField(label="Point concerné", required=False)
    text = forms.CharField(
        label="Observation", max_length=4000, widget=forms.Textarea(attrs={"rows": 6})
    )

    def __init__(self, *args: Any, points: Iterable[MinutesItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.points = {str(each.public_id): each for each in points}
        fields: Any = self.fields
        fields["point"].choices = [
            ("", "L’ensemble du procès-verbal"),
            *((key, f"Point {each.number} : {each.title}") for key, each in self.points.items()),
        ]

    def clean_point(self) -> MinutesItem | None:
        return self.points.get(self.cleaned_data["point"])


class AnswerForm(forms.Form):
    settled = forms.ChoiceField(
        label="Suite", choices=[("", "À choisir"), *[c for c in Settled.choices if c[0]]]
    )
    words = forms.CharField(
        label="Réponse",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Elle figure à la fin du procès-verbal, avec l’observation.",
    )
