"""School years of the zones, as the ministry published them: dated data with its source."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from common import school_calendar
from common.french import date_fr
from common.identifiers import InvalidIdentifier, parse_school_year
from common.models import Record
from common.scoping import managers

from .scopes import PublicQuerySet

Zone = models.TextChoices(  # type: ignore[misc]
    "Zone", [(zone.name, (zone.value, zone.label)) for zone in school_calendar.Zone]
)
OFFICIAL = "Calendrier scolaire, data.education.gouv.fr"


class SchoolYear(Record):
    """A school year of a zone, from the pupils' first day to the eve of ``next_starts_on``, which
    is empty while the next year is not published.

    ``holidays``: a list of ``{"name", "after", "back"}``, dates AAAA-MM-JJ, summer left out.
    """

    Zone = Zone

    zone = models.CharField("zone", max_length=24, choices=Zone)
    label = models.CharField("année scolaire", max_length=9)
    starts_on = models.DateField("rentrée des élèves")
    summer_after = models.DateField("vacances d’été, après la classe du")
    next_starts_on = models.DateField("rentrée suivante", null=True, blank=True)
    holidays = models.JSONField("vacances", default=list, blank=True)
    source = models.CharField("source", max_length=300)
    checked_on = models.DateField("vérifié le")

    objects, unscoped = managers(PublicQuerySet)

    class Meta(Record.Meta):
        verbose_name = "année scolaire"
        verbose_name_plural = "années scolaires"
        ordering = ("zone", "starts_on")
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "label"],
                name="school_year_unique",
                violation_error_message="Cette année scolaire est déjà enregistrée pour la zone.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}, {self.get_zone_display()}"

    def clean(self) -> None:
        try:
            parse_school_year(self.label)
        except InvalidIdentifier as refused:
            raise ValidationError({"label": str(refused)}) from refused
        if self.starts_on is None or self.summer_after is None:
            return
        if str(self.starts_on.year) != self.label[:4]:
            raise ValidationError(
                {"starts_on": f"La rentrée {self.label} a lieu en {self.label[:4]}."}
            )
        if self.summer_after <= self.starts_on or str(self.summer_after.year) != self.label[5:]:
            raise ValidationError(
                {"summer_after": f"Les vacances d’été {self.label} commencent en "
                 f"{self.label[5:]}, après la rentrée."}
            )  # fmt: skip
        following = self.next_starts_on
        if following is not None and not (
            self.summer_after < following and following.year == self.summer_after.year
        ):
            raise ValidationError(
                {"next_starts_on": "La rentrée suivante vient la même année que les vacances "
                 "d’été, après leur début."}
            )  # fmt: skip
        self._check_holidays()

    def _check_holidays(self) -> None:
        try:
            found = list(self._read())
        except (TypeError, KeyError, ValueError) as refused:
            raise ValidationError(
                {"holidays": "Chaque période de vacances a un nom et deux dates."}
            ) from refused
        last = self.starts_on
        for each in found:
            if not each.name or not last <= each.after < each.back <= self.summer_after:
                raise ValidationError(
                    {
                        "holidays": f"{each.name or 'Vacances'}, du {date_fr(each.after)} au "
                        f"{date_fr(each.back)} : attendu, deux dates qui se suivent, dans "
                        "l’année, sans chevauchement."
                    }
                )
            last = each.back

    def _read(self) -> Iterator[school_calendar.Holiday]:
        for each in self.holidays:
            after, back = (dt.date.fromisoformat(each[key]) for key in ("after", "back"))
            yield school_calendar.Holiday(str(each["name"]), after, back)

    @property
    def as_known(self) -> school_calendar.Year:
        """The year as the functions of the calendar read it."""
        return school_calendar.Year(
            self.label, self.starts_on, self.summer_after, tuple(self._read()), self.next_starts_on
        )


def described(holidays: Any) -> list[dict[str, str]]:
    """Holidays as the column keeps them, in order."""
    rows = sorted(holidays, key=lambda each: each.after)
    return [
        {"name": each.name, "after": each.after.isoformat(), "back": each.back.isoformat()}
        for each in rows
    ]
