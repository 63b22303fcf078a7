"""Many acts from one list: previewed row by row, made once each, sent through the gate."""

import datetime as dt

import pytest

from audit import verification
from audit.actor import SYSTEM
from audit.recording import recording
from common import clock, jobs
from common.lifecycle import NotYours, Refused
from common.models import Job, OutboxMessage
from conventions.batches import moving, parts, places, services
from conventions.models import AUTHORITY, ActKind, BatchRow, Convention
from demo import rehearsal
from governance.models import Institution
from tests.circuits import acts
from tests.conventions import case as build
from tests.conventions import communes
from tests.conventions.communes import AUTUMN, in_batch, made, opened, places_of, run, send

F = BatchRow.Finding


@pytest.fixture
def manager(here):
    return here.actor("chef-de-projet")


def findings(batch):
    return [row.finding for row in batch.rows.all()]


def row_of(batch, position):
    return batch.rows.get(position=position)


def notes(row):
    return " ".join(f"{note['sentence']} {note['todo']}" for note in row.notes)


# --- the preview -----------------------------------------------------------------------------
def test_each_row_says_what_it_would_become_and_what_to_do(here, manager):
    first, second = communes.invent(here, 2)
    with recording(SYSTEM):
        Institution(kind="commune", name="Essai-001", fictitious=True, city="Ailleurs").save()
    acts.draft(here)
    batch = opened("Essai-001\nEssai-002\nVille-Inconnue\n80Z01\nmairie d’Essai-002", manager)
    assert findings(batch) == [F.AMBIGUOUS, F.READY, F.UNKNOWN, F.COVERED, F.DOUBLED]
    assert [row.included for row in batch.rows.all()] == [False, True, False, False, False]
    ready = row_of(batch, 2)
    assert ready.institution == second
    assert ready.facts["schools"] == 1
    assert ready.facts["accounts"] == 40
    assert "maire d’Essai-002" in ready.facts["signatory"]
    assert "Plusieurs collectivités" in notes(row_of(batch, 1))
    assert "« Ville-Inconnue »" in notes(row_of(batch, 3)).replace("\u00a0", " ")
    assert "CONV-2026-001 existe déjà : brouillon." in notes(row_of(batch, 4))
    assert "déjà à la ligne 2" in notes(row_of(batch, 5))
    assert not Convention.unscoped.filter(parties__institution__in=[first, second]).exists()
    assert not OutboxMessage.objects.exists()


def test_what_lacks_is_what_the_gate_will_ask(here, manager):
    communes.invent(here, 1)
    batch = opened("Essai-001", manager, common={})
    row = row_of(batch, 1)
    assert row.finding == F.INCOMPLETE
    assert row.included
    assert "Il manque : Date du diagnostic commun." in notes(row)
    assert "une fois pour tout le lot" in notes(row)
    services.launch(batch, actor=manager)
    assert run(batch) == ["Brouillon CONV-2026-001. Il reste à compléter."]
    (refused,) = send(batch, "relecture", manager)
    assert "Date du diagnostic commun" in refused


def test_an_act_that_ends_before_this_one_begins_does_not_hold_it(here, manager):
    (body,) = communes.invent(here, 1)
    old = acts.draft(here)
    party = old.party(AUTHORITY)
    party.institution = body
    build.saved(party)
    old.ends_on = dt.date(2026, 8, 31)
    build.saved(old)
    assert findings(opened("Essai-001", manager)) == [F.READY]
    old.ends_on = dt.date(2026, 9, 1)
    build.saved(old)
    assert findings(opened("Essai-001", manager)) == [F.COVERED]


def test_a_body_with_schools_in_two_districts_gives_two_rows(here, manager):
    (town,) = communes.invent(here, 1)
    other = build.saved(type(here.area)(dsden=here.dsden, name="Montval-Ouest (fictive)"))
    with recording(SYSTEM):
        for number in (301, 302):
            communes.add_school(town, number, other)
    batch = opened("Essai-001", manager)
    assert [(str(r.circonscription), r.facts["schools"]) for r in batch.rows.all()] == [
        ("Montval-Ouest (fictive)", 2),
        ("Montval-Est (fictive)", 1),
    ]


def test_communes_served_by_one_epci_give_one_act_of_the_epci(here, manager):
    group = build.institution("epci", "Communauté de communes du Val", fictitious=True)
    for town in communes.invent(here, 2):
        with recording(SYSTEM):
            for row in town.schools.get().competences.all():
                row.institution = group
                row.save()
    batch = opened("Essai-001\nEssai-002", manager)
    first, second = batch.rows.all()
    assert first.institution == second.institution == group
    assert first.facts["schools"] == 2
    assert second.finding == F.DOUBLED


def test_a_territory_gives_its_competent_bodies(here, manager):
    group = build.institution("epci", "Communauté de communes du Val", fictitious=True)
    communes.invent(here, 2, parent=group)
    communes.invent(here, 1, first=3)
    by_epci = places.within(places.Territory(epci=group), day=AUTUMN)
    assert [each.typed for each in by_epci] == [
        "Commune d’Essai-001 (fictive)",
        "Commune d’Essai-002 (fictive)",
    ]
    by_area = places.within(places.Territory(area=here.area, departement="80"), day=AUTUMN)
    assert len(by_area) == 4  # the three, and the commune of the world
    assert not places.within(places.Territory(departement="62"), day=AUTUMN)


# --- corrected before ------------------------------------------------------------------------
def test_the_body_is_chosen_then_examined(here, manager):
    (body,) = communes.invent(here, 1)
    batch = opened("Inconnue\nEssai-001", manager)
    row = services.choose_body(row_of(batch, 1), body, actor=manager)
    assert row.finding == F.READY
    assert row_of(batch, 2).finding == F.DOUBLED
    services.choose_body(row_of(batch, 1), here.commune, actor=manager)
    assert [row_of(batch, n).finding for n in (1, 2)] == [F.READY, F.READY]


def test_what_was_typed_for_a_row_is_what_is_created(here, manager):
    (body,) = communes.invent(here, 1)
    batch = opened("Essai-001", manager)
    row = row_of(batch, 1)
    school = body.schools.get()
    typed = {**row.values, "title": "À ma façon", f"accounts_{school.pk}": "33"}
    row = services.correct(row, {**typed, "max_accounts": "1 234"}, actor=manager)
    assert row.corrected
    services.examine_again(batch, actor=manager)
    run(batch)
    assert row_of(batch, 1).values["max_accounts"] == "1 234"
    services.launch(batch, actor=manager)
    run(batch)
    (act,) = in_batch(batch)
    assert act.title == "À ma façon"
    assert act.max_accounts == 1234
    assert act.schools.get().forecast_accounts == 33
    assert act.details == {"diagnosis_date": "2026-02-05"}
    with pytest.raises(Refused, match="sur sa propre page"):
        services.correct(row_of(batch, 1), typed, actor=manager)


def test_a_school_closed_between_preview_and_creation_stops_its_row_alone(here, manager):
    communes.invent(here, 2)
    batch = opened("Essai-001\nEssai-002", manager)
    school = row_of(batch, 1).institution.schools.get()
    school.ends_on = dt.date(2026, 7, 1)
    build.saved(school)
    services.launch(batch, actor=manager)
    closed, done = run(batch)
    assert "n’est plus ouverte" in closed
    assert done == "Brouillon CONV-2026-001."


def test_rows_left_out_are_not_created(here, manager):
    communes.invent(here, 2)
    batch = opened("Essai-001\nEssai-002\nInconnue", manager)
    every = [row.public_id for row in batch.rows.all()]
    assert services.keep(batch, every[:1], included=False, actor=manager) == 1
    assert services.keep(batch, every[2:], included=True, actor=manager) == 0
    services.launch(batch, actor=manager)
    assert run(batch) == ["Brouillon CONV-2026-001."]
    assert services.keep(communes.fresh(batch), every, included=True, actor=manager) == 1
    services.launch(communes.fresh(batch), actor=manager)
    run(batch)
    assert len(in_batch(batch)) == 2
    with pytest.raises(Refused, match="Aucune ligne retenue"):
        services.launch(communes.fresh(batch), actor=manager)


def test_an_invented_kind_is_made_from_a_list_too(here, manager):
    communes.invent(here, 2)
    kind = ActKind.unscoped.get(code="canope")
    assert kind not in parts.kinds(manager)
    part = kind.parts.get(role="canope")
    part.bodies = ["commune"]
    build.saved(part)
    assert kind in parts.kinds(manager)
    batch = opened("Essai-001\nEssai-002", manager, kind=kind, common={"starts_on": "2026-10-01"})
    services.launch(batch, actor=manager)
    run(batch)
    first, second = in_batch(batch)
    assert first.starts_on == second.starts_on == dt.date(2026, 10, 1)
    assert {p.institution for p in first.parties.all()} == {
        here.syndicate,
        row_of(batch, 1).institution,
    }


# --- created once, whatever happens -----------------------------------------------------------
def killed_after(monkeypatch, count):
    """The worker dies once ``count`` lines are stored, before it notes the last one."""
    done, kept = [], jobs.JobItem.objects.filter

    def filter_(*args, **given):
        if "attempts" in given and "state__in" not in given:
            done.append(given["pk"])
            if len(done) == count:
                raise SystemExit
        return kept(*args, **given)

    monkeypatch.setattr(jobs.JobItem.objects, "filter", filter_)


def resumed(batch, monkeypatch, count):
    """The work on the batch, killed after ``count`` lines then taken up again."""
    job = communes.work(batch)
    with monkeypatch.context() as patch, pytest.raises(SystemExit):
        killed_after(patch, count)
        jobs.run(job.pk)
    Job.objects.filter(pk=job.pk).update(taken_at=clock.now() - 2 * jobs.STALE)
    return run(batch)


def test_a_kill_doubles_no_act_and_loses_none(here, manager, monkeypatch):
    communes.invent(here, 6)
    batch = opened("\n".join(communes.names(6)), manager)
    services.launch(batch, actor=manager)
    assert resumed(batch, monkeypatch, 3) == [f"Brouillon CONV-2026-00{n}." for n in range(1, 7)]
    assert [each.reference for each in in_batch(batch)] == [f"CONV-2026-00{n}" for n in range(1, 7)]
    assert Convention.unscoped.filter(kind__code="tripartite").count() == 6
    services.send(communes.fresh(batch), moving.MOVES["relecture"], in_batch(batch), actor=manager)
    told = resumed(batch, monkeypatch, 2)
    assert told == ["L’acte est « En relecture »."] * 6
    asked = OutboxMessage.objects.filter(template="circuits.assignment")
    assert asked.count() == 12  # the mayor and the inspector of each, once
    assert list(verification.faults()) == []


def test_nothing_else_is_asked_while_a_work_is_under_way(here, manager):
    batch = made(here, manager, 1)
    services.send(batch, moving.MOVES["relecture"], in_batch(batch), actor=manager)
    with pytest.raises(Refused, match="Un travail est en cours"):
        services.send(
            communes.fresh(batch), moving.MOVES["arreter"], in_batch(batch), actor=manager
        )


def test_a_work_stops_with_the_mandate_of_who_asked_it(here, manager):
    communes.invent(here, 1)
    batch = opened("Essai-001", manager)
    services.launch(batch, actor=manager)
    mandate = batch.owner
    mandate.ends_on = clock.today()
    build.saved(mandate)
    (refused,) = run(batch)
    assert "a pris fin" in refused
    assert not in_batch(batch)


# --- sent through the gate --------------------------------------------------------------------
def test_acts_go_from_the_draft_to_the_assemblies_and_a_refusal_is_told_on_its_line(here, manager):
    batch = made(here, manager, 3)
    first, second, third = in_batch(batch)
    assert (
        send(batch, "relecture", manager, acts=[first, second])
        == ["L’acte est « En relecture »."] * 2
    )
    rehearsal.answered(acts.fresh(first))
    settled, waits = send(batch, "arreter", manager, acts=[first, second])
    assert settled == "L’acte est « Texte arrêté »."
    assert "peut encore faire des observations" in waits
    assert Job.objects.filter(kind="conventions.kit").count() == 1
    acts.with_kit(acts.fresh(first))
    gone, not_yet = send(batch, "assemblees", manager, acts=[first, third])
    assert gone == "L’acte est « En délibération »."
    assert "Étape attendue : « Texte arrêté »" in not_yet
    assert [each.status for each in in_batch(batch)] == [
        "in_deliberation",
        "under_review",
        "draft",
    ]


def test_an_act_covered_beforehand_goes_straight_to_the_issue(here, manager):
    batch = made(here, manager, 1)
    (act,) = in_batch(batch)
    send(batch, "relecture", manager)
    rehearsal.answered(acts.fresh(act))
    send(batch, "arreter", manager)
    party = acts.fresh(act).party(AUTHORITY)
    party.deliberation = build.deliberation(
        party.institution, "2026-9", text_hash=acts.fresh(act).text_hash
    )
    build.saved(party)
    assert send(batch, "assemblees", manager, dry=True) == [
        "Peut partir : « Passer à l’émission »."
    ]
    assert send(batch, "assemblees", manager) == ["L’acte est « Prête à émettre »."]


def test_checking_moves_nothing(here, manager):
    batch = made(here, manager, 1)
    before = OutboxMessage.objects.count()
    assert send(batch, "relecture", manager, dry=True) == [
        "Peut partir : « Envoyer en relecture »."
    ]
    (act,) = in_batch(batch)
    assert act.status == "draft"
    assert OutboxMessage.objects.count() == before
    (refused,) = send(batch, "emettre", manager, dry=True)
    assert "Étape attendue : « Prête à émettre »" in refused


def test_failed_lines_are_done_again_alone_in_the_name_of_who_asks(here, manager):
    batch = made(here, manager, 2)
    first, second = in_batch(batch)
    second.title = ""
    build.saved(second)
    send(batch, "relecture", manager)
    rehearsal.answered(acts.fresh(first))
    send(batch, "arreter", manager)
    services.retry(communes.fresh(batch), actor=manager)
    job = communes.work(batch)
    assert job.items.count() == 1
    assert str(second.reference) in job.items.get().subject
    run(batch)
    with pytest.raises(NotYours):
        services.retry(communes.fresh(batch), actor=here.actor("juriste"))


def test_only_whoever_prepares_conventions_runs_a_batch(here, manager):
    batch = made(here, manager, 1)
    for slug in ("juriste", "president", "maire", "inspectrice"):
        other = here.actor(slug)
        with pytest.raises(NotYours):
            services.open_batch(
                batch.kind, "Autre", places_of("80Z01", manager), common={}, bodies={}, actor=other
            )
        with pytest.raises(NotYours):
            services.send(batch, moving.MOVES["relecture"], in_batch(batch), actor=other)
