"""Days on which somebody said that they will be away."""

from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from audit.actor import Actor
from common.scoping import managers

from .acts import own_people
from .people import Mandate
from .periods import Period, PeriodQuerySet, ordered


class AbsenceQuerySet(PeriodQuerySet):
    """That somebody is away is known to their own institution and to the syndicate."""

    def scope(self, actor: Actor) -> Self:
        return self.filter(own_people(actor, "mandate__person", "mandate__institution"))


class Absence(Period):
    """A planned absence: dates, and no motive, which is nobody's business.

    It moves due dates and reminders; it gives nobody the right to sign. A prevention does, and is
    a ``Substitution`` (CGCT, art. L. 2122-17).
    """

    mandate = models.ForeignKey(
        Mandate, verbose_name="mandat", on_delete=models.PROTECT, related_name="planned_absences"
    )

    objects, unscoped = managers(AbsenceQuerySet)

    class Meta(Period.Meta):
        verbose_name = "absence annoncée"
        verbose_name_plural = "absences annoncées"
        ordering = ("starts_on", "pk")
        constraints = [
            ordered("absence_period"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=False),
                name="absence_return",
                violation_error_message="Une absence annoncée a un dernier jour.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mandate.person}, {self.period_words}"

    def clean(self) -> None:
        if self.mandate_id is None or self.starts_on is None or self.ends_on is None:
            return
        if self.mandate.ends_on is not None and self.starts_on >= self.mandate.ends_on:
            raise ValidationError(
                {"starts_on": f"Le mandat court {self.mandate.period_words} : l’absence commence "
                 "après sa fin."}
            )  # fmt: skip
        self.refuse_overlap("Une absence est déjà annoncée {other}.", mandate=self.mandate)
