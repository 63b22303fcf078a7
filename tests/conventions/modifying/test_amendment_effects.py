"""What an amendment does once in force, and with what it ends."""

import datetime as dt
from decimal import Decimal

import pytest

from audit.actor import SYSTEM
from common import clock
from common.lifecycle import Refused
from conventions import register
from conventions.lifecycle import ConventionLifecycle
from conventions.models import Convention
from conventions.modifying import consolidating
from conventions.services import SchoolLine
from documents import text
from governance import acting
from governance.offices import Office
from tests.conventions import case as build
from tests.conventions.modifying import scene

PRICE = "9,87"


def plain(words):
    """Without the difference between a space and an unbreakable one."""
    return words.replace("\u00a0", " ").replace("\u202f", " ")


def test_in_force_it_changes_the_values_and_the_text_of_the_act(case):
    initial = scene.in_force(case)
    act = scene.amendment(case, initial)
    third = case.add_school("0809003B", "École du Lac", 20)
    lines = [SchoolLine(row.school, row.levels, row.forecast_accounts) for row in act.schools.all()]
    scene.revise(
        case,
        act,
        unit_price=Decimal("9.10"),
        max_accounts=190,
        schools=[*lines, SchoolLine(third, "élémentaire", 20)],
    )
    scene.replace(case, act, "Article 10", PRICE, "9,10", row="R15")
    scene.take_effect(act)
    initial = scene.fresh(initial)
    assert (initial.unit_price, initial.max_accounts) == (Decimal("9.10"), 190)
    assert initial.max_yearly_amount == Decimal("1600.00")
    row = initial.schools.get(school=third)
    assert (row.forecast_accounts, plain(row.entry_label)) == (20, "1er septembre 2027")
    said_now = " ".join(block.text for block in text.blocks(consolidating.word(initial)))
    assert "9,10" in said_now
    assert consolidating.sources(initial) == "avenant n° 1"


def test_a_longer_term_moves_the_end_of_the_act_and_of_nothing_else(case):
    initial = scene.in_force(case)
    act = scene.amendment(case, initial, reason="duration")
    act = scene.revise(case, act, reason="duration", duration_months=48)
    assert act.ends_on == dt.date(2030, 8, 31)
    scene.take_effect(act)
    assert scene.fresh(initial).ends_on == dt.date(2030, 8, 31)


def test_what_an_amendment_does_not_change_another_may_have_changed(case):
    initial = scene.in_force(case)
    first, second = scene.amendment(case, initial), scene.amendment(case, initial)
    scene.revise(case, first, unit_price=Decimal("9.10"))
    scene.revise(case, second, max_accounts=180)
    scene.take_effect(first)
    scene.take_effect(second)
    initial = scene.fresh(initial)
    assert (initial.unit_price, initial.max_accounts) == (Decimal("9.10"), 180)


def test_its_number_at_the_register_is_that_of_the_act_and_its_order(case):
    act = scene.amendment(case, scene.in_force(case))
    register.enter(act, dt.datetime(2027, 6, 1, 22, 30, tzinfo=dt.UTC))
    assert act.register_number == "CONV2026_012A1"
    assert act.act_date == dt.date(2027, 6, 2)


@pytest.mark.parametrize(("verb", "status"), [("expire", "expired"), ("terminate", "terminated")])
def test_it_ends_with_the_act(case, verb, status):
    initial = scene.in_force(case)
    act = scene.take_effect(scene.amendment(case, initial))
    after = dt.datetime(2029, 9, 2, 8, tzinfo=dt.UTC)
    jurist = build.mandate(case.syndicate, Office.LEGAL_OFFICER, "Noa", "Loi")
    with clock.at(after):
        offered = dict(ConventionLifecycle(act).available(acting.actor_of(jurist)))
        assert "terminate" not in offered
        with pytest.raises(Refused, match="prend fin avec la convention"):
            ConventionLifecycle.move(act, "expire", actor=SYSTEM)
        if verb == "expire":
            ConventionLifecycle.move(initial, verb, actor=SYSTEM)
        else:
            ConventionLifecycle.move(
                initial,
                verb,
                actor=acting.actor_of(jurist),
                reason="accord",
                effective_on=dt.date(2029, 1, 1),
            )
    assert (scene.fresh(initial).status, scene.fresh(act).status) == (status, status)


def test_an_amendment_annulled_gives_back_what_it_had_changed(case):
    initial = scene.in_force(case)
    act = scene.amendment(case, initial)
    scene.revise(case, act, unit_price=Decimal("9.10"), max_accounts=190)
    scene.replace(case, act, "Article 10", PRICE, "9,10", row="R15")
    act = scene.take_effect(act)
    jurist = build.mandate(case.syndicate, Office.LEGAL_OFFICER, "Noa", "Loi")
    ConventionLifecycle.move(
        act, "record_annulment", actor=acting.actor_of(jurist), reason="TA", file_sha256="f" * 64
    )
    initial = scene.fresh(initial)
    assert (initial.unit_price, initial.max_accounts) == (Decimal("9.87"), 160)
    assert "9,10" not in " ".join(b.text for b in text.blocks(consolidating.word(initial)))
    assert Convention.unscoped.get(pk=initial.pk).status == "in_force"
