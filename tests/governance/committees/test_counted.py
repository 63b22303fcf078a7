"""Quorums and votes counted from rows: the 40 cases of the design and those found beside them.

The data file gives each room and, word for word, what the meeting says of it.
"""

import tomllib
from pathlib import Path

import pytest
from django.db import transaction

from tests import factories
from tests.depth import some
from tests.governance.committees.counted import Case, People
from tests.governance.committees.sittings import plain

CASES = tomllib.loads(Path(__file__).with_name("quorum_cases.toml").read_text())["case"]
BY_NAME = {case["name"]: case for case in CASES}


@pytest.fixture(scope="module")
def people(django_db_setup, django_db_blocker):
    """The same mayors for every case: a case adds its own seats, and takes them away."""
    with django_db_blocker.unblock(), transaction.atomic():
        factories.load_parameters()
        yield People(30)
        transaction.set_rollback(True)


def test_the_file_holds_the_forty_cases_and_twenty_more():
    names = [case["name"].split(",")[0] for case in CASES]
    assert [f"Q{n:02}" for n in range(1, 41)] == [name for name in names if name[0] == "Q"]
    assert len(set(names)) == len(names) >= 60


@pytest.mark.parametrize("name", some(BY_NAME))
def test_a_room_is_counted_and_explained(name, people, db):
    case = BY_NAME[name]
    found = Case(people, case).play()
    assert plain(found.sentence) == case["sentence"]
    counts = [[each.base, each.present, each.required] for each in found.quorum.counts]
    assert counts == case["counts"]
    assert found.quorum.reached is case["reached"]
    assert found.adopted is case.get("adopted")
