"""A school file against the directory: the preview, then the writing row by row."""

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from audit.actor import Actor
from audit.recording import recording
from common import jobs
from common.french import number, plural
from common.lifecycle import Refusal, Refused
from common.models import Job
from common.uploads import Kind, check
from governance import permissions, territories
from governance.directory_file import Directory, Layout, RowFault, SchoolRow, read
from governance.models import Institution, InstitutionKind, School, SchoolState
from governance.services.store import require
from governance.territories import CommuneIndex

from . import school_rows
from .school_rows import Draft

BATCH = 50
JOB = "governance.import_schools"
ACTIONS = ("new", "changed", "closed", "unchanged", "refused", "skipped")


@dataclass
class Plan:
    """What a file would do. ``missing``: open schools of its départements that it leaves out."""

    directory: Directory
    on: dt.date
    drafts: list[Draft] = field(default_factory=list)
    missing: list[School] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """Rows by action; a row that gave no school counts as refused or skipped."""
        found = Counter(draft.action for draft in self.drafts)
        found["refused"] += len({fault.line for fault in self.directory.faults if fault.blocking})
        found["skipped"] += sum(self.directory.skipped.values())
        return {action: found[action] for action in ACTIONS}

    @property
    def faults(self) -> list[RowFault]:
        """One message per refused cell or row, in the order of the file."""
        refused = [
            RowFault(draft.row.line, "", draft.row.uai, draft.message, blocking=True)
            for draft in self.drafts
            if draft.action == "refused"
        ]
        return sorted([*self.directory.faults, *refused], key=lambda fault: fault.line)

    @property
    def to_write(self) -> list[Draft]:
        return [d for d in self.drafts if d.action in ("new", "changed", "closed")]


def opened(name: str, data: bytes) -> Directory:
    """The file, through the gate; ``RefusedUpload`` or ``UnreadableDirectory`` otherwise."""
    checked = check(name, data, {Kind.CSV, Kind.XLSX})
    return read_checked(data, checked.safe_name)


def read_checked(data: bytes, name: str) -> Directory:
    """The schools of a file that already passed the gate."""
    return read(data, name, _index())


def _index() -> CommuneIndex:
    """Codes in force and merged ones: the official list, and what the directory has besides."""
    rows = Institution.unscoped.filter(kind=InstitutionKind.COMMUNE, ends_on__isnull=True)
    current, aliases = set(), {}
    for code, former in rows.values_list("insee_code", "former_insee_codes"):
        current.add(code)
        aliases.update(dict.fromkeys(former, code))
    try:
        official = territories.commune_index()
    except territories.TerritoriesUnreadable:
        official = CommuneIndex(frozenset(), {})
    return CommuneIndex(official.current | current, {**official.aliases, **aliases})


def plan(directory: Directory, *, on: dt.date) -> Plan:
    """What ``directory`` would change on ``on``; nothing is written."""
    drafts = [school_rows.settle(row, directory.columns, on) for row in directory.rows]
    return Plan(directory, on, drafts, _missing(directory))


def _missing(directory: Directory) -> list[School]:
    """A row that was refused is not an absence: the school is still in the file."""
    departements = {row.uai[:3] for row in directory.rows}
    live = School.unscoped.exclude(state=SchoolState.CLOSED).filter(ends_on__isnull=True)
    return [
        school
        for school in live.order_by("uai")
        if school.uai[:3] in departements and school.uai not in directory.mentioned
    ]


def refuse_to_close_missing(found: Plan) -> None:
    """Closing what is absent makes sense with a whole file only; raises ``Refused``."""
    directory = found.directory
    kept = len(directory.rows)
    if directory.layout == Layout.PRIORITY_EDUCATION or len(found.missing) > kept:
        raise Refused(
            Refusal(
                f"Ce fichier ne semble pas complet : {number(kept)} "
                f"{plural(kept, 'école lue', 'écoles lues')}, {number(len(found.missing))} "
                "absentes. Fermez les écoles une à une, ou importez l’annuaire complet."
            )
        )


def apply(
    found: Plan,
    *,
    actor: Actor,
    close_missing: bool = False,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> list[RowFault]:
    """Write the plan by batches; what a batch stored stays when the next one is killed.

    Returns the rows refused while writing: the directory may have changed since the preview.
    """
    require(permissions.may_keep_directory(actor), "l’administrateur ou au chef de projet")
    if close_missing:
        refuse_to_close_missing(found)
    refused: list[RowFault] = []
    drafts = found.to_write
    for start in range(0, len(drafts), BATCH):
        batch = drafts[start : start + BATCH]
        with recording(actor):
            for draft in batch:
                refused += _attempt(draft.row, found, actor)
        progress(start + len(batch), len(drafts))
    if close_missing:
        for school in found.missing:
            school_rows.close(school, actor=actor, on=found.on)
    return refused


def _attempt(row: SchoolRow, found: Plan, actor: Actor) -> list[RowFault]:
    """Each row in its own savepoint: one that is refused leaves the others stored."""
    try:
        school_rows.write(row, found.directory.columns, actor=actor, on=found.on)
    except Refused as refused:
        return [RowFault(row.line, "", row.uai, str(refused), blocking=True)]
    return []


def ask(found: Plan, *, actor: Actor, close_missing: bool = False) -> Job:
    """The same work as a job with a line per school, for a page that shows its progress."""
    require(permissions.may_keep_directory(actor), "l’administrateur ou au chef de projet")
    items: list[tuple[str, dict[str, object]]] = []
    if close_missing:
        refuse_to_close_missing(found)
    common = {"columns": sorted(found.directory.columns), "on": found.on.isoformat()}
    for draft in found.to_write:
        subject = f"{draft.row.uai} {draft.row.name}"[:200]
        items.append((subject, {"row": school_rows.packed(draft.row), **common}))
    for school in found.missing if close_missing else ():
        items.append((str(school)[:200], {"close": school.uai, "on": found.on.isoformat()}))
    return jobs.ask(JOB, f"Import de {found.directory.name}"[:200], items, actor=actor)


@jobs.handles(JOB)
def do_item(payload: dict[str, Any], actor: Actor) -> str:
    """One school of a job; done twice it changes nothing."""
    on = dt.date.fromisoformat(payload["on"])
    if "close" in payload:
        school = School.unscoped.get(uai=payload["close"])
        if school.state == SchoolState.CLOSED:
            return "Déjà fermée."
        school_rows.close(school, actor=actor, on=on)
        return "École fermée : absente du fichier."
    row = school_rows.unpacked(payload["row"])
    return school_rows.write(row, frozenset(payload["columns"]), actor=actor, on=on)
