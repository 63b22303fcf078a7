"""People change while the act is on its way: the office goes on, its task with it (N8, P8, P9)."""

import datetime as dt

import pytest
from django.core import mail

from audit.models import Event
from circuits import services, signing
from circuits.models import Assignment, SigningLink, Step
from common import clock
from common.lifecycle import Refused
from common.models import OutboxMessage
from conventions import services as conventions
from conventions.models import StateMode, Status
from demo import rehearsal, world
from desk import inbox
from governance import acting
from governance import services as governance
from governance.offices import Office
from tests import factories
from tests.circuits import acts
from tests.workflows.following import (
    awaited,
    instant,
    live_links,
    tasks_of,
    tick,
    told,
    verbs,
    waits_at,
)

S = Status
OWNER = "chef-de-projet"
CHANGE = dt.date(2026, 5, 11)
OFFICES = {
    "maire": (Office.EXECUTIVE, "commune", "authority"),
    "inspectrice": (Office.INSPECTOR, "dsden", "state"),
    "president": (Office.SYNDICATE_PRESIDENT, "syndicate", "syndicate"),
}


def leave(here, slug, on=CHANGE):
    """The mandate ends on a day, as the jurist records it."""
    with clock.at(instant(on)):
        return governance.end_mandate(
            actor=here.actor("juriste"), mandate=here.people[slug], on=on, reason="démission"
        )


def arrive(here, office, body, on=CHANGE, **fields):
    """Somebody new in an office, with their sheet and personal address."""
    with clock.at(instant(on, 10)):
        mandate = factories.mandate(office, body, starts_on=on, **fields)
        world.file_sheet(mandate, f"{mandate.person.key}@personnel.example")
    return mandate


def succeed(here, slug):
    """Somebody takes the place of a person of the cast."""
    office, place, _party = OFFICES[slug]
    leave(here, slug)
    area = {"circonscription": here.area} if office == Office.INSPECTOR else {}
    mandate = arrive(here, office, getattr(here, place), **area)
    if slug == "inspectrice":
        world.delegate(here.people["dasen"], mandate, number="2026-A9")
    return mandate


def deputy_of(here, rank=1):
    mandate = factories.mandate(Office.DEPUTY, here.commune, rank=rank)
    world.file_sheet(mandate, f"{mandate.person.key}@personnel.example")
    return mandate


# --- a new holder in mid-circuit ---


@pytest.mark.parametrize("slug", ["maire", "inspectrice", "president"])
def test_the_task_goes_to_the_successor_and_the_old_link_is_dead(here, slug, issued):
    party = OFFICES[slug][2]
    for other in ("authority", "state", "syndicate"):
        if other == party:
            break
        acts.sign(acts.step_of(issued, other))
    step = acts.step_of(issued, party)
    given = Step.unscoped.filter(circuit=step.circuit, status="done").count()
    tick(acts.NOW.date(), 11)
    old = acts.link_for(step)
    successor = succeed(here, slug)
    mail.outbox.clear()
    tick(CHANGE, 11)
    task = acts.task_of(step)
    assert task.mandate == successor
    assert "succeed" in verbs(task)
    with clock.at(instant(CHANGE, 12)):
        assert tasks_of(acting.actor_of(successor)) == ["Signer la convention"]
        assert tasks_of(here.actor(slug)) == []
        old.refresh_from_db()
        with pytest.raises(Refused, match=r"a pris fin le 11.mai 2026"):
            signing.sign(old, code="123456", consent=acts.CONSENT, facts=acts.FACTS)
        assert waits_at(issued) == ["sign"]
    sent = [m.to for m in mail.outbox if "vous atten" not in m.subject]  # the mail of the week
    assert sent == [[f"{successor.person.key}@personnel.example"]]
    line = "tâche automatique a adressé la tâche au nouveau titulaire de la fonction"
    assert told(issued)[-1] == line
    assert Step.unscoped.filter(circuit=step.circuit, status="done").count() == given
    with clock.at(instant(CHANGE, 13)):
        assert acts.sign_all(issued).status == S.SIGNED
    step.refresh_from_db()
    assert step.done_by == acting.actor_of(successor).label
    assert step.authority["holder_mandate_id"] == (
        here.people["dasen"].pk if slug == "inspectrice" else successor.pk
    )


def test_a_second_tick_hands_nothing_over_again(here, issued):
    successor = succeed(here, "maire")
    tick(CHANGE, 11)
    sent = OutboxMessage.objects.count()
    links = live_links(issued)
    tick(CHANGE, 11, 1)
    assert (OutboxMessage.objects.count(), live_links(issued)) == (sent, links)
    assert verbs(acts.task_of(acts.step_of(issued, "authority"))).count("succeed") == 1
    assert acts.task_of(acts.step_of(issued, "authority")).mandate == successor


def test_who_comes_after_the_date_has_time_to_sign(here, issued):
    """The successor's link would die on the evening it is sent."""
    late = dt.date(2026, 7, 6)
    leave(here, "maire", late)
    arrive(here, Office.EXECUTIVE, here.commune, late)
    tick(late, 11)
    step = acts.step_of(issued, "authority")
    assert step.due_on == late + dt.timedelta(days=30)
    task = acts.task_of(step)
    assert (task.due_on, task.reminders) == (step.due_on, 0)


def test_the_departed_may_no_longer_sign_even_before_tick(here, issued):
    step = acts.step_of(issued, "authority")
    link = acts.link_for(step)
    acts.code_for(link)
    leave(here, "maire")
    with clock.at(instant(CHANGE, 9, 30)), pytest.raises(Refused, match="Le mandat de maire de"):
        signing.sign(link, code="123456", consent=acts.CONSENT, facts=acts.FACTS)
    assert acts.fresh(issued).envelope.revisions.count() == 1


def test_an_office_left_vacant_keeps_its_task_and_the_owner_is_told(here, issued):
    old = acts.link_for(acts.step_of(issued, "authority"))
    leave(here, "maire")
    mail.outbox.clear()
    tick(CHANGE, 11)
    tick(CHANGE, 12)
    with clock.at(instant(CHANGE, 13)):
        assert ("Signer la convention", "") in awaited(issued)
        assert waits_at(issued) == ["sign"]
        (call,) = inbox.calls(here.actor(OWNER))
    assert call.institution == str(here.commune)
    assert call.since == "Signer la convention : titulaire à désigner"
    old.refresh_from_db()
    assert old.status == SigningLink.Status.REVOKED
    (letter,) = [m for m in mail.outbox if m.subject.startswith("Titulaire à désigner")]
    assert letter.to == ["chef-de-projet@demonstration.example"]
    assert "l’intérim" in letter.body
    successor = arrive(here, Office.EXECUTIVE, here.commune, dt.date(2026, 5, 18))
    tick("2026-05-18", 11)
    assert acts.task_of(acts.step_of(issued, "authority")).mandate == successor


def test_a_review_goes_to_the_new_mayor_and_stays_with_the_director(here):
    """Two offices are asked: each keeps its own task, nobody has two."""
    factories.mandate(Office.AUTHORITY_DIRECTOR, here.commune)
    convention = acts.draft(here)
    conventions.submit(convention, actor=here.actor(OWNER))
    step = next(s for s in acts.open_steps(convention, "review") if s.party == "authority")
    director = step.assignments.get(office=Office.AUTHORITY_DIRECTOR).mandate
    successor = succeed(here, "maire")
    tick(CHANGE, 11)
    tasks = Assignment.unscoped.open().filter(step=step)
    assert {task.mandate_id for task in tasks} == {director.pk, successor.pk}
    assert len(tasks) == 2


def test_a_colleague_who_stays_keeps_the_step_alone(here):
    factories.mandate(Office.AUTHORITY_DIRECTOR, here.commune)
    convention = acts.draft(here)
    conventions.submit(convention, actor=here.actor(OWNER))
    step = next(s for s in acts.open_steps(convention, "review") if s.party == "authority")
    leave(here, "maire")
    tick(CHANGE, 11)
    (task,) = Assignment.unscoped.open().filter(step=step)
    assert task.office == Office.AUTHORITY_DIRECTOR


def test_the_owner_who_leaves_hands_the_file_to_a_colleague(here):
    convention = acts.draft(here)
    colleague = factories.mandate(Office.PROJECT_MANAGER, here.syndicate)
    leave(here, OWNER)
    tick(CHANGE, 11)
    actor = acting.actor_of(colleague)
    with clock.at(instant(CHANGE, 12)):
        assert tasks_of(actor) == ["Compléter et envoyer en relecture"]
        conventions.submit(acts.fresh(convention), actor=actor)
        rehearsal.answered(convention)
        assert tasks_of(actor) == ["Arrêter le texte"]
        assert waits_at(convention) == ["settle"]


def test_a_new_inspector_without_delegation_is_asked_and_told_what_is_missing(here, issued):
    """P9: nobody is replaced in silence by the DASEN."""
    leave(here, "inspectrice")
    inspector = arrive(here, Office.INSPECTOR, here.dsden, circonscription=here.area)
    tick(CHANGE, 11)
    step = acts.step_of(issued, "state")
    assert acts.task_of(step).mandate == inspector
    with clock.at(instant(CHANGE, 12)):
        ready = signing.readiness(step, inspector)
        assert "déposez-la" in ready.refusals[0].sentence
        world.delegate(here.people["dasen"], inspector, number="2026-A9")
        assert signing.readiness(step, inspector).may_sign


# --- the deputy signs for the mayor: three grounds, three printed formulas (P8) ---


def by_delegation(here, deputy):
    return factories.delegation(
        here.people["maire"],
        deputy,
        act_number="2026-14",
        act_date=world.ELECTED,
        starts_on=dt.date(2026, 4, 1),
        ends_on=dt.date(2032, 3, 1),
        published_at=instant("2026-03-29"),
    )


def prevented(here, deputy):
    factories.substitution(here.people["maire"], deputy)


def interim(here, deputy):
    leave(here, "maire", clock.today())
    factories.substitution(
        here.people["maire"], deputy, ground="interim", starts_on=clock.today(), reason="démission"
    )


@pytest.mark.parametrize(
    ("ground", "words", "formula"),
    [
        (by_delegation, "delegation", "Pour la maire et par délégation, "),
        (prevented, "prevented", "Pour la maire empêchée, "),
        (interim, "interim", "assurant l’intérim des fonctions de maire"),
    ],
)
def test_the_deputy_signs_on_a_ground_that_the_act_prints(here, ground, words, formula):
    deputy = deputy_of(here)
    convention = acts.ready(here)
    ground(here, deputy)
    if ground is by_delegation:
        conventions.choose_signatory(convention.party("authority"), deputy, actor=here.actor(OWNER))
    issued = acts.issue(acts.fresh(convention), here)
    printed = issued.envelope.document.snapshot
    assert printed["authority_signing_ground"] == words
    assert printed["authority_signatory_name"] == deputy.person.formal_name
    step = acts.step_of(issued, "authority")
    assert acts.task_of(step).mandate == deputy
    acts.sign(step)
    step.refresh_from_db()
    assert formula in step.authority["formula"]
    slot = acts.fresh(issued).envelope.slots.get(key="authority")
    assert slot.signer["ground"] == words
    line = Event.objects.filter(verb="complete_signature", object_id=issued.pk).get()
    assert formula in line.reason
    assert line.actor_person == deputy.person.key


def test_a_deputy_without_ground_signs_nothing(here):
    deputy = deputy_of(here)
    convention = acts.ready(here)
    with pytest.raises(Refused, match="n’a pas de délégation de signature"):
        conventions.choose_signatory(convention.party("authority"), deputy, actor=here.actor(OWNER))
    acts.issue(convention, here)
    step = acts.step_of(convention, "authority")
    assert acts.task_of(step).mandate == here.people["maire"]
    told_to = signing.readiness(step, deputy)
    assert not told_to.may_sign
    assert "n’a pas de délégation de signature" in told_to.refusals[0].sentence


def test_being_away_for_the_day_is_no_ground_the_second_deputy_comes_after_the_first(here):
    """CGCT, art. L. 2122-17: in the order of the nominations."""
    deputy_of(here, rank=1)
    second = deputy_of(here, rank=2)
    with pytest.raises(Refused, match="ne le fait pas"):
        governance.record_substitution(
            actor=here.actor("secretaire"),
            absent=here.people["maire"],
            replacement=second,
            ground="prevented",
            reason="hospitalisation",
            starts_on=clock.today(),
            ends_on=clock.today() + dt.timedelta(days=10),
        )


def test_a_ground_born_after_the_issue_waits_for_the_mention_to_be_printed(here, issued):
    """R08: the act prints the mayor as holder; the deputy signs the act issued again."""
    deputy = deputy_of(here)
    prevented(here, deputy)
    tick(clock.today(), 11)
    step = acts.step_of(issued, "authority")
    assert acts.task_of(step).mandate == deputy
    with clock.at(instant(clock.today(), 12)):
        ready = signing.readiness(step, deputy)
        assert [r.key for r in ready.refusals] == ["authority.printed"]
        assert "Pour la maire empêchée" in ready.refusals[0].sentence
        conventions.reopen(
            acts.fresh(issued), "reopen_mentions", actor=here.actor(OWNER), reason="suppléance"
        )
        acts.issue(acts.fresh(issued), here)
        assert acts.sign_all(issued).status == S.SIGNED


def test_the_mayor_who_comes_back_takes_the_task_back(here, issued):
    deputy = deputy_of(here)
    substitution = factories.substitution(here.people["maire"], deputy)
    tick(clock.today(), 11)
    back = dt.date(2026, 5, 18)
    with clock.at(instant(back)):
        governance.end_substitution(
            actor=here.actor("secretaire"), substitution=substitution, on=back
        )
    tick(back, 10)
    step = acts.step_of(issued, "authority")
    assert acts.task_of(step).mandate == here.people["maire"]
    with clock.at(instant(back, 11)):
        assert signing.readiness(step, here.people["maire"]).may_sign


def test_a_chosen_delegate_whose_delegation_ends_gives_the_task_back(here):
    deputy = deputy_of(here)
    convention = acts.ready(here)
    delegation = by_delegation(here, deputy)
    conventions.choose_signatory(convention.party("authority"), deputy, actor=here.actor(OWNER))
    acts.issue(acts.fresh(convention), here)
    with clock.at(instant(CHANGE)):
        delegation.ends_on = CHANGE
        factories.recorded(delegation)
    tick(CHANGE, 10)
    assert acts.task_of(acts.step_of(convention, "authority")).mandate == here.people["maire"]


# --- several bodies ---


def test_a_party_played_by_several_bodies_asks_each_of_them(here):
    """Two communes of one act: one step each, the group is met when both have answered."""
    convention = acts.draft(here, state_mode=StateMode.INSPECTOR)
    other = factories.commune("Brumont")
    factories.mandate(Office.EXECUTIVE, other)
    circuit = services.open_circuit(
        "convention.sign.inspector",
        convention,
        players={"authority": [services.Player(here.commune), services.Player(other)]},
        url="/",
    )
    steps = list(circuit.steps.order_by("position"))
    assert [step.institution for step in steps] == [here.commune, other]
    services.complete(steps[0], actor=here.actor("maire"))
    circuit.refresh_from_db()
    assert circuit.status == "running"
    services.complete(steps[1], actor=rehearsal.addressee(steps[1]))
    circuit.refresh_from_db()
    assert circuit.status == "completed"
