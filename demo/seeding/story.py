"""The chapters of the demonstration, in the order of their instants."""

import datetime as dt
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from common import clock, outbox
from conventions import following
from demo import world as stage
from demo.models import Chapter
from demo.world import World

from . import (
    approved,
    committees,
    decided,
    entries,
    field,
    loan,
    moments,
    officials,
    past,
    running,
    schools,
    sittings,
    succession,
    territory,
    undertakings,
    year,
    year_opened,
)
from .scale import FULL, Scale

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Part:
    """One chapter: its name in the database, its words on screen, its instant, what it does."""

    name: str
    words: str
    at: dt.datetime
    do: Callable[[], object]


def run(scale: Scale = FULL, *, say: Say = lambda words: None) -> int:
    """Bring what is missing; returns how many chapters were played."""
    done = set(Chapter.objects.values_list("name", flat=True))
    now = clock.now()
    if FINISHED in done:
        say("Les données de démonstration sont déjà là : rien n’est changé.")
        return 0
    played = 0
    for part in _parts(scale, now):
        if part.name in done:
            continue
        start = time.monotonic()
        with moments.playing(part.at):
            part.do()
            Chapter.objects.create(name=part.name)
        say(f"  {part.words} ({time.monotonic() - start:.1f} s)")
        played += 1
    return played


FINISHED = "today"


def _parts(scale: Scale, now: dt.datetime) -> Iterator[Part]:
    """Chapters as they come; the later ones read what the earlier ones wrote."""
    first = moments.beginning(now)
    built: list[World] = []

    def world() -> World:
        if not built:
            built.append(stage.build())
        return built[0]

    yield Part("world", "syndicat, services de l’État, personnes à devenir", first, world)
    for name, words, chapter in (
        ("communes", "communes et EPCI", lambda: territory.bring_communes(scale)),
        ("members", "adhésions", lambda: territory.bring_members(scale)),
        ("areas", "circonscriptions", lambda: schools.bring_areas(world())),
        ("schools", "écoles", lambda: schools.bring_schools(scale, world())),
        ("officials", "élus et secrétaires", lambda: officials.bring_officials(scale, world())),
        ("inspectors", "inspecteurs", lambda: officials.bring_inspectors(world())),
        ("secretary", "secrétaire partagée", lambda: officials.bring_secretary(world())),
        ("sheets", "fiches signataires", lambda: officials.bring_sheets(scale, world())),
        ("desks", "téléphones et adresses", lambda: officials.bring_desks(scale)),
        ("committees", "instances", lambda: committees.bring_committees(world())),
        (
            "loan",
            "nature d’acte inventée",
            lambda: loan.bring_loan(scale, world()),
        ),
        ("past", "conventions passées", lambda: past.bring_past(scale, world(), now)),
    ):
        yield Part(name, words, first, chapter)
    yield Part(
        "convocations",
        "séances convoquées",
        first,
        lambda: sittings.convene_sittings(world(), now),
    )
    yield from sorted(_under_way(scale, now, world), key=lambda part: part.at)
    yield Part(
        "people_in_motion",
        "absence, fin de mandat, nouvelle maire",
        now,
        lambda: succession.bring_people_in_motion(world()),
    )
    yield Part("meetings", "séances d’instances", now, lambda: committees.bring_meetings(world()))
    yield Part("sittings", "séances tenues", now, sittings.bring_sittings)
    yield Part(FINISHED, "échéances du jour", now, lambda: _today(scale, world()))


def _under_way(scale: Scale, now: dt.datetime, world: Callable[[], World]) -> Iterator[Part]:
    """The acts of the last weeks, the first meeting of the ethics committee, and the one that
    decided on one of these acts and approved its minutes."""
    for case in running.cases(scale):
        yield Part(
            f"act.{case.name}",
            f"convention en cours : {case.body}",
            moments.days_ago(case.age, now),
            lambda case=case: running.play(case, world()),  # type: ignore[misc]
        )
    first, held = moments.days_ago(52, now), moments.days_ago(9, now)
    yield Part(
        "first_convocation",
        "première séance du comité d’éthique, convoquée",
        moments.days_ago(66, now),
        lambda: approved.convene_first(world(), first),
    )
    yield Part(
        "first_meeting",
        "première séance du comité d’éthique",
        first,
        lambda: approved.hold_first(world()),
    )
    for name, words, age, chapter in (
        (
            "campaign",
            "campagne de la rentrée prochaine",
            44,
            lambda: entries.open_coming(world(), now),
        ),
        ("heads", "directions d’école", 43, lambda: entries.bring_heads(now)),
        ("projects", "projets d’école", 19, lambda: entries.bring_projects(world(), now)),
        ("opinions", "avis des inspectrices", 7, lambda: entries.bring_opinions(now)),
    ):
        yield Part(f"entries.{name}", words, moments.days_ago(age, now), chapter)
    yield from _this_year(now, world)
    for age in field.ages():
        yield Part(
            f"field.{age}",
            "fiches de terrain",
            moments.days_ago(age, now),
            lambda age=age: field.bring_sheets(world(), age, now),  # type: ignore[misc]
        )
    yield Part(
        "cases",
        "dossiers soumis au comité d’éthique",
        moments.days_ago(24, now),
        lambda: decided.bring_cases(world(), held),
    )
    yield Part(
        "decision",
        "décision du comité d’éthique",
        held,
        lambda: decided.bring_decision(world()),
    )


def _this_year(now: dt.datetime, world: Callable[[], World]) -> Iterator[Part]:
    """The schools that enter in the year under way, from their campaign to their families."""
    for name, words, age, chapter in (
        ("campaign", "campagne de l’année en cours", 88, lambda: year.open_year(world(), now)),
        ("projects", "projets acceptés", 80, lambda: year.bring_accepted(world(), now)),
        ("money", "financements demandés", 70, lambda: year.ask_money(world(), now)),
        ("decisions", "financements décidés", 58, lambda: year.decide_money(now)),
        ("lists", "ouvertures demandées", 48, lambda: year_opened.ask_opening(world(), now)),
        ("bases", "bases ouvertes", 42, lambda: year_opened.open_bases(world(), now)),
        ("sessions", "formations prévues", 36, lambda: year_opened.plan_training(world(), now)),
        ("training", "formation tenue", 21, lambda: year_opened.hold_training(world())),
        ("families", "comptes distribués", 12, lambda: year_opened.bring_families(world(), now)),
        ("active", "comptes activés", 5, lambda: year_opened.count_connections(world(), now)),
    ):
        yield Part(f"year.{name}", words, moments.days_ago(age, now), chapter)


def _today(scale: Scale, world: World) -> None:
    """What time brings up to now: entries into force and what is undertaken then, ends of term,
    mails, next councils."""
    officials.bring_councils(scale, clock.today())
    following.move_by_date()
    undertakings.bring_undertakings(world)
    outbox.send_due()
