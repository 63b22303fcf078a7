"""The record of decisions of a meeting: what unblocks the cases, once its chair confirms it."""

from typing import Self

from django.db import models
from django.db.models import Q

from audit.actor import Actor
from common.models import Record
from common.scoping import managers
from governance.models import Mandate

from .meetings import Meeting
from .scopes import PartQuerySet, officers


class RecordStatus(models.TextChoices):
    PROVISIONAL = "provisional", "Provisoire"
    CONFIRMED = "confirmed", "Confirmé"
    CORRECTED = "corrected", "Remplacé"


class DecisionRecordQuerySet(PartQuerySet):
    """Read with its instance, by who presided even once they left: it names no point, its
    decisions are read one by one."""

    prefix = "meeting__committee__"

    def scope(self, actor: Actor) -> Self:
        if actor.mandate_id is None:
            return self.none()
        return self.filter(self.with_instance(actor) | officers(actor, "meeting__"))


class DecisionRecord(Record):
    """Made at the close, confirmed by who presided (règlement intérieur, art. 9).

    One that was corrected is followed by another, which ``replaces`` it for a ``reason``;
    ``rank``: 0 for the first. ``status`` is written by ``RecordLifecycle`` only.
    """

    Status = RecordStatus

    meeting = models.ForeignKey(
        Meeting, verbose_name="séance", on_delete=models.PROTECT, related_name="records"
    )
    status = models.CharField(
        "statut", max_length=11, choices=RecordStatus, default=RecordStatus.PROVISIONAL
    )
    confirmed_at = models.DateTimeField("confirmé le", null=True, blank=True, editable=False)
    confirmed_by = models.ForeignKey(
        Mandate,
        verbose_name="confirmé par",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    rank = models.PositiveSmallIntegerField("rang", default=0, editable=False)
    replaces = models.OneToOneField(
        "self",
        verbose_name="remplace",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="replaced_by",
    )
    reason = models.TextField("motif du remplacement", blank=True, editable=False)

    objects, unscoped = managers(DecisionRecordQuerySet)

    class Meta(Record.Meta):
        verbose_name = "relevé de décisions"
        verbose_name_plural = "relevés de décisions"
        ordering = ("meeting", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting"], condition=~Q(status="corrected"), name="record_in_force"
            )
        ]

    def __str__(self) -> str:
        return f"relevé de décisions de la {self.meeting}"

    @property
    def reference(self) -> str:
        """« RD-CE2026-02 », « RD-CE2026-02-1 » for the one that replaces it."""
        return f"RD-{self.meeting.number}{f'-{self.rank}' if self.rank else ''}"
