"""Délibérations that are awaited or typed in, and the dates of councils."""

import datetime as dt
from typing import Any

from django.db.models import Model

from audit.actor import Actor
from audit.recording import recording

from .. import permissions
from ..lifecycle import DeliberationLifecycle
from ..models import CouncilDate, Deliberation, DeliberationKind, Institution
from .store import lock, require, store


def expect_deliberation(
    *,
    actor: Actor,
    institution: Institution,
    target: Model | None = None,
    expected_on: dt.date | None = None,
    kind: str = DeliberationKind.ACT,
    **fields: Any,
) -> Deliberation:
    """Await the vote of an assembly on ``target``; the same one is not awaited twice."""
    require(permissions.may_expect_deliberation(actor), "l’équipe du syndicat")
    with recording(actor):
        lock(institution)
        if target is not None:
            awaited = Deliberation.unscoped.about(target).filter(
                institution=institution, status=Deliberation.Status.EXPECTED
            )
            if (found := awaited.first()) is not None:
                return found
        deliberation = Deliberation(
            institution=institution, kind=kind, expected_on=expected_on, target=target, **fields
        )
        return store(deliberation, "expect_deliberation")


def record_deliberation(
    *,
    actor: Actor,
    institution: Institution,
    kind: str = DeliberationKind.ACT,
    target: Model | None = None,
    **mentions: Any,
) -> Deliberation:
    """Type a vote that nobody had announced (a framework délibération, an old one)."""
    twin = Deliberation(institution=institution)
    require(
        permissions.may_deposit_deliberation(actor, twin) or actor.system,
        "la collectivité ou au chef de projet",
    )
    with recording(actor):
        lock(institution)
        deliberation = store(
            Deliberation(institution=institution, kind=kind, target=target), "expect_deliberation"
        )
        return DeliberationLifecycle.move(deliberation, "record_vote", actor=actor, **mentions)


def announce_council(
    *,
    actor: Actor,
    institution: Institution,
    date: dt.date,
    source: str = "",
    confirmed: bool = False,
) -> CouncilDate:
    """Note when an assembly meets; announced again, the same day is confirmed."""
    require(
        permissions.may_announce_council(actor, institution), "la collectivité ou au chef de projet"
    )
    with recording(actor):
        lock(institution)
        known = CouncilDate.unscoped.filter(institution=institution, date=date).first()
        council = known or CouncilDate(institution=institution, date=date)
        council.source = source or council.source
        council.confirmed = confirmed or council.confirmed
        return store(council, "announce_council")
