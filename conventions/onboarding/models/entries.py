"""A school's entry of one year, the steps that it passed, and its debts."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse

from common import clock
from common.models import Record
from common.scoping import managers
from governance import validators
from governance.models import Institution, Mandate, School

from .campaigns import Campaign
from .scopes import EntryQuerySet, PartQuerySet
from .statuses import FINAL, EntryStatus, RefusalReason, StepName, Track


class SchoolEntry(Record):
    """The file of one school in one campaign; it is never removed.

    ``school_year`` repeats that of the campaign: one entry per school and year, whatever the
    territory. ``classes``: those that enter, empty for the whole school (M18). ``competent``: the
    body that answers for the school, as it was resolved when the school was enrolled.
    ``previous``: the file of the same school the year before. ``since``: when it took its present
    status; ``reason`` and ``category`` say why it was refused, suspended or left. Accounts of a
    school that left are purged on ``purge_on`` at the latest. ``status`` and ``track`` are written
    by ``SchoolEntryLifecycle`` only.
    """

    Status = EntryStatus
    Track = Track

    campaign = models.ForeignKey(
        Campaign, verbose_name="campagne", on_delete=models.PROTECT, related_name="entries"
    )
    school = models.ForeignKey(
        School, verbose_name="école", on_delete=models.PROTECT, related_name="entries"
    )
    school_year = models.CharField("année scolaire", max_length=9, editable=False)
    status = models.CharField(
        "statut", max_length=20, choices=EntryStatus, default=EntryStatus.CANDIDATE
    )
    track = models.CharField("parcours", max_length=6, choices=Track, default=Track.NORMAL)
    classes = models.JSONField(
        "classes qui entrent", default=list, blank=True, validators=[validators.list_of_text]
    )
    competent = models.ForeignKey(
        Institution,
        verbose_name="collectivité compétente",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="school_entries",
    )
    owner = models.ForeignKey(
        Mandate, verbose_name="suivie par", on_delete=models.PROTECT, related_name="+"
    )
    previous = models.OneToOneField(
        "self",
        verbose_name="dossier de l’année précédente",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="next",
    )
    since = models.DateTimeField("depuis", default=clock.now, editable=False)
    reason = models.TextField("motif", blank=True, editable=False)
    category = models.CharField(
        "nature du motif", max_length=12, choices=RefusalReason, blank=True, editable=False
    )
    closed_on = models.DateField("fin du dossier", null=True, blank=True, editable=False)
    purge_on = models.DateField("comptes effacés le", null=True, blank=True, editable=False)

    objects, unscoped = managers(EntryQuerySet)

    class Meta(Record.Meta):
        verbose_name = "dossier d’entrée d’une école"
        verbose_name_plural = "dossiers d’entrée des écoles"
        ordering = ("school__name", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["school", "school_year"],
                name="school_entry_year",
                violation_error_message="L’école est déjà inscrite cette année-là.",
            )
        ]
        indexes = [models.Index(fields=["campaign", "status"], name="school_entry_status")]

    def __str__(self) -> str:
        return f"{self.school.name}, {self.school_year}"

    def get_absolute_url(self) -> str:
        return reverse("onboarding:entry", args=[self.public_id])

    def clean(self) -> None:
        if self.campaign_id and self.school_year != self.campaign.school_year:
            raise ValidationError("L’année du dossier est celle de sa campagne.")

    @property
    def final(self) -> bool:
        return self.status in FINAL

    @property
    def perimeter(self) -> str:
        """« CE1, CE2 », or « toute l’école »."""
        return ", ".join(self.classes) or "toute l’école"


class EntryStep(Record):
    """A step that a school passed, and on which day: added by the moves, never changed."""

    entry = models.ForeignKey(SchoolEntry, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField("étape", max_length=12, choices=StepName)
    passed_on = models.DateField("franchie le")

    objects, unscoped = managers(PartQuerySet)

    class Meta(Record.Meta):
        verbose_name = "étape franchie"
        verbose_name_plural = "étapes franchies"
        ordering = ("entry", "passed_on", "pk")
        constraints = [models.UniqueConstraint(fields=["entry", "step"], name="entry_step")]
        indexes = [models.Index(fields=["step", "passed_on"], name="entry_step_day")]

    def __str__(self) -> str:
        return f"{self.get_step_display()} — {self.entry}"


class DebtKind(models.TextChoices):
    PROJECT = "project", "Projet pédagogique"
    SITE_VISIT = "site_visit", "Visite technique"
    CONVENTION = "convention", "Convention"
    SCHOOL_COUNCIL = "school_council", "Avis du conseil d’école"
    DELIBERATION = "deliberation", "Délibération"
    FINANCING_RATIFICATION = "financing_ratification", "Ratification du financement"


class DebtStatus(models.TextChoices):
    OPEN = "open", "À régulariser"
    SETTLED = "settled", "Régularisée"
    WAIVED = "waived", "Dispensée"


class EntryDebt(Record):
    """What the urgent track skipped, to be settled by ``due_on`` (parameter ``urgent.debt``).

    ``status`` is written by ``DebtLifecycle`` only.
    """

    Kind = DebtKind
    Status = DebtStatus

    entry = models.ForeignKey(SchoolEntry, on_delete=models.PROTECT, related_name="debts")
    kind = models.CharField("nature", max_length=22, choices=DebtKind)
    due_on = models.DateField("à régulariser avant le (inclus)")
    status = models.CharField("état", max_length=7, choices=DebtStatus, default=DebtStatus.OPEN)
    reason = models.TextField("motif de la dispense", blank=True, editable=False)
    settled_on = models.DateField("régularisée le", null=True, blank=True, editable=False)

    objects, unscoped = managers(PartQuerySet)

    class Meta(Record.Meta):
        verbose_name = "dette de régularisation"
        verbose_name_plural = "dettes de régularisation"
        ordering = ("due_on", "pk")
        constraints = [
            models.UniqueConstraint(fields=["entry", "kind"], name="entry_debt_kind"),
            models.CheckConstraint(
                condition=~Q(status=DebtStatus.WAIVED) | ~Q(reason=""), name="entry_debt_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} — {self.entry}"

    def late(self, on: dt.date) -> bool:
        return self.status == DebtStatus.OPEN and self.due_on < on
