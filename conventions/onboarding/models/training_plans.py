"""The training plan of a district for a school year, version after version."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse

from common.models import Record
from common.scoping import managers
from governance.models import Circonscription, Mandate

from .campaigns import Campaign
from .training_scopes import PlanQuerySet


class PlanStatus(models.TextChoices):
    PLAN_DRAFT = "plan_draft", "En préparation"
    PLAN_SUBMITTED = "plan_submitted", "Visa demandé"
    PLAN_RETURNED = "plan_returned", "À corriger"
    PLAN_VALIDATED = "plan_validated", "Validé"
    PLAN_REPLACED = "plan_replaced", "Remplacé"


EDITABLE = (PlanStatus.PLAN_DRAFT, PlanStatus.PLAN_RETURNED)
OPEN = (*EDITABLE, PlanStatus.PLAN_SUBMITTED)


class TrainingPlan(Record):
    """What a district will teach in a year, and with whose time (domain, § 3.12, M33).

    ``advisers``: posts of digital advisers in the district, ``adviser_share`` the part of their
    time given to the programme, in per cent, ``adviser_hours`` the hours that one of them at full
    time would have for sessions in the year: together, the capacity. ``tender_on``: when a change
    of ENT is published, the day before which the plan is validated (S2); empty otherwise.
    ``sessions``: those that the plan held when it was validated, frozen as plain values.
    ``status`` is written by ``PlanLifecycle`` only.
    """

    Status = PlanStatus

    campaign = models.ForeignKey(
        Campaign, verbose_name="campagne", on_delete=models.PROTECT, related_name="training_plans"
    )
    circonscription = models.ForeignKey(
        Circonscription,
        verbose_name="circonscription",
        on_delete=models.PROTECT,
        related_name="training_plans",
    )
    version = models.PositiveSmallIntegerField("version", default=1, editable=False)
    goals = models.TextField("objectifs de l’année", blank=True)
    teachers = models.PositiveIntegerField("enseignants concernés", null=True, blank=True)
    advisers = models.PositiveSmallIntegerField("conseillers numériques", null=True, blank=True)
    adviser_share = models.PositiveSmallIntegerField(
        "part de leur temps, en %",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    adviser_hours = models.PositiveSmallIntegerField(
        "heures de formation par an, pour un temps plein",
        null=True,
        blank=True,
        validators=[MaxValueValidator(1607)],
    )
    tender_on = models.DateField(
        "publication du marché, en cas de changement d’ENT", null=True, blank=True
    )
    evaluation = models.TextField("évaluation", blank=True)
    owner = models.ForeignKey(
        Mandate, verbose_name="établi par", on_delete=models.PROTECT, related_name="+"
    )
    status = models.CharField(
        "statut", max_length=14, choices=PlanStatus, default=PlanStatus.PLAN_DRAFT
    )
    reason = models.TextField("motif", blank=True, editable=False)
    validated_on = models.DateField("validé le", null=True, blank=True, editable=False)
    validated_by = models.ForeignKey(
        Mandate,
        verbose_name="validé par",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    sessions = models.JSONField("séances validées", default=list, blank=True, editable=False)

    objects, unscoped = managers(PlanQuerySet)

    class Meta(Record.Meta):
        verbose_name = "plan de formation"
        verbose_name_plural = "plans de formation"
        ordering = ("campaign", "circonscription__name", "-version", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "circonscription", "version"],
                name="training_plan_version",
                violation_error_message="Cette version du plan existe déjà.",
            ),
            models.UniqueConstraint(
                fields=["campaign", "circonscription"],
                condition=models.Q(status__in=OPEN),
                name="training_plan_open",
                violation_error_message="Une version de ce plan est déjà en préparation.",
            ),
        ]

    def __str__(self) -> str:
        return (
            f"Plan de formation {self.campaign.school_year}, {self.circonscription}, "
            f"version {self.version}"
        )

    def get_absolute_url(self) -> str:
        return reverse("onboarding:plan", args=[self.public_id])

    @property
    def full_time(self) -> Decimal | None:
        """Advisers as full-time equivalents: two at half time make one (M33)."""
        if self.advisers is None or self.adviser_share is None:
            return None
        return Decimal(self.advisers) * self.adviser_share / 100

    @property
    def capacity(self) -> Decimal | None:
        """Hours of session that the advisers can lead in the year; None while it is not said."""
        if self.full_time is None or self.adviser_hours is None:
            return None
        return self.full_time * self.adviser_hours
