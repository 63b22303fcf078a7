"""A training session, the schools that it covers, the people called to it."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from common.models import Record
from common.scoping import managers
from governance.models import Circonscription, Institution, InstitutionKind, Mandate

from .campaigns import Campaign
from .entries import SchoolEntry
from .training_scopes import CoveredQuerySet, ParticipantQuerySet, SessionQuerySet

LONGEST = dt.timedelta(hours=12)


class TrainingKind(models.TextChoices):
    """What is learnt, by whom: ``training.kinds`` says the rest, as data."""

    HANDLING = "handling", "Prise en main"
    USES = "uses", "Usages pédagogiques"
    LOCAL_ADMINS = "local_admins", "Administrateurs locaux"
    FAMILIES = "families", "Réunion de parents"
    INSPECTORS = "inspectors", "Inspecteurs"
    AUTHORITY_STAFF = "authority_staff", "Agents des collectivités"


class SessionStatus(models.TextChoices):
    PLANNED_SESSION = "planned_session", "Prévue"
    CALLED = "called", "Convoquée"
    HELD = "held", "Tenue"
    ATTESTED = "attested", "Attestée"
    POSTPONED = "postponed", "Reportée"
    CANCELLED_SESSION = "cancelled_session", "Annulée"


class Attendee(models.TextChoices):
    """Those present are counted by what they do, never named."""

    TEACHERS = "teachers", "Enseignants"
    HEADS = "heads", "Directrices et directeurs"
    INSPECTORS = "inspectors", "Inspecteurs"
    STAFF = "staff", "Agents des collectivités"
    GUARDIANS = "guardians", "Parents"
    OTHERS = "others", "Autres"


AHEAD = (SessionStatus.PLANNED_SESSION, SessionStatus.POSTPONED)
"""Nobody is called yet, or nobody any more: the session may still change."""
DONE = (SessionStatus.HELD, SessionStatus.ATTESTED)
COMING = (*AHEAD, SessionStatus.CALLED)


class TrainingSession(Record):
    """A date, a place, a trainer, schools.

    ``number``: « F-2026-001 ». ``starts_at`` and ``ends_at`` are instants; people read them on the
    clock of the DSDEN. ``circonscription`` is empty for the whole département. It is led by
    ``trainer``, or by ``provider``, or by both. ``seats``: places. ``holiday_reason``: why it is
    held on a day of holidays. ``present``: people counted by ``Attendee`` when they are not counted
    school by school. ``sequence`` grows with each change that calendars must know.
    ``status`` is written by ``SessionLifecycle`` only.
    """

    Kind = TrainingKind
    Status = SessionStatus

    campaign = models.ForeignKey(
        Campaign, verbose_name="campagne", on_delete=models.PROTECT, related_name="sessions"
    )
    dsden = models.ForeignKey(
        Institution,
        verbose_name="DSDEN",
        on_delete=models.PROTECT,
        related_name="+",
        limit_choices_to={"kind": InstitutionKind.DSDEN},
    )
    circonscription = models.ForeignKey(
        Circonscription,
        verbose_name="circonscription",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="training_sessions",
    )
    kind = models.CharField("nature", max_length=15, choices=TrainingKind)
    number = models.CharField("numéro", max_length=20, unique=True, editable=False)
    title = models.CharField("intitulé", max_length=160)
    topics = models.TextField("contenus", blank=True, help_text="Un par ligne.")
    starts_at = models.DateTimeField("début")
    ends_at = models.DateTimeField("fin")
    place = models.CharField("lieu", max_length=200)
    remote_link = models.URLField("adresse de la visioconférence", max_length=400, blank=True)
    seats = models.PositiveSmallIntegerField(
        "places",
        validators=[MinValueValidator(1, "Une séance a une place au moins.")],
    )
    provider = models.ForeignKey(
        Institution,
        verbose_name="prestataire qui anime",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to={"kind": InstitutionKind.PROVIDER},
    )
    trainer = models.ForeignKey(
        Mandate,
        verbose_name="animée par",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    school_time = models.BooleanField("sur le temps de classe", default=False)
    service_time = models.CharField("temps de service", max_length=200, blank=True)
    material = models.CharField("à apporter", max_length=200, blank=True)
    absence_contact = models.CharField("prévenir en cas d’absence", max_length=200, blank=True)
    holiday_reason = models.CharField(
        "pourquoi pendant les vacances ou un jour férié", max_length=300, blank=True
    )
    owner = models.ForeignKey(
        Mandate, verbose_name="organisée par", on_delete=models.PROTECT, related_name="+"
    )
    status = models.CharField(
        "statut", max_length=17, choices=SessionStatus, default=SessionStatus.PLANNED_SESSION
    )
    sequence = models.PositiveSmallIntegerField("version", default=0, editable=False)
    called_at = models.DateTimeField("convoquée le", null=True, blank=True, editable=False)
    called_by = models.ForeignKey(
        Mandate,
        verbose_name="convoquée par",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    postponed_from = models.DateTimeField("reportée du", null=True, blank=True, editable=False)
    reason = models.TextField("motif", blank=True, editable=False)
    present = models.JSONField("présents", default=dict, blank=True, editable=False)
    held_on = models.DateField("émargement du", null=True, blank=True, editable=False)
    attested_on = models.DateField("attestée le", null=True, blank=True, editable=False)
    attested_by = models.ForeignKey(
        Mandate,
        verbose_name="attestée par",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    objects, unscoped = managers(SessionQuerySet)

    class Meta(Record.Meta):
        verbose_name = "séance de formation"
        verbose_name_plural = "séances de formation"
        ordering = ("starts_at", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="training_session_hours",
                violation_error_message="La séance se termine avant d’avoir commencé.",
            )
        ]
        indexes = [models.Index(fields=["campaign", "starts_at"], name="training_session_day")]

    def __str__(self) -> str:
        return f"{self.number}, {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("onboarding:session", args=[self.public_id])

    def clean(self) -> None:
        area = self.circonscription
        if area is not None and area.dsden_id != self.dsden_id:
            raise ValidationError({"circonscription": f"Elle ne dépend pas de {self.dsden}."})
        if self.provider is not None and self.provider.kind != InstitutionKind.PROVIDER:
            raise ValidationError({"provider": f"{self.provider} n’est pas un prestataire."})
        if self.starts_at and self.ends_at and self.lasts > LONGEST:
            raise ValidationError({"ends_at": "Une séance dure douze heures au plus."})

    @property
    def zone(self) -> ZoneInfo:
        """On whose clock the session is read."""
        return ZoneInfo(self.dsden.time_zone)

    @property
    def starts_here(self) -> dt.datetime:
        return self.starts_at.astimezone(self.zone)

    @property
    def ends_here(self) -> dt.datetime:
        return self.ends_at.astimezone(self.zone)

    @property
    def day(self) -> dt.date:
        return self.starts_here.date()

    @property
    def lasts(self) -> dt.timedelta:
        """How long it is, whatever the clocks do meanwhile."""
        return self.ends_at.astimezone(dt.UTC) - self.starts_at.astimezone(dt.UTC)

    @property
    def minutes(self) -> int:
        return int(self.lasts.total_seconds()) // 60

    @property
    def scope_words(self) -> str:
        """« circonscription de … », or the whole département."""
        return str(self.circonscription or self.dsden)

    @property
    def by_office(self) -> list[tuple[str, int]]:
        """Those present who are not counted by school."""
        return counted(self.present)


class CoveredSchool(Record):
    """A school that a session trains, by its file.

    ``teachers``: how many the school has to train, ``present`` those counted by ``Attendee``;
    ``new_teachers``: of them, teachers and head who came this year for the first time, so that two
    sessions add up without naming anybody.
    """

    session = models.ForeignKey(
        TrainingSession, verbose_name="séance", on_delete=models.PROTECT, related_name="schools"
    )
    entry = models.ForeignKey(
        SchoolEntry,
        verbose_name="dossier de l’école",
        on_delete=models.PROTECT,
        related_name="training",
    )
    teachers = models.PositiveSmallIntegerField("enseignants à former", null=True, blank=True)
    present = models.JSONField("présents", default=dict, blank=True, editable=False)
    new_teachers = models.PositiveSmallIntegerField(
        "enseignants venus pour la première fois", null=True, blank=True, editable=False
    )

    objects, unscoped = managers(CoveredQuerySet)

    class Meta(Record.Meta):
        verbose_name = "école d’une séance de formation"
        verbose_name_plural = "écoles d’une séance de formation"
        ordering = ("session", "entry__school__name", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["session", "entry"],
                name="covered_school_entry",
                violation_error_message="L’école est déjà dans cette séance.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.entry.school.name} — {self.session.number}"

    @property
    def by_office(self) -> list[tuple[str, int]]:
        return counted(self.present)


class TrainingParticipant(Record):
    """Somebody called to a session under their mandate; ``present`` is unknown until it is held."""

    session = models.ForeignKey(
        TrainingSession,
        verbose_name="séance",
        on_delete=models.PROTECT,
        related_name="participants",
    )
    mandate = models.ForeignKey(
        Mandate, verbose_name="convoqué", on_delete=models.PROTECT, related_name="+"
    )
    present = models.BooleanField("présent", null=True, blank=True, editable=False)

    objects, unscoped = managers(ParticipantQuerySet)

    class Meta(Record.Meta):
        verbose_name = "participant d’une séance de formation"
        verbose_name_plural = "participants d’une séance de formation"
        ordering = ("session", "mandate__person__last_name", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["session", "mandate"], name="training_participant_mandate"
            )
        ]

    def __str__(self) -> str:
        return f"{self.mandate} — {self.session.number}"


def counted(present: dict[str, int]) -> list[tuple[str, int]]:
    """« Enseignants », 5: in the order of the kinds of people."""
    return [(each.label, present[each]) for each in Attendee if each in present]
