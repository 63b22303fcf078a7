"""The pages of a campaign of 5 000 schools against those of one of 500, in the same territory.

Both have the districts of one département: what grows is the schools, not the rows of the board.
An export writes every school: its figure is the time for one of them.
"""

import datetime as dt
import itertools
from collections.abc import Callable, Sequence
from typing import Any

from bench.protocol import compare, database

SMALL, LARGE, DISTRICTS = 500, 5_000, 11
MOST_QUERIES = 30
SINCE, PASSED = dt.date(2020, 9, 1), dt.date(2026, 6, 1)
DUE = {"project": dt.date(2026, 6, 1), "opinion": dt.date(2026, 9, 1)}
"""Days that are past: some schools are late."""
_numbers = itertools.count(1)


def _filled(campaign: Any, areas: Sequence[Any], count: int) -> Any:
    """``campaign`` with ``count`` schools, spread over the districts and over the steps."""
    from audit.actor import SYSTEM
    from audit.recording import recording
    from common import identifiers
    from conventions.onboarding.models import AWAITED, EntryStep, SchoolEntry, StepName
    from governance.models import CirconscriptionLink, Competence, School
    from tests import factories

    def uai() -> str:
        digits = f"08{next(_numbers):05}"
        return digits + identifiers.UAI_KEYS[int(digits) % 23]

    towns = [factories.commune(f"Commune {n}") for n in range(count // 5)]
    steps, waiting = list(StepName), [status for status, step in AWAITED.items() if step]
    with recording(SYSTEM):
        schools = School.unscoped.bulk_create_recorded(
            [
                School(
                    uai=uai(),
                    name=f"École {'des Acacias' if n % 10 else 'du Pont'} {n}",
                    commune=towns[n % len(towns)],
                    kinds=["maternelle"] if n % 3 else ["elementaire"],
                )
                for n in range(count)
            ]
        )
        CirconscriptionLink.unscoped.bulk_create_recorded(
            [
                CirconscriptionLink(
                    school=school, circonscription=areas[n % len(areas)], starts_on=SINCE
                )
                for n, school in enumerate(schools)
            ]
        )
        Competence.unscoped.bulk_create_recorded(
            [
                Competence(school=school, institution=school.commune, starts_on=SINCE)
                for school in schools
            ]
        )
        entries = SchoolEntry.unscoped.bulk_create_recorded(
            [
                SchoolEntry(
                    campaign=campaign,
                    school=school,
                    school_year=campaign.school_year,
                    status=waiting[n % len(waiting)],
                    competent=school.commune,
                    owner=campaign.owner,
                )
                for n, school in enumerate(schools)
            ]
        )
        EntryStep.unscoped.bulk_create_recorded(
            [
                EntryStep(entry=entry, step=step, passed_on=PASSED)
                for entry in entries
                for step in steps[: steps.index(AWAITED[entry.status])]
            ]
        )
    return campaign


def _queries(arm: Callable[[], None]) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    arm()
    with CaptureQueriesContext(connection) as asked:
        arm()
    return len(asked)


def main() -> None:
    with database() as engine:
        from django.test import Client
        from django.urls import reverse

        from accounts.models import User
        from governance.middleware import SESSION_KEY
        from tests import factories
        from tests.conventions.onboarding import scene

        world = scene.Scene()
        manager = world.cast["manager"]
        areas = [factories.circonscription(f"Montval {n}") for n in range(DISTRICTS)]
        small = _filled(scene.campaign("2027-2028", due=DUE), areas, SMALL)
        large = _filled(scene.campaign("2029-2030", due=DUE), areas, LARGE)

        client = Client(headers={"host": "localhost"})
        client.force_login(User.objects.get(pk=manager.user_id))
        session = client.session
        session[SESSION_KEY] = manager.mandate_id
        session.save()

        def asks(
            campaign: object, route: str, query: str = "", times: int = 1
        ) -> Callable[[], None]:
            url = reverse(f"onboarding:{route}", args=[campaign.public_id]) + query

            def arm() -> None:
                for _ in range(times):
                    page = client.get(url)
                    if page.status_code != 200 or not page.content:
                        raise SystemExit(f"{url}: {page.status_code}")

            if _queries(arm) > MOST_QUERIES * times:
                raise SystemExit(f"{url}: more than {MOST_QUERIES} queries")
            return arm

        for name, route, query, times in (
            ("board", "campaign", "", 1),
            ("list", "schools", "", 1),
            ("filters", "schools", "?retard=on&classes=maternelle&q=Acacias", 1),
            ("export, for one school", "schools", "?format=csv", LARGE // SMALL),
        ):
            compare(
                f"{name} of a campaign, {LARGE} / {SMALL} schools, {engine}",
                asks(small, route, query, times),
                asks(large, route, query),
                goal=1.5,
            )


if __name__ == "__main__":
    main()
