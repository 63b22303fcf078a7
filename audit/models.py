"""The journal: one line per change, chained, never altered."""

from django.db import models

from . import registry


@registry.append_only
class Event(models.Model):
    """Who did what to which record, when, and the hash that ties the line to the one before.

    Written in the transaction of the change by ``audit.recording``; nothing else writes here.
    ``verb`` is a slug that screens turn into a sentence; ``data`` holds the plain values of it.
    """

    sequence = models.BigIntegerField(unique=True)
    at = models.DateTimeField()
    verb = models.CharField(max_length=60)
    object_type = models.CharField(max_length=80)
    object_id = models.BigIntegerField(null=True)
    object_key = models.CharField(max_length=36, blank=True)
    history_id = models.BigIntegerField(null=True)
    after_hash = models.CharField(max_length=64, blank=True)
    document_hash = models.CharField(max_length=64, blank=True)
    actor_user = models.BigIntegerField(null=True)
    actor_person = models.CharField(max_length=36, blank=True)
    actor_mandate = models.BigIntegerField(null=True)
    actor_institution = models.BigIntegerField(null=True)
    actor_title = models.CharField(max_length=300)
    reason = models.TextField(blank=True)
    data = models.JSONField(default=dict)
    request_id = models.CharField(max_length=64, blank=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ("sequence",)
        indexes = [
            models.Index(fields=["object_type", "object_id", "sequence"], name="event_object"),
            models.Index(fields=["object_type", "history_id"], name="event_history"),
            models.Index(fields=["at"], name="event_at"),
        ]
        verbose_name = "fait du journal"
        verbose_name_plural = "journal"

    def __str__(self) -> str:
        return f"{self.sequence} {self.verb} {self.object_type} {self.object_id}"


@registry.append_only
class Checkpoint(models.Model):
    """The state of the journal on one day, kept by the partner institutions.

    A tail rewritten with right hashes agrees with itself; it disagrees with a checkpoint that
    someone else holds.
    """

    at = models.DateTimeField()
    sequence = models.BigIntegerField()
    count = models.BigIntegerField()
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ("sequence",)
        verbose_name = "point de contrôle"
        verbose_name_plural = "points de contrôle"

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.sequence} {self.hash[:12]}"
