"""The minimal level of a signature: what a code may sign, and what it may not (P15)."""

import pytest
from django.urls import reverse

from audit.actor import SYSTEM
from audit.recording import recording
from circuits import presence, signing, together
from common import clock
from common.lifecycle import Refused
from conventions import issuing, kinds
from documents.lifecycle import SlotLifecycle
from documents.models import Slot
from governance import levels, parameters
from governance import services as governance
from tests.circuits import acts

SAID = "Cet acte ne se signe pas avec un code : il se signe {}."
CERTIFICATE, PAPER = "avec un certificat de signature", "sur papier"
TODAY = acts.NOW.date()


def asked(convention, level):
    """The act issued at a level of its own, as a kind or a model may ask."""
    modes = levels.modes(level, clock.today())
    with recording(SYSTEM):
        for slot in convention.envelope.slots.all():
            slot.level, slot.modes = level, modes
            slot.mode = slot.usual_mode
            slot.save()
    return acts.fresh(convention)


def slot_of(convention, party="authority"):
    return convention.envelope.slots.get(key=party)


@pytest.mark.parametrize(
    ("level", "modes"),
    [
        ("level.convention", ["platform", "certificate", "paper"]),
        ("level.opinion", ["platform", "certificate", "paper"]),
        ("level.decision", ["certificate", "paper"]),
        ("level.market", ["certificate"]),
    ],
)
def test_each_level_says_how_one_may_sign(here, level, modes):
    assert levels.modes(level, TODAY) == modes


def test_every_word_that_a_level_may_take_is_known():
    words = set()
    for row in parameters.birth_rows():
        if row.key.startswith("level."):
            words |= {row.value} if isinstance(row.value, str) else {*row.value}
    assert words <= set(levels.ADMITTED)


@pytest.mark.parametrize(
    ("level", "ways"),
    [("level.decision", f"{CERTIFICATE} ou {PAPER}"), ("level.market", CERTIFICATE)],
)
def test_a_code_does_not_sign_above_its_level(here, level, ways, issued):
    convention = asked(issued, level)
    step = acts.step_of(convention, "authority")
    link = acts.link_for(step)
    with pytest.raises(Refused, match=SAID.format(ways)):
        signing.sign(link, code=acts.code_for(link), consent=acts.CONSENT, facts=acts.FACTS)
    assert not signing.readiness(step, here.people["maire"]).by_code
    assert slot_of(convention).status == Slot.Status.EMPTY


def test_the_field_itself_refuses_what_its_level_does_not_admit(issued):
    """Whoever calls it: the gate is on the record, not on the page."""
    slot = slot_of(asked(issued, "level.market"))
    given = {"signer": {}, "at": clock.now()}
    for verb in ("sign_on_platform", "sign_in_presence"):
        with pytest.raises(Refused, match=SAID.format(CERTIFICATE)):
            SlotLifecycle.move(slot, verb, actor=SYSTEM, **given)
    with pytest.raises(Refused, match="ne se signe pas sur papier"):
        SlotLifecycle.move(slot, "choose_paper", actor=SYSTEM)
    chosen = SlotLifecycle.move(slot, "choose_certificate", actor=SYSTEM)
    back = SlotLifecycle.move(chosen, "change_mode", actor=SYSTEM)
    assert back.mode == Slot.Mode.CERTIFICATE


def test_paper_alone_is_not_signed_with_a_certificate(issued):
    with recording(SYSTEM):
        slot = slot_of(issued)
        slot.modes = [Slot.Mode.PAPER]
        slot.save()
    with pytest.raises(Refused, match="il se signe sur papier"):
        SlotLifecycle.move(slot, "choose_certificate", actor=SYSTEM)


def test_neither_a_list_nor_a_witness_lowers_the_level(here, issued):
    convention = asked(issued, "level.decision")
    step = acts.step_of(convention, "state")
    inspector = here.actor("inspectrice")
    with pytest.raises(Refused, match="ne se signe pas avec un code"):
        together.compose([str(step.public_id)], actor=inspector)
    with pytest.raises(Refused, match="ne se signe pas avec un code"):
        presence.open_for(step, actor=here.actor("juriste"), identity="known", place="")


def test_the_page_offers_the_ways_admitted_and_says_why(here, client_as, issued):
    convention = asked(issued, "level.decision")
    step = acts.step_of(convention, "authority")
    acts.link_for(step)
    mayor = client_as(here.actor("maire"))
    page = reverse("circuits:sign", args=[step.public_id])
    shown = mayor.get(page).content.decode().replace("\u00a0", " ")
    assert SAID.format(f"{CERTIFICATE} ou {PAPER}") in shown
    assert "CRPA, art. L. 212-3" in shown
    assert "Signer avec mon certificat" in shown
    assert "Signer sur papier" in shown
    assert "Recevoir mon code pour signer" not in shown
    answer = mayor.post(reverse("circuits:ask_code", args=[step.public_id]))
    assert answer.status_code == 409


def test_the_issue_says_who_will_not_sign_with_a_code(here, client_as, monkeypatch):
    convention = acts.ready(here)
    monkeypatch.setitem(convention.model.manifest, "level_parameter", "level.decision")
    assert {tuple(row["modes"]) for row in issuing.slots(convention)} == {("certificate", "paper")}
    told = [line.replace("\u00a0", " ") for line in issuing.not_by_code(convention)]
    assert told[0] == (
        f"La commune de Saint-Modèle (fictive) signe {CERTIFICATE} ou {PAPER}, sans code "
        "(CRPA, art. L. 212-3)."
    )
    assert len(told) == 3


def test_an_act_that_is_signed_elsewhere_only_is_not_issued(here):
    convention = acts.ready(here)
    governance.set_parameter(
        actor=here.actor("administration"),
        key="level.convention",
        scope="A",
        value="elsewhere",
        starts_on=clock.today(),
        text="Essai",
        status="D",
    )
    refusals = [each.sentence for each in kinds.unsignable(convention)]
    assert len(refusals) == 1
    assert "enregistrez l’acte signé hors plateforme" in refusals[0]
    with pytest.raises(Refused, match="n’admet aucune façon de signer"):
        acts.issue(convention, here)
