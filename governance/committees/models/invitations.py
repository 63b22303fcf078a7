"""Who was convened to a meeting, by which way, and what they answered."""

from typing import Self

from django.db import models
from django.db.models import Q

from audit.actor import Actor
from common.models import Record
from common.scoping import managers
from governance.models import Mandate, renewed
from governance.offices import Office

from .meetings import Meeting
from .scopes import OVERSEERS, PartQuerySet
from .seats import Seat


class Way(models.TextChoices):
    MAIL = "mail", "Courriel"
    POST = "post", "Courrier postal"


class Answer(models.TextChoices):
    NONE = "", "Sans réponse"
    PRESENT = "present", "Présent"
    REMOTE = "remote", "En visioconférence"
    EXCUSED = "excused", "Excusé"
    REPRESENTED = "represented", "Représenté par son suppléant"
    POWER = "power", "Donne pouvoir"


class InvitationQuerySet(PartQuerySet):
    """One's own; all of them for the syndicate, whoever convenes and whoever presides."""

    prefix = "meeting__committee__"

    def scope(self, actor: Actor) -> Self:
        if actor.mandate_id is None or actor.office == Office.AUDITOR:
            return self.none()
        if actor.office in OVERSEERS:
            return self.all()
        mine = renewed(actor)
        leads = Q(meeting__chair__in=mine) | Q(meeting__convener__in=mine)
        return super().scope(actor).filter(Q(mandate__in=mine) | leads)


class Invitation(Record):
    """The convocation of one seat: who held it, how it left, what came back.

    ``token_hash``: keyed hash of the token of the link; the token is never stored.
    ``opened_at``: the link was first opened, by a person or by the filter of a mailbox; it says
    nothing of the answer. ``power_to``: the seat that votes in the place of this one.
    """

    Way = Way
    Answer = Answer

    meeting = models.ForeignKey(
        Meeting, verbose_name="séance", on_delete=models.PROTECT, related_name="invitations"
    )
    seat = models.ForeignKey(
        Seat, verbose_name="siège", on_delete=models.PROTECT, related_name="invitations"
    )
    mandate = models.ForeignKey(
        Mandate,
        verbose_name="personne convoquée",
        on_delete=models.PROTECT,
        related_name="invitations",
    )
    way = models.CharField("voie", max_length=4, choices=Way)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    opened_at = models.DateTimeField("lien ouvert le", null=True, blank=True)
    reminded_at = models.DateTimeField("relancé le", null=True, blank=True)
    answer = models.CharField(
        "réponse", max_length=12, choices=Answer, default=Answer.NONE, blank=True
    )
    power_to = models.ForeignKey(
        Seat,
        verbose_name="pouvoir donné à",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="powers",
    )
    answered_at = models.DateTimeField("répondu le", null=True, blank=True)

    objects, unscoped = managers(InvitationQuerySet)

    class Meta(Record.Meta):
        verbose_name = "convocation"
        ordering = ("meeting", "pk")
        constraints = [
            models.UniqueConstraint(fields=["meeting", "seat"], name="invitation_once"),
            models.CheckConstraint(
                condition=Q(answer="power", power_to__isnull=False)
                | (~Q(answer="power") & Q(power_to__isnull=True)),
                name="invitation_power",
            ),
        ]

    def __str__(self) -> str:
        return f"convocation de {self.mandate.person.formal_name}, {self.meeting}"

    @property
    def sees_secret(self) -> bool:
        """A holder with a voice reads the points held in private; a substitute once seated."""
        return self.seat.voting and self.seat.substitute_for_id is None
