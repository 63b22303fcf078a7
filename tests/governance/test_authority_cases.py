"""Every case of the table is answered by the sentence that it says."""

import pytest
from django.db import transaction

from common import clock
from governance.authority import Authority

from . import authority_world

CASES = authority_world.cases()


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with (
        django_db_blocker.unblock(),
        clock.at(authority_world.instant(authority_world.NOW)),
        transaction.atomic(),
    ):
        yield authority_world.build()
        transaction.set_rollback(True)


def told(answer):
    """What the page says, non-breaking spaces as plain ones."""
    said = answer.reason
    if isinstance(answer, Authority):
        said = f"Signe : {answer.name}. {answer.formula} ({answer.reason})"
        if answer.on_visa_of:
            said += f", sur visa de {answer.on_visa_of}"
    text = f"{said} [{answer.source}]" if answer.source else said
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_what_is_shown(world, db, case):
    people = dict(world.people)
    with clock.at(authority_world.instant(authority_world.NOW)):
        for fact in case.get("facts", ()):
            authority_world.said(fact)(world)
        answer = authority_world.said(case["ask"])(world)
    world.people = people
    assert told(answer) == case["shown"]


def test_the_table_is_large_enough_and_says_each_case_once():
    names = [case["name"] for case in CASES]
    assert len(names) >= 80
    assert len(set(names)) == len(names)
