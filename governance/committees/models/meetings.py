"""Meetings of an instance: when, where, who presides, under which version of the rules."""

import datetime as dt
from typing import Self
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse

from audit.actor import Actor
from common import clock
from common.french import date_full_fr, time_fr
from common.models import Record
from common.scoping import managers
from governance.models import Mandate

from .committees import Committee
from .rules import CommitteeRules
from .scopes import PartQuerySet, officers


class MeetingStatus(models.TextChoices):
    PLANNED = "planned", "En préparation"
    CONVENED = "convened", "Convoquée"
    OPEN = "open", "Ouverte"
    NO_QUORUM = "no_quorum", "Quorum non atteint"
    ADJOURNED = "adjourned", "Suspendue"
    CLOSED = "closed", "Close"
    ARCHIVED = "archived", "Terminée"
    CANCELLED = "cancelled", "Annulée"
    RECONVENED = "reconvened", "Reconvoquée"


AHEAD = (MeetingStatus.PLANNED, MeetingStatus.CONVENED)
"""Not held yet."""
NOT_HELD = (MeetingStatus.PLANNED, MeetingStatus.CANCELLED, MeetingStatus.RECONVENED)
"""Neither held nor convened to be."""
UNDER_WAY = (MeetingStatus.OPEN, MeetingStatus.ADJOURNED, MeetingStatus.NO_QUORUM)
"""Opened, or found without quorum, and not closed."""


class MeetingQuerySet(PartQuerySet):
    """Seen with its instance, and by who presided or was its secretary."""

    def scope(self, actor: Actor) -> Self:
        if actor.mandate_id is None:
            return self.none()
        return self.filter(self.with_instance(actor) | officers(actor, ""))

    def ahead(self) -> Self:
        """In preparation or convened, and not begun."""
        return self.filter(status__in=AHEAD, starts_at__gt=clock.now()).order_by("starts_at", "pk")

    def without_approved_minutes(self) -> Self:
        """Convened, under way, or closed with minutes that nobody approved yet."""
        from .minutes import UNAPPROVED

        coming = Q(status__in=[MeetingStatus.CONVENED, *UNDER_WAY])
        return self.filter(coming | Q(minutes__status__in=UNAPPROVED))

    def past(self) -> Self:
        """The others, the latest first."""
        return self.exclude(pk__in=self.ahead().values("pk")).order_by("-starts_at", "-pk")


class Meeting(Record):
    """A meeting, in preparation until it is convened.

    ``rules`` are those in force on its day when it was planned: a later version leaves them.
    ``number``: « CE2026-02 ». ``starts_at`` is an instant; people read it on the clock of the
    institution that keeps the secretariat. ``chair`` presides, ``secretary`` holds the pen of the
    meeting from its opening on; ``convener`` signs the convocation. ``quorum``: the last count of
    the room, without regard to a point, ``quorum_sentence`` why, ``opening_quorum`` the one of the
    opening. ``sequence`` counts the changes that a calendar must follow (RFC 5545).
    """

    Status = MeetingStatus

    committee = models.ForeignKey(
        Committee, verbose_name="instance", on_delete=models.PROTECT, related_name="meetings"
    )
    rules = models.ForeignKey(
        CommitteeRules, verbose_name="règles", on_delete=models.PROTECT, related_name="meetings"
    )
    number = models.CharField("numéro", max_length=30, unique=True)
    starts_at = models.DateTimeField("date et heure")
    place = models.CharField("lieu", max_length=200)
    remote_link = models.URLField("adresse de la visioconférence", max_length=400, blank=True)
    chair = models.ForeignKey(
        Mandate,
        verbose_name="président de séance",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    secretary = models.ForeignKey(
        Mandate,
        verbose_name="secrétaire de séance",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    status = models.CharField(
        "statut", max_length=10, choices=MeetingStatus, default=MeetingStatus.PLANNED
    )
    convened_at = models.DateTimeField("convoquée le", null=True, blank=True)
    convener = models.ForeignKey(
        Mandate,
        verbose_name="convoquée par",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    urgency_reason = models.TextField("motif de l’urgence", blank=True)
    second_session_of = models.ForeignKey(
        "self",
        verbose_name="seconde séance de",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="second_sessions",
    )
    cancelled_at = models.DateTimeField("annulée le", null=True, blank=True)
    cancel_reason = models.TextField("motif de l’annulation", blank=True)
    opened_at = models.DateTimeField("ouverte le", null=True, blank=True, editable=False)
    closed_at = models.DateTimeField("close le", null=True, blank=True, editable=False)
    resumes_at = models.DateTimeField("reprend le", null=True, blank=True)
    quorum = models.JSONField("quorum", default=dict, blank=True, editable=False)
    quorum_sentence = models.TextField("explication du quorum", blank=True, editable=False)
    opening_quorum = models.TextField("quorum à l’ouverture", blank=True, editable=False)
    sequence = models.PositiveSmallIntegerField(default=0, editable=False)

    objects, unscoped = managers(MeetingQuerySet)

    class Meta(Record.Meta):
        verbose_name = "séance"
        ordering = ("-starts_at", "-pk")
        indexes = [models.Index(fields=["committee", "starts_at"], name="meeting_committee")]

    def __str__(self) -> str:
        return f"séance {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("committees:meeting", args=[self.public_id])

    def clean(self) -> None:
        if self.starts_at is None or self.committee_id is None:
            return
        if not self.committee.in_force(self.day):
            raise ValidationError(
                {"starts_at": f"L’instance est en place {self.committee.period_words} : elle ne "
                 "se réunit pas ce jour-là."}
            )  # fmt: skip

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.committee.host.time_zone)

    @property
    def local(self) -> dt.datetime:
        """Its beginning on the clock of the secretariat."""
        return self.starts_at.astimezone(self.zone)

    @property
    def day(self) -> dt.date:
        return self.local.date()

    @property
    def when(self) -> str:
        """« jeudi 24 septembre 2026 à 18 h »."""
        return f"{date_full_fr(self.day)} à {time_fr(self.local)}"

    @property
    def begun(self) -> bool:
        """Its hour has come, whatever was noted since."""
        return self.starts_at <= clock.now()

    @property
    def title(self) -> str:
        """« Comité d’éthique, séance du jeudi 24 septembre 2026 », the title of its page."""
        return f"{self.committee.name}, séance du {date_full_fr(self.day)}"
