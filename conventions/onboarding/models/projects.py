"""What a school wants to do, what was seen there, and what the inspector says (domain, § 3.9)."""

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from audit.actor import Actor
from common.models import Record
from common.scoping import managers
from governance import validators
from governance.models import Circonscription, Mandate

from . import visit_rows
from .entries import SchoolEntry
from .scopes import EntryQuerySet, PartQuerySet, rights


class ProjectStatus(models.TextChoices):
    WRITING = "writing", "En rédaction"
    SUBMITTED = "submitted", "Déposé"
    RETURNED = "returned", "À reprendre"
    ADOPTED = "adopted", "Projet d’école"
    DROPPED = "dropped", "Abandonné"


class OpinionStatus(models.TextChoices):
    REQUESTED = "requested", "Avis attendu"
    FAVOURABLE = "favourable", "Avis favorable"
    WITH_RESERVES = "with_reserves", "Favorable avec réserves"
    RESERVES_LIFTED = "reserves_lifted", "Réserves levées"
    UNFAVOURABLE = "opinion_unfavourable", "Avis défavorable"
    VOID = "void_opinion", "Sans objet"


class ProjectQuerySet(PartQuerySet):
    """Read with its entry, by those who read texts."""

    def scope(self, actor: Actor) -> Self:
        return super().scope(actor) if "T" in rights(actor) else self.none()


class PhotoQuerySet(ProjectQuerySet):
    """Read with its visit."""

    prefix = "visit__entry__"


class OpinionQuerySet(EntryQuerySet):
    """Read with its project; its reasons by those who read them (``rights``)."""

    prefix = "project__entry__"

    def scope(self, actor: Actor) -> Self:
        return super().scope(actor) if "T" in rights(actor) else self.none()


class PedagogicalProject(Record):
    """The project that a school writes, one per entry; each save is a version of its history.

    ``version`` counts the saves, to tell whoever writes that somebody else saved meanwhile.
    ``goals``, ``uses``, ``calendar`` and ``indicators`` hold one item a line, « what : detail ».
    Numbers only: neither pupil nor family is named here. ``status`` is written by
    ``ProjectLifecycle`` only.
    """

    Status = ProjectStatus

    entry = models.OneToOneField(SchoolEntry, on_delete=models.PROTECT, related_name="project")
    status = models.CharField(
        "état", max_length=9, choices=ProjectStatus, default=ProjectStatus.WRITING
    )
    version = models.PositiveIntegerField("version", default=1, editable=False)
    levels = models.CharField("niveaux et classes", max_length=200, blank=True)
    cycles = models.CharField("cycles", max_length=60, blank=True)
    class_count = models.PositiveSmallIntegerField("classes concernées", null=True, blank=True)
    pupil_count = models.PositiveIntegerField("effectif concerné", null=True, blank=True)
    authors = models.CharField("enseignants porteurs", max_length=300, blank=True)
    diagnosis = models.TextField("pourquoi le numérique", blank=True)
    goals = models.TextField("objectifs pédagogiques", blank=True)
    uses = models.TextField("usages prévus", blank=True)
    families_place = models.TextField("place des parents", blank=True)
    college_link = models.TextField("liaison avec le collège", blank=True)
    accessibility = models.TextField("accessibilité", blank=True)
    technical_needs = models.TextField("besoins techniques", blank=True)
    training_needs = models.TextField("besoins de formation", blank=True)
    calendar = models.TextField("calendrier", blank=True)
    indicators = models.TextField("indicateurs d’évaluation", blank=True)
    teachers_council_on = models.DateField("accord du conseil des maîtres", null=True, blank=True)
    school_council_on = models.DateField("passage en conseil d’école", null=True, blank=True)
    school_council_extract = models.CharField(
        "extrait du procès-verbal", max_length=64, blank=True, validators=[validators.sha256]
    )
    authority_position = models.TextField("position de la collectivité", blank=True)
    submitted_at = models.DateTimeField("déposé le", null=True, blank=True, editable=False)
    return_reason = models.TextField("motif de la reprise", blank=True, editable=False)

    objects, unscoped = managers(ProjectQuerySet)

    class Meta(Record.Meta):
        verbose_name = "projet pédagogique"
        verbose_name_plural = "projets pédagogiques"
        ordering = ("entry__school__name", "pk")

    def __str__(self) -> str:
        return f"Projet pédagogique — {self.entry}"

    def get_absolute_url(self) -> str:
        return reverse("onboarding:project", args=[self.entry.public_id])

    def at(self, version: int) -> "PedagogicalProject | None":
        """The project as that version left it; None when it was never kept."""
        kept = self.history.filter(version=version).order_by("-history_date", "-history_id").first()
        found: PedagogicalProject | None = kept.instance if kept is not None else None
        return found

    @property
    def opinion(self) -> "InspectorOpinion | None":
        """The latest one that was not made void."""
        found: InspectorOpinion | None = (
            self.opinions.exclude(status=OpinionStatus.VOID).order_by("-pk").first()
        )
        return found


class InspectorOpinion(Record):
    """What the inspector of the district says of one version of a project.

    ``reserve`` and ``reserve_due``: what remains to do, and by when; ``lifted_note``: what was seen
    by whoever lifted it. ``status`` is written by ``OpinionLifecycle`` only.
    """

    Status = OpinionStatus

    project = models.ForeignKey(
        PedagogicalProject,
        verbose_name="projet",
        on_delete=models.PROTECT,
        related_name="opinions",
    )
    project_version = models.PositiveIntegerField("version lue")
    circonscription = models.ForeignKey(
        Circonscription,
        verbose_name="circonscription",
        on_delete=models.PROTECT,
        related_name="opinions",
    )
    status = models.CharField(
        "avis", max_length=20, choices=OpinionStatus, default=OpinionStatus.REQUESTED
    )
    reason = models.TextField("motivation", blank=True)
    reserve = models.TextField("réserve", blank=True)
    reserve_due = models.DateField("à lever avant le (inclus)", null=True, blank=True)
    given_at = models.DateTimeField("rendu le", null=True, blank=True, editable=False)
    given_by = models.ForeignKey(
        Mandate,
        verbose_name="rendu par",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    lifted_note = models.TextField("ce qui a été constaté", blank=True)
    lifted_at = models.DateTimeField("réserve levée le", null=True, blank=True, editable=False)
    lifted_by = models.ForeignKey(
        Mandate,
        verbose_name="levée par",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    objects, unscoped = managers(OpinionQuerySet)

    class Meta(Record.Meta):
        verbose_name = "avis de l’inspection"
        verbose_name_plural = "avis de l’inspection"
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(status=OpinionStatus.REQUESTED),
                name="opinion_requested_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_status_display()} — {self.project.entry}"

    def reserve_late(self, on: dt.date) -> bool:
        """Whether the day of the reserve is past."""
        return self.reserve_due is not None and self.reserve_due < on


class SiteVisit(Record):
    """What was seen at the school: network, boards, computers; or why nobody goes (M14).

    ``room_rows`` and ``recommendation_rows`` are read by ``seen_rooms`` and ``advice``. The texts
    ``rooms`` and ``recommendations``, one item a line, are what was typed before there were rows:
    they stay as they were until the visit is corrected. Speeds are in Mbit/s. Done when
    ``visited_on`` is known, waived when ``waiver_reason`` is.
    """

    entry = models.OneToOneField(SchoolEntry, on_delete=models.PROTECT, related_name="visit")
    visited_on = models.DateField(
        "visite du", null=True, blank=True, validators=[validators.not_future]
    )
    visitor = models.ForeignKey(
        Mandate, verbose_name="faite par", on_delete=models.PROTECT, related_name="+"
    )
    attendees = models.TextField("personnes présentes (agents et élus)", blank=True)
    internet_access = models.CharField("accès à internet", max_length=200, blank=True)
    download_mbps = models.DecimalField(
        "débit en réception (Mbit/s)", max_digits=7, decimal_places=1, null=True, blank=True
    )
    upload_mbps = models.DecimalField(
        "débit en émission (Mbit/s)", max_digits=7, decimal_places=1, null=True, blank=True
    )
    filtering = models.CharField("filtrage et responsable", max_length=200, blank=True)
    rooms = models.TextField("salles : réseau, tableau, postes", blank=True)
    electrical_note = models.CharField("sécurité et électricité", max_length=300, blank=True)
    findings = models.TextField("constat", blank=True)
    recommendations = models.TextField("recommandations", blank=True)
    blocking_reason = models.TextField("point qui empêche l’ouverture", blank=True)
    waiver_reason = models.TextField("motif de la dispense", blank=True)
    room_rows = models.JSONField(
        "salles, une à une", default=list, blank=True, validators=[visit_rows.check_rooms]
    )
    recommendation_rows = models.JSONField(
        "recommandations, une à une",
        default=list,
        blank=True,
        validators=[visit_rows.check_recommendations],
    )

    objects, unscoped = managers(ProjectQuerySet)

    class Meta(Record.Meta):
        verbose_name = "visite technique"
        verbose_name_plural = "visites techniques"
        ordering = ("-visited_on", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(visited_on__isnull=False) | ~Q(waiver_reason=""),
                name="site_visit_done_or_waived",
            )
        ]

    def __str__(self) -> str:
        return f"Visite technique — {self.entry}"

    @property
    def seen_rooms(self) -> list[visit_rows.Room]:
        """The rooms, in the order in which they were written."""
        if self.room_rows:
            return [visit_rows.Room.of(row) for row in self.room_rows]
        return [
            visit_rows.Room(label=what, remark=detail)
            for what, detail in visit_rows.pairs(self.rooms)
        ]

    @property
    def advice(self) -> list[visit_rows.Recommendation]:
        """What is recommended, in the order in which it was written."""
        if self.recommendation_rows:
            return [visit_rows.Recommendation.of(row) for row in self.recommendation_rows]
        return [
            visit_rows.Recommendation(text=what, owner=owner)
            for what, owner in visit_rows.pairs(self.recommendations)
        ]


class VisitPhoto(Record):
    """A photograph of the premises, without anybody on it."""

    visit = models.ForeignKey(SiteVisit, on_delete=models.PROTECT, related_name="photos")
    file = models.CharField("fichier", max_length=64, validators=[validators.sha256])
    caption = models.CharField("légende", max_length=200)

    objects, unscoped = managers(PhotoQuerySet)

    class Meta(Record.Meta):
        verbose_name = "photographie"
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.caption
