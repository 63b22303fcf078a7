"""Missions of control: what an auditor came to examine, and since which letter they may."""

import datetime as dt
from collections.abc import Callable
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from audit.actor import Actor
from common import clock
from common.french import date_fr
from common.models import Record
from common.scoping import managers

from .. import validators
from ..offices import Office
from .acts import own_people
from .institutions import Institution
from .people import Mandate
from .periods import Period, PeriodQuerySet, ordered

MISSION_SUBJECTS = {
    "convention": "Conventions",
    "deliberation": "Délibérations",
    "committee": "Instances et séances",
    "school_entry": "Entrée des écoles",
}
"""Kinds of records that a letter of mission may name; each is scoped by ``examined``."""


class MissionQuerySet(PeriodQuerySet):
    """Known to the auditor whose mission it is and to the syndicate."""

    prefix = ""

    def scope(self, actor: Actor) -> Self:
        mandate = f"{self.prefix}mandate"
        return self.filter(own_people(actor, f"{mandate}__person", f"{mandate}__institution"))


class Mission(Period):
    """What a letter of mission lets an auditor examine, for as long as the mandate lasts too.

    ``[starts_on, ends_on)``: when the auditor reads. ``examined_from`` to ``examined_to``, both
    included: the time of the acts that they read. No row in ``institutions``: every institution.
    """

    mandate = models.ForeignKey(
        Mandate, verbose_name="mandat", on_delete=models.PROTECT, related_name="missions"
    )
    reference = models.CharField("référence de la lettre de mission", max_length=120)
    letter_date = models.DateField("date de la lettre", validators=[validators.not_future])
    file = models.CharField(
        "lettre de mission déposée", max_length=64, validators=[validators.sha256]
    )
    examined_from = models.DateField("premier jour examiné")
    examined_to = models.DateField("dernier jour examiné (inclus)")
    subjects = models.JSONField("objets examinés", validators=[validators.list_of_text])

    objects, unscoped = managers(MissionQuerySet)

    class Meta(Period.Meta):
        verbose_name = "mission de contrôle"
        verbose_name_plural = "missions de contrôle"
        ordering = ("mandate", "-starts_on", "-pk")
        constraints = [
            ordered("mission_period"),
            models.CheckConstraint(
                condition=Q(examined_to__gte=F("examined_from")),
                name="mission_examined",
                violation_error_message="La période examinée se termine avant d’avoir commencé.",
            ),
        ]

    def __str__(self) -> str:
        return f"mission de {self.mandate.person}, lettre {self.reference}"

    def clean(self) -> None:
        if not self.subjects or not set(self.subjects) <= set(MISSION_SUBJECTS):
            raise ValidationError(
                {"subjects": "Une lettre de mission dit ce qui est examiné : cochez un objet."}
            )
        if self.mandate_id is None or self.starts_on is None:
            return
        self._check_mandate()
        if self.letter_date and self.letter_date > self.starts_on:
            raise ValidationError(
                {
                    "starts_on": f"La lettre est du {date_fr(self.letter_date)} : la mission ne "
                    "commence pas avant elle."
                }
            )
        self.refuse_overlap(
            "Cette lettre de mission est déjà enregistrée {other}.",
            mandate=self.mandate,
            reference=self.reference,
        )

    def _check_mandate(self) -> None:
        mandate = self.mandate
        if mandate.office != Office.AUDITOR:
            raise ValidationError(
                f"Ce mandat porte la fonction « {mandate.get_office_display()} » : une mission de "
                "contrôle s’enregistre sur le mandat d’un auditeur."
            )
        if mandate.ends_on is not None and self.starts_on >= mandate.ends_on:
            raise ValidationError(
                {"starts_on": f"Le mandat court {mandate.period_words} : la mission commence après "
                 "sa fin."}
            )  # fmt: skip

    @property
    def examined_words(self) -> str:
        """« du 1er janvier 2024 au 31 décembre 2025 inclus »."""
        return f"du {date_fr(self.examined_from)} au {date_fr(self.examined_to)} inclus"

    @property
    def subject_labels(self) -> list[str]:
        return [label for key, label in MISSION_SUBJECTS.items() if key in self.subjects]


class ExaminedQuerySet(MissionQuerySet):
    """Read with the mission."""

    prefix = "mission__"


class MissionInstitution(Record):
    """An institution that the letter of mission names."""

    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="institutions")
    institution = models.ForeignKey(
        Institution, verbose_name="institution", on_delete=models.PROTECT, related_name="+"
    )

    objects, unscoped = managers(ExaminedQuerySet)

    class Meta(Record.Meta):
        verbose_name = "institution examinée"
        verbose_name_plural = "institutions examinées"
        ordering = ("institution__name", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["mission", "institution"],
                name="mission_institution_unique",
                violation_error_message="Cette institution est déjà dans la mission.",
            )
        ]

    def __str__(self) -> str:
        return str(self.institution)


def missions_in_force(actor: Actor) -> list[Mission]:
    """Missions of the mandate under which ``actor`` acts that let them read today, counted where
    the mandate sits; none without a mandate."""
    found = Mission.unscoped.filter(mandate_id=actor.mandate_id, mandate__office=Office.AUDITOR)
    now = clock.now()
    rows = found.select_related("mandate__institution").prefetch_related(
        "institutions__institution"
    )
    return [mission for mission in rows if mission.in_force(mission.mandate.day_of(now))]


def examined(
    actor: Actor,
    subject: str,
    *,
    during: Callable[[dt.date, dt.date], Q],
    concerning: Callable[[list[int]], Q],
) -> Q:
    """What an auditor reads of ``subject``, a key of ``MISSION_SUBJECTS``; nothing without a
    mission in force.

    ``during(first, last)``: records of the days examined, both included; ``concerning(ids)``:
    records of these institutions, asked only when the letter names some.
    """
    found = Q(pk__in=[])
    for mission in missions_in_force(actor):
        if subject not in mission.subjects:
            continue
        part: Any = during(mission.examined_from, mission.examined_to)
        named = [row.institution_id for row in mission.institutions.all()]
        found |= part & concerning(named) if named else part
    return found
