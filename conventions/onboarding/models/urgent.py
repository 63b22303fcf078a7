"""A batch of schools opened in urgency: its two decisions, its accompaniment, its schools."""

from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from audit.actor import Actor
from common import clock
from common.models import Record
from common.scoping import ScopedQuerySet, managers
from governance import validators
from governance.models import (
    Circonscription,
    CirconscriptionLink,
    Institution,
    Mandate,
    covers,
)
from governance.offices import AREA_OFFICES, SYNDICATE_OFFICES, Office

from .campaigns import Campaign
from .entries import SchoolEntry
from .financing import Ground
from .scopes import PartQuerySet


class UrgentStatus(models.TextChoices):
    PREPARING = "preparing", "En préparation"
    LAUNCHED = "launched", "Lancé"
    ABANDONED = "abandoned", "Abandonné"


class BatchQuerySet(ScopedQuerySet[Any]):
    """The syndicate and its administrators; the DSDEN that decided; the districts concerned."""

    prefix = ""

    def scope(self, actor: Actor) -> Self:
        if actor.mandate_id is None:
            return self.none()
        at = self.prefix
        if actor.office in SYNDICATE_OFFICES | {Office.ADMIN}:
            return self.all()
        if actor.office in (Office.DASEN, Office.DSDEN_OFFICER):
            return self.filter(self._listing(circonscription__dsden=actor.institution_id))
        if actor.office in AREA_OFFICES:
            here = Mandate.unscoped.filter(pk=actor.mandate_id, circonscription__isnull=False)
            areas = here.values("circonscription")
            return self.filter(
                self._listing(circonscription__in=areas) | Q(**{f"{at}circonscription__in": areas})
            )
        return self.none()

    def _listing(self, **area: Any) -> Q:
        """Batches with a school of those districts, today."""
        links = CirconscriptionLink.unscoped.filter(covers(clock.today()), **area)
        rows = UrgentRow.unscoped.filter(
            batch=OuterRef(f"{self.prefix}pk"), entry__school__in=links.values("school")
        )
        return Q(Exists(rows))


class DecisionQuerySet(BatchQuerySet):
    """Read with its batch."""

    prefix = "batch__"


class UrgentBatch(Record):
    """Schools opened together although something is missing of each.

    ``circonscription``: its district; none for several. ``resumes_on``: the return to class, from
    which what was skipped is due (parameter ``urgent.debt``); corrected once it is known.
    ``help_desk``, ``training`` and ``families``: the plan of accompaniment of new users. ``job``:
    the work that opens them, a result per school. ``status`` is written by ``BatchLifecycle`` only.
    """

    Status = UrgentStatus

    campaign = models.ForeignKey(
        Campaign, verbose_name="campagne", on_delete=models.PROTECT, related_name="urgent_batches"
    )
    label = models.CharField("nom du lot", max_length=120)
    circonscription = models.ForeignKey(
        Circonscription,
        verbose_name="circonscription",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    resumes_on = models.DateField("retour en classe")
    help_desk = models.TextField("qui répond aux nouveaux utilisateurs", blank=True)
    training = models.TextField("prise en main accélérée", blank=True)
    families = models.TextField("information des familles", blank=True)
    owner = models.ForeignKey(
        Mandate, verbose_name="préparé par", on_delete=models.PROTECT, related_name="+"
    )
    status = models.CharField(
        "état", max_length=9, choices=UrgentStatus, default=UrgentStatus.PREPARING
    )
    launched_on = models.DateField("lancé le", null=True, blank=True, editable=False)
    job = models.UUIDField("travail", null=True, blank=True, editable=False)

    objects, unscoped = managers(BatchQuerySet)

    class Meta(Record.Meta):
        verbose_name = "lot d’ouverture en urgence"
        verbose_name_plural = "lots d’ouverture en urgence"
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.label}, {self.campaign.school_year}"

    def get_absolute_url(self) -> str:
        return reverse("onboarding:urgent", args=[self.public_id])


class UrgentDecision(Record):
    """A decision on which a batch rests: that of a collectivité to pay, that of the DASEN to open.

    Taken outside this site: ``reference``, ``decided_on``, ``file`` (a SHA-256). Its ground is a
    text with its dates, or delegated powers; ``authority`` is who could take it, frozen.
    """

    batch = models.ForeignKey(
        UrgentBatch, verbose_name="lot", on_delete=models.PROTECT, related_name="decisions"
    )
    institution = models.ForeignKey(
        Institution, verbose_name="institution", on_delete=models.PROTECT, related_name="+"
    )
    ground = models.CharField("fondement", max_length=12, choices=Ground)
    reference = models.CharField("décision n°", max_length=80)
    decided_on = models.DateField("décidé le")
    file = models.CharField("copie de la décision", max_length=64, validators=[validators.sha256])
    legal_text = models.CharField("texte d’urgence", max_length=200, blank=True)
    text_from = models.DateField("applicable du", null=True, blank=True)
    text_to = models.DateField("applicable jusqu’au (inclus)", null=True, blank=True)
    delegation_reference = models.CharField("délégation", max_length=200, blank=True)
    authority: Any = models.JSONField("auteur de la décision", default=dict, blank=True)

    objects, unscoped = managers(DecisionQuerySet)

    class Meta(Record.Meta):
        verbose_name = "décision d’urgence"
        verbose_name_plural = "décisions d’urgence"
        ordering = ("batch", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "institution"],
                name="urgent_decision_once",
                violation_error_message="La décision de cette institution est déjà jointe au lot.",
            ),
            models.CheckConstraint(
                condition=~Q(ground=Ground.DELIBERATION), name="urgent_decision_ground"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.institution}, décision n° {self.reference}"


class UrgentRow(Record):
    """A school of the batch, by its file."""

    batch = models.ForeignKey(
        UrgentBatch, verbose_name="lot", on_delete=models.PROTECT, related_name="rows"
    )
    entry = models.ForeignKey(
        SchoolEntry,
        verbose_name="dossier de l’école",
        on_delete=models.PROTECT,
        related_name="urgent_rows",
    )

    objects, unscoped = managers(PartQuerySet)

    class Meta(Record.Meta):
        verbose_name = "école d’un lot d’urgence"
        verbose_name_plural = "écoles d’un lot d’urgence"
        ordering = ("batch", "entry__school__name", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "entry"],
                name="urgent_row_once",
                violation_error_message="L’école est déjà dans ce lot.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.entry.school.name} — {self.batch.label}"
