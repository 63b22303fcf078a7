"""Who binds a party of a kind made on the site: the authority of its signature, its assembly."""

import datetime as dt
import io
from types import SimpleNamespace

import docx
import pytest
from django.urls import reverse

from audit.actor import SYSTEM
from audit.recording import recording
from common import clock
from common.lifecycle import Refused
from conventions import content, guards, kit, signatures
from conventions import services as acts_of
from conventions.docdata.builders import kit as papers
from conventions.docdata.rows import Piece
from conventions.making import describing, services
from conventions.making.lifecycle import KindLifecycle
from conventions.models import ActKind
from demo import rehearsal
from demo.seeding import loan
from documents import catalogue, production
from documents.models import Document
from governance import authority
from governance.models import CouncilDate, Mandate
from tests.circuits import acts
from tests.conventions.invented import begun, fresh, published

ROLE = "emprunteur"


@pytest.fixture
def admin(here):
    return here.actor("administration")


@pytest.fixture
def manager(here):
    return here.actor("chef-de-projet")


@pytest.fixture
def kind(admin):
    return loan.described(admin)


def settled(kind, here, manager):
    act = begun(kind, here, manager)
    acts_of.submit(act, actor=manager)
    acts_of.settle_text(rehearsal.answered(act), actor=manager)
    return acts.fresh(act)


# --- the authority that a signature needs ---------------------------------------------------------
@pytest.mark.parametrize(
    ("chosen", "answer"),
    [("convention", authority.Authority), ("decision", authority.Refusal)],
)
def test_who_signs_must_be_empowered_for_what_the_part_says(
    kind, admin, manager, here, chosen, answer
):
    services.set_part(kind, kind.part(ROLE), actor=admin, values={"authority": chosen})
    act = begun(published(kind, admin), here, manager)
    with recording(SYSTEM):
        for mandate in Mandate.unscoped.filter(institution=here.commune, office="executive"):
            mandate.objects_covered = ["convention"]
            mandate.save()
    party = act.parties.get(role=ROLE)
    assert isinstance(content.signatory(party, clock.now()), answer)
    step = SimpleNamespace(circuit=SimpleNamespace(subject_id=act.pk), party=ROLE)
    assert signatures.of(step).kind == chosen, "the same check at the instant of signing"


def test_the_administrator_chooses_it_on_the_page_of_the_part(kind, admin, client_as):
    browser, of = client_as(admin), describing.fingerprint(kind)
    tried = KindLifecycle.move(kind, "record_trial", actor=admin, trial={}, of=of)
    address = reverse("conventions:kind_part", args=[kind.public_id, ROLE])
    shown = browser.get(address).content.decode()
    assert "Habilitation que la signature demande" in shown
    assert "vérifié à l’émission, puis à l’instant de la signature" in shown
    part = fresh(kind).part(ROLE)
    names = ("label", "bodies", "signatories", "readers")
    typed = {name: getattr(part, name) for name in names}
    assert browser.post(address, typed | {"authority": "peace"}).status_code == 422
    assert browser.post(address, typed | {"authority": "decision"}).status_code == 302
    page = browser.get(kind.get_absolute_url()).content.decode().replace("\u00a0", " ")
    assert "habilitation : décisions" in page.replace("\u202f", " ")
    assert fresh(tried).status == ActKind.Status.DRAFT, "to be tried again before it is published"


def test_the_next_version_keeps_the_authority_of_each_part(kind, admin):
    services.set_part(kind, kind.part(ROLE), actor=admin, values={"authority": "decision"})
    made = services.renew(published(kind, admin), actor=admin)
    assert made.part(ROLE).authority == "decision"


# --- the vote of its assembly ---------------------------------------------------------------------
@pytest.fixture
def voted_by_both(kind, admin, manager, here):
    services.set_part(kind, kind.part(ROLE), actor=admin, values={"votes": True})
    return settled(published(kind, admin), here, manager)


def test_each_assembly_that_votes_has_its_kit(voted_by_both, here):
    act = voted_by_both
    made = [(piece, party.role if party else "") for piece, party in kit.sent_to_council(act)]
    assert made == [
        ("project", ""),
        ("vote", ROLE), ("act_note", ROLE), ("certificate", ROLE),
        ("vote", "syndicate"), ("act_note", "syndicate"), ("certificate", "syndicate"),
    ]  # fmt: skip
    data = papers.act_deliberation(act.parties.get(role=ROLE))
    assert data.missing_values() == []
    model = catalogue.in_use(kit.MODELS["vote"], clock.today())
    word = production.fill(model, data.to_data()).docx
    text = "\n".join(p.text for p in docx.Document(io.BytesIO(word)).paragraphs)
    for said in ("Prêt de douze tablettes", "conseil municipal", act.text_hash[:12], "un an"):
        assert said in text


def test_the_note_and_the_slip_of_an_assembly_name_what_it_votes_on(voted_by_both):
    act = voted_by_both
    party = act.parties.get(role=ROLE)
    day = clock.today() + dt.timedelta(days=20)
    with recording(SYSTEM):
        CouncilDate(institution=party.institution, date=day).save()
    note = papers.act_note(party, kit._headings(act))
    assert note.missing_values() == []
    filled = production.fill(catalogue.in_use(kit.MODELS["act_note"], day), note.to_data())
    said = "\n".join(p.text for p in docx.Document(io.BytesIO(filled.docx)).paragraphs)
    titles = [each.title for each in note.headings]
    assert len(titles) > 1
    for words in ("Prêt de douze tablettes", "Le conseil municipal", *titles):
        assert words in said

    with pytest.raises(Refused, match=r"Note explicative de synthèse — .* Relancez"):
        kit._pieces(act, party)
    piece = Piece(rank=1, title="Note explicative de synthèse", pages=1, hash="0" * 64)
    slip = papers.transmittal_slip(party, number="BT-2026-001", pieces=[piece])
    assert slip.missing_values() == []
    assert slip.recipient_name != slip.syndicate_name


def test_the_act_waits_for_the_kit_of_each_assembly(voted_by_both, manager):
    act = voted_by_both
    said = [each.sentence for each in guards.send_to_councils(act)]
    assert len([each for each in said if each.startswith("Le kit de délibération")]) == 2
    with recording(SYSTEM):
        Document(
            about_type=act._meta.label_lower,
            about_id=act.pk,
            kind="deliberation_acte",
            title="Projet de délibération",
            purpose=Document.Purpose.ATTACHED,
            model=catalogue.in_use(kit.MODELS["vote"], clock.today()),
            snapshot={"text_hash": act.text_hash},
            file_name=f"{act.reference}-deliberation-acte-{ROLE}.pdf",
        ).save()
    [left] = [
        each.sentence
        for each in guards.send_to_councils(act)
        if each.sentence.startswith("Le kit de délibération")
    ]
    assert "syndicat" in left


def test_nobody_signs_before_the_vote_of_that_assembly_is_enforceable(voted_by_both):
    said = [each.sentence for each in guards.skip_councils(voted_by_both)]
    assert len(said) == 2
    assert all("Aucune délibération" in each for each in said)
