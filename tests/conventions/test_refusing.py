"""Who refuses an act, when, and for whom; what each reads of it afterwards."""

import pytest
from django.core import mail
from django.urls import reverse

from common import clock, outbox
from conventions.models import Status
from governance.models import Deliberation
from tests.circuits import acts
from tests.conventions import case as build

REASON = {"category": "budget", "reason": "Le budget ne le permet pas."}


@pytest.fixture
def as_(here, client_as):
    return lambda code: client_as(here.actor(code))


def words(answer):
    return answer.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def page_of_the_vote(act):
    return reverse("conventions:deliberation_of", args=[act.public_id, "authority"])


def paper_of(act, name):
    return reverse("conventions:deliberation_paper", args=[act.public_id, "authority", name])


def refuse(browser, act):
    return browser.post(reverse("conventions:move", args=[act.public_id, "refuse"]), REASON)


def test_who_has_signed_does_not_refuse_any_more(as_, issued):
    acts.sign(acts.step_of(issued, "authority"))
    assert "Refuser de signer" not in words(as_("maire").get(issued.get_absolute_url()))
    answer = refuse(as_("maire"), issued)
    assert answer.status_code == 409
    assert "est donnée depuis le 4 mai 2026" in words(answer)
    assert "elle engage, et ne se refuse plus" in words(answer)
    assert acts.fresh(issued).status == Status.AWAITING_SIGNATURE


def test_who_has_not_signed_still_may(here, as_, issued):
    acts.sign(acts.step_of(issued, "authority"))
    assert "Refuser de signer" in words(as_("president").get(issued.get_absolute_url()))
    assert refuse(as_("president"), issued).status_code == 302
    assert acts.fresh(issued).closing_party == here.syndicate


def test_the_project_manager_refuses_for_nobody(here, as_):
    act = acts.at_the_councils(here)
    page = words(as_("chef-de-projet").get(act.get_absolute_url()))
    assert "Refuser de signer" not in page
    assert "Clore après le vote défavorable" not in page
    answer = refuse(as_("chef-de-projet"), act)
    assert answer.status_code == 409
    assert "enregistrez d’abord le vote défavorable" in words(answer)
    assert acts.fresh(act).status == Status.IN_DELIBERATION


def test_a_vote_against_is_recorded_by_the_town_hall_then_closes_the_act(here, as_):
    act = acts.at_the_councils(here)
    page = page_of_the_vote(act)
    late = {"step": "reject", "voted_on": "2099-01-01", **REASON}
    refused = as_("secretaire").post(page, late)
    assert "La date de séance est dans le futur" in words(refused)
    assert "Le budget ne le permet pas." in words(refused), "what was typed is kept"
    typed = {"step": "reject", "voted_on": clock.today().isoformat(), **REASON}
    assert as_("secretaire").post(page, typed).status_code == 302
    vote = acts.fresh(act).party("authority").deliberation
    assert (vote.status, vote.rejection_category) == (Deliberation.Status.REJECTED, "budget")
    assert "Clore après le vote défavorable" in words(
        as_("chef-de-projet").get(act.get_absolute_url())
    )
    refuse(as_("chef-de-projet"), act)
    closed = acts.fresh(act)
    assert (closed.status, closed.closing_party) == (Status.REFUSED, here.commune)


# --- papers and history -------------------------------------------------------------------------
def test_the_papers_deposited_are_read_by_the_parties_and_told_in_the_history(here, as_):
    act = acts.at_the_councils(here)
    vote = acts.vote(act, here)
    acts.world.prove(vote, on=clock.today())
    page = words(as_("juriste").get(page_of_the_vote(act)))
    paper = reverse(
        "conventions:deliberation_paper", args=[act.public_id, "authority", "proof_file"]
    )
    assert f'href="{paper}"' in page
    got = as_("inspectrice").get(paper)
    assert got["Content-Type"] == "application/pdf"
    assert got.content.startswith(b"%PDF")
    history = words(as_("juriste").get(act.get_absolute_url()))
    assert "a saisi la délibération" in history
    nothing = paper_of(act, "number")
    assert as_("juriste").get(nothing).status_code == 404


def test_the_mayor_confirms_what_was_read_in_the_file_that_she_deposited(here, as_):
    act = acts.at_the_councils(here)
    page = page_of_the_vote(act)
    vote = acts.fresh(act).party("authority").deliberation
    vote.status = Deliberation.Status.TO_CONFIRM
    vote.file = "a" * 64
    build.saved(vote, "upload")
    typed = {
        "step": "confirm",
        "number": "2026-31",
        "voted_on": clock.today().isoformat(),
        "object": "Autorisation de signer",
        "body": "conseil municipal",
    }
    assert as_("maire").post(page, typed).status_code == 302


def test_the_jurist_has_a_task_while_nothing_says_what_was_voted(here, as_):
    act = acts.at_the_councils(here)
    vote = acts.vote(act, here)
    vote.text_hash = ""
    build.saved(vote, "confirm")
    acts.world.prove(vote, on=clock.today())
    page = words(as_("juriste").get(act.get_absolute_url()))
    where = page_of_the_vote(act)
    assert f'href="{where}">Comparer le texte voté</a>' in page
    assert "Comparer le texte voté" in words(as_("juriste").get("/"))
    as_("juriste").post(reverse("conventions:establish_text", args=[act.public_id, "authority"]))
    assert acts.fresh(act).status == Status.READY_TO_ISSUE
    assert "Comparer le texte voté" not in words(as_("juriste").get("/"))


def test_the_notification_is_a_mail_of_its_own_with_the_hash_and_the_day_of_effect(as_, issued):
    act = acts.sign_all(issued)
    acts.final(act)
    as_("chef-de-projet").post(reverse("conventions:move", args=[act.public_id, "notify"]))
    outbox.send_due()
    told = next(each for each in mail.outbox if each.subject.startswith("Notification"))
    assert acts.fresh(act).envelope.final.file.sha256 in told.body
    assert "Elle prend effet le" in told.body
    assert act.get_absolute_url() in told.body
