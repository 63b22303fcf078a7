"""The schools of an act in force: since when and by which act, those that enter, leave or end."""

import datetime as dt
from dataclasses import dataclass

from audit.actor import Actor
from common import clock, french
from governance import wording
from governance.models import School
from governance.models.schools import SchoolState

from .. import prospect
from ..models import AUTHORITY, Convention, ConventionSchool, Modification, Status, Way
from . import entering, finding, room


@dataclass(frozen=True, slots=True)
class Line:
    """One school of the act. ``by``: the act by which it entered, or will, or left; None for a
    school of the act as it was signed. ``note``: what calls for an amendment, or why it left."""

    name: str
    uai: str
    accounts: int | None
    since: str
    by: Convention | None = None
    note: str = ""
    late: bool = False


@dataclass(frozen=True, slots=True)
class Perimeter:
    """The list as it holds today, then what enters and what left."""

    held: list[Line]
    entering: list[Line]
    left: list[Line]
    accounts: int
    room: str

    @property
    def words(self) -> str:
        """« 3 écoles, 146 comptes »."""
        count = len(self.held)
        many = french.plural(count, "école", "écoles")
        accounts = french.plural(self.accounts, "compte", "comptes")
        return f"{count} {many}, {french.number(self.accounts)} {accounts}"


def of(initial: Convention, actor: Actor, *, left_room: room.Room | None) -> Perimeter:
    """The perimeter of an act signed by everybody; acts that the reader may not see are unnamed."""
    changes = finding.in_force(initial)
    mine = [link.act_id for link in changes] + [link.act_id for link in room.pending(initial)]
    seen = Convention.objects.visible_to(actor).in_bulk(mine)
    rows = list(initial.schools.select_related("school__successor"))
    came = {
        uai: link
        for link in changes
        for uai in _uais(link)
        if uai not in link.before.get("schools", {})
    }
    said = notes(initial, rows)
    held = [_held(row, came.get(row.school.uai), seen, said) for row in rows]
    return Perimeter(
        sorted(held, key=lambda line: line.name.casefold()),
        [_entering(link, seen) for link in room.pending(initial)],
        list(_left(changes, {row.school.uai for row in rows}, seen)),
        sum(row.forecast_accounts for row in rows),
        left_room.words if left_room is not None and left_room.max_accounts is not None else "",
    )


def _uais(link: Modification) -> list[str]:
    return [row.school.uai for row in link.act.schools.select_related("school")]


def _held(
    row: ConventionSchool,
    link: Modification | None,
    seen: dict[int, Convention],
    said: dict[int, str],
) -> Line:
    note = said.get(row.school_id, "")
    return Line(
        row.school.name,
        row.school.uai,
        row.forecast_accounts,
        french.date_fr(link.act.in_force_on) if link is not None else "",
        seen.get(link.act_id) if link is not None else None,
        note,
        late=bool(note),
    )


def notes(initial: Convention, rows: list[ConventionSchool]) -> dict[int, str]:
    """Schools that are closed, or for which another body answers today."""
    today = clock.today()
    body = finding.parties_on(initial, today).get(AUTHORITY)
    ids = [row.school_id for row in rows]
    answers = prospect.competences(today).filter(school__in=ids).select_related("institution")
    held = {each.school_id: each.institution for each in answers}
    found = {}
    for row in rows:
        if closed := next(entering.closed(row.school, today), None):
            found[row.school_id] = f"{closed.sentence} Un avenant la retire."
        elif row.school.state == SchoolState.CLOSING:
            found[row.school_id] = _closing(row.school, today)
        elif (other := held.get(row.school_id)) is not None and other != body:
            found[row.school_id] = (
                f"Relève {wording.from_institution(other)} : un avenant la retire, ou change la "
                "partie."
            )
    return found


def _closing(school: School, today: dt.date) -> str:
    ends = school.ends_on
    return f"Fermera le {french.date_fr(ends)}." if ends and ends > today else "École à fermer."


def _entering(link: Modification, seen: dict[int, Convention]) -> Line:
    row = link.act.schools.select_related("school").first()
    label = Status(link.act.status).label.lower()
    return Line(
        row.school.name if row else "",
        row.school.uai if row else "",
        row.forecast_accounts if row else None,
        french.date_fr(link.act.starts_on),
        seen.get(link.act_id),
        f"bulletin {link.act.reference}, {label}",
    )


def _left(changes: list[Modification], here: set[str], seen: dict[int, Convention]) -> list[Line]:
    """Schools that an amendment in force took out, and that did not come back."""
    gone: dict[str, Modification] = {}
    for link in changes:
        if link.way == Way.AMENDMENT:
            gone |= dict.fromkeys(link.before.get("schools", {}).keys() - {*_uais(link)}, link)
    out = {uai: link for uai, link in gone.items() if uai not in here}
    schools = School.unscoped.filter(uai__in=out).order_by("name")
    return [
        Line(
            school.name,
            school.uai,
            None,
            french.date_fr(out[school.uai].act.in_force_on),
            seen.get(out[school.uai].act_id),
            f"avenant n° {out[school.uai].number}",
        )
        for school in schools
    ]
