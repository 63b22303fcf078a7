"""A school enters an act in force by a slip: who may, within which room, and what it carries."""

import dataclasses
import datetime as dt
from decimal import Decimal

import pytest

from audit.actor import SYSTEM
from common import clock
from common.lifecycle import NotYours, Refused
from conventions import content, coverage, gates, register
from conventions.models import ConventionSchool
from conventions.modifying import consolidating, room, slip_guards, slips
from documents import text
from governance import acting
from governance.offices import Office
from tests.conventions import case as build
from tests.conventions.modifying import scene

NEXT = dt.date(2027, 1, 4)


@pytest.fixture
def lac(case):
    return case.add_school("0809003B", "École du Lac", 20)


@pytest.fixture
def initial(case):
    return scene.in_force(case)


def said(act):
    """What keeps the slip from its issue; the seal is not made here."""
    found = [plain(each.sentence) for each in slip_guards.issue(act)]
    return " ".join(each for each in found if "Fichier du cachet" not in each)


def plain(words):
    """Without the difference between a space and an unbreakable one."""
    return words.replace("\u00a0", " ").replace("\u202f", " ")


def test_a_slip_says_what_the_act_has_left(case, initial, lac):
    act = scene.slip(case, initial, lac)
    assert act.reference == "BE-2026-001"
    data = content.project_data(act)
    assert (data.entry_slip_number, data.school_name) == ("BE-2026-001", "École du Lac")
    assert (data.max_accounts, data.committed_accounts, data.remaining_accounts) == (160, 146, 14)
    assert (data.committed_amount, data.remaining_amount) == (Decimal("1441.02"), Decimal("158.98"))
    assert data.amendment_clause_number == "14"
    assert [party.role for party in act.parties.all()] == ["authority", "state"]
    assert said(act) == ""


def test_the_next_slip_follows_the_series_of_its_kind(case, initial, lac):
    scene.slip(case, initial, lac)
    again = case.add_school("0809004C", "École du Pont", 2)
    assert scene.slip(case, initial, again, accounts=2).reference == "BE-2026-002"
    act = scene.slip(case, initial, again, accounts=2)
    register.enter(act, dt.datetime(2027, 1, 3, 9, tzinfo=dt.UTC))
    assert act.register_number == "BE2027_001"


@pytest.mark.parametrize(
    ("accounts", "left"),
    [(34, ""), (35, "Il reste 34 comptes et 356,38 € avant le maximum voté")],
)
def test_beyond_the_maximum_a_school_needs_an_amendment(case, initial, lac, accounts, left):
    act = scene.slip(case, initial, lac, accounts=accounts)
    assert said(act).startswith(left)
    assert bool(said(act)) == bool(left)
    if left:
        assert "cette école demande un avenant" in said(act)
        assert coverage.covering(act.party("authority")).key == "entry_slip.beyond"


def test_slips_issued_before_hold_their_accounts(case, initial, lac):
    first = scene.slip(case, initial, lac, accounts=20)
    scene.put(first, "awaiting_signature")
    bridge = case.add_school("0809004C", "École du Pont", 15)
    second = scene.slip(case, initial, bridge, accounts=15)
    assert "Il reste 14 comptes" in said(second)
    assert room.of(initial, None).accounts == 14
    scene.put(first, "withdrawn")
    assert said(second) == ""


def test_an_amount_without_a_maximum_is_not_measured(case, lac):
    initial = scene.in_force(case, limits={"max_accounts": 200})
    scene.put(initial, "in_force", max_yearly_amount=None)
    data = content.project_data(scene.slip(case, initial, lac))
    assert (data.has_amount_limit, data.max_yearly_amount) == (False, None)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda case, lac: ended(lac), "L’école École du Lac est fermée depuis le 1er juin 2026."),
        (lambda case, lac: moved(case, lac), "relève de la commune de Ville-Exemple"),
        (lambda case, lac: held(case, lac), "une école n’a qu’une convention à la fois"),
    ],
)
def test_a_school_that_may_not_enter(case, initial, lac, change, sentence):
    act = scene.slip(case, initial, lac)
    change(case, lac)
    assert sentence in said(scene.fresh(act))


def ended(school):
    school.state, school.ends_on = "closed", dt.date(2026, 6, 1)
    build.saved(school, "close")


def moved(case, school):
    other = build.institution("commune", "Ville-Exemple", insee_code="80997")
    row = school.competences.get()
    row.ends_on = dt.date(2026, 12, 1)
    build.saved(row, "end")
    build.saved(type(row)(institution=other, school=school, starts_on=dt.date(2026, 12, 1)))


def held(case, school):
    other = case.convention(reference="CONV-2026-099", schools=[(school, 20)])
    scene.put(other, "in_force")


def test_a_school_of_the_act_enters_only_once(case, initial):
    act = scene.slip(case, initial, case.parc)
    assert "est déjà dans la convention CONV-2026-012" in said(act)
    assert case.parc not in slips.candidates(initial, NEXT)


def test_the_schools_offered_are_those_that_may_enter(case, initial, lac):
    closed = case.add_school("0809004C", "École fermée", 5)
    ended(closed)
    assert slips.candidates(initial, NEXT) == [lac]
    act = scene.slip(case, initial, lac)
    scene.put(act, "awaiting_signature")
    assert slips.candidates(initial, NEXT) == []
    assert slips.candidates(initial, NEXT, act) == [lac]


def test_the_opinion_on_the_project_is_given_before(case, initial, lac):
    act = scene.slip(case, initial, lac, project_opinion_date="2026-12-01")
    assert "porte une date à venir" in said(act)
    lacking = scene.slip(case, initial, lac, project_title="")
    assert "Il manque : Titre du projet pédagogique." in said(lacking)


def test_no_school_enters_an_act_that_is_not_in_force(case, initial, lac):
    with pytest.raises(Refused, match="ne peut faire revivre une convention expirée"):
        scene.slip(case, initial, lac, starts_on=dt.date(2030, 1, 1))
    with pytest.raises(Refused, match="ne peut prendre effet avant"):
        scene.slip(case, initial, lac, starts_on=dt.date(2026, 6, 1))
    other = case.convention(reference="CONV-2026-050")
    with pytest.raises(Refused, match="modifie un acte signé et notifié"):
        scene.slip(case, other, lac)


def test_only_the_project_manager_prepares_it(case, initial, lac):
    with pytest.raises(NotYours, match="bulletin d’entrée revient au chef de projet"):
        slips.begin(initial, scene.entry(lac), actor=acting.actor_of(case.mayor))


def test_what_somebody_else_changed_meanwhile_is_not_written_over(case, initial, lac):
    act = scene.slip(case, initial, lac)
    seen = scene.version(act)
    twelve = dataclasses.replace(scene.entry(lac), forecast_accounts=12)
    slips.revise(act, twelve, seen_version=seen, actor=case.actor)
    assert scene.fresh(act).forecast_accounts == 12
    with pytest.raises(Refused, match="a changé depuis"):
        slips.revise(act, twelve, seen_version=seen, actor=case.actor)


def test_the_vote_given_for_the_act_is_enough_and_must_be_proved(case, initial, lac):
    act = scene.slip(case, initial, lac)
    vote = initial.party("authority").deliberation
    assert coverage.covering(act.party("authority")) == vote
    vote.status, vote.enforceable_at = "voted", None
    build.saved(vote, "contest_proof")
    assert "n’est pas encore exécutoire" in said(scene.fresh(act))


def test_it_takes_effect_on_its_day_and_the_list_follows(case, initial, lac):
    act = scene.enter_school(case, scene.slip(case, initial, lac, starts_on=NEXT))
    assert (act.status, act.in_force_on) == ("in_force", NEXT)
    row = ConventionSchool.unscoped.get(convention=initial, school=lac)
    assert (row.forecast_accounts, plain(row.entry_label)) == (20, "4 janvier 2027")
    blocks = text.blocks(consolidating.word(scene.fresh(initial)))
    rows = [[" ".join(line.text for line in cell) for cell in b.cells] for b in blocks]
    [entered] = [row for row in rows if "0809003B" in row]
    assert plain(entered[0]) == "École du Lac"
    assert plain(entered[4]) == "4 janvier 2027"
    [total] = [row for row in rows if row[0] == "Total"]
    assert total[3] == "146"
    assert consolidating.sources(initial) == "bulletin BE-2026-001"


def test_its_day_is_the_latest_of_the_date_the_signature_and_the_visa(case, initial, lac):
    act = scene.slip(case, initial, lac, starts_on=NEXT)
    scene.put(act, "signed", act_date=dt.date(2027, 1, 11))
    with clock.at(dt.datetime(2027, 1, 20, 9, tzinfo=dt.UTC)):
        case.visa(act)
    assert slip_guards.entry_date(scene.fresh(act)) == dt.date(2027, 1, 20)


def test_it_waits_for_its_day_and_for_the_visa(case, initial, lac):
    act = scene.slip(case, initial, lac, starts_on=NEXT)
    assert [r.sentence for r in slip_guards.complete(act)] == ["Le visa de l’inspecteur manque."]
    act = scene.put(act, "signed", act_date=scene.EFFECT)
    refused = pytest.raises(Refused, match="L’école entre dans la convention le 4")
    with clock.at(dt.datetime(2026, 9, 2, 9, tzinfo=dt.UTC)), refused:
        gates.move(act, "admit_school", actor=SYSTEM)


def test_a_slip_annulled_takes_its_school_out_again(case, initial, lac):
    act = scene.enter_school(case, scene.slip(case, initial, lac, starts_on=NEXT))
    jurist = build.mandate(case.syndicate, Office.LEGAL_OFFICER, "Noa", "Loi")
    gates.move(
        act, "record_annulment", actor=acting.actor_of(jurist), reason="TA", file_sha256="f" * 64
    )
    assert not initial.schools.filter(school=lac).exists()
    assert "0809003B" not in " ".join(
        b.text for b in text.blocks(consolidating.word(scene.fresh(initial)))
    )


@pytest.mark.parametrize("verb", ["submit", "settle_text", "notify", "expire", "reopen_text"])
def test_a_slip_follows_its_own_short_path(case, initial, lac, verb):
    act = scene.slip(case, initial, lac)
    refused = gates.of(act, verb).refusals(verb, actor=case.actor)
    assert [each.key for each in refused] == ["path.closed"]
    offered = [name for name, _words in gates.available(act, case.actor)]
    assert offered == ["issue_entry_slip", "withdraw"]


def test_it_ends_with_the_act(case, initial, lac):
    act = scene.enter_school(case, scene.slip(case, initial, lac, starts_on=NEXT))
    with clock.at(dt.datetime(2029, 9, 2, 8, tzinfo=dt.UTC)):
        gates.move(initial, "expire", actor=SYSTEM)
    assert scene.fresh(act).status == "expired"
