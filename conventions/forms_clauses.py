"""Forms of one clause: ask for a correction, make it, find that it answers."""

import copy
import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms

from .clauses import Clause, Value
from .forms_creation import DraftForm
from .models import ClauseVariant, Convention, Party


class CommentForm(forms.Form):
    """What should change, who must change it, and whether the text waits for it."""

    text = forms.CharField(
        label="Ce qui doit changer, et pourquoi",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Écrivez ce qui doit changer, et pourquoi."},
    )
    corrector = forms.ChoiceField(label="Qui doit corriger", required=False)
    blocking = forms.BooleanField(
        label="Le texte n’est pas arrêté tant que ce n’est pas résolu", required=False
    )

    def __init__(self, *args: Any, convention: Convention, parties: Sequence[Party], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.parties = {party.role: party for party in parties}
        operator = convention.owner.institution
        choices = [("", f"{operator} (porteur)")]
        choices += [
            (party.role, str(party.institution))
            for party in parties
            if party.institution_id != operator.pk
        ]
        field: Any = self.fields["corrector"]
        field.choices = choices

    def body(self) -> Any:
        """The institution that must correct; None for the owner's. After ``is_valid()``."""
        party = self.parties.get(self.cleaned_data["corrector"])
        return party.institution if party else None


class ReplyForm(forms.Form):
    """Why it is asked again."""

    text = forms.CharField(
        label="Ce qui manque encore",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Dites ce qui manque encore : le motif sera lu."},
    )


class ClauseForm(forms.Form):
    """The paragraphs of one clause; an empty one is removed."""

    def __init__(self, *args: Any, clause: Clause, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.clause = clause
        for paragraph in clause.paragraphs:
            self.fields[f"p{paragraph.number}"] = forms.CharField(
                label=f"Paragraphe {paragraph.number}",
                required=False,
                initial=paragraph.text,
                widget=forms.Textarea(attrs={"rows": 2 + len(paragraph.text) // 90}),
            )
        self.fields["added"] = forms.CharField(
            label="Paragraphe à ajouter à la fin",
            required=False,
            widget=forms.Textarea(attrs={"rows": 2}),
        )
        self.fields["reason"] = forms.CharField(
            label="Message à qui l’a demandé", required=False, widget=forms.Textarea({"rows": 2})
        )

    def words(self) -> list[str]:
        """The paragraphs as typed, in order; after ``is_valid()``."""
        return [self.cleaned_data[f"p{p.number}"] for p in self.clause.paragraphs]


class ValueForm(forms.Form):
    """One value of the act, as its form takes it."""

    def __init__(self, *args: Any, value: Value, convention: Convention, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name = value.name
        field = copy.deepcopy(DraftForm.base_fields[value.name])
        field.initial = getattr(convention, value.name)
        field.required = True
        field.error_messages = {**field.error_messages, "required": "Indiquez la valeur corrigée."}
        self.fields["value"] = field
        self.fields["reason"] = forms.CharField(
            label="Message à qui l’a demandé", required=False, widget=forms.Textarea({"rows": 2})
        )

    def value(self) -> dt.date | Decimal | int | str:
        """The value as the act stores it; after ``is_valid()``."""
        found: dt.date | Decimal | int | str = self.cleaned_data["value"]
        return found


class VariantForm(forms.ModelForm):
    """Another wording of a clause, and why the law admits or asks for it."""

    class Meta:
        model = ClauseVariant
        fields = ("title", "effect", "text", "reason")
        widgets = {
            "effect": forms.RadioSelect,
            "text": forms.Textarea(attrs={"rows": 5}),
            "reason": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "text": "Un paragraphe par ligne, sans valeur propre à un dossier.",
            "reason": "Texte, article ou décision, et ce que la variante protège.",
        }
        error_messages = {
            "title": {"required": "Donnez un intitulé à la variante."},
            "text": {"required": "Écrivez le texte de la variante."},
            "reason": {"required": "Dites pourquoi cette variante est admise."},
        }
