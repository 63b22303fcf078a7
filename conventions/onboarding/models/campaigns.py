"""A campaign: the schools of a territory that enter in one school year, its steps and dates."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from common import calendar, clock, identifiers
from common.models import Record
from common.scoping import managers
from governance.models import Institution, Mandate

from .scopes import CampaignQuerySet
from .statuses import StepName

STRUCTURE = "school_entry_2026"
"""The structure that a new campaign follows."""


def school_year(value: str) -> None:
    """« 2026-2027 »: two years in a row."""
    try:
        identifiers.parse_school_year(value)
    except identifiers.InvalidIdentifier as refused:
        raise ValidationError(str(refused), code="identifier") from refused


class Campaign(Record):
    """One per school year and territory.

    ``territory``: the institution that runs it, ``owner`` who follows it there. ``structure``: the
    name of the process that its files follow, kept for ever (``workflows``). Schools enrol from
    ``opens_on`` to ``closes_on``, both included.
    """

    school_year = models.CharField("année scolaire", max_length=9, validators=[school_year])
    territory = models.ForeignKey(
        Institution, verbose_name="territoire", on_delete=models.PROTECT, related_name="campaigns"
    )
    owner = models.ForeignKey(
        Mandate, verbose_name="suivie par", on_delete=models.PROTECT, related_name="+"
    )
    structure = models.SlugField("structure", max_length=40, default=STRUCTURE)
    opens_on = models.DateField("inscriptions ouvertes le")
    closes_on = models.DateField("inscriptions closes le (inclus)")

    objects, unscoped = managers(CampaignQuerySet)

    class Meta(Record.Meta):
        verbose_name = "campagne"
        ordering = ("-school_year", "territory__name", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["school_year", "territory"],
                name="campaign_year_territory",
                violation_error_message="Une campagne existe déjà pour cette année scolaire.",
            ),
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")),
                name="campaign_period",
                violation_error_message="Les inscriptions se closent avant de s’ouvrir.",
            ),
        ]

    def __str__(self) -> str:
        return f"Campagne {self.school_year}"

    def get_absolute_url(self) -> str:
        return reverse("onboarding:campaign", args=[self.public_id])

    @property
    def starts_on(self) -> dt.date:
        """First day of its school year."""
        return calendar.school_year_bounds(self.school_year)[0]

    @property
    def ends_on(self) -> dt.date:
        """First day of the next school year."""
        return calendar.school_year_bounds(self.school_year)[1]

    @property
    def open(self) -> bool:
        """Whether schools enrol today."""
        return self.opens_on <= clock.today() <= self.closes_on

    @property
    def next_year(self) -> str:
        """« 2027-2028 », the campaign to which a school that leaves remains a candidate."""
        return calendar.school_year(self.ends_on)


class CampaignStep(Record):
    """By when a step is expected, on what ground, of how many schools."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField("étape", max_length=12, choices=StepName)
    due_on = models.DateField("à franchir avant le (inclus)")
    source = models.CharField("source", max_length=200)
    objective = models.PositiveIntegerField("écoles attendues", null=True, blank=True)

    objects, unscoped = managers(CampaignQuerySet)

    class Meta(Record.Meta):
        verbose_name = "étape de campagne"
        verbose_name_plural = "étapes de campagne"
        ordering = ("campaign", "due_on", "pk")
        constraints = [models.UniqueConstraint(fields=["campaign", "step"], name="campaign_step")]

    def __str__(self) -> str:
        return f"{self.get_step_display()} — {self.campaign}"
