"""Points of an agenda, asked for, placed, deferred; some are held in private."""

from typing import Self

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from audit.actor import Actor
from circuits.models import Step
from common.models import Record
from common.scoping import managers
from governance import validators
from governance.models import Mandate, renewed
from governance.offices import Office

from .committees import Committee
from .meetings import Meeting
from .scopes import PartQuerySet, holds_voting_seat, officers


class Purpose(models.TextChoices):
    INFORMATION = "information", "Pour information"
    OPINION = "opinion", "Pour avis"
    DECISION = "decision", "Pour décision"


class ItemStatus(models.TextChoices):
    PENDING = "pending", "À inscrire"
    PLACED = "placed", "Inscrit"
    UNDER_DISCUSSION = "under_discussion", "En débat"
    DECIDED = "decided", "Décidé"
    DEFERRED = "deferred", "Renvoyé"
    WITHDRAWN = "withdrawn_item", "Retiré"


ALIVE = (
    ItemStatus.PENDING,
    ItemStatus.PLACED,
    ItemStatus.UNDER_DISCUSSION,
    ItemStatus.DEFERRED,
)
"""Still to be decided."""


class ItemQuerySet(PartQuerySet):
    """Read with its instance; a point held in private, by those who decide on it (tables, § 2.2).

    These are the secretary of the instance, who presides the meeting or is its secretary, whoever
    has a voice, and who asked for it. The officers of a meeting read its points once they left.
    """

    def scope(self, actor: Actor) -> Self:
        if actor.mandate_id is None:
            return self.none()
        held = officers(actor, "meeting__")
        seen = self.filter(self.with_instance(actor) | held)
        if actor.office == Office.COMMITTEE_SECRETARY:
            return seen
        own = held | Q(asked_by__in=renewed(actor))
        return seen.filter(Q(secret=False) | own | holds_voting_seat(actor, self.prefix))

    def about(self, record: models.Model) -> Self:
        """Points whose subject is ``record``."""
        content_type = ContentType.objects.get_for_model(record)
        return self.filter(subject_type=content_type, subject_id=record.pk)

    def to_place(self) -> Self:
        """Asked for, or deferred by another meeting."""
        waiting = [ItemStatus.PENDING, ItemStatus.DEFERRED]
        return self.filter(status__in=waiting).order_by("recorded_at", "pk")

    def alive(self) -> Self:
        """Neither decided nor withdrawn."""
        return self.filter(status__in=ALIVE)

    def in_order(self) -> Self:
        """Those of an agenda: an urgency to ratify, then the minutes to approve, first; late points
        after the others."""
        first = F("approves_minutes_of__starts_at").asc(nulls_last=True)
        return self.order_by("-ratifies_urgency", "late", first, "position", "pk")


class AgendaItem(Record):
    """A point of an agenda, without ``meeting`` while it waits for one.

    ``secret``: discussed in private, numbered apart (H1). ``late``: placed after the convocation,
    it may be evoked, not decided. ``recurring``: placed again on each new meeting.
    ``approves_minutes_of``: the meeting whose minutes it approves; always the first.
    ``subject``: the case that it is about, ``step`` the one of its steps that waits for the
    decision. ``report``: SHA-256 of the file. ``quorum``: the last count for this point, kept as
    it was at its decision. Put off during a meeting, it keeps that meeting until it is placed in
    another one. ``status`` is written by ``ItemLifecycle`` only.
    """

    Status = ItemStatus
    Purpose = Purpose

    committee = models.ForeignKey(
        Committee, verbose_name="instance", on_delete=models.PROTECT, related_name="items"
    )
    meeting = models.ForeignKey(
        Meeting,
        verbose_name="séance",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="items",
    )
    title = models.CharField("intitulé", max_length=250)
    purpose = models.CharField("objet", max_length=12, choices=Purpose)
    question = models.TextField("question posée à l’instance", blank=True, max_length=2000)
    rapporteur = models.CharField("rapporteur", max_length=160, blank=True)
    report = models.CharField("rapport", max_length=64, blank=True, validators=[validators.sha256])
    position = models.PositiveSmallIntegerField("rang", default=0)
    late = models.BooleanField("tardif", default=False)
    secret = models.BooleanField("à huis clos", default=False)
    recurring = models.BooleanField("inscrit à chaque séance", default=False)
    ratifies_urgency = models.BooleanField(default=False, editable=False)
    approves_minutes_of = models.ForeignKey(
        Meeting,
        verbose_name="approuve le procès-verbal de",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="approvals",
    )
    asked_by = models.ForeignKey(
        Mandate,
        verbose_name="demandé par",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    subject_type = models.ForeignKey(
        ContentType, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    subject_id = models.PositiveBigIntegerField(null=True, blank=True)
    subject = GenericForeignKey("subject_type", "subject_id")
    step = models.ForeignKey(
        Step,
        verbose_name="étape qui attend la décision",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="agenda_items",
    )
    quorum = models.JSONField("quorum", default=dict, blank=True, editable=False)
    quorum_sentence = models.TextField("explication du quorum", blank=True, editable=False)
    put_off_reason = models.TextField("motif du renvoi ou du retrait", blank=True, editable=False)
    status = models.CharField(
        "statut", max_length=16, choices=ItemStatus, default=ItemStatus.PENDING
    )

    objects, unscoped = managers(ItemQuerySet)

    class Meta(Record.Meta):
        verbose_name = "point de l’ordre du jour"
        verbose_name_plural = "points de l’ordre du jour"
        ordering = ("meeting", "position", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(subject_type__isnull=True, subject_id__isnull=True)
                | Q(subject_type__isnull=False, subject_id__isnull=False),
                name="item_subject",
            ),
            models.UniqueConstraint(
                fields=["step"],
                condition=Q(status__in=["pending", "placed", "under_discussion", "deferred"]),
                name="item_step_once",
            ),
        ]
        indexes = [
            models.Index(fields=["subject_type", "subject_id"], name="item_subject"),
            models.Index(fields=["meeting", "position"], name="item_meeting"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("committees:item", args=[self.public_id])

    @property
    def approves_minutes(self) -> bool:
        return self.approves_minutes_of_id is not None

    @property
    def decides(self) -> bool:
        return self.purpose == Purpose.DECISION
