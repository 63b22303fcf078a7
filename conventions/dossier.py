"""What the dossier of an act holds: its documents, and whether text signed is text voted."""

from dataclasses import dataclass

from common import french
from documents.models import Document, Envelope
from documents.paper import binding

from . import requirements
from .models import AUTHORITY, Convention, Status

SHOWN = 40
PERSONAL = ("fiche_signataire", "lettre", "attestation_copie", "lettre_rectification")
"""Papers written to one person, or by one party."""


def documents(convention: Convention, may: str) -> list[Document]:
    """Documents of the act for a reader with the rights ``may``, latest first.

    Without the right to drafts, only the latest project, the issued acts and the final papers;
    none for who may not read what other schools cost.
    """
    if "T" not in may or "m" in may:
        return []
    found = Document.unscoped.about(convention).select_related("envelope").order_by("-pk")
    if "D" not in may:
        found = found.exclude(purpose=Document.Purpose.DRAFT).exclude(kind__in=PERSONAL)
        latest = [convention.project] if convention.project else []
        return [*found[:SHOWN], *latest]
    return list(found[:SHOWN])


def signed_copy(convention: Convention) -> Document | None:
    """The deposited copy of an act signed elsewhere, when it is a PDF."""
    found = Document.unscoped.about(convention).filter(kind="signed_elsewhere")
    return found.exclude(pdf_sha256="").order_by("-pk").first()


def signed_sha256(convention: Convention) -> str:
    """The hash of the signed copy: the final file, bound with scans when somebody signed on paper,
    or the paper deposited; "" before that."""
    final = convention.envelope.final_file if convention.envelope else None
    if final is not None:
        return str(final.sha256)
    copy = Document.unscoped.about(convention).filter(kind="signed_elsewhere").order_by("-pk")
    return next(iter(copy.values_list("pdf_sha256", flat=True)), "")


@dataclass(frozen=True, slots=True)
class Part:
    """A file that the final copy of an act signed in part on paper holds, given alone too."""

    key: str
    label: str
    sha256: str


def parts(envelope: Envelope | None) -> list[Part]:
    """The electronic file, then each scan; none for an act that nobody signed on paper."""
    final = envelope.final if envelope is not None else None
    scans = binding.papers(envelope) if envelope is not None and final is not None else []
    if final is None or not scans:
        return []
    act = Part("electronique", "Fichier électronique signé, seul", final.file.sha256)
    return [
        act,
        *(
            Part(
                each.slot.paper_reference,
                f"Numérisation de l’exemplaire signé à la main, {each.slot.label}",
                each.file.sha256,
            )
            for each in scans
        ),
    ]


def part(envelope: Envelope | None, key: str) -> Part | None:
    return next((each for each in parts(envelope) if each.key == key), None)


def _changes_since(convention: Convention, voted: str) -> str:
    """What changed since the vote without asking for another (N10); empty when nothing says so."""
    if not requirements.carries(convention, voted):
        return ""
    changes = requirements.since(convention, voted) or ()
    table = requirements.rows()
    keys = dict.fromkeys(key for change in changes for key in change.rows)
    return french.list_fr(table[key].label for key in keys)


def equality(convention: Convention) -> dict[str, str] | None:
    """Text voted and text to sign, side by side; None while no assembly has voted on a text, and
    once nobody will sign it."""
    if convention.status in (Status.REFUSED, Status.WITHDRAWN):
        return None
    party = convention.party(AUTHORITY)
    vote = party.deliberation if party else None
    if not convention.text_hash or vote is None or not vote.text_hash or not vote.voted_on:
        return None
    voted = vote.text_hash
    document = convention.envelope.document if convention.envelope else None
    to_sign = document.text_hash if document else convention.text_hash
    return {
        "voted": voted[:12],
        "to_sign": to_sign[:12],
        "same": "oui" if voted == to_sign else "",
        "since": "" if voted == to_sign else _changes_since(convention, voted),
        "number": vote.number,
    }


PROJECT = "project"
KIT = (
    "bordereau_transmission",
    "deliberation_projet",
    "note_synthese",
    PROJECT,
    "certification_executoire",
)


def kit(convention: Convention, may: str) -> list[Document]:
    """The latest paper of each kind that an assembly's file needs, in the order of reading."""
    latest: dict[str, Document] = {}
    for document in documents(convention, may):
        project = document.purpose == Document.Purpose.DRAFT
        if document.pdf_sha256 and (project or document.purpose == Document.Purpose.ATTACHED):
            latest.setdefault(PROJECT if project else document.kind, document)
    return [latest[kind] for kind in KIT if kind in latest]
