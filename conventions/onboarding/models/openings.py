"""A decision that opens or closes the base for a list of schools, and each of its lines."""

from itertools import pairwise
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse

from audit.actor import Actor
from common.french import date_fr
from common.models import Record
from common.scoping import ScopedQuerySet, managers
from governance import validators
from governance.models import Circonscription, Institution, InstitutionKind, Mandate
from governance.offices import SYNDICATE_OFFICES, Office

from .entries import SchoolEntry


class OrderKind(models.TextChoices):
    OPEN = "open", "Ouverture"
    CLOSE = "close", "Fermeture"


class OrderStatus(models.TextChoices):
    LIST_DRAFT = "list_draft", "Liste en préparation"
    REQUESTED_ORDER = "requested_order", "Demandé"
    LIST_RETURNED = "list_returned", "À corriger"
    DECIDED = "decided", "Décidé"
    EXECUTING = "executing", "En cours d’exécution"
    EXECUTED = "executed", "Exécuté"
    ORDER_WITHDRAWN = "order_withdrawn", "Retiré"


class LineStatus(models.TextChoices):
    WAITING = "waiting", "En attente"
    READY = "ready", "Préalables réunis"
    IMPORTED = "imported", "Importée"
    ANOMALY = "anomaly", "Anomalie"
    LEFT_OUT = "left_out", "Écartée"


class Profile(models.TextChoices):
    """Accounts are counted by profile, never named."""

    PUPILS = "pupils", "Élèves"
    GUARDIANS = "guardians", "Responsables"
    TEACHERS = "teachers", "Enseignants"
    HEADS = "heads", "Direction"


class CheckName(models.TextChoices):
    """What must be true of a school before its base opens (practice, § 4)."""

    REGISTER = "register", "Registre du responsable"
    DPIA = "dpia", "Analyse d’impact"
    FAMILIES = "families", "Information des familles"
    PROCESSOR = "processor", "Accord avec le prestataire"
    CONTACT = "contact", "Contact local"
    CAPACITY = "capacity", "Capacité technique"


DECIDED = (OrderStatus.DECIDED, OrderStatus.EXECUTING, OrderStatus.EXECUTED)
"""The decision holds: it is executed, or about to be."""
CLOSED = (OrderStatus.EXECUTED, OrderStatus.ORDER_WITHDRAWN)
DONE = (LineStatus.IMPORTED, LineStatus.LEFT_OUT)
CLOSING_DAYS = ("read_only_on", "export_until", "effective_on", "purge_on", "certificate_due")
"""In this order: what a closing leaves to families before accounts are erased."""


class OrderQuerySet(ScopedQuerySet[Any]):
    """Orders of one's district or département; the executant reads those that are decided."""

    prefix = ""

    def scope(self, actor: Actor) -> Self:
        if actor.mandate_id is None:
            return self.none()
        where, at = actor.institution_id, self.prefix
        match actor.office:
            case office if office in SYNDICATE_OFFICES or office == Office.ADMIN:
                return self.all()
            case Office.DASEN | Office.DSDEN_OFFICER:
                return self.filter(**{f"{at}circonscription__dsden": where})
            case Office.INSPECTOR | Office.DIGITAL_ADVISER:
                here = Mandate.unscoped.filter(
                    pk=actor.mandate_id, circonscription__isnull=False
                ).values("circonscription")
                return self.filter(**{f"{at}circonscription__in": here})
            case Office.DRANE:
                return self._decided(**{f"{at}circonscription__dsden__parent": where})
            case Office.PROVIDER:
                return self._decided(**{f"{at}provider": where})
        return self.none()

    def _decided(self, **where: Any) -> Self:
        return self.filter(**{f"{self.prefix}status__in": DECIDED}, **where)


class LineQuerySet(OrderQuerySet):
    """Read with its order."""

    prefix = "order__"


class CheckQuerySet(OrderQuerySet):
    """Read with its order, save by the provider, who executes and checks nothing."""

    prefix = "line__order__"

    def scope(self, actor: Actor) -> Self:
        return self.none() if actor.office == Office.PROVIDER else super().scope(actor)


class BaseOpeningOrder(Record):
    """One district, one date of effect, one list of schools; opens their base or closes it.

    ``reference``: « OB-2026-004 », « FB-2026-001 » for a closing. ``provider`` executes it and
    reads its lines once it is decided. ``decision_*``: the act signed elsewhere, its copy (a
    SHA-256) and who was entitled to take it, frozen (``governance.authority``). For a base that
    closes: from ``read_only_on`` contents stay as they are, until ``export_until`` they are
    fetched, by ``purge_on`` accounts are erased, which is attested by ``certificate_due``.
    ``status`` is written by ``OrderLifecycle`` only.
    """

    Kind = OrderKind
    Status = OrderStatus

    kind = models.CharField("nature", max_length=5, choices=OrderKind)
    reference = models.CharField("référence", max_length=20, unique=True, editable=False)
    circonscription = models.ForeignKey(
        Circonscription,
        verbose_name="circonscription",
        on_delete=models.PROTECT,
        related_name="opening_orders",
    )
    effective_on = models.DateField("date d’effet")
    provider = models.ForeignKey(
        Institution,
        verbose_name="prestataire chargé de l’exécution",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to={"kind": InstitutionKind.PROVIDER},
    )
    report_due = models.DateField("compte rendu attendu le")
    read_only_on = models.DateField("lecture seule à compter du", null=True, blank=True)
    export_until = models.DateField("contenus à récupérer jusqu’au (inclus)", null=True, blank=True)
    purge_on = models.DateField("comptes effacés au plus tard le", null=True, blank=True)
    certificate_due = models.DateField("attestation d’effacement le", null=True, blank=True)
    owner = models.ForeignKey(
        Mandate, verbose_name="préparé par", on_delete=models.PROTECT, related_name="+"
    )
    status = models.CharField(
        "statut", max_length=15, choices=OrderStatus, default=OrderStatus.LIST_DRAFT
    )
    requested_on = models.DateField("demandé le", null=True, blank=True, editable=False)
    requested_by = models.ForeignKey(
        Mandate,
        verbose_name="demandé par",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    reason = models.TextField("motif", blank=True, editable=False)
    decision_reference = models.CharField("décision n°", max_length=80, blank=True, editable=False)
    decided_on = models.DateField("décidé le", null=True, blank=True, editable=False)
    decision_file = models.CharField(
        "copie de la décision",
        max_length=64,
        blank=True,
        editable=False,
        validators=[validators.sha256],
    )
    authority = models.JSONField("auteur de la décision", default=dict, blank=True, editable=False)

    objects, unscoped = managers(OrderQuerySet)

    class Meta(Record.Meta):
        verbose_name = "ordre d’ouverture ou de fermeture"
        verbose_name_plural = "ordres d’ouverture ou de fermeture"
        ordering = ("-effective_on", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=~Q(status__in=DECIDED)
                | (~Q(decision_reference="") & ~Q(decision_file="") & Q(decided_on__isnull=False)),
                name="opening_order_decision",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.reference}, {self.circonscription}"

    def get_absolute_url(self) -> str:
        return reverse("onboarding:order", args=[self.public_id])

    def clean(self) -> None:
        if self.provider_id and self.provider.kind != InstitutionKind.PROVIDER:
            raise ValidationError({"provider": f"{self.provider} n’est pas un prestataire."})
        if self.report_due and self.effective_on and self.report_due < self.effective_on:
            raise ValidationError(
                {"report_due": "Le compte rendu suit la date d’effet, il ne la précède pas."}
            )
        known = [(name, day) for name in CLOSING_DAYS if (day := getattr(self, name))]
        for (_, first), (name, day) in pairwise(known):
            if day < first:
                label = self._meta.get_field(name).verbose_name
                raise ValidationError(
                    f"« {label} » {date_fr(day)} : cette date ne peut pas précéder le "
                    f"{date_fr(first)}. L’ordre est : lecture seule, récupération des contenus, "
                    "date d’effet, effacement, attestation."
                )

    @property
    def opens(self) -> bool:
        return self.kind == OrderKind.OPEN

    @property
    def decided(self) -> bool:
        return self.status in DECIDED


class OpeningLine(Record):
    """A school of the list, by its file. ``counts``: accounts by ``Profile``, no name.

    ``status`` is written by ``LineLifecycle`` only.
    """

    Status = LineStatus

    order = models.ForeignKey(
        BaseOpeningOrder, verbose_name="ordre", on_delete=models.PROTECT, related_name="lines"
    )
    entry = models.ForeignKey(
        SchoolEntry,
        verbose_name="dossier de l’école",
        on_delete=models.PROTECT,
        related_name="opening_lines",
    )
    status = models.CharField(
        "statut", max_length=8, choices=LineStatus, default=LineStatus.WAITING
    )
    counts = models.JSONField("comptes par profil", default=dict, blank=True, editable=False)
    reported_on = models.DateField("compte rendu du", null=True, blank=True, editable=False)
    anomaly = models.TextField("anomalie", blank=True, editable=False)
    reason = models.TextField("motif", blank=True, editable=False)

    objects, unscoped = managers(LineQuerySet)

    class Meta(Record.Meta):
        verbose_name = "école d’un ordre d’ouverture"
        verbose_name_plural = "écoles d’un ordre d’ouverture"
        ordering = ("order", "entry__school__name", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["order", "entry"],
                condition=~Q(status=LineStatus.LEFT_OUT),
                name="opening_line_entry",
                violation_error_message="L’école est déjà sur cette liste.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.entry.school.name} — {self.order.reference}"

    def get_absolute_url(self) -> str:
        return reverse("onboarding:line", args=[self.public_id])

    @property
    def accounts(self) -> int:
        """Accounts of every profile, created or closed."""
        return sum(self.counts.values())

    @property
    def by_profile(self) -> list[tuple[str, int]]:
        return [(each.label, self.counts[each]) for each in Profile if each in self.counts]


class OpeningCheck(Record):
    """A precondition of a line: true since ``on``, said by the mandate ``by``."""

    line = models.ForeignKey(
        OpeningLine, verbose_name="école", on_delete=models.PROTECT, related_name="checks"
    )
    name = models.CharField("préalable", max_length=9, choices=CheckName)
    on = models.DateField("acquis le")
    evidence = models.CharField("référence", max_length=200, blank=True)
    by = models.ForeignKey(
        Mandate, verbose_name="coché par", on_delete=models.PROTECT, related_name="+"
    )

    objects, unscoped = managers(CheckQuerySet)

    class Meta(Record.Meta):
        verbose_name = "préalable d’une ouverture"
        verbose_name_plural = "préalables d’une ouverture"
        ordering = ("line", "pk")
        constraints = [models.UniqueConstraint(fields=["line", "name"], name="opening_check_name")]

    def __str__(self) -> str:
        return f"{self.get_name_display()} — {self.line}"
