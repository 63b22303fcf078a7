"""The papers of an instance as Word and PDF files: asked for, made by the worker, kept.

One line of a job each, as the papers of an act: what failed is said where they are listed, and is
asked again from there. A paper follows the one before, which stays.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from audit.actor import Actor
from audit.recording import recording
from common import clock, french, jobs
from common.lifecycle import Refusal, Refused
from common.models import Job
from documents import catalogue, conversion, production, store
from documents.contract import DocumentData
from documents.models import Document, DocumentModel
from documents.pdf import pages, watermark
from documents.pdf.errors import PdfRefused
from documents.rendering.package import read_package
from governance.models import Mandate
from governance.services.store import lock, require
from governance.services.store import store as keep_row

from . import accounting, guards, permissions
from .docdata.builders import account, convocation, minutes, record, register
from .models import (
    AgendaItem,
    Committee,
    Decision,
    DecisionRecord,
    Meeting,
    Paper,
)
from .models.meetings import MeetingStatus
from .models.papers import Copy, PaperKind
from .wanted import Wanted

JOB = "committees.papers"
DRAFT_MARK = "PROJET"
MODELS = {
    PaperKind.CONVOCATION: "convocation",
    PaperKind.SHEET: "feuille-presence",
    PaperKind.POWER: "pouvoir",
    PaperKind.BALLOT: "bulletin-vote",
    PaperKind.ATTENDANCE: "feuille-presence",
    PaperKind.RECORD: "releve-decisions",
    PaperKind.MINUTES: "proces-verbal",
    PaperKind.EXTRACT: "extrait-decision",
    PaperKind.REGISTER: "registre-annuel",
}
GIVEN_OUT = frozenset(
    {
        PaperKind.CONVOCATION,
        PaperKind.POWER,
        PaperKind.RECORD,
        PaperKind.EXTRACT,
        PaperKind.REGISTER,
    }
)
"""Read as soon as they are made; the others wait, or stay with who holds the pen."""
HELD = (MeetingStatus.CLOSED, MeetingStatus.ARCHIVED)


def ask(meeting: Meeting, wanted: Iterable[Wanted], *, actor: Actor) -> Job:
    """Have papers of ``meeting`` made; ``Refused`` when none can be at this stage."""
    require(permissions.may_run(actor, meeting), permissions.RUNS)
    lines = list(wanted)
    if not lines:
        raise Refused(Refusal("Choisissez un document à produire."))
    return queue(lines, f"Documents de la séance {meeting.number}", actor=actor)


def ask_extract(decision: Decision, *, recipient: str, actor: Actor) -> Job:
    """An extract for ``recipient``; ``Refused`` before the record is confirmed."""
    require(permissions.may_extract(actor, decision), permissions.PREPARES)
    if guards.record_in_force(decision.meeting) is None:
        raise Refused(Refusal(NOT_CONFIRMED))
    meeting = decision.meeting
    wanted = Wanted(
        PaperKind.EXTRACT, meeting.committee, meeting, item=decision.item, about=recipient
    )
    return queue([wanted], f"Extrait {decision.number}", actor=actor)


def ask_register(committee: Committee, *, year: int, actor: Actor) -> Job:
    """The register of a year, with its reserved part when decisions were taken in private."""
    require(permissions.may_prepare(actor, committee), permissions.PREPARES)
    parts = [
        copy for copy in (Copy.SHARED, Copy.FULL) if register.decisions_of(committee, year, copy)
    ]
    if not parts:
        raise Refused(Refusal(f"Aucune décision d’un relevé confirmé en {year}."))
    wanted = [Wanted(PaperKind.REGISTER, committee, copy=copy, about=str(year)) for copy in parts]
    return queue(wanted, f"Registre {committee.reference} {year}", actor=actor)


def queue(wanted: Iterable[Wanted], label: str, *, actor: Actor) -> Job:
    """A job with a line a paper, sent once the transaction is stored."""
    asked_at = clock.now().isoformat()
    items = [(each.title, {**each.payload(), "asked_at": asked_at}) for each in wanted]
    return jobs.ask(JOB, label, items, actor=actor)


def last_job(meeting: Meeting, actor: Actor) -> Job | None:
    """The latest production that ``actor`` asked for: under way, failed with its reasons, or
    done. Its lines name what only its asker may know of."""
    asked = Job.objects.filter(kind=JOB, items__payload__meeting=meeting.pk, asked_by=actor.user_id)
    return asked.order_by("-pk").first()


def convocations(meeting: Meeting) -> list[Wanted]:
    """One letter a member convened, by whatever way it left."""
    return [
        Wanted(
            PaperKind.CONVOCATION,
            meeting.committee,
            meeting,
            invitation=each,
            about=each.mandate.person.formal_name[:120],
        )
        for each in meeting.invitations.select_related("mandate__person")
    ]


def of_record(record_: DecisionRecord) -> list[Wanted]:
    """The copies of a record: the one that circulates, the reserved one when it holds more."""
    meeting = record_.meeting
    about = record_.reference
    return [
        Wanted(PaperKind.RECORD, meeting.committee, meeting, copy=copy, record=record_, about=about)
        for copy in copies(meeting)
    ]


def of_minutes(meeting: Meeting) -> list[Wanted]:
    return [
        Wanted(PaperKind.MINUTES, meeting.committee, meeting, copy=copy) for copy in copies(meeting)
    ]


def latest(meeting: Meeting, kind: PaperKind, copy: str) -> Paper | None:
    """The paper of that sort that counts now."""
    rows = Paper.unscoped.filter(meeting=meeting, kind=kind, copy=copy)
    found: Paper | None = rows.select_related("document__model").first()
    return found


def release(meeting: Meeting) -> None:
    """Give the copies of the minutes out, inside the transaction that circulates them."""
    for copy in copies(meeting):
        found = latest(meeting, PaperKind.MINUTES, copy)
        if found is not None and found.released_at is None:
            found.released_at = clock.now()
            keep_row(found, "release_paper")


def copies(meeting: Meeting) -> list[Copy]:
    return [Copy.SHARED, *([Copy.FULL] if record.has_private(meeting) else [])]


@jobs.handles(JOB)
def paper_item(payload: dict[str, Any], actor: Actor) -> str:
    """Make one paper; done again after a kill, it finds what was made."""
    wanted = Wanted.read(payload)
    since = dt.datetime.fromisoformat(payload["asked_at"])
    with sentences():
        contents = data_of(wanted, actor)
        found = made_since(wanted, since, contents)
        found = found or make(wanted, contents, actor=actor, since=since)
    count = found.document.pages
    return f"{wanted.title} : {count} {french.plural(count, 'page', 'pages')}."


def made_since(wanted: Wanted, since: dt.datetime, contents: DocumentData) -> Paper | None:
    """The paper that counts, when it was stored after it was asked for, from the same data: one
    asked for earlier, that took long to convert, may tell what the rows no longer say."""
    found: Paper | None = made(wanted).filter(recorded_at__gte=since).first()
    if found is None or found.edited or found.document.snapshot != contents.to_snapshot():
        return None
    return found


def made(wanted: Wanted) -> Any:
    """The papers already made for the same need, the latest first."""
    return Paper.unscoped.filter(
        committee=wanted.committee,
        meeting=wanted.meeting,
        kind=wanted.kind,
        copy=wanted.copy,
        item=wanted.item,
        invitation=wanted.invitation,
        about=wanted.about,
    ).select_related("document__model")


@contextmanager
def sentences() -> Iterator[None]:
    """Faults of the conversion and of the disk, as the line of the job says them."""
    try:
        yield
    except (conversion.ConversionFailed, PdfRefused) as failure:
        raise Refused(Refusal(f"La production a échoué : {failure}")) from None
    except OSError as failure:
        raise Refused(
            Refusal(f"Le fichier n’a pas pu être écrit ({french.os_error(failure)}).")
        ) from None


def make(wanted: Wanted, contents: DocumentData, *, actor: Actor, since: dt.datetime) -> Paper:
    """Fill, convert and keep one paper. ``Refused`` when a value is missing, and when somebody
    handed back, after ``since``, a file of the same stage corrected by hand."""
    stage = contents.to_snapshot().get("stage")

    def untouched() -> None:
        came = made(wanted).filter(edited=True, recorded_at__gte=since).first()
        if came is not None and came.document.snapshot.get("stage") == stage:
            raise Refused(Refusal(HANDED_BACK, key="paper.edited"))

    untouched()
    model = checked(wanted.kind, contents)
    filled = production.fill(model, contents.to_data())
    return keep(wanted, contents, model, filled, actor=actor, check=untouched)


def checked(kind: str, contents: DocumentData) -> DocumentModel:
    """The model in use, once nothing that the text needs is missing."""
    holes = contents.missing_values()
    if holes:
        raise Refused(Refusal(f"Il manque : {french.list_fr(holes)}. Complétez, puis relancez."))
    return catalogue.in_use(MODELS[PaperKind(kind)], clock.today())


def keep(
    wanted: Wanted,
    contents: DocumentData,
    model: DocumentModel,
    filled: production.Filled,
    *,
    actor: Actor,
    check: Callable[[], None],
    edited: bool = False,
) -> Paper:
    """Convert a filled Word file and keep both with their row. ``edited``: by hand since.

    ``check`` refuses, once nothing else can be kept meanwhile, what the conversion left time for.
    """
    pdf = conversion.to_pdfa(filled.docx, expected_text=str(contents.to_data()["reference"]))
    if getattr(contents, "stage", "") == "draft" and not _marked(filled.docx):
        pdf = watermark.mark(pdf, DRAFT_MARK)
    with (
        store.prepared((filled.docx, store.DOCX), (pdf, store.PDF)) as (docx, paper),
        recording(actor),
    ):
        about: Any = wanted.meeting or wanted.committee
        hold(wanted)
        check()
        document = production.keep(
            production.Produced(filled, docx, paper, pages.count(pdf)),
            about=about,
            model=model,
            snapshot=contents.to_snapshot(),
            title=wanted.title,
            purpose=Document.Purpose.ATTACHED,
            file_name=file_name(wanted),
        )
        return keep_row(
            Paper(
                committee=wanted.committee,
                meeting=wanted.meeting,
                item=wanted.item,
                invitation=wanted.invitation,
                kind=wanted.kind,
                copy=wanted.copy,
                about=wanted.about,
                document=document,
                edited=edited,
                released_at=clock.now() if wanted.kind in GIVEN_OUT else None,
            ),
            "edit_paper" if edited else "make_paper",
        )


def _marked(docx: bytes) -> bool:
    """Whether every header of the Word file bears the mark itself: printed twice, it hides text."""
    package = read_package(docx)
    headers = [name for name, kind in package.types.items() if kind.endswith(".header+xml")]
    mark = f'string="{DRAFT_MARK}"'.encode()
    return bool(headers) and all(mark in package.members[name] for name in headers)


def hold(wanted: Wanted) -> None:
    """Until the end of the transaction, nobody else keeps a paper of this meeting, nor moves its
    minutes."""
    minutes_row = accounting.of(wanted.meeting) if wanted.meeting is not None else None
    lock(minutes_row or wanted.meeting or wanted.committee)


def contract_of(paper: Paper) -> DocumentData:
    """The data that a paper was made with."""
    model = paper.document.model
    assert model is not None  # noqa: S101 every paper is made from a model
    found: DocumentData = catalogue.contract(model).from_snapshot(paper.document.snapshot)
    return found


def file_name(wanted: Wanted) -> str:
    """« CE2026-02-releve-decisions.pdf »: no name of a person, no title of a point."""
    stem = wanted.meeting.number if wanted.meeting else wanted.committee.reference
    reserved = "-reserve" if wanted.copy == Copy.FULL else ""
    return f"{stem}-{MODELS[PaperKind(wanted.kind)]}{reserved}.pdf"


def data_of(wanted: Wanted, actor: Actor) -> DocumentData:
    """The rows as they stand now, in the contract of the paper."""
    meeting = wanted.meeting
    if wanted.kind == PaperKind.REGISTER or meeting is None:
        return register.build(
            wanted.committee, int(wanted.about[:4]), wanted.copy, on=clock.today()
        )
    match wanted.kind:
        case PaperKind.CONVOCATION if wanted.invitation is not None:
            return convocation.letter(wanted.invitation)
        case PaperKind.SHEET:
            return convocation.blank_sheet(meeting)
        case PaperKind.POWER:
            return convocation.power(meeting)
        case PaperKind.BALLOT if wanted.item is not None:
            college = wanted.about.partition(", ")[2]
            return convocation.ballots(meeting, wanted.item, college)
        case PaperKind.ATTENDANCE:
            return account.sheet(meeting)
        case PaperKind.RECORD if wanted.record is not None:
            return record.build(wanted.record, wanted.copy)
        case PaperKind.MINUTES:
            return _minutes(meeting, wanted.copy)
        case PaperKind.EXTRACT if wanted.item is not None:
            return _extract(wanted.item, wanted.about, actor)
    raise Refused(Refusal("Ce document ne peut pas être produit à ce stade."))


def _minutes(meeting: Meeting, copy: str) -> DocumentData:
    found = accounting.of(meeting)
    if found is None:
        raise Refused(Refusal("Le procès-verbal s’établit quand la séance est close."))
    return minutes.build(found, copy)


def _extract(item: AgendaItem, recipient: str, actor: Actor) -> DocumentData:
    decision = Decision.unscoped.select_related("meeting", "item").get(item=item)
    if guards.record_in_force(decision.meeting) is None:
        raise Refused(Refusal(NOT_CONFIRMED))
    keeper = Mandate.unscoped.with_words().get(pk=actor.mandate_id)
    return record.extract(decision, recipient=recipient, keeper=keeper, on=clock.today())


HANDED_BACK = (
    "Un fichier corrigé à la main a été déposé depuis la demande : c’est lui qui compte, rien n’a "
    "été produit par-dessus."
)
NOT_CONFIRMED = "Un extrait se délivre d’un relevé confirmé : faites confirmer le relevé d’abord."
