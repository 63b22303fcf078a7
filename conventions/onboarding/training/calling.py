"""Who may be called to a session, and what is wrong with those who were chosen."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Q

from common.french import plural
from common.lifecycle import Refusal
from governance.models import Mandate

from ..models import TrainingSession
from . import kinds


def candidates(session: TrainingSession) -> Any:
    """The mandates, valid on the day of the session, that its kind calls; an office held in a
    covered school, in the body that answers for one, or in the whole département."""
    kind = kinds.of(session.kind)
    rows = Mandate.unscoped.valid_on(session.day).filter(office__in=kind.called)
    return (
        rows.filter(_reach(session, kind.reach))
        .with_words()
        .order_by("school__name", "person__last_name", "person__first_name", "pk")
    )


def _reach(session: TrainingSession, reach: str) -> Q:
    schools = session.schools.all()
    match reach:
        case kinds.SCHOOL:
            return Q(school__in=schools.values("entry__school"))
        case kinds.AUTHORITY:
            return Q(institution__in=schools.values("entry__competent"))
    if session.circonscription_id is not None:
        return Q(circonscription=session.circonscription_id)
    return Q(institution=session.dsden_id)


def wrong(session: TrainingSession, chosen: Sequence[Mandate]) -> Iterator[Refusal]:
    """One person at least, no more than the places, each with a mandate that the session covers."""
    if not chosen:
        yield Refusal(
            "Choisissez au moins une personne à convoquer.", "domaine § 3.12", "training.nobody"
        )
    if len(chosen) > session.seats:
        yield Refusal(
            f"{len(chosen)} personnes choisies pour {session.seats} "
            f"{plural(session.seats, 'place', 'places')}.",
            "S0",
            "training.seats",
        )
    known = set(candidates(session).filter(pk__in=[each.pk for each in chosen]).values_list("pk"))
    where = kinds.REACHES[kinds.of(session.kind).reach]
    for mandate in chosen:
        if (mandate.pk,) not in known:
            yield Refusal(
                f"{mandate.person.formal_name} n’a pas de mandat {where} le jour de la séance.",
                "domaine § 3.12",
                "training.mandate",
            )
