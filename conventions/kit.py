"""The documents that surround an act: project, kit of the council, sheets, notification.

Each is one line of a job: LibreOffice missing or hung, a date not yet known, is said on that
line, which is done again alone. Word and PDF are kept, both to be downloaded (P6).
"""

import dataclasses
import datetime as dt
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import transaction
from docx import Document as WordFile
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

from audit.actor import Actor
from audit.recording import recording
from common import clock, french, jobs, numbering
from common.lifecycle import NotYours, Refusal, Refused
from common.models import Job
from documents import catalogue, conversion, production, store, text
from documents.contract import DocumentData
from documents.models import Document
from documents.pdf import pages, watermark
from documents.pdf.errors import PdfRefused
from documents.rendering.package import read_package, write_package
from governance.models import SignatorySheet

from . import content, guards, permissions
from .docdata.builders import kit as data_of
from .docdata.builders import notification
from .docdata.rows import Heading, Piece
from .models import AUTHORITY, Convention, Party, Status, Way

JOB = "conventions.kit"
SLIPS = "BT"
PROJECT_MARK = "PROJET"
MODELS = {
    "deliberation": "deliberation-projet",
    "vote": "deliberation-acte",
    "note": "note-de-synthese",
    "act_note": "note-acte",
    "certificate": "certification-executoire",
    "sheet": "fiche-signataire",
    "slip": "bordereau-transmission",
    "notification": "notification",
}
TITLES = {
    "project": "Projet de convention",
    "deliberation": "Projet de délibération",
    "vote": "Projet de délibération",
    "note": "Note explicative de synthèse",
    "act_note": "Note explicative de synthèse",
    "certificate": "Certificat du caractère exécutoire, à remplir",
    "sheet": "Fiche signataire",
    "slip": "Bordereau de transmission",
    "notification": "Notification de l’acte signé",
}
SENT_TO_COUNCIL = ("project", "deliberation", "note", "certificate")
OF_A_VOTE = ("vote", "act_note", "certificate")
"""What each assembly that votes on a text of its own is sent, with the project."""
SETTLED = frozenset(
    {
        Status.TEXT_SETTLED,
        Status.IN_DELIBERATION,
        Status.READY_TO_ISSUE,
        Status.AWAITING_SIGNATURE,
        Status.SIGNED_SUBJECT_TO_DELIBERATION,
    }
)
SIGNED = frozenset({Status.SIGNED, Status.NOTIFIED, Status.IN_FORCE})


def may_ask(convention: Convention) -> bool:
    """Whether papers can be made at this stage: the council's kit, or the notifications. A slip
    has neither: nobody votes on it, and its signed copy is its notification."""
    if convention.kind.way == Way.ENTRY_SLIP:
        return False
    return convention.status in SIGNED or (
        convention.status in SETTLED and bool(convention.snapshot)
    )


def last_job(convention: Convention) -> Job | None:
    """The latest production of papers: under way, failed with its reasons, or done."""
    asked = Job.objects.filter(kind=JOB, items__payload__convention=convention.pk)
    return asked.order_by("-pk").first()


def ask_kit(convention: Convention, *, actor: Actor) -> Job:
    """Queue what goes round the act at its stage: the council's kit, or the notifications.

    Asking again makes every document again, with what is known by then.
    """
    if not permissions.may_steer(actor, convention):
        raise NotYours("Le kit est préparé par le porteur de la convention.")
    if convention.status in SIGNED:
        wanted = [("notification", party) for party in convention.parties.all()]
    elif may_ask(convention):
        wanted = [*sent_to_council(convention), *_sheets(convention), *_slips(convention)]
    else:
        raise Refused(
            Refusal(
                "Le texte de cet acte n’est pas arrêté : le kit annexe le texte "
                "qui sera voté. Arrêtez d’abord le texte."
            )
        )
    with transaction.atomic():
        common: dict[str, object] = {
            "convention": convention.pk,
            "asked_at": clock.now().isoformat(),
        }
        items = []
        for piece, party in wanted:
            payload = {**common, "piece": piece, "party": party.pk if party else None}
            if piece == "slip":
                year = clock.today().year
                payload["number"] = f"{SLIPS}-{year}-{numbering.allot(SLIPS, year):03d}"
            items.append((_title(piece, party), payload))
        return jobs.ask(JOB, f"Documents de {convention.reference}", items, actor=actor)


Line = tuple[str, Party | None]
"""A piece, and the party for which it is made when each has its own."""


def sent_to_council(convention: Convention) -> list[Line]:
    """The pieces that go to the assemblies: with a collectivité, its délibération is drafted; for
    a text of its own, or an act that changes another, that of every party whose assembly votes."""
    if convention.authority and not guards.kit_of_its_own(convention):
        return [(piece, None) for piece in SENT_TO_COUNCIL]
    found: list[Line] = [("project", None)]
    found += [(piece, party) for party in _voting(convention) for piece in OF_A_VOTE]
    return found


def _voting(convention: Convention) -> list[Party]:
    """The parties whose assembly votes on a text of its own, or on a change of another act."""
    if not guards.kit_of_its_own(convention):
        return []
    return list(convention.parties.filter(votes=True).select_related("institution"))


def _slips(convention: Convention) -> list[Line]:
    """One sending to each body whose assembly votes."""
    if convention.authority and not guards.kit_of_its_own(convention):
        return [("slip", None)]
    return [("slip", party) for party in _voting(convention)]


def _sheets(convention: Convention) -> Iterator[Line]:
    """A sheet is signed once a mandate: only those who have none in force need one."""
    today = clock.today()
    for party in convention.parties.select_related("institution"):
        mandate = data_of.holder(party)
        known = SignatorySheet.unscoped.on(today).filter(mandate=mandate, current=True)
        if mandate is None or not known.exists():
            yield "sheet", party


def _title(piece: str, party: Party | None) -> str:
    return f"{TITLES[piece]} — {party.institution}" if party else TITLES[piece]


def documents_of(convention: Convention) -> list[Document]:
    """The latest of each document made for the text as it stands, kit order; Word and PDF."""
    latest: dict[str, Document] = {}
    found = Document.unscoped.about(convention).exclude(model=None).order_by("pk")
    for document in found.filter(purpose__in=[Document.Purpose.DRAFT, Document.Purpose.ATTACHED]):
        if document.file_name.startswith(_stem(convention)):
            latest.pop(document.title, None)
            latest[document.title] = document
    order = list(TITLES.values())
    return sorted(
        latest.values(), key=lambda each: (order.index(each.title.split(" — ")[0]), each.title)
    )


def _stem(convention: Convention) -> str:
    """Start of the file names of one state of the text: a kit of an older text is not this one."""
    return f"{convention.reference}-{convention.text_hash[:8] or 'sans-texte'}"


@jobs.handles(JOB)
def kit_item(payload: dict[str, object], actor: Actor) -> str:
    """Make one document; done again after a kill, it finds what was made."""
    convention = Convention.unscoped.select_related("owner__institution", "owner__person").get(
        pk=payload["convention"]
    )
    piece = str(payload["piece"])
    party = convention.parties.filter(pk=payload["party"]).first() if payload["party"] else None
    title = _title(piece, party)
    asked_at = dt.datetime.fromisoformat(str(payload["asked_at"]))
    made = _made_since(convention, title, asked_at)
    if made is None:
        with sentences():
            made = _make(convention, piece, party, title, payload, actor)
    return f"{title} : {made.pages} {french.plural(made.pages, 'page', 'pages')}."


def _made_since(convention: Convention, title: str, asked_at: dt.datetime) -> Document | None:
    return next(
        (
            each
            for each in documents_of(convention)
            if each.title == title and each.recorded_at >= asked_at
        ),
        None,
    )


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


def _make(
    convention: Convention,
    piece: str,
    party: Party | None,
    title: str,
    payload: dict[str, object],
    actor: Actor,
) -> Document:
    if piece == "project":
        return _project(convention, title, actor)
    data = _data(convention, piece, party, payload)
    holes = data.missing_values()
    if holes:
        raise Refused(Refusal(f"Il manque : {french.list_fr(holes)}. Complétez, puis relancez."))
    model = catalogue.in_use(MODELS[piece], clock.today())
    expected = getattr(data, "sheet_reference", convention.reference)
    with (
        production.produced(model, data.to_data(), expected=expected) as made,
        recording(actor),
    ):
        return production.keep(
            made,
            about=convention,
            model=model,
            snapshot=data.to_snapshot(),
            title=title,
            purpose=Document.Purpose.ATTACHED,
            file_name=_file_name(convention, piece, party),
        )


def _file_name(convention: Convention, piece: str, party: Party | None) -> str:
    code = MODELS.get(piece, "projet")
    return f"{_stem(convention)}-{code}{f'-{party.role}' if party else ''}.pdf"


def _data(
    convention: Convention, piece: str, party: Party | None, payload: dict[str, object]
) -> DocumentData:
    if party is not None and piece == "notification":
        return notification.build(party)
    if party is not None and piece == "vote":
        return data_of.act_deliberation(party)
    if party is not None and piece == "act_note":
        return data_of.act_note(party, _headings(convention))
    if piece in ("certificate", "slip"):
        whose = party or convention.parties.select_related("institution").get(role=AUTHORITY)
        if piece == "certificate":
            return data_of.enforceability_certificate(whose)
        pieces = _pieces(convention, party)
        return data_of.transmittal_slip(whose, number=str(payload["number"]), pieces=pieces)
    data = content.settled_data(convention)
    if party is not None:
        return data_of.signatory_sheet(party, data)
    builders: dict[str, Callable[..., DocumentData]] = {
        "deliberation": data_of.draft_deliberation,
        "note": data_of.summary_note,
    }
    return builders[piece](convention, data)


def _headings(convention: Convention) -> list[Heading]:
    """The titles of the text that will be voted, in order."""
    data = content.settled_data(convention).to_data()
    filled = production.fill(convention.model, data, content.words(convention))
    return [Heading(title=each.text) for each in text.blocks(filled.docx) if each.level]


def _pieces(convention: Convention, party: Party | None) -> list[Piece]:
    """What the slip lists, each with its pages and hash; all must exist first. ``party``: whose
    slip it is, when each body that votes has its own."""
    made = {each.title: each for each in documents_of(convention)}
    lines = sent_to_council(convention)
    wanted = [_title(piece, whose) for piece, whose in lines if whose in (None, party)]
    lacking = [title for title in wanted if title not in made]
    if lacking:
        raise Refused(
            Refusal(
                f"Le bordereau liste les pièces du kit ; il manque : {french.list_fr(lacking)}. "
                "Relancez d’abord ces lignes."
            )
        )
    own = _title("sheet", party) if party else TITLES["sheet"]
    sheets = [title for title in made if title.startswith(own)]
    return [
        Piece(rank=rank, title=title, pages=made[title].pages, hash=made[title].pdf_sha256)
        for rank, title in enumerate([*wanted, *sheets], start=1)
    ]


def _project(convention: Convention, title: str, actor: Actor) -> Document:
    """The text to annex to the délibération: marked PROJET, its mentions as dotted blanks."""
    data = content.settled_data(convention)
    shown = with_blanks(convention, data.to_data())
    words = content.words(convention)
    filled = production.fill(convention.model, shown, words)
    pdf = conversion.to_pdfa(filled.docx, expected_text=convention.reference)
    pdf = watermark.mark(pdf, PROJECT_MARK)
    word = marked(filled.docx)
    with (
        store.prepared((word, store.DOCX), (pdf, store.PDF)) as (docx, paper),
        recording(actor) as journal,
    ):
        made = production.Produced(
            dataclasses.replace(filled, docx=word), docx, paper, pages.count(pdf)
        )
        document = production.keep(
            made,
            about=convention,
            model=convention.model,
            snapshot=data.to_snapshot(),
            title=title,
            words=words,
            purpose=Document.Purpose.DRAFT,
            file_name=_file_name(convention, "project", None),
        )
        locked = Convention.unscoped.select_for_update().get(pk=convention.pk)
        locked.project = document
        journal.says(locked, "produce_project", document_hash=paper.sha256)
        locked.save()
    return document


def with_blanks(convention: Convention, data: dict[str, object]) -> dict[str, object]:
    """The mode of the State and the usual ground, so that a project shows which blanks follow."""
    chosen = convention.kind.chooses_state_mode
    return {
        **data,
        "state_signing_mode": convention.state_mode if chosen else "rector",
        "authority_signing_ground": "holder",
        "syndicate_signing_ground": "holder",
    }


def marked(docx: bytes) -> bytes:
    """The Word file with PROJET at the head of its pages: headers are no part of the text."""
    word = WordFile(io.BytesIO(docx))
    for number, section in enumerate(word.sections):
        headers = [section.header]
        if section.different_first_page_header_footer:
            headers.append(section.first_page_header)
        for header in headers:
            if header.is_linked_to_previous and number:
                continue  # the header of the section before, already marked
            paragraph = header.add_paragraph()
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            run = paragraph.add_run(PROJECT_MARK)
            run.bold, run.font.size = True, Pt(16)
    out = io.BytesIO()
    word.save(out)
    return write_package(read_package(out.getvalue()).members)
