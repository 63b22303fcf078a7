"""The financing of an entry: the plan, who is asked, what each body decides (M13, M15, M24)."""

import datetime as dt
from decimal import Decimal

import pytest

from audit.actor import SYSTEM
from common.lifecycle import NotYours, Refused
from conventions.onboarding import facts
from conventions.onboarding.financing import checks, services
from conventions.onboarding.financing.lifecycle import DecisionLifecycle
from conventions.onboarding.lifecycle import SchoolEntryLifecycle
from conventions.onboarding.models import (
    DecisionStatus,
    EntryStatus,
    FinancingDecision,
    Ground,
    SchoolEntry,
)
from governance.models import InstitutionKind
from governance.offices import Office
from tests import factories
from tests.circuits import walking
from tests.conventions.onboarding import financed
from tests.conventions.onboarding.financed import COST, DELEGATED, TODAY, URGENT
from tests.conventions.onboarding.scene import entry as enrolled
from tests.conventions.onboarding.scene import fresh, put
from tests.conventions.onboarding.written import opinion, project

D, S = DecisionStatus, EntryStatus
BODY = {"mayor", "preparer"}
MANAGER = {"manager", "colleague"}
TABLE = (
    ("grant", (D.EXPECTED,), D.GRANTED, MANAGER | BODY),
    ("decline", (D.EXPECTED,), D.DECLINED, {"system"}),
    ("ratify", (D.GRANTED,), D.GRANTED, MANAGER | BODY),
    ("void", (D.EXPECTED, D.GRANTED, D.DECLINED), D.VOID, {"system"}),
)


def test_the_moves_are_those_of_the_table():
    assert walking.table(DecisionLifecycle) == walking.expected(TABLE)


def test_every_move_of_a_person_has_a_button_and_every_move_has_its_line():
    for verb, _source, _target, words in DecisionLifecycle.moves():
        assert words.sentence, verb
        assert bool(words.button) != words.system, verb


@pytest.mark.parametrize("status", D.values)
def test_everybody_tries_everything(scene, status):
    found = financed.decision(scene, status=status)
    given = {
        "grant": DELEGATED,
        "decline": {"category": "budget"},
        "ratify": {"deliberation": financed.vote(scene)},
    }
    rules = {(row[0], str(source)): row for row in TABLE for source in row[1]}
    wrong = []
    for verb in DecisionLifecycle.verbs():
        row = rules.get((verb, status))
        for role, actor in walking.trying(scene.cast, row and row[3]).items():
            with walking.undone():
                seen = walking.attempt(
                    DecisionLifecycle,
                    found,
                    verb,
                    row[2] if row else "",
                    actor=actor,
                    reason="motif",
                    **given.get(verb, {}),
                )
            due = walking.WRONG_STATUS
            if row is not None:
                due = walking.DONE if role in row[3] else walking.NOT_YOURS
            if seen != due:
                wrong.append((verb, role, seen, due))
    assert wrong == []


# --- the plan -----------------------------------------------------------------------------------


def said(plan):
    return [refusal.sentence for refusal in checks.refusals(plan)]


def favourable(scene, entry):
    opinion(project(entry, status="adopted"), scene.area, status="favourable")


def test_a_plan_that_adds_up_is_asked_and_the_commune_decides(scene):
    entry = scene.entry(status=S.SCHOOL_PROJECT)
    manager, mayor = scene.cast["manager"], scene.cast["mayor"]
    with pytest.raises(Refused, match="Le plan de financement n’est pas établi"):
        SchoolEntryLifecycle.move(entry, "request_financing", actor=manager)
    financed.plan(scene, entry)
    SchoolEntryLifecycle.move(entry, "request_financing", actor=manager)
    asked = FinancingDecision.unscoped.get()
    assert (asked.institution, asked.amount, asked.status) == (scene.commune, COST, D.EXPECTED)
    with pytest.raises(Refused, match="Décision attendue"):
        SchoolEntryLifecycle.move(fresh(entry), "record_financing", actor=mayor)
    DecisionLifecycle.move(asked, "grant", actor=mayor, **DELEGATED)
    stored = financed.fresh(asked)
    assert stored.authority["mandate_id"] == mayor.mandate_id
    assert fresh(entry).status in (S.FINANCED, S.AWAITING_CONVENTION)


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("1000.00", ["totalise 80,4", "Il manque 243,62"]),
        ("1243.61", ["totalise 99,9", "Il manque 0,01"]),
        ("1243.63", ["totalise 100,1", "0,01\u202f€ de trop"]),
    ],
)
def test_a_plan_that_does_not_add_up_is_not_asked(scene, amount, words):
    """To the cent, and what is printed never says 100 % when it is not."""
    entry = scene.entry(status=S.SCHOOL_PROJECT)
    financed.plan(scene, entry, shares=[("subscription", scene.commune, amount)])
    with pytest.raises(Refused) as refused:
        SchoolEntryLifecycle.move(entry, "request_financing", actor=scene.cast["manager"])
    text = " ".join(each.sentence for each in refused.value.refusals)
    assert all(each in text for each in words), text
    assert not FinancingDecision.unscoped.exists()


def test_each_nature_is_checked_on_its_own(scene):
    """A total that is right hides neither a nature that lacks nor one that has too much."""
    entry = scene.entry(status=S.SCHOOL_PROJECT)
    plan = financed.plan(
        scene,
        entry,
        training_cost=Decimal(300),
        shares=[("subscription", scene.commune, "1543.62")],
    )
    assert [sentence.split("\u00a0")[0] for sentence in said(plan)] == ["Formation", "Abonnement"]


def test_a_plan_without_any_cost_is_not_asked(scene):
    plan = services.prepare(
        actor=scene.cast["manager"],
        entry=scene.entry(status=S.SCHOOL_PROJECT),
        **{**financed.BASE, "accounts": 0},
    )
    assert "ne prévoit aucune dépense" in said(plan)[0]


def test_what_rounding_leaves_does_not_break_a_hundred_percent():
    third = Decimal("33.33")
    assert sum(checks.rates([third, third, Decimal("33.34")], Decimal(100))) == 100
    assert checks.rates([Decimal(0)], Decimal(0)) == [0]


def test_the_project_comes_before_the_equipment(scene):
    """M13: neither typed beforehand, nor asked."""
    entry = scene.entry(status=S.SCHOOL_PROJECT)
    plan = financed.plan(scene, entry)
    item = {"label": "Vidéoprojecteur", "quantity": 1, "unit_price": Decimal(900)}
    with pytest.raises(Refused, match="Le projet précède l’équipement"):
        services.add_item(actor=scene.cast["manager"], plan=plan, **item)
    favourable(scene, entry)
    services.add_item(actor=scene.cast["manager"], plan=plan, **item)
    assert not any("précède" in sentence for sentence in said(plan))
    put(entry.project.opinion, status="opinion_unfavourable")
    assert any("précède" in sentence for sentence in said(plan))


def test_equipment_is_chosen_by_three_and_again_when_it_changes(scene):
    entry = scene.entry(status=S.SCHOOL_PROJECT)
    plan = financed.plan(scene, entry)
    favourable(scene, entry)
    manager = scene.cast["manager"]
    item = {"label": "Vidéoprojecteur", "quantity": 2, "unit_price": Decimal(900)}
    services.add_item(actor=manager, plan=plan, **item)
    services.add_share(
        actor=manager, plan=plan, nature="equipment", institution=scene.commune,
        amount=Decimal(1800),
    )  # fmt: skip
    assert said(plan)[0].endswith("école, collectivité et syndicat.")
    for role in ("teacher", "inspector", "preparer", "stranger"):
        with pytest.raises(NotYours):
            services.agree(actor=scene.cast[role], plan=plan)
    for role in ("head", "mayor", "manager"):
        services.agree(actor=scene.cast[role], plan=plan)
    assert said(plan) == []
    services.add_item(actor=manager, plan=plan, label="Tablette", quantity=1, unit_price=Decimal(1))
    assert [side.value for side in checks.undecided(plan)] == ["school", "authority", "syndicate"]


def test_a_european_fund_pays_no_more_than_the_rate_of_the_programme(scene):
    entry = scene.entry(status=S.SCHOOL_PROJECT)
    feder = ("subscription", scene.syndicate, "400.00", "dossier FEDER n° 12", True)
    rest = ("subscription", scene.commune, "843.62")
    plan = financed.plan(scene, entry, shares=[feder, rest])
    assert said(plan)[0].startswith("La part du FEDER est de 32,2")
    put(plan.shares.get(european=True), amount=Decimal("373.08"))
    put(plan.shares.get(european=False), amount=Decimal("870.54"))
    assert said(plan) == []


def test_who_does_not_deliberate_here_has_an_act_that_commits_them(scene):
    """The académie pays the training by its convention: it is named, not asked (F15)."""
    entry = scene.entry(status=S.SCHOOL_PROJECT)
    state = ("training", scene.dsden, "300.00")
    plan = financed.plan(
        scene,
        entry,
        training_cost=Decimal(300),
        shares=[state, ("subscription", scene.commune, COST)],
    )
    assert "l’acte ou le dossier qui engage" in said(plan)[0]
    put(plan.shares.get(nature="training"), reference="convention académie, art. 9")
    assert said(plan) == []
    assert list(services.asked_of(entry)) == [scene.commune]


def test_only_the_project_manager_prepares_and_not_once_it_is_asked(scene):
    entry = scene.entry(status=S.SCHOOL_PROJECT)
    for role in ("mayor", "head", "inspector", "accounts", "stranger"):
        with pytest.raises(NotYours):
            services.prepare(actor=scene.cast[role], entry=entry, **financed.BASE)
    plan = financed.plan(scene, entry)
    put(fresh(entry), status=S.FINANCING_REQUESTED)
    with pytest.raises(Refused, match="Le plan ne change plus"):
        services.remove_share(actor=scene.cast["manager"], share=plan.shares.get())


# --- several who pay ----------------------------------------------------------------------------


@pytest.fixture
def two_bodies(scene):
    """The commune pays its school, the EPCI the training; both are asked."""
    epci = factories.institution(InstitutionKind.EPCI, "Communauté du Val")
    president = factories.actor(Office.EXECUTIVE, epci)
    entry = scene.entry(status=S.SCHOOL_PROJECT)
    plan = financed.plan(
        scene,
        entry,
        training_cost=Decimal(300),
        shares=[("subscription", scene.commune, COST), ("training", epci, "300.00")],
    )
    SchoolEntryLifecycle.move(entry, "request_financing", actor=scene.cast["manager"])
    asked = {each.institution: each for each in FinancingDecision.unscoped.all()}
    return entry, plan, president, asked[scene.commune], asked[epci]


def test_a_school_is_financed_once_every_body_has_granted_its_part(scene, two_bodies):
    entry, _plan, president, own, beside = two_bodies
    assert (own.amount, beside.amount) == (COST, Decimal(300))
    assert SchoolEntry.objects.visible_to(president).filter(pk=entry.pk).exists()
    with pytest.raises(NotYours):
        DecisionLifecycle.move(own, "grant", actor=president, **DELEGATED)
    DecisionLifecycle.move(own, "grant", actor=scene.cast["preparer"], **DELEGATED)
    assert fresh(entry).status == S.FINANCING_REQUESTED
    DecisionLifecycle.move(beside, "grant", actor=president, **DELEGATED)
    assert fresh(entry).status in (S.FINANCED, S.AWAITING_CONVENTION)


def test_a_part_declined_is_asked_of_another(scene, two_bodies):
    entry, plan, president, own, beside = two_bodies
    manager = scene.cast["manager"]
    DecisionLifecycle.move(own, "grant", actor=scene.cast["mayor"], **DELEGATED)
    with pytest.raises(NotYours):
        SchoolEntryLifecycle.move(
            fresh(entry), "refuse_authority", actor=president, reason="non", category="budget"
        )
    DecisionLifecycle.move(
        beside, "decline", actor=president, reason="hors budget", category="budget"
    )
    assert fresh(entry).status == S.FINANCING_REQUESTED
    share = plan.shares.get(nature="training")
    services.remove_share(actor=manager, share=share)
    with pytest.raises(Refused, match="totalise"):
        services.ask_again(actor=manager, entry=fresh(entry))
    services.add_share(
        actor=manager, plan=plan, nature="training", institution=scene.commune,
        amount=Decimal(300),
    )  # fmt: skip
    services.ask_again(actor=manager, entry=fresh(entry))
    waiting = FinancingDecision.unscoped.get(status=D.EXPECTED)
    assert (waiting.institution, waiting.amount) == (scene.commune, COST + 300)
    assert FinancingDecision.unscoped.filter(status=D.VOID).count() == 2


def test_the_refusal_of_the_competent_body_is_that_of_the_file(scene, two_bodies):
    entry, _plan, _president, own, beside = two_bodies
    mayor = scene.cast["mayor"]
    with pytest.raises(NotYours):
        DecisionLifecycle.move(own, "decline", actor=mayor, reason="non", category="budget")
    SchoolEntryLifecycle.move(
        fresh(entry), "refuse_authority", actor=mayor, reason="hors budget", category="budget"
    )
    told = financed.fresh(own)
    assert (told.status, told.reason, told.category) == (D.DECLINED, "hors budget", "budget")
    assert financed.fresh(beside).status == D.VOID


# --- the act ------------------------------------------------------------------------------------


def refused(decision, verb="grant", **given):
    return " ".join(
        each.sentence for each in DecisionLifecycle(decision).refusals(verb, actor=SYSTEM, **given)
    )


@pytest.mark.parametrize(
    ("without", "words"),
    [
        ("reference", "Joignez la décision ou sa référence"),
        ("decided_on", "Joignez la décision ou sa référence"),
        ("ground", "Joignez la décision ou sa référence"),
        ("delegation_reference", "Indiquez l’acte qui délègue"),
        ("file", "Joignez la copie de la décision"),
    ],
)
def test_a_decision_of_the_executive_has_all_its_pieces(scene, without, words):
    given = {key: value for key, value in DELEGATED.items() if key != without}
    assert words in refused(financed.decision(scene), **given)


def test_a_decision_is_neither_in_the_future_nor_over_before_it_begins(scene):
    found = financed.decision(scene)
    tomorrow = TODAY + dt.timedelta(days=1)
    assert "qui n’est pas encore venu" in refused(found, **{**DELEGATED, "decided_on": tomorrow})
    before = TODAY - dt.timedelta(days=1)
    assert "cesserait de valoir" in refused(found, **DELEGATED, valid_until=before)


def test_a_body_without_executive_that_day_decides_nothing(scene):
    long_ago = dt.date(1999, 1, 1)
    words = refused(financed.decision(scene), **{**DELEGATED, "decided_on": long_ago})
    assert words
    assert "Joignez" not in words


def test_a_vote_is_that_of_the_body_and_may_be_applied(scene):
    found = financed.decision(scene)
    given = {"ground": Ground.DELIBERATION, "reference": "2026-07", "decided_on": TODAY}
    other = financed.vote(scene, factories.commune("Ailleurs"))
    assert "n’est pas celle de" in refused(found, **given, deliberation=None)
    assert "n’est pas celle de" in refused(found, **given, deliberation=other)
    recorded = factories.deliberation(scene.commune, status="recorded")
    assert "exécutoire" in refused(found, **given, deliberation=recorded)
    assert refused(found, **given, deliberation=financed.vote(scene)) == ""


def test_a_text_of_urgency_serves_on_the_days_when_it_applies(scene):
    """The ordonnance of 1 April came after the week of 13 March: it grounds nothing that week."""
    found = financed.decision(scene)
    assert refused(found, **URGENT) == ""
    assert "Indiquez le texte d’urgence" in refused(found, **{**URGENT, "legal_text": ""})
    assert "Indiquez le texte d’urgence" in refused(found, **{**URGENT, "text_to": None})
    later = {**URGENT, "text_from": TODAY + dt.timedelta(days=1)}
    words = refused(found, **later)
    assert "Sans texte en vigueur ce jour-là, décidez par délégation" in words


def test_the_assembly_ratifies_what_was_decided_without_it(scene):
    entry = scene.entry(status=S.URGENT_OPEN)
    found = financed.decision(scene, entry, status=D.GRANTED)
    assert facts.missing("financing_ratification", entry)
    assert facts.missing("deliberation", entry)
    before = financed.vote(scene, voted_on=TODAY - dt.timedelta(days=9))
    assert "précède la décision" in refused(found, "ratify", deliberation=before)
    DecisionLifecycle.move(
        found, "ratify", actor=scene.cast["preparer"], deliberation=financed.vote(scene)
    )
    assert facts.missing("financing_ratification", entry) == []
    assert facts.missing("deliberation", entry) == []
    voted = put(financed.fresh(found), ground=Ground.DELIBERATION)
    assert "il n’y a rien à ratifier" in refused(voted, "ratify", deliberation=before)


def test_what_nobody_decided_is_neither_deliberated_nor_ratified(scene):
    entry = scene.entry(status=S.URGENT_OPEN)
    for name in ("financing_plan", "financing_decision", "deliberation", "financing_ratification"):
        assert facts.missing(name, entry) == [facts.absent(name)]


def test_one_decision_serves_the_schools_of_its_body_all_or_none(scene):
    first = financed.decision(scene)
    school = factories.school(scene.commune, "École du Lavoir", area=scene.area)
    second = financed.decision(
        scene, enrolled(scene.campaign, school, status=S.FINANCING_REQUESTED)
    )
    assert list(services.beside(first, scene.cast["preparer"])) == [second]
    assert list(services.beside(first, scene.cast["stranger"])) == []
    put(second, status=D.VOID)
    with pytest.raises(Refused):
        services.grant(actor=scene.cast["mayor"], decisions=[first, second], **DELEGATED)
    assert financed.fresh(first).status == D.EXPECTED
    put(second, status=D.EXPECTED)
    services.grant(actor=scene.cast["mayor"], decisions=[first, second], **DELEGATED)
    assert {financed.fresh(each).status for each in (first, second)} == {D.GRANTED}
