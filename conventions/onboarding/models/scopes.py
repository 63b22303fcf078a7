"""Who sees campaigns and the entries of schools (tables, § 2.2): one table, its querysets.

Letters: S status, dates and institutions · T the pedagogical project · R the reasons of the
opinion · r the reasons as one published sentence · "" unseen (404).
"""

import datetime as dt
from typing import Any, Self

from django.apps import apps
from django.db.models import Exists, OuterRef, Q

from audit.actor import Actor
from common import clock
from common.scoping import ScopedQuerySet
from governance.models import (
    CirconscriptionLink,
    Competence,
    Mandate,
    covers,
    examined,
)
from governance.offices import SYNDICATE_OFFICES, Office

SUBJECT = "school_entry"
"""What a letter of mission names to let an auditor read the entries of schools."""

VISIBLE = {
    "staff": "STR",
    "authority": "STr",
    "area": "STR",
    "department": "STR",
    "school": "STR",
    "auditor": "STR",
    "admin": "S",
}

RELATIONS: dict[str, str] = {
    **dict.fromkeys(SYNDICATE_OFFICES, "staff"),
    Office.EXECUTIVE: "authority",
    Office.AUTHORITY_DIRECTOR: "authority",
    Office.PREPARER: "authority",
    Office.INSPECTOR: "area",
    Office.DIGITAL_ADVISER: "area",
    Office.DASEN: "department",
    Office.DSDEN_OFFICER: "department",
    Office.SCHOOL_HEAD: "school",
    Office.TEACHER: "school",
    Office.AUDITOR: "auditor",
    Office.ADMIN: "admin",
}
"""Office → in which quality it sees entries; an office that is not here sees none."""


def rights(actor: Actor) -> str:
    """Letters of what ``actor`` reads of an entry already loaded in their scope."""
    if actor.system:
        return VISIBLE["staff"]
    relation = RELATIONS.get(actor.office)
    return VISIBLE[relation] if relation else ""


def reads_reasons(actor: Actor) -> bool:
    """Whether the reasons and reserves of an opinion are told to ``actor`` in full."""
    return "R" in rights(actor)


class CampaignQuerySet(ScopedQuerySet[Any]):
    """Campaigns are known to whoever sees entries: which ones is another matter."""

    def scope(self, actor: Actor) -> Self:
        if actor.mandate_id is None or not rights(actor):
            return self.none()
        return self.all()


class EntryQuerySet(ScopedQuerySet[Any]):
    """The entries of one's territory, on the day of today."""

    prefix = ""

    def scope(self, actor: Actor) -> Self:
        relation = RELATIONS.get(actor.office)
        if actor.mandate_id is None or relation is None:
            return self.none()
        if relation in ("staff", "admin"):
            return self.all()
        return self.filter(getattr(self, f"_of_{relation}")(actor))

    def _of_authority(self, actor: Actor) -> Q:
        """Schools that the body answers for, that stand on its ground, or that it is asked to
        pay for."""
        answered = Competence.unscoped.filter(
            covers(clock.today()),
            institution=actor.institution_id,
            school=OuterRef(f"{self.prefix}school"),
        )
        own = Q(**{f"{self.prefix}competent": actor.institution_id})
        ground = Q(**{f"{self.prefix}school__commune": actor.institution_id})
        asked = apps.get_model("onboarding", "FinancingDecision").unscoped.filter(
            institution=actor.institution_id, entry=OuterRef(f"{self.prefix}pk")
        )
        return own | ground | Exists(answered) | Exists(asked.exclude(status="void"))

    def _of_area(self, actor: Actor) -> Q:
        here = Mandate.unscoped.filter(pk=actor.mandate_id, circonscription__isnull=False)
        return Q(Exists(self._links().filter(circonscription__in=here.values("circonscription"))))

    def _of_department(self, actor: Actor) -> Q:
        return Q(Exists(self._links().filter(circonscription__dsden=actor.institution_id)))

    def _of_school(self, actor: Actor) -> Q:
        here = Mandate.unscoped.filter(pk=actor.mandate_id, school__isnull=False)
        return Q(**{f"{self.prefix}school__in": here.values("school")})

    def _of_auditor(self, actor: Actor) -> Q:
        """Entries of campaigns that met the days examined, of the bodies that the letter names."""

        def during(first: dt.date, last: dt.date) -> Q:
            opens, closes = (f"{self.prefix}campaign__{each}_on" for each in ("opens", "closes"))
            return Q(**{f"{opens}__lte": last, f"{closes}__gte": first})

        def concerning(ids: list[int]) -> Q:
            own = Q(**{f"{self.prefix}competent__in": ids})
            return own | Q(**{f"{self.prefix}school__commune__in": ids})

        return examined(actor, SUBJECT, during=during, concerning=concerning)

    def _links(self) -> Any:
        """The district of the school today."""
        rows = CirconscriptionLink.unscoped.filter(covers(clock.today()))
        return rows.filter(school=OuterRef(f"{self.prefix}school"))

    def in_progress(self) -> Self:
        """Somebody has still something to do this year."""
        from .statuses import FINAL

        return self.exclude(**{f"{self.prefix}status__in": FINAL})


class PartQuerySet(EntryQuerySet):
    """Read with its entry."""

    prefix = "entry__"
