"""The papers of a meeting that never opened for want of quorum (« procès-verbal de carence »)."""

import io

import docx
import pytest

from documents import production
from governance.committees import papers, permissions
from governance.committees.confirming import RecordLifecycle
from governance.committees.docdata.builders import account, convocation
from governance.committees.models import DecisionRecord
from governance.committees.models.papers import PaperKind
from governance.committees.wanted import Wanted
from tests import factories
from tests.governance.committees.held import confirmed, held, models
from tests.governance.committees.sittings import *  # noqa: F403
from tests.governance.committees.sittings import plain

__all__ = ["confirmed", "held", "models"]


def told(contents, kind):
    """The words of the Word file that the site fills, tables included."""
    word = docx.Document(
        io.BytesIO(production.fill(papers.checked(kind, contents), contents.to_data()).docx)
    )
    parts = [each.text for each in word.paragraphs]
    parts += [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    return plain("\n".join(parts))


def paper(kind, meeting, actor, **fields):
    return told(papers.data_of(Wanted(kind, meeting.committee, meeting, **fields), actor), kind)


@pytest.fixture
def closed(sitting, models):
    """Nobody but the president came; no point was debated."""
    sitting.comes("president")
    sitting.move("find_no_quorum")
    return sitting.move("close_after_loss")


def test_its_minutes_say_that_it_did_not_open_and_put_each_point_off(closed, secretary):
    said = paper(PaperKind.MINUTES, closed, secretary)
    assert "Procès-verbal de carence, projet" in said
    assert "La séance était convoquée pour le" in said
    assert "Elle n’a pas pu être ouverte, faute de quorum." in said
    assert "est ouverte à" not in said
    assert "Quorum non atteint" in said
    points = closed.items.filter(secret=False).count()
    assert said.count("Point renvoyé, faute de quorum.") == points
    assert "Les points inscrits à l’ordre du jour étant renvoyés, le constat est clos à" in said
    assert "a été validé" not in said, "nobody confirmed the record yet"


def test_its_record_and_its_sheet_do_not_give_an_hour_of_opening(closed, secretary):
    record = DecisionRecord.unscoped.get(meeting=closed)
    presided = factories.acting.actor_of(closed.chair)
    record = RecordLifecycle.move(record, "confirm_decisions", actor=presided)
    said = paper(PaperKind.RECORD, closed, secretary, record=record)
    assert "non ouverte faute de quorum, close à" in said
    assert "Aucune décision." in said
    sheet = told(account.sheet(closed), PaperKind.ATTENDANCE)
    assert "Ouverture : faute de quorum, la séance n’a pas été ouverte" in sheet


def test_whoever_could_preside_finds_it_else_the_authority_that_convened(
    sitting, models, dasen, syndicate_president
):
    sitting.comes("president")
    assert sitting.move("find_no_quorum").chair_id == syndicate_president.mandate_id


def test_without_anybody_to_preside_the_authority_that_convened_answers_for_it(
    sitting, models, dasen
):
    sitting.meeting.chair = None
    factories.recorded(sitting.meeting)
    sitting.comes("mayor")
    found = sitting.move("find_no_quorum")
    assert found.chair_id == found.convener_id == dasen.mandate_id
    closed = sitting.move("close_after_loss")
    assert permissions.may_sign_minutes(dasen, closed.minutes)
    assert permissions.may_confirm(dasen, closed.records.get())


def test_minutes_say_by_whom_the_record_was_confirmed_and_when(confirmed, held, secretary, dasen):
    who = factories.mandate_of(dasen).person.formal_name
    said = paper(PaperKind.MINUTES, held, secretary)
    assert f"Le relevé de décisions RD-{held.number} a été validé par {who} le " in said


def test_the_sheet_of_a_meeting_that_is_over_has_no_blank_line(held, meeting):
    def lines(contents):
        filled = production.fill(papers.checked(PaperKind.SHEET, contents), contents.to_data())
        table = docx.Document(io.BytesIO(filled.docx)).tables[0]
        return [row.cells[0].text for row in table.rows]

    assert "" not in lines(account.sheet(held))
    assert lines(convocation.blank_sheet(meeting)).count("") == 3
