"""Where a new convention starts: a commune, an EPCI, a school syndicate or a school, found.

Names are compared without accents, case or hyphens in Python, because the two databases do not
forgive the same things; codes (SIREN, INSEE, UAI) are compared as they are printed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from audit.actor import Actor
from common import clock
from common.scoping import ScopedQuerySet
from governance import wording
from governance.models import Institution, School, SchoolState, covers

from .search import plain

LIMIT = 12
KINDS = (
    Institution.Kind.COMMUNE,
    Institution.Kind.EPCI,
    Institution.Kind.SCHOOL_SYNDICATE,
)
_SAINTS = {"st": "saint", "ste": "sainte"}


@dataclass(frozen=True, slots=True)
class Found:
    """One answer: ``proposal.propose`` accepts back its ``code`` (INSEE, SIREN, UAI) or ``key``.

    An invented body may have no code; every row has a key.
    """

    kind: str
    pk: int
    name: str
    detail: str
    code: str
    key: str


def find(query: str, *, actor: Actor, limit: int = LIMIT) -> list[Found]:
    """The bodies and schools that ``query`` names, the nearest first; nothing for a blank one.

    Only rows that ``actor`` may see, in force today. « st etienne » finds « Saint-Étienne ».
    """
    bodies, schools = _bodies(actor), _schools(actor)
    code = "".join(query.split()).upper()
    if re.fullmatch(r"[0-9]{9}|[0-9]{14}", code):
        return [_body(each) for each in bodies.filter(siren=code[:9])[:limit]]
    if re.fullmatch(r"[0-9]{7}[A-Z]", code):
        return [_school(each) for each in schools.filter(uai=code)[:limit]]
    if re.fullmatch(r"[0-9][0-9AB][0-9Z][0-9]{2}", code):
        same = bodies.filter(insee_code=code)[:limit]
        towns = bodies.filter(postal_code=code)[:limit]
        return [_body(each) for each in [*same, *(t for t in towns if t not in same)]][:limit]
    words = _words(query)
    return _by_name(words, bodies, schools, limit) if words else []


def _bodies(actor: Actor) -> ScopedQuerySet[Institution]:
    rows = Institution.objects.visible_to(actor)
    return rows.filter(covers(clock.today()), kind__in=KINDS)


def _schools(actor: Actor) -> ScopedQuerySet[School]:
    rows = School.objects.visible_to(actor).select_related("commune")
    return rows.filter(covers(clock.today())).exclude(state=SchoolState.CLOSED)


def _by_name(
    words: str, bodies: ScopedQuerySet[Institution], schools: ScopedQuerySet[School], limit: int
) -> list[Found]:
    ranked = []
    for pk, name, short, aliases in bodies.values_list("pk", "name", "short_name", "aliases"):
        rank = min(_ranks(words, (name, short, *aliases)), default=None)
        if rank is not None:
            ranked.append((rank, 0, len(name), name, pk))
    for pk, name, town in schools.values_list("pk", "name", "commune__name"):
        rank = min(_ranks(words, (name, f"{name} {town}")), default=None)
        if rank is not None:
            ranked.append((rank, 1, len(name), name, pk))
    ranked.sort()
    best = ranked[:limit]
    people = bodies.in_bulk([row[4] for row in best if row[1] == 0])
    places = schools.in_bulk([row[4] for row in best if row[1] == 1])
    return [_school(places[row[4]]) if row[1] else _body(people[row[4]]) for row in best]


def _ranks(words: str, names: tuple[str, ...]) -> Iterator[int]:
    """0 the name itself, 1 its start, 2 the start of its words, 3 anywhere in it."""
    for name in names:
        text = _words(name)
        if text == words:
            yield 0
        elif text.startswith(words):
            yield 1
        elif all(f" {word}" in f" {text}" for word in words.split()):
            yield 2
        elif words in text:
            yield 3


def _words(text: str) -> str:
    return " ".join(_SAINTS.get(word, word) for word in plain(text).split())


def _body(body: Institution) -> Found:
    code = body.insee_code or body.siren
    place = f"{body.postal_code} {body.city}".strip()
    told = f"code {code}" if body.insee_code else f"SIREN {code}" if code else ""
    detail = ", ".join(part for part in (body.get_kind_display(), place, told) if part)
    return Found(body.kind, body.pk, body.name, detail, code, str(body.public_id))


def _school(school: School) -> Found:
    detail = f"École {wording.of_institution(school.commune)}, {school.uai}"
    return Found("school", school.pk, school.name, detail, school.uai, str(school.public_id))
