"""A PDF signed elsewhere comes back through the pages: accepted, examined by an agent, refused."""

import pytest
from django.conf import settings
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from audit.models import Event
from circuits import returning
from circuits.models import SigningLink, Step
from common import outbox
from conventions.models import Status
from desk import inbox
from documents import store
from documents.lifecycle import SlotLifecycle
from documents.models import SignedReturn, Slot, StoredFile
from governance import acting
from tests.circuits import acts
from tests.documents.pdf import forgeries

FIELD = "sig_authority"


@pytest.fixture
def act(issued):
    return issued


@pytest.fixture(scope="module")
def mayor(world_of_the_file):
    """The certificate of the mayor, from an authority that the site trusts."""
    return certificate("Hélène DUMONT")


def certificate(name):
    return forgeries.signer(settings.VAR_DIR, name)


def chosen(act, here, party="authority"):
    """The signatory chose to sign with a certificate."""
    step = acts.step_of(act, party)
    slot = act.envelope.slots.get(key=party)
    actor = acting.actor_of(acts.task_of(step).mandate)
    SlotLifecycle.move(slot, "choose_certificate", actor=actor)
    return step


def head(act):
    return store.read(act.envelope.head.file.sha256)


def browser(here, who):
    client = Client()
    client.force_login(here.people[who].person.user)
    return client


def address(step):
    return reverse("circuits:return_pdf", args=[step.public_id])


def send(client, url, content, name="signe.pdf"):
    file = SimpleUploadedFile(name, content, content_type="application/pdf")
    return client.post(url, {"file": file})


def opened(client, step):
    """The signed-in signatory opens the act: their link is made."""
    client.post(reverse("circuits:open_act", args=[step.public_id]))
    return client


def words(answer):
    return answer.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def slot_of(act, party="authority"):
    return Slot.unscoped.get(envelope=act.envelope, key=party)


def test_a_signed_file_that_continues_the_act_is_a_signature(act, here, mayor):
    step = chosen(act, here)
    client = opened(browser(here, "maire"), step)
    assert "Télécharger le PDF" in words(client.get(address(step)))
    answer = send(client, address(step), forgeries.sign(head(act), mayor, FIELD))
    assert answer.status_code == 302, words(answer)
    slot = slot_of(act)
    assert slot.status == Slot.Status.ACCEPTED
    assert slot.mode == Slot.Mode.CERTIFICATE
    assert slot.signer["name"] == "Mme Hélène Dumont"
    assert slot.signer["level"] == "avancée"
    evidence = slot.signature.evidence
    assert [point["answer"] for point in evidence["report"]] == ["met"] * 7
    assert "DUMONT" in evidence["certificate"]["holder"]
    assert Step.unscoped.get(pk=step.pk).status == Step.Status.DONE
    assert slot.signature.revision.number == 2
    assert "Votre signature est enregistrée" in words(client.get(answer.url))


def test_the_last_signature_given_by_certificate_closes_the_act(act, here):
    for party in ("authority", "state"):
        acts.sign(acts.step_of(act, party))
    step = chosen(act, here, "syndicate")
    president = acts.task_of(step).mandate.person
    own = certificate(f"{president.first_name} {president.last_name}")
    client = opened(browser(here, "president"), step)
    answer = send(client, address(step), forgeries.sign(head(act), own, "sig_syndicate"))
    assert answer.status_code == 302, words(answer)
    signed = acts.fresh(act)
    assert signed.status == Status.SIGNED
    assert signed.envelope.status == "complete"
    before = head(act)
    assert acts.final(signed).startswith(before)


def test_a_refused_file_is_told_point_by_point_and_not_kept(act, here, mayor):
    step = chosen(act, here)
    client = opened(browser(here, "maire"), step)
    kept = StoredFile.objects.count()
    forged = forgeries.sign(forgeries.with_text_inserted(head(act)), mayor, FIELD)
    answer = send(client, address(step), forged)
    assert answer.status_code == 422
    said = words(answer)
    assert "Fichier refusé : point 5" in said
    assert "7. Pages identiques : non rempli." in said
    assert "3. Fichier émis conservé : rempli." in said
    assert "n’a pas été conservé" in said
    assert StoredFile.objects.count() == kept
    assert slot_of(act).status == Slot.Status.AWAITING_RETURN


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("signe.pdf", b"", "vide"),
        ("signe.pdf", b"\x89PNG\r\n\x1a\nrien", "PDF (.pdf) attendu"),
        ("signe.docx", b"PK\x03\x04rien", "PDF (.pdf) attendu"),
        ("signe.pdf", b"%PDF-1.7\nrien", "abîmé"),
    ],
)
def test_what_is_no_pdf_stops_at_the_gate(act, here, name, content, told):
    step = chosen(act, here)
    answer = send(opened(browser(here, "maire"), step), address(step), content, name)
    assert answer.status_code == 422
    assert told in words(answer)


def test_nothing_comes_back_before_the_choice_of_a_certificate(act, here, mayor):
    step = acts.step_of(act, "authority")
    client = opened(browser(here, "maire"), step)
    answer = send(client, address(step), forgeries.sign(head(act), mayor, FIELD))
    assert answer.status_code == 409
    assert "Aucun PDF signé n’est attendu ici" in words(answer)


def test_a_second_click_leads_to_the_signature_that_the_first_stored(act, here, mayor):
    step = chosen(act, here)
    client = opened(browser(here, "maire"), step)
    signed = forgeries.sign(head(act), mayor, FIELD)
    first = send(client, address(step), signed)
    assert send(client, address(step), signed).url == first.url


def test_the_file_of_somebody_overtaken_is_refused_with_what_to_sign_now(act, here, mayor):
    step = chosen(act, here)
    signed = forgeries.sign(head(act), mayor, FIELD)
    acts.sign(acts.step_of(act, "state"))
    client = opened(browser(here, "maire"), step)
    answer = send(client, address(step), signed)
    assert answer.status_code == 422
    assert "un autre signataire a signé depuis votre téléchargement" in words(answer)
    again = forgeries.sign(head(act), mayor, FIELD)
    assert send(client, address(step), again).status_code == 302


def test_somebody_who_signs_at_the_same_instant_overtakes(act, here, mayor, monkeypatch):
    step = chosen(act, here)
    client = opened(browser(here, "maire"), step)
    signed = forgeries.sign(head(act), mayor, FIELD)
    judge = returning.returning.judge

    def overtaken(*given, **more):
        monkeypatch.setattr(returning.returning, "judge", judge)
        found = judge(*given, **more)
        acts.sign(acts.step_of(act, "state"))
        return found

    monkeypatch.setattr(returning.returning, "judge", overtaken)
    answer = send(client, address(step), signed)
    assert answer.status_code == 422
    assert "état antérieur" in words(answer)
    assert act.envelope.revisions.count() == 2


# --- the preparer ------------------------------------------------------------------------------
def test_the_preparer_hands_over_what_the_mayor_signed(act, here, mayor):
    step = chosen(act, here)
    client = browser(here, "secretaire")
    url = reverse("circuits:return_for", args=[step.public_id])
    assert url in words(client.get(reverse("desk:inbox")))
    given = client.get(reverse("circuits:return_file", args=[step.public_id])).content
    assert given == head(act)
    answer = send(client, url, forgeries.sign(given, mayor, FIELD))
    assert answer.status_code == 302
    slot = slot_of(act)
    assert slot.signer["name"] == "Mme Hélène Dumont"
    assert "secrétaire" in slot.signature.evidence["deposit"]["by"].lower()
    assert "Dumont" in Step.unscoped.get(pk=step.pk).done_by
    assert not SigningLink.unscoped.filter(step=step, status="live").exists()


def test_a_preparer_of_another_body_and_an_agent_do_not_find_the_page(act, here):
    step = chosen(act, here)
    url = reverse("circuits:return_for", args=[step.public_id])
    for who in ("chef-de-projet", "maire", "inspectrice"):
        assert browser(here, who).get(url).status_code == 404


# --- the agent ---------------------------------------------------------------------------------
@pytest.fixture
def doubtful(act, here):
    """The mayor's field signed with a certificate that bears another name."""
    step = chosen(act, here)
    client = opened(browser(here, "maire"), step)
    signed = forgeries.sign(head(act), certificate("Mairie de Saint-Modèle"), FIELD)
    answer = send(client, address(step), signed)
    assert answer.status_code == 302, words(answer)
    assert slot_of(act).status == Slot.Status.TO_CHECK
    return SignedReturn.objects.get()


def test_a_doubtful_file_waits_for_an_agent_and_says_so(act, here, doubtful):
    step = acts.step_of(act, "authority")
    client = browser(here, "maire")
    assert "Un agent du syndicat examine" in words(client.get(address(step)))
    assert "Un agent du syndicat l’examine" in words(
        client.get(reverse("circuits:sign", args=[step.public_id]))
    )
    for who, seen in (("chef-de-projet", True), ("juriste", True), ("dpo", False)):
        tasks = [t for group in inbox.groups(here.actor(who)) for t in group.tasks]
        assert ("Examiner un fichier signé" in [t.verb for t in tasks]) is seen, who
    again = send(client, address(step), head(act))
    assert again.status_code == 409


def examine(client, found, **data):
    return client.post(reverse("circuits:examine", args=[found.slot.public_id]), data)


def test_an_agent_accepts_the_return_with_a_reason(act, here, doubtful):
    client = browser(here, "juriste")
    url = reverse("circuits:examine", args=[doubtful.slot.public_id])
    said = words(client.get(url))
    assert "4. Champs et signataires : à vérifier." in said
    assert "Mairie de Saint-Modèle" in said
    kept = client.get(reverse("circuits:received", args=[doubtful.slot.public_id])).content
    assert kept == store.read(doubtful.file.sha256)
    assert examine(client, doubtful, decision="certify").status_code == 422
    answer = examine(client, doubtful, decision="certify", reason="Appelée au téléphone.")
    assert answer.status_code == 302, words(answer)
    slot = slot_of(act)
    assert slot.status == Slot.Status.ACCEPTED
    assert slot.signature.evidence["examined"][0]["reason"] == "Appelée au téléphone."
    assert slot.signature.revision.file == doubtful.file
    assert client.get(url).status_code == 404
    assert Event.objects.filter(verb="certify").exists()


def test_an_agent_sets_the_return_aside_and_the_signatory_is_told_why(act, here, doubtful):
    outbox.send_due()
    mail.outbox.clear()
    answer = examine(
        browser(here, "chef-de-projet"), doubtful, decision="reject", reason="Autre titulaire."
    )
    assert answer.status_code == 302
    assert slot_of(act).status == Slot.Status.AWAITING_RETURN
    outbox.send_due()
    [told] = [each for each in mail.outbox if "n’est pas accepté" in each.subject]
    assert "Autre titulaire." in told.body
    assert "/signer/" in told.body
    assert returning.to_examine(here.actor("juriste")) == []


def test_a_return_overtaken_by_another_signature_can_only_be_set_aside(act, here, doubtful):
    acts.sign(acts.step_of(act, "state"))
    client = browser(here, "juriste")
    answer = examine(client, doubtful, decision="certify", reason="Vérifiée.")
    assert answer.status_code == 409
    assert "ne porte pas sa signature" in words(answer)
    assert examine(client, doubtful, decision="reject", reason="Dépassée.").status_code == 302


def test_two_agents_agree_when_the_rule_says_so(act, here, doubtful, monkeypatch):
    monkeypatch.setattr(returning, "second_agent", lambda slot: "un marché public")
    first, second = browser(here, "juriste"), browser(here, "chef-de-projet")
    assert examine(first, doubtful, decision="certify", reason="Vu.").status_code == 302
    assert slot_of(act).status == Slot.Status.TO_CHECK
    assert returning.to_examine(here.actor("juriste")) == []
    again = examine(first, doubtful, decision="certify", reason="Vu encore.")
    assert "Une seconde vérification est exigée pour un marché public." in words(again)
    assert examine(second, doubtful, decision="certify", reason="Vu aussi.").status_code == 302
    slot = slot_of(act)
    assert slot.status == Slot.Status.ACCEPTED
    assert len(slot.signature.evidence["examined"]) == 2


def test_a_full_disk_keeps_everything_as_it_was(act, here, mayor, monkeypatch):
    step = chosen(act, here)
    client = opened(browser(here, "maire"), step)
    signed = forgeries.sign(head(act), mayor, FIELD)

    def full(*given):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store, "_write", full)
    answer = send(client, address(step), signed)
    assert answer.status_code == 503
    assert "le disque est plein" in words(answer)
    assert slot_of(act).status == Slot.Status.AWAITING_RETURN
