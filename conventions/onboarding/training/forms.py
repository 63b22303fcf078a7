"""Forms of training sessions."""

from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError

from audit.actor import Actor
from common import clock
from governance.forms_fields import ColleagueField, districts
from governance.forms_names import NamesForm
from governance.models import Circonscription, Institution, InstitutionKind, Mandate
from governance.offices import Office

from ..models import Campaign, SessionStatus, TrainingKind, TrainingSession
from . import days, permissions

NO_NAME = "Ne nommez ni élève ni famille."
AREA = "Circonscription"


class When(NamesForm):
    """A day and two hours, read on the clock of the DSDEN."""

    day = forms.DateField(label="Date")
    begins = forms.TimeField(label="De", help_text="Par exemple 09:00.")
    ends = forms.TimeField(label="À", help_text="Par exemple 12:00.")
    holiday_reason = forms.CharField(
        label="Pourquoi pendant les vacances, ou un jour férié",
        required=False,
        max_length=300,
        help_text="Seulement si la séance s’y tient ; les participants l’ont accepté.",
    )

    def instants(self, given: dict[str, Any], zone: ZoneInfo) -> None:
        """``starts_at`` and ``ends_at`` in place of the day and the hours."""
        day, hours = given.pop("day", None), {}
        for name in ("begins", "ends"):
            hour = given.pop(name, None)
            if day is None or hour is None:
                continue
            try:
                hours[name] = days.instant(day, hour, zone)
            except ValidationError as refused:
                self.add_error(name, refused)
        if len(hours) == 2 and hours["ends"] <= hours["begins"]:
            self.add_error("ends", "La séance se termine avant d’avoir commencé.")
        given["starts_at"], given["ends_at"] = hours.get("begins"), hours.get("ends")


class SessionFilter(forms.Form):
    """Filters of the list; their answers live in the address."""

    q = forms.CharField(
        label="Séance ou école", required=False, max_length=80,
        help_text="Numéro, intitulé, lieu, nom ou UAI d’une école.",
    )  # fmt: skip
    campagne = forms.ModelChoiceField(
        label="Campagne", required=False, queryset=Campaign.unscoped.none(),
        to_field_name="public_id", empty_label="Toutes",
    )  # fmt: skip
    circonscription = forms.ModelChoiceField(
        label=AREA, required=False, queryset=Circonscription.unscoped.none(),
        to_field_name="public_id", empty_label="Toutes",
    )  # fmt: skip
    nature = forms.ChoiceField(
        label="Nature", required=False, choices=[("", "Toutes"), *TrainingKind.choices]
    )
    statut = forms.ChoiceField(
        label="Statut", required=False, choices=[("", "Tous"), *SessionStatus.choices]
    )
    a_venir = forms.BooleanField(label="À venir", required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own: Any = self.fields
        own["campagne"].queryset = campaigns(actor)
        own["circonscription"].queryset = districts(actor)


def campaigns(actor: Actor) -> Any:
    """Those that one may choose; the provider knows them by their year and territory alone."""
    if actor.office == Office.PROVIDER:
        return Campaign.objects.unscoped(reason="le prestataire choisit une année scolaire")
    return Campaign.objects.visible_to(actor)


class SessionForm(When):
    """What a session is: changed while nobody is called."""

    title = forms.CharField(label="Intitulé", max_length=160)
    topics = forms.CharField(
        label="Contenus",
        required=False,
        max_length=2000,
        help_text=f"Un par ligne ; ils figurent sur l’attestation. {NO_NAME}",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    place = forms.CharField(label="Lieu", max_length=200)
    remote_link = forms.URLField(
        label="Adresse de la visioconférence", required=False, max_length=400, assume_scheme="https"
    )
    seats = forms.IntegerField(label="Places", min_value=1, max_value=2000)
    trainer = ColleagueField(
        label="Animée par",
        required=False,
        empty_label="Personne : le prestataire anime",
        help_text="Cette personne enregistre l’émargement.",
    )
    provider = forms.ModelChoiceField(
        label="Prestataire qui anime",
        queryset=Institution.unscoped.none(),
        to_field_name="public_id",
        required=False,
        empty_label="Aucun",
    )
    school_time = forms.BooleanField(label="Sur le temps de classe", required=False)
    service_time = forms.CharField(
        label="Temps de service",
        required=False,
        max_length=200,
        help_text="Par exemple : 3 heures d’animation pédagogique.",
    )
    material = forms.CharField(label="À apporter", required=False, max_length=200)
    absence_contact = forms.CharField(
        label="Prévenir en cas d’absence",
        required=False,
        max_length=200,
        help_text="Un service et son téléphone, par exemple le secrétariat de la circonscription.",
    )
    field_order = (
        "campaign", "kind", "area", "title", "topics", "day", "begins", "ends", "holiday_reason",
        "place", "remote_link", "seats", "trainer", "provider", "school_time", "service_time",
        "material", "absence_contact",
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        own: Any = self.fields
        own["trainer"].queryset = trainers(actor)
        bodies = Institution.objects.visible_to(actor).filter(kind=InstitutionKind.PROVIDER)
        if actor.office == Office.PROVIDER:
            bodies = bodies.filter(pk=actor.institution_id)
            own["provider"].required = True
        own["provider"].queryset = bodies.filter(ends_on__isnull=True).order_by("name")

    def zone(self, given: dict[str, Any]) -> ZoneInfo:
        """On whose clock the hours were typed."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        self.instants(given, self.zone(given))
        return given


def trainers(actor: Actor) -> Any:
    """Who leads sessions, under a mandate valid today."""
    state = Mandate.objects.visible_to(actor).valid(clock.now())
    return (
        state.filter(office__in=permissions.TRAINERS)
        .with_words()
        .order_by("person__last_name", "person__first_name", "pk")
    )


class PlanSessionForm(SessionForm):
    """A new session: its campaign, its kind and its district too."""

    campaign = forms.ModelChoiceField(
        label="Campagne", queryset=Campaign.unscoped.none(), to_field_name="public_id",
        empty_label="À choisir",
    )  # fmt: skip
    kind = forms.ChoiceField(label="Nature", choices=TrainingKind.choices)
    area = forms.ModelChoiceField(
        label=AREA, queryset=Circonscription.unscoped.none(), to_field_name="public_id",
        empty_label="À choisir",
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        own: Any = self.fields
        own["campaign"].queryset = campaigns(actor)
        own["area"].queryset = plannable(actor)
        if actor.office == Office.DSDEN_OFFICER:
            own["area"].required = False
            own["area"].empty_label = "Tout le département (inspecteurs, agents des collectivités)"
        if actor.office == Office.PROVIDER:
            own["kind"].choices = [(TrainingKind.HANDLING, TrainingKind.HANDLING.label)]

    def zone(self, given: dict[str, Any]) -> ZoneInfo:
        area = given.get("area")
        if area is not None:
            return ZoneInfo(area.dsden.time_zone)
        body = Institution.objects.visible_to(self.actor).filter(pk=self.actor.institution_id)
        return ZoneInfo(body.values_list("time_zone", flat=True).get())


def plannable(actor: Actor) -> Any:
    """The districts in which ``actor`` may plan a session, or write a plan."""
    rows = districts(actor).select_related("dsden")
    if actor.office == Office.DSDEN_OFFICER:
        return rows.filter(dsden=actor.institution_id)
    if actor.office == Office.DIGITAL_ADVISER:
        return rows.filter(mandates=actor.mandate_id)
    return rows


class ChangeSessionForm(SessionForm):
    """A session already planned."""

    def __init__(self, *args: Any, actor: Actor, session: TrainingSession, **kwargs: Any) -> None:
        self.session = session
        kwargs.setdefault("initial", self.of(session))
        super().__init__(*args, actor=actor, **kwargs)

    @staticmethod
    def of(session: TrainingSession) -> dict[str, Any]:
        names = (
            "title", "topics", "place", "remote_link", "seats", "school_time", "service_time",
            "material", "absence_contact", "holiday_reason",
        )  # fmt: skip
        return {name: getattr(session, name) for name in names} | {
            "day": session.day,
            "begins": session.starts_here.time(),
            "ends": session.ends_here.time(),
            "trainer": session.trainer.public_id if session.trainer else None,
            "provider": session.provider.public_id if session.provider else None,
        }

    def zone(self, given: dict[str, Any]) -> ZoneInfo:
        return self.session.zone
