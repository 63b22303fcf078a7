"""Which body each line names, which one answers for its schools, in which districts.

Everything is read for the whole list at once: a few queries, however long it is.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Q

from audit.actor import Actor
from common import clock
from common.scoping import ScopedQuerySet
from governance.models import (
    Circonscription,
    CirconscriptionLink,
    Institution,
    School,
    SchoolState,
    covers,
)

from .. import prospect
from ..finding import KINDS
from ..models import BatchRow
from ..search import plain
from .reading import Line

F = BatchRow.Finding
_TITLES = (
    *("commune de ", "commune d ", "commune du ", "commune des "),
    *("mairie de ", "mairie d ", "mairie du ", "mairie des "),
    *("ville de ", "ville d ", "ville du ", "ville des "),
)
_SHORT = {"cc ": "communaute de communes ", "ca ": "communaute d agglomeration "}
_SAINTS = {"st": "saint", "ste": "sainte"}


@dataclass(frozen=True, slots=True)
class Place:
    """A row to be: what was typed, the body found and its district, or why none was."""

    typed: str
    finding: str = F.WAITING
    body: Institution | None = None
    area: Circonscription | None = None


@dataclass(frozen=True, slots=True)
class Territory:
    """Filters of the directory; those that are given all hold."""

    departement: str = ""
    epci: Institution | None = None
    area: Circonscription | None = None

    def __bool__(self) -> bool:
        return bool(self.departement or self.epci or self.area)


# --- from a list ----------------------------------------------------------------------------
def named(lines: Sequence[Line], *, actor: Actor, day: dt.date, with_schools: bool) -> list[Place]:
    """A place for each line; one for each district when a body's schools lie in several."""
    index = _Index(actor)
    found = [(line, index.bodies(line)) for line in lines]
    alone = [bodies[0] for _line, bodies in found if len(bodies) == 1]
    spread = split(alone, day) if with_schools else {body.pk: [(body, None)] for body in alone}
    places: list[Place] = []
    for line, bodies in found:
        if len(bodies) == 1:
            places += [Place(line.typed, F.WAITING, *each) for each in spread[bodies[0].pk]]
        else:
            places.append(Place(line.typed, F.AMBIGUOUS if bodies else F.UNKNOWN))
    return places


class _Index:
    """Bodies of the directory by code and by name, as ``actor`` may see them."""

    def __init__(self, actor: Actor) -> None:
        rows = Institution.objects.visible_to(actor).filter(covers(clock.today()), kind__in=KINDS)
        self.rows = rows
        self.schools = School.objects.visible_to(actor)
        self.codes: dict[str, list[int]] = defaultdict(list)
        self.postal: dict[str, list[int]] = defaultdict(list)
        self.names: dict[str, set[int]] = defaultdict(set)
        columns = ("pk", "name", "short_name", "aliases", "siren", "insee_code", "postal_code")
        for pk, name, short, aliases, siren, insee, postal in rows.values_list(*columns):
            for code in filter(None, (siren, insee)):
                self.codes[code].append(pk)
            if postal:
                self.postal[postal].append(pk)
            for each in filter(None, (name, short, *aliases)):
                self.names[comparable(each)].add(pk)
        self.known: dict[int, Institution] = {}

    def bodies(self, line: Line) -> list[Institution]:
        """Every body that the line may mean: its code first, then its name."""
        keys = self._by_code(line.code) or sorted(self.names.get(comparable(line.name), ()))
        if len(keys) > 1 and line.code and line.name:
            same = self.names.get(comparable(line.name), set())
            keys = [key for key in keys if key in same] or keys
        missing = [key for key in keys if key not in self.known]
        self.known |= self.rows.in_bulk(missing)
        return [self.known[key] for key in keys]

    def _by_code(self, code: str) -> list[int]:
        if len(code) == 8:
            return self._by_school(code)
        return self.codes.get(code[:9], []) or self.postal.get(code, [])

    def _by_school(self, uai: str) -> list[int]:
        """The body that answers for a school, when a list gives its UAI."""
        school = self.schools.filter(uai=uai).first()
        if school is None:
            return []
        body = prospect.competent(school, prospect.next_school_year(clock.today()), [])
        return [body.pk] if body else []


def comparable(name: str) -> str:
    """« Mairie de St-Étienne » and « Saint Etienne » are one name; words in brackets are none."""
    words = plain(name.split("(")[0])
    for title in _TITLES:
        words = words.removeprefix(title)
    for short, whole in _SHORT.items():
        words = whole + words.removeprefix(short) if words.startswith(short) else words
    return " ".join(_SAINTS.get(word, word) for word in words.split())


# --- who answers, and in which districts -----------------------------------------------------
Pair = tuple[Institution, Circonscription | None]


def split(bodies: Iterable[Institution], day: dt.date) -> dict[int, list[Pair]]:
    """By id of a body named: the body that answers for its schools, once a district.

    A commune whose schools are answered for elsewhere gives that EPCI or school syndicate.
    """
    rows = list({body.pk: body for body in bodies}.values())
    schools = _open(day).filter(Q(commune__in=rows) | Q(competences__institution__in=rows))
    answering = _answering(schools, day)
    place = dict(schools.values_list("pk", "commune"))
    own = {body_id for ids in answering.values() for body_id in ids}
    elsewhere: dict[int, Counter[int]] = defaultdict(Counter)
    for school, ids in answering.items():
        elsewhere[place[school]].update(ids)
    meant = {
        body.pk: body.pk
        if body.pk in own or not elsewhere[body.pk]
        else elsewhere[body.pk].most_common(1)[0][0]
        for body in rows
    }
    known = Institution.unscoped.in_bulk(set(meant.values()))
    pairs = _pairs(list(known.values()), day)
    return {pk: pairs[body] for pk, body in meant.items()}


def _pairs(bodies: Sequence[Institution], day: dt.date) -> dict[int, list[Pair]]:
    """The districts of each body, that of most of its schools first; itself alone without."""
    keys = {body.pk for body in bodies}
    schools = _open(day).filter(competences__institution__in=bodies)
    count: dict[int, Counter[int]] = defaultdict(Counter)
    links = dict(
        CirconscriptionLink.unscoped.on(day)
        .filter(school__in=schools.values("pk"))
        .values_list("school", "circonscription")
    )
    for school, ids in _answering(schools, day).items():
        for body_id in ids & keys:
            if school in links:
                count[body_id][links[school]] += 1
    areas = Circonscription.unscoped.in_bulk({a for each in count.values() for a in each})
    return {
        body.pk: [(body, areas[key]) for key, _n in count[body.pk].most_common()] or [(body, None)]
        for body in bodies
    }


def _open(day: dt.date) -> ScopedQuerySet[School]:
    found: ScopedQuerySet[School] = School.unscoped.filter(covers(day)).exclude(
        state=SchoolState.CLOSED
    )
    return found.distinct()


def _answering(schools: ScopedQuerySet[School], day: dt.date) -> dict[int, set[int]]:
    """The bodies that answer for the running of each school on the day."""
    found: dict[int, set[int]] = defaultdict(set)
    rows = prospect.competences(day).filter(school__in=schools.values("pk"))
    for school, body in rows.values_list("school", "institution"):
        found[school].add(body)
    return found


# --- from the directory ----------------------------------------------------------------------
def within(territory: Territory, *, day: dt.date) -> list[Place]:
    """The bodies that answer for the open schools of a territory, once a district, by name."""
    schools = _open(day)
    if territory.departement:
        schools = schools.filter(commune__insee_code__startswith=territory.departement)
    if territory.epci:
        schools = schools.filter(Q(commune__parent=territory.epci) | _answered(territory.epci, day))
    links = CirconscriptionLink.unscoped.on(day).filter(school__in=schools.values("pk"))
    if territory.area:
        links = links.filter(circonscription=territory.area)
    linked = dict(links.values_list("school", "circonscription"))
    pairs: dict[tuple[int, int | None], None] = {}
    for school, ids in _answering(schools, day).items():
        if territory.area and school not in linked:
            continue
        for body in ids:
            pairs[body, linked.get(school)] = None
    bodies = Institution.unscoped.in_bulk({body for body, _area in pairs})
    areas = Circonscription.unscoped.in_bulk({area for _body, area in pairs if area})
    placed = [
        Place(str(bodies[body]), F.WAITING, bodies[body], areas.get(area or 0))
        for body, area in pairs
        if bodies[body].kind in KINDS
    ]
    return sorted(placed, key=lambda each: (plain(each.typed), str(each.area)))


def _answered(body: Institution, day: dt.date) -> Q:
    rows = prospect.competences(day).filter(institution=body)
    return Q(pk__in=rows.values("school"))


def departements(actor: Actor) -> list[str]:
    """Codes of the départements of the directory's communes."""
    rows = Institution.objects.visible_to(actor).filter(kind=Institution.Kind.COMMUNE)
    codes = rows.exclude(insee_code="").values_list("insee_code", flat=True).distinct()
    return sorted(set(_departement_codes(codes)))


def _departement_codes(codes: Iterable[str]) -> Iterator[str]:
    for code in codes:
        yield code[:3] if code.startswith(("97", "98")) else code[:2]
