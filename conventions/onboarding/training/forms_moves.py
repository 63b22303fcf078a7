"""Forms of what happens to a session: its schools, the convocations, the sheet, another day."""

from typing import Any

from django import forms
from django.db.models import Q

from audit.actor import Actor
from governance.forms_fields import ColleagueField
from governance.models import Mandate, School

from ..models import (
    FINAL,
    CoveredSchool,
    SchoolEntry,
    TrainingParticipant,
    TrainingSession,
)
from . import attendance, calling, kinds
from .forms import NO_NAME, When


class CoverForm(forms.Form):
    """The schools of the district that the session trains."""

    entries = forms.ModelMultipleChoiceField(
        label="Écoles",
        queryset=SchoolEntry.unscoped.none(),
        to_field_name="public_id",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, actor: Actor, session: TrainingSession, **kwargs: Any) -> None:
        held = session.schools.values_list("entry__public_id", flat=True)
        kwargs.setdefault("initial", {"entries": list(held)})
        super().__init__(*args, **kwargs)
        own: Any = self.fields
        own["entries"].queryset = coverable(actor, session)
        own["entries"].label_from_instance = _school


def coverable(actor: Actor, session: TrainingSession) -> Any:
    """Files of the campaign that ``actor`` sees, in the district on the day of the session, and
    those that the session covers already."""
    schools = School.objects.visible_to(actor)
    if session.circonscription_id is not None:
        schools = schools.in_circonscription(session.circonscription_id, session.day)
    rows = SchoolEntry.objects.visible_to(actor).filter(campaign=session.campaign_id)
    free = Q(school__in=schools.values("pk")) & ~Q(status__in=FINAL)
    held = CoveredSchool.objects.visible_to(actor).filter(session=session)
    return (
        rows.filter(free | Q(pk__in=held.values("entry")))
        .select_related("school__commune")
        .order_by("school__commune__name", "school__name")
    )


def _school(entry: Any) -> str:
    return (
        f"{entry.school.name}, {entry.school.commune.name} : {entry.get_status_display().lower()}"
    )


class CallForm(forms.Form):
    """Who is called, everybody ticked."""

    participants = forms.ModelMultipleChoiceField(
        label="Personnes à convoquer",
        queryset=Mandate.unscoped.none(),
        to_field_name="public_id",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choisissez au moins une personne à convoquer."},
    )

    def __init__(self, *args: Any, session: TrainingSession, **kwargs: Any) -> None:
        rows = calling.candidates(session)
        kwargs.setdefault("initial", {"participants": [row.public_id for row in rows]})
        super().__init__(*args, **kwargs)
        own: Any = self.fields
        own["participants"].queryset = rows
        own["participants"].label_from_instance = ColleagueField().label_from_instance

    def given(self) -> dict[str, Any]:
        return {"participants": list(self.cleaned_data["participants"])}


class PostponeForm(When):
    """Another day, and why."""

    reason = forms.CharField(
        label="Motif",
        max_length=2000,
        help_text=f"Il figurera dans l’historique et dans le message aux convoqués. {NO_NAME}",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    field_order = ("day", "begins", "ends", "holiday_reason", "reason")

    def __init__(self, *args: Any, session: TrainingSession, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.session = session

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        self.instants(given, self.session.zone)
        return given

    def given(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class HoldForm(forms.Form):
    """The sheet: numbers by school and by office; who was called is ticked for an attestation."""

    def __init__(self, *args: Any, session: TrainingSession, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kinds.of(session.kind)
        rows = session.schools.select_related("entry__school", "session")
        self.rows: list[CoveredSchool] = list(rows) if self.kind.per_school else []
        known = attendance.proposed(self.rows)
        for row in self.rows:
            self._school(row, known.get(row.entry_id))
        if not self.kind.per_school:
            for each in self.kind.counted:
                self.fields[each.value] = _count(f"{each.label} présents")
        people = session.participants.select_related(
            "mandate__person", "mandate__institution", "mandate__school", "mandate__circonscription"
        )
        if people.exists():
            ticked: Any = forms.ModelMultipleChoiceField(
                label="Personnes convoquées et présentes",
                queryset=people,
                to_field_name="public_id",
                widget=forms.CheckboxSelectMultiple,
                required=False,
                help_text="Une attestation est délivrée à chacune de celles qui sont cochées.",
            )
            ticked.label_from_instance = _person
            self.fields["attended"] = ticked

    def _school(self, row: CoveredSchool, known: int | None) -> None:
        name = row.entry.school.name
        if self.kind.trains_teachers:
            self.fields[f"to-train-{row.pk}"] = _count(
                f"{name} : enseignants à former",
                help_text="Direction comprise, qu’ils soient venus ou non.",
                initial=known,
            )
        for each in self.kind.counted:
            self.fields[f"{each.value}-{row.pk}"] = _count(
                f"{name} : {each.label.lower()} présents"
            )
        if self.kind.trains_teachers:
            self.fields[f"new-{row.pk}"] = _count(
                f"{name} : dont venus pour la première fois cette année",
                help_text="Enseignants et direction ; ils s’ajoutent d’une séance à l’autre.",
            )

    def given(self) -> dict[str, Any]:
        """The arguments of the move; after ``is_valid()``."""
        data = self.cleaned_data
        if not self.kind.per_school:
            counts: dict[str, Any] = {
                "present": {each.value: data[each.value] for each in self.kind.counted}
            }
        else:
            counts = {"schools": {row.pk: self._counted(row) for row in self.rows}}
        return counts | {"attended": [row.pk for row in data.get("attended", ())]}

    def _counted(self, row: CoveredSchool) -> attendance.Count:
        data = self.cleaned_data
        return attendance.Count(
            teachers=data.get(f"to-train-{row.pk}", 0),
            present={each.value: data[f"{each.value}-{row.pk}"] for each in self.kind.counted},
            new_teachers=data.get(f"new-{row.pk}", 0),
        )


def _count(label: str, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=attendance.MOST, **more)


def _person(row: TrainingParticipant) -> str:
    return ColleagueField().label_from_instance(row.mandate)
