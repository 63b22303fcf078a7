"""Periods of validity: half-open ``[starts_on, ends_on)``, no end meaning open.

Printed « du … au … inclus », the last day being the one before ``ends_on``. Two periods of one
key never overlap: PostgreSQL refuses by an exclusion constraint, and ``refuse_overlap`` is run
by ``full_clean`` inside a service, which holds the lock (SQLite has one writer).
"""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from common.french import date_fr
from common.models import Record
from common.scoping import ScopedQuerySet


class PeriodQuerySet(ScopedQuerySet[Any]):
    """Sets of rows that hold for a time."""

    def on(self, day: dt.date) -> "PeriodQuerySet":
        """Rows in force on ``day``."""
        return self.filter(covers(day))

    def overlapping(self, starts_on: dt.date | None, ends_on: dt.date | None) -> "PeriodQuerySet":
        """Rows whose period shares at least one day with ``[starts_on, ends_on)``."""
        if starts_on is not None and starts_on == ends_on:
            return self.none()
        found = self.exclude(starts_on__isnull=False, ends_on=F("starts_on"))
        if ends_on is not None:
            found = found.filter(Q(starts_on__isnull=True) | Q(starts_on__lt=ends_on))
        if starts_on is not None:
            found = found.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=starts_on))
        return found


def covers(day: dt.date, prefix: str = "") -> Q:
    """The condition « in force on ``day`` », for a relation when ``prefix`` is given."""
    start, end = f"{prefix}starts_on", f"{prefix}ends_on"
    return (Q(**{f"{start}__isnull": True}) | Q(**{f"{start}__lte": day})) & (
        Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gt": day})
    )


def ordered(name: str) -> models.CheckConstraint:
    """A period does not end before it starts; an empty one was never in force."""
    return models.CheckConstraint(
        condition=Q(starts_on__isnull=True)
        | Q(ends_on__isnull=True)
        | Q(ends_on__gte=F("starts_on")),
        name=name,
        violation_error_message="La période se termine avant d’avoir commencé.",
    )


class Period(Record):
    """A record that holds from a day to another."""

    starts_on = models.DateField("du")
    ends_on = models.DateField(
        "jusqu’au (exclu)", null=True, blank=True, help_text="Vide : sans fin connue."
    )

    class Meta(Record.Meta):
        abstract = True

    def in_force(self, day: dt.date) -> bool:
        """Whether the period covers ``day``."""
        started = self.starts_on is None or self.starts_on <= day
        return started and (self.ends_on is None or day < self.ends_on)

    @property
    def last_day(self) -> dt.date | None:
        """The last day included, None when open."""
        return self.ends_on - dt.timedelta(days=1) if self.ends_on else None

    @property
    def period_words(self) -> str:
        """« du 1er mars 2026 au 31 mars 2026 inclus », « le … », « depuis le … », « jusqu’au … »,
        « sans effet » for a period taken back before its first day."""
        if self.starts_on and self.ends_on == self.starts_on:
            return f"sans effet (prévu le {date_fr(self.starts_on)})"
        if self.starts_on and self.last_day == self.starts_on:
            return f"le {date_fr(self.starts_on)}"
        if self.starts_on and self.last_day:
            return f"du {date_fr(self.starts_on)} au {date_fr(self.last_day)} inclus"
        if self.starts_on:
            return f"depuis le {date_fr(self.starts_on)}"
        return f"jusqu’au {date_fr(self.last_day)} inclus" if self.last_day else "sans date"

    def refuse_overlap(self, sentence: str, **key: Any) -> None:
        """Raise when another row of the same ``key`` shares a day with this one.

        ``sentence`` may use ``{other}``, the period already recorded.
        """
        others: Any = type(self).unscoped.filter(**key).exclude(pk=self.pk)
        other = others.overlapping(self.starts_on, self.ends_on).first()
        if other is not None:
            raise ValidationError(sentence.format(other=other.period_words), code="overlap")
