"""The papers of an instance: who may read each of them."""

from typing import Self

from django.db import models
from django.db.models import Q

from audit.actor import Actor
from common.models import Record
from common.scoping import managers
from documents.models import Document
from governance.offices import Office

from .committees import Committee
from .invitations import Invitation
from .items import AgendaItem
from .meetings import Meeting
from .scopes import PartQuerySet, holds_voting_seat, officers

PENS = (Office.COMMITTEE_SECRETARY, Office.PROJECT_MANAGER)


class PaperKind(models.TextChoices):
    CONVOCATION = "convocation", "Convocation"
    SHEET = "sheet", "Feuille de présence à émarger"
    POWER = "power", "Pouvoir à remplir"
    BALLOT = "ballot", "Bulletins de vote"
    ATTENDANCE = "attendance", "Feuille de présence"
    RECORD = "record", "Relevé de décisions"
    MINUTES = "minutes", "Procès-verbal"
    EXTRACT = "extract", "Extrait"
    REGISTER = "register", "Registre annuel"


SIGNED_BY_OFFICERS = (PaperKind.RECORD, PaperKind.MINUTES)
"""What whoever presided confirms, and signs with the secretary."""


class Copy(models.TextChoices):
    """What a paper tells of the points held in private: everything, or nothing at all."""

    SHARED = "shared", "Exemplaire diffusé"
    FULL = "full", "Exemplaire réservé"


class PaperQuerySet(PartQuerySet):
    """Read with its instance: a paper about a point, by who reads the point; a convocation, by
    who reads it; a reserved copy, by who decides; one not given out, by who holds the pen.

    Who presided over a meeting, or was its secretary, reads its record and its minutes
    after leaving office.
    """

    def scope(self, actor: Actor) -> Self:
        if actor.mandate_id is None:
            return self.none()
        points = AgendaItem.objects.visible_to(actor).values("pk")
        letters = Invitation.objects.visible_to(actor).values("pk")
        own = officers(actor, "meeting__")
        decides = holds_voting_seat(actor, self.prefix)
        found = self.filter(self.with_instance(actor) | (own & Q(kind__in=SIGNED_BY_OFFICERS)))
        found = found.filter(Q(item__isnull=True) | Q(item__in=points))
        found = found.filter(Q(invitation__isnull=True) | Q(invitation__in=letters))
        if actor.office != Office.COMMITTEE_SECRETARY:
            found = found.filter(Q(copy=Copy.SHARED) | own | decides)
        if actor.office in PENS:
            return found
        return found.filter(Q(released_at__isnull=False) | own)


class Paper(Record):
    """A Word file and its PDF, made from the rows of an instance; never changed, followed by
    another one.

    ``item``: the point of a ballot or of an extract. ``released_at``: given out to the members.
    ``edited``: the words are those of a file that somebody corrected by hand. ``about``: what
    else tells two papers of a kind apart (college of a ballot, year of a register).
    """

    Kind = PaperKind
    Copy = Copy

    committee = models.ForeignKey(
        Committee, verbose_name="instance", on_delete=models.PROTECT, related_name="papers"
    )
    meeting = models.ForeignKey(
        Meeting,
        verbose_name="séance",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="papers",
    )
    item = models.ForeignKey(
        AgendaItem,
        verbose_name="point",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="papers",
    )
    invitation = models.ForeignKey(
        Invitation,
        verbose_name="convocation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="papers",
    )
    kind = models.CharField("nature", max_length=12, choices=PaperKind)
    copy = models.CharField("exemplaire", max_length=6, choices=Copy, default=Copy.SHARED)
    about = models.CharField("précision", max_length=120, blank=True)
    document = models.OneToOneField(
        Document, verbose_name="document", on_delete=models.PROTECT, related_name="paper"
    )
    edited = models.BooleanField("corrigé à la main", default=False)
    released_at = models.DateTimeField("diffusé le", null=True, blank=True)

    objects, unscoped = managers(PaperQuerySet)

    class Meta(Record.Meta):
        verbose_name = "document d’une instance"
        verbose_name_plural = "documents des instances"
        ordering = ("-pk",)
        indexes = [models.Index(fields=["meeting", "kind", "copy"], name="paper_meeting")]

    def __str__(self) -> str:
        return self.document.title
