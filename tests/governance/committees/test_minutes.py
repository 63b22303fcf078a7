"""The minutes of a meeting: drafted, given out, observed on, approved, signed by its officers."""

import datetime as dt
import io
import re

import docx
import pytest
from django.core import mail

from audit.actor import SYSTEM
from circuits.models import Assignment
from common import clock, outbox
from common.french import date_full_fr
from common.lifecycle import NotYours, Refused
from desk import inbox
from documents import store
from governance.committees import (
    agenda,
    attending,
    meetings,
    minutes_signing,
    papers,
    waiting,
    writing,
)
from governance.committees.deciding import Motion
from governance.committees.lifecycle import ItemLifecycle, MeetingLifecycle
from governance.committees.loading import load_circuits
from governance.committees.minutes_lifecycle import MinutesLifecycle
from governance.committees.models import Minutes, MinutesItem, MinutesRemark, Paper
from governance.committees.models.attendance import Fact
from governance.committees.models.decisions import Ballot, Nature
from governance.committees.models.items import Purpose
from governance.committees.models.meetings import MeetingStatus
from governance.committees.models.minutes import MinutesStatus as S
from governance.committees.models.minutes import Settled
from governance.committees.models.papers import Copy, PaperKind
from governance.models import Mandate
from governance.offices import Office
from tests import factories
from tests.circuits import acts, walking
from tests.governance.committees.held import PRIVATE, confirmed, drafted, held, models, run
from tests.governance.committees.sittings import *  # noqa: F403
from tests.governance.committees.sittings import plain, words

__all__ = ["confirmed", "drafted", "held", "models"]

TABLE = (
    ("circulate_minutes", (S.DRAFTING, S.CONTESTED), S.CIRCULATED),
    ("contest_minutes", (S.CIRCULATED, S.CONTESTED), S.CONTESTED),
    ("approve_minutes", (S.CIRCULATED,), S.APPROVED),
    ("sign_minutes", (S.APPROVED,), S.SIGNED),
)


def test_the_moves_are_those_of_the_table():
    assert walking.table(MinutesLifecycle) == walking.expected(TABLE)


@pytest.fixture
def minutes(confirmed, held):
    return Minutes.unscoped.get(meeting=held)


@pytest.fixture
def circulated(drafted, secretary):
    return MinutesLifecycle.move(drafted, "circulate_minutes", actor=secretary)


def latest(held, copy=Copy.SHARED):
    return papers.latest(held, PaperKind.MINUTES, copy)


def told(paper):
    word = docx.Document(io.BytesIO(store.read(paper.document.docx_sha256)))
    return plain("\n".join(each.text for each in word.paragraphs))


def refused(act, *args, **given):
    with pytest.raises(Refused) as found:
        act(*args, **given)
    return words(found)


def test_the_draft_tells_the_debate_the_movements_and_the_votes_and_nothing_private(drafted, held):
    shared, full = told(latest(held)), told(latest(held, Copy.FULL))
    assert "PROJET, non approuvé." in shared
    assert "Débat : Charte des messages." in shared
    assert "arrive en visioconférence à" in shared
    assert re.search(r"Ont voté pour : .+\(par .+\)", shared), "a voice cast by a power"
    assert "Ont voté contre :" in shared
    assert "Point renvoyé : faute de temps." in shared
    for secret in (PRIVATE, "H1", "Propos réservés.", "se retire", "Avis favorable."):
        assert secret not in shared
        assert secret in full
    assert "Ne pas diffuser" in full


def test_minutes_are_given_out_by_their_secretary_once_they_say_nothing_private(
    minutes, held, secretary, mayor, monkeypatch
):
    move = MinutesLifecycle.move
    with pytest.raises(NotYours):
        move(minutes, "circulate_minutes", actor=mayor)
    assert "Le PV projet n’est pas produit" in refused(
        move, minutes, "circulate_minutes", actor=secretary
    )
    point = MinutesItem.unscoped.get(minutes=minutes, title="Indicateurs")
    leak = f"On rappelle {PRIVATE}."
    writing.save_text(actor=secretary, point=point, text=leak, version=0)
    writing.produce(actor=secretary, minutes=minutes)
    run()
    assert "Le point H1 est à huis clos : retirez-le de la version diffusée." in refused(
        move, minutes, "circulate_minutes", actor=secretary
    )
    writing.save_text(actor=secretary, point=point, text="Rien à dire.", version=1)
    assert "a changé depuis" in refused(
        writing.save_text, actor=secretary, point=point, text="x", version=1
    )
    writing.produce(actor=secretary, minutes=minutes)
    run()
    assert not Paper.objects.visible_to(mayor).filter(kind=PaperKind.MINUTES)
    before = len(mail.outbox)
    done = move(minutes, "circulate_minutes", actor=secretary)
    assert done.circulate_before == held.day + dt.timedelta(days=15)
    assert done.observations_until == clock.today() + dt.timedelta(days=15)
    assert Paper.objects.visible_to(mayor).filter(kind=PaperKind.MINUTES).exists()
    outbox.send_due()
    sent = [each for each in mail.outbox[before:] if "Procès-verbal projet" in each.subject]
    assert len(sent) == 5
    assert not any(PRIVATE in each.body for each in sent)
    assert "son texte ne change plus" in refused(
        writing.save_text, actor=secretary, point=point, text="x", version=2
    )


def test_members_observe_and_the_draft_goes_out_again_with_the_answers(
    circulated, held, secretary, mayor, other_mayor, stranger
):
    first = latest(held)
    with pytest.raises(NotYours):
        writing.observe(actor=stranger, minutes=circulated, text="Non.")
    assert "Écrivez votre observation" in refused(
        writing.observe, actor=mayor, minutes=circulated, text=" "
    )
    point = MinutesItem.unscoped.get(minutes=circulated, title="Charte des messages")
    remark = writing.observe(actor=mayor, minutes=circulated, text="Lire « 2027 ».", point=point)
    private = MinutesItem.unscoped.get(minutes=circulated, title=PRIVATE)
    secret = writing.observe(
        actor=other_mayor, minutes=circulated, text="Propos inexacts.", point=private
    )
    move = MinutesLifecycle.move
    name = factories.mandate_of(mayor).person.formal_name
    assert f"L’observation de {name} attend une réponse." in refused(
        move, circulated, "circulate_minutes", actor=secretary
    )
    for each in (remark, secret):
        writing.answer(actor=secretary, remark=each, settled=Settled.TAKEN, words="Corrigé.")
    assert "produisez-le de nouveau" in refused(
        move, circulated, "circulate_minutes", actor=secretary
    )
    writing.produce(actor=secretary, minutes=circulated)
    run()
    move(circulated, "circulate_minutes", actor=secretary)
    now = told(latest(held))
    assert f"{name} : au point 1, Lire « 2027 » – Suite : correction acceptée : Corrigé." in now
    assert "Propos inexacts" not in now
    assert "Propos inexacts" in told(latest(held, Copy.FULL))
    assert "Lire « 2027 »" not in told(first), "what the members read stays"
    assert first.pk != latest(held).pk


def test_an_observation_on_a_private_point_is_read_by_who_reads_the_point(
    circulated, mayor, project_manager
):
    private = MinutesItem.unscoped.get(minutes=circulated, title=PRIVATE)
    secret = writing.observe(actor=mayor, minutes=circulated, text="Non.", point=private)
    assert secret in MinutesRemark.objects.visible_to(mayor)
    assert secret not in MinutesRemark.objects.visible_to(project_manager)
    assert private not in MinutesItem.objects.visible_to(project_manager)


def _next(committee, secretary, dasen):
    """The meeting after, convened, with the approval of the minutes as its first point."""
    with clock.at(clock.now() + dt.timedelta(days=1)):
        found = meetings.plan(
            actor=secretary, committee=committee, place="salle du conseil",
            starts_at=clock.now() + dt.timedelta(days=30),
        )  # fmt: skip
        agenda.add(actor=secretary, meeting=found, title="Suite", purpose=Purpose.INFORMATION)
        return MeetingLifecycle.move(
            found, "convene", actor=secretary, convener=factories.mandate_of(dasen)
        )


def _vote(found, seats, actor, *, text="Le procès-verbal est approuvé."):
    for name in ("dasen", "president", "mayor"):
        attending.note(actor=actor, meeting=found, seat=seats[name], fact=Fact.ARRIVE)
    MeetingLifecycle.move(found, "open_meeting", actor=actor)
    item = found.items.exclude(approves_minutes_of=None).get()
    ItemLifecycle.move(item, "call", actor=actor)
    return ItemLifecycle.move(
        item, "decide", actor=actor, motion=Motion(Nature.DECISION, text, Ballot.CONSENSUS)
    )


def test_the_next_meeting_approves_them_by_its_vote(circulated, committee, secretary, dasen, seats):
    after = _next(committee, secretary, dasen)
    with clock.at(after.starts_at):
        decided = _vote(after, seats, secretary)
        found = Minutes.unscoped.get(pk=circulated.pk)
        assert (found.status, found.approved_in) == (S.APPROVED, decided.decision)
        run()
        now = told(latest(found.meeting))
        assert f"à la séance n° {after.number}, décision {decided.decision.number}" in now
        assert "Procès-verbal approuvé" in now


def test_a_draft_that_the_members_do_not_have_is_not_approved(
    drafted, committee, secretary, dasen, seats
):
    after = _next(committee, secretary, dasen)
    with clock.at(after.starts_at):
        said = refused(_vote, after, seats, secretary)
    day = plain(date_full_fr(drafted.meeting.day))
    assert f"Le procès-verbal de la séance du {day} n’est pas diffusé" in plain(said)


def test_written_approval_waits_for_the_delay_and_for_a_rule(circulated, dasen, mayor):
    move = MinutesLifecycle.move
    with pytest.raises(NotYours):
        move(circulated, "approve_minutes", actor=mayor)
    assert "Les membres peuvent s’opposer jusqu’au" in refused(
        move, circulated, "approve_minutes", actor=dasen
    )
    rules = circulated.meeting.rules
    kept, rules.written_approval_days = rules.written_approval_days, None
    factories.recorded(rules)
    assert "Le règlement intérieur ne prévoit pas l’approbation par écrit." in refused(
        move, Minutes.unscoped.get(pk=circulated.pk), "approve_minutes", actor=dasen
    )
    rules.written_approval_days = kept
    factories.recorded(rules)
    with clock.at(clock.now() + dt.timedelta(days=16)):
        found = move(Minutes.unscoped.get(pk=circulated.pk), "approve_minutes", actor=dasen)
        assert found.approval == "written"


@pytest.fixture
def approved(circulated, dasen, tmp_path):
    """Approved in writing, at the hour at which it is signed, with a seal."""
    with acts.site(tmp_path), clock.at(clock.now() + dt.timedelta(days=16)):
        load_circuits(clock.today())
        found = MinutesLifecycle.move(circulated, "approve_minutes", actor=dasen)
        yield found


def test_the_two_officers_of_that_meeting_sign_even_if_replaced_since(
    approved, held, secretary, dasen, mayor, dsden, client_as
):
    sign = minutes_signing.sign
    assert "n’est pas encore produit" in refused(
        minutes_signing.ask_seal, actor=secretary, minutes=approved
    )
    run()
    minutes_signing.ask_seal(actor=secretary, minutes=approved)
    assert "pas encore à la signature" in refused(sign, actor=dasen, minutes=approved, consent=True)
    run(minutes_signing.JOB)
    assert "déjà à la signature" in refused(
        minutes_signing.ask_seal, actor=secretary, minutes=approved
    )
    own = Assignment.objects.visible_to(dasen).filter(step__circuit__kind=minutes_signing.CIRCUIT)
    tasks = own.open()
    assert [each.step.label for each in tasks] == ["Signer le procès-verbal, président de séance"]
    with pytest.raises(NotYours, match="Cette action revient à qui a présidé la séance du"):
        sign(actor=mayor, minutes=approved, consent=True)
    assert "Cochez la case" in refused(sign, actor=dasen, minutes=approved, consent=False)
    with pytest.raises(Refused, match="Le PV se signe par le président et le secrétaire"):
        MinutesLifecycle.move(approved, "sign_minutes", actor=dasen)

    chair = factories.mandate_of(dasen)
    other = factories.mandate(Office.DSDEN_OFFICER, dsden, who=chair.person)
    replaced = factories.acting.actor_of(Mandate.unscoped.with_words().get(pk=other.pk))
    half = sign(actor=replaced, minutes=approved, consent=True)
    assert half.status == S.APPROVED
    page = client_as(secretary).get(approved.get_absolute_url())
    assert "Signer le PV" in page.content.decode()
    assert "Signer le PV" not in client_as(mayor).get(approved.get_absolute_url()).content.decode()
    done = sign(actor=secretary, minutes=approved, consent=True)
    assert done.status == S.SIGNED
    held.refresh_from_db()
    assert held.status == MeetingStatus.ARCHIVED
    assert not own.open().exists()
    answer = client_as(mayor).get(f"{approved.get_absolute_url()}exemplaire-shared.pdf")
    assert answer["Content-Type"] == "application/pdf"


def test_a_meeting_is_archived_by_the_signature_of_its_minutes_alone(held):
    assert "Le procès-verbal n’est pas signé." in refused(
        MeetingLifecycle.move, held, "archive", actor=SYSTEM
    )


def test_everybody_finds_what_the_minutes_ask_of_them(minutes, secretary, dasen, mayor):
    def verbs(actor):
        return [each.verb for each in waiting.about_minutes(actor)]

    assert verbs(secretary) == ["Diffuser le PV projet"]
    assert "Diffuser le PV projet" in {
        task.verb for group in inbox.groups(secretary) for task in group.tasks
    }
    assert verbs(mayor) == []
    writing.produce(actor=secretary, minutes=minutes)
    run()
    MinutesLifecycle.move(minutes, "circulate_minutes", actor=secretary)
    assert verbs(mayor) == ["Relire le PV projet"]
    assert verbs(secretary) == []
    with clock.at(clock.now() + dt.timedelta(days=16)):
        assert verbs(dasen) == ["Constater l’approbation du PV"]
        assert verbs(mayor) == []
    writing.observe(actor=mayor, minutes=minutes, text="Une erreur.")
    assert verbs(secretary) == ["Répondre aux observations sur le PV"]


def test_the_page_leads_each_through_it(drafted, secretary, mayor, client_as, stranger):
    page = drafted.get_absolute_url()
    browser, member = client_as(secretary), client_as(mayor)
    assert "PV à diffuser avant le" in browser.get(page).content.decode()
    assert "Charte des messages." not in plain(member.get(page).content.decode()), (
        "not given out yet"
    )
    assert client_as(stranger).get(page).status_code == 404
    assert member.post(f"{page}etape/", {"verb": "circulate_minutes"}).status_code == 403
    assert browser.post(f"{page}etape/", {"verb": "nonsense"}).status_code == 404
    assert browser.post(f"{page}etape/", {"verb": "circulate_minutes"}).status_code == 302
    assert browser.post(f"{page}etape/", {"verb": "circulate_minutes"}).status_code == 409
    assert "Charte des messages." in plain(member.get(page).content.decode())
    assert member.post(f"{page}observer/", {"text": ""}).status_code == 422
    assert member.post(f"{page}observer/", {"text": "Une erreur."}).status_code == 302
    remark = MinutesRemark.unscoped.get()
    answer = f"/instances/observations/{remark.public_id}/"
    assert member.get(answer).status_code == 403
    given = {"settled": "declined", "words": "Le texte est exact."}
    assert browser.post(answer, given).status_code == 302
    point = MinutesItem.unscoped.filter(minutes=drafted).first()
    assert browser.get(f"/instances/proces-verbaux/points/{point.public_id}/").status_code == 200


def test_an_assembly_sees_what_it_publishes_and_by_when(minutes, client_as, mayor):
    meeting = minutes.meeting
    rules = meeting.rules
    rules.list_days = rules.publication_days = 7
    rules.citations = {**rules.citations, "publication.list": "CGCT, art. L. 2121-25"}
    factories.recorded(rules)
    minutes.approved_on = meeting.day + dt.timedelta(days=60)
    factories.recorded(minutes)
    page = plain(client_as(mayor).get(meeting.get_absolute_url()).content.decode())
    first = plain(date_full_fr(meeting.day + dt.timedelta(days=7)))
    assert f"Liste des délibérations à publier avant le {first} (CGCT, art. L. 2121-25)." in page
    last = plain(date_full_fr(meeting.day + dt.timedelta(days=67)))
    assert f"Procès-verbal à publier avant le {last}." in page
