"""Forms of a rectification: one error, and the answer of a party."""

from collections.abc import Sequence
from typing import Any

from django import forms

from ..clauses import Clause
from ..forms_moves import PdfField
from . import clerical


class _ErrorForm(forms.Form):
    """What is written, what is to be read, of which kind, and the piece that proves it."""

    wrong = forms.CharField(
        label="Texte erroné, comme il est écrit",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Le mot faux suffit ; s’il se lit plusieurs fois, ajoutez ceux qui l’entourent.",
        error_messages={"required": "Écrivez les mots erronés, tels qu’ils sont dans l’acte."},
    )
    right = forms.CharField(
        label="Texte exact",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Écrivez ce qu’il faut lire à la place."},
    )
    evidence = forms.CharField(
        label="Pièce qui l’établit",
        max_length=120,
        help_text="Par exemple : délibération n° 2026-07, annuaire des écoles",
        error_messages={"required": "Nommez la pièce qui établit l’erreur."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["row"] = forms.ChoiceField(
            label="Nature de l’erreur",
            choices=[(row.key, row.label) for row in clerical.rows()],
            help_text="Tout autre changement est un avenant : ni prix, ni durée, ni maximum, ni "
            "périmètre, ni répartition des rôles.",
            error_messages={"invalid_choice": "Choisissez la nature de l’erreur dans la liste."},
        )


class ErrorForm(_ErrorForm):
    """An error in the text in force: its article or annex is chosen."""

    def __init__(self, *args: Any, passages: Sequence[Clause], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = [(each.key, each.title) for each in passages if each.paragraphs]
        where: forms.Field = forms.ChoiceField(
            label="Article ou annexe",
            choices=[("", "À choisir"), *chosen],
            error_messages={"required": "Choisissez l’article ou l’annexe où se trouve l’erreur."},
        )
        self.fields = {"key": where, **self.fields}


class TypedErrorForm(_ErrorForm):
    """An error in an act of which the site only keeps the signed copy: its place is written."""

    place = forms.CharField(
        label="Article ou annexe",
        max_length=120,
        help_text="Comme l’acte l’écrit, par exemple : Annexe 1 – Écoles et classes du périmètre",
        error_messages={"required": "Nommez l’article ou l’annexe."},
    )
    field_order = ("place", "wrong", "right", "evidence", "row")


class AnswerForm(forms.Form):
    """A party accepts a rectification, or refuses it and says why."""

    answer = forms.ChoiceField(
        label="Votre réponse",
        choices=[
            ("accept", "J’accepte cette rectification"),
            ("refuse", "Je refuse : une obligation change"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez une réponse."},
    )
    reason = forms.CharField(
        label="Motif du refus",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Demandé pour un refus : dites quelle obligation change.",
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("answer") == "refuse" and not data.get("reason", "").strip():
            self.add_error("reason", "Écrivez le motif : il figurera dans l’historique.")
        return data


class LetterForm(AnswerForm):
    """What a party answered on paper: who signed, when, and the letter itself."""

    signatory = forms.ChoiceField(
        label="Qui a signé le courrier",
        help_text="Les personnes qui pouvaient répondre depuis la proposition, par partie "
        "attendue. Quelqu’un n’y est pas ? Enregistrez d’abord son mandat, ou sa délégation.",
        error_messages={"required": "Choisissez la personne qui a signé le courrier."},
    )
    day = forms.DateField(
        label="Date écrite sur le courrier",
        help_text="Son droit de répondre est vérifié pour ce jour-là.",
        error_messages={"required": "Recopiez la date écrite sur le courrier."},
    )
    file = PdfField(
        label="Courrier numérisé",
        help_text="En PDF, 20 Mo au plus. Il rejoint les documents de l’acte.",
        error_messages={"required": "Joignez le courrier, numérisé en PDF."},
    )
    field_order = ("signatory", "day", "answer", "reason", "file")

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        signatory: Any = self.fields["signatory"]
        signatory.choices = [("", "À choisir"), *choices]
        answer: Any = self.fields["answer"]
        answer.label = "Réponse de la partie"
        answer.choices = [
            ("accept", "Elle accepte la rectification"),
            ("refuse", "Elle la refuse : une obligation change"),
        ]
