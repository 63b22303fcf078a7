"""A move made on its page does all that the page says, or says why not and keeps what was typed."""

import datetime as dt
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from common import clock
from common.models import Job
from conventions import following, kit, services
from conventions.models import Convention, Status
from demo import paper
from documents import store
from documents.models import Document
from governance.models import Deliberation
from tests import factories
from tests.circuits import acts
from tests.conventions import case as build
from tests.depth import some

S = Status
SIGNED_AT = "2026-04-20T10:30"
LAW = (
    ("discover_early_signature", S.SIGNED),
    ("regularise", S.SIGNED_SUBJECT_TO_DELIBERATION),
    ("abandon_early_signed", S.SIGNED_SUBJECT_TO_DELIBERATION),
    ("terminate", S.IN_FORCE),
    ("record_annulment", S.IN_FORCE),
)
OWN = (("register_signed_elsewhere", S.DRAFT), ("register_early_signed", S.DRAFT))


@pytest.fixture
def manager(here, client_as):
    return client_as(here.actor("chef-de-projet"))


@pytest.fixture
def lawyer(here, client_as):
    return client_as(here.actor("juriste"))


def address(act, verb):
    return reverse("conventions:move", args=[act.public_id, verb])


def words(answer):
    return answer.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def pdf(name="acte.pdf"):
    return SimpleUploadedFile(name, paper.sheet("Acte signé"), "application/pdf")


def put(act, status, **values):
    """The act in ``status``, as a history that is not the subject would have left it."""
    today = clock.today()
    days = {
        "act_date": today - dt.timedelta(days=30),
        "notified_on": today,
        "in_force_on": today,
        "closed_on": today,
    }
    for name, value in (days | {"status": status} | values).items():
        setattr(act, name, value)
    return build.saved(act, "prepare_test")


def voted(here, days_ago):
    """A vote of the commune, enforceable two days later."""
    day = clock.today() - dt.timedelta(days=days_ago)
    return factories.deliberation(here.commune, voted_on=day)


# --- the usual circuit --------------------------------------------------------------------------
def test_settling_the_text_asks_for_the_kit_of_the_council(here, client_as):
    act = acts.draft(here)
    manager = here.actor("chef-de-projet")
    services.submit(act, actor=manager)
    acts.rehearsal.answered(act)
    answer = client_as(manager).post(address(act, "settle_text"), follow=True)
    assert answer.status_code == 200
    assert "Le texte est arrêté." in answer.content.decode()
    assert acts.fresh(act).status == Status.TEXT_SETTLED
    assert Job.objects.filter(kind=kit.JOB, label__contains=act.reference).exists()


def test_votes_proved_elsewhere_are_confirmed(here, manager):
    act = acts.at_the_councils(here)
    assert manager.post(address(act, "confirm_enforceable")).status_code == 409
    vote = factories.deliberation(here.commune, text_hash=act.text_hash)
    services.attach_deliberation(act.party("authority"), vote, actor=here.actor("juriste"))
    manager.post(address(act, "confirm_enforceable"))
    assert acts.fresh(act).status == S.READY_TO_ISSUE
    assert address(act, "issue") in words(manager.get(act.get_absolute_url()))


# --- acts signed elsewhere ----------------------------------------------------------------------
def test_an_act_signed_elsewhere_enters_the_register_with_its_file_and_its_votes(here, manager):
    act, vote = acts.draft(here), voted(here, 40)
    page = address(act, "register_signed_elsewhere")
    assert f"n° {vote.number}" in words(manager.get(page))
    typed = {"file": pdf(), "signed_at": SIGNED_AT, "vote_authority": str(vote.public_id)}
    answer = manager.post(page, typed, follow=True)
    act = acts.fresh(act)
    assert (act.status, act.act_date) == (S.SIGNED, dt.date(2026, 4, 20))
    assert act.signed_at == dt.datetime(2026, 4, 20, 8, 30, tzinfo=dt.UTC)  # half past ten here
    assert act.party("authority").deliberation == vote
    kept = Document.unscoped.about(act).get(kind="signed_elsewhere")
    assert store.read(kept.pdf_sha256) == pdf().read()
    assert act.register_number in words(answer)


def test_without_a_vote_the_act_is_offered_under_reserve(here, manager):
    act = acts.draft(here)
    page, early = address(act, "register_signed_elsewhere"), address(act, "register_early_signed")
    answer = manager.post(page, {"file": pdf(), "signed_at": SIGNED_AT})
    assert answer.status_code == 409
    assert "Aucune délibération de Saint-Modèle (fictive) n’est enregistrée" in words(answer)
    assert f'formaction="{early}"' in words(answer)
    assert f'value="{SIGNED_AT}"' in words(answer)
    assert acts.fresh(act).status == S.DRAFT
    assert not Document.unscoped.about(act).exists()
    done = manager.post(early, {"file": pdf(), "signed_at": SIGNED_AT}, follow=True)
    assert "Signée sous réserve de délibération" in words(done)
    assert acts.fresh(act).status == S.SIGNED_SUBJECT_TO_DELIBERATION


def test_a_vote_later_than_the_signature_is_offered_under_reserve(here, manager):
    act, vote = acts.draft(here), voted(here, 10)
    typed = {"file": pdf(), "signed_at": SIGNED_AT, "vote_authority": str(vote.public_id)}
    answer = manager.post(address(act, "register_signed_elsewhere"), typed)
    assert answer.status_code == 409
    assert "La signature précède le caractère exécutoire" in words(answer)
    assert f'value="{vote.public_id}" selected' in words(answer)
    assert acts.fresh(act).party("authority").deliberation is None


@pytest.mark.parametrize("verb", [verb for verb, _status in OWN])
@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"file": None}, "Joignez l’acte signé"),
        ({"signed_at": ""}, "Indiquez la date de la dernière signature."),
        ({"signed_at": "0001-01-01T00:00"}, "Cette date est trop ancienne"),
        ({"file": b"rien"}, "acte.pdf"),
    ],
)
def test_what_lacks_to_the_paper_is_said_and_the_rest_kept(here, manager, verb, change, sentence):
    act = acts.draft(here)
    typed = {"file": paper.sheet("Acte signé"), "signed_at": SIGNED_AT} | change
    sent = {"signed_at": typed["signed_at"]}
    if typed["file"]:
        sent["file"] = SimpleUploadedFile("acte.pdf", typed["file"])
    answer = manager.post(address(act, verb), sent)
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert typed["signed_at"] in words(answer)
    assert acts.fresh(act).status == S.DRAFT


def test_a_signature_in_the_future_is_refused(here, manager):
    act = acts.draft(here)
    typed = {"file": pdf(), "signed_at": "2026-05-05T10:00"}
    answer = manager.post(address(act, "register_early_signed"), typed)
    assert answer.status_code == 409
    assert "La date de la dernière signature est dans le futur." in words(answer)


def test_an_agreement_with_the_academie_signed_on_paper_comes_into_force(here, manager):
    """Begun, registered with its file and the syndicate's vote, notified, on its day in force."""
    begun = manager.post(
        reverse("conventions:begin", args=["academie"]),
        {
            "state": here.academie.pk,
            "title": "Convention-cadre signée sur papier",
            "starts_on": "2026-05-04",
            "duration_months": "48",
        },
    )
    assert begun.status_code == 302
    act = Convention.unscoped.get(title="Convention-cadre signée sur papier")
    vote = Deliberation.unscoped.get(institution=here.syndicate, kind="framework")
    page = address(act, "register_signed_elsewhere")
    opened = words(manager.get(act.get_absolute_url()))
    assert "Le texte se lira ici quand les valeurs qui manquent seront remplies." in opened
    assert page in opened
    typed = {"file": pdf(), "signed_at": SIGNED_AT, "vote_syndicate": str(vote.public_id)}
    manager.post(page, typed)
    refused = manager.post(address(act, "notify"))
    assert "si l’acte doit être transmis" in words(refused)
    said = reverse("conventions:transmission", args=[act.public_id, "syndicate"])
    manager.post(said, {"value": "not_needed"})
    manager.post(address(act, "notify"))
    following.move_by_date()
    assert acts.fresh(act).status == S.IN_FORCE
    assert "En vigueur du 4 mai 2026 au 3 mai 2030" in words(manager.get(act.get_absolute_url()))


# --- a délibération with its file ---------------------------------------------------------------
def test_a_vote_on_paper_is_deposited_then_the_act_registered(here, manager):
    act = acts.draft(here)
    shown = words(manager.get(address(act, "register_signed_elsewhere")))
    asked = reverse("conventions:await_vote", args=[act.public_id, "authority"])
    assert f'action="{asked}"' in shown
    to_deposit = manager.post(asked).url
    _deposit(manager, to_deposit, voted_on="2026-04-01", received_on="2026-04-03")
    vote = acts.fresh(act).party("authority").deliberation
    assert vote.status == Deliberation.Status.ENFORCEABLE
    page = address(act, "register_signed_elsewhere")
    assert f'value="{vote.public_id}" selected' in words(manager.get(page))
    typed = {"file": pdf(), "signed_at": SIGNED_AT, "vote_authority": str(vote.public_id)}
    manager.post(page, typed)
    assert acts.fresh(act).status == S.SIGNED


def _deposit(browser, page, *, voted_on, received_on):
    """The mentions, then the proof, on the page of a délibération."""
    browser.post(
        page,
        {
            "step": "confirm",
            "number": "2026-31",
            "voted_on": voted_on,
            "object": "Approbation de la convention et confirmation de sa signature",
            "body": "conseil municipal",
        },
    )
    proof = {"proof": "stamp", "published_on": received_on, "received_on": received_on}
    browser.post(page, {"step": "prove", "proof_file": pdf("tampon.pdf"), **proof})


def test_an_act_signed_too_early_is_regularised_by_a_vote_deposited_afterwards(
    here, manager, lawyer
):
    act = acts.draft(here)
    manager.post(address(act, "register_early_signed"), {"file": pdf(), "signed_at": SIGNED_AT})
    asked = reverse("conventions:await_vote", args=[act.public_id, "authority"])
    assert asked in words(manager.get(act.get_absolute_url()))
    to_deposit = manager.post(asked).url
    assert to_deposit in words(manager.get(act.get_absolute_url()))
    _deposit(manager, to_deposit, voted_on="2026-04-28", received_on="2026-04-30")
    vote = acts.fresh(act).party("authority").deliberation
    page = address(act, "regularise")
    refused = lawyer.post(page, {"deliberation": str(vote.public_id)})
    assert refused.status_code == 409
    assert "n’indique pas qu’elle confirme la signature du 20 avril 2026" in words(refused)
    assert f'value="{vote.public_id}" selected' in words(refused)
    lawyer.post(page, {"deliberation": str(vote.public_id), "confirms_signature": "on"})
    assert acts.fresh(act).status == S.SIGNED


def test_the_same_vote_is_not_awaited_twice(here, manager):
    act = acts.draft(here)
    asked = reverse("conventions:await_vote", args=[act.public_id, "authority"])
    manager.post(asked)
    vote = acts.fresh(act).party("authority").deliberation
    vote.status = "recorded"
    build.saved(vote, "record_vote")
    manager.post(asked)
    assert Deliberation.unscoped.about(act).count() == 1


def test_no_vote_is_deposited_for_an_act_on_its_way(here, manager):
    act = put(acts.draft(here), S.TEXT_SETTLED)
    asked = reverse("conventions:await_vote", args=[act.public_id, "authority"])
    answer = manager.post(asked)
    assert answer.status_code == 409
    assert "Aucune délibération n’est à déposer à ce stade." in words(answer)
    assert acts.fresh(act).party("authority").deliberation is None


# --- what the jurist establishes ----------------------------------------------------------------
def test_a_vote_of_before_the_signature_regularises_nothing(here, lawyer):
    act = put(acts.draft(here), S.SIGNED_SUBJECT_TO_DELIBERATION)
    vote = voted(here, 60)
    typed = {"deliberation": str(vote.public_id), "confirms_signature": "on"}
    answer = lawyer.post(address(act, "regularise"), typed)
    assert answer.status_code == 409
    assert "La délibération de régularisation est postérieure au" in words(answer)


def test_the_vote_that_regularises_becomes_the_one_of_its_party(here, lawyer):
    act = put(acts.draft(here), S.SIGNED_SUBJECT_TO_DELIBERATION)
    vote = voted(here, 10)
    waited = words(lawyer.get(address(act, "regularise")))
    assert f"n° {vote.number}" in waited
    typed = {"deliberation": str(vote.public_id), "confirms_signature": "on"}
    answer = lawyer.post(address(act, "regularise"), typed, follow=True)
    assert "L’acte est régularisé." in words(answer)
    assert acts.fresh(act).party("authority").deliberation == vote


def test_votes_that_are_not_enforceable_or_of_others_are_not_offered(here, lawyer):
    act = put(acts.draft(here), S.SIGNED_SUBJECT_TO_DELIBERATION)
    pending = factories.deliberation(here.commune, status="recorded")
    stranger = factories.deliberation(factories.commune("Loinville"))
    shown = words(lawyer.get(address(act, "regularise")))
    for vote in (pending, stranger):
        assert str(vote.public_id) not in shown
        answer = lawyer.post(
            address(act, "regularise"),
            {"deliberation": str(vote.public_id), "confirms_signature": "on"},
        )
        assert answer.status_code == 422
    assert acts.fresh(act).status == S.SIGNED_SUBJECT_TO_DELIBERATION


@pytest.mark.parametrize(
    ("verb", "before", "after"),
    [
        ("discover_early_signature", S.NOTIFIED, S.SIGNED_SUBJECT_TO_DELIBERATION),
        ("abandon_early_signed", S.SIGNED_SUBJECT_TO_DELIBERATION, S.WITHDRAWN),
    ],
)
def test_a_reason_is_all_that_these_ask(here, lawyer, verb, before, after):
    act = put(acts.draft(here), before)
    empty = lawyer.post(address(act, verb), {"reason": ""})
    assert empty.status_code == 422
    assert "Indiquez le motif" in words(empty)
    lawyer.post(address(act, verb), {"reason": "Vote du 30 avril."})
    assert acts.fresh(act).status == after
    history = reverse("desk:history", args=["convention", act.public_id])
    assert "Vote du 30 avril." in words(lawyer.get(history))


def test_an_act_ends_on_the_day_of_its_termination(here, lawyer):
    act = put(acts.draft(here), S.IN_FORCE)
    typed = {"effective_on": "2026-05-02", "reason": "accord des parties"}
    answer = lawyer.post(address(act, "terminate"), typed, follow=True)
    assert "Résiliée au 2 mai 2026 : accord des parties." in words(answer)


@pytest.mark.parametrize(
    ("day", "status", "sentence"),
    [
        ("", 422, "Indiquez la date d’effet de la résiliation."),
        ("2026-06-02", 409, "Le préavis court jusqu’au 2 juin 2026."),
        ("2026-04-01", 409, "ne peut prendre effet avant la signature de l’acte"),
    ],
)
def test_a_termination_without_its_day_is_refused(here, lawyer, day, status, sentence):
    act = put(acts.draft(here), S.IN_FORCE)
    typed = {"effective_on": day, "reason": "accord des parties"}
    answer = lawyer.post(address(act, "terminate"), typed)
    assert answer.status_code == status
    assert sentence in words(answer)
    assert "accord des parties</textarea>" in words(answer)
    assert acts.fresh(act).status == S.IN_FORCE


def test_an_annulment_enters_with_the_decision(here, lawyer):
    act = put(acts.draft(here), S.IN_FORCE)
    reason = "Tribunal de Montval, 28 avril 2026, n° 26-1"
    for files, sentence in (
        ({}, "Joignez la décision."),
        ({"file": SimpleUploadedFile("jugement.pdf", b"rien")}, "jugement.pdf"),
    ):
        answer = lawyer.post(address(act, "record_annulment"), {"reason": reason, **files})
        assert answer.status_code == 422
        assert sentence in words(answer)
        assert f"{reason}</textarea>" in words(answer)
    typed = {"reason": reason, "file": pdf("jugement.pdf")}
    answer = lawyer.post(address(act, "record_annulment"), typed, follow=True)
    assert reason in words(answer)
    assert acts.fresh(act).status == S.ANNULLED
    assert Document.unscoped.about(act).get(kind="court_decision").title in words(answer)


# --- by whom, and from where --------------------------------------------------------------------
@pytest.mark.parametrize(("verb", "status"), some(LAW + OWN, 6))
def test_a_move_is_its_owner_s_alone(here, client_as, verb, status):
    """Neither shown nor done for the other staff, who see the act; unseen for a stranger."""
    act = put(acts.draft(here), status)
    other = "chef-de-projet" if (verb, status) in LAW else "juriste"
    typed = {"reason": "motif", "file": pdf(), "signed_at": SIGNED_AT, "effective_on": "2026-05-01"}
    typed |= {"deliberation": str(voted(here, 10).public_id), "confirms_signature": "on"}
    for who in (other, "direction", "dpo"):
        browser = client_as(here.actor(who))
        assert browser.get(address(act, verb)).status_code == 403, who
        typed["file"] = pdf()
        assert browser.post(address(act, verb), typed).status_code == 403, who
    stranger = client_as(factories.actor("executive", factories.commune("Loinville")))
    assert stranger.post(address(act, verb), typed).status_code == 404
    assert acts.fresh(act).status == status


@pytest.mark.parametrize("status", some(Status.values))
def test_every_button_of_an_act_leads_to_its_page(here, client_as, status):
    act = acts.ready(here) if status == S.READY_TO_ISSUE else put(acts.draft(here), status)
    for who in ("chef-de-projet", "juriste", "direction"):
        browser = client_as(here.actor(who))
        shown = words(browser.get(act.get_absolute_url()))
        for link in re.findall(r'href="(/[^"]*/faire/[^"]*)"', shown):
            assert browser.get(link).status_code == 200, (who, link)
