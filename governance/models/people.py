"""Persons and the mandates under which they act."""

import datetime as dt
from typing import Self
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse

from audit.actor import Actor
from common.models import Record
from common.scoping import ScopedQuerySet, managers

from .. import validators
from ..offices import AREA_OFFICES, OPERATOR_ONLY, SCHOOL_OFFICES, UNIQUE_OFFICES, Office
from .institutions import Circonscription, Institution
from .periods import Period, covers, ordered
from .schools import School
from .scopes import PublicQuerySet


class Civility(models.TextChoices):
    MADAM = "madam", "Madame"
    SIR = "sir", "Monsieur"


class PersonQuerySet(ScopedQuerySet["Person"]):
    """Names and offices are public: anyone under a valid mandate reads them."""

    def scope(self, actor: Actor) -> Self:
        return self.all() if actor.mandate_id is not None else self.none()


class Person(Record):
    """Someone known by name. The journal holds ``public_id`` alone (RGPD, art. 17).

    Neither pupils nor families: only people who hold an office.
    """

    Civility = Civility

    civility = models.CharField("civilité", max_length=6, choices=Civility)
    last_name = models.CharField("nom", max_length=100)
    first_name = models.CharField("prénom", max_length=100)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name="compte",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="person",
    )

    objects, unscoped = managers(PersonQuerySet)

    class Meta(Record.Meta):
        verbose_name = "personne"
        ordering = ("last_name", "first_name", "pk")

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}"

    def get_absolute_url(self) -> str:
        return reverse("governance:person", args=[self.public_id])

    @property
    def key(self) -> str:
        """The pseudonym written in the journal."""
        return str(self.public_id)

    @property
    def formal_name(self) -> str:
        """« Mme Louise Martin », as acts print it."""
        return f"{'Mme' if self.civility == Civility.MADAM else 'M.'} {self}"


class MandateStatus(models.TextChoices):
    FUTURE = "future", "À venir"
    VALID = "valid", "En cours"
    SUSPENDED = "suspended_mandate", "Suspendu"
    ENDED = "ended", "Terminé"
    ANNULLED = "mandate_annulled", "Annulé"


class ActKind(models.TextChoices):
    ELECTION = "election", "Élection"
    APPOINTMENT = "appointment", "Nomination"
    CONTRACT = "contract", "Contrat ou lettre de mission"


STANDING = (MandateStatus.FUTURE, MandateStatus.VALID, MandateStatus.ENDED)
"""A mandate counts as soon as, and as long as, its period covers the day.

The status follows by a daily task, hence the first; an ended mandate still answers for the days
that it covered; a suspended or annulled one answers for none.
"""


class MandateQuerySet(PublicQuerySet):
    def valid_on(self, day: dt.date) -> "MandateQuerySet":
        """Confirmed mandates whose period covers ``day``: neither suspended nor annulled."""
        return self.filter(covers(day), status__in=STANDING, confirmed_at__isnull=False)

    def valid(self, instant: dt.datetime) -> "MandateQuerySet":
        """Mandates under which one may act at ``instant``, days counted where each body sits."""
        zones = Institution.unscoped.order_by().values_list("time_zone", flat=True).distinct()
        covered = Q(pk__in=[])
        for zone in zones:
            day = instant.astimezone(ZoneInfo(zone)).date()
            covered |= Q(institution__time_zone=zone) & covers(day)
        return self.filter(covered, status__in=STANDING, confirmed_at__isnull=False)

    def with_words(self) -> "MandateQuerySet":
        """With what printing a mandate needs, in one query."""
        return self.select_related("person", "institution", "circonscription", "school")


class Mandate(Period):
    """The quality under which a person acts: person, body, office, dates, act.

    Validity is computed at an instant in the body's own time zone (``is_valid``); ``status``
    records what was decided about the mandate, and is written by ``MandateLifecycle`` only.
    ``ceiling`` is in euros, taxes included; empty means no ceiling. ``objects_covered`` lists
    the kinds of acts that may be signed; an empty list means all those of the office.
    """

    Status = MandateStatus
    Office = Office

    person = models.ForeignKey(
        Person, verbose_name="personne", on_delete=models.PROTECT, related_name="mandates"
    )
    institution = models.ForeignKey(
        Institution, verbose_name="institution", on_delete=models.PROTECT, related_name="mandates"
    )
    office = models.CharField("fonction", max_length=24, choices=Office)
    title = models.CharField(
        "intitulé exact", max_length=200, blank=True, help_text="Vide : celui de la fonction."
    )
    circonscription = models.ForeignKey(
        Circonscription,
        verbose_name="circonscription",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="mandates",
    )
    school = models.ForeignKey(
        School,
        verbose_name="école",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="mandates",
    )
    rank = models.PositiveSmallIntegerField(
        "rang dans l’ordre des nominations", null=True, blank=True
    )
    status = models.CharField(
        "statut", max_length=20, choices=MandateStatus, default=MandateStatus.FUTURE
    )
    act_kind = models.CharField("nature de l’acte", max_length=12, choices=ActKind, blank=True)
    act_reference = models.CharField("référence de l’acte", max_length=200, blank=True)
    act_date = models.DateField("date de l’acte", null=True, blank=True)
    act_file = models.CharField(
        "acte déposé", max_length=64, blank=True, validators=[validators.sha256]
    )
    confirmed_at = models.DateTimeField("confirmé le", null=True, blank=True, editable=False)
    confirmed_by = models.ForeignKey(
        "self",
        verbose_name="confirmé par",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    ceiling = models.DecimalField(
        "plafond (€ par an)",
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[validators.not_negative],
    )
    objects_covered = models.JSONField(
        "objets", default=list, blank=True, validators=[validators.list_of_text]
    )
    habilitation_waived = models.BooleanField("habilitation non produite", default=False)
    waiver_reason = models.TextField("motif de la dispense", blank=True)
    waived_by = models.ForeignKey(
        "self",
        verbose_name="dispense accordée par",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    ended_early_reason = models.TextField("motif de la fin", blank=True)

    objects, unscoped = managers(MandateQuerySet)

    class Meta(Period.Meta):
        verbose_name = "mandat"
        ordering = ("institution", "office", "starts_on", "pk")
        constraints = [
            ordered("mandate_period"),
            models.CheckConstraint(
                condition=Q(habilitation_waived=False)
                | (~Q(waiver_reason="") & Q(waived_by__isnull=False)),
                name="mandate_waiver",
                violation_error_message="Une dispense d’habilitation a un motif et un auteur.",
            ),
            models.CheckConstraint(
                condition=Q(office__in=sorted(AREA_OFFICES)) | Q(circonscription__isnull=True),
                name="mandate_circonscription",
                violation_error_message="Cette fonction ne s’exerce pas dans une circonscription.",
            ),
            models.CheckConstraint(
                condition=Q(office__in=sorted(SCHOOL_OFFICES)) | Q(school__isnull=True),
                name="mandate_school",
                violation_error_message="Cette fonction ne s’exerce pas dans une école.",
            ),
            models.CheckConstraint(
                condition=Q(ceiling__isnull=True) | Q(ceiling__gte=0), name="mandate_ceiling"
            ),
        ]
        indexes = [
            models.Index(fields=["institution", "office", "status"], name="mandate_office"),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.get_office_display()} — {self.institution}"

    def get_absolute_url(self) -> str:
        return reverse("governance:mandate", args=[self.public_id])

    def clean(self) -> None:
        if self.institution_id is None or self.person_id is None:
            return
        if self.office in OPERATOR_ONLY and not self.institution.operator:
            raise ValidationError(
                {"office": "Cette fonction n’existe qu’au syndicat qui porte le programme."}
            )
        if self.office in AREA_OFFICES and self.circonscription is None:
            raise ValidationError({"circonscription": "Indiquez la circonscription."})
        if self.circonscription and self.circonscription.dsden_id != self.institution_id:
            raise ValidationError({"circonscription": f"Elle ne dépend pas de {self.institution}."})
        if self.office in SCHOOL_OFFICES and self.school is None:
            raise ValidationError({"school": "Indiquez l’école."})
        if self.status != MandateStatus.ANNULLED:
            self._refuse_second_holder()

    def _refuse_second_holder(self) -> None:
        """One holder at a time for a unique office; one mandate at a time for one person."""
        key = {
            "institution": self.institution,
            "office": self.office,
            "circonscription": self.circonscription,
            "school": self.school,
        }
        if self.office not in UNIQUE_OFFICES:
            key["person"] = self.person
        others = type(self).unscoped.filter(**key).exclude(pk=self.pk)
        others = others.exclude(status=MandateStatus.ANNULLED)
        other = others.overlapping(self.starts_on, self.ends_on).first()
        if other is not None:
            until = other.period_words if other.ends_on else "sans date de fin"
            raise ValidationError(
                f"La fonction « {self.get_office_display()} » ({self.institution}) est occupée par "
                f"{other.person.formal_name} ({until}). Terminez d’abord ce mandat.",
                code="overlap",
            )

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which the days of the mandate are counted."""
        return ZoneInfo(self.institution.time_zone)

    def day_of(self, instant: dt.datetime) -> dt.date:
        """The day of ``instant`` where the body sits."""
        return instant.astimezone(self.zone).date()

    def is_valid(self, instant: dt.datetime) -> bool:
        """Whether one may act under this mandate at ``instant`` (aware).

        Its period covers the day in the body's time zone, it was confirmed, and it is neither
        suspended nor annulled.
        """
        return (
            self.confirmed_at is not None
            and self.status in STANDING
            and self.in_force(self.day_of(instant))
        )
