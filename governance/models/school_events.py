"""What happens to schools, prepared before it is applied: closure, merger, transfer, redrawing."""

from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse

from audit.actor import Actor
from common.models import Record
from common.scoping import managers

from .. import validators
from ..offices import SYNDICATE_OFFICES, Office
from .institutions import Circonscription, CompetencePart, Institution
from .schools import Rpi, School
from .scopes import PublicQuerySet


class SchoolEventKind(models.TextChoices):
    CLOSURE = "closure", "Fermeture"
    MERGER = "merger", "Fusion"
    RPI = "rpi", "Regroupement pédagogique intercommunal"
    NEW_UAI = "new_uai", "Changement d’UAI"
    TRANSFER = "transfer", "Transfert de la compétence scolaire"
    REDRAWING = "redrawing", "Redécoupage des circonscriptions"


class SchoolEventStatus(models.TextChoices):
    PREPARED = "prepared", "Préparé"
    APPLYING = "applying", "En cours d’application"
    APPLIED = "applied", "Appliqué"
    WITHDRAWN = "withdrawn", "Abandonné"


class SchoolEventQuerySet(PublicQuerySet):
    """What is prepared is known to the syndicate alone: a closure is announced by its act."""

    prefix = ""

    def scope(self, actor: Actor) -> Self:
        rows = super().scope(actor)
        if actor.office in SYNDICATE_OFFICES or actor.office == Office.ADMIN:
            return rows
        public = (SchoolEventStatus.APPLYING, SchoolEventStatus.APPLIED)
        return rows.filter(Q(**{f"{self.prefix}status__in": public}))


class SchoolEventLineQuerySet(SchoolEventQuerySet):
    """Read with the event."""

    prefix = "event__"


class SchoolEvent(Record):
    """One event, of one school or of many, from ``takes_effect_on`` on.

    ``school``: the school that takes over in a merger, empty when it is created with ``new_uai``
    and ``new_name``. ``institution`` and ``part``: to whom the competence goes. ``faults``: the
    rows of a file that were left aside. ``status`` is written by ``SchoolEventLifecycle`` only.
    """

    Kind = SchoolEventKind
    Status = SchoolEventStatus

    kind = models.CharField("nature", max_length=10, choices=SchoolEventKind)
    status = models.CharField(
        "état", max_length=10, choices=SchoolEventStatus, default=SchoolEventStatus.PREPARED
    )
    takes_effect_on = models.DateField("prend effet le")
    act_reference = models.CharField("acte qui le décide", max_length=200)
    note = models.TextField("note", blank=True, max_length=2000)
    school = models.ForeignKey(
        School,
        verbose_name="école qui reprend les classes",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    institution = models.ForeignKey(
        Institution,
        verbose_name="institution qui reçoit la compétence",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    part = models.CharField("part", max_length=24, choices=CompetencePart, blank=True)
    rpi = models.CharField("RPI", max_length=12, choices=Rpi, blank=True)
    new_uai = models.CharField("nouvel UAI", max_length=8, blank=True, validators=[validators.uai])
    new_name = models.CharField("nom de la nouvelle école", max_length=200, blank=True)
    faults = models.JSONField("lignes laissées de côté", default=list, blank=True)
    job = models.UUIDField("travail", null=True, blank=True, editable=False)
    applied_at = models.DateTimeField("appliqué le", null=True, blank=True, editable=False)

    objects, unscoped = managers(SchoolEventQuerySet)

    class Meta(Record.Meta):
        verbose_name = "événement d’école"
        verbose_name_plural = "événements d’écoles"
        ordering = ("-takes_effect_on", "-pk")

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.act_reference}"[:250]

    def get_absolute_url(self) -> str:
        return reverse("governance:school_event", args=[self.public_id])

    @property
    def is_open(self) -> bool:
        return self.status == SchoolEventStatus.PREPARED


class SchoolEventLine(Record):
    """A school of the event; in a redrawing, its new district and the day of its own."""

    event = models.ForeignKey(SchoolEvent, on_delete=models.PROTECT, related_name="lines")
    school = models.ForeignKey(
        School, verbose_name="école", on_delete=models.PROTECT, related_name="event_lines"
    )
    circonscription = models.ForeignKey(
        Circonscription,
        verbose_name="nouvelle circonscription",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    takes_effect_on = models.DateField("à compter du")
    applied_at = models.DateTimeField("appliqué le", null=True, blank=True, editable=False)

    objects, unscoped = managers(SchoolEventLineQuerySet)

    class Meta(Record.Meta):
        verbose_name = "école de l’événement"
        verbose_name_plural = "écoles de l’événement"
        ordering = ("event", "school__name", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["event", "school"],
                name="school_event_line",
                violation_error_message="Cette école est déjà dans l’événement.",
            )
        ]

    def __str__(self) -> str:
        return str(self.school)

    def clean(self) -> None:
        redrawn = self.event.kind == SchoolEventKind.REDRAWING
        if redrawn != (self.circonscription is not None):
            raise ValidationError({"circonscription": "Un redécoupage, et lui seul, donne une "
                                   "circonscription à chaque école."})  # fmt: skip
