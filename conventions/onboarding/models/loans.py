"""4G keys and computers that a school borrows: the stock, what it asked, each numbered slip."""

import datetime as dt
from typing import Any, Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from audit.actor import Actor
from common.models import Record
from common.scoping import ScopedQuerySet, managers
from governance.models import Institution, Mandate
from governance.offices import SYNDICATE_OFFICES, Office

from .entries import SchoolEntry
from .scopes import PartQuerySet


class ItemKind(models.TextChoices):
    KEY = "key", "Clé 4G"
    COMPUTER = "computer", "Ordinateur"
    TABLET = "tablet", "Tablette"


class RequestStatus(models.TextChoices):
    ASKED = "loan_asked", "Demandé"
    GRANTED = "loan_granted", "Accordé"
    DECLINED = "loan_declined", "Refusé"


class LoanStatus(models.TextChoices):
    LENT = "lent", "Prêté"
    BACK = "given_back", "Rendu"
    LOST = "lost", "Non rendu"


class ItemQuerySet(ScopedQuerySet[Any]):
    """The stock is read by the syndicate; a school reads its own loans."""

    def scope(self, actor: Actor) -> Self:
        if actor.mandate_id is None:
            return self.none()
        if actor.office in SYNDICATE_OFFICES or actor.office == Office.ADMIN:
            return self.all()
        return self.none()

    def free(self) -> Self:
        """In stock: neither lent, nor lost, nor taken out."""
        away = Loan.unscoped.filter(item=OuterRef("pk")).exclude(status=LoanStatus.BACK)
        return self.filter(~Exists(away), out_on__isnull=True)


class LoanItem(Record):
    """An object of the stock. ``number``: of the inventory; ``identifier``: IMEI, SIM or serial
    number; ``monthly_cost``: of its subscription, in euros including tax (M43)."""

    Kind = ItemKind

    kind = models.CharField("nature", max_length=8, choices=ItemKind)
    number = models.CharField(
        "numéro d’inventaire",
        max_length=40,
        unique=True,
        error_messages={"unique": "Ce numéro d’inventaire est déjà dans le stock."},
    )
    identifier = models.CharField("IMEI, SIM ou numéro de série", max_length=60, blank=True)
    owner = models.ForeignKey(
        Institution, verbose_name="propriétaire", on_delete=models.PROTECT, related_name="+"
    )
    subscription_ends_on = models.DateField("abonnement jusqu’au (inclus)", null=True, blank=True)
    monthly_cost = models.DecimalField(
        "abonnement mensuel (€ TTC)",
        max_digits=7,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    out_on = models.DateField("sorti du stock le", null=True, blank=True, editable=False)
    out_reason = models.CharField("motif de sortie", max_length=300, blank=True, editable=False)

    objects, unscoped = managers(ItemQuerySet)

    class Meta(Record.Meta):
        verbose_name = "matériel à prêter"
        verbose_name_plural = "matériels à prêter"
        ordering = ("kind", "number")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} n° {self.number}"


class LoanRequest(Record):
    """What the head of a school asks for; ``status`` is written by ``RequestLifecycle`` only."""

    entry = models.ForeignKey(SchoolEntry, on_delete=models.PROTECT, related_name="loan_requests")
    kind = models.CharField("nature", max_length=8, choices=ItemKind)
    quantity = models.PositiveSmallIntegerField(
        "nombre", default=1, validators=[MinValueValidator(1)]
    )
    need = models.CharField("pour quel usage", max_length=300)
    status = models.CharField(
        "état", max_length=13, choices=RequestStatus, default=RequestStatus.ASKED
    )
    asked_by = models.ForeignKey(
        Mandate, verbose_name="demandé par", on_delete=models.PROTECT, related_name="+"
    )
    reason = models.TextField("motif", blank=True, editable=False)

    objects, unscoped = managers(PartQuerySet)

    class Meta(Record.Meta):
        verbose_name = "demande de prêt"
        verbose_name_plural = "demandes de prêt"
        ordering = ("entry", "pk")

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.quantity} — {self.entry}"

    def get_absolute_url(self) -> str:
        return self.entry.get_absolute_url()


class Loan(Record):
    """An item lent to a school by a numbered slip, « BP-2026-0012 ».

    The name of the family that uses it stays at the school, on the paper of the slip.
    ``checks_out`` and ``checks_back``: what was verified when it left and when it came back.
    ``status`` is written by ``LoanLifecycle`` only.
    """

    Status = LoanStatus

    request = models.ForeignKey(
        LoanRequest, verbose_name="demande", on_delete=models.PROTECT, related_name="loans"
    )
    entry = models.ForeignKey(SchoolEntry, on_delete=models.PROTECT, related_name="loans")
    item = models.ForeignKey(
        LoanItem, verbose_name="matériel", on_delete=models.PROTECT, related_name="loans"
    )
    slip = models.CharField("bon n°", max_length=20, unique=True, editable=False)
    status = models.CharField("état", max_length=10, choices=LoanStatus, default=LoanStatus.LENT)
    lent_on = models.DateField("prêté le")
    due_on = models.DateField("à rendre avant le (inclus)")
    checks_out = models.JSONField("vérifié au prêt", default=list, blank=True)
    checks_back = models.JSONField("vérifié au retour", default=list, blank=True, editable=False)
    returned_on = models.DateField("rendu le", null=True, blank=True, editable=False)
    note = models.TextField("constat", blank=True, editable=False)

    objects, unscoped = managers(PartQuerySet)

    class Meta(Record.Meta):
        verbose_name = "prêt à une école"
        verbose_name_plural = "prêts à une école"
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["item"],
                condition=Q(status=LoanStatus.LENT),
                name="loan_item_once",
                violation_error_message="Ce matériel est déjà prêté.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.slip}, {self.item}"

    def get_absolute_url(self) -> str:
        return reverse("onboarding:loan", args=[self.public_id])

    def late(self, on: dt.date) -> bool:
        return self.status == LoanStatus.LENT and self.due_on < on
