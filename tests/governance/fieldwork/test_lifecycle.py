"""Every move of a sheet, from every state: to do, done, dropped, opened again."""

import datetime as dt

import pytest

from audit.models import Event
from common import clock
from common.lifecycle import NotYours, Refused
from governance.fieldwork.lifecycle import SheetLifecycle
from governance.fieldwork.models import SheetStatus as S
from tests import factories

pytestmark = pytest.mark.django_db
SOON = dt.timedelta(days=4)
TABLE = {
    "complete_sheet": ((S.TODO,), S.DONE),
    "drop_sheet": ((S.TODO,), S.DROPPED),
    "reopen_sheet": ((S.DONE, S.DROPPED), S.TODO),
}
CELLS = [(verb, state) for verb in TABLE for state in S]


@pytest.fixture
def sheet(inspector, school):
    """``sheet(status)``: a sheet in that state."""

    def made(status=S.TODO):
        return factories.sheet(factories.mandate_of(inspector), school=school, status=status)

    return made


def moved(sheet, verb, actor, **given):
    return SheetLifecycle.move(
        sheet, verb, actor=actor, reason="Plus utile.", due_on=clock.today() + SOON, **given
    )


def test_the_table_has_these_moves_and_no_other():
    found = {}
    for verb, source, target, _words in SheetLifecycle.moves():
        found.setdefault(verb, (set(), target))[0].add(source)
    assert found == {verb: (set(sources), end) for verb, (sources, end) in TABLE.items()}


@pytest.mark.parametrize(("verb", "state"), CELLS)
def test_a_cell(sheet, inspector, verb, state):
    sources, target = TABLE[verb]
    made = sheet(state)
    if state not in sources:
        with pytest.raises(Refused, match="Impossible à ce stade"):
            moved(made, verb, inspector)
        return
    done = moved(made, verb, inspector)
    assert done.status == target
    assert Event.objects.filter(verb=verb, object_id=made.pk).count() == 1


@pytest.mark.parametrize("verb", TABLE)
def test_only_who_keeps_the_sheet_moves_it(sheet, mayor, project_manager, verb):
    source = TABLE[verb][0][0]
    with pytest.raises(NotYours):
        moved(sheet(source), verb, mayor)
    assert moved(sheet(source), verb, project_manager).status == TABLE[verb][1]


def test_what_was_done_is_kept_with_the_day(sheet, inspector):
    done = moved(sheet(), "complete_sheet", inspector, outcome=" Réunion tenue. ")
    assert (done.outcome, done.closed_on) == ("Réunion tenue.", clock.today())
    again = moved(done, "reopen_sheet", inspector)
    assert (again.outcome, again.closed_on, again.due_on) == ("", None, clock.today() + SOON)


def test_a_sheet_of_a_day_to_come_is_not_done(sheet, inspector):
    made = sheet()
    made.day = clock.today() + SOON
    factories.recorded(made)
    with pytest.raises(Refused, match="est à venir"):
        moved(made, "complete_sheet", inspector)


@pytest.mark.parametrize("verb", ["drop_sheet", "reopen_sheet"])
def test_a_reason_is_asked(sheet, inspector, verb):
    with pytest.raises(Refused, match="Indiquez le motif"):
        SheetLifecycle.move(
            sheet(TABLE[verb][0][0]), verb, actor=inspector, due_on=clock.today() + SOON
        )


@pytest.mark.parametrize("due", [None, -1])
def test_a_sheet_is_opened_again_with_a_day_to_come(sheet, inspector, due):
    day = due if due is None else clock.today() + due * dt.timedelta(days=1)
    with pytest.raises(Refused, match="Donnez une échéance"):
        SheetLifecycle.move(
            sheet(S.DONE), "reopen_sheet", actor=inspector, reason="Reste.", due_on=day
        )
