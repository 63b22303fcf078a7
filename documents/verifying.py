"""Is this file the signed act? The same answer for the public page and the command.

Accepted: byte for byte a stored final revision, with every signature valid. Anything else is
refused with its reason, or is an earlier revision, named as such. Nothing of the file is kept and
nothing is disclosed that the file itself does not say.
"""

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from common import french

from . import how_signed, store
from .evidence import archive, slip
from .models import BoundCopy, Document, Envelope, EvidenceFile, PaperReturn, Revision
from .paper import binding
from .pdf import screening, verification


class Outcome(StrEnum):
    ACCEPTED = "accepted"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a file is, in one sentence, with the checks that lead there."""

    outcome: Outcome
    sentence: str
    sha256: str
    reference: str = ""
    register_words: str = ""
    signers: tuple[str, ...] = ()
    checks: tuple[tuple[bool, str], ...] = ()

    is_act: bool = True
    """False for what proves an act without being its signed copy."""

    @property
    def accepted(self) -> bool:
        return self.outcome is Outcome.ACCEPTED


def verify(data: bytes, *, against: str = "") -> Verdict:
    """Say what ``data`` is. ``against``: the reference of the act it should be the final of."""
    sha256 = hashlib.sha256(data).hexdigest()
    known = (
        Revision.objects.filter(file__sha256=sha256)
        .select_related("envelope__document", "file")
        .order_by("-number")
        .first()
    )
    bound = BoundCopy.objects.filter(file__sha256=sha256).select_related("envelope__document")
    if against:
        return _against(data, sha256, known or bound.first(), against)
    if archive.claims_to_be(data):
        return _evidence(sha256)
    if (held := bound.first()) is not None:
        return _bound(data, sha256, held)
    if (scan := _certified(sha256)) is not None:
        return _scan(sha256, scan)
    if known is None:
        project = Document.unscoped.filter(pdf_sha256=sha256, purpose=Document.Purpose.DRAFT)
        return _project(project.first(), sha256) or _unknown(data, sha256)
    if known.envelope.final != known:
        return _earlier(data, sha256, known)
    return _final(data, sha256, known)


def verify_file(path: Path, *, against: str = "") -> Verdict:
    """The same for a file on disk; one that is too large to be an act is not read to its end."""
    try:
        with path.open("rb") as stream:
            data = stream.read(screening.MAX_BYTES + 1)
    except OSError as error:
        return Verdict(Outcome.REFUSED, f"Fichier illisible : {french.os_error(error)}.", "")
    if not data:
        return Verdict(Outcome.REFUSED, "Ce fichier est vide : prenez le PDF reçu.", "")
    if len(data) > screening.MAX_BYTES:
        return Verdict(Outcome.REFUSED, screening.too_large(), "")
    return verify(data, against=against)


def _final(data: bytes, sha256: str, revision: Revision) -> Verdict:
    """The bytes are a stored final: its signatures are read again, each must be valid."""
    reading = verification.read(data)
    envelope = revision.envelope
    bad = [s for s in reading.signatures if not (s.intact and s.valid and s.trusted)]
    if reading.refusal or bad:
        why = reading.refusal or _weakness(bad[0])
        return Verdict(
            Outcome.REFUSED,
            f"Ce fichier est bien celui conservé pour {envelope.reference}, mais ses signatures "
            f"ne sont pas toutes valides : {why}",
            sha256,
            envelope.reference,
        )
    if hasattr(envelope, "bound"):
        return _electronic_part(sha256, envelope, reading)
    return Verdict(
        Outcome.ACCEPTED,
        f"Ce fichier est l’exemplaire définitif de la convention {envelope.reference}, inchangé "
        f"depuis le {_since(envelope)}.",
        sha256,
        envelope.reference,
        signers=_signers(envelope),
        checks=(
            (True, f"{len(reading.signatures)} signatures et cachets intacts et valides"),
            (True, "Certifié par le syndicat : seules les signatures prévues ont été ajoutées"),
            (True, f"Empreinte {sha256} (SHA-256)"),
        ),
    )


def _electronic_part(sha256: str, envelope: Envelope, reading: verification.Reading) -> Verdict:
    """The electronic file of an act that somebody signed on paper: true, and not the whole."""
    return Verdict(
        Outcome.ACCEPTED,
        f"Ce fichier est la partie électronique de la convention {envelope.reference}, inchangée "
        f"depuis le {_since(envelope)}. L’acte a aussi été signé à la main : son exemplaire "
        "définitif est l’exemplaire réuni, qui contient ce fichier et chaque numérisation.",
        sha256,
        envelope.reference,
        signers=_signers(envelope),
        checks=(
            (True, f"{len(reading.signatures)} signatures et cachets intacts et valides"),
            (True, f"Empreinte {sha256} (SHA-256)"),
        ),
        is_act=False,
    )


def _bound(data: bytes, sha256: str, held: BoundCopy) -> Verdict:
    """The bytes are a stored sheet: its seal and the signatures of the file inside must hold."""
    envelope = held.envelope
    final = envelope.final
    if final is None:
        return Verdict(Outcome.REFUSED, "Cet exemplaire n’est plus en vigueur.", sha256)
    sheet = verification.read(data, kept=True)
    act = verification.read(store.read(final.file.sha256))
    signatures = [*sheet.signatures, *act.signatures]
    bad = [s for s in signatures if not (s.intact and s.valid and s.trusted)]
    refusal = sheet.refusal or act.refusal
    if refusal or bad:
        why = refusal or _weakness(bad[0])
        return Verdict(
            Outcome.REFUSED,
            f"Ce fichier est bien celui conservé pour {envelope.reference}, mais ses signatures "
            f"ne sont pas toutes valides : {why}",
            sha256,
            envelope.reference,
        )
    scans = len(binding.papers(envelope))
    copies = french.plural(scans, "numérisation certifiée", "numérisations certifiées")
    return Verdict(
        Outcome.ACCEPTED,
        f"Ce fichier est l’exemplaire définitif de la convention {envelope.reference}, inchangé "
        f"depuis le {_since(envelope)}. Il réunit le fichier électronique signé et {scans} "
        f"{copies} d’un original papier.",
        sha256,
        envelope.reference,
        signers=_signers(envelope),
        checks=(
            (True, f"{len(signatures)} signatures, cachets et horodatages intacts et valides"),
            (True, "Scellé par le syndicat : aucun ajout n’est permis"),
            (True, "Une numérisation est une copie de l’original papier, que garde son "
                   "dépositaire ; elle n’est pas une signature électronique"),
            (True, f"Empreinte {sha256} (SHA-256)"),
        ),
    )  # fmt: skip


def _certified(sha256: str) -> PaperReturn | None:
    """The certified scan that these bytes are; one that no agent certified is not known here."""
    found = PaperReturn.objects.filter(file__sha256=sha256).exclude(signature=None)
    return found.select_related("slot__envelope", "slot__signature").first()


def _scan(sha256: str, scan: PaperReturn) -> Verdict:
    """The scan of a paper: true to the original for whoever trusts those who compared them."""
    slot, envelope = scan.slot, scan.slot.envelope
    paper = how_signed.on_paper(slot)
    if envelope.status in (Envelope.Status.SUPERSEDED, Envelope.Status.CANCELLED):
        return Verdict(
            Outcome.REFUSED,
            f"Ce fichier est la numérisation d’un exemplaire de {envelope.reference} remplacé ou "
            "retiré : il ne fait pas foi.",
            sha256,
            envelope.reference,
        )
    return Verdict(
        Outcome.ACCEPTED,
        f"Ce fichier est la numérisation de l’exemplaire {slot.paper_reference} de la convention "
        f"{envelope.reference}, signé à la main par {how_signed.who(slot)}. C’est une copie de "
        "l’original papier, jamais une signature électronique.",
        sha256,
        envelope.reference,
        checks=(
            (True, f"Certifiée conforme par {french.list_fr(how_signed.certified_by(slot))}"),
            (True, f"Date de la signature : {how_signed.when(slot)}"),
            (True, f"Original conservé par {paper['holder']}"),
            (True, f"Empreinte {sha256} (SHA-256)"),
        ),
        is_act=False,
    )


def _since(envelope: Envelope) -> str:
    return french.datetime_fr(envelope.finalised_at, "Europe/Paris")


def _weakness(signature: verification.SignatureReading) -> str:
    """Why one signature of the file does not hold."""
    if signature.problem:
        return signature.problem
    if not (signature.intact and signature.valid):
        return f"la signature du champ {signature.field} ne correspond pas au fichier."
    return f"le certificat du champ {signature.field} n’est pas reconnu ici ({signature.signer})."


def _signers(envelope: Envelope) -> tuple[str, ...]:
    """Who signed, how and when, as the file itself says in its fields."""
    return tuple(
        f"{how_signed.who(slot)} — {slot.get_mode_display().lower()}, {how_signed.when(slot)}"
        for slot in envelope.slots.filter(status="accepted")
    )


def _earlier(data: bytes, sha256: str, revision: Revision) -> Verdict:
    envelope = revision.envelope
    if envelope.status in (Envelope.Status.SUPERSEDED, Envelope.Status.CANCELLED):
        what = "Cet exemplaire a été remplacé ou retiré : il ne fait pas foi."
    elif envelope.status == Envelope.Status.SEALED_FINAL:
        what = "Ce n’est pas l’exemplaire définitif : il y manque des signatures ou l’horodatage."
    else:
        what = "L’acte n’est pas encore définitif : des signatures ou l’horodatage manquent."
    return Verdict(
        Outcome.REFUSED,
        f"Ce fichier est la révision {revision.number} de {envelope.reference}, du "
        f"{french.datetime_fr(revision.at, 'Europe/Paris')}. {what}",
        sha256,
        envelope.reference,
    )


def _evidence(sha256: str) -> Verdict:
    """A zip: the evidence of an act, as it was made, or a file that nobody knows here."""
    kept = EvidenceFile.objects.filter(file__sha256=sha256).select_related("envelope").first()
    if kept is None:
        return Verdict(
            Outcome.UNKNOWN,
            "Ce fichier n’est pas un dossier de preuve conservé ici, ou il a été modifié : "
            "indéterminé. Ce n’est ni une preuve de validité ni une preuve de fraude. Le programme "
            "verifier.py, dans le dossier, nomme le fichier touché.",
            sha256,
        )
    reference, when = kept.envelope.reference, french.datetime_fr(kept.at, "Europe/Paris")
    return Verdict(
        Outcome.ACCEPTED,
        f"Ce fichier est un dossier de preuve de la convention {reference}, inchangé depuis le "
        f"{when}. L’exemplaire définitif qu’il contient se vérifie aussi ici, à part.",
        sha256,
        reference,
        checks=(
            (True, "Identique, octet pour octet, à celui que la plateforme a établi"),
            (True, f"Empreinte {sha256} (SHA-256)"),
        ),
        is_act=False,
    )


def _slip(data: bytes, sha256: str) -> Verdict | None:
    """The bordereau de preuve alone, out of its zip; None for what does not claim to be one."""
    reading = verification.read(data, attached=True)
    reference = slip.named(reading)
    if not reference:
        return None
    kept = EvidenceFile.objects.filter(envelope__reference=reference).select_related("file")
    for each in kept:
        if archive.read(store.read(each.file.sha256)).get(slip.NAME) != data:
            continue
        when = french.datetime_fr(each.at, "Europe/Paris")
        return Verdict(
            Outcome.ACCEPTED,
            f"Ce fichier est un bordereau de preuve de la convention {reference}, inchangé depuis "
            f"le {when}. L’exemplaire définitif et le dossier de preuve se vérifient à part.",
            sha256,
            reference,
            checks=(
                (True, "Identique, octet pour octet, à celui que la plateforme a établi"),
                (True, f"Empreinte {sha256} (SHA-256)"),
            ),
            is_act=False,
        )
    return Verdict(
        Outcome.REFUSED,
        f"Ce fichier se présente comme un bordereau de preuve de l’acte {reference} et n’est aucun "
        "de ceux conservés ici : il ne fait pas foi. Prenez celui du dossier de preuve reçu.",
        sha256,
        reference,
    )


def _project(document: Document | None, sha256: str) -> Verdict | None:
    """A project sent to an assembly: true to the copy kept, and signed by nobody."""
    if document is None:
        return None
    return Verdict(
        Outcome.REFUSED,
        f"Ce fichier est un projet, tel que la plateforme l’a produit : {document.title}. Il "
        "n’est signé de personne et n’engage aucune partie. Attendu : l’exemplaire signé.",
        sha256,
    )


def _unknown(data: bytes, sha256: str) -> Verdict:
    """Not a file of ours: does it say which act it claims to be?"""
    reading = verification.read(data)
    if reading.refusal and (found := _slip(data, sha256)) is not None:
        return found  # refused as an act, for the facts that are attached to it
    origin = _origin(data, reading)
    if origin is not None:
        return _differs(data, sha256, origin, reading)
    if reading.refusal:
        return Verdict(Outcome.REFUSED, reading.refusal, sha256)
    return Verdict(
        Outcome.UNKNOWN,
        "Ce fichier ne correspond à aucun acte conservé ici : indéterminé. Ce n’est ni une "
        "preuve de validité ni une preuve de fraude.",
        sha256,
    )


def _against(
    data: bytes, sha256: str, known: Revision | BoundCopy | None, reference: str
) -> Verdict:
    envelope = (
        Envelope.unscoped.filter(reference=reference, status=Envelope.Status.SEALED_FINAL)
        .order_by("-pk")
        .first()
    )
    if envelope is None or envelope.final is None:
        return Verdict(
            Outcome.REFUSED,
            f"Aucun exemplaire définitif n’est conservé sous la référence {reference}.",
            sha256,
        )
    if isinstance(known, BoundCopy) and known.envelope_id == envelope.pk:
        return _bound(data, sha256, known)
    if isinstance(known, Revision) and known == envelope.final:
        return _final(data, sha256, known)
    return _differs(data, sha256, envelope)


def _differs(
    data: bytes, sha256: str, envelope: Envelope, reading: verification.Reading | None = None
) -> Verdict:
    """Compare with the stored final of an act and say where they part."""
    final = envelope.final or envelope.head
    if final is None:
        return Verdict(Outcome.REFUSED, "Aucun fichier n’est conservé pour cet acte.", sha256)
    whole = envelope.final_file if verification.holds_files(data) else None
    stored = store.read((whole or final.file).sha256)
    comparison = verification.compare_with_final(stored, data, reading=reading)
    return Verdict(
        Outcome.REFUSED,
        comparison.sentence,
        sha256,
        envelope.reference,
        checks=(
            (False, f"Il se présente comme l’acte {envelope.reference}"),
            (False, "Attendu : l’exemplaire conservé, octet pour octet"),
            (False, f"Empreinte du fichier déposé : {sha256} (SHA-256)"),
            (True, "L’exemplaire signé est chez chaque partie, qui l’a reçu, et au syndicat"),
        ),
    )


def _origin(data: bytes, reading: verification.Reading) -> Envelope | None:
    """The final act that ``data`` claims to be, by its seal or by its first page."""
    return (
        Envelope.unscoped.filter(
            reference__in=verification.claims(data, reading), status=Envelope.Status.SEALED_FINAL
        )
        .order_by("-pk")
        .first()
    )
