"""What the gate makes of a change (N10): visas and votes kept or asked again, partners told."""

from decimal import Decimal

import pytest
from django.urls import reverse

from circuits.models import Step
from common.lifecycle import NotYours, Refused
from common.models import OutboxMessage
from conventions import changing, requirements, services
from conventions.models import Change, Stage, Status
from governance.models import Deliberation
from tests.circuits import acts

PRICE = {"unit_price": Decimal("7.10")}
DURATION = {"duration_months": 24}


@pytest.fixture
def manager(here):
    return here.actor("chef-de-projet")


@pytest.fixture
def jurist(here):
    return here.actor("juriste")


@pytest.fixture
def voted(here):
    """« Prête à émettre »: a council voted the very text, enforceably."""
    return acts.ready(here)


def rewritten(act, values, manager, jurist, **given):
    """A correction asked by the jurist, made by the owner, sent to review."""
    services.request_changes(acts.fresh(act), actor=jurist, reason="à reprendre", **given)
    changed = acts.fresh(act)
    for remark in changed.remarks.filter(answered_at=None):
        services.answer_remark(remark, actor=manager, answer="repris")
    services.revise(changed, values, actor=manager, seen_version=services.version(changed))
    services.submit(acts.fresh(act), actor=manager)
    return acts.fresh(act)


def settled(act, manager):
    services.settle_text(acts.rehearsal.answered(act), actor=manager)
    return acts.fresh(act)


def change_of(act):
    return Change.unscoped.filter(convention=act).latest("pk")


def texts(response):
    return response.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def test_a_lower_price_after_the_vote_asks_no_visa_no_reading_and_no_vote(
    voted, manager, jurist, client_as
):
    reviewed = rewritten(voted, PRICE, manager, jurist)
    assert change_of(voted).found == ["R15"]
    last = Step.unscoped.filter(circuit__subject_id=voted.pk, kind__in=("visa", "review"))
    last = last.filter(circuit=last.latest("pk").circuit_id)
    assert {step.status for step in last} == {"deemed_met"}
    assert any("visa conservé" in step.outcome for step in last)
    act = settled(reviewed, manager)
    change = change_of(voted)
    assert (change.stage, change.before_hash, change.after_hash) == (
        Stage.VOTED,
        voted.text_hash,
        act.text_hash,
    )
    assert act.text_hash != voted.text_hash
    told = OutboxMessage.objects.filter(template="conventions.changed")
    assert {m.recipient_label for m in told} >= {str(acts_mayor(act))}
    services.skip_councils(act, actor=manager)
    assert acts.fresh(act).status == Status.READY_TO_ISSUE
    page = texts(client_as(manager).get(act.get_absolute_url()))
    assert "Le vote couvre ce texte" in page
    assert "Tarif par élève plus bas" in page


def acts_mayor(act):
    from governance.models import Mandate

    return Mandate.unscoped.get(office="executive", institution=act.authority)


def test_the_mail_of_a_change_says_each_value_and_what_it_asks(voted, manager, jurist, mailoutbox):
    settled(rewritten(voted, PRICE, manager, jurist), manager)
    from common import outbox

    outbox.send_due()
    (mail,) = [
        m for m in mailoutbox if m.subject.startswith("Texte modifié") and "maire" in m.to[0]
    ]
    body = mail.body.replace("\u00a0", " ").replace("\u202f", " ")
    assert "Tarif par compte et par an : 9,87 → 7,10" in body
    assert "Les parties sont informées (sous le plafond)" in body


def test_another_duration_asks_the_readers_and_the_assembly_again(voted, manager, jurist):
    reviewed = rewritten(voted, DURATION, manager, jurist)
    assert {s.kind for s in acts.open_steps(reviewed)} >= {"review"}
    act = acts.with_kit(settled(reviewed, manager))
    with pytest.raises(Refused, match="a voté un texte différent"):
        services.skip_councils(act, actor=manager)
    services.send_to_councils(act, actor=manager)
    vote = act.parties.get(role="authority").deliberation
    assert vote.status == Deliberation.Status.EXPECTED


def test_the_author_raises_and_never_lowers_the_jurist_lowers_with_a_reason(voted, manager, jurist):
    act = settled(rewritten(voted, DURATION, manager, jurist), manager)
    with pytest.raises(NotYours, match="Seul le juriste"):
        changing.reclass(act, row="R19", to="R01", reason="coquille", actor=manager)
    with pytest.raises(Refused, match="Indiquez le motif"):
        changing.reclass(act, row="R19", to="R01", reason=" ", actor=jurist)
    with pytest.raises(Refused, match="n’a pas été constaté"):
        changing.reclass(act, row="R15", to="R01", reason="coquille", actor=jurist)
    changing.reclass(act, row="R19", to="R01", reason="coquille du modèle", actor=jurist)
    assert requirements.carries(act, voted.text_hash)
    changing.reclass(act, row="", to="R23", reason="la clause change", actor=manager)
    assert not requirements.carries(act, voted.text_hash)
    assert change_of(act).rows == ["R01", "R23"]


def test_the_text_that_changes_after_the_review_asks_its_visa(voted, manager, jurist):
    act = rewritten(voted, PRICE, manager, jurist)
    data = {**change_of(act).before["values"], "message_categories": [{"code": "9"}]}
    (refusal,) = changing.unasked(act, snapshot=data, text_hash="x")
    assert "Catégories de messages" in refusal.sentence
    assert not list(changing.unasked(act, snapshot=change_of(act).before["values"], text_hash="x"))


# --- the pages -----------------------------------------------------------------------------------
def test_what_to_do_again_is_shown_before_the_text_is_taken_up(here, client_as, issued):
    browser = client_as(here.actor("juriste"))
    address = reverse("conventions:move", args=[issued.public_id, "reopen_text"])
    page = texts(browser.get(address))
    assert "Durée raccourcie ou allongée" in page
    assert "votent de nouveau et l’acte est émis de nouveau" in page
    refused = browser.post(address, {"reason": "annexe 5"})
    assert refused.status_code == 422
    assert "Cochez ce qui va changer" in texts(refused)
    assert "annexe 5" in texts(refused)
    browser.post(address, {"reason": "annexe 5", "changes": ["R24", "R15"]})
    change = change_of(issued)
    assert (change.stage, change.declared) == (Stage.ISSUED, ["R24", "R15"])
    assert change.before["values"]["unit_price"] == "9.87"
    assert acts.fresh(issued).text_hash == ""


def test_a_mention_is_no_change_of_the_text(here, client_as, issued):
    acts.sign(acts.step_of(issued, "state"))
    browser = client_as(here.actor("chef-de-projet"))
    address = reverse("conventions:move", args=[issued.public_id, "reopen_mentions"])
    page = texts(browser.get(address))
    assert "Signataire remplacé avant d’avoir signé" in page
    assert "Texte d’une clause" not in page
    assert browser.post(address, {"reason": "x", "changes": ["R23"]}).status_code == 422
    with pytest.raises(Refused, match="touche le texte voté"):
        services.reopen(
            acts.fresh(issued),
            "reopen_mentions",
            actor=here.actor("chef-de-projet"),
            reason="x",
            changes=["R23"],
        )
    browser.post(address, {"reason": "nom du maire", "changes": ["R08"]})
    change = change_of(issued)
    assert change.stage == Stage.PARTLY_SIGNED
    again = acts.issue(acts.fresh(issued), here)
    assert change_of(again).closed_at
    assert change_of(again).rows == ["R08"]


def test_the_table_at_the_present_stage_and_the_class_of_the_last_change(
    voted, manager, jurist, client_as
):
    address = reverse("conventions:redo", args=[voted.public_id])
    browser = client_as(jurist)
    page = texts(browser.get(address))
    assert "À ce stade : texte voté, avant l’émission" in page
    assert page.count('<th scope="row">') == 30
    rewritten(voted, DURATION, manager, jurist)
    page = texts(browser.get(address))
    assert "Durée (mois)" in page
    assert "36 → 24" in page
    assert "Parce que la durée est votée" in page
    wrong = browser.post(address, {"row": "R19", "to": "", "reason": "lettre du 4 mai"})
    assert wrong.status_code == 422
    assert "lettre du 4 mai" in texts(wrong)
    browser.post(address, {"row": "R19", "to": "R01", "reason": "lettre du 4 mai"})
    assert change_of(voted).lowered[0]["reason"] == "lettre du 4 mai"
    assert "a classé un changement autrement" in texts(browser.get(voted.get_absolute_url()))
    forged = client_as(manager).post(address, {"row": "R19", "to": "R01", "reason": "x"})
    assert forged.status_code in (302, 409)
    assert len(change_of(voted).lowered) == 1


def test_partners_do_not_read_how_a_change_is_classed(here, voted, client_as):
    address = reverse("conventions:redo", args=[voted.public_id])
    for slug in ("maire", "inspectrice", "secretaire"):
        assert client_as(here.actor(slug)).get(address).status_code == 404
