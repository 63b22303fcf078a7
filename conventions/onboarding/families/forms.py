"""Forms of the families' side: days and numbers."""

from typing import Any

from django import forms

from governance.forms_names import NamesForm

from ..models import FamilyRequest, Handover, HandoverClass, Profile

MOST = 9_999
"""Accounts of one profile in one school: more is a mistake of typing."""
NUMBERS = "Des nombres seulement : aucun nom d’élève ni de responsable."


class InformForm(NamesForm, forms.ModelForm):
    """When families were informed, how, and when the charter was given."""

    class Meta:
        model = Handover
        fields = ("informed_on", "how", "charter_on")
        help_texts = {
            "how": "Réunion de rentrée, conseil d’école, mot dans le cahier…",
            "charter_on": "La charte d’utilisation, remise avec les comptes.",
        }


class ClassForm(NamesForm, forms.ModelForm):
    """The numbers of a class."""

    class Meta:
        model = HandoverClass
        fields = ("label", "nursery", "pupils", "guardians", "handed", "declined")
        help_texts = {
            "label": "« CE1 A », « Petite section ».",
            "guardians": "Chaque responsable a sa fiche : deux pour un élève dont les parents sont "
            "séparés.",
            "declined": "Combien de responsables n’en veulent pas ; leurs raisons restent à "
            "l’école.",
        }


class ActivationForm(forms.Form):
    """Accounts that connected at least once, by profile."""

    read_on = forms.DateField(label="Relevé du", help_text=NUMBERS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for profile in Profile:
            self.fields[profile.value] = forms.IntegerField(
                label=f"{profile.label} : comptes activés", min_value=0, max_value=MOST
            )

    def given(self) -> dict[str, Any]:
        """The arguments of the service; after ``is_valid()``."""
        return {
            "read_on": self.cleaned_data["read_on"],
            "counts": {each.value: self.cleaned_data[each.value] for each in Profile},
        }


class HelpForm(forms.ModelForm):
    """What families asked, how many, since when."""

    class Meta:
        model = FamilyRequest
        fields = ("category", "families", "received_on", "answered_on")
        help_texts = {
            "families": NUMBERS,
            "answered_on": "Vide tant qu’il reste une famille à aider.",
        }


class AnswerForm(forms.Form):
    """When they were all helped."""

    answered_on = forms.DateField(label="Traitée le")
