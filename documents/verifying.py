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

from . import store
from .evidence import archive
from .models import Document, Envelope, EvidenceFile, Revision
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
    if against:
        return _against(data, sha256, known, against)
    if archive.claims_to_be(data):
        return _evidence(sha256)
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
    when = french.datetime_fr(envelope.finalised_at, "Europe/Paris")
    return Verdict(
        Outcome.ACCEPTED,
        f"Ce fichier est l’exemplaire définitif de la convention {envelope.reference}, inchangé "
        f"depuis le {when}.",
        sha256,
        envelope.reference,
        signers=_signers(envelope),
        checks=(
            (True, f"{len(reading.signatures)} signatures et cachets intacts et valides"),
            (True, "Certifié par le syndicat : seules les signatures prévues ont été ajoutées"),
            (True, f"Empreinte {sha256} (SHA-256)"),
        ),
    )


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
        f"{slot.signer.get('name', slot.label)}, {slot.signer.get('quality', '')} — "
        f"{slot.get_mode_display().lower()}, "
        f"{french.datetime_fr(slot.signed_at, 'Europe/Paris')}"
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


def _against(data: bytes, sha256: str, known: Revision | None, reference: str) -> Verdict:
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
    if known is not None and known == envelope.final:
        return _final(data, sha256, known)
    return _differs(data, sha256, envelope)


def _differs(
    data: bytes, sha256: str, envelope: Envelope, reading: verification.Reading | None = None
) -> Verdict:
    """Compare with the stored final of an act and say where they part."""
    final = envelope.final or envelope.head
    if final is None:
        return Verdict(Outcome.REFUSED, "Aucun fichier n’est conservé pour cet acte.", sha256)
    stored = store.read(final.file.sha256)
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
