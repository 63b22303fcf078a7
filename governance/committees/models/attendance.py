"""Who comes, leaves, stands aside or gives power, as the meeting goes on."""

from typing import Any, Self

from django.db import models
from django.db.models import F, Q

from audit.actor import Actor
from common import clock
from common.models import Record
from common.scoping import managers
from governance.models import Mandate

from ..quorum import Mode
from .items import AgendaItem
from .meetings import Meeting
from .scopes import PartQuerySet
from .seats import Seat


class Sits(models.TextChoices):
    """Who occupies a seat."""

    HOLDER = "holder", "Titulaire"
    SUBSTITUTE = "substitute", "Suppléant"
    REPLACEMENT = "replacement", "Remplaçant"


class Fact(models.TextChoices):
    ARRIVE = "arrive", "Arrivée"
    LEAVE = "leave", "Départ"
    WITHDRAW = "withdraw", "Retrait pour un point"
    RETURN = "return", "Retour"
    PRESIDE = "preside", "Prend la présidence"


class AttendanceQuerySet(PartQuerySet):
    """Read with its instance; what concerns a point held in private, with that point."""

    prefix = "meeting__committee__"

    def scope(self, actor: Actor) -> Self:
        points = AgendaItem.objects.visible_to(actor)
        return super().scope(actor).filter(Q(item__isnull=True) | Q(item__in=points.values("pk")))


class PowerQuerySet(PartQuerySet):
    """Read with its instance."""

    prefix = "meeting__committee__"


class Presence(Record):
    """One fact of the attendance. Rows are added, never changed: a later one corrects it.

    ``seat``: the holder's place, whoever sits on it; ``mandate``: the person who came or left.
    ``item``: the point for which an interested member stands aside, then comes back.
    """

    Sits = Sits
    Fact = Fact

    meeting = models.ForeignKey(
        Meeting, verbose_name="séance", on_delete=models.PROTECT, related_name="presences"
    )
    seat = models.ForeignKey(
        Seat, verbose_name="siège", on_delete=models.PROTECT, related_name="presences"
    )
    mandate = models.ForeignKey(
        Mandate, verbose_name="personne", on_delete=models.PROTECT, related_name="presences"
    )
    sits = models.CharField("siège en qualité de", max_length=11, choices=Sits)
    mode = models.CharField(
        "manière",
        max_length=6,
        choices=[(Mode.ROOM.value, "Dans la salle"), (Mode.REMOTE.value, "À distance")],
        default=Mode.ROOM.value,
    )
    fact = models.CharField("fait", max_length=8, choices=Fact)
    at = models.DateTimeField("à", default=clock.now)
    item = models.ForeignKey(
        AgendaItem,
        verbose_name="point",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="presences",
    )

    objects, unscoped = managers(AttendanceQuerySet)

    class Meta(Record.Meta):
        verbose_name = "présence"
        ordering = ("at", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(fact__in=["withdraw", "return"], item__isnull=False)
                | Q(fact__in=["arrive", "leave", "preside"], item__isnull=True),
                name="presence_item",
            )
        ]
        indexes = [models.Index(fields=["meeting", "at"], name="presence_meeting")]

    def __str__(self) -> str:
        return f"{self.get_fact_display()} de {self.mandate.person.formal_name}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise RuntimeError("a fact of the attendance is corrected by another one")
        super().save(*args, **kwargs)


class Power(Record):
    """A member away lets another one vote in their place, until ``ended_at``."""

    meeting = models.ForeignKey(
        Meeting, verbose_name="séance", on_delete=models.PROTECT, related_name="powers"
    )
    giver = models.ForeignKey(
        Seat, verbose_name="donné par", on_delete=models.PROTECT, related_name="powers_given"
    )
    receiver = models.ForeignKey(
        Seat, verbose_name="donné à", on_delete=models.PROTECT, related_name="powers_received"
    )
    received_at = models.DateTimeField("reçu le", default=clock.now)
    ended_at = models.DateTimeField("a pris fin le", null=True, blank=True)
    end_reason = models.CharField("motif de la fin", max_length=200, blank=True)

    objects, unscoped = managers(PowerQuerySet)

    class Meta(Record.Meta):
        verbose_name = "pouvoir"
        ordering = ("received_at", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "giver"],
                condition=Q(ended_at__isnull=True),
                name="power_one_at_a_time",
            ),
            models.CheckConstraint(condition=~Q(giver=F("receiver")), name="power_to_another"),
        ]

    def __str__(self) -> str:
        return f"pouvoir du {self.giver}"
