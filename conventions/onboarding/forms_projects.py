"""Forms of projects, visits and opinions."""

from collections.abc import Iterator
from typing import Any

from django import forms

from common.uploads import Kind
from governance.forms_names import NamesForm
from governance.validators import not_future
from governance.views.asking import Upload

from .models import PedagogicalProject
from .projects import merging, writing

NO_NAME = "Ne nommez ni élève ni famille : des nombres seulement."
HELP = {
    "levels": "Par exemple « CE1, CE2 » ou « maternelle et élémentaire ».",
    "cycles": "Par exemple « cycles 2 et 3 ».",
    "authors": "Civilité et nom des enseignants qui portent le projet.",
    "diagnosis": f"Le constat de départ. {NO_NAME}",
    "goals": "Un objectif par ligne.",
    "uses": "Un usage par ligne, par exemple « blog de classe : un article par semaine ».",
    "families_place": "Ce qui est prévu pour les parents : comptes, réunions, aide à l’activation.",
    "accessibility": f"Les besoins, sans nommer personne. {NO_NAME}",
    "technical_needs": "Réseau, tableaux, ordinateurs ; la visite technique le complète.",
    "calendar": "Une période par ligne, par exemple « septembre : prise en main ».",
    "indicators": "Un indicateur par ligne, avec sa cible.",
    "authority_position": "Accord, refus ou question de la collectivité, avec sa date.",
}


class ProjectForm(forms.ModelForm):
    """The project, saved as it is typed; nothing is required before it is deposited."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    class Meta:
        model = PedagogicalProject
        fields = writing.FIELDS
        help_texts = HELP
        widgets = {
            name: forms.Textarea(attrs={"rows": 4})
            for name in (
                "diagnosis", "goals", "uses", "families_place", "college_link", "accessibility",
                "technical_needs", "training_needs", "calendar", "indicators",
                "authority_position",
            )
        }  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Texts as a person wrote them, without the spaces around."""
        found: dict[str, Any] = super().clean() or {}
        return found

    def choices(self) -> dict[str, str]:
        """The fields that the page showed in two texts → which one to keep, «» for none yet."""
        shown = [name for name in self.data.getlist("two_texts") if name in writing.FIELDS]
        given = {name: str(self.data.get(f"keep-{name}", "")) for name in shown}
        known = (merging.MINE, merging.THEIRS)
        return {name: choice if choice in known else "" for name, choice in given.items()}

    def rebase(self, stored: PedagogicalProject, merged: merging.Merge) -> None:
        """Show what is stored now where its author wrote nothing else, and ask which text to keep
        where two people wrote: the next save is made on that version. After ``is_valid()``."""
        self.data = self.data.copy()
        self.data["version"] = str(stored.version)
        for name in merged.taken:
            value = getattr(stored, name)
            self.data[name] = "" if value is None else str(value)
        for name in merged.clashes:
            self.add_error(name, "Choisissez le texte à garder, sous ce champ.")


class SubmitForm(forms.Form):
    """Deposit: whoever does says that nobody is named where the site suspects a name."""

    no_name = forms.BooleanField(
        label="J’ai relu le texte : il ne nomme ni élève ni famille.", required=False
    )


class ExtractForm(NamesForm):
    """The extract of the minutes of the school council, and the day it met."""

    met_on = forms.DateField(label="Conseil d’école du", validators=[not_future])
    file = Upload(
        label="Extrait du procès-verbal du conseil d’école",
        kinds=(Kind.PDF,),
        help_text="PDF. Masquez les noms de parents qui n’y sont pas élus.",
    )


class LiftForm(NamesForm):
    """What was seen at the school."""

    note = forms.CharField(
        label="Ce que vous avez constaté",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=NO_NAME,
    )


VERBS = {
    "give_favourable": "Avis favorable",
    "give_reserves": "Favorable avec réserves",
    "give_unfavourable": "Avis défavorable",
}


class OpinionsForm(NamesForm):
    """One opinion on the projects ticked, with a common reason or one for each."""

    verb = forms.ChoiceField(label="Votre avis", choices=[*VERBS.items()], widget=forms.RadioSelect)
    reason = forms.CharField(
        label="Motivation commune",
        required=False,
        max_length=5000,
        help_text="Obligatoire pour un avis avec réserves ou défavorable, sauf si chaque projet a "
        "la sienne.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    reserve = forms.CharField(
        label="Réserve",
        required=False,
        max_length=2000,
        help_text="Pour un avis avec réserves : ce qui reste à faire.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    reserve_due = forms.DateField(label="Réserve à lever avant le (inclus)", required=False)

    def texts(self, given: dict[str, Any]) -> Iterator[str]:
        """The own reasons of the projects ticked too."""
        yield from super().texts(given)
        yield from (self._own(each) for each in self.data.getlist("opinion"))

    def reasons(self, keys: dict[int, str]) -> dict[int, str]:
        """Key of each opinion → its own reason, else the common one; after ``is_valid()``."""
        common = self.cleaned_data["reason"]
        return {key: self._own(public_id) or common for key, public_id in keys.items()}

    def _own(self, public_id: str) -> str:
        return str(self.data.get(f"reason-{public_id}", "")).strip()[:5000]
