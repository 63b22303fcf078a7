"""Institutions brought to the state of a list: created, changed, renamed, closed, reopened.

Written in bulk with their history and a line of the journal each. A row that the directory
refuses (a SIREN that another body has, a code of a wrong form) is reported, never forced.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError

from audit.actor import SYSTEM
from audit.recording import Journal, recording
from governance.models import Institution, InstitutionKind, InstitutionName

SOURCE = "liste officielle des communes et des EPCI"


@dataclass
class Wanted:
    """A body as a list describes it.

    ``fixed`` fields follow the list; ``proposed`` ones only fill what is empty. Other names are
    added to those already known. Without ``parent`` the present one is kept.
    """

    kind: str
    code: str
    name: str
    siren: str = ""
    aliases: list[str] = field(default_factory=list)
    parent: Institution | None = None
    fixed: dict[str, Any] = field(default_factory=dict)
    proposed: dict[str, Any] = field(default_factory=dict)


@dataclass
class Report:
    """How many bodies of each kind were created, changed…, and a sentence per refusal."""

    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)

    def add(self, kind: str, what: str, number: int = 1) -> None:
        of_kind = self.counts.setdefault(kind, {})
        of_kind[what] = of_kind.get(what, 0) + number

    @property
    def changes(self) -> int:
        """Bodies written, whatever the change."""
        return sum(
            number
            for of_kind in self.counts.values()
            for what, number in of_kind.items()
            if what != "unchanged"
        )


def synchronise(wanted: Sequence[Wanted], *, on: dt.date, report: Report) -> dict[str, Institution]:
    """Bring the bodies of one kind to ``wanted``, in one transaction; by code, as they now are."""
    if not wanted:
        return {}
    found: dict[str, Institution] = {}
    with recording(SYSTEM) as journal:
        known = _known(wanted)
        owners = _owners_of_siren(wanted)
        created: list[Institution] = []
        changed: list[Institution] = []
        renamed: list[tuple[Institution, str]] = []
        for item in wanted:
            body = known.get(item.code)
            before = body.name if body is not None else ""
            what, body = _brought_to(body, item)
            refusal = _refusal(body, owners) if what != "unchanged" else ""
            if refusal:
                report.refused.append(f"{item.name} ({item.code}) : {refusal}")
                continue
            report.add(item.kind, what)
            found[item.code] = body
            if what == "created":
                created.append(body)
                journal.says(body, "create_institution", source=SOURCE)
            elif what != "unchanged":
                changed.append(body)
                verb = "rename_institution" if what == "renamed" else "change_institution"
                journal.says(body, verb, source=SOURCE)
            if what == "renamed":
                renamed.append((body, before))
        _write(created, changed)
        _keep_former_names(renamed, on, journal)
    return found


def close(keys: Sequence[int], *, on: dt.date, report: Report) -> None:
    """The bodies of ``keys`` end on ``on`` (excluded)."""
    with recording(SYSTEM) as journal:
        bodies = list(Institution.unscoped.filter(pk__in=keys))
        for body in bodies:
            body.ends_on = max(on, body.starts_on or on)
            journal.says(body, "close_institution", source=SOURCE)
            report.add(body.kind, "closed")
        _write([], bodies)


def _known(wanted: Sequence[Wanted]) -> dict[str, Institution]:
    """The bodies already in the directory, by the code that the list gives them."""
    kind = wanted[0].kind
    bodies = Institution.unscoped.filter(kind=kind).select_related("parent")
    if kind == InstitutionKind.COMMUNE:
        by_code = bodies.filter(insee_code__in=[item.code for item in wanted])
        known = {body.insee_code: body for body in by_code}
        return _moved(wanted, known, bodies)
    if kind == InstitutionKind.EPCI:
        by_siren = bodies.filter(siren__in=[item.siren for item in wanted])
        return {body.siren: body for body in by_siren}
    return _by_alias(wanted, bodies)


def _moved(
    wanted: Sequence[Wanted], known: dict[str, Institution], bodies: Any
) -> dict[str, Institution]:
    """A commune keeps its SIREN when its code changes: the same row follows."""
    missing = {item.siren: item for item in wanted if item.siren and item.code not in known}
    for body in bodies.filter(siren__in=list(missing)):
        item = missing[body.siren]
        if body.insee_code in ("", *item.fixed.get("former_insee_codes", [])):
            known[item.code] = body
    return known


def _by_alias(wanted: Sequence[Wanted], bodies: Any) -> dict[str, Institution]:
    """Régions and départements, by their code, else by their name when it was typed by hand."""
    present = list(bodies)
    by_code = {alias: body for body in present for alias in body.aliases}
    by_name = {body.name: body for body in present}
    found = {item.code: by_code.get(item.code) or by_name.get(item.name) for item in wanted}
    return {code: body for code, body in found.items() if body is not None}


def _owners_of_siren(wanted: Sequence[Wanted]) -> dict[str, int]:
    sirens = [item.siren for item in wanted if item.siren]
    rows = Institution.unscoped.filter(siren__in=sirens).values_list("siren", "pk")
    return dict(rows)


def _brought_to(body: Institution | None, item: Wanted) -> tuple[str, Institution]:
    """The body in the state wanted, not saved, and what changes."""
    what = "unchanged"
    if body is None:
        body, what = Institution(kind=item.kind, name=item.name), "created"
    values: dict[str, Any] = {"siren": item.siren or body.siren, **item.fixed}
    for name, value in item.proposed.items():
        values[name] = getattr(body, name) or value
    values["aliases"] = [*body.aliases, *(a for a in item.aliases if a not in body.aliases)]
    if item.parent is not None and not _chosen_by_hand(body):
        values["parent"] = item.parent
    if body.ends_on is not None:
        values["ends_on"] = None
    for name, value in values.items():
        if getattr(body, name) != value:
            setattr(body, name, value)
            what = "changed" if what == "unchanged" else what
    if body.name != item.name:
        body.name = item.name
        what = "renamed"
    return what, body


def _chosen_by_hand(body: Institution) -> bool:
    """An EPCI attached to a mixed syndicate: the list does not know it."""
    return body.parent is not None and body.parent.kind == InstitutionKind.MIXED_SYNDICATE


def _refusal(body: Institution, owners: dict[str, int]) -> str:
    """Why the directory refuses the body; the queries of ``full_clean`` are made by batch."""
    owner = owners.get(body.siren)
    if body.siren and owner is not None and owner != body.pk:
        return f"son SIREN {body.siren} est déjà celui d’une autre institution."
    try:
        body.clean_fields(exclude=["parent"])
        body.clean()
    except ValidationError as refused:
        return " ".join(refused.messages)
    return ""


def _write(created: list[Institution], changed: list[Institution]) -> None:
    if created:
        Institution.unscoped.bulk_create_recorded(created)
    if changed:
        Institution.unscoped.bulk_update_recorded(changed, _WRITTEN)


_WRITTEN = (
    "name",
    "short_name",
    "aliases",
    "siren",
    "insee_code",
    "former_insee_codes",
    "parent",
    "postal_code",
    "time_zone",
    "population",
    "ends_on",
)


def _keep_former_names(
    renamed: Iterable[tuple[Institution, str]], on: dt.date, journal: Journal
) -> None:
    """Acts of the time before print the name of their day."""
    former = []
    for body, name in renamed:
        last = body.names.order_by("-ends_on").first()
        start = last.ends_on if last is not None else body.starts_on
        end = max(on, start) if start is not None else on
        row = InstitutionName(institution=body, name=name, starts_on=start, ends_on=end)
        journal.says(row, "keep_former_name")
        former.append(row)
    if former:
        InstitutionName.unscoped.bulk_create_recorded(former)
