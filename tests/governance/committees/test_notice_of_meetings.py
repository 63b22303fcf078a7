"""The notice of real meetings: week-ends, holidays, changes of hour, clocks far from Paris."""

import tomllib
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from common import clock
from governance.committees import agenda, guards
from governance.committees.lifecycle import MeetingLifecycle
from governance.committees.models.items import Purpose
from governance.offices import Office
from tests import factories
from tests.governance.committees.sittings import plain

CASES = tomllib.loads(Path(__file__).with_name("notice_cases.toml").read_text())["case"]


@pytest.fixture
def committee(parameters, syndicate, syndicate_president):
    found = factories.committee()
    factories.seat(found, syndicate, Office.SYNDICATE_PRESIDENT, college="Collectivités")
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_convocation_leaves_in_time_or_says_what_it_would_leave(
    case, committee, syndicate, syndicate_president, project_manager
):
    zone = ZoneInfo(case.get("zone", "Europe/Paris"))
    syndicate.time_zone = zone.key
    factories.recorded(syndicate)
    rules = committee.rules.get()
    rules.notice_days, rules.clear_days = case["days"], case.get("clear", True)
    rules.urgent_days, rules.second_session_days = None, case.get("second")
    factories.recorded(rules)
    starts_at = case["meets"].replace(tzinfo=zone)
    with clock.at(case["sent"].replace(tzinfo=zone)):
        chair = factories.mandate_of(syndicate_president)
        facts = {"starts_at": starts_at, "chair": chair, "rules": rules}
        if "second" in case:
            facts["second_session_of"] = factories.meeting(committee, rules=rules)
        found = factories.meeting(committee, **facts)
        found.refresh_from_db()
        agenda.add(actor=project_manager, meeting=found, title="Bilan", purpose=Purpose.INFORMATION)
        assert case["last"] in plain(guards.notice_for(found).sentence(found.day))
        refusals = MeetingLifecycle(found).refusals(
            "convene", actor=syndicate_president, convener=chair
        )
        said = [plain(each.sentence) for each in refusals]
    if "refused" in case:
        assert len(said) == 1
        assert case["refused"] in said[0]
    else:
        assert said == []
