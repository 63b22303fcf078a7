"""One row of a school file against the directory: what would change, then the change.

``settle`` reads and writes nothing; ``write`` settles again inside its transaction and stores.
What the file does not say, or leaves empty, stays as it is recorded.
"""

import datetime as dt
from dataclasses import asdict, dataclass, field
from typing import Any

from django.core.exceptions import ValidationError

from audit.actor import Actor
from audit.recording import recording
from common.french import date_fr, quoted, typography
from common.lifecycle import Refusal, Refused
from governance import permissions, services
from governance.directory_file import Kind, SchoolRow
from governance.directory_file import Rpi as FileRpi
from governance.directory_file import State as FileState
from governance.directory_file.layouts import plain
from governance.models import (
    Competence,
    CompetencePart,
    Institution,
    InstitutionKind,
    Rep,
    School,
    SchoolState,
)
from governance.services.store import lock, require, store

from .districts import District, departement_of, district_of, dsden_of, new_dsden

PROPOSED = "proposée à l’import : à confirmer"
_REP = {"REP": Rep.REP, "REP+": Rep.REP_PLUS, "": Rep.NONE}
_RPI_COLUMNS = {"rpi_concentrated", "rpi_dispersed"}


@dataclass
class Draft:
    """What a row does. ``action``: new, changed, closed, unchanged, refused or skipped."""

    row: SchoolRow
    action: str
    message: str = ""
    school: School | None = None
    values: dict[str, Any] = field(default_factory=dict)
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    competences: list[tuple[str, Institution]] = field(default_factory=list)
    district: District | None = None


def settle(row: SchoolRow, columns: frozenset[str], on: dt.date) -> Draft:
    """What ``row`` would change on ``on``; nothing is written."""
    school = School.unscoped.select_related("commune").filter(uai=row.uai).first()
    if school is None and row.state == FileState.CLOSED:
        return Draft(row, "skipped", "École fermée, absente du répertoire.")
    try:
        commune = _commune(row)
    except Refused as refused:
        return Draft(row, "refused", str(refused), school)
    draft = Draft(row, "unchanged", school=school)
    wanted = _values(row, columns, commune, school)
    if school is None:
        draft.action, draft.values = "new", wanted
        school = School(uai=row.uai)
    else:
        draft.values = {n: v for n, v in wanted.items() if not _same(getattr(school, n), v)}
        draft.changes = [(_label(n), _shown(getattr(school, n)), _shown(v))
                         for n, v in draft.values.items()]  # fmt: skip
    if row.state == FileState.CLOSED and school.state != SchoolState.CLOSED:
        draft.action = "closed"
        draft.values["ends_on"] = max(on, school.starts_on or on)
    elif "state" in columns and row.state != FileState.CLOSED and school.ends_on is not None:
        draft.values["ends_on"] = None
        draft.changes.append((_label("ends_on"), _shown(school.ends_on), "aucune"))
    return _checked(_with_links(draft, commune, on))


def write(row: SchoolRow, columns: frozenset[str], *, actor: Actor, on: dt.date) -> str:
    """Store what ``row`` changes, in one transaction; returns the sentence of the result.

    Raises ``Refused`` with the sentence when the row cannot be stored.
    """
    require(permissions.may_keep_directory(actor), "l’administrateur ou au chef de projet")
    with recording(actor):
        draft = settle(row, columns, on)
        if draft.action == "refused":
            raise Refused(Refusal(draft.message))
        if draft.action in ("skipped", "unchanged"):
            return draft.message or "Inchangée."
        try:
            school = _stored(draft, actor)
            _link(draft, school, actor, on)
        except ValidationError as refused:
            raise Refused(Refusal(" ".join(refused.messages))) from refused
    return SENTENCES[draft.action]


SENTENCES = {"new": "École ajoutée.", "changed": "École modifiée.", "closed": "École fermée."}


def close(school: School, *, actor: Actor, on: dt.date) -> School:
    """A school that the file no longer has is closed on ``on``, when that was asked."""
    require(permissions.may_keep_directory(actor), "l’administrateur ou au chef de projet")
    with recording(actor):
        lock(school)
        school.state = SchoolState.CLOSED
        school.ends_on = max(on, school.starts_on or on)
        return store(school, "close_school", reason="absente du fichier importé")


def _stored(draft: Draft, actor: Actor) -> School:
    if draft.school is None:
        return services.create_school(actor=actor, uai=draft.row.uai, **draft.values)
    if draft.action == "closed":
        lock(draft.school)
        for name, value in draft.values.items():
            setattr(draft.school, name, value)
        return store(draft.school, "close_school", reason="fermée dans le fichier importé")
    if draft.values:
        return services.change_school(actor=actor, school=draft.school, **draft.values)
    return draft.school


def _link(draft: Draft, school: School, actor: Actor, on: dt.date) -> None:
    for part, body in draft.competences:
        services.record_competence(
            actor=actor,
            institution=body,
            school=school,
            starts_on=on,
            part=part,
            act_reference=PROPOSED,
        )
    if draft.district is None:
        return
    known = draft.district.known
    if known is None:
        departement = departement_of(draft.row)
        dsden = dsden_of(departement)
        if dsden is None:
            described = new_dsden(departement) or {}
            dsden = services.create_institution(
                actor=actor, kind=InstitutionKind.DSDEN, **described
            )
        known = services.create_circonscription(
            actor=actor, dsden=dsden, name=draft.district.name, uai=draft.district.uai
        )
    services.link_school(actor=actor, school=school, circonscription=known, starts_on=on)


def _values(
    row: SchoolRow, columns: frozenset[str], commune: Institution, school: School | None
) -> dict[str, Any]:
    values: dict[str, Any] = {"name": row.name, "commune": commune}
    if row.kinds:
        values["kinds"] = sorted(kind.value for kind in row.kinds)
    if "rep" in columns:
        values["rep"] = _REP[row.rep]
    if columns & _RPI_COLUMNS:
        values["rpi"] = row.rpi.value
    if "state" in columns or school is None:
        values["state"] = row.state.value
    if row.pupils is not None:
        values["pupils"] = row.pupils
    for name in ("address", "postal_code", "phone", "email"):
        if getattr(row, name):
            values[name] = getattr(row, name)
    if row.address and row.commune_name:
        values["city"] = row.commune_name[:100]
    if row.opened_on and (school is None or school.starts_on is None):
        values["starts_on"] = row.opened_on
    return values


def _commune(row: SchoolRow) -> Institution:
    """The commune of the directory, by its code, else by its name in the département."""
    communes = Institution.unscoped.filter(kind=InstitutionKind.COMMUNE)
    if row.commune_insee:
        found = communes.filter(insee_code=row.commune_insee).first()
        if found is not None:
            return found
        raise Refused(
            Refusal(
                f"La commune {row.commune_insee} ({row.commune_name or 'sans nom'}) n’est pas au "
                f"répertoire. Importez d’abord les communes du département {departement_of(row)}."
            )
        )
    here = communes.filter(insee_code__startswith=departement_of(row), ends_on__isnull=True)
    named = [c for c in here if plain(c.name) == plain(row.commune_name)]
    if not named:
        named = [c for c in here if plain(row.commune_name) in {plain(a) for a in c.aliases}]
    if len(named) == 1:
        return named[0]
    found_words = "aucune" if not named else "plusieurs"
    raise Refused(
        Refusal(
            f"Attendu : une commune du département {departement_of(row)} ; trouvé : {found_words} "
            f"du nom de {quoted(row.commune_name)}. Ajoutez le code commune au fichier."
        )
    )


def _with_links(draft: Draft, commune: Institution, on: dt.date) -> Draft:
    """The competence proposed to a school that has none, and the district that the file names."""
    school = draft.school
    if draft.action == "closed":
        return draft
    if school is None or not school.competences.exists():
        draft.competences = proposed_competences(commune, on)
        names = ", ".join(str(body) for _, body in draft.competences)
        draft.changes.append(("compétence proposée", "", names))
    district = district_of(draft.row)
    if district is not None:
        link = school.circonscription_links.order_by("-starts_on").first() if school else None
        same = link is not None and district.known is not None and (
            link.circonscription_id == district.known.pk or link.starts_on > on
        )  # fmt: skip
        can_create = dsden_of(departement_of(draft.row)) or new_dsden(departement_of(draft.row))
        if not same and (district.known is not None or can_create):
            draft.district = district
            before = str(link.circonscription) if link else ""
            draft.changes.append(
                (f"circonscription, à compter du {date_fr(on)}", before, district.name)
            )
    if draft.action == "unchanged" and draft.changes:
        draft.action = "changed"
    return draft


def proposed_competences(commune: Institution, on: dt.date) -> list[tuple[str, Institution]]:
    """Who answers for the commune's other schools; else its EPCI when it has the competence for
    other communes; else the commune itself."""
    running = Competence.unscoped.on(on).select_related("institution")
    of_commune = list(running.filter(school__commune=commune))
    by_part: dict[str, set[Institution]] = {}
    for competence in of_commune:
        by_part.setdefault(competence.part, set()).add(competence.institution)
    alone = all(len(bodies) == 1 for bodies in by_part.values())
    parts = set(by_part)
    if by_part and alone and (parts == {"whole"} or "whole" not in parts):
        return sorted(((part, min(bodies, key=lambda body: body.pk))
                       for part, bodies in by_part.items()), key=lambda pair: pair[0])  # fmt: skip
    epci = commune.parent
    if not of_commune and epci is not None and epci.kind == InstitutionKind.EPCI:
        elsewhere = running.filter(institution=epci, part=CompetencePart.WHOLE)
        if elsewhere.exists():
            return [(CompetencePart.WHOLE, epci)]
    return [(CompetencePart.WHOLE, commune)]


def _checked(draft: Draft) -> Draft:
    """The fields against the model, so that the preview says what the writing would refuse."""
    probe = School(uai=draft.row.uai)
    if draft.school is not None:
        probe = School.unscoped.get(pk=draft.school.pk)
    for name, value in draft.values.items():
        setattr(probe, name, value)
    try:
        probe.full_clean(exclude=["commune"])
    except ValidationError as refused:
        said = [
            f"{_label(name)} : {' '.join(messages)}" if name != "__all__" else " ".join(messages)
            for name, messages in refused.message_dict.items()
        ]
        return Draft(draft.row, "refused", typography(" ".join(said)), draft.school)
    return draft


def _same(before: Any, after: Any) -> bool:
    return sorted(before) == sorted(after) if isinstance(before, list) else bool(before == after)


def _label(name: str) -> str:
    return str(School._meta.get_field(name).verbose_name)


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(value)
    if isinstance(value, dt.date):
        return date_fr(value)
    return "" if value is None else str(getattr(value, "label", value))


def packed(row: SchoolRow) -> dict[str, Any]:
    """``row`` as JSON, for the line of a job."""
    plain_values = asdict(row)
    plain_values["kinds"] = sorted(kind.value for kind in row.kinds)
    plain_values["opened_on"] = row.opened_on.isoformat() if row.opened_on else None
    return plain_values


def unpacked(values: dict[str, Any]) -> SchoolRow:
    """The row that ``packed`` wrote."""
    opened = values["opened_on"]
    return SchoolRow(
        **{
            **values,
            "kinds": frozenset(Kind(word) for word in values["kinds"]),
            "rpi": FileRpi(values["rpi"]),
            "state": FileState(values["state"]),
            "opened_on": dt.date.fromisoformat(opened) if opened else None,
        }
    )
