"""One sheet: what happened or is to be done around the acts, where, when, and who says so."""

import datetime as dt
from typing import Any, Self

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Model, Q
from django.urls import reverse

from audit.actor import Actor
from common import clock
from common.french import date_fr
from common.models import Record
from common.scoping import ScopedQuerySet, managers
from governance import validators
from governance.models import Circonscription, Institution, Mandate, School
from governance.offices import Office

from .. import typed
from .kinds import SheetKind
from .scopes import PARTNERS, STAFF, kept_by, opened_to, territory


class SheetStatus(models.TextChoices):
    TODO = "todo", "À faire"
    DONE = "done", "Faite"
    DROPPED = "dropped", "Abandonnée"


class FieldSheetQuerySet(ScopedQuerySet["FieldSheet"]):
    """The syndicate reads all, an administrator their state alone (``permissions.letters``);
    partners, those of the kinds opened to them in their territory, and their own."""

    def scope(self, actor: Actor) -> Self:
        if actor.mandate_id is None:
            return self.none()
        if actor.office in STAFF | {Office.ADMIN}:
            return self.all()
        if actor.office not in PARTNERS:
            return self.none()
        return self.filter(
            Q(author=actor.mandate_id) | opened_to(actor.office, "kind__") & territory(actor)
        )

    def to_do(self) -> Self:
        return self.filter(status=SheetStatus.TODO)

    def late(self, on: dt.date) -> Self:
        """Left to do although their day is past on ``on``."""
        return self.to_do().filter(due_on__lt=on)

    def kept_by(self, actor: Actor) -> Self:
        """Those that ``actor`` wrote or inherits."""
        return self.filter(kept_by(actor))

    def about(self, record: Model) -> Self:
        """Sheets about a school, an institution, or a record of the layers above."""
        if isinstance(record, School):
            return self.filter(school=record)
        if isinstance(record, Institution):
            return self.filter(institution=record)
        content = ContentType.objects.get_for_model(record)
        return self.filter(subject_type=content, subject_id=record.pk)

    def with_words(self) -> Self:
        return self.select_related(
            "kind", "school__commune", "institution", "circonscription", "subject_type",
            "author__person", "author__institution", "author__circonscription", "author__school",
        )  # fmt: skip


class FieldSheet(Record):
    """Written with the fields of its ``kind`` in that version; ``values`` by the name of each.

    About a ``school``, an ``institution`` (the operator: the whole programme), or a record of the
    layers above by its key; ``circonscription`` is that of the place on ``day``, None when it has
    several or none. ``file`` is the SHA-256 of a PDF or a picture. ``outcome`` says what was done,
    on ``closed_on``. ``status`` is written by ``SheetLifecycle`` only. No data of pupils nor of
    families: counts only.
    """

    Status = SheetStatus

    kind = models.ForeignKey(
        SheetKind, verbose_name="nature", on_delete=models.PROTECT, related_name="sheets"
    )
    school = models.ForeignKey(
        School, verbose_name="école", on_delete=models.PROTECT, null=True, blank=True,
        related_name="field_sheets",
    )  # fmt: skip
    institution = models.ForeignKey(
        Institution, verbose_name="institution", on_delete=models.PROTECT, null=True, blank=True,
        related_name="field_sheets",
    )  # fmt: skip
    subject_type = models.ForeignKey(
        ContentType, on_delete=models.PROTECT, null=True, blank=True, editable=False,
        related_name="+",
    )  # fmt: skip
    subject_id = models.BigIntegerField(null=True, blank=True, editable=False)
    circonscription = models.ForeignKey(
        Circonscription, verbose_name="circonscription", on_delete=models.PROTECT, null=True,
        blank=True, related_name="field_sheets",
    )  # fmt: skip
    author = models.ForeignKey(
        Mandate, verbose_name="auteur", on_delete=models.PROTECT, related_name="field_sheets"
    )
    day = models.DateField("date")
    due_on = models.DateField("échéance", null=True, blank=True)
    status = models.CharField("état", max_length=8, choices=SheetStatus, default=SheetStatus.TODO)
    values: Any = models.JSONField("renseignements", default=dict, blank=True)
    text = models.TextField("compte rendu", blank=True, max_length=5000)
    file = models.CharField("pièce", max_length=64, blank=True, validators=[validators.sha256])
    outcome = models.TextField("suite donnée", blank=True, max_length=2000)
    closed_on = models.DateField("close le", null=True, blank=True, editable=False)

    objects, unscoped = managers(FieldSheetQuerySet)

    class Meta(Record.Meta):
        verbose_name = "fiche de terrain"
        verbose_name_plural = "fiches de terrain"
        ordering = ("-day", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(school__isnull=False)
                | Q(institution__isnull=False)
                | Q(subject_id__isnull=False),
                name="field_sheet_subject",
                violation_error_message="Indiquez l’école ou l’institution concernée.",
            ),
            models.CheckConstraint(
                condition=Q(subject_id__isnull=True) | Q(subject_type__isnull=False),
                name="field_sheet_subject_type",
            ),
            models.CheckConstraint(
                condition=~Q(status="todo") | Q(due_on__isnull=False),
                name="field_sheet_due",
                violation_error_message="Une fiche à faire a une échéance.",
            ),
        ]
        indexes = [
            models.Index(fields=["status", "due_on"], name="field_sheet_waiting"),
            models.Index(fields=["subject_type", "subject_id"], name="field_sheet_about"),
        ]

    def __str__(self) -> str:
        return f"{self.kind.label}, {self.place}, {date_fr(self.day)}"

    def get_absolute_url(self) -> str:
        return reverse("fieldwork:sheet", args=[self.public_id])

    def clean(self) -> None:
        if self.kind_id is None:
            return
        fields = {field.name: field for field in self.kind.typed}
        unknown = [name for name in self.values if name not in fields]
        if unknown:
            raise ValidationError({"values": f"Champ inconnu de cette nature : {unknown[0]}."})
        for name, field in fields.items():
            value = self.values.get(name)
            if value is None and field.required:
                raise ValidationError({"values": f"Renseignez « {field.label} »."})
            if value is not None and not typed.fits(field, value):
                raise ValidationError({"values": f"« {field.label} » : valeur inattendue."})

    @property
    def place(self) -> str:
        """Where: a name of the directory; never the title of an act, which not everybody reads."""
        if self.school is not None:
            return self.school.name
        if self.institution is None:
            return "un dossier"
        return "tout le programme" if self.for_programme else str(self.institution)

    @property
    def for_programme(self) -> bool:
        """About no place in particular."""
        body = self.institution
        return body is not None and body.operator and self.subject_id is None

    @property
    def phone(self) -> str:
        """Of the school, else of the institution; empty when the directory has none."""
        place = self.school or self.institution
        return place.phone if place is not None else ""

    @property
    def late(self) -> bool:
        due = self.due_on
        return self.status == SheetStatus.TODO and due is not None and due < clock.today()

    def subject(self, actor: Actor) -> Model | None:
        """The record of a layer above that it is about, for who may see it."""
        if self.subject_type is None:
            return None
        model = self.subject_type.model_class()
        found: Model | None = model.objects.visible_to(actor).filter(pk=self.subject_id).first()
        return found
