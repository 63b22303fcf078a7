"""The urgent track: what a batch needs, each school on its own, debts and what follows (S3)."""

import datetime as dt

import pytest

from common import clock, jobs
from common.lifecycle import NotYours, Refused
from common.models import Job
from conventions.onboarding import facts
from conventions.onboarding.financing.lifecycle import DecisionLifecycle
from conventions.onboarding.lifecycle import DebtLifecycle, SchoolEntryLifecycle
from conventions.onboarding.models import (
    DebtStatus,
    EntryDebt,
    EntryStatus,
    FinancingDecision,
    Track,
    UrgentStatus,
)
from conventions.onboarding.projects import services as projects
from conventions.onboarding.projects import writing
from conventions.onboarding.urgent import debts, guards, services
from conventions.onboarding.urgent.lifecycle import BatchLifecycle
from desk import inbox
from tests import factories
from tests.circuits import walking
from tests.conventions.onboarding import financed, urgency
from tests.conventions.onboarding.scene import NOW, Scene, put
from tests.conventions.onboarding.scene import entry as enrolled
from tests.conventions.onboarding.urgency import DELEGATED, TEXT, TODAY, fresh_entry
from tests.conventions.onboarding.written import project, visit

B, S = UrgentStatus, EntryStatus
MANAGER = {"manager", "colleague"}
TABLE = (
    ("launch", (B.PREPARING,), B.LAUNCHED, MANAGER),
    ("abandon", (B.PREPARING,), B.ABANDONED, MANAGER),
)
EVERY_DEBT = {
    "project", "site_visit", "convention", "school_council", "deliberation",
    "financing_ratification",
}  # fmt: skip


def test_the_moves_are_those_of_the_table():
    assert walking.table(BatchLifecycle) == walking.expected(TABLE)


@pytest.mark.parametrize("status", B.values)
def test_everybody_tries_everything(scene, status):
    found = put(urgency.batch(scene, [scene.entry()]), status=status)
    wrong = []
    for verb, sources, target, who in TABLE:
        for role, actor in walking.trying(scene.cast, who).items():
            with walking.undone():
                seen = walking.attempt(
                    BatchLifecycle, found, verb, target, actor=actor, reason="motif"
                )
            due = walking.WRONG_STATUS
            if status in sources:
                due = walking.DONE if role in who else walking.NOT_YOURS
            if seen != due:
                wrong.append((verb, role, seen, due))
    assert wrong == []


# --- the batch ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("without", "words"),
    [
        ({"body": None}, "Il manque\u00a0: la décision de la collectivité."),
        ({"state": None}, "Il manque\u00a0: la décision de l’Éducation nationale."),
        ({"families": ""}, "Il manque\u00a0: le plan d’accompagnement."),
    ],
)
def test_a_batch_is_not_launched_without_its_three_pieces(scene, without, words):
    made = urgency.batch(scene, [scene.entry()], **without)
    with pytest.raises(Refused) as refused:
        services.launch(actor=scene.cast["manager"], batch=made)
    assert refused.value.refusals[0].sentence.endswith(words)
    assert not Job.objects.exists()


def test_a_batch_without_school_is_not_launched(scene):
    with pytest.raises(Refused, match="Ajoutez au moins une école"):
        services.launch(actor=scene.cast["manager"], batch=urgency.batch(scene))


def test_a_text_grounds_what_was_decided_while_it_applied(scene):
    made = urgency.batch(scene, body=None, state=None)
    manager = scene.cast["manager"]
    early = {**TEXT, "text_from": TODAY + dt.timedelta(days=16)}
    with pytest.raises(Refused, match="Sans texte en vigueur ce jour-là, décidez par délégation"):
        services.decide(actor=manager, batch=made, institution=scene.commune, **early)
    with pytest.raises(Refused, match="Indiquez l’acte qui délègue"):
        services.decide(
            actor=manager, batch=made, institution=scene.commune,
            **{**DELEGATED, "delegation_reference": ""},
        )  # fmt: skip
    with pytest.raises(Refused, match="ne décide ni du financement ni de l’ouverture"):
        services.decide(actor=manager, batch=made, institution=factories.academie(), **DELEGATED)
    tomorrow = TODAY + dt.timedelta(days=1)
    with pytest.raises(Refused, match="n’est pas encore venu"):
        services.decide(
            actor=manager, batch=made, institution=scene.commune,
            **{**DELEGATED, "decided_on": tomorrow},
        )  # fmt: skip
    services.decide(actor=manager, batch=made, institution=scene.commune, **TEXT)
    services.decide(actor=manager, batch=made, institution=scene.commune, **DELEGATED)
    held = made.decisions.get()
    assert (held.ground, held.authority["mandate_id"]) == (
        "delegation",
        scene.cast["mayor"].mandate_id,
    )


def test_a_school_joins_one_batch_while_its_base_is_closed(scene):
    other = factories.circonscription("Montval-Ouest")
    entry = scene.entry()
    made = urgency.batch(scene, circonscription=other)
    manager = scene.cast["manager"]
    with pytest.raises(Refused, match="n’est pas dans la circonscription Montval-Ouest"):
        services.add(actor=manager, batch=made, entries=[entry])
    first = urgency.batch(scene, [entry])
    with pytest.raises(Refused, match="est déjà dans le lot « Semaine du 16 juin »"):
        services.add(actor=manager, batch=urgency.batch(scene), entries=[entry])
    services.remove(actor=manager, row=first.rows.get())
    put(entry, status=S.BASE_OPEN)
    with pytest.raises(Refused, match="ne s’ouvre pas en urgence"):
        services.add(actor=manager, batch=first, entries=[entry])


def test_only_the_project_manager_prepares(scene):
    made = urgency.batch(scene, [scene.entry()])
    for role in ("mayor", "dasen", "inspector", "director", "head", "stranger"):
        actor = scene.cast[role]
        for act in (
            lambda who: services.change(actor=who, batch=made, label="autre"),
            lambda who: services.remove(actor=who, row=made.rows.get()),
            lambda who: services.set_return(actor=who, batch=made, resumes_on=TODAY),
            lambda who: services.retry(actor=who, batch=made),
        ):
            with pytest.raises(NotYours):
                act(actor)
    put(made, status=B.LAUNCHED)
    with pytest.raises(Refused, match="Le lot ne change plus"):
        services.change(actor=scene.cast["manager"], batch=made, label="autre")


# --- each school --------------------------------------------------------------------------------


def test_what_is_skipped_becomes_a_debt_on_somebody_s_list(scene):
    entry = scene.entry()
    _made, said = urgency.launched(scene, [entry])
    assert said[0].startswith("Ouverte en urgence ; dettes : ")
    found = fresh_entry(entry)
    assert (found.status, found.track) == (S.URGENT_OPEN, Track.URGENT)
    assert set(found.debts.values_list("kind", flat=True)) == EVERY_DEBT
    assert {debt.due_on for debt in found.debts.all()} == {dt.date(2026, 9, 15)}
    decision = FinancingDecision.unscoped.get(entry=entry)
    assert (decision.status, decision.ground, decision.reference) == (
        "granted", "delegation", "2026-042",
    )  # fmt: skip

    def asked(role):
        return {
            task.verb for group in inbox.groups(scene.cast[role]) for task in group.tasks
            if task.due == dt.date(2026, 9, 15)
        }  # fmt: skip

    assert asked("head") == {
        "Écrire et déposer le projet pédagogique, sauté dans l’urgence",
        "Joindre l’extrait du conseil d’école",
    }
    assert (
        asked("mayor")
        == asked("preparer")
        == {
            "Faire délibérer l’assemblée sur l’entrée de l’école",
            "Faire ratifier le financement par l’assemblée",
        }
    )
    assert asked("manager") == {
        "Visiter l’école, ou l’en dispenser",
        "Porter l’école à une convention en vigueur",
        "Régulariser, puis confirmer l’entrée",
    }


def test_a_text_in_force_leaves_nothing_to_ratify(scene):
    entry = scene.entry()
    urgency.launched(scene, [entry], body=TEXT)
    owed = set(fresh_entry(entry).debts.values_list("kind", flat=True))
    assert owed == EVERY_DEBT - {"financing_ratification"}


def test_what_was_done_before_is_not_owed(scene):
    entry = scene.entry()
    project(entry, status="submitted")
    visit(entry, scene.cast["manager"])
    urgency.launched(scene, [entry])
    owed = set(fresh_entry(entry).debts.values_list("kind", flat=True))
    assert owed == EVERY_DEBT - {"project", "site_visit"}


def test_a_debt_is_settled_by_the_fact_that_was_skipped(scene):
    """As it comes true, by whoever it belongs to; the entry is confirmed once all are closed."""
    entry = scene.entry()
    urgency.launched(scene, [entry])
    manager, head = scene.cast["manager"], scene.cast["head"]

    def open_debts():
        rows = EntryDebt.unscoped.filter(entry=entry, status=DebtStatus.OPEN)
        return set(rows.values_list("kind", flat=True))

    written = project(entry)
    projects.submit(actor=head, project=written, no_name=False)
    assert open_debts() == EVERY_DEBT - {"project"}
    projects.record_visit(actor=manager, entry=fresh_entry(entry), visited_on=TODAY,
                          internet_access="fibre", findings="rien")  # fmt: skip
    writing.keep_extract(actor=head, project=written, sha256="c" * 64, met_on=TODAY)
    assert open_debts() == {"convention", "deliberation", "financing_ratification"}
    with pytest.raises(Refused, match="À régulariser d’abord"):
        SchoolEntryLifecycle.move(fresh_entry(entry), "confirm_after_urgency", actor=manager)
    DecisionLifecycle.move(
        FinancingDecision.unscoped.get(entry=entry), "ratify", actor=scene.cast["preparer"],
        deliberation=financed.vote(scene),
    )  # fmt: skip
    assert open_debts() == {"convention"}
    last = EntryDebt.unscoped.get(entry=entry, status=DebtStatus.OPEN)
    with pytest.raises(Refused):
        DebtLifecycle.move(last, "settle", actor=manager)
    DebtLifecycle.move(last, "waive", actor=scene.cast["director"], reason="école fermée")
    moved = SchoolEntryLifecycle.move(fresh_entry(entry), "confirm_after_urgency", actor=manager)
    assert moved.status == S.BASE_OPEN
    verbs = [task.verb for group in inbox.groups(manager) for task in group.tasks]
    assert "Porter l’école à une convention en vigueur" not in verbs


def test_debts_follow_the_return_to_class(scene):
    entry = scene.entry()
    made, _said = urgency.launched(scene, [entry])
    services.set_return(actor=scene.cast["manager"], batch=made, resumes_on=dt.date(2026, 7, 1))
    day = dt.date(2026, 9, 30)
    assert {debt.due_on for debt in fresh_entry(entry).debts.all()} == {day}
    dues = {t.due for g in inbox.groups(scene.cast["mayor"]) for t in g.tasks}
    assert dues == {day}


def test_a_school_is_opened_once_whatever_is_killed(scene, monkeypatch):
    schools = [factories.school(scene.commune, f"École n° {n}", area=scene.area) for n in range(4)]
    entries = [enrolled(scene.campaign, school) for school in schools]
    made = urgency.batch(scene, entries)
    services.launch(actor=scene.cast["manager"], batch=made)
    job = services.work(urgency.fresh(made))
    done = []
    kept = jobs.JobItem.objects.filter

    def killed(*args, **given):
        """The worker dies once two schools are open, before it notes the second."""
        if "attempts" in given and "state__in" not in given:
            done.append(given["pk"])
            if len(done) == 2:
                raise SystemExit
        return kept(*args, **given)

    with monkeypatch.context() as patch, pytest.raises(SystemExit):
        patch.setattr(jobs.JobItem.objects, "filter", killed)
        jobs.run(job.pk)
    Job.objects.filter(pk=job.pk).update(taken_at=clock.now() - 2 * jobs.STALE)
    said = urgency.run(made)
    assert all(each.startswith("Ouverte en urgence ; dettes") for each in said)
    assert {fresh_entry(each).status for each in entries} == {S.URGENT_OPEN}
    assert EntryDebt.unscoped.count() == 4 * len(EVERY_DEBT)
    assert FinancingDecision.unscoped.count() == 4


def test_a_school_lacking_something_stops_no_other_and_is_taken_up_again(scene):
    alone = factories.commune("Seuleville")
    factories.actor("executive", alone)
    orphan = factories.school(alone, "École seule", area=scene.area)
    entry, other = scene.entry(), enrolled(scene.campaign, orphan)
    made, said = urgency.launched(scene, [entry, other])
    assert fresh_entry(entry).status == S.URGENT_OPEN
    assert fresh_entry(other).status == S.CANDIDATE
    refused = next(each for each in said if not each.startswith("Ouverte"))
    assert f"la décision de la collectivité ({alone})" in refused
    assert not fresh_entry(other).debts.exists()
    financed.decision(scene, other, institution=alone, status="granted")
    services.retry(actor=scene.cast["manager"], batch=made)
    assert all(each.startswith("Ouverte") for each in urgency.run(made))
    assert fresh_entry(other).status == S.URGENT_OPEN


def test_a_school_on_no_batch_is_not_opened_in_urgency(scene):
    entry = scene.entry()
    with pytest.raises(Refused, match="Trois pièces sont requises"):
        SchoolEntryLifecycle.move(entry, "open_urgently", actor=scene.cast["manager"])
    urgency.batch(scene, [entry])  # not launched
    assert facts.missing("urgency", entry)
    assert debts.due(dt.date(2020, 5, 11)) == dt.date(2020, 8, 10)
    assert isinstance(scene, Scene)


def test_work_stops_with_the_mandate_of_who_launched_it(scene):
    entry = scene.entry()
    made = urgency.batch(scene, [entry])
    services.launch(actor=scene.cast["manager"], batch=made)
    put(factories.mandate_of(scene.cast["manager"]), ends_on=TODAY)
    assert "a pris fin" in urgency.run(made)[0]
    assert fresh_entry(entry).status == S.CANDIDATE
    assert guards.row_of(entry) is not None
    assert NOW.date() == TODAY
