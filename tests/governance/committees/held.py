"""A meeting held to its close, with what its papers must tell and must not."""

import pytest

from common import clock, jobs
from common.models import Job
from documents import production
from governance.committees import holding, papers, writing
from governance.committees.confirming import RecordLifecycle
from governance.committees.deciding import Choice, Motion
from governance.committees.models import Decision, DecisionRecord, Minutes
from governance.committees.models.decisions import Ballot, Nature
from governance.committees.quorum import Mode
from tests import factories
from tests.circuits import acts
from tests.governance.committees.sittings import F, Sitting, seats_of
from tests.plugins.stages import kept

PRIVATE = "Situation d’un prestataire"
CONSENSUS = Motion(Nature.OPINION, "Avis favorable.", Ballot.CONSENSUS)
ANCHORS = (
    ("sig_chair", "Validation ou signature — présidence de séance"),
    ("sig_secretary", "Validation ou signature — secrétariat de séance"),
)


@pytest.fixture
def models(parameters, monkeypatch, settings, tmp_path):
    """Word models in use; a page with both frames in the place of LibreOffice. Files are those of
    the test: what stays in the folder of the site is found by the checks of the journal."""
    settings.MEDIA_ROOT = tmp_path / "files"
    factories.load_models()
    monkeypatch.setattr(
        production.conversion, "to_pdfa", lambda word, expected_text: acts.blank_pdf(ANCHORS)
    )


@kept
def _held(meeting, secretary):
    sitting = Sitting(meeting, seats_of(meeting.committee), secretary)
    sitting.comes("dasen", "president", "mayor")
    sitting.power("other_mayor", "mayor")
    sitting.move("open_meeting")
    for title in ("Charte des messages", "Indicateurs"):
        holding.save_note(
            actor=secretary, item=sitting.item(title), text=f"Débat : {title}.", version=0
        )
    holding.save_note(
        actor=secretary, item=sitting.item(PRIVATE), text="Propos réservés.", version=0
    )
    sitting.moves("Charte des messages", "call")
    sitting.comes("inspector", mode=Mode.REMOTE)
    votes = {
        sitting.key(name): Choice.AGAINST if name == "president" else Choice.FOR
        for name in ("dasen", "inspector", "president", "mayor", "other_mayor")
    }
    motion = Motion(Nature.DECISION, "La charte est adoptée.", Ballot.PUBLIC, votes=votes)
    sitting.moves("Charte des messages", "decide", motion=motion)
    sitting.moves("Indicateurs", "call")
    sitting.moves("Indicateurs", "decide")
    sitting.moves("Tarif", "defer", reason="faute de temps")
    sitting.moves("Calendrier", "defer", reason="faute de temps")
    sitting.moves(PRIVATE, "call")
    sitting.note("mayor", F.WITHDRAW, item=sitting.item(PRIVATE))
    sitting.note("mayor", F.RETURN, item=sitting.item(PRIVATE))
    sitting.moves(PRIVATE, "decide", motion=CONSENSUS)
    sitting.moves("Divers", "call")
    sitting.moves("Divers", "decide")
    return sitting.move("close_after_loss")


@pytest.fixture
def held(sitting, models, secretary):
    """Closed: a public vote with a power, a private decision, a point put off, movements."""
    sitting.meeting = _held(sitting.meeting, secretary)
    return sitting.meeting


@kept
def _confirmed(held, dasen, secretary):
    for decision in Decision.unscoped.filter(meeting=held):
        holding.complete(
            actor=secretary, decision=decision, responsible=factories.mandate_of(dasen),
            due_on=clock.today(),
        )  # fmt: skip
    record = DecisionRecord.unscoped.get(meeting=held)
    return RecordLifecycle.move(record, "confirm_decisions", actor=dasen)


@pytest.fixture
def confirmed(held, dasen, secretary):
    return _confirmed(held, dasen, secretary)


@kept
def _drafted(minutes, secretary):
    writing.produce(actor=secretary, minutes=minutes)
    run()
    return Minutes.unscoped.get(pk=minutes.pk)


@pytest.fixture
def drafted(confirmed, held, secretary):
    """The minutes, produced once."""
    return _drafted(Minutes.unscoped.get(meeting=held), secretary)


def run(kind=papers.JOB):
    """The worker’s part: what every job of that kind answered."""
    for job in Job.objects.filter(kind=kind, state=Job.State.WAITING):
        jobs.run(job.pk)
    return [item.message for job in Job.objects.filter(kind=kind) for item in job.items.all()]
