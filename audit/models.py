"""The journal: one line per change, chained, never altered."""

import json
from typing import Any

from django.db import models

from . import canonical, registry


class PlainData(models.TextField[Any, Any]):
    """A dict of plain values, stored as canonical JSON text.

    Text and not a JSON column, because the chain covers the very bytes that are stored and
    PostgreSQL writes a JSON column in its own way.
    """

    def get_prep_value(self, value: Any) -> Any:
        return value if value is None else canonical.text(canonical.plain_json(value))

    def from_db_value(self, value: Any, expression: object, connection: object) -> Any:
        """A text that somebody damaged is shown as it is; ``verify_history`` names the line."""
        try:
            return json.loads(value)
        except (TypeError, ValueError):
            return {"illisible": str(value)}

    def to_python(self, value: Any) -> Any:
        return json.loads(value) if isinstance(value, str) else value


@registry.append_only
class Event(models.Model):
    """Who did what to which record, when, and the hash that ties the line to the one before.

    Written in the transaction of the change by ``audit.recording``; nothing else writes here.
    ``verb`` is a slug that screens turn into a sentence; ``data`` holds the plain values of it.
    ``after_hash`` covers the history row, whose columns at that time are named by ``shape``.
    """

    sequence = models.BigIntegerField(unique=True)
    at = models.DateTimeField()
    verb = models.CharField(max_length=60)
    object_type = models.CharField(max_length=80)
    object_id = models.BigIntegerField(null=True)
    object_key = models.CharField(max_length=36, blank=True)
    history_id = models.BigIntegerField(null=True)
    after_hash = models.CharField(max_length=64, blank=True)
    shape = models.CharField(max_length=16, blank=True)
    document_hash = models.CharField(max_length=64, blank=True)
    actor_user = models.BigIntegerField(null=True)
    actor_person = models.CharField(max_length=36, blank=True)
    actor_mandate = models.BigIntegerField(null=True)
    actor_institution = models.BigIntegerField(null=True)
    actor_title = models.CharField(max_length=300)
    reason = models.TextField(blank=True)
    data = PlainData(default=dict)
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
class Shape(models.Model):
    """The columns that a history table had at one time, kept to verify its older rows."""

    key = models.CharField(max_length=16)
    object_type = models.CharField(max_length=80)
    columns = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["object_type", "key"], name="shape_once")]
        verbose_name = "forme d'historique"
        verbose_name_plural = "formes d'historique"

    def __str__(self) -> str:
        return f"{self.object_type} {self.key}"


@registry.append_only
class Checkpoint(models.Model):
    """The state of the journal on one day, kept by the partner institutions.

    A tail rewritten with right hashes agrees with itself; it disagrees with a checkpoint that
    someone else holds. ``root`` sums up all the lines (``audit.proofs``): it lets a party verify
    its own without seeing the others.
    """

    at = models.DateTimeField()
    sequence = models.BigIntegerField()
    count = models.BigIntegerField()
    hash = models.CharField(max_length=64)
    root = models.CharField(max_length=64)

    class Meta:
        ordering = ("sequence",)
        verbose_name = "point de contrôle"
        verbose_name_plural = "points de contrôle"

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.sequence} {self.hash[:12]}"
