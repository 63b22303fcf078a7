"""What becomes of a decision: open until whoever is responsible says that it is carried out."""

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from audit.actor import Actor
from circuits.models import Assignment
from common import clock
from common.models import Record
from common.scoping import managers
from governance import validators
from governance.models import Mandate, renewed

from .decisions import Decision
from .scopes import PartQuerySet


class FollowUpStatus(models.TextChoices):
    OPEN = "open", "À exécuter"
    DONE = "done", "Exécutée"


class FollowUpQuerySet(PartQuerySet):
    """Read with its decision, and by whoever carries it out, holds its task since, or did it."""

    prefix = "decision__meeting__committee__"

    def scope(self, actor: Actor) -> Self:
        decisions = Decision.objects.visible_to(actor)
        mine = renewed(actor)
        own = Q(decision__responsible__in=mine) | Q(done_by__in=mine)
        held = Assignment.objects.visible_to(actor).open()
        tasks = held.filter(step__circuit__subject_type=self.model._meta.label_lower)
        heir = Q(pk__in=tasks.values("step__circuit__subject_id"))
        return self.filter(Q(decision__in=decisions.values("pk")) | own | heir)

    def open(self) -> Self:
        return self.filter(status=FollowUpStatus.OPEN)

    def late(self, on: dt.date) -> Self:
        """Not carried out although its day is past on ``on``."""
        return self.open().filter(decision__due_on__lt=on)

    def with_words(self) -> Self:
        return self.select_related(
            "decision__item", "decision__meeting__committee__host", "decision__responsible__person",
            "decision__responsible__institution", "done_by__person",
        )  # fmt: skip


class FollowUp(Record):
    """Made when the record of decisions is confirmed, for each decision adopted there.

    ``note`` says how it was carried out, ``evidence`` the SHA-256 of the file that shows it.
    ``status`` is written by ``FollowUpLifecycle`` only.
    """

    Status = FollowUpStatus

    decision = models.OneToOneField(
        Decision, verbose_name="décision", on_delete=models.PROTECT, related_name="follow_up"
    )
    status = models.CharField(
        "état", max_length=4, choices=FollowUpStatus, default=FollowUpStatus.OPEN
    )
    note = models.TextField("compte rendu", blank=True, max_length=5000)
    evidence = models.CharField("pièce", max_length=64, blank=True, validators=[validators.sha256])
    done_at = models.DateTimeField("exécutée le", null=True, blank=True, editable=False)
    done_by = models.ForeignKey(
        Mandate,
        verbose_name="exécutée par",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    objects, unscoped = managers(FollowUpQuerySet)

    class Meta(Record.Meta):
        verbose_name = "suite d’une décision"
        verbose_name_plural = "suites des décisions"
        ordering = ("decision__due_on", "pk")

    def __str__(self) -> str:
        """What everybody to whom the task is told may read: nothing of a point held in private."""
        meeting = self.decision.meeting
        if self.decision.item.secret:
            return f"Décision de la séance {meeting.number} — {meeting.committee.name}"
        return f"Décision {self.decision.number} — {self.decision.item.title}"[:250]

    def get_absolute_url(self) -> str:
        return reverse("committees:follow_up", args=[self.public_id])

    @property
    def late(self) -> bool:
        due = self.decision.due_on
        return self.status == FollowUpStatus.OPEN and due is not None and due < clock.today()
