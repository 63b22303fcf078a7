"""A meeting of 25 members on 30 points with long names, told by its papers page by page."""

import datetime as dt
import io
import shutil
import subprocess

import pypdf
import pytest

from common import clock, jobs
from common.models import Job
from documents import production, store
from documents.conversion.verify import comparable
from governance.committees import agenda, holding, minutes_guards, minutes_signing, papers, writing
from governance.committees.confirming import RecordLifecycle
from governance.committees.deciding import Motion
from governance.committees.lifecycle import MeetingLifecycle
from governance.committees.loading import load_circuits
from governance.committees.minutes_lifecycle import MinutesLifecycle
from governance.committees.models import DecisionRecord
from governance.committees.models.decisions import Ballot, Nature
from governance.committees.models.items import Purpose
from governance.committees.models.papers import Copy, PaperKind
from governance.committees.wanted import Wanted
from governance.offices import Office
from tests import factories
from tests.circuits import acts
from tests.governance.committees.people import *  # noqa: F403
from tests.governance.committees.sittings import Sitting, plain
from tests.plugins.stages import kept

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.office,
    pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice n’est pas installé"),
]
STATE, AUTHORITIES = "Éducation nationale", "Collectivités"
TITLE = "Bilan des formations et calendrier des ouvertures de base dans les écoles du Grand Val"
DEBATE = "Les membres demandent que la maternelle fasse l’objet d’une partie propre. " * 3
TOWN = "Montval-Saint-Exemple-sur-l’Étang-lès-Grandes-Marches n°"
PRIVATE = "Situation personnelle d’un prestataire"


@pytest.fixture
def story(cast, settings, tmp_path):
    """Held and confirmed: 12 members of the State, 13 of the collectivités, one without reply."""
    settings.MEDIA_ROOT = tmp_path / "files"
    meeting = _confirmed(cast)
    secretary = factories.acting.actor_of(meeting.secretary)
    with clock.at(meeting.starts_at + dt.timedelta(hours=1)):
        yield Sitting(meeting, {}, secretary)


@kept
def _confirmed(cast):
    syndicate, dsden, dasen = cast["syndicate"], cast["dsden"], cast["dasen"]
    secretary = cast["secretary"]
    factories.load_models()
    committee = factories.committee(name="Comité d’éthique du programme", reference="CE")
    found = {"dasen": factories.seat(committee, dsden, Office.DASEN, college=STATE)}
    for n in range(11):
        officer = factories.mandate(
            Office.DSDEN_OFFICER, dsden, who=_person("Marie-Françoise-Élisabeth", f"Essai{n:02}")
        )
        found[f"state{n}"] = factories.seat(
            committee, dsden, Office.DSDEN_OFFICER, college=STATE, mandate=officer
        )
    found["president"] = factories.seat(
        committee, syndicate, Office.SYNDICATE_PRESIDENT, college=AUTHORITIES
    )
    for n in range(12):
        town = factories.commune(f"{TOWN}{n:02}")
        factories.mandate(
            Office.EXECUTIVE, town, who=_person("Jean-Sébastien", f"de La Tour-d’Exemple{n:02}")
        )
        found[f"town{n}"] = factories.seat(committee, town, Office.EXECUTIVE, college=AUTHORITIES)
    meeting = factories.meeting(committee, chair=factories.mandate_of(dasen), number="CE2026-02")
    for n in range(1, 30):
        agenda.add(
            actor=secretary, meeting=meeting, title=f"{TITLE}, partie {n:02}",
            purpose=Purpose.DECISION if n % 3 else Purpose.INFORMATION, report="0" * 64,
            rapporteur="Mme Marie-Françoise-Élisabeth de La Tour-d’Exemple",
        )  # fmt: skip
    agenda.add(
        actor=secretary, meeting=meeting, title=PRIVATE, purpose=Purpose.DECISION,
        report="0" * 64, secret=True,
    )  # fmt: skip
    meeting = MeetingLifecycle.move(
        meeting, "convene", actor=secretary, convener=factories.mandate_of(dasen)
    )
    with clock.at(meeting.starts_at):
        return _held(Sitting(meeting, found, secretary), dasen)


def _person(first, last):
    return factories.person(first_name=first, last_name=f"{last} (fictif)")


def _held(sitting, dasen):
    sitting.comes(*[name for name in sitting.seats if name not in ("town0", "state3")])
    sitting.power("town0", "town1")
    sitting.move("open_meeting")
    carrier = factories.mandate_of(dasen)
    for item in list(sitting.meeting.items.in_order()):
        sitting.moves(item.title, "call")
        holding.save_note(actor=sitting.actor, item=item, text=DEBATE, version=0)
        if item.purpose == Purpose.INFORMATION:
            sitting.moves(item.title, "decide")
            continue
        motion = Motion(
            Nature.OPINION, f"Avis favorable. {DEBATE}", Ballot.CONSENSUS, responsible=carrier,
            due_on=clock.today(),
        )  # fmt: skip
        sitting.moves(item.title, "decide", motion=motion)
    sitting.move("close_after_loss")
    record = DecisionRecord.unscoped.get(meeting=sitting.meeting)
    RecordLifecycle.move(record, "confirm_decisions", actor=dasen)
    return sitting.meeting


def _documents(sitting):
    """Name → the Word file, filled from the rows."""
    meeting = sitting.meeting
    committee, record = meeting.committee, meeting.records.get()
    first = meeting.invitations.first()
    item = meeting.items.filter(secret=False, purpose=Purpose.DECISION).in_order().first()
    wanted = {
        "convocation": Wanted(PaperKind.CONVOCATION, committee, meeting, invitation=first),
        "feuille": Wanted(PaperKind.ATTENDANCE, committee, meeting),
        "emargement": Wanted(PaperKind.SHEET, committee, meeting),
        "releve": Wanted(PaperKind.RECORD, committee, meeting, record=record),
        "reserve": Wanted(PaperKind.RECORD, committee, meeting, copy=Copy.FULL, record=record),
        "pv": Wanted(PaperKind.MINUTES, committee, meeting),
        "extrait": Wanted(PaperKind.EXTRACT, committee, meeting, item=item, about="la commune"),
    }
    for name, each in wanted.items():
        contents = papers.data_of(each, sitting.actor)
        model = papers.checked(each.kind, contents)
        yield name, production.fill(model, contents.to_data()).docx


def test_the_papers_of_the_largest_meeting_hold_on_their_pages(story, tmp_path):
    for name, word in _documents(story):
        (tmp_path / f"{name}.docx").write_bytes(word)
    command = ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", "pdf", "--outdir", str(tmp_path)]
    files = map(str, sorted(tmp_path.glob("*.docx")))
    subprocess.run([*command, *files], check=True, capture_output=True, timeout=300)
    pages = {
        path.stem: [
            plain(page.extract_text())
            for page in pypdf.PdfReader(io.BytesIO(path.read_bytes())).pages
        ]
        for path in tmp_path.glob("*.pdf")
    }
    assert len(pages) == 7
    whole = {name: comparable(" ".join(each)) for name, each in pages.items()}
    for name in ("releve", "pv", "extrait", "feuille", "convocation"):
        assert comparable(PRIVATE) not in whole[name]
    assert comparable(PRIVATE) in whole["reserve"]
    for n in range(1, 30):
        assert comparable(f"partie {n:02}") in whole["pv"]
    for name in ("feuille", "emargement"):
        assert all("Émargement" in page or "Invités" in page for page in pages[name])
    for name in ("pv", "releve", "feuille"):
        assert len(comparable(pages[name][-1])) > 150, "signatures stand with the text"
    assert len(pages["extrait"]) == 1


def test_the_minutes_of_the_largest_meeting_are_sealed_and_signed_on_one_page(
    story, dasen, tmp_path
):
    meeting, secretary = story.meeting, story.actor
    with acts.site(tmp_path):
        minutes = meeting.minutes
        run_all(writing.produce(actor=secretary, minutes=minutes))
        minutes = MinutesLifecycle.move(minutes, "circulate_minutes", actor=secretary)
        with clock.at(clock.now() + dt.timedelta(days=16)):
            load_circuits(clock.today())
            minutes = MinutesLifecycle.move(minutes, "approve_minutes", actor=dasen)
            for job in Job.objects.filter(kind=papers.JOB, state=Job.State.WAITING):
                if job.label.startswith("Procès-verbal"):
                    run_all(job)
            run_all(minutes_signing.ask_seal(actor=secretary, minutes=minutes))
            for actor in (dasen, secretary):
                minutes = minutes_signing.sign(actor=actor, minutes=minutes, consent=True)
        assert minutes.status == "signed_minutes"
        shared, full = minutes_guards.envelopes(minutes)
        for envelope in (shared, full):
            pdf = pypdf.PdfReader(io.BytesIO(store.read(envelope.head.file.sha256)))
            last = plain(pdf.pages[-1].extract_text())
            assert "la séance est close à" in last, "the two frames share the page of the close"
            assert {"sig_chair", "sig_secretary"} <= set(pdf.get_fields())
        (tmp_path / "signe.pdf").write_bytes(store.read(shared.head.file.sha256))


def run_all(job):
    """The worker’s part, with LibreOffice."""
    jobs.run(job.pk)
    assert [each.message for each in job.items.filter(state=Job.State.FAILED)] == []
