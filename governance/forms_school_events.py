"""Forms of the events of schools: one a kind, the act that decides and its day in each."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from audit.actor import Actor
from common import identifiers
from common.identifiers import InvalidIdentifier
from common.uploads import Kind

from .forms_fields import InstitutionField, SchoolField, districts
from .models import CompetencePart, Rpi, SchoolEventKind, SchoolEventStatus
from .views.asking import Upload

ONE_A_LINE = "UAI, un par ligne."


class SchoolsField(SchoolField):
    """Several schools, an UAI a line; the line that is not understood is named."""

    widget = forms.Textarea

    def __init__(self, actor: Actor, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", ONE_A_LINE)
        super().__init__(actor, **kwargs)
        self.widget.attrs["rows"] = 4

    def to_python(self, value: Any) -> Any:
        lines = str(value or "").replace(";", " ").replace(",", " ").split()
        found = [super(SchoolsField, self).to_python(line) for line in lines]
        return list(dict.fromkeys(found))


class EventForm(forms.Form):
    """``schools`` is what each kind calls its schools."""

    schools_label = "Écoles"
    takes_effect_on = forms.DateField(
        label="Prend effet le", help_text="Premier jour du nouvel état, le plus souvent la rentrée."
    )
    act_reference = forms.CharField(
        label="Acte qui le décide", max_length=200,
        help_text="Arrêté, délibération ou décision, avec son numéro et sa date.",
    )  # fmt: skip
    note = forms.CharField(
        label="Note", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Sans nom d’élève ni de famille.",
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["schools"] = SchoolsField(actor, label=self.schools_label)
        self.add(actor)
        self.order_fields(["schools"])

    def add(self, actor: Actor) -> None:
        """The fields of the kind."""


class ClosureForm(EventForm):
    schools_label = "Écoles qui ferment"


class NewSchoolForm(EventForm):
    """A new UAI is checked key and all."""

    new_uai = forms.CharField(label="UAI de la nouvelle école", max_length=12)
    new_name = forms.CharField(label="Nom de la nouvelle école", max_length=200, required=False)

    def clean_new_uai(self) -> str:
        if not self.cleaned_data["new_uai"]:
            return ""
        try:
            return identifiers.parse_uai(self.cleaned_data["new_uai"])
        except InvalidIdentifier as refused:
            raise ValidationError(str(refused)) from refused


class NewUaiForm(NewSchoolForm):
    schools_label = "École dont l’UAI change"


class MergerForm(NewSchoolForm):
    schools_label = "Écoles qui ferment"
    new_uai = forms.CharField(
        label="Ou UAI de la nouvelle école", max_length=12, required=False,
        help_text="Si la fusion crée une école.",
    )  # fmt: skip

    def add(self, actor: Actor) -> None:
        self.fields["school"] = SchoolField(
            actor, label="École qui reprend les classes", required=False,
            help_text="UAI, si elle existe déjà.",
        )  # fmt: skip
        self.order_fields(["schools", "school", "new_uai", "new_name"])

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if bool(given.get("school")) == bool(given.get("new_uai")) and not self.errors:
            self.add_error(
                "school", "Indiquez l’école qui reprend les classes, ou l’UAI de celle qui est "
                "créée : l’un des deux.",
            )  # fmt: skip
        return given


class RpiForm(EventForm):
    schools_label = "Écoles du regroupement"
    rpi = forms.ChoiceField(label="Regroupement", choices=Rpi.choices, initial=Rpi.DISPERSED)


class TransferForm(EventForm):
    schools_label = "Écoles transférées"
    part = forms.ChoiceField(label="Part de la compétence", choices=CompetencePart.choices)

    def add(self, actor: Actor) -> None:
        self.fields["institution"] = InstitutionField(
            actor, label="Institution qui reçoit la compétence"
        )


class RedrawingForm(EventForm):
    """A file, or a typed list for one district: one of the two."""

    file = Upload(
        label="Fichier du redécoupage", kinds=(Kind.CSV, Kind.XLSX), required=False,
        help_text="CSV ou classeur Excel : UAI, nouvelle circonscription et, si elle diffère, date "
        "(« à compter du »).",
    )  # fmt: skip

    def add(self, actor: Actor) -> None:
        self.fields["schools"] = forms.CharField(
            label="Ou écoles à rattacher", required=False, help_text=ONE_A_LINE,
            widget=forms.Textarea(attrs={"rows": 4}),
        )  # fmt: skip
        self.fields["area"] = forms.ModelChoiceField(
            label="À la circonscription",
            queryset=districts(actor),
            to_field_name="public_id",
            required=False,
            empty_label="Choisir",
        )
        self.order_fields(["file", "schools", "area"])

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        typed = bool(given.get("schools"))
        if bool(given.get("file")) == typed and not self.errors:
            self.add_error("file", "Déposez un fichier, ou donnez une liste d’écoles.")
        if typed and given.get("area") is None and "area" not in self.errors:
            self.add_error("area", "Choisissez la circonscription de ces écoles.")
        return given


FORMS: dict[str, Callable[..., forms.Form]] = {
    SchoolEventKind.CLOSURE: ClosureForm,
    SchoolEventKind.MERGER: MergerForm,
    SchoolEventKind.RPI: RpiForm,
    SchoolEventKind.NEW_UAI: NewUaiForm,
    SchoolEventKind.TRANSFER: TransferForm,
    SchoolEventKind.REDRAWING: RedrawingForm,
}


class SchoolEventFilter(forms.Form):
    etat = forms.ChoiceField(
        label="État", choices=[("", "Tous"), *SchoolEventStatus.choices], required=False
    )
    nature = forms.ChoiceField(
        label="Nature", choices=[("", "Toutes"), *SchoolEventKind.choices], required=False
    )
