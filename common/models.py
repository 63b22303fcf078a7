"""The base of every audited record, and the rows of jobs, mails and numbering."""

import uuid
from typing import Any

from django.db import models

from audit.history import history

from . import clock
from .scoping import ScopedManager, ScopedQuerySet


class Record(models.Model):
    """An audited row: integer key inside, UUID in addresses, history and journal by itself."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    recorded_at = models.DateTimeField(default=clock.now, editable=False)

    objects: Any = ScopedManager()
    unscoped: Any = models.Manager.from_queryset(ScopedQuerySet)()
    history = history()

    class Meta:
        abstract = True
        base_manager_name = "unscoped"  # Django's own updates (SET_NULL) are refused too
        default_manager_name = "unscoped"


class Series(models.Model):
    """The last number given in a numbering series and year; see ``common.numbering``."""

    key = models.CharField("série", max_length=40)
    year = models.PositiveIntegerField("année")
    last = models.PositiveIntegerField("dernier numéro", default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "year"], name="series_key_year")]
        verbose_name = "série de numéros"
        verbose_name_plural = "séries de numéros"

    def __str__(self) -> str:
        return f"{self.key} {self.year} : {self.last}"


class Job(models.Model):
    """Work that takes more than a second: one row per item, resumed after a crash."""

    class State(models.TextChoices):
        WAITING = "waiting", "En attente"
        RUNNING = "running", "En cours"
        DONE = "done", "Terminé"
        FAILED = "failed", "Échec"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=60)
    label = models.CharField("objet", max_length=200)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    actor = models.JSONField(default=dict)
    asked_by = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-pk",)
        verbose_name = "travail"
        verbose_name_plural = "travaux"

    def __str__(self) -> str:
        return self.label


class JobItem(models.Model):
    """One unit of a job, claimed by one worker at a time."""

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveIntegerField()
    subject = models.CharField("objet", max_length=200)
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=Job.State, default=Job.State.WAITING)
    message = models.TextField("résultat", blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(fields=["job", "position"], name="job_item_position")
        ]
        verbose_name = "ligne de travail"
        verbose_name_plural = "lignes de travail"

    def __str__(self) -> str:
        return self.subject


class OutboxMessage(models.Model):
    """A mail to be sent: a template and ids. The words, links and codes are made at sending."""

    class State(models.TextChoices):
        WAITING = "waiting", "À envoyer"
        SENT = "sent", "Envoyé"
        FAILED = "failed", "Échec"
        DROPPED = "dropped", "Sans objet"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    template = models.CharField(max_length=60)
    context = models.JSONField(default=dict)
    about_type = models.CharField(max_length=80, blank=True)
    about_id = models.BigIntegerField(null=True)
    recipient_label = models.CharField("destinataire", max_length=200)
    subject = models.CharField("objet", max_length=250, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    created_at = models.DateTimeField(default=clock.now)
    not_before = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField("dernier incident", blank=True)

    class Meta:
        ordering = ("-pk",)
        indexes = [
            models.Index(fields=["state", "not_before"], name="outbox_due"),
            models.Index(fields=["about_type", "about_id"], name="outbox_about"),
        ]
        verbose_name = "message"
        verbose_name_plural = "messages"

    def __str__(self) -> str:
        return f"{self.template} → {self.recipient_label}"
