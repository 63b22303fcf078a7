"""Forms of an amendment: how it begins, the values that it changes, the words of an article."""

from collections.abc import Mapping
from typing import Any

from django import forms

from .. import drafting
from ..clauses import Clause
from ..forms_creation import day_field
from ..forms_numbers import FrenchDecimalField, FrenchIntegerField
from ..forms_schools import SchoolsForm
from ..models import AmendmentReason, Convention
from ..services import SchoolLine
from . import amending, values


class ReasonField(forms.ChoiceField):
    """Why the act is amended."""

    def __init__(self) -> None:
        super().__init__(
            label="Motif de l’avenant",
            choices=[("", "À choisir"), *AmendmentReason.choices],
            error_messages={"required": "Choisissez le motif de l’avenant : l’article 1 le dit."},
        )


def text_field() -> forms.CharField:
    return forms.CharField(
        label="Objet de l’avenant, pour un autre motif",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Une phrase entière : elle devient l’article 1.",
    )


class _Reasoned(forms.Form):
    """A reason, and its words when it is another one."""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("reason") == AmendmentReason.OTHER and not data.get("reason_text", "").strip():
            self.add_error("reason_text", "Écrivez l’objet de l’avenant : l’article 1 le dit.")
        return data


class BeginForm(_Reasoned):
    """Why an act in force is amended, and from which day."""

    reason = ReasonField()
    reason_text = text_field()
    starts_on = day_field(
        label="Date d’effet de l’avenant",
        help_text="L’avenant prend effet au plus tôt à sa dernière signature et à sa notification.",
        error_messages={"required": "Indiquez la date d’effet de l’avenant."},
    )


class AmendmentForm(SchoolsForm, _Reasoned):
    """The values that the act will have; those left as they are do not change."""

    title = forms.CharField(
        label="Intitulé",
        max_length=250,
        error_messages={"required": "Donnez un intitulé à l’avenant."},
    )
    reason = ReasonField()
    reason_text = text_field()
    starts_on = day_field(
        label="Date d’effet de l’avenant",
        error_messages={"required": "Indiquez la date d’effet de l’avenant."},
    )
    duration_months = FrenchIntegerField(
        label="Durée de la convention, en mois",
        min_value=1,
        max_value=120,
        error_messages={"required": "Indiquez la durée de la convention, en mois."},
    )
    unit_price = FrenchDecimalField(
        label="Tarif par compte, en euros par an", min_value=0, max_digits=8, decimal_places=2
    )
    max_accounts = FrenchIntegerField(label="Maximum de comptes", min_value=1, max_value=1_000_000)
    max_yearly_amount = FrenchDecimalField(
        label="Maximum par an, en euros", min_value=0, max_digits=12, decimal_places=2
    )

    def __init__(self, *args: Any, act: Convention, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = drafting.schools(act) if act.kind.with_schools else ()
        for name in ("unit_price", "max_accounts", "max_yearly_amount"):
            self.fields[name].required = False
            if getattr(act, name) is None:
                del self.fields[name]
        self.add_schools()

    def changes(self) -> dict[str, Any]:
        """What ``amending.revise`` stores; after ``is_valid()``."""
        return {n: self.cleaned_data[n] for n in amending.EDITABLE if n in self.cleaned_data}

    def schools(self, act: Convention) -> list[SchoolLine] | None:
        """The perimeter typed; None for an act without schools."""
        return drafting.lines(act, self) if act.kind.with_schools else None

    @staticmethod
    def stored(act: Convention, link: Any) -> Mapping[str, Any]:
        """An amendment as the form shows it."""
        found = {name: getattr(act, name) for name in ("title", "starts_on", *values.NUMBERS)}
        return found | {"reason": link.reason, "reason_text": link.reason_text}


class ArticleForm(forms.Form):
    """The paragraphs of one clause of the act in force, as they will read."""

    def __init__(self, *args: Any, clause: Clause, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.clause = clause
        for paragraph in clause.paragraphs:
            said = paragraph.text
            name = "Cellule" if paragraph.cell else "Paragraphe"
            self.fields[f"p{paragraph.number}"] = forms.CharField(
                label=f"{name} {paragraph.number}",
                required=False,
                initial=said,
                widget=forms.Textarea(attrs={"rows": 1 if paragraph.cell else 2 + len(said) // 90}),
            )
        self.fields["added"] = forms.CharField(
            label="Paragraphe à ajouter à la fin",
            required=False,
            widget=forms.Textarea(attrs={"rows": 2}),
        )
        self.fields["row"] = row_field()

    def words(self) -> list[str]:
        """The paragraphs as typed, in order; after ``is_valid()``."""
        return [self.cleaned_data[f"p{p.number}"] for p in self.clause.paragraphs]


class TypedArticleForm(forms.Form):
    """The same when the site only keeps the signed copy: its words, copied from it."""

    article = forms.CharField(
        label="Article ou annexe",
        max_length=250,
        help_text="Comme l’acte l’écrit, par exemple : Article 10 – Dispositions financières",
        error_messages={"required": "Nommez l’article ou l’annexe."},
    )
    old = forms.CharField(
        label="Texte ancien, mot pour mot",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    new = forms.CharField(
        label="Texte nouveau", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["row"] = row_field()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("old", "").strip() and not data.get("new", "").strip():
            self.add_error("new", "Écrivez le texte ancien, le texte nouveau, ou les deux.")
        return data


def row_field() -> forms.ChoiceField:
    """The kind of change, which says what is done again."""
    return forms.ChoiceField(
        label="Nature du changement",
        choices=[(row.key, row.label) for row in amending.classes()],
        initial=amending.CLAUSE,
        help_text="Elle dit si les assemblées votent de nouveau. Dans le doute, gardez le texte "
        "d’une clause.",
        error_messages={"invalid_choice": "Choisissez la nature du changement dans la liste."},
    )
