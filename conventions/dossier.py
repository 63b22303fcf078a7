"""What the dossier of an act holds: its documents, and whether text signed is text voted."""

from documents.models import Document

from .models import AUTHORITY, Convention

SHOWN = 40


def documents(convention: Convention, may: str) -> list[Document]:
    """Documents of the act for a reader with the rights ``may``, latest first.

    Without the right to drafts, only the latest project, the issued acts and the final papers.
    """
    if "T" not in may:
        return []
    found = Document.unscoped.about(convention).select_related("envelope").order_by("-pk")
    if "D" not in may:
        found = found.exclude(purpose=Document.Purpose.DRAFT).exclude(kind="fiche_signataire")
        latest = [convention.project] if convention.project else []
        return [*found[:SHOWN], *latest]
    return list(found[:SHOWN])


def signed_copy(convention: Convention) -> Document | None:
    """The deposited copy of an act signed elsewhere, when it is a PDF."""
    found = Document.unscoped.about(convention).filter(kind="signed_elsewhere")
    return found.exclude(pdf_sha256="").order_by("-pk").first()


def equality(convention: Convention) -> dict[str, str] | None:
    """Text voted and text to sign, side by side; None before the text is settled."""
    if not convention.text_hash:
        return None
    party = convention.party(AUTHORITY)
    vote = party.deliberation if party else None
    voted = (vote.text_hash if vote else "") or convention.text_hash
    document = convention.envelope.document if convention.envelope else None
    to_sign = document.text_hash if document else convention.text_hash
    return {
        "voted": voted[:12],
        "to_sign": to_sign[:12],
        "same": "oui" if voted == to_sign else "",
        "number": vote.number if vote else "",
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
