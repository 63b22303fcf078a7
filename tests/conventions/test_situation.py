"""The sentence of an act, addressed to its reader."""

import datetime as dt

import pytest
from django.urls import reverse

from audit.actor import SYSTEM
from audit.recording import recording
from circuits.models import Assignment
from common import calendar, clock
from common.models import OutboxMessage
from conventions import dossier, issuing, search, services, situation, stepper
from governance.models import CouncilDate
from tests.circuits import acts
from tests.conventions import case as build


@pytest.fixture
def reviewed(here):
    act = acts.draft(here)
    return services.submit(act, actor=here.actor("chef-de-projet"))


def _said(act, reader, *, days=0):
    with clock.at(acts.NOW + dt.timedelta(days=days)):
        return situation.sentence(acts.fresh(act), reader)


def test_a_review_sent_today_says_so_and_names_who_has_not_answered(reviewed, here):
    said = _said(reviewed, here.actor("chef-de-projet"))
    assert said.startswith(
        "En relecture depuis aujourd’hui : la commune de Saint-Modèle (fictive) et la direction "
        "des services départementaux de l’Éducation nationale (fictive) n’ont pas encore répondu."
    )
    assert "ce n’est pas un accord" in said


def test_days_are_counted_without_week_ends(reviewed, here):
    said = _said(reviewed, here.actor("chef-de-projet"), days=7)
    assert said.startswith("En relecture depuis 4 jours ouvrés")  # 8 May is a holiday


def test_what_waits_for_a_council_is_at_the_town_hall(here):
    act = acts.at_the_councils(here)
    said = _said(act, here.actor("chef-de-projet"))
    assert said.startswith("À la mairie depuis aujourd’hui. Prochain conseil annoncé :")


def test_once_everybody_answered_the_text_may_be_settled(reviewed, here):
    acts.rehearsal.answered(reviewed)
    said = _said(reviewed, here.actor("chef-de-projet"))
    assert said == "Relecture close : le texte peut être arrêté."


def test_a_vote_that_does_not_cover_the_act_is_told_with_its_reason(here):
    act = acts.at_the_councils(here)
    vote = acts.vote(act, here)
    vote.text_hash = ""
    build.saved(vote, "confirm")
    acts.world.prove(vote, on=clock.today())
    said = _said(act, here.actor("chef-de-projet"))
    assert said.startswith(f"Rien n’établit que la délibération n° {vote.number} porte sur")


def test_a_council_that_nobody_announced_is_not_said_to_be(here):
    with recording(SYSTEM):
        CouncilDate.unscoped.get(institution=here.commune).delete()
    act = acts.at_the_councils(here)
    (step,) = situation.open_steps(act)
    assert (step.due_on - clock.today()).days >= 60
    assert step.due_reason == "date du prochain conseil inconnue"


@pytest.mark.parametrize("days", range(7))
def test_nothing_is_due_on_a_day_when_nobody_works(here, days):
    with clock.at(acts.NOW + dt.timedelta(days=days)):
        act = acts.draft(here)
        for step in situation.open_steps(act):
            assert calendar.is_working_day(step.due_on), step.due_on


# --- the circuit ------------------------------------------------------------------------------
def _circuit(act):
    with clock.at(acts.NOW):
        return [(line.title, line.state) for line in stepper.lines(acts.fresh(act))]


def test_a_draft_shows_every_stage_to_come(here):
    titles = [title for title, _ in _circuit(acts.draft(here))]
    assert titles[0].startswith("Compléter et envoyer en relecture")
    assert titles[1:3] == ["Relecture et visas", "Arrêt du texte"]
    assert "Délibération de Saint-Modèle (fictive)" in titles
    assert titles.index("Émission de l’acte") < titles.index("Notification aux parties")


@pytest.mark.parametrize("stage", ["settled", "ready"])
def test_what_was_read_and_signed_off_stays_in_the_circuit_which_says_what_waits(here, stage):
    lines = _circuit(getattr(acts, stage)(here))
    done = [title for title, state in lines if state == "done"]
    assert sum(title.startswith("Relire le projet") for title in done) == 2
    assert sum(title.startswith("Visa") for title in done) == 2
    (now,) = [title for title, state in lines if state == "now"]
    assert now.startswith({"settled": "Envoyer aux assemblées", "ready": "Émettre l’acte"}[stage])


def test_the_text_voted_is_told_once_it_was_voted(here):
    assert dossier.equality(acts.settled(here)) is None
    assert dossier.equality(acts.ready(here))["same"]


# --- pages --------------------------------------------------------------------------------------
def test_a_move_that_is_not_possible_yet_says_why_and_offers_no_button(here, client_as):
    act = acts.draft(here)
    act.starts_on = None
    build.saved(act, "revise")
    page = reverse("conventions:move", args=[act.public_id, "submit"])
    shown = client_as(here.actor("chef-de-projet")).get(page).content.decode()
    assert "Ces points levés, revenez ici" in shown
    assert ">Envoyer en relecture</button>" not in shown


def test_whoever_signed_is_told_so(here, client_as, issued):
    acts.sign(acts.step_of(issued, "authority"))
    page = reverse("conventions:sign", args=[issued.public_id])
    shown = client_as(here.actor("maire")).get(page).content.decode().replace("\u00a0", " ")
    assert "est déjà donnée" in shown
    assert "Rien d’autre n’est attendu de vous" in shown


def test_what_the_next_action_lacks_is_said_on_the_act_and_its_button_steps_back(here, client_as):
    act = acts.settled(here)  # its kit is not made
    shown = client_as(here.actor("chef-de-projet")).get(act.get_absolute_url()).content.decode()
    assert "Le kit de délibération de Saint-Modèle (fictive) n’est pas produit." in shown
    assert 'class="btn btn-lg btn-outline-primary"' in shown
    assert 'class="btn btn-primary btn-lg"' not in shown


def test_while_the_act_is_produced_its_page_says_so_once_and_reads_itself_again(here, client_as):
    act = acts.ready(here)
    manager = client_as(here.actor("chef-de-projet"))
    job = issuing.ask(act, actor=here.actor("chef-de-projet"))
    page = act.get_absolute_url()
    shown = manager.get(page).content.decode().replace("\u00a0", " ")
    assert "L’acte est en cours de production. La page se met à jour seule." in shown
    assert ">Actualiser</a>" in shown
    assert "Émettre l’acte</a>" not in shown
    waiting = manager.get(page, headers={"HX-Request": "true"})
    assert (waiting.status_code, "HX-Refresh" in waiting) == (204, False)
    job.state = "done"
    job.save()
    assert manager.get(page, headers={"HX-Request": "true"})["HX-Refresh"] == "true"


def test_acts_are_sorted_by_the_stage_of_their_circuit(here):
    late, early = acts.settled(here), acts.draft(here)
    manager = here.actor("chef-de-projet")
    found = [act.pk for act in search.conventions(manager, {}, "etat")]
    assert found.index(early.pk) < found.index(late.pk)
    found = [act.pk for act in search.conventions(manager, {}, "-etat")]
    assert found.index(late.pk) < found.index(early.pk)


def test_whoever_prepares_an_act_receives_the_correction_asked(reviewed, here):
    services.request_changes(reviewed, actor=here.actor("juriste"), reason="Datez l’article 1.")
    sent = OutboxMessage.objects.filter(template="circuits.assignment").order_by("-pk").first()
    task = Assignment.unscoped.get(pk=sent.context["assignment"])
    assert task.step.label == "Corriger et renvoyer en relecture"
    assert task.mandate == here.people["chef-de-projet"]
