"""Who sees the training of schools: as the entries of schools, and who leads it (tables, § 2.2).

Whoever sees the entry of a school sees the sessions that cover it; the district and the
département see theirs, staff see all; whoever leads a session, or is called to it, sees it.
"""

from typing import Any, Self

from django.db.models import Exists, OuterRef, Q

from audit.actor import Actor
from common.scoping import ScopedQuerySet
from governance.models import Mandate
from governance.offices import Office

from .scopes import RELATIONS

OF_SCHOOLS = ("authority", "school", "auditor")
"""Relations that read a session by the schools that it covers, and of these schools alone."""


def _area(actor: Actor) -> Any:
    return Mandate.unscoped.filter(pk=actor.mandate_id, circonscription__isnull=False).values(
        "circonscription"
    )


def _own_entries(actor: Actor) -> Any:
    from .entries import SchoolEntry

    return SchoolEntry.objects.visible_to(actor).values("pk")


class SessionQuerySet(ScopedQuerySet[Any]):
    """Sessions, or what is read with one."""

    prefix = ""

    def scope(self, actor: Actor) -> Self:
        relation = RELATIONS.get(actor.office)
        if actor.mandate_id is None:
            return self.none()
        if relation in ("staff", "admin"):
            return self.all()
        return self.filter(self._reached(actor, relation) | self._led(actor))

    def _reached(self, actor: Actor, relation: str | None) -> Q:
        at = self.prefix
        match relation:
            case "department":
                return Q(**{f"{at}dsden": actor.institution_id})
            case "area":
                return Q(**{f"{at}circonscription__in": _area(actor)}) | self._covering(actor)
            case "authority" | "school" | "auditor":
                return self._covering(actor)
        return Q(pk__in=[])

    def _covering(self, actor: Actor) -> Q:
        """The sessions of schools whose entry one sees."""
        from .training import CoveredSchool

        rows = CoveredSchool.unscoped.filter(
            session=OuterRef(f"{self.prefix}pk"), entry__in=_own_entries(actor)
        )
        return Q(Exists(rows))

    def _led(self, actor: Actor) -> Q:
        """One leads it, for oneself or for the provider, or is called to it."""
        from .training import TrainingParticipant

        at = self.prefix
        called = TrainingParticipant.unscoped.filter(
            session=OuterRef(f"{at}pk"), mandate=actor.mandate_id
        )
        led = Q(**{f"{at}trainer": actor.mandate_id}) | Q(Exists(called))
        if actor.office == Office.PROVIDER:
            led |= Q(**{f"{at}provider": actor.institution_id})
        return led


class CoveredQuerySet(SessionQuerySet):
    """Read with its session; a school or a collectivité reads its own schools alone."""

    prefix = "session__"

    def scope(self, actor: Actor) -> Self:
        rows = super().scope(actor)
        if actor.mandate_id is None or RELATIONS.get(actor.office) not in OF_SCHOOLS:
            return rows
        return rows.filter(entry__in=_own_entries(actor))


class ParticipantQuerySet(SessionQuerySet):
    """Who is called: read by who organises, leads or inspects; a head reads the people of the
    school, and each reads themselves. Neither the collectivité nor the administrator."""

    prefix = "session__"

    def scope(self, actor: Actor) -> Self:
        rows = super().scope(actor)
        relation = RELATIONS.get(actor.office)
        if actor.mandate_id is None:
            return rows
        if actor.office == Office.SCHOOL_HEAD:
            here = Mandate.unscoped.filter(pk=actor.mandate_id, school__isnull=False)
            return rows.filter(mandate__school__in=here.values("school"))
        if relation in ("staff", "area", "department", "auditor"):
            return rows
        led = Q(session__trainer=actor.mandate_id) | Q(mandate=actor.mandate_id)
        if actor.office == Office.PROVIDER:
            led |= Q(session__provider=actor.institution_id)
        return rows.filter(led)


class PlanQuerySet(ScopedQuerySet[Any]):
    """The plans of one's district or département; staff and the administrator see all."""

    def scope(self, actor: Actor) -> Self:
        if actor.mandate_id is None:
            return self.none()
        match RELATIONS.get(actor.office):
            case "staff" | "admin":
                return self.all()
            case "department":
                return self.filter(circonscription__dsden=actor.institution_id)
            case "area":
                return self.filter(circonscription__in=_area(actor))
        return self.none()
