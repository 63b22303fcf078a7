"""The papers of a meeting: filled from its rows, made in Word and PDF, read by who they are for."""

import datetime as dt
import io
import re

import docx
import pytest

from common import clock
from common.lifecycle import NotYours, Refused
from documents import production, store
from documents.conversion import ConversionFailed
from governance.committees import agenda, holding, pack, papers, permissions, secretaries
from governance.committees.confirming import RecordLifecycle
from governance.committees.deciding import Motion
from governance.committees.docdata.builders import convocation
from governance.committees.docdata.builders import minutes as minutes_builder
from governance.committees.lifecycle import ItemLifecycle
from governance.committees.models import (
    AgendaItem,
    Decision,
    DecisionRecord,
    Invitation,
    Minutes,
    Paper,
)
from governance.committees.models.decisions import Ballot, Nature
from governance.committees.models.papers import Copy, PaperKind
from governance.models import Mandate
from governance.offices import Office
from tests import factories
from tests.governance.committees.held import PRIVATE, confirmed, held, models, run
from tests.governance.committees.sittings import *  # noqa: F403
from tests.governance.committees.sittings import F, Sitting, plain, words

__all__ = ["confirmed", "held", "models"]


def text(paper):
    """The words of the Word file, tables included, spaces made plain."""
    word = docx.Document(io.BytesIO(store.read(paper.document.docx_sha256)))
    parts = [each.text for each in word.paragraphs]
    parts += [c.text for table in word.tables for row in table.rows for c in row.cells]
    return plain("\n".join(parts))


def paper(kind, copy=Copy.SHARED, **fields):
    return Paper.unscoped.filter(kind=kind, copy=copy, **fields).first()


def test_each_member_convened_gets_a_letter_that_only_they_read(
    meeting, models, secretary, mayor, other_mayor, client_as
):
    said = run()
    assert len(said) == 5
    assert all("1 page" in each for each in said), said
    own = paper(PaperKind.CONVOCATION, invitation__mandate=mayor.mandate_id)
    told = text(own)
    assert "Madame la Maire" in told or "Monsieur le Maire" in told
    assert "5 jours francs, règlement intérieur, art. 4.3" in told
    assert "Point H1" in told
    assert PRIVATE not in told
    assert "la moitié au moins des membres en exercice de chaque collège, soit" in told
    assert set(Paper.objects.visible_to(mayor)) == {own}
    assert own not in Paper.objects.visible_to(other_mayor)
    address = f"/instances/documents/{own.public_id}/fichier.pdf"
    answer = client_as(mayor).get(address)
    assert answer["Content-Type"] == "application/pdf"
    assert client_as(other_mayor).get(address).status_code == 404
    assert client_as(mayor).get(address.replace(".pdf", ".odt")).status_code == 404


def test_a_letter_to_somebody_without_a_voice_does_not_say_that_a_point_is_private(
    committee, meeting, models, syndicate
):
    guest = factories.actor(Office.DPO, syndicate)
    seat = factories.seat(committee, syndicate, Office.DPO, voting=False, college="Collectivités")
    invitation = factories.recorded(
        Invitation(
            meeting=meeting, seat=seat, mandate=factories.mandate_of(guest), way="mail",
            token_hash="f" * 64,
        )
    )  # fmt: skip
    data = convocation.letter(invitation)
    assert "H1" not in {row.number for row in data.agenda}
    assert "1" in {row.number for row in data.agenda}


def test_the_secretary_prints_the_sheet_the_powers_and_the_ballots(
    meeting, models, secretary, client_as, mayor
):
    browser = client_as(secretary)
    address = f"/instances/seances/{meeting.public_id}/documents/"
    page = browser.get(address).content.decode()
    assert "Feuille de présence à émarger" in page
    form = browser.get(address).context["form"]
    ballots = [key for key, _words in form.fields["ballots"].choices]
    assert len(ballots) == 2 * 4, "two colleges, four points that are voted on"
    answer = browser.post(address, {"kinds": ["sheet", "power"], "ballots": ballots[:2]})
    assert answer.status_code == 302
    run()
    sheet = text(paper(PaperKind.SHEET))
    for each in ("Collège : Éducation nationale", "Présents requis : 1", "Présents requis : 2"):
        assert each in sheet
    assert "à désigner, à l’ouverture de la séance" in sheet
    assert "Un membre ne peut pas détenir plus d’un pouvoir" in text(paper(PaperKind.POWER))
    assert Paper.unscoped.filter(kind=PaperKind.BALLOT).count() == 2
    assert "Votants attendus : 2" in text(
        paper(PaperKind.BALLOT, about="point 1, Éducation nationale")
    )
    assert browser.post(address, {}).status_code == 409
    assert client_as(mayor).post(address, {"kinds": ["sheet"]}).status_code == 403
    assert paper(PaperKind.POWER) in Paper.objects.visible_to(mayor)
    assert paper(PaperKind.SHEET) not in Paper.objects.visible_to(mayor)


def test_ballots_of_a_private_point_are_not_named_to_whoever_does_not_see_it(
    meeting, models, project_manager, secretary
):
    seen = pack.possible(meeting, project_manager)[PaperKind.BALLOT]
    assert not any("H1" in each.about for each in seen)
    assert any("H1" in each.about for each in pack.possible(meeting, secretary)[PaperKind.BALLOT])


def test_the_sheet_of_a_closed_meeting_tells_hours_powers_and_absences(held, secretary):
    papers.ask(held, pack.possible(held, secretary)[PaperKind.ATTENDANCE], actor=secretary)
    run()
    told = text(paper(PaperKind.ATTENDANCE))
    assert re.search(r"présente?, à distance", told)
    assert re.search(r"représentée?\b", told)
    name = factories.mandate_of(secretary).person.formal_name
    assert name in told


def test_the_record_is_made_when_it_is_confirmed_and_its_shared_copy_says_nothing_private(
    confirmed, held, mayor, secretary, project_manager
):
    run()
    shared, full = paper(PaperKind.RECORD), paper(PaperKind.RECORD, Copy.FULL)
    assert "La charte est adoptée." in text(shared)
    assert "Point 3, Tarif : faute de temps." in text(shared)
    for secret in (PRIVATE, "H1", "Avis favorable."):
        assert secret not in text(shared)
        assert secret in text(full)
    assert f"RD-{held.number}" == shared.about
    assert {shared, full} <= set(Paper.objects.visible_to(mayor)), "a holder with a voice"
    assert full not in Paper.objects.visible_to(project_manager)
    assert shared in Paper.objects.visible_to(project_manager)


def test_a_record_is_not_confirmed_without_the_secretary_of_the_meeting(held, dasen):
    factories.recorded(_without_secretary(held))
    record = DecisionRecord.unscoped.get(meeting=held)
    with pytest.raises(Refused) as refused:
        RecordLifecycle.move(record, "confirm_decisions", actor=dasen)
    assert "La séance n’a pas de secrétaire" in words(refused)


def _without_secretary(meeting):
    meeting.secretary = None
    return meeting


def test_the_account_keeps_a_point_put_off_that_another_meeting_takes(held, secretary, committee):
    later = factories.meeting(committee)
    item = held.items.get(title="Tarif")
    ItemLifecycle.move(item, "place", actor=secretary, meeting=later)
    points = {each.title: each for each in Minutes.unscoped.get(meeting=held).points.all()}
    assert points["Tarif"].number == "3"
    assert points["Tarif"].reason == "faute de temps"
    assert points["Calendrier"].number == "4", "numbers stay those that people called"
    assert points["Charte des messages"].text == "Débat : Charte des messages."


def test_the_secretary_of_the_meeting_is_filled_at_its_opening_and_named_by_the_chair(
    held, secretary, dasen, mayor, project_manager
):
    assert held.secretary_id == secretary.mandate_id
    with pytest.raises(NotYours):
        secretaries.choose(
            actor=project_manager, meeting=held, secretary=factories.mandate_of(project_manager)
        )
    chosen = secretaries.choose(actor=dasen, meeting=held, secretary=factories.mandate_of(mayor))
    assert chosen.secretary_id == mayor.mandate_id
    outsider = factories.actor(Office.EXECUTIVE, factories.commune("Ailleurs"))
    with pytest.raises(Refused) as refused:
        secretaries.choose(actor=dasen, meeting=held, secretary=factories.mandate_of(outsider))
    assert "Choisissez un membre" in words(refused)


def test_the_project_manager_who_opens_does_not_become_a_reader_of_private_points(
    meeting, seats, project_manager
):
    kept = secretaries.proposed(meeting, project_manager)
    assert kept.office == Office.COMMITTEE_SECRETARY
    with clock.at(meeting.starts_at):
        kept.status = Mandate.Status.ANNULLED
        factories.recorded(kept)
        own = Sitting(meeting, seats, project_manager)
        own.comes("dasen", "president", "mayor")
        assert own.move("open_meeting").secretary is None


def test_an_extract_holds_one_decision_of_a_confirmed_record(
    confirmed, held, secretary, mayor, client_as
):
    decision = Decision.unscoped.get(meeting=held, item__title="Charte des messages")
    browser = client_as(secretary)
    address = f"/instances/decisions/{decision.public_id}/extrait/"
    assert browser.get(address).status_code == 200
    assert browser.post(address, {"recipient": ""}).status_code == 422
    assert browser.post(address, {"recipient": "la commune de Clairval"}).status_code == 302
    run()
    told = text(paper(PaperKind.EXTRACT))
    assert "Délivré à : la commune de Clairval" in told
    assert "Quorum atteint dans chaque collège pour le point 1" in told
    assert PRIVATE not in told
    assert "Avis favorable." not in told
    assert client_as(mayor).get(address).status_code == 403


def test_no_extract_before_the_record_is_confirmed(held, secretary):
    decision = Decision.unscoped.filter(meeting=held).first()
    with pytest.raises(Refused) as refused:
        papers.ask_extract(decision, recipient="la commune", actor=secretary)
    assert "Un extrait se délivre d’un relevé confirmé" in words(refused)


def test_what_could_not_be_made_is_said_and_done_again(
    meeting, models, secretary, client_as, monkeypatch
):
    def hung(word, expected_text):
        raise ConversionFailed("LibreOffice ne répond pas.")

    monkeypatch.setattr(production.conversion, "to_pdfa", hung)
    papers.ask(meeting, pack.possible(meeting, secretary)[PaperKind.SHEET], actor=secretary)
    assert "LibreOffice ne répond pas." in run()[-1]
    page = client_as(secretary).get(f"/instances/seances/{meeting.public_id}/documents/")
    assert "LibreOffice ne répond pas." in page.content.decode()
    assert not Paper.unscoped.filter(kind=PaperKind.SHEET).exists()


def test_the_chair_replaces_a_confirmed_record_and_both_are_kept(
    confirmed, held, dasen, secretary, mayor, client_as
):
    move = RecordLifecycle.move
    with pytest.raises(NotYours):
        move(confirmed, "correct_decisions", actor=secretary, reason="Erreur.")
    with pytest.raises(Refused) as refused:
        move(confirmed, "correct_decisions", actor=dasen, reason=" ")
    assert "Indiquez le motif" in words(refused)
    address = f"/instances/releves/{confirmed.public_id}/corriger/"
    assert client_as(mayor).get(address).status_code == 403
    browser = client_as(dasen)
    assert "Les deux sont conservés" in browser.get(address).content.decode()
    assert browser.post(address, {"reason": "Erreur d’échéance."}).status_code == 302
    follower = DecisionRecord.unscoped.get(replaces=confirmed)
    assert (follower.rank, follower.status) == (1, "provisional")
    decision = Decision.unscoped.filter(meeting=held).first()
    later = clock.today() + dt.timedelta(days=9)
    holding.complete(
        actor=secretary, decision=decision, responsible=factories.mandate_of(mayor), due_on=later
    )
    move(follower, "confirm_decisions", actor=dasen)
    run()
    told = text(paper(PaperKind.RECORD, about=follower.reference))
    assert f"Le présent relevé remplace le relevé {confirmed.reference} du" in told
    assert "Motif : Erreur d’échéance. Les deux documents sont conservés." in told
    assert paper(PaperKind.RECORD, about=confirmed.reference), "the first stays"


def test_the_register_of_a_year_has_a_shared_and_a_reserved_part(
    confirmed, held, committee, secretary, mayor, client_as
):
    browser = client_as(secretary)
    address = f"/instances/{committee.public_id}/registre/"
    assert client_as(mayor).get(address).status_code == 403
    assert browser.post(address, {"year": "2001"}).status_code == 409
    assert browser.post(address, {"year": str(held.day.year)}).status_code == 302
    run()
    shared, full = paper(PaperKind.REGISTER), paper(PaperKind.REGISTER, Copy.FULL)
    assert "Charte des messages" in text(shared)
    assert PRIVATE not in text(shared)
    assert "H1" not in text(shared)
    assert PRIVATE in text(full)
    assert "Ne pas diffuser" in text(full)


def test_a_departure_is_told_with_the_point_then_debated(sitting, models):
    """Whatever the order in which the points were called."""
    sitting.comes("dasen", "inspector", "president", "mayor")
    opened = sitting.move("open_meeting")
    motion = Motion(Nature.DECISION, "Le tarif est adopté.", Ballot.CONSENSUS)
    sitting.moves("Tarif", "call")
    with clock.at(opened.starts_at + dt.timedelta(minutes=10)):
        sitting.moves("Tarif", "decide", motion=motion)
        sitting.moves("Charte des messages", "call")
    with clock.at(opened.starts_at + dt.timedelta(minutes=20)):
        sitting.note("mayor", F.LEAVE)
        sitting.move("find_no_quorum")
        closed = sitting.move("close_after_loss")
    told = {each.title: each for each in minutes_builder.build(closed.minutes, Copy.FULL).matters}
    assert "quitte la séance" in told["Charte des messages"].movements_text
    assert told["Tarif"].movements_text == ""


def test_who_presided_confirms_under_a_later_mandate_too(held, dasen, inspector, dsden):
    record = DecisionRecord.unscoped.get(meeting=held)
    again = factories.actor(Office.DSDEN_OFFICER, dsden, who=factories.mandate_of(dasen).person)
    assert permissions.may_confirm(again, record)
    assert not permissions.may_confirm(inspector, record)


@pytest.mark.parametrize(("secret", "how"), [(True, "à huis clos"), (False, "en public")])
def test_a_point_told_in_minutes_stays_private_or_public(held, secretary, secret, how):
    point = AgendaItem.unscoped.get(meeting=held, title="Tarif")
    point.secret, point.meeting = secret, None
    factories.recorded(point)
    with pytest.raises(Refused) as refused:
        agenda.change(actor=secretary, item=point, secret=not secret)
    assert f"déjà été débattu {how}" in words(refused)
    agenda.change(actor=secretary, item=point, title="Tarif 2027")
