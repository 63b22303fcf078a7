"""Acts of one kind prepared together from a list of bodies, then followed on one board."""

from typing import Any

from django.db import models
from django.urls import reverse

from audit.actor import Actor
from common.models import Record
from common.scoping import ScopedQuerySet, managers
from governance.models import Circonscription, Institution, Mandate
from governance.offices import Office

from ..visibility import STAFF
from .acts import Convention
from .kinds import ActKind

FOLLOWERS = STAFF | {Office.SYNDICATE_PRESIDENT, Office.ACCOUNTS_OFFICER, Office.ADMIN}
"""Offices of the syndicate that follow its acts, each as far as it may see them."""


class BatchQuerySet(ScopedQuerySet["Batch"]):
    """A batch is the syndicate's own: no partner ever sees one."""

    def scope(self, actor: Actor) -> "BatchQuerySet":
        """Those of one's syndicate; before its acts exist, only for whoever prepares it."""
        if actor.mandate_id is None or actor.office not in FOLLOWERS:
            return self.none()
        own = self.filter(owner__institution=actor.institution_id)
        if actor.office == Office.PROJECT_MANAGER:
            return own
        return own.filter(status=Batch.Status.LAUNCHED)


class Batch(Record):
    """A list from which acts of one kind are made.

    ``common``: what was typed once for every act, by name of the form of a draft; ``bodies``: the
    institution that plays each part besides the bodies of the list, by role. ``job``: the last
    work asked for.
    """

    class Status(models.TextChoices):
        COMPOSING = "batch_composing", "En préparation"
        LAUNCHED = "batch_launched", "Lancé"
        ABANDONED = "batch_abandoned", "Abandonné"

    label = models.CharField("nom", max_length=120)
    kind = models.ForeignKey(
        ActKind, verbose_name="nature", on_delete=models.PROTECT, related_name="batches"
    )
    owner = models.ForeignKey(
        Mandate, verbose_name="porteur", on_delete=models.PROTECT, related_name="batches"
    )
    status = models.CharField("état", max_length=20, choices=Status, default=Status.COMPOSING)
    common: Any = models.JSONField("valeurs communes", default=dict, blank=True)
    bodies: Any = models.JSONField("autres parties", default=dict, blank=True)
    job = models.UUIDField("dernier travail", null=True, blank=True)

    objects, unscoped = managers(BatchQuerySet)

    class Meta(Record.Meta):
        ordering = ("-recorded_at", "-pk")
        verbose_name = "lot d’actes"
        verbose_name_plural = "lots d’actes"

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return reverse("conventions:batch", args=[self.public_id])


class BatchRow(Record):
    """One line of the list: the body that it names, what the act would be, then the act.

    ``values`` is what the form of a draft would send for this act; ``corrected`` when somebody
    typed it here. ``facts`` and ``notes`` are the plain words of the preview.
    """

    class Finding(models.TextChoices):
        WAITING = "row_waiting", "À examiner"
        READY = "row_ready", "Prête"
        INCOMPLETE = "row_incomplete", "À compléter"
        COVERED = "row_covered", "Déjà un acte"
        AMBIGUOUS = "row_ambiguous", "À préciser"
        UNKNOWN = "row_unknown", "Inconnue"
        DOUBLED = "row_doubled", "En double"
        IMPOSSIBLE = "row_impossible", "Impossible"

    CREATABLE = (Finding.READY, Finding.INCOMPLETE, Finding.COVERED)
    UNPLACED = (Finding.AMBIGUOUS, Finding.UNKNOWN)

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="rows")
    position = models.PositiveIntegerField("rang")
    typed = models.CharField("ligne", max_length=250)
    institution = models.ForeignKey(
        Institution,
        verbose_name="collectivité",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    circonscription = models.ForeignKey(
        Circonscription,
        verbose_name="circonscription",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    finding = models.CharField("constat", max_length=20, choices=Finding, default=Finding.WAITING)
    included = models.BooleanField("retenue", default=False)
    corrected = models.BooleanField("corrigée à la main", default=False)
    values: Any = models.JSONField("valeurs de l’acte", default=dict, blank=True)
    facts: Any = models.JSONField("aperçu", default=dict, blank=True)
    notes: Any = models.JSONField("à savoir", default=list, blank=True)
    convention = models.OneToOneField(
        Convention,
        verbose_name="acte",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="batch_row",
    )

    class Meta(Record.Meta):
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(fields=["batch", "position"], name="batch_row_position")
        ]
        verbose_name = "ligne d’un lot"
        verbose_name_plural = "lignes d’un lot"

    def __str__(self) -> str:
        return str(self.institution or self.typed)

    @property
    def creatable(self) -> bool:
        """Whether an act may be made of it as it stands."""
        return self.convention_id is None and self.finding in self.CREATABLE
