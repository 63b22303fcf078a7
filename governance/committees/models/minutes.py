"""The minutes of a meeting: its points as they ended, the debate, what members observed."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from audit.actor import Actor
from common import clock
from common.models import Record
from common.scoping import managers
from governance.models import Mandate
from governance.offices import Office

from .decisions import Decision
from .items import AgendaItem, ItemStatus
from .meetings import Meeting
from .papers import PENS
from .scopes import PartQuerySet, officers


class MinutesStatus(models.TextChoices):
    DRAFTING = "drafting", "En rédaction"
    CIRCULATED = "circulated", "PV projet, diffusé"
    CONTESTED = "contested", "Observations"
    APPROVED = "approved_minutes", "PV approuvé"
    SIGNED = "signed_minutes", "PV signé"


UNAPPROVED = (MinutesStatus.DRAFTING, MinutesStatus.CIRCULATED, MinutesStatus.CONTESTED)


class Approval(models.TextChoices):
    """How minutes are approved."""

    NONE = "", "Non approuvé"
    MEETING = "meeting", "À la séance suivante"
    WRITTEN = "written", "Par écrit"


class MinutesQuerySet(PartQuerySet):
    """Read with its instance; by its chair and its secretary even once they left."""

    prefix = "meeting__committee__"

    def scope(self, actor: Actor) -> Self:
        if actor.mandate_id is None:
            return self.none()
        return self.filter(self.with_instance(actor) | officers(actor, "meeting__"))


class MinutesPartQuerySet(PartQuerySet):
    """Read with the minutes once they are given out; before, by who holds the pen or presides.

    A part about a point held in private is read by who reads the point.
    """

    prefix = "minutes__meeting__committee__"
    point = ""

    def scope(self, actor: Actor) -> Self:
        if actor.mandate_id is None:
            return self.none()
        own = officers(actor, "minutes__meeting__")
        found = self.filter(self.with_instance(actor) | own)
        if actor.office != Office.COMMITTEE_SECRETARY:
            points = AgendaItem.objects.visible_to(actor).values("pk")
            known = Q(**{f"{self.point}item__secret": False}) | Q(
                **{f"{self.point}item__in": points}
            )
            if self.point:
                known |= Q(**{f"{self.point[:-2]}__isnull": True})
            found = found.filter(known | own)
        if actor.office in PENS:
            return found
        return found.filter(~Q(minutes__status=MinutesStatus.DRAFTING) | own)


class RemarkQuerySet(MinutesPartQuerySet):
    """Read with the point that it is about."""

    point = "point__"


class Minutes(Record):
    """Made when the meeting closes. ``status`` is written by ``MinutesLifecycle`` only.

    ``circulate_before``: the day on which the draft is due, by the rules of the meeting.
    ``observations_until``: to the end of the written approval, or of as many days.
    ``approved_in``: the decision of the next meeting.
    """

    Status = MinutesStatus

    meeting = models.OneToOneField(
        Meeting, verbose_name="séance", on_delete=models.PROTECT, related_name="minutes"
    )
    status = models.CharField(
        "statut", max_length=16, choices=MinutesStatus, default=MinutesStatus.DRAFTING
    )
    circulate_before = models.DateField("à diffuser avant le")
    circulated_at = models.DateTimeField("diffusé le", null=True, blank=True)
    observations_until = models.DateField("observations jusqu’au", null=True, blank=True)
    approved_on = models.DateField("approuvé le", null=True, blank=True)
    approval = models.CharField(
        "approbation", max_length=8, choices=Approval, default=Approval.NONE, blank=True
    )
    approved_in = models.ForeignKey(
        Decision,
        verbose_name="approuvé par la décision",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="minutes_approved",
    )
    signed_at = models.DateTimeField("signé le", null=True, blank=True)

    objects, unscoped = managers(MinutesQuerySet)

    class Meta(Record.Meta):
        verbose_name = "procès-verbal"
        verbose_name_plural = "procès-verbaux"
        ordering = ("-meeting__starts_at", "-pk")

    def __str__(self) -> str:
        return f"procès-verbal de la {self.meeting}"

    def get_absolute_url(self) -> str:
        return reverse("committees:minutes", args=[self.public_id])

    @property
    def reference(self) -> str:
        """« PV-CE2026-02 »."""
        return f"PV-{self.meeting.number}"

    @property
    def reserved_reference(self) -> str:
        """That of the reserved copy, which is signed apart."""
        return f"{self.reference}-H"


class MinutesItem(Record):
    """A point as the meeting left it: later moves of the point do not change its account.

    ``text``: the substance of the debate, from the notes, then as its writer wants it told.
    """

    minutes = models.ForeignKey(
        Minutes, verbose_name="procès-verbal", on_delete=models.PROTECT, related_name="points"
    )
    item = models.ForeignKey(
        AgendaItem, verbose_name="point", on_delete=models.PROTECT, related_name="accounts"
    )
    rank = models.PositiveSmallIntegerField("rang")
    number = models.CharField("numéro", max_length=8)
    title = models.CharField("intitulé", max_length=250)
    rapporteur = models.CharField("rapporteur", max_length=160, blank=True)
    outcome = models.CharField("issue", max_length=16, choices=ItemStatus)
    reason = models.TextField("motif du renvoi ou du retrait", blank=True)
    quorum_sentence = models.TextField("explication du quorum", blank=True)
    ended_at = models.DateTimeField("fin du débat", null=True, blank=True)
    text = models.TextField("substance des débats", blank=True, max_length=50_000)
    version = models.PositiveIntegerField(default=0, editable=False)

    objects, unscoped = managers(MinutesPartQuerySet)

    class Meta(Record.Meta):
        verbose_name = "point d’un procès-verbal"
        verbose_name_plural = "points des procès-verbaux"
        ordering = ("minutes", "rank", "pk")
        constraints = [
            models.UniqueConstraint(fields=["minutes", "item"], name="minutes_item_once")
        ]

    def __str__(self) -> str:
        return f"point {self.number} du {self.minutes}"


class Settled(models.TextChoices):
    """What became of an observation."""

    NONE = "", "À examiner"
    TAKEN = "taken", "Correction acceptée"
    DECLINED = "declined", "Correction non retenue"


class MinutesRemark(Record):
    """What a member of the meeting observes on the draft; the original stays as it was read."""

    Settled = Settled

    minutes = models.ForeignKey(
        Minutes, verbose_name="procès-verbal", on_delete=models.PROTECT, related_name="remarks"
    )
    point = models.ForeignKey(
        MinutesItem,
        verbose_name="point",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="remarks",
    )
    author = models.ForeignKey(
        Mandate, verbose_name="auteur", on_delete=models.PROTECT, related_name="+"
    )
    text = models.TextField("observation", max_length=4000)
    made_at = models.DateTimeField("faite le", default=clock.now)
    settled = models.CharField(
        "suite", max_length=8, choices=Settled, default=Settled.NONE, blank=True
    )
    answer = models.TextField("réponse", blank=True, max_length=2000)
    answered_at = models.DateTimeField("répondu le", null=True, blank=True)

    objects, unscoped = managers(RemarkQuerySet)

    class Meta(Record.Meta):
        verbose_name = "observation sur un procès-verbal"
        verbose_name_plural = "observations sur les procès-verbaux"
        ordering = ("minutes", "made_at", "pk")

    def __str__(self) -> str:
        return f"observation de {self.author.person.formal_name}"
