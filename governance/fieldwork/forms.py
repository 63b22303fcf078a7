"""Forms of the register: a sheet made of the typed fields of its kind, its moves, the filters."""

from collections.abc import Iterator
from typing import Any

from django import forms

from audit.actor import Actor
from common import clock
from governance.forms_fields import InstitutionField, SchoolField, districts
from governance.forms_names import NamesForm
from governance.models import Circonscription
from governance.views.asking import Upload

from . import places, services, typed
from .models import FieldSheet, SheetKind
from .models.kinds import INSTITUTION, PROGRAMME, SCHOOL
from .places import Place

TODO, DONE = "todo", "done"


def control(rank: int) -> str:
    """The name of the control of the n-th typed field."""
    return f"champ-{rank}"


class SheetForm(NamesForm):
    """A sheet of ``kind``. Without ``place`` the form asks what it is about; with ``sheet`` it
    corrects one left to do."""

    day = forms.DateField(label="Date")

    def __init__(
        self,
        *args: Any,
        kind: SheetKind,
        actor: Actor,
        place: Place | None = None,
        sheet: FieldSheet | None = None,
        **kwargs: Any,
    ) -> None:
        self.kind, self.actor, self.sheet = kind, actor, sheet
        self.place = place
        super().__init__(*args, **kwargs)
        order = []
        if sheet is None and place is None:
            order += self._ask_place()
        self.fields["day"].initial = sheet.day if sheet else clock.today()
        order += ["day", *self._ask_typed()]
        self.fields["text"] = forms.CharField(
            label="Compte rendu",
            max_length=5000,
            required=False,
            initial=sheet.text if sheet else "",
            widget=forms.Textarea(attrs={"rows": 4}),
            help_text="Sans nom d’élève ni de famille : des nombres, des fonctions.",
        )
        if sheet is None:
            self.fields["state"] = forms.ChoiceField(
                label="Où en est-ce ?",
                choices=[(DONE, "C’est fait"), (TODO, "Il reste quelque chose à faire")],
                widget=forms.RadioSelect,
                initial=TODO if kind.by_phone else DONE,
            )
        self.fields["due_on"] = forms.DateField(
            label="À faire avant le",
            required=sheet is not None,
            initial=sheet.due_on if sheet else services.due_by(kind, clock.today()),
            help_text="" if sheet else "Compte seulement s’il reste quelque chose à faire.",
        )
        self.fields["file"] = Upload(
            label="Pièce",
            required=False,
            help_text="PDF ou image, 20 Mo au plus. Aucun élève reconnaissable sur une photo.",
        )
        self.order_fields([*order, "text", "state", "due_on", "file"])
        self.free = [name for name, field in self._controls() if field.free] + ["text"]

    def _ask_place(self) -> list[str]:
        """The fields that say what the sheet is about, as the kind lets choose."""
        asked = []
        several = len({SCHOOL, INSTITUTION, PROGRAMME} & set(self.kind.subjects)) > 1
        if SCHOOL in self.kind.subjects:
            self.fields["school"] = SchoolField(self.actor, label="École", required=not several)
            asked.append("school")
        if INSTITUTION in self.kind.subjects:
            self.fields["institution"] = InstitutionField(
                self.actor, label="Institution", required=not several
            )
            asked.append("institution")
        return asked

    def _ask_typed(self) -> list[str]:
        known = self.sheet.values if self.sheet else {}
        for name, field in self._controls():
            asked = typed.ask(field, self.actor)
            asked.initial = typed.typed_again(field, known.get(field.name))
            self.fields[name] = asked
        return [name for name, _field in self._controls()]

    def _controls(self) -> Iterator[tuple[str, typed.Field]]:
        for rank, field in enumerate(self.kind.typed):
            yield control(rank), field

    def clean(self) -> dict[str, Any]:
        self._find_place(self.cleaned_data)
        if self.place is not None:
            self.known = self.place.known()
        given = super().clean()
        if given.get("state") == TODO and not given.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", "Donnez l’échéance de ce qui reste à faire.")
        day = given.get("day")
        if day and self.sheet is None and given.get("state") != TODO and day > clock.today():
            self.add_error("day", "Une fiche faite ne peut pas être datée d’un jour à venir.")
        return given

    def _find_place(self, given: dict[str, Any]) -> None:
        """The one that was typed; the whole programme when nothing was and the kind allows it."""
        if self.place is not None or self.sheet is not None:
            return
        school, institution = given.get("school"), given.get("institution")
        if school and institution:
            self.add_error("institution", "Indiquez une école ou une institution, pas les deux.")
        elif school or institution:
            self.place = places.of(school or institution)
        elif PROGRAMME in self.kind.subjects:
            self.place = places.programme()
        elif not self.errors:
            name = "school" if "school" in self.fields else "institution"
            self.add_error(name, "Indiquez l’école ou l’institution concernée.")

    @property
    def said(self) -> dict[str, Any]:
        """What ``services.write`` and ``services.change`` receive, but the file."""
        given = self.cleaned_data
        values = {}
        for name, field in self._controls():
            value = typed.plain(field, given.get(name))
            if value is not None:
                values[field.name] = value
        todo = self.sheet is not None or given.get("state") == TODO
        return {
            "day": given["day"],
            "values": values,
            "text": given["text"].strip(),
            "due_on": given.get("due_on") if todo else None,
        }


class CompleteForm(NamesForm):
    """A sheet is done."""

    outcome = forms.CharField(
        label="Suite donnée",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Ce qui a été fait, si la fiche ne le dit pas déjà.",
    )


class DropForm(NamesForm):
    """Nothing will be done."""

    reason = forms.CharField(
        label="Motif",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Indiquez le motif : il figurera dans l’historique."},
    )


class ReopenForm(DropForm):
    """Something is left to do."""

    due_on = forms.DateField(label="À faire avant le")
    field_order = ("reason", "due_on")


class SheetFilter(forms.Form):
    q = forms.CharField(label="École, commune, institution ou UAI", required=False)
    nature = forms.ChoiceField(label="Nature", required=False)
    etat = forms.ChoiceField(
        label="État",
        choices=[
            ("", "Toutes"),
            ("afaire", "À faire"),
            ("retard", "En retard"),
            ("faites", "Faites"),
            ("abandonnees", "Abandonnées"),
        ],
        required=False,
    )
    circonscription = forms.ModelChoiceField(
        label="Circonscription",
        queryset=Circonscription.unscoped.none(),
        to_field_name="public_id",
        empty_label="Toutes",
        required=False,
    )
    du = forms.DateField(label="Du", required=False)
    au = forms.DateField(label="Au", required=False)
    miennes = forms.BooleanField(label="Les miennes seulement", required=False)
    sur = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["nature"].choices = kind_choices(actor, "Toutes")
        self.fields["circonscription"].queryset = districts(actor)


class CountFilter(forms.Form):
    """Which sheets the indicators count."""

    nature = forms.ChoiceField(label="Nature", required=False)
    du = forms.DateField(label="Du", required=False)
    au = forms.DateField(label="Au", required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["nature"].choices = kind_choices(actor, "Toutes")


def kind_choices(actor: Actor, every: str) -> list[tuple[str, str]]:
    """The kinds that ``actor`` reads, whatever their version, retired ones included."""
    rows = SheetKind.objects.visible_to(actor).latest().order_by("label")
    return [("", every), *((kind.code, kind.label) for kind in rows)]
