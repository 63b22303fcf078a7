"""The papers of a session in Word: one person, one session, the words of the model in use."""

import datetime as dt
import io

import pytest
from django.urls import reverse
from docx import Document

from common.lifecycle import Refused
from conventions.onboarding.models import SessionStatus
from conventions.onboarding.training import papers
from conventions.onboarding.training.lifecycle import SessionLifecycle
from tests import factories
from tests.conventions.onboarding import training
from tests.conventions.onboarding.scene import put

S = SessionStatus


@pytest.fixture(autouse=True)
def models(scene, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    factories.load_models()


def words(content):
    document = Document(io.BytesIO(content))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    lines = [*(each.text for each in document.paragraphs), *cells]
    return "\n".join(lines).replace("\u00a0", " ").replace("\u202f", " ")


def called(scene):
    """The head and the teacher of the school, called by the inspector."""
    made = training.session(
        scene, topics="blog\n\ncahier multimédia", material="un portable", service_time="3 heures"
    )
    people = [factories.mandate_of(scene.cast[role]) for role in ("head", "teacher")]
    return SessionLifecycle.move(
        made, "call", actor=scene.cast["inspector"], participants=people
    ), people[0]  # fmt: skip


def test_a_convocation_says_when_where_and_for_whom_alone(scene, client_as):
    made, head = called(scene)
    person = made.participants.get(mandate=head)
    answer = client_as(scene.cast["officer"]).get(
        reverse("onboarding:training_paper", args=[person.public_id, "convocation"])
    )
    assert 'filename="convocation-F-2026-001.docx"' in answer["Content-Disposition"]
    text = words(answer.content)
    assert "mercredi 16 septembre 2026, 9 h – 12 h" in text
    assert head.person.formal_name in text
    assert "À apporter : un portable" in text
    teacher = factories.mandate_of(scene.cast["teacher"])
    assert str(teacher.person) not in text
    inspector = factories.mandate_of(scene.cast["inspector"])
    assert inspector.person.formal_name in text
    assert "remplace celle" not in text
    put(training.fresh(made), postponed_from=made.starts_at - dt.timedelta(days=7))
    again = made.participants.select_related("session").get(mandate=head)
    assert "remplace celle du 9 septembre 2026" in words(papers.word(again, "convocation"))


def test_an_attestation_is_for_who_came_once_it_is_delivered(scene, client_as):
    made, head = called(scene)
    training.past(training.fresh(made))
    present = made.participants.get(mandate=head)
    client = client_as(scene.cast["adviser"])
    where = reverse("onboarding:training_paper", args=[present.public_id, "attestation"])
    assert client.get(where).status_code == 404
    move = SessionLifecycle.move
    counts = training.counts(made)
    move(made, "hold", actor=scene.cast["adviser"], schools=counts, attended=[present.pk])
    move(made, "attest", actor=scene.cast["adviser"])
    text = words(client.get(where).content)
    assert head.person.formal_name in text
    assert "cahier multimédia" in text
    adviser = factories.mandate_of(scene.cast["adviser"])
    assert adviser.person.formal_name in text
    page = client.get(reverse("onboarding:attestation", args=[present.public_id]))
    said = page.content.decode().replace("\u00a0", " ")
    assert adviser.person.formal_name in said
    absent = made.participants.get(mandate=scene.cast["teacher"].mandate_id)
    for name in ("attestation", "diplome"):
        away = reverse("onboarding:training_paper", args=[absent.public_id, name])
        assert client.get(away).status_code == 404


def test_a_paper_without_one_of_its_values_is_not_made(scene):
    made, head = called(scene)
    put(training.fresh(made), called_by=None)
    person = made.participants.select_related("session").get(mandate=head)
    with pytest.raises(Refused, match="Il manque : Qui convoque"):
        papers.word(person, "convocation")
