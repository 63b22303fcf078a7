"""Prepare a list, add schools to it, tick what is acquired."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from audit.actor import SYSTEM, Actor
from audit.recording import recording
from common import calendar, clock, numbering
from common.french import date_fr
from common.lifecycle import Refusal, Refused
from governance import parameters
from governance.models import Circonscription, Mandate
from governance.services.store import lock, require, store

from .. import registry
from ..models import (
    BaseOpeningOrder,
    LineStatus,
    OpeningCheck,
    OpeningLine,
    OrderKind,
    SchoolEntry,
)
from ..models.openings import CLOSING_DAYS
from . import checks, guards, permissions
from .lifecycle import LineLifecycle

SERIES = {OrderKind.OPEN: "OB", OrderKind.CLOSE: "FB"}


def prepare(
    *,
    actor: Actor,
    kind: str,
    area: Circonscription,
    effective_on: dt.date,
    purge_on: dt.date | None = None,
    **fields: Any,
) -> BaseOpeningOrder:
    """A list in preparation: one district, one date, one kind.

    A closing says by when accounts are erased, within three months of its effect (409 otherwise);
    its other days are left out of an opening.
    """
    require(permissions.may_prepare(actor, area), permissions.PREPARES)
    if refusals := list(_purge(kind, effective_on, purge_on)):
        raise Refused(*refusals)
    if kind != OrderKind.CLOSE:
        fields = {name: day for name, day in fields.items() if name not in CLOSING_DAYS}
    with recording(actor):
        series, year = SERIES[OrderKind(kind)], effective_on.year
        order = BaseOpeningOrder(
            kind=kind,
            circonscription=area,
            effective_on=effective_on,
            purge_on=purge_on if kind == OrderKind.CLOSE else None,
            owner=Mandate.unscoped.get(pk=actor.mandate_id),
            reference=f"{series}-{year}-{numbering.allot(f'opening.{series}', year):03d}",
            **fields,
        )
        return store(order, "prepare_list")


def _purge(kind: str, effective_on: dt.date, purge_on: dt.date | None) -> Iterable[Refusal]:
    """Accounts of a base that closes are erased within the time of the arrêté."""
    if kind != OrderKind.CLOSE:
        return
    last = calendar.end_date(effective_on, parameters.value("retention.accounts", on=clock.today()))
    if purge_on is None or not effective_on <= purge_on <= last:
        yield Refusal(
            f"Indiquez la date d’effacement des comptes, du {date_fr(effective_on)} au "
            f"{date_fr(last)} au plus tard.",
            "arrêté du 30 novembre 2006, art. 6",
            "opening.purge",
        )


def add_line(*, actor: Actor, order: BaseOpeningOrder, entry: SchoolEntry) -> OpeningLine:
    """The school of ``entry`` joins the list, in waiting for its preconditions."""
    require(permissions.authored(actor, order), "qui a préparé la liste")
    with recording(actor):
        lock(order)
        lock(entry)
        order.refresh_from_db()
        if refusals := list(guards.addition(order, entry)):
            raise Refused(*refusals)
        return store(OpeningLine(order=order, entry=entry), "add_line")


def tick(
    *, actor: Actor, line: OpeningLine, name: str, on: dt.date, evidence: str = ""
) -> OpeningLine:
    """A precondition is acquired since ``on``, or its date is corrected; the line may be ready."""
    require(permissions.may_check(actor, line), "qui prépare l’ouverture de cette école")
    with recording(actor):
        lock(line)
        refusals = list(checks.not_ticked(line, name))
        if on > clock.today():
            refusals.append(Refusal(f"Le {date_fr(on)} n’est pas encore venu.", key="opening.day"))
        if refusals:
            raise Refused(*refusals)
        found = OpeningCheck.unscoped.filter(line=line, name=name).first()
        check = found or OpeningCheck(line=line, name=name)
        check.on, check.evidence = on, evidence.strip()
        check.by = Mandate.unscoped.get(pk=actor.mandate_id)
        store(check, "tick")
        return met(line)


def met(line: OpeningLine) -> OpeningLine:
    """``line`` is ready once nothing is missing."""
    line.refresh_from_db()
    if line.status != LineStatus.WAITING or checks.missing(line):
        return line
    return LineLifecycle.move(line, "meet", actor=SYSTEM)


@registry.on_moved
def _attached(entry: SchoolEntry, verb: str, actor: Actor) -> None:
    """A convention in force may have been the last thing that a line waited for."""
    if verb == "attach_convention" and (line := checks.current(entry.pk)):
        met(line)
