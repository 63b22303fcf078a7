"""A convention while its author writes it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from audit.actor import Actor
from audit.recording import recording
from common import clock, french
from common.lifecycle import NotYours, Refusal, Refused
from documents import catalogue
from governance.models import Circonscription, Institution, Mandate, School

from .. import kinds, permissions, registry, stale
from ..lifecycle import ConventionLifecycle
from ..models import (
    AUTHORITY,
    STATE,
    SYNDICATE,
    TRIPARTITE,
    ActKind,
    Convention,
    ConventionSchool,
)
from ..register import case_reference
from ..term import end_of

EDITABLE = (
    "title",
    "starts_on",
    "duration_months",
    "unit_price",
    "max_accounts",
    "max_yearly_amount",
    "legal_ground",
    "legal_ground_reference",
    "legal_ground_text",
    "state_mode",
    "circonscription",
    "framework",
    "options",
    "details",
)


@dataclass(frozen=True, slots=True)
class SchoolLine:
    """A school of the perimeter, as typed: accounts expected per year."""

    school: School
    levels: str = ""
    forecast_accounts: int = 0
    entry_label: str = ""


@dataclass(frozen=True, slots=True)
class Preparation:
    """Everything a new tripartite convention starts from; amounts in euros incl. tax."""

    authority: Institution
    state: Institution
    syndicate: Institution
    circonscription: Circonscription | None
    schools: Sequence[SchoolLine]
    title: str
    starts_on: dt.date | None
    duration_months: int
    unit_price: Decimal | None
    max_accounts: int | None
    max_yearly_amount: Decimal | None
    legal_ground: str
    legal_ground_reference: str
    state_mode: str
    framework: Convention | None
    options: Mapping[str, bool]
    details: Mapping[str, object]


def create(start: Preparation, *, actor: Actor) -> Convention:
    """Prepare a tripartite convention from what was proposed and changed."""
    return begin(
        kinds.current(TRIPARTITE),
        {AUTHORITY: start.authority, STATE: start.state, SYNDICATE: start.syndicate},
        schools=start.schools,
        actor=actor,
        title=start.title,
        circonscription=start.circonscription,
        framework=start.framework,
        starts_on=start.starts_on,
        duration_months=start.duration_months,
        unit_price=start.unit_price,
        max_accounts=start.max_accounts,
        max_yearly_amount=start.max_yearly_amount,
        legal_ground=start.legal_ground,
        legal_ground_reference=start.legal_ground_reference,
        state_mode=start.state_mode,
        options=dict(start.options),
        details=dict(start.details),
    )


def begin(
    kind: ActKind,
    bodies: Mapping[str, Institution],
    *,
    actor: Actor,
    schools: Sequence[SchoolLine] = (),
    **fields: Any,
) -> Convention:
    """Prepare an act of any kind: ``bodies`` by role, ``fields`` of ``Convention``.

    Its case reference is given now, because the délibération must cite it (P2). Raises
    ``NotYours``, ``Refused`` when the kind or the Word model is not in use, ``ValidationError``.
    """
    if not permissions.may_prepare(actor) or actor.mandate_id is None:
        raise NotYours("La préparation d’une convention revient au chef de projet du syndicat.")
    if kind.status != ActKind.Status.IN_USE:
        raise Refused(
            Refusal(
                f"La version {kind.version} de {french.quoted(kind.label)} n’est pas en usage : "
                "aucun acte ne commence avec elle. Revenez au choix de l’acte."
            )
        )
    return write(kind, bodies, owner=actor.mandate_id, schools=schools, actor=actor, **fields)


def write(
    kind: ActKind,
    bodies: Mapping[str, Institution],
    *,
    owner: int,
    actor: Actor,
    schools: Sequence[SchoolLine] = (),
    **fields: Any,
) -> Convention:
    """The rows of a new act, whatever the state of its kind: an act begins by ``begin``."""
    day = clock.today()
    model = catalogue.in_use(kind.model_code, day)
    with recording(actor) as journal:
        convention = Convention(
            kind=kind,
            reference=case_reference(kind.series, day.year),
            owner=Mandate.unscoped.get(pk=owner),
            model=model,
            **fields,
        )
        convention.ends_on = end_of(convention)
        convention.full_clean()
        journal.says(convention, "prepare")
        convention.save()
        for party in kinds.parties(convention, bodies):
            party.save()
        write_schools(convention, schools)
        registry.moved(convention, "create", actor)
    return convention


def write_schools(convention: Convention, lines: Sequence[SchoolLine]) -> None:
    """Make the perimeter be exactly ``lines``."""
    kept = {line.school.pk: line for line in lines}
    for row in ConventionSchool.unscoped.filter(convention=convention):
        if row.school_id not in kept:
            row.delete()
            continue
        line = kept.pop(row.school_id)
        new = (line.levels, line.forecast_accounts, line.entry_label)
        if new != (row.levels, row.forecast_accounts, row.entry_label):
            row.levels, row.forecast_accounts, row.entry_label = new
            row.save()
    for line in kept.values():
        ConventionSchool(
            convention=convention,
            school=line.school,
            levels=line.levels,
            forecast_accounts=line.forecast_accounts,
            entry_label=line.entry_label,
        ).save()


def _differs(convention: Convention, lines: Sequence[SchoolLine]) -> bool:
    """Whether ``lines`` are not the perimeter already stored."""
    rows = ConventionSchool.unscoped.filter(convention=convention)
    names = ("school_id", "levels", "forecast_accounts", "entry_label")
    typed = {(r.school.pk, r.levels, r.forecast_accounts, r.entry_label) for r in lines}
    return set(rows.values_list(*names)) != typed


def version(convention: Convention) -> int:
    """A number that grows with each stored change: what an editor sends back to be compared."""
    latest: int = convention.history.order_by("-pk").values_list("pk", flat=True).first() or 0
    return latest


def revise(
    convention: Convention,
    values: Mapping[str, Any],
    *,
    schools: Sequence[SchoolLine] | None = None,
    seen_version: int,
    actor: Actor,
    verb: str = "revise",
) -> Convention:
    """Store what the owner typed in a draft or a correction (autosave included).

    Raises ``Refused`` when somebody else changed the convention since the page was opened, and
    ``NotYours``; unknown names are a fault of the caller. ``verb``: how the journal tells it.
    """
    if not permissions.may_steer(actor, convention):
        raise NotYours("Cette convention est préparée par une autre personne.")
    unknown = set(values) - set(EDITABLE)
    if unknown:
        raise KeyError(f"not editable: {sorted(unknown)}")
    with recording(actor) as journal:
        locked = Convention.unscoped.select_for_update().get(pk=convention.pk)
        if locked.status not in (Convention.Status.DRAFT, Convention.Status.CHANGES_REQUESTED):
            raise Refused(ConventionLifecycle(locked).wrong_state("submit"))
        if version(locked) != seen_version:
            raise Refused(stale.refusal(locked, locked.reference))
        own = {name for name, value in values.items() if getattr(locked, name) != value}
        for name, value in values.items():
            setattr(locked, name, value)
        locked.ends_on = end_of(locked)
        locked.full_clean()
        perimeter = schools is not None and _differs(locked, schools)
        if not own and not perimeter:
            return locked  # saved again as it was: nothing to tell
        journal.says(locked, verb if own else "revise_schools", fields=sorted(own))
        locked.save()
        if schools is not None:
            write_schools(locked, schools)
    return locked
