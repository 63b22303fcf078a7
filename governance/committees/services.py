"""Instances created, their rules given new versions, their seats given and ended."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils.text import slugify

from audit.actor import Actor
from audit.recording import recording
from common import clock
from common.french import date_fr, list_fr
from common.lifecycle import Refusal, Refused
from governance.models import Circonscription, Institution
from governance.services.store import lock, require, store

from . import loading, permissions
from .models import Committee, CommitteeKind, CommitteeRules, Seat

_NOT_COPIED = frozenset(
    {"id", "public_id", "recorded_at", "kind", "committee", "reason", "starts_on", "ends_on"}
)


def create_kind(
    *,
    actor: Actor,
    label: str,
    like: CommitteeKind,
    by_circonscription: bool = False,
    examines: Sequence[str] = (),
) -> CommitteeKind:
    """A kind that starts with the rules of another one, to be changed afterwards."""
    require(permissions.may_keep(actor), permissions.WHOSE)
    with recording(actor):
        kind = CommitteeKind(
            code=slugify(label)[:40],
            label=label,
            by_circonscription=by_circonscription,
            examines=list(examines),
        )
        store(kind, "create_committee_kind")
        rules = _copied(_start(like, clock.today()), clock.today())
        rules.kind = kind
        rules.reason = f"Règles de départ, reprises de la nature « {like} »."
        store(rules, "set_committee_rules", reason=rules.reason)
    return kind


def change_kind(*, actor: Actor, kind: CommitteeKind, examines: Sequence[str]) -> CommitteeKind:
    """Other cases that its instances may be asked about; points already made stay."""
    require(permissions.may_keep(actor), permissions.WHOSE)
    with recording(actor):
        lock(kind)
        kind.examines = list(examines)
        return store(kind, "change_committee_kind")


def create_committee(
    *,
    actor: Actor,
    kind: CommitteeKind,
    reference: str,
    name: str,
    named: str,
    host: Institution,
    starts_on: dt.date,
    circonscription: Circonscription | None = None,
) -> Committee:
    """An instance under the rules of its kind, with the legal parameters of its first day."""
    require(permissions.may_keep(actor), permissions.WHOSE)
    with recording(actor):
        lock(kind)
        committee = store(
            Committee(
                kind=kind,
                reference=reference,
                name=name,
                named=named,
                host=host,
                circonscription=circonscription,
                starts_on=starts_on,
            ),
            "create_committee",
        )
        rules = _copied(_start(kind, starts_on), starts_on)
        rules.committee = committee
        rules.reason = f"Règles de départ de la nature « {kind} »."
        store(rules, "set_committee_rules", reason=rules.reason)
    return committee


def change_committee(
    *, actor: Actor, committee: Committee, reference: str, name: str, named: str, host: Institution
) -> Committee:
    """Another name, sigle or secretariat; decisions already numbered keep their number."""
    require(permissions.may_keep(actor), permissions.WHOSE)
    with recording(actor):
        lock(committee)
        committee.reference, committee.name, committee.named = reference, name, named
        committee.host = host
        _refuse_casting_vote(committee)
        return store(committee, "change_committee")


def close_committee(*, actor: Actor, committee: Committee, on: dt.date, reason: str) -> Committee:
    """From ``on`` the instance meets no more."""
    require(permissions.may_keep(actor), permissions.WHOSE)
    with recording(actor):
        lock(committee)
        committee.ends_on = on
        return store(committee, "close_committee", reason=reason)


def change_rules(
    *,
    actor: Actor,
    owner: Committee | CommitteeKind,
    starts_on: dt.date,
    reason: str,
    **rules: Any,
) -> CommitteeRules:
    """A new version from ``starts_on``; the one before stays, for the meetings held under it.

    Refused (409) for a day past, for the first day of another version, and when members sit in a
    college that ``rules`` no longer have.
    """
    require(permissions.may_keep(actor), permissions.WHOSE)
    with recording(actor):
        lock(owner)
        present = owner.rules.on(starts_on).first()
        if present is None or starts_on < clock.today() or present.starts_on == starts_on:
            raise Refused(_not_then(starts_on, present))
        if isinstance(owner, Committee):
            _refuse_lost_colleges(owner, rules["colleges"], starts_on)
        version = _copied(present, starts_on, keep_values=True)
        for name, value in rules.items():
            setattr(version, name, value)
        version.kind, version.committee = present.kind, present.committee
        version.reason, version.ends_on = reason, present.ends_on
        version.parameters = {
            field: key
            for field, key in present.parameters.items()
            if getattr(version, field) == getattr(present, field)
        }
        present.ends_on = starts_on
        store(present, "end_committee_rules")
        return store(version, "set_committee_rules", reason=reason)


def add_seat(*, actor: Actor, committee: Committee, **seat: Any) -> Seat:
    """A place for an office, or for the person of a mandate."""
    require(permissions.may_keep(actor), permissions.WHOSE)
    with recording(actor):
        lock(committee)
        return store(Seat(committee=committee, **seat), "add_seat")


def replace_substitute(*, actor: Actor, seat: Seat, starts_on: dt.date, **place: Any) -> Seat:
    """Another substitute for ``seat`` from ``starts_on``; the one before ends that day."""
    require(permissions.may_keep(actor), permissions.WHOSE)
    with recording(actor):
        lock(seat.committee)
        before = seat.substitutes.on(starts_on).first()
        if before is not None:
            before.ends_on = starts_on
            store(before, "end_seat")
        own = {"committee": seat.committee, "college": seat.college, "voting": seat.voting}
        return store(
            Seat(substitute_for=seat, starts_on=starts_on, **own, **place), "designate_substitute"
        )


def end_seat(*, actor: Actor, seat: Seat, on: dt.date, reason: str) -> Seat:
    """From ``on`` nobody sits there, substitute included."""
    require(permissions.may_keep(actor), permissions.WHOSE)
    with recording(actor):
        lock(seat.committee)
        if seat.ends_on is not None and on >= seat.ends_on:
            raise Refused(Refusal(f"Ce siège prend déjà fin : {seat.period_words}."))
        for substitute in seat.substitutes.overlapping(on, None):
            substitute.ends_on = max(on, substitute.starts_on)
            store(substitute, "end_seat", reason=reason)
        seat.ends_on = max(on, seat.starts_on)
        return store(seat, "end_seat", reason=reason)


def _start(kind: CommitteeKind, on: dt.date) -> CommitteeRules:
    """What a kind gives to an instance that starts on ``on``, or gave first."""
    found: CommitteeRules | None = kind.rules.on(on).first() or kind.rules.last()
    if found is None:
        raise Refused(Refusal(f"La nature « {kind} » n’a pas de règles : donnez-lui-en d’abord."))
    return found


def _copied(rules: CommitteeRules, on: dt.date, *, keep_values: bool = False) -> CommitteeRules:
    """The same rules from ``on``, unsaved; legal parameters are read again unless kept."""
    names = [f.name for f in CommitteeRules._meta.concrete_fields if f.name not in _NOT_COPIED]
    copied = {name: getattr(rules, name) for name in names}
    if not keep_values:
        copied |= loading.values(rules.parameters, on)
    return CommitteeRules(**copied, starts_on=on)


def _refuse_casting_vote(committee: Committee) -> None:
    """The rules in force stay lawful under another secretariat."""
    for rules in committee.rules.overlapping(clock.today(), None):
        rules.committee = committee
        rules.clean()


def _not_then(starts_on: dt.date, present: CommitteeRules | None) -> Refusal:
    day = date_fr(starts_on)
    if present is not None and present.starts_on == starts_on:
        words = f"Une version des règles commence déjà le {day} : choisissez un autre jour."
    elif present is None:
        words = f"Aucune règle n’est en vigueur le {day} : choisissez un autre jour."
    else:
        words = (
            f"Les règles ne changent pas pour le passé ({day}) : les séances tenues gardent les "
            f"leurs. Choisissez un jour à partir du {date_fr(clock.today())}."
        )
    return Refusal(words, "règlement intérieur, art. 15.2", "committee.rules")


def _refuse_lost_colleges(committee: Committee, colleges: list[str], on: dt.date) -> None:
    seats = committee.seats.overlapping(on, None)
    used = set(seats.values_list("college", flat=True)) - {"", *colleges}
    if colleges and seats.filter(college="").exists():
        raise Refused(
            Refusal("Des membres siègent sans collège : mettez d’abord fin à leurs sièges.")
        )
    if used:
        raise Refused(
            Refusal(
                f"Des membres siègent dans {list_fr([f'« {name} »' for name in sorted(used)])} : "
                "mettez d’abord fin à leurs sièges, ou gardez le collège."
            )
        )
