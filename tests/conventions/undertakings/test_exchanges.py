"""Connectors and périscolaire projects: what each move asks, and what the officer decides."""

import datetime as dt

import pytest
from django.core import mail
from django.db import transaction

from audit.actor import SYSTEM
from audit.models import Event
from audit.recording import recording
from circuits.models import Assignment
from common import clock, outbox
from common.lifecycle import NotYours, Refused
from conventions.lifecycle import ConventionLifecycle
from conventions.models import DataExchange
from conventions.undertakings import exchanges, purposes
from conventions.undertakings.exchange_lifecycle import ExchangeLifecycle
from demo.people import CAST
from desk import history, inbox
from tests.conventions.undertakings.exchanging import (
    ALLERGIES,
    CONNECTOR,
    IDENTITY,
    MAYOR,
    OFFICER,
    S,
    brought,
    prepared,
    with_analysis,
    with_test,
)
from tests.conventions.undertakings.scene import in_force

KEEPERS = {"maire", "secretaire", "chef-de-projet"}
PEOPLE = [each.slug for each in CAST if each.slug != "presidente-epci"]
#: verb → from, to, who.
TABLE = (
    ("describe_exchange", (S.PREPARING,), S.PREPARING, KEEPERS),
    ("describe_exchange", (S.TO_REVISE,), S.TO_REVISE, KEEPERS),
    ("change_exchange", (S.APPROVED, S.IN_SERVICE, S.SUSPENDED), S.PREPARING, KEEPERS),
    ("correct_exchange", (S.APPROVED,), S.APPROVED, KEEPERS),
    ("correct_exchange", (S.IN_SERVICE,), S.IN_SERVICE, KEEPERS),
    ("correct_exchange", (S.SUSPENDED,), S.SUSPENDED, KEEPERS),
    ("attach_analysis", (S.PREPARING,), S.PREPARING, KEEPERS),
    ("attach_analysis", (S.TO_REVISE,), S.TO_REVISE, KEEPERS),
    ("renew_analysis", (S.APPROVED, S.IN_SERVICE, S.SUSPENDED), S.PREPARING, KEEPERS),
    ("record_test", (S.PREPARING,), S.PREPARING, KEEPERS),
    ("record_test", (S.TO_REVISE,), S.TO_REVISE, KEEPERS),
    ("record_test", (S.SUBMITTED,), S.SUBMITTED, KEEPERS),
    ("record_test", (S.APPROVED,), S.APPROVED, KEEPERS),
    ("record_test", (S.IN_SERVICE,), S.IN_SERVICE, KEEPERS),
    ("record_test", (S.SUSPENDED,), S.SUSPENDED, KEEPERS),
    ("submit_exchange", (S.PREPARING, S.TO_REVISE), S.SUBMITTED, KEEPERS),
    ("recall_exchange", (S.SUBMITTED,), S.PREPARING, KEEPERS),
    ("approve_exchange", (S.SUBMITTED,), S.APPROVED, {OFFICER}),
    (
        "return_exchange",
        (S.SUBMITTED, S.APPROVED, S.IN_SERVICE, S.SUSPENDED),
        S.TO_REVISE,
        {OFFICER},
    ),
    ("activate_exchange", (S.APPROVED,), S.IN_SERVICE, KEEPERS),
    ("suspend_exchange", (S.IN_SERVICE,), S.SUSPENDED, KEEPERS | {OFFICER}),
    ("resume_exchange", (S.SUSPENDED,), S.IN_SERVICE, KEEPERS),
    ("close_exchange", tuple(s for s in S if s != S.CLOSED), S.CLOSED, KEEPERS),
)
TOLD = {
    ("activate_exchange", status, who)
    for status in (S.PREPARING, S.TO_REVISE)
    for who in PEOPLE
    if who not in KEEPERS
}
"""The two other cells pass for an exchange without personal data alone, below."""
TODAY = dt.date(2026, 5, 4)
GIVEN = {
    "describe_exchange": {"said": CONNECTOR | {"version": "5"}},
    "change_exchange": {"said": CONNECTOR | {"version": "5"}},
    "correct_exchange": {"said": CONNECTOR | {"contact": "Mairie"}},
    "attach_analysis": {"made_on": TODAY, "sha256": "a" * 64},
    "renew_analysis": {"made_on": TODAY, "sha256": "c" * 64},
    "record_test": {"tested_on": TODAY, "result": "passed", "sha256": "b" * 64},
}


def said(refused):
    return " ".join(each.sentence for each in refused.value.refusals).replace("\u00a0", " ")


def kept(exchange):
    """Everything of the row, and how long its history and the journal are."""
    row = DataExchange.unscoped.filter(pk=exchange.pk).values().get()
    return row, exchange.history.count(), Event.objects.count()


def passing(status):
    return {verb: (target, who) for verb, sources, target, who in TABLE if status in sources}


# --- the table of moves ---------------------------------------------------------------------------
@pytest.mark.parametrize("status", list(S), ids=str)
def test_every_cell_of_the_table(here, status):
    """Who may, passes and is journalled; whatever else is tried changes nothing."""
    allowed = passing(status)
    assert {verb for verb, *_ in TABLE} == set(ExchangeLifecycle.verbs())
    one = brought(in_force(here), here, status)
    before = kept(one)
    for verb in ExchangeLifecycle.verbs():
        target, people = allowed.get(verb, ("", set()))
        given = {"reason": "essai", **GIVEN.get(verb, {})}
        for who in PEOPLE:
            actor = here.actor(who)
            if who in people:
                with transaction.atomic():
                    moved = ExchangeLifecycle.move(one, verb, actor=actor, **given)
                    assert moved.status == target, (verb, who)
                    assert Event.objects.latest("sequence").verb == verb
                    transaction.set_rollback(True)
                continue
            refusal = NotYours if target or (verb, status, who) in TOLD else Refused
            with pytest.raises((NotYours, Refused)) as stopped:
                ExchangeLifecycle.move(one, verb, actor=actor, **given)
            assert stopped.type is refusal, (verb, who)
            assert kept(one) == before, (verb, who)


# --- what must be true first ----------------------------------------------------------------------
def test_only_those_who_keep_it_prepare_one(here):
    act = in_force(here)
    for who in set(PEOPLE) - KEEPERS:
        with pytest.raises(NotYours):
            prepared(act, here, who=who)
    assert not DataExchange.unscoped.exists()
    assert prepared(act, here, who="chef-de-projet").status == S.PREPARING


@pytest.mark.parametrize(
    ("nature", "act_changes", "changed", "expected"),
    [
        ("connector", {"status": "terminated"}, {}, "elle ne porte plus d’échange de données"),
        ("connector", {}, {"purpose": "Publicité"}, "Choisissez la finalité dans la liste"),
        ("connector", {}, {"categories": ["Religion"]}, "n’est pas dans la liste"),
        ("connector", {}, {"categories": [ALLERGIES]}, "est une donnée de santé : répondez oui"),
        ("project", {}, {"categories": []}, "sans aucune catégorie de données"),
    ],
)
def test_a_description_that_does_not_hold_is_refused(here, nature, act_changes, changed, expected):
    with pytest.raises(Refused) as refused:
        prepared(in_force(here, **act_changes), here, nature, **changed)
    assert expected in said(refused)
    assert not DataExchange.unscoped.exists()


@pytest.mark.parametrize(
    ("nature", "changed", "expected"),
    [
        ("connector", {"processor": " "}, "Il manque à la description : le sous-traitant"),
        ("connector", {"editor": "", "version": ""}, "l’éditeur et la version"),
        ("connector", {"categories": []}, "le visa du DPO n’a pas d’objet"),
        ("project", {}, "l’analyse d’impact (AIPD) n’est pas au dossier"),
    ],
)
def test_an_incomplete_description_is_not_submitted(here, nature, changed, expected):
    one = prepared(in_force(here), here, nature, **changed)
    before = kept(one)
    with pytest.raises(Refused) as refused:
        exchanges.submit(one, actor=here.actor(MAYOR))
    assert expected in said(refused)
    assert all(each.source for each in refused.value.refusals)
    assert kept(one) == before


def test_nobody_is_asked_when_the_office_is_vacant(here):
    one, officer = prepared(in_force(here), here), here.people[OFFICER]
    with recording(SYSTEM):
        officer.ends_on = clock.today()
        officer.save()
    with pytest.raises(Refused) as refused:
        exchanges.submit(one, actor=here.actor(MAYOR))
    assert "Aucun délégué à la protection des données n’est en fonction" in said(refused)


def test_without_personal_data_a_tested_connector_needs_no_visa(here):
    one = with_test(prepared(in_force(here), here, categories=[], processor=""), here)
    done = exchanges.run(one, "activate_exchange", actor=here.actor(MAYOR))
    assert (done.status, done.opinion) == (S.IN_SERVICE, "")


def test_what_no_longer_holds_personal_data_leaves_the_officer_s_request(here):
    mayor = here.actor(MAYOR)
    one = brought(in_force(here), here, S.TO_REVISE)
    one = exchanges.describe(one, CONNECTOR | {"categories": []}, actor=mayor)
    done = exchanges.run(one, "activate_exchange", actor=mayor)
    assert done.status == S.IN_SERVICE
    assert not Assignment.unscoped.open().about(done).exists()


@pytest.mark.parametrize(
    ("act_changes", "expected"),
    [
        ({"status": "text_settled"}, "se met en service quand elle est signée ou en vigueur"),
        ({"status": "expired"}, "se met en service quand elle est signée ou en vigueur"),
    ],
)
def test_nothing_enters_into_service_without_a_signed_act(here, act_changes, expected):
    act = in_force(here)
    one = brought(act, here, S.APPROVED)
    with recording(SYSTEM):
        act.status = act_changes["status"]
        act.save()
    with pytest.raises(Refused) as refused:
        exchanges.run(one, "activate_exchange", actor=here.actor(MAYOR))
    assert expected in said(refused)


@pytest.mark.parametrize("status", ["signed", "notified", "in_force"])
def test_a_signed_act_is_enough(here, status):
    one = brought(in_force(here, status=status), here, S.APPROVED)
    assert exchanges.run(one, "activate_exchange", actor=here.actor(MAYOR)).status == S.IN_SERVICE


def test_a_connector_enters_into_service_after_a_test_that_passed_on_its_version(here):
    mayor = here.actor(MAYOR)
    one = exchanges.submit(prepared(in_force(here), here), actor=mayor)
    one = exchanges.decide(one, "approve_exchange", reason="Vu.", actor=here.actor(OFFICER))

    def refused_for():
        with pytest.raises(Refused) as refused:
            exchanges.run(one, "activate_exchange", actor=mayor)
        return said(refused)

    assert "Le procès-verbal d’un test réussi est attendu" in refused_for()
    one = with_test(one, here, result="failed")
    assert "Le test du 4 mai 2026 a échoué" in refused_for()
    one = with_test(one, here)
    with recording(SYSTEM):
        one.test_version = "4.1"
        one.save()
    assert "porte sur la version 4.1, la version déclarée est 4.2" in refused_for()
    one = with_test(one, here)
    assert exchanges.run(one, "activate_exchange", actor=mayor).status == S.IN_SERVICE


def test_a_paper_is_not_dated_of_tomorrow_and_a_project_has_no_test(here):
    act, tomorrow = in_force(here), clock.today() + dt.timedelta(days=1)
    project, connector = prepared(act, here, "project"), prepared(act, here)
    with pytest.raises(Refused, match="La date de l’analyse d’impact est aujourd’hui ou avant"):
        with_analysis(project, here, made_on=tomorrow)
    with pytest.raises(Refused, match="La date du test est aujourd’hui ou avant"):
        with_test(connector, here, tested_on=tomorrow)
    with pytest.raises(Refused, match="n’a pas de test d’interface"):
        with_test(project, here)


@pytest.mark.parametrize("verb", ["approve_exchange", "return_exchange"])
def test_an_opinion_has_reasons(here, verb):
    one = brought(in_force(here), here, S.SUBMITTED)
    with pytest.raises(Refused, match="Indiquez le motif"):
        exchanges.decide(one, verb, reason=" ", actor=here.actor(OFFICER))


# --- the visa -------------------------------------------------------------------------------------
@pytest.mark.parametrize("status", [S.APPROVED, S.IN_SERVICE, S.SUSPENDED])
@pytest.mark.parametrize(
    "changed",
    [
        {"version": "5.0"},
        {"categories": [IDENTITY, "École et classe"]},
        {"processor": "Autre contrat"},
        {"details": "Conservé dix ans."},
    ],
    ids=str,
)
def test_a_changed_description_takes_the_visa_back(here, status, changed):
    mayor = here.actor(MAYOR)
    one = brought(in_force(here), here, status)
    assert one.has_visa
    done = exchanges.describe(one, CONNECTOR | changed, actor=mayor)
    assert (done.status, done.has_visa, done.visa_taken_back) == (S.PREPARING, False, True)
    with pytest.raises(Refused) as refused:
        exchanges.run(done, "activate_exchange", actor=mayor)
    assert "Le visa du DPO, donné le 4 mai 2026, portait sur une autre description" in said(refused)
    back = exchanges.describe(done, CONNECTOR, actor=mayor)
    assert not back.has_visa, "the officer is asked again, even for the former words"


def test_a_new_analysis_takes_the_visa_back(here):
    one = with_analysis(prepared(in_force(here), here, "project"), here)
    one = exchanges.submit(one, actor=here.actor(MAYOR))
    one = exchanges.decide(one, "approve_exchange", reason="Vu.", actor=here.actor(OFFICER))
    done = with_analysis(one, here)
    assert (done.status, done.has_visa, done.visa_taken_back) == (S.PREPARING, False, True)
    again = exchanges.submit(done, actor=here.actor(MAYOR))
    assert again.status == S.SUBMITTED


def test_another_name_or_contact_leaves_the_visa(here):
    one = brought(in_force(here), here, S.IN_SERVICE)
    changed = CONNECTOR | {"label": "Cantine", "contact": "Mairie"}
    done = exchanges.describe(one, changed, actor=here.actor(MAYOR))
    assert (done.status, done.has_visa, done.contact) == (S.IN_SERVICE, True, "Mairie")


def test_a_row_written_aside_loses_the_visa_too(here):
    one = brought(in_force(here), here, S.SUSPENDED)
    with recording(SYSTEM):
        one.categories = [*one.categories, "École et classe"]
        one.save()
    with pytest.raises(Refused, match="portait sur une autre description"):
        exchanges.run(one, "resume_exchange", actor=here.actor(MAYOR))


def test_the_officer_is_told_finds_the_task_and_sends_it_back(here):
    act, officer, secretary = in_force(here), here.actor(OFFICER), here.actor("secretaire")
    one = with_analysis(prepared(act, here, "project"), here)
    tasks = inbox.count(officer)
    one = exchanges.submit(one, actor=secretary)
    outbox.send_due()
    assert "Des données de santé sont déclarées" in mail.outbox[-1].body
    assert inbox.count(officer) == tasks + 1
    assert list(DataExchange.objects.visible_to(officer).waiting_for_visa()) == [one]
    one = exchanges.decide(one, "return_exchange", reason="Durée trop longue.", actor=officer)
    assert inbox.count(officer) == tasks
    assert [each.mandate for each in Assignment.unscoped.open().about(one)] == [
        here.people["secretaire"]
    ]
    outbox.send_due()
    assert any("Durée trop longue." in each.body for each in mail.outbox)
    again = exchanges.submit(one, actor=secretary)
    assert inbox.count(officer) == tasks + 1
    told = " ".join(each.sentence for each in history.entries(again, officer))
    assert "a demandé des modifications" in told
    assert "a soumis l’échange de données au DPO" in told


def test_what_is_recalled_or_closed_waits_for_nobody(here):
    act = in_force(here)
    for verb in ("recall_exchange", "close_exchange"):
        one = brought(act, here, S.SUBMITTED)
        done = exchanges.withdraw(one, verb, reason="Abandonné.", actor=here.actor(MAYOR))
        assert not Assignment.unscoped.open().about(done).exists()


def test_what_is_in_service_stops_with_its_convention(here):
    act = in_force(here)
    running, waiting = brought(act, here, S.IN_SERVICE), brought(act, here, S.SUBMITTED)
    after = dt.datetime.combine(act.ends_on + dt.timedelta(days=1), dt.time(9), tzinfo=dt.UTC)
    with clock.at(after):
        ConventionLifecycle.move(act, "expire", actor=SYSTEM)
        outbox.send_due()
    assert DataExchange.unscoped.get(pk=running.pk).status == S.SUSPENDED
    assert DataExchange.unscoped.get(pk=waiting.pk).status == S.SUBMITTED
    assert sum("l’échange est suspendu, car la convention" in each.body for each in mail.outbox)
    told = history.entries(running, here.actor(OFFICER))
    assert any("a suspendu l’échange de données" in each.sentence for each in told)
    with pytest.raises(Refused, match="signée ou en vigueur"):
        exchanges.run(
            DataExchange.unscoped.get(pk=running.pk), "resume_exchange", actor=here.actor(MAYOR)
        )


# --- who reads it ---------------------------------------------------------------------------------
@pytest.mark.parametrize("status", ["in_force", "under_review", "draft"])
def test_the_staff_and_the_parties_read_it(here, status):
    act = in_force(here)
    one = brought(act, here, S.SUBMITTED)
    with recording(SYSTEM):
        act.status = status
        act.save()
    readers = {
        who for who in PEOPLE if DataExchange.objects.visible_to(here.actor(who)).filter(pk=one.pk)
    }
    staff = {"chef-de-projet", "juriste", "dpo", "direction"}
    parties = {"maire", "secretaire", "inspectrice", "president"}
    assert readers - {"dasen"} == (staff if status == "draft" else staff | parties)


def test_the_lists_are_consistent():
    every = purposes.categories()
    assert len(set(every)) == len(every)
    assert purposes.of_health([IDENTITY, ALLERGIES]) == [ALLERGIES]
    for nature in DataExchange.Nature.values:
        longest = max(map(len, purposes.purposes(nature)))
        assert longest <= DataExchange._meta.get_field("purpose").max_length
    assert purposes.purposes("autre") == ()
