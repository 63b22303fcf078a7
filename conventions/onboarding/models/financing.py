"""What a school's entry costs, who pays each part of it, and what each assembly decides."""

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from audit.actor import Actor
from common.models import Record
from common.scoping import managers
from governance import validators
from governance.models import Deliberation, Institution, Mandate

from .entries import SchoolEntry
from .scopes import PartQuerySet, rights
from .statuses import RefusalReason

CENT = Decimal("0.01")


class Nature(models.TextChoices):
    """What the money pays for (M24)."""

    TRAINING = "training", "Formation"
    SUBSCRIPTION = "subscription", "Abonnement"
    EQUIPMENT = "equipment", "Équipement"


class Side(models.TextChoices):
    """Whose agreement a choice of equipment needs (M15)."""

    SCHOOL = "school", "École"
    AUTHORITY = "authority", "Collectivité"
    SYNDICATE = "syndicate", "Syndicat"


class Ground(models.TextChoices):
    """On what a body rests to decide (domain, § 3.10)."""

    DELIBERATION = "deliberation", "Délibération de l’assemblée"
    DELEGATION = "delegation", "Décision de l’exécutif, par délégation de l’assemblée"
    URGENT = "urgent", "Texte d’urgence"


class DecisionStatus(models.TextChoices):
    EXPECTED = "expected", "Décision attendue"
    GRANTED = "granted", "Accordé"
    DECLINED = "declined", "Refusé"
    VOID = "void", "Sans objet"


class PlanQuerySet(PartQuerySet):
    """Read with the file, by those who read its texts."""

    def scope(self, actor: Actor) -> Self:
        return super().scope(actor) if "T" in rights(actor) else self.none()


class PlanPartQuerySet(PlanQuerySet):
    """Read with its plan."""

    prefix = "plan__entry__"


class FinancingPlan(Record):
    """What one school's entry costs in a year; amounts in euros, taxes included.

    The subscription is ``accounts`` × ``unit_price``, the equipment the sum of its items. It
    changes until the financing is asked, then only when a body declined its part.
    """

    entry = models.OneToOneField(
        SchoolEntry, on_delete=models.PROTECT, related_name="financing_plan"
    )
    budget_year = models.PositiveSmallIntegerField("exercice budgétaire")
    accounts = models.PositiveIntegerField("comptes élèves prévus")
    unit_price = models.DecimalField(
        "tarif annuel par compte élève, TTC",
        max_digits=8,
        decimal_places=2,
        validators=[validators.not_negative],
    )
    tariff_reference = models.CharField("délibération tarifaire", max_length=200, blank=True)
    training_cost = models.DecimalField(
        "coût de la formation, TTC",
        max_digits=12,
        decimal_places=2,
        default=Decimal(0),
        validators=[validators.not_negative],
    )

    objects, unscoped = managers(PlanQuerySet)

    class Meta(Record.Meta):
        verbose_name = "plan de financement"
        verbose_name_plural = "plans de financement"
        ordering = ("entry__school__name", "pk")

    def __str__(self) -> str:
        return f"Plan de financement — {self.entry}"

    def get_absolute_url(self) -> str:
        return reverse("onboarding:financing", args=[self.entry.public_id])

    @property
    def costs(self) -> dict[str, Decimal]:
        """Nature → what it costs; natures that cost nothing are left out."""
        found = {
            Nature.TRAINING: self.training_cost,
            Nature.SUBSCRIPTION: (self.accounts * self.unit_price).quantize(CENT, ROUND_HALF_UP),
            Nature.EQUIPMENT: sum((item.cost for item in self.items.all()), Decimal(0)),
        }
        return {str(nature): cost for nature, cost in found.items() if cost}

    @property
    def total(self) -> Decimal:
        return sum(self.costs.values(), Decimal(0))


class EquipmentItem(Record):
    """One thing to buy for the school, never before its project has a favourable opinion (M13)."""

    plan = models.ForeignKey(
        FinancingPlan, verbose_name="plan", on_delete=models.PROTECT, related_name="items"
    )
    label = models.CharField("matériel", max_length=120)
    quantity = models.PositiveSmallIntegerField("quantité")
    unit_price = models.DecimalField(
        "prix unitaire, TTC", max_digits=10, decimal_places=2, validators=[validators.not_negative]
    )

    objects, unscoped = managers(PlanPartQuerySet)

    class Meta(Record.Meta):
        verbose_name = "équipement prévu"
        verbose_name_plural = "équipements prévus"
        ordering = ("plan", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gte=1),
                name="equipment_item_quantity",
                violation_error_message="Indiquez au moins un exemplaire.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.label}"

    @property
    def cost(self) -> Decimal:
        return self.quantity * self.unit_price


class FinancingShare(Record):
    """What one body pays of one nature. ``european``: from a European fund, through that body;
    ``reference``: the act or the file that commits a body whose assembly is not asked here."""

    plan = models.ForeignKey(
        FinancingPlan, verbose_name="plan", on_delete=models.PROTECT, related_name="shares"
    )
    nature = models.CharField("nature", max_length=12, choices=Nature)
    institution = models.ForeignKey(
        Institution, verbose_name="financeur", on_delete=models.PROTECT, related_name="+"
    )
    european = models.BooleanField("fonds européen (FEDER)", default=False)
    amount = models.DecimalField("montant, TTC", max_digits=12, decimal_places=2)
    reference = models.CharField("acte ou dossier qui l’engage", max_length=200, blank=True)

    objects, unscoped = managers(PlanPartQuerySet)

    class Meta(Record.Meta):
        verbose_name = "part de financement"
        verbose_name_plural = "parts de financement"
        ordering = ("plan", "nature", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "nature", "institution", "european"],
                name="financing_share_once",
                violation_error_message="Ce financeur a déjà une part de cette nature.",
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="financing_share_amount",
                violation_error_message="Une part est supérieure à zéro.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_nature_display()}, {self.funder}"

    @property
    def funder(self) -> str:
        """« Commune de Cerisy », « FEDER, par Somme Numérique »."""
        return f"FEDER, par {self.institution}" if self.european else str(self.institution)


class EquipmentAgreement(Record):
    """One of the three sides agrees to a choice of equipment, as it stood: ``choice`` is its
    fingerprint, so that an agreement falls when the choice changes."""

    plan = models.ForeignKey(
        FinancingPlan, verbose_name="plan", on_delete=models.PROTECT, related_name="agreements"
    )
    side = models.CharField("pour", max_length=9, choices=Side)
    choice = models.CharField(
        "empreinte du choix", max_length=64, editable=False, validators=[validators.sha256]
    )
    on = models.DateField("donné le")
    by = models.ForeignKey(
        Mandate, verbose_name="donné par", on_delete=models.PROTECT, related_name="+"
    )

    objects, unscoped = managers(PlanPartQuerySet)

    class Meta(Record.Meta):
        verbose_name = "accord sur un équipement"
        verbose_name_plural = "accords sur un équipement"
        ordering = ("plan", "pk")
        constraints = [models.UniqueConstraint(fields=["plan", "side"], name="equipment_side")]

    def __str__(self) -> str:
        return f"{self.get_side_display()} — {self.plan}"


class FinancingDecision(Record):
    """What one body is asked to pay, and what it decided, outside this site.

    ``amount``: its part of the plan, when it was asked. ``reference``, ``decided_on`` and
    ``file`` (a SHA-256): the act and its copy; ``authority``: who could take it, frozen;
    ``delegation_reference``: the délibération that delegates to the executive. ``legal_text`` with
    its dates: the text on which an urgent decision rests. ``ratification``: the délibération that
    takes over a decision made without the assembly. ``status`` is written by
    ``DecisionLifecycle`` only.
    """

    Status = DecisionStatus

    entry = models.ForeignKey(
        SchoolEntry,
        verbose_name="dossier de l’école",
        on_delete=models.PROTECT,
        related_name="financing_decisions",
    )
    institution = models.ForeignKey(
        Institution,
        verbose_name="collectivité",
        on_delete=models.PROTECT,
        related_name="financing_decisions",
    )
    amount = models.DecimalField(
        "montant demandé, TTC", max_digits=12, decimal_places=2, null=True, blank=True
    )
    status = models.CharField(
        "état", max_length=8, choices=DecisionStatus, default=DecisionStatus.EXPECTED
    )
    asked_on = models.DateField("demandé le")
    due_on = models.DateField("attendu avant le (inclus)", null=True, blank=True)
    ground = models.CharField("fondement", max_length=12, choices=Ground, blank=True)
    reference = models.CharField("décision n°", max_length=80, blank=True)
    decided_on = models.DateField("décidé le", null=True, blank=True)
    file = models.CharField(
        "copie de la décision", max_length=64, blank=True, validators=[validators.sha256]
    )
    authority: Any = models.JSONField("auteur de la décision", default=dict, blank=True)
    delegation_reference = models.CharField("délégation", max_length=200, blank=True)
    legal_text = models.CharField("texte d’urgence", max_length=200, blank=True)
    text_from = models.DateField("applicable du", null=True, blank=True)
    text_to = models.DateField("applicable jusqu’au (inclus)", null=True, blank=True)
    deliberation = models.ForeignKey(
        Deliberation,
        verbose_name="délibération",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    ratification = models.ForeignKey(
        Deliberation,
        verbose_name="délibération de ratification",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    conditions = models.TextField("conditions", blank=True)
    budget_year = models.PositiveSmallIntegerField("exercice budgétaire", null=True, blank=True)
    budget_line = models.CharField("imputation", max_length=120, blank=True)
    valid_until = models.DateField("valable jusqu’au (inclus)", null=True, blank=True)
    reason = models.TextField("motif", blank=True)
    category = models.CharField("nature du motif", max_length=12, choices=RefusalReason, blank=True)

    objects, unscoped = managers(PlanQuerySet)

    class Meta(Record.Meta):
        verbose_name = "décision de financement"
        verbose_name_plural = "décisions de financement"
        ordering = ("entry__school__name", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "institution"],
                condition=~Q(status=DecisionStatus.VOID),
                name="financing_decision_once",
                violation_error_message="Cette collectivité est déjà saisie pour cette école.",
            ),
            models.CheckConstraint(
                condition=~Q(status=DecisionStatus.GRANTED)
                | (~Q(reference="") & ~Q(ground="") & Q(decided_on__isnull=False)),
                name="financing_decision_granted",
            ),
        ]
        indexes = [models.Index(fields=["institution", "status"], name="financing_decision_body")]

    def __str__(self) -> str:
        return f"{self.institution} — {self.entry}"

    def get_absolute_url(self) -> str:
        return reverse("onboarding:financing", args=[self.entry.public_id])

    @property
    def open(self) -> bool:
        return self.status == DecisionStatus.EXPECTED

    def in_text(self, on: dt.date) -> bool:
        """The text of urgency applied on ``on``."""
        first, last = self.text_from, self.text_to
        return first is not None and first <= on and (last is None or on <= last)
