"""A paper that came back is compared with the act and certified, by one agent or by two."""

import datetime as dt

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from audit.models import Event
from circuits.models import SigningLink, Step
from circuits.paper import certifying, scans
from common import clock, outbox
from common.lifecycle import NotYours, Refused
from conventions.models import Status
from desk import inbox
from documents.models import PaperCheck, PaperReturn, Revision, Signature, Slot
from governance.models import Deliberation
from tests import factories
from tests.circuits import acts
from tests.circuits.paper import returns

ALONE, TWO = False, True


@pytest.fixture
def act(issued):
    return issued


@pytest.fixture
def back(act, here):
    return returns.registered(act, here)


@pytest.fixture
def doubtful(act, here):
    return returns.registered(act, here, torn=True)


def browser(here, who):
    client = Client()
    client.force_login(here.people[who].person.user)
    return client


def words(answer):
    return answer.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def address(found):
    return reverse("circuits:certify", args=[found.slot.public_id])


def given(act, **changed):
    reading = returns.read(act)
    typed = {
        "seen": str(PaperReturn.objects.last().public_id),
        "compared": "on",
        "mandate": reading.mandate_id,
        "day": reading.day.isoformat(),
        "time": "",
        "holder": reading.holder,
        "decision": "certify",
    }
    return {**typed, **changed}


def tasks(here, who):
    found = inbox.groups(here.actor(who))
    return [task for group in found for task in group.tasks if "papier" in task.verb]


def test_one_agent_compares_and_certifies_then_the_circuit_goes_on(act, here, back):
    [task] = tasks(here, "juriste")
    client = browser(here, "juriste")
    page = words(client.get(task.url))
    assert "Page 1 sur 1" in page
    for which in ("emise", "numerisee"):
        image = reverse("circuits:certify_image", args=[back.slot.public_id, which, 1])
        assert image in page
        assert client.get(image)["Content-Type"] == "image/png"
    assert client.get(reverse("circuits:certify_scan", args=[back.slot.public_id])).content[:5] == (
        b"%PDF-"
    )
    revisions = Revision.objects.filter(envelope=act.envelope).count()
    step = acts.step_of(act, "authority")
    answer = client.post(task.url, given(act, remarks="agrafée en haut"))
    assert answer.status_code == 302, words(answer)
    slot = returns.slot_of(act)
    assert (slot.status, slot.mode) == (Slot.Status.ACCEPTED, Slot.Mode.PAPER)
    assert slot.signer["name"] == here.people["maire"].person.formal_name
    signature = Signature.objects.get(slot=slot)
    assert (signature.revision, signature.paper_return) == (None, back)
    told = signature.evidence["paper"]
    assert told["holder"] == "le syndicat, service juridique"
    assert told["remarks"] == ["agrafée en haut"]
    [check] = signature.evidence["checked"]
    assert check["by"] == here.actor("juriste").label
    assert Revision.objects.filter(envelope=act.envelope).count() == revisions
    assert Step.unscoped.get(pk=step.pk).status == Step.Status.DONE
    verbs = set(Event.objects.filter(object_id=act.pk).values_list("verb", flat=True))
    assert {"certify_scan_signature", "complete_signature"} <= verbs
    assert not SigningLink.unscoped.filter(step=step, status="live").exists()
    assert tasks(here, "juriste") == []
    assert client.get(task.url).status_code == 404
    said = words(client.get(act.get_absolute_url()))
    assert "Papier" in said
    assert "a certifié la numérisation conforme au papier" in said
    done = acts.sign_all(act)
    assert done.status == Status.SIGNED
    assert done.envelope.status == "complete"


def test_a_doubtful_return_needs_two_different_agents(act, here, doubtful):
    first, second = browser(here, "juriste"), browser(here, "chef-de-projet")
    url = address(doubtful)
    assert "Deux agents différents comparent les pages" in words(first.get(url))
    assert first.post(url, given(act)).status_code == 302
    assert returns.slot_of(act).status == Slot.Status.TO_CHECK
    assert tasks(here, "juriste") == []
    again = first.post(url, given(act))
    assert again.status_code == 409
    assert "un autre agent la fait" in words(again)
    assert PaperCheck.objects.count() == 1
    outbox.send_due()
    assert any("Retour papier à certifier" in each.subject for each in mail.outbox)
    [task] = tasks(here, "chef-de-projet")
    page = words(second.get(task.url))
    assert f"Certifié une première fois par {here.actor('juriste').label}" in page
    yesterday = (returns.read(act).day - dt.timedelta(days=1)).isoformat()
    other = second.post(url, given(act, day=yesterday))
    assert other.status_code == 409
    hour = second.post(url, given(act, time="08:00"))
    assert "sans heure. Relisez le papier" in words(hour)
    assert second.post(url, given(act)).status_code == 302
    assert returns.slot_of(act).status == Slot.Status.ACCEPTED
    checked = Signature.objects.get(slot__envelope=act.envelope).evidence["checked"]
    assert [each["by"] for each in checked] == [
        here.actor("juriste").label,
        here.actor("chef-de-projet").label,
    ]


def test_the_first_agent_may_ask_for_a_second(act, here, back):
    doubt = returns.read(act, doubt="la page 1 paraît recopiée")
    assert certifying.certify(back, doubt, actor=here.actor("juriste")) is ALONE
    assert certifying.second_agent(back) == "la page 1 paraît recopiée"
    done = certifying.certify(back, returns.read(act), actor=here.actor("chef-de-projet"))
    assert done is TWO
    evidence = Signature.objects.get(slot=back.slot).evidence
    assert evidence["paper"]["doubts"] == ["la page 1 paraît recopiée"]


def test_a_refusal_tells_the_signatory_why_and_awaits_another_paper(act, here, back):
    client = browser(here, "juriste")
    empty = client.post(address(back), {"decision": "reject"})
    assert empty.status_code == 422
    assert "Écrivez pourquoi" in words(empty)
    reason = "la page 1 est coupée en bas"
    rejects = {"decision": "reject", "reason": reason, "seen": str(back.public_id)}
    assert client.post(address(back), rejects).status_code == 302
    slot = returns.slot_of(act)
    assert (slot.status, slot.mode) == (Slot.Status.AWAITING_RETURN, Slot.Mode.PAPER)
    assert slot.paper_reference == back.slot.paper_reference
    outbox.send_due()
    found = [each for each in mail.outbox if "n’est pas certifié" in each.subject]
    assert len(found) == 2  # the mayor, and the secretary who registered it
    assert all(reason in each.body for each in found)
    step = acts.step_of(act, "authority")
    page = browser(here, "secretaire").get(reverse("circuits:paper_for", args=[step.public_id]))
    assert reason in words(page)
    again = scans.register(back.deposit, slot.public_id, actor=here.actor("secretaire"))
    assert again.pk != back.pk
    assert certifying.find(slot.public_id, here.actor("juriste")) == again
    stale = client.post(address(back), rejects)
    assert stale.status_code == 409
    assert "Un autre retour a été enregistré" in words(stale)
    for decide in (certifying.certify, certifying.reject):
        told = {"reason": reason} if decide is certifying.reject else {"reading": returns.read(act)}
        with pytest.raises(Refused):
            decide(back, actor=here.actor("juriste"), **told)
    assert returns.slot_of(act).status == Slot.Status.TO_CHECK


def test_what_is_missing_is_asked_and_what_was_typed_is_kept(act, here, back):
    answer = browser(here, "juriste").post(
        address(back), {"decision": "certify", "holder": "la mairie, coffre", "day": "hier"}
    )
    assert answer.status_code == 422
    said = words(answer)
    for sentence in (
        "Comparez chaque page, puis cochez",
        "Écrivez la date telle qu’elle est",
        "Choisissez la personne qui a signé",
    ):
        assert sentence in said
    assert 'value="la mairie, coffre"' in said
    assert returns.slot_of(act).status == Slot.Status.TO_CHECK


@pytest.mark.parametrize(
    ("days", "told"), [(2, "après son enregistrement"), (-2, "avant l’émission de l’acte")]
)
def test_a_date_that_cannot_be_is_refused(act, here, back, days, told):
    day = returns.read(act).day + dt.timedelta(days=days)
    with pytest.raises(Refused, match=told):
        certifying.certify(back, returns.read(act, day=day), actor=here.actor("juriste"))


def test_the_mandate_is_judged_on_the_day_written(act, here, back):
    mayor = here.people["maire"]
    ended = type(mayor).unscoped.get(pk=mayor.pk)
    ended.ends_on = returns.read(act).day
    factories.recorded(ended)
    with pytest.raises(Refused):
        certifying.certify(back, returns.read(act), actor=here.actor("juriste"))
    assert not PaperCheck.objects.exists()


def test_a_paper_signed_on_the_day_of_the_proof_says_its_hour(act, here, back):
    """P3: instants are compared when both are known."""
    vote = act.parties.get(role="authority").deliberation
    row = Deliberation.unscoped.get(pk=vote.pk)
    row.enforceable_at = clock.now() - dt.timedelta(hours=1)
    row.enforceable_time_known = True
    factories.recorded(row)
    actor = here.actor("juriste")
    with pytest.raises(Refused, match="indiquez l’heure écrite"):
        certifying.certify(back, returns.read(act), actor=actor)
    with pytest.raises(Refused, match="irrégulier"):
        certifying.certify(back, returns.read(act, time=dt.time(0, 5)), actor=actor)
    zone = here.people["maire"].zone
    now = clock.now().astimezone(zone).time().replace(microsecond=0)
    assert certifying.certify(back, returns.read(act, time=now), actor=actor)


@pytest.mark.parametrize("who", ["secretaire", "maire", "president", "dpo", "direction"])
def test_nobody_else_finds_it(act, here, back, who):
    actor = here.actor(who)
    client = browser(here, who)
    image = reverse("circuits:certify_image", args=[back.slot.public_id, "emise", 1])
    for url in (address(back), image):
        assert client.get(url).status_code == 404
    with pytest.raises(NotYours):
        certifying.certify(back, returns.read(act), actor=actor)
    with pytest.raises(NotYours):
        certifying.reject(back, reason="x", actor=actor)
    assert certifying.to_certify(actor) == []


def test_the_owner_is_told_of_what_the_secretary_registers(act, here, back):
    outbox.send_due()
    assert any("Retour papier à certifier" in each.subject for each in mail.outbox)


def test_nothing_is_certified_once_the_act_is_taken_back(act, here, back):
    read = returns.read(act)
    acts.rehearsal.conventions.take_up_text(act, actor=here.actor("chef-de-projet"), reason="coût")
    assert certifying.to_certify(here.actor("juriste")) == []
    with pytest.raises(Refused):
        certifying.certify(back, read, actor=here.actor("juriste"))
    assert PaperReturn.objects.count() == 1
