"""The handover file of a new mayor: offered, read by the right people, complete, printed."""

import datetime as dt

import docx
import pytest
from django.core import mail
from django.test import Client

from accounts.models import User
from common import clock, french, outbox
from common.models import Job
from conventions import handover, handover_file
from demo import world
from governance import acting
from governance import services as governance
from governance.offices import Office
from tests import factories
from tests.circuits import acts
from tests.workflows.following import instant, tick

CHANGE = dt.date(2026, 5, 11)


@pytest.fixture
def new_mayor(here):
    """An act waits for a signature; the mayor who had given a delegation is replaced."""
    convention = acts.issued(here)
    deputy = factories.mandate(Office.DEPUTY, here.commune, rank=1)
    factories.delegation(
        here.people["maire"],
        deputy,
        act_number="2026-14",
        starts_on=dt.date(2026, 4, 1),
        act_date=dt.date(2026, 4, 1),
        published_at=instant("2026-04-01"),
    )
    with clock.at(instant(CHANGE)):
        governance.end_mandate(
            actor=here.actor("juriste"), mandate=here.people["maire"], on=CHANGE, reason="démission"
        )
        who = factories.person(civility="madam", first_name="Jeanne", last_name="Lambert")
        mandate = factories.mandate(
            Office.EXECUTIVE, here.commune, who=who, starts_on=CHANGE, status="future"
        )
        world.file_sheet(mandate, "jeanne@personnel.example")
    mail.outbox.clear()
    tick(CHANGE, 11)
    return convention, mandate


def titles(part):
    return " | ".join(f"{line.what} — {line.detail}" for line in part.lines).replace("\u00a0", " ")


def file_of(here, mandate):
    with clock.at(instant(CHANGE, 12)):
        parts = handover.parts(here.commune, acting.actor_of(mandate))
    return {part.title: titles(part) for part in parts}


def test_everything_a_new_mayor_needs(here, new_mayor):
    convention, mandate = new_mayor
    said = file_of(here, mandate)
    assert f"Signer la convention — {convention}" in said["À faire d’abord"]
    assert str(convention) in said["Actes en cours"]
    assert "arrêté n° 2026-14, tombé le 11 mai 2026" in said["Délégations à renouveler"]
    assert "n° " in said["Délibérations"]
    assert "Mme Claire Vasseur, cheffe de projet" in said["Qui appeler"]
    assert "Mme Odile Ferrand, secrétaire de mairie" in said["Qui appeler"]
    assert "Conseil, " in said["Prochaines dates"]


def test_it_is_offered_by_mail_when_the_mandate_begins(here, new_mayor):
    letters = [m for m in mail.outbox if m.subject.startswith("Dossier de passation")]
    assert letters, [m.subject for m in mail.outbox]
    assert all(f"/passation/{here.commune.public_id}/" in m.body for m in letters)


def test_no_file_is_offered_where_no_act_exists(here):
    factories.mandate(
        Office.EXECUTIVE, factories.commune("Brumont"), starts_on=CHANGE, status="future"
    )
    tick(CHANGE, 11)
    assert not [m for m in mail.outbox if m.subject.startswith("Dossier de passation")]


@pytest.mark.parametrize(
    ("slug", "status"),
    [("maire", 200), ("secretaire", 200), ("chef-de-projet", 200), ("juriste", 200),
     ("inspectrice", 404), ("dasen", 404), ("administration", 404)],
)  # fmt: skip
def test_who_opens_it(here, slug, status):
    client = Client()
    client.force_login(User.objects.get(pk=here.actor(slug).user_id))
    for address in ("", "pdf/"):
        answer = client.get(f"/passation/{here.commune.public_id}/{address}")
        assert answer.status_code == (302 if address and status == 200 else status)


def test_the_mayor_next_door_does_not(here):
    stranger = factories.actor(Office.EXECUTIVE, factories.commune("Loinville"))
    assert not handover.may_read(stranger, here.commune)


def test_the_word_file_says_the_same_as_the_page(here, new_mayor, tmp_path):
    convention, mandate = new_mayor
    path = tmp_path / "dossier.docx"
    with clock.at(instant(CHANGE, 12)):
        path.write_bytes(handover_file.as_word(here.commune, acting.actor_of(mandate)))
    words = "\n".join(each.text for each in docx.Document(str(path)).paragraphs)
    assert "Mme\u00a0Jeanne Lambert, maire de" in words
    assert french.typography(str(convention)) in words
    assert "Délégations à renouveler" in words


def test_the_pdf_is_asked_as_a_work_and_follows_its_reader(here):
    actor = here.actor("secretaire")
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id))
    answer = client.post(f"/passation/{here.commune.public_id}/produire/")
    job = Job.objects.get(kind=handover_file.JOB)
    assert answer["Location"] == f"/travaux/{job.public_id}/"
    assert job.items.get().payload["mandate"] == actor.mandate_id
    assert outbox.templates()
