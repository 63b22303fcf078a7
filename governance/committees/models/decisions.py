"""What a meeting decided, and the notes that are taken there."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from audit.actor import Actor
from common.models import Record
from common.scoping import managers
from governance.models import Mandate, renewed
from governance.offices import Office

from .items import AgendaItem
from .meetings import Meeting
from .scopes import PartQuerySet, holds_voting_seat, officers


class Nature(models.TextChoices):
    DECISION = "decision", "Décision"
    OPINION = "opinion", "Avis"
    RECOMMENDATION = "recommendation", "Recommandation"
    REFERRAL = "referral", "Renvoi"


class Ballot(models.TextChoices):
    """How the members said what they want."""

    CONSENSUS = "consensus", "Consensus"
    PUBLIC = "public", "Scrutin public"
    SECRET = "secret", "Scrutin secret"


class DecisionQuerySet(PartQuerySet):
    """Read with its instance, and by the officers of its meeting; one of a point held in private,
    by those who read the point, and by whoever carries it out."""

    prefix = "meeting__committee__"

    def scope(self, actor: Actor) -> Self:
        points = AgendaItem.objects.visible_to(actor)
        told = Q(item__in=points.values("pk")) | Q(responsible__in=renewed(actor))
        seen = self.with_instance(actor) & told
        return self.filter(seen | officers(actor, "meeting__"))


class NoteQuerySet(PartQuerySet):
    """Read by whoever holds the pen or held it, presides or may preside, on the points that they
    read."""

    prefix = "item__committee__"

    def scope(self, actor: Actor) -> Self:
        points = AgendaItem.objects.visible_to(actor)
        held = officers(actor, "item__meeting__")
        seen = self.filter(self.with_instance(actor) | held).filter(item__in=points.values("pk"))
        if actor.office in {Office.COMMITTEE_SECRETARY, Office.PROJECT_MANAGER}:
            return seen
        return seen.filter(held | holds_voting_seat(actor, self.prefix))


class Decision(Record):
    """A numbered decision: « CE2026-02/03 », « CE2026-02/H1 » for a point held in private.

    ``tallies``: college → voices, an empty key without colleges. ``votes``: in a public vote
    only, who cast which voice for which seat; a secret ballot leaves totals alone, nowhere a
    person beside a choice (CGCT, art. L. 2121-21). ``responsible`` and ``due_on`` may be given
    until the record of decisions is confirmed.
    """

    Nature = Nature
    Ballot = Ballot

    meeting = models.ForeignKey(
        Meeting, verbose_name="séance", on_delete=models.PROTECT, related_name="decisions"
    )
    item = models.OneToOneField(
        AgendaItem, verbose_name="point", on_delete=models.PROTECT, related_name="decision"
    )
    number = models.CharField("numéro", max_length=40, unique=True)
    nature = models.CharField("nature", max_length=14, choices=Nature)
    text = models.TextField("texte de la décision")
    ballot = models.CharField("scrutin", max_length=9, choices=Ballot)
    tallies = models.JSONField("voix", default=dict, blank=True)
    votes = models.JSONField("votes publics", default=list, blank=True)
    adopted = models.BooleanField("adoptée")
    result = models.TextField("résultat")
    decided_at = models.DateTimeField("prise le")
    responsible = models.ForeignKey(
        Mandate,
        verbose_name="responsable",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="decisions_to_carry_out",
    )
    due_on = models.DateField("échéance", null=True, blank=True)

    objects, unscoped = managers(DecisionQuerySet)

    class Meta(Record.Meta):
        verbose_name = "décision"
        ordering = ("meeting", "decided_at", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(ballot="public") | Q(votes=[]), name="decision_secret_votes"
            )
        ]

    def __str__(self) -> str:
        return f"décision {self.number}"

    def get_absolute_url(self) -> str:
        return self.item.get_absolute_url()

    @property
    def subject(self) -> Any:
        """The case that waited for it, None when there is none."""
        return self.item.subject


class MeetingNote(Record):
    """What is noted of the debate on a point. ``version`` tells two writers apart."""

    item = models.OneToOneField(
        AgendaItem, verbose_name="point", on_delete=models.PROTECT, related_name="note"
    )
    text = models.TextField("notes", blank=True, max_length=50_000)
    version = models.PositiveIntegerField(default=0, editable=False)

    objects, unscoped = managers(NoteQuerySet)

    class Meta(Record.Meta):
        verbose_name = "notes d’un point"
        verbose_name_plural = "notes des points"

    def __str__(self) -> str:
        return f"notes du point « {self.item} »"
