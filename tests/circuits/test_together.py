"""Forty acts signed by one person with one code for the list shown (P9)."""

import pytest
from django.urls import reverse

from audit import verification
from audit.actor import SYSTEM
from audit.recording import recording
from circuits import codes, links, signing, together
from circuits.models import SigningBatch, SigningCode, SigningLink, Step
from common import clock, jobs, outbox
from common.lifecycle import NotYours, Refused
from common.models import Job, JobItem
from conventions import services
from conventions.models import Convention
from documents.models import Signature
from tests.circuits import acts
from tests.conventions import case as build
from tests.depth import FULL

ACTS = 40 if FULL else 16
WORDS = signing.Consent(True, True, ("lus et consentis", "procédé accepté"))
FACTS = {"ip": "127.0.0.1", "user_agent": "essai"}
BOXES = {"read": "on", "process": "on"}


@pytest.fixture
def inspector(here):
    return here.actor("inspectrice")


@pytest.fixture
def browser(client_as, inspector):
    return client_as(inspector)


def steps_of(conventions):
    return [str(acts.step_of(each, "state").public_id) for each in conventions]


def code_for(batch, digits="123456"):
    """A code of the list, its digits chosen by the test."""
    together.ask_code(batch, actor=signing.acting.actor_of(batch.mandate))
    code = batch.codes.get(status=SigningCode.Status.SENT)
    with recording(SYSTEM):
        code.code_hash = codes.fingerprint(f"{code.public_id}:{digits}")
        code.save()
    return digits


def confirmed(batch, actor, **read):
    return together.confirm(
        batch, code=code_for(batch), consent=WORDS, facts=FACTS, read=read, actor=actor
    )


def texts(response):
    return response.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def test_many_acts_one_code_a_result_per_act_and_nothing_twice_after_a_kill(
    here, inspector, monkeypatch
):
    conventions = acts.many(here, ACTS)
    batch = together.compose(steps_of(conventions), actor=inspector)
    moved = acts.fresh(conventions[7])
    job = confirmed(batch, inspector)
    services.reopen(moved, "reopen_mentions", actor=here.actor("chef-de-projet"), reason="un nom")

    done, sign = [], signing.sign_listed

    def killed(item):
        revision = sign(item)
        done.append(item.pk)
        if len(done) == ACTS // 2:
            raise SystemExit  # the worker dies after the signature is stored, before its note
        return revision

    with monkeypatch.context() as patch, pytest.raises(SystemExit):
        patch.setattr(together.signing, "sign_listed", killed)
        jobs.run(job.pk)
    assert Signature.objects.count() == ACTS // 2
    Job.objects.filter(pk=job.pk).update(taken_at=clock.now() - 2 * jobs.STALE)
    jobs.run(job.pk)

    states = list(JobItem.objects.filter(job=job).order_by("position"))
    assert [item.state for item in states].count(Job.State.DONE) == ACTS - 1
    (refused,) = [item for item in states if item.state == Job.State.FAILED]
    assert moved.reference in refused.subject
    assert "ne permet plus de signer" in refused.message
    assert Signature.objects.filter(slot__key="state").count() == ACTS - 1
    assert acts.fresh(moved).status == "ready_to_issue"
    evidence = Signature.objects.first().evidence
    assert evidence["list"]["sha256"] == batch.list_hash
    assert evidence["list"]["acts"] == ACTS
    assert evidence["consent"]["words"] == list(WORDS.words)
    assert batch.codes.count() == 1
    assert list(verification.faults()) == []


def test_the_pages_from_the_choice_to_the_progress(here, browser, inspector, mailoutbox):
    first, second = acts.many(here, 2)
    page = texts(browser.get(reverse("circuits:choose_together")))
    assert first.reference in page
    assert second.reference in page
    answer = browser.post(reverse("circuits:choose_together"), {"act": steps_of([first, second])})
    batch = SigningBatch.unscoped.get()
    address = reverse("circuits:together", args=[batch.public_id])
    assert answer.url == address
    assert texts(browser.get(address)).count("Pas encore ouvert") == 2
    browser.get(reverse("circuits:sign", args=[steps_of([first])[0]]))
    assert texts(browser.get(address)).count("Pas encore ouvert") == 1
    asked = browser.post(reverse("circuits:together_code", args=[batch.public_id]), BOXES)
    assert texts(asked).count(" checked") == 2
    outbox.send_due()
    (mail,) = [m for m in mailoutbox if m.subject == "Votre code de signature"]
    assert "pour signer 2 actes, et eux seuls" in mail.body.replace("\u00a0", " ")
    assert "/signer/" not in mail.body
    confirm = reverse("circuits:together_confirm", args=[batch.public_id])
    digits = mail.body.strip().split("\n")[0].replace(" ", "")
    assert browser.post(confirm, {**BOXES, "code": ""}).status_code == 422
    assert browser.post(confirm, {"code": digits}).status_code == 422
    wrong = browser.post(confirm, {**BOXES, "code": f"{(int(digits) + 1) % 1000000:06d}"})
    assert wrong.status_code == 409
    assert "Il vous reste 4 essais" in texts(wrong)
    done = browser.post(confirm, {**BOXES, "code": digits})
    job = Job.objects.get(kind="circuits.sign_together")
    assert done.url == reverse("desk:job", args=[job.public_id])
    assert browser.get(address).url == done.url
    assert browser.post(confirm, {**BOXES, "code": digits}).status_code == 302
    jobs.run(job.pk)
    assert [item.message for item in job.items.all()] == ["Signé.", "Signé."]
    assert texts(browser.get(done.url)).count("Signé.") == 2
    read = Signature.objects.get(slot__envelope=acts.fresh(first).envelope)
    assert read.evidence["facts"]["opened_at"]
    unread = Signature.objects.get(slot__envelope=acts.fresh(second).envelope)
    assert unread.evidence["facts"]["opened_at"] == ""


def test_an_act_that_may_not_be_signed_now_says_why_and_joins_no_list(here, browser, inspector):
    ready, held = acts.many(here, 2)
    mandate = together.mandate_of(inspector)
    (step,) = steps_of([held])
    nothing = browser.post(reverse("circuits:choose_together"), {})
    assert nothing.status_code == 422
    assert "Cochez au moins un acte" in texts(nothing)
    row = Convention.unscoped.get(pk=held.pk)
    row.text_hash = "f" * 64
    build.saved(row, "prepare_test")
    (each,) = [w for w in together.waiting(mandate) if w.key == step]
    assert not each.ready.may_sign
    page = texts(browser.get(reverse("circuits:choose_together")))
    assert "Pas encore à signer" in page
    refused = browser.post(reverse("circuits:choose_together"), {"act": [step, *steps_of([ready])]})
    assert refused.status_code == 409
    assert held.reference in texts(refused)
    assert not SigningBatch.unscoped.exists()
    acts.sign(acts.step_of(ready, "state"))
    gone = browser.post(reverse("circuits:choose_together"), {"act": [step, "inconnu"]})
    assert gone.status_code == 409
    assert "n’attend plus votre signature" in texts(gone)


def test_others_have_no_list_and_nobody_reads_the_list_of_another(
    here, client_as, inspector, issued
):
    batch = together.compose(steps_of([issued]), actor=inspector)
    mayor = client_as(here.actor("maire"))
    assert mayor.get(reverse("circuits:choose_together")).status_code == 403
    for name in ("together", "together_code", "together_confirm"):
        route = reverse(f"circuits:{name}", args=[batch.public_id])
        for slug in ("maire", "president", "dasen", "chef-de-projet"):
            other = client_as(here.actor(slug))
            answer = other.get(route) if name == "together" else other.post(route, BOXES)
            assert answer.status_code == 404, (name, slug)
    with pytest.raises(NotYours, match="revient au président"):
        together.compose(steps_of([issued]), actor=here.actor("maire"))


def test_a_code_of_one_act_does_not_sign_a_list_nor_the_other_way(inspector, issued):
    batch = together.compose(steps_of([issued]), actor=inspector)
    link = SigningLink.unscoped.get(batch_items__batch=batch)
    acts.code_for(link, "654321")
    with pytest.raises(Refused, match="Demandez d'abord un code"):
        together.confirm(batch, code="654321", consent=WORDS, facts=FACTS, read={}, actor=inspector)
    code_for(batch, "111222")
    with pytest.raises(Refused, match="Code inexact"):
        signing.sign(link, code="111222", consent=acts.CONSENT, facts=acts.FACTS)


def test_three_codes_an_hour_for_all_the_lists_of_a_person(inspector, issued):
    first = together.compose(steps_of([issued]), actor=inspector)
    for _ in range(3):
        together.ask_code(first, actor=inspector)
    second = together.compose(steps_of([issued]), actor=inspector)
    with pytest.raises(Refused, match="Trois codes envoyés"):
        together.ask_code(second, actor=inspector)


def test_a_list_made_before_the_mandate_ended_signs_nothing(inspector, issued):
    batch = together.compose(steps_of([issued]), actor=inspector)
    job = confirmed(batch, inspector)
    mandate = batch.mandate
    mandate.ends_on = clock.today()
    build.saved(mandate, "end_mandate")
    jobs.run(job.pk)
    (item,) = job.items.all()
    assert item.state == Job.State.FAILED
    assert Signature.objects.count() == 0
    step = Step.unscoped.get(public_id=steps_of([issued])[0])
    assert step.status == Step.Status.OPEN
    assert links.slot_of(batch.items.get().link).status == "empty"
