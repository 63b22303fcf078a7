"""Data exchanged between the ENT and a collectivité: connectors, périscolaire projects."""

import hashlib
import json
from typing import Any

from django.db import models
from django.db.models import Case, Q, Value, When
from django.urls import reverse

from audit.actor import Actor
from common.models import Record
from common.scoping import ScopedQuerySet, managers
from governance.models import Institution, Mandate
from governance.offices import Office

from ..visibility import PARTY, STAFF, statuses_read
from .acts import Convention

OF_A_PARTY = PARTY | {
    Office.PREPARER,
    Office.INSPECTOR,
    Office.DASEN,
    Office.DSDEN_OFFICER,
    Office.SYNDICATE_PRESIDENT,
}
"""Offices that read the exchanges of the acts to which their body is party."""


class ExchangeQuerySet(ScopedQuerySet["DataExchange"]):
    """The staff and its data-protection officer read all; a party, those of its own acts."""

    def scope(self, actor: Actor) -> "ExchangeQuerySet":
        if actor.mandate_id is None or actor.office not in STAFF | OF_A_PARTY:
            return self.none()
        read = Convention.objects.visible_to(actor).filter(status__in=statuses_read(actor.office))
        if actor.office not in STAFF:
            own = Convention.unscoped.filter(parties__institution_id=actor.institution_id)
            read = read.filter(pk__in=own.values("pk"))
        return self.filter(convention__in=read)

    def waiting_for_visa(self) -> "ExchangeQuerySet":
        return self.filter(status=DataExchange.Status.SUBMITTED)

    def waiting_first(self) -> "ExchangeQuerySet":
        """Those that wait for the officer, then the latest."""
        waiting = Case(When(status=DataExchange.Status.SUBMITTED, then=Value(0)), default=Value(1))
        return self.order_by(waiting, "-recorded_at", "-pk")

    def with_words(self) -> "ExchangeQuerySet":
        return self.select_related("convention__owner__institution").prefetch_related(
            "convention__parties__institution"
        )


class DataExchange(Record):
    """A link between the ENT and the software of a collectivité, or a périscolaire project.

    ``health`` asks for an analysis (AIPD) before anything else. The opinion of the data-protection
    officer bears on one description: ``visa_hash`` is the fingerprint of the one that has the
    visa, and is emptied when the description changes. ``categories`` are labels, as they read on
    the day. A test bears on ``test_version`` of the product.
    """

    class Nature(models.TextChoices):
        CONNECTOR = "connector", "Connecteur"
        PROJECT = "project", "Projet périscolaire"

    class Status(models.TextChoices):
        PREPARING = "exchange_preparing", "En préparation"
        SUBMITTED = "exchange_submitted", "Soumis au DPO"
        TO_REVISE = "exchange_to_revise", "À revoir"
        APPROVED = "exchange_approved", "Visé"
        IN_SERVICE = "exchange_in_service", "En service"
        SUSPENDED = "exchange_suspended", "Suspendu"
        CLOSED = "exchange_closed", "Clos"

    class Result(models.TextChoices):
        PASSED = "passed", "Réussi"
        FAILED = "failed", "Échoué"

    class Opinion(models.TextChoices):
        VISA = "visa", "Visa donné"
        CHANGES = "changes", "Modifications demandées"

    DESCRIPTION = (
        "purpose",
        "editor",
        "product",
        "version",
        "categories",
        "details",
        "health",
        "processor",
        "aipd_on",
        "aipd_file",
    )
    """What the visa bears on; the name of the exchange and its local contact are not of it."""

    convention = models.ForeignKey(Convention, on_delete=models.PROTECT, related_name="exchanges")
    nature = models.CharField("nature", max_length=10, choices=Nature)
    label = models.CharField("intitulé", max_length=120)
    purpose = models.CharField("finalité", max_length=100)
    editor = models.CharField("éditeur", max_length=120, blank=True)
    product = models.CharField("logiciel", max_length=120, blank=True)
    version = models.CharField("version", max_length=40, blank=True)
    contact = models.CharField("contact local", max_length=200)
    categories: Any = models.JSONField("données personnelles", default=list, blank=True)
    details = models.TextField("précisions sur les données", blank=True, max_length=2000)
    health = models.BooleanField("données de santé", default=False)
    processor = models.CharField("sous-traitant et contrat", max_length=250, blank=True)
    author = models.CharField("préparé par", max_length=250)
    status = models.CharField("état", max_length=24, choices=Status, default=Status.PREPARING)
    aipd_on = models.DateField("analyse d’impact du", null=True, blank=True)
    aipd_file = models.CharField("analyse d’impact", max_length=64, blank=True)
    test_on = models.DateField("test du", null=True, blank=True)
    test_result = models.CharField("résultat du test", max_length=10, choices=Result, blank=True)
    test_version = models.CharField("version testée", max_length=40, blank=True)
    test_file = models.CharField("procès-verbal de test", max_length=64, blank=True)
    submitter = models.ForeignKey(
        Mandate,
        verbose_name="soumis au DPO par",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    opinion = models.CharField("avis du DPO", max_length=10, choices=Opinion, blank=True)
    opinion_reasons = models.TextField("motifs de l’avis", blank=True, max_length=2000)
    opinion_by = models.CharField("avis de", max_length=250, blank=True)
    opinion_at = models.DateTimeField("avis du", null=True, blank=True)
    visa_hash = models.CharField("description visée", max_length=64, blank=True, editable=False)

    objects, unscoped = managers(ExchangeQuerySet)

    class Meta(Record.Meta):
        ordering = ("-recorded_at", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(aipd_file="", aipd_on=None)
                | ~Q(aipd_file="") & Q(aipd_on__isnull=False),
                name="exchange_analysis_dated",
            )
        ]
        indexes = [models.Index(fields=["convention", "status"], name="exchange_of_act")]
        verbose_name = "échange de données"
        verbose_name_plural = "échanges de données"

    def __str__(self) -> str:
        return f"{self.get_nature_display()} « {self.label} » — {self.convention.title}"

    def get_absolute_url(self) -> str:
        return reverse("conventions:exchange", args=[self.convention.public_id, self.public_id])

    @property
    def authority(self) -> Institution | None:
        """The collectivité whose software or project it is."""
        return self.convention.authority

    @property
    def is_connector(self) -> bool:
        return self.nature == self.Nature.CONNECTOR

    @property
    def is_personal(self) -> bool:
        """Personal data passes: the visa is needed."""
        return bool(self.categories)

    @property
    def fingerprint(self) -> str:
        """SHA-256, in hexadecimal, of the description as it stands."""
        return self._hash(*self.DESCRIPTION)

    @property
    def edition(self) -> str:
        """SHA-256, in hexadecimal, of all that its form shows."""
        return self._hash(*self.DESCRIPTION, "label", "contact")

    def _hash(self, *names: str) -> str:
        said = {name: getattr(self, name) for name in names}
        text = json.dumps(said, ensure_ascii=False, sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def has_visa(self) -> bool:
        """The visa was given on the description as it stands."""
        return self.visa_hash != "" and self.visa_hash == self.fingerprint

    @property
    def visa_taken_back(self) -> bool:
        """A visa was given, on a description that changed since."""
        return self.opinion == self.Opinion.VISA and not self.has_visa
