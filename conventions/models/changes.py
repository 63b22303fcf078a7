"""A text or a mention taken up again after it was settled: what changed, what that requires."""

from typing import Any

from django.db import models
from django.db.models import Q

from common.models import Record

from .acts import Convention


class Stage(models.TextChoices):
    """Where an act stands in the table of what a change requires (N10)."""

    DRAFTING = "drafting", "avant l’arrêt du texte"
    SETTLED = "settled", "texte arrêté, avant le vote"
    VOTED = "voted", "texte voté, avant l’émission"
    ISSUED = "issued", "acte émis, personne n’a signé"
    PARTLY_SIGNED = "partly_signed", "acte signé par une partie au moins"
    SIGNED = "signed", "acte signé par toutes les parties"


class Change(Record):
    """One text taken up again, from the state it had to the state that replaces it.

    ``stage``: where the act stood when it was taken up. ``before``: values, hash, model and
    parties at that moment (``classifying.State``). ``declared``: kinds of change that its author
    announced; ``found``: those that the comparison names; ``lowered``: kinds that the jurist
    replaced, each with ``row``, ``to``, ``reason`` and ``by``. ``after_hash`` once closed.
    """

    convention = models.ForeignKey(Convention, on_delete=models.PROTECT, related_name="changes")
    verb = models.CharField("action", max_length=30)
    stage = models.CharField("stade", max_length=15, choices=Stage)
    reason = models.TextField("motif")
    before: Any = models.JSONField("état repris", default=dict)
    before_hash = models.CharField("empreinte reprise", max_length=64, blank=True)
    after_hash = models.CharField("empreinte nouvelle", max_length=64, blank=True)
    declared: Any = models.JSONField("changements annoncés", default=list, blank=True)
    found: Any = models.JSONField("changements constatés", default=list, blank=True)
    lowered: Any = models.JSONField(
        "changements reclassés par le juriste", default=list, blank=True
    )
    opened_at = models.DateTimeField("repris le")
    closed_at = models.DateTimeField("arrêté le", null=True, blank=True)

    class Meta(Record.Meta):
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["convention"], condition=Q(closed_at=None), name="change_open_once"
            )
        ]
        verbose_name = "changement de texte"
        verbose_name_plural = "changements de texte"

    def __str__(self) -> str:
        return f"{self.convention.reference} : {self.get_stage_display()}"

    @property
    def of_mentions(self) -> bool:
        """Only mentions were taken up: the text voted stays as it is."""
        return self.verb == "reopen_mentions"

    @property
    def rows(self) -> list[str]:
        """Kinds of change that count: announced, found, less those that the jurist replaced."""
        replaced = {each["row"]: each["to"] for each in self.lowered}
        kept = [key for key in self.found if key not in replaced]
        return sorted({*kept, *replaced.values(), *self.declared})
