"""The final copy of an act signed in part on paper: one sealed sheet that holds every file.

The electronic file cannot take the scans: its seal allows only its own fields to be filled, so one
page more would break each signature. It goes untouched inside the sheet, with each certified scan,
as files attached to a PDF/A-3; the sheet says who signed how, is sealed, then timestamped.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from common import french

from .. import how_signed, store
from ..models import Envelope, PaperReturn, Slot
from ..pdf import keys, pages, sealing, sheets

ACT = "acte-electronique.pdf"


@dataclass(frozen=True, slots=True)
class Held:
    """One file of the final copy: its name there, what it is, its bytes."""

    name: str
    what: str
    data: bytes

    @property
    def sha256(self) -> str:
        return sha256(self.data).hexdigest()

    @property
    def size(self) -> int:
        return len(self.data)

    @property
    def pages(self) -> int:
        return pages.count(self.data)


def papers(envelope: Envelope) -> list[PaperReturn]:
    """The certified scans of an act, in the order of its signatories."""
    found = PaperReturn.objects.filter(signature__slot__envelope=envelope)
    return list(found.select_related("slot__signature", "file").order_by("slot__order"))


def scan_name(found: PaperReturn) -> str:
    """« papier-FS-7K2P.pdf »: the name of a scan wherever it goes."""
    return f"papier-{found.slot.paper_reference}.pdf"


def held(envelope: Envelope, act: bytes, found: list[PaperReturn]) -> list[Held]:
    """Every file of the final copy: the electronic one, then each scan."""
    files = [Held(ACT, "Fichier électronique signé, tel quel", act)]
    for each in found:
        words = f"Numérisation certifiée de l’exemplaire signé à la main, {each.slot.label}"
        files.append(Held(scan_name(each), words, store.read(each.file.sha256)))
    return files


def bound(envelope: Envelope, act: bytes, found: list[PaperReturn], *, at: dt.datetime) -> bytes:
    """The sealed and timestamped sheet with ``act`` and the scans inside.

    Raises ``documents.pdf.errors.PdfRefused`` (no seal, no timestamp): the act stays complete.
    """
    files = held(envelope, act, found)
    attached = [sheets.Attached(each.name, each.data, each.what, "Source") for each in files]
    laid = sheets.render(html(envelope, files, at=at), attached, at=at)
    reason = (
        f"Cachet électronique du syndicat sur l’exemplaire réuni de l’acte {envelope.reference}"
    )
    return sealing.add_timestamp(sheets.seal(laid, reason=reason, at=at), at=at)


def html(envelope: Envelope, files: list[Held], *, at: dt.datetime) -> str:
    """The page of the sheet."""
    context = {
        "envelope": envelope,
        "title": envelope.document.title,
        "mark": keys.DEMO_MARK if keys.demo() else "",
        "made_at": french.datetime_fr(at, settings.TIME_ZONE),
        "files": files,
        "signatures": list(_signatures(envelope)),
        "verify": f"{settings.SITE_URL}{reverse('documents:verify')}",
    }
    return render_to_string("documents/bound_sheet.html", context)


def _signatures(envelope: Envelope) -> Iterator[dict[str, object]]:
    for slot in envelope.slots.select_related("signature__paper_return").order_by("order"):
        scan = slot.signature.paper_return
        yield {
            "order": slot.order,
            "body": slot.label,
            "who": how_signed.who(slot),
            "formula": _formula(slot),
            "mode": slot.get_mode_display(),
            "when": how_signed.when(slot),
            "where": ACT if scan is None else scan_name(scan),
            "paper": how_signed.on_paper(slot),
            "agents": french.list_fr(how_signed.certified_by(slot)),
        }


def _formula(slot: Slot) -> str:
    """« Pour la maire et par délégation, le premier adjoint », for whoever signed for another."""
    held_by = slot.signer.get("ground", "holder") == "holder"
    return "" if held_by else str(slot.signer.get("formula", ""))
