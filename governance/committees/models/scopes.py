"""Who sees an instance, its rules and its seats (tables, § 2.2)."""

import datetime as dt
from typing import Self

from django.db.models import Exists, OuterRef, Q

from audit.actor import Actor
from common import clock
from governance.models import Mandate, covers, examined
from governance.models.periods import PeriodQuerySet
from governance.offices import SYNDICATE_OFFICES, Office

OVERSEERS = frozenset(
    {*SYNDICATE_OFFICES, Office.COMMITTEE_SECRETARY, Office.COMMITTEE_CHAIR, Office.ADMIN}
)
"""At the syndicate: they see every instance."""

DEPARTMENT = frozenset({Office.DASEN, Office.DSDEN_OFFICER})
"""They see the instances of the circonscriptions of their département."""

SUBJECT = "committee"
"""What a letter of mission names to let an auditor read instances."""


class CommitteeQuerySet(PeriodQuerySet):
    """Seen by the syndicate, by whoever has a seat today, and by the State where it steers."""

    prefix = ""

    def in_place(self, day: dt.date) -> Self:
        """Rows that have not ended on ``day``, those to come included."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=day))

    def scope(self, actor: Actor) -> Self:
        if actor.mandate_id is None:
            return self.none()
        if actor.office in OVERSEERS:
            return self.all()
        if actor.office == Office.AUDITOR:
            return self.filter(self._examined(actor))
        return self.filter(self._steered(actor) | self._has_seat(actor))

    def _has_seat(self, actor: Actor) -> Q:
        """Holder or substitute, by name or by office."""
        from .seats import Seat

        seats = Seat.unscoped.filter(covers(clock.today()), held_by(actor))
        return Q(Exists(seats.filter(committee=OuterRef(f"{self.prefix}pk"))))

    def _steered(self, actor: Actor) -> Q:
        area = f"{self.prefix}circonscription"
        if actor.office in DEPARTMENT:
            return Q(**{f"{area}__dsden": actor.institution_id})
        own = Mandate.unscoped.filter(pk=actor.mandate_id, circonscription__isnull=False)
        return Q(**{f"{area}__in": own.values("circonscription")})

    def _examined(self, actor: Actor) -> Q:
        """Those that met in the days examined, held by the institutions named."""

        def during(first: dt.date, last: dt.date) -> Q:
            start, end = f"{self.prefix}starts_on", f"{self.prefix}ends_on"
            ended = Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gt": first})
            return Q(**{f"{start}__lte": last}) & ended

        return examined(
            actor,
            SUBJECT,
            during=during,
            concerning=lambda ids: Q(**{f"{self.prefix}host__in": ids}),
        )


class PartQuerySet(CommitteeQuerySet):
    """Read with its instance."""

    prefix = "committee__"

    def with_instance(self, actor: Actor) -> Q:
        """Records whose instance ``actor`` reads, to be joined with other grounds of reading."""
        rows = self.model.unscoped.all()  # type: ignore[attr-defined]
        return Q(pk__in=CommitteeQuerySet.scope(rows, actor).values("pk"))


class RulesQuerySet(PartQuerySet):
    """Read with its instance; the rules of a kind, by whoever reads kinds."""

    def scope(self, actor: Actor) -> Self:
        if actor.office in OVERSEERS:
            return self.all()
        return super().scope(actor)


def officers(actor: Actor, path: str) -> Q:
    """Who presided over the meeting at ``path``, or was its secretary, even replaced since."""
    if actor.person_id is None:
        return Q(pk__in=[])
    person = actor.person_id
    return Q(**{f"{path}chair__person": person}) | Q(**{f"{path}secretary__person": person})


def held_by(actor: Actor) -> Q:
    """Seats of the mandate under which ``actor`` acts: given by name, or by its office."""
    here = Mandate.unscoped.filter(pk=actor.mandate_id).values("circonscription")
    by_office = Q(mandate__isnull=True, institution=actor.institution_id, office=actor.office) & (
        Q(circonscription__isnull=True) | Q(circonscription__in=here)
    )
    return Q(mandate=actor.mandate_id) | by_office


def holds_voting_seat(actor: Actor, prefix: str) -> Q:
    """Records whose instance, at ``prefix``, gives ``actor`` a voice today as a holder."""
    from .seats import Seat

    seats = Seat.unscoped.filter(
        covers(clock.today()), held_by(actor), voting=True, substitute_for__isnull=True
    )
    return Q(Exists(seats.filter(committee=OuterRef(f"{prefix}pk"))))
