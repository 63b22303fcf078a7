"""What every act that changes another begins with: its rows, what it keeps of the act in force."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from audit.actor import Actor
from audit.recording import recording
from common import clock, french
from common.lifecycle import NotYours, Refusal, Refused
from documents import catalogue
from governance.models import Mandate

from .. import kinds, permissions, registry, stale
from ..lifecycle import ConventionLifecycle
from ..models import ActKind, Convention, ConventionSchool, Modification, Status, Way
from ..services.preparing import version
from . import finding, rules

CARRIED = (
    "circonscription", "framework", "unit_price", "max_accounts", "max_yearly_amount",
    "legal_ground", "legal_ground_reference", "legal_ground_text", "state_mode",
    "duration_months", "ends_on",
)  # fmt: skip
"""What an act that changes another keeps of it, until its author changes it."""

WRITABLE = (Status.DRAFT, Status.CHANGES_REQUESTED)
NOT_THEIRS = {
    Way.AMENDMENT: "La préparation d’un avenant revient au chef de projet du syndicat.",
    Way.ENTRY_SLIP: "La préparation d’un bulletin d’entrée revient au chef de projet du syndicat.",
}
SOMEBODY_ELSE = {
    Way.AMENDMENT: "Cet avenant est préparé par une autre personne.",
    Way.ENTRY_SLIP: "Ce bulletin d’entrée est préparé par une autre personne.",
}


def kind_for(initial: Convention, way: str) -> ActKind | None:
    """The kind, in use, of the acts that change this one in that way; None when there is none."""
    found = ActKind.unscoped.in_use().filter(way=way, modifies=initial.kind.code)
    return found.prefetch_related("parts").first()


def no_kind(initial: Convention, way: Way) -> Refusal:
    return Refusal(
        f"Aucune nature d’acte n’est en usage pour un {way.label.lower()} à "
        f"{french.quoted(initial.kind.label)}.",
        key="amendment.kind",
    )


def refusals(initial: Convention, way: Way, day: dt.date | None = None) -> list[Refusal]:
    """Why the act may not be changed in that way on ``day`` (today or later when not said)."""
    if kind_for(initial, way) is None:
        return [no_kind(initial, way)]
    begins = max(clock.today(), initial.in_force_on or initial.starts_on or clock.today())
    return list(rules.in_force_on(initial, day or begins, rules.SUBJECT[way]))


def kind_to_begin(initial: Convention, way: Way, day: dt.date, actor: Actor) -> ActKind:
    """The kind of the act that ``actor`` begins; ``NotYours``, ``Refused`` when they may not."""
    if not permissions.may_steer(actor, initial) or actor.mandate_id is None:
        raise NotYours(NOT_THEIRS[way])
    found = refusals(initial, way, day)
    kind = kind_for(initial, way)
    if found or kind is None:
        raise Refused(*found)
    return kind


def write(
    initial: Convention,
    kind: ActKind,
    *,
    way: Way,
    reference: str,
    title: str,
    starts_on: dt.date,
    before: Mapping[str, Any],
    schools: Iterable[ConventionSchool],
    actor: Actor,
    number: int = 0,
    reason: str = "",
    reason_text: str = "",
    **fields: Any,
) -> Modification:
    """The rows of an act that changes ``initial``: itself, its parties, its schools, their link.

    Inside the caller's ``recording``. ``fields`` of ``Convention``.
    """
    with recording(actor) as journal:
        act = Convention(
            kind=kind,
            reference=reference,
            title=title[:250],
            owner=Mandate.unscoped.get(pk=actor.mandate_id),
            model=catalogue.in_use(kind.model_code, clock.today()),
            starts_on=starts_on,
            **{name: getattr(initial, name) for name in CARRIED},
            **fields,
        )
        act.full_clean()
        journal.says(act, "prepare")
        act.save()
        for party in kinds.parties(act, finding.parties_on(initial, starts_on)):
            party.save()
        link = Modification(
            act=act,
            initial=initial,
            way=way,
            number=number,
            reason=reason,
            reason_text=reason_text,
            before=dict(before),
        )
        link.successor = finding.successor(link)
        link.full_clean()
        link.save()
        for row in schools:
            row.convention = act
            row.save()
        journal.note(initial, f"begin_{way}", reference=act.reference)
        registry.moved(act, "create", actor)
    return link


def own(act: Convention, way: Way, actor: Actor) -> None:
    """Raises ``NotYours`` for whoever does not prepare this act."""
    if not permissions.may_steer(actor, act):
        raise NotYours(SOMEBODY_ELSE[way])


def locked(act: Convention, verb: str = "submit", *, seen_version: int | None = None) -> Convention:
    """The draft, locked; ``Refused`` once it is one no more, or when somebody else changed it
    since the version that the author saw."""
    found = Convention.unscoped.select_for_update().get(pk=act.pk)
    if found.status not in WRITABLE:
        raise Refused(ConventionLifecycle(found).wrong_state(verb))
    if seen_version is not None and version(found) != seen_version:
        raise Refused(stale.refusal(found, found.reference))
    return found


def follow_parties(act: Convention, initial: Convention) -> None:
    """The parties follow the day of effect, whoever they have become by then."""
    bodies = finding.parties_on(initial, act.starts_on or clock.today())
    for party in act.parties.all():
        if party.role in bodies and party.institution_id != bodies[party.role].pk:
            party.institution = bodies[party.role]
            party.save()
