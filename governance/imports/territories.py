"""Régions, départements, EPCI and communes of the official list, written into the directory.

Found again by their own codes: Insee for a commune, SIREN for an EPCI. Régions and départements
have no SIREN in the list, so their Insee code is kept among their other names. What the list does
not know (addresses, telephones, other names) is left as people typed it.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from common import clock
from governance import territories
from governance.models import Institution, InstitutionKind

from .bodies import Report, Wanted, close, synchronise

BATCH = 1_000
Progress = Callable[[str, int, int], None]

EPCI_WORDS = {
    "CC ": "Communauté de communes ",
    "CA ": "Communauté d’agglomération ",
    "CU ": "Communauté urbaine ",
}
"""The list abbreviates; acts print the name in full, screens the short one."""

TIME_ZONES = {
    "971": "America/Guadeloupe",
    "972": "America/Martinique",
    "973": "America/Cayenne",
    "974": "Indian/Reunion",
    "975": "America/Miquelon",
    "976": "Indian/Mayotte",
    "977": "America/St_Barthelemy",
    "978": "America/Marigot",
    "984": "Indian/Kerguelen",
    "986": "Pacific/Wallis",
    "987": "Pacific/Tahiti",
    "988": "Pacific/Noumea",
}


class UnknownDepartement(ValueError):
    """No département of the list has this code; ``str()`` is the sentence for the screen."""


@dataclass
class _Run:
    """What one import carries from a step to the next."""

    departement: str | None
    on: dt.date
    folder: Path
    progress: Progress
    report: Report = field(default_factory=Report)
    regions: dict[str, Institution] = field(default_factory=dict)
    departements: dict[str, Institution] = field(default_factory=dict)
    groups: dict[str, Institution] = field(default_factory=dict)


def import_territories(
    departement: str | None = None,
    *,
    on: dt.date | None = None,
    progress: Progress = lambda label, done, total: None,
    folder: Path = territories.FOLDER,
) -> Report:
    """Bring the directory up to the official list, of one département or of all France.

    ``on`` dates what changed since the last import (names, closings): the day of the run unless
    it is said. Each batch is a transaction. Raises ``UnknownDepartement``.
    """
    known = {item.code: item for item in territories.departements(folder)}
    if departement is not None and departement not in known:
        raise UnknownDepartement(
            f"Département inconnu : « {departement} ». Attendu : un code de la liste officielle, "
            "par exemple 80, 2A ou 974."
        )
    run = _Run(departement, on or clock.today(), folder, progress)
    groups = list(territories.epci(departement, folder))
    wanted = {departement} if departement else set(known)
    wanted |= {_seat(group) for group in groups}
    used = {known[code].region for code in wanted}
    _all(run, "régions", [_region(item) for item in territories.regions(folder)
                          if item.code in used], run.regions)  # fmt: skip
    _all(run, "départements", [_departement(run, known[code]) for code in sorted(wanted)],
         run.departements)  # fmt: skip
    _all(run, "EPCI", [_group(run, group) for group in groups], run.groups)
    _communes(run)
    _close_absent(run)
    return run.report


def departement_of(insee: str) -> str:
    """« 80 » for « 80021 », « 974 » for « 97411 »."""
    return insee[:3] if insee.startswith(("97", "98")) else insee[:2]


def _seat(group: territories.Epci) -> str:
    """The département of most of the members: the list does not give the seat."""
    found = Counter(departement_of(member) for member in group.members)
    return max(sorted(found), key=lambda code: found[code])


def _region(item: territories.Region) -> Wanted:
    return Wanted(InstitutionKind.REGION, item.code, item.name, aliases=[item.code])


def _departement(run: _Run, item: territories.Departement) -> Wanted:
    return Wanted(
        InstitutionKind.DEPARTEMENT,
        item.code,
        item.name,
        aliases=[item.code],
        parent=run.regions.get(item.region),
        fixed={"time_zone": TIME_ZONES.get(item.code, "Europe/Paris")},
    )


def _group(run: _Run, group: territories.Epci) -> Wanted:
    name, short = group.name, ""
    for abbreviation, words in EPCI_WORDS.items():
        if group.name.startswith(abbreviation):
            name, short = words + group.name.removeprefix(abbreviation), group.name
    seat = _seat(group)
    return Wanted(
        InstitutionKind.EPCI,
        group.siren,
        name,
        siren=group.siren,
        parent=run.departements.get(seat),
        fixed={
            "population": group.population,
            "time_zone": TIME_ZONES.get(seat, "Europe/Paris"),
        },
        proposed={"short_name": short[:80]},
    )


def _commune(run: _Run, item: territories.Commune, merged: list[territories.Alias]) -> Wanted:
    fixed: dict[str, object] = {
        "insee_code": item.insee,
        "former_insee_codes": sorted(alias.insee for alias in merged),
        "time_zone": TIME_ZONES.get(item.departement, "Europe/Paris"),
    }
    if item.population is not None:
        fixed["population"] = item.population
    return Wanted(
        InstitutionKind.COMMUNE,
        item.insee,
        item.name,
        siren=item.siren or "",
        aliases=sorted({a.name for a in merged if a.name and a.name != item.name}),
        parent=run.groups.get(item.epci_siren or ""),
        fixed=fixed,
        proposed={"postal_code": item.postal_codes[0]} if len(item.postal_codes) == 1 else {},
    )


def _all(run: _Run, label: str, wanted: list[Wanted], found: dict[str, Institution]) -> None:
    found.update(synchronise(wanted, on=run.on, report=run.report))
    run.progress(label, len(wanted), len(wanted))


def _communes(run: _Run) -> None:
    """By batches, so that memory does not grow with France."""
    merged: dict[str, list[territories.Alias]] = {}
    for alias in territories.aliases(run.departement, run.folder):
        merged.setdefault(alias.current, []).append(alias)
    total = sum(1 for _ in territories.communes(run.departement, run.folder))
    done = 0
    for batch in _batches(territories.communes(run.departement, run.folder)):
        wanted = [_commune(run, item, merged.get(item.insee, [])) for item in batch]
        synchronise(wanted, on=run.on, report=run.report)
        done += len(batch)
        run.progress("communes", done, total)


def _batches(items: Iterator[territories.Commune]) -> Iterator[list[territories.Commune]]:
    batch: list[territories.Commune] = []
    for item in items:
        batch.append(item)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _close_absent(run: _Run) -> None:
    """Communes and EPCI that the list no longer has end that day; they are never removed."""
    current = territories.commune_index(run.folder).current
    sirens = {group.siren for group in territories.epci(folder=run.folder)}
    live = Institution.unscoped.filter(ends_on__isnull=True, fictitious=False)
    communes = live.filter(kind=InstitutionKind.COMMUNE).exclude(insee_code="")
    groups = live.filter(kind=InstitutionKind.EPCI).exclude(siren="")
    if run.departement is not None:
        communes = communes.filter(insee_code__startswith=run.departement)
        groups = groups.filter(parent=run.departements[run.departement])
    gone = [pk for pk, code in communes.values_list("pk", "insee_code") if code not in current]
    gone += [pk for pk, siren in groups.values_list("pk", "siren") if siren not in sirens]
    close(gone, on=run.on, report=run.report)
