"""Who may write to parents for a collectivité, and what was found out of the limits afterwards."""

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from audit.actor import Actor
from common import clock, french
from common.models import Record
from common.scoping import ScopedQuerySet, managers
from governance.models import Institution, Mandate
from governance.models.periods import Period, PeriodQuerySet
from governance.offices import Office

from ..visibility import PARTY, STAFF, statuses_read
from .acts import Convention

FOLLOWERS = STAFF | {
    Office.SYNDICATE_PRESIDENT,
    Office.INSPECTOR,
    Office.DASEN,
    Office.DSDEN_OFFICER,
    Office.AUDITOR,
}
"""Offices that read every report of the acts that they read; a collectivité, those of its own."""


def _of_acts_read(actor: Actor) -> Q:
    read = Convention.objects.visible_to(actor).filter(status__in=statuses_read(actor.office))
    return Q(convention__in=read)


class SenderQuerySet(PeriodQuerySet):
    """Read with the text of the act."""

    def scope(self, actor: Actor) -> "SenderQuerySet":
        return self.filter(_of_acts_read(actor)) if actor.mandate_id is not None else self.none()


class MessageSender(Period):
    """Somebody of the collectivité who may write to parents in one category of annex 4, for a
    time (article 6.5).

    The collectivité keeps this list itself: nobody approves it, nor the messages. ``label`` is
    the category as the text said it.
    """

    class Status(models.TextChoices):
        AUTHORISED = "sender_authorised", "Habilité"
        ENDED = "sender_ended", "Habilitation close"

    convention = models.ForeignKey(Convention, on_delete=models.PROTECT, related_name="senders")
    category = models.CharField("code de la catégorie", max_length=20)
    label = models.CharField("catégorie", max_length=150)
    mandate = models.ForeignKey(
        Mandate, verbose_name="agent", on_delete=models.PROTECT, related_name="+"
    )
    status = models.CharField("état", max_length=20, choices=Status, default=Status.AUTHORISED)
    authorised_by = models.CharField("enregistré par", max_length=250)

    objects, unscoped = managers(SenderQuerySet)

    class Meta(Period.Meta):
        ordering = ("category", "starts_on", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="sender_period"
            )
        ]
        indexes = [models.Index(fields=["convention", "status"], name="sender_of_act")]
        verbose_name = "agent habilité à écrire aux parents"
        verbose_name_plural = "agents habilités à écrire aux parents"

    def __str__(self) -> str:
        return f"{self.mandate.person}, {self.label}"

    def may_write(self, at: dt.datetime) -> bool:
        """Whether the person may write at ``at``: for the time said, and while in office."""
        return self.in_force(self.mandate.day_of(at)) and self.mandate.is_valid(at)

    @property
    def is_coming(self) -> bool:
        """Authorised from a day that has not come."""
        return (
            self.status == self.Status.AUTHORISED
            and self.starts_on is not None
            and self.starts_on > clock.today()
        )


class ReportQuerySet(ScopedQuerySet["MessageReport"]):
    """Read by those who follow the act, and by whoever made the report."""

    def scope(self, actor: Actor) -> "ReportQuerySet":
        if actor.mandate_id is None:
            return self.none()
        found = Q(author_mandate_id=actor.mandate_id)
        if actor.office in FOLLOWERS:
            found = Q()
        elif actor.office in PARTY:
            own = Convention.unscoped.filter(parties__institution_id=actor.institution_id)
            found |= Q(convention__in=own)
        return self.filter(_of_acts_read(actor)).filter(found)


class MessageReport(Record):
    """A message that somebody finds out of the limits of article 6, told once it was read.

    It stops nothing and withdraws nothing: the steering committee examines it afterwards, and may
    not ask that messages be approved before (article 6.4). ``ground``: a slug of
    ``channel.grounds``. No name of a pupil or of a parent is written here.
    """

    class Status(models.TextChoices):
        RECORDED = "report_recorded", "À examiner"
        EXAMINED = "report_examined", "Examiné"

    class Writer(models.TextChoices):
        AUTHORITY = "authority", "La collectivité"
        SCHOOL = "school", "L’école"

    class Outcome(models.TextChoices):
        """What the committee may propose; an approval beforehand is not among them."""

        NOTHING = "nothing", "Sans suite : le message est dans les limites de l’article 6"
        WITHDRAWAL = "withdrawal", "Retrait du message proposé à son auteur"
        REVISION = "revision", "Révision de l’annexe 4 proposée aux parties"

    convention = models.ForeignKey(Convention, on_delete=models.PROTECT, related_name="reports")
    writer = models.CharField("message écrit par", max_length=10, choices=Writer)
    category = models.CharField("catégorie", max_length=150, blank=True)
    sent_on = models.DateField("message du")
    ground = models.CharField("ce qui est signalé", max_length=20)
    text = models.TextField("signalement", max_length=2000)
    author = models.CharField("auteur", max_length=250)
    author_mandate = models.ForeignKey(
        Mandate, verbose_name="mandat de l’auteur", on_delete=models.PROTECT, related_name="+"
    )
    institution = models.ForeignKey(
        Institution, verbose_name="institution", on_delete=models.PROTECT, related_name="+"
    )
    status = models.CharField("état", max_length=20, choices=Status, default=Status.RECORDED)
    answer = models.TextField("observations de l’auteur du message", blank=True, max_length=2000)
    answered_by = models.CharField("observations de", max_length=250, blank=True)
    answered_at = models.DateTimeField("observations du", null=True, blank=True)
    outcome = models.CharField("suite", max_length=12, choices=Outcome, blank=True)
    conclusion = models.TextField("conclusion du comité", blank=True, max_length=2000)
    examined_on = models.DateField("examiné en comité le", null=True, blank=True)

    objects, unscoped = managers(ReportQuerySet)

    class Meta(Record.Meta):
        ordering = ("-sent_on", "-pk")
        verbose_name = "signalement d’un message"
        verbose_name_plural = "signalements de messages"

    def __str__(self) -> str:
        return f"Message du {french.date_fr(self.sent_on)} — {self.convention.title}"

    def get_absolute_url(self) -> str:
        return reverse("conventions:report", args=[self.convention.public_id, self.public_id])
