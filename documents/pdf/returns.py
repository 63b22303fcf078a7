"""A PDF signed elsewhere comes back: the seven points on which it is accepted, one by one.

A certificate's signature can be perfectly valid on a forged act: what counts is that the file
continues, byte for byte, the one we issued, and changes nothing but the field meant for it.
"""

import logging
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from common.french import list_fr

from . import fields, pages, trusted_lists, verification
from .reading import REVOCATION_UNKNOWN, Modification, Reading, Revocation, SignatureReading, read
from .revocation import Inquiry
from .trusted_lists import TrustedList


class Answer(StrEnum):
    """Answer to one point."""

    MET = "met"  # « rempli »
    DOUBTFUL = "doubtful"  # « douteux »
    NOT_MET = "not_met"  # « non rempli »


class Outcome(StrEnum):
    """Fate of the return: accepted, examined by an agent, or refused (the field stays open)."""

    ACCEPTED = "accepted"
    TO_CHECK = "to_check"
    REFUSED = "refused"


@dataclass(frozen=True)
class ExpectedSignature:
    """The signature awaited in ``field``: the signatory's name, or the very certificate.

    ``qualified``: the act asks for a qualified certificate (P15).
    """

    field: str
    signatory: str = ""
    certificate_sha256: str = ""
    qualified: bool = False


@dataclass(frozen=True)
class Point:
    """One of the seven points, with its explanation in French."""

    number: int
    name: str
    answer: Answer
    explanation: str


@dataclass(frozen=True)
class Report:
    """The seven points and what they lead to."""

    points: tuple[Point, ...]
    outcome: Outcome
    reading: Reading


NAMES = {
    1: "Nombre de signatures",
    2: "Validité des signatures",
    3: "Fichier émis conservé",
    4: "Champs et signataires",
    5: "Nature des modifications",
    6: "Étendue de la dernière signature",
    7: "Pages identiques",
}
logger = logging.getLogger(__name__)
_TITLES = {"M", "MME", "MONSIEUR", "MADAME", "DR", "ME", "DE", "DU", "LA", "LE", "DES", "D", "L"}


def continues(
    issued: bytes,
    returned: bytes,
    expected: Sequence[ExpectedSignature],
    *,
    at: datetime | None = None,
    inquiry: Inquiry | None = None,
) -> Report:
    """Judge ``returned`` as a continuation of ``issued`` with the ``expected`` signatures added.

    ``issued`` is the last revision kept, with the signatures it may already bear; ``at``: the
    instant at which certificates are judged, now when None; ``inquiry``: the questions to ask
    authorities about them, none when None. Never raises on what comes from outside; ``issued``
    must be a file of ours.
    """
    at = at or datetime.now(UTC)
    before, after = read(issued, at=at), read(returned, at=at, inquiry=inquiry)
    lists = trusted_lists.lists(at)
    answers = {
        1: _count(before, after, expected),
        2: _validity(after, expected, lists, inquiry, at),
        3: _prefix(issued, returned),
        4: _fields(before, after, expected),
        6: _coverage(after, returned),
        7: _images(issued, returned, expected, after),
    }
    faithful = (
        answers[3][0] is Answer.MET
        and answers[7][0] is Answer.MET
        and answers[2][0] is not Answer.NOT_MET
        and answers[4][0] is not Answer.NOT_MET
    )
    answers[5] = _modifications(after, _commented(issued, returned, after), faithful=faithful)
    points = tuple(Point(number, NAMES[number], *answers[number]) for number in sorted(answers))
    given = {point.answer for point in points}
    outcome = Outcome.ACCEPTED
    if Answer.NOT_MET in given:
        outcome = Outcome.REFUSED
    elif Answer.DOUBTFUL in given:
        outcome = Outcome.TO_CHECK
    return Report(points, outcome, after)


def _count(
    before: Reading, after: Reading, expected: Sequence[ExpectedSignature]
) -> tuple[Answer, str]:
    if after.refusal:
        return Answer.NOT_MET, after.refusal
    wanted = len(before.signatures) + len(expected)
    found = len(after.signatures)
    if found == len(before.signatures):
        return Answer.NOT_MET, (
            "Aucune signature n’a été ajoutée au fichier émis. Signez le champ prévu, enregistrez, "
            "puis renvoyez le fichier enregistré."
        )
    if found != wanted:
        return Answer.NOT_MET, (
            f"{found} signatures trouvées, {wanted} attendues (cachet compris) : renvoyez le "
            "fichier émis avec la seule signature demandée."
        )
    return Answer.MET, f"{found} signatures, le nombre attendu (cachet compris)."


def _validity(
    after: Reading,
    expected: Sequence[ExpectedSignature],
    lists: Sequence[TrustedList],
    inquiry: Inquiry | None,
    at: datetime,
) -> tuple[Answer, str]:
    if not after.signatures:
        return Answer.NOT_MET, "Aucune signature à vérifier."
    broken = [s.field for s in after.signatures if not (s.intact and s.valid)]
    if broken:
        return Answer.NOT_MET, (
            f"Signature rompue ou invérifiable : {', '.join(broken)}. Le fichier a été modifié "
            "après la signature, ou la signature est abîmée."
        )
    revoked = [s.field for s in after.signatures if s.revocation is Revocation.REVOKED]
    if revoked:
        return Answer.NOT_MET, (
            f"Certificat révoqué : {', '.join(revoked)}. Signez avec un certificat en cours de "
            "validité, ou choisissez un autre mode de signature."
        )
    awaited = {each.field for each in expected}
    if unusable := [s for s in after.signatures if s.field in awaited and s.unusable]:
        why = " ".join(f"{s.field} : {s.unusable}" for s in unusable)
        return Answer.NOT_MET, f"{why} Signez avec un autre certificat, ou d’une autre manière."
    demanding = {each.field for each in expected if each.qualified}
    asked = [s for s in after.signatures if s.field in demanding]
    simple = [s for s in asked if not s.counts_as_qualified]
    stale = trusted_lists.missing(at)
    if simple and stale and all(s.qualified for s in simple):
        return Answer.DOUBTFUL, (
            "Signatures intactes ; le certificat se dit qualifié, sans qu’une liste de confiance à "
            f"jour l’établisse. {stale} Un agent du syndicat l’examine."
        )
    if simple:
        return Answer.NOT_MET, (
            f"Cet acte se signe avec un certificat qualifié ; celui-ci ne l’est pas"
            f"{_according(lists)} : {', '.join(s.field for s in simple)}. Demandez un certificat "
            "qualifié à un prestataire de confiance."
        )
    unknown = [s for s in after.signatures if not s.trusted]
    if unknown:
        who = " ; ".join(
            f"{s.field} (délivré par {plain_name(s.issuer) or 'inconnu'})" for s in unknown
        )
        return Answer.DOUBTFUL, (
            f"Signatures intactes, mais certificat d’une autorité non reconnue ici : {who}. "
            f"{_recognised(lists, at)}"
        )
    told = [
        f"{s.field} : certificat qualifié selon la {s.listed}{_held(s)}."
        for s in after.signatures
        if s.field in awaited and s.listed
    ]
    if any(s.revocation is Revocation.UNKNOWN for s in after.signatures):
        told.append(_undetermined(inquiry))
    return Answer.MET, " ".join(
        ["Signatures intactes, valides et de confiance.", *told, _recognised(lists, at)]
    )


def _according(lists: Sequence[TrustedList]) -> str:
    return f" selon la {list_fr((str(each) for each in lists), 'ou')}" if lists else ""


def _held(signature: SignatureReading) -> str:
    return ", clé tenue par un dispositif qualifié (QSCD)" if signature.on_device else ""


def _recognised(lists: Sequence[TrustedList], at: datetime) -> str:
    """By what authorities are recognised: a report says so, since it changes with the lists."""
    if not lists and trusted_lists.asked():
        return (
            f"Autorités reconnues : celles que le syndicat a désignées. {trusted_lists.missing(at)}"
        )
    if not lists:
        return (
            "Autorités reconnues : celles que le syndicat a désignées ; aucune liste de confiance "
            "européenne n’est lue."
        )
    found = list_fr((str(each) for each in lists), "et")
    stale = trusted_lists.missing(at)
    return (
        f"Autorités reconnues : {found} ; celles que le syndicat a désignées."
        f"{f' {stale}' if stale else ''}"
    )


def _undetermined(inquiry: Inquiry | None) -> str:
    silent = inquiry.silent if inquiry else []
    asked = f" Sans réponse utilisable : {', '.join(silent)}." if silent else ""
    return f"{REVOCATION_UNKNOWN}{asked}"


def _prefix(issued: bytes, returned: bytes) -> tuple[Answer, str]:
    if returned.startswith(issued):
        return Answer.MET, "Le fichier émis se retrouve octet pour octet au début du fichier reçu."
    first = verification.first_difference(issued, returned)
    return Answer.NOT_MET, (
        "Le fichier reçu n’est pas la suite du fichier émis (premier écart : octet "
        f"{verification.grouped(first or 1)}). Il a été réécrit, imprimé en PDF ou remplacé : "
        "signez le fichier émis lui-même."
    )


def _fields(
    before: Reading, after: Reading, expected: Sequence[ExpectedSignature]
) -> tuple[Answer, str]:
    known = {s.field for s in before.signatures} | set(before.empty_fields)
    names = [s.field for s in after.signatures] + list(after.empty_fields)
    if strangers := sorted(set(names) - known) + list(after.other_fields):
        return Answer.NOT_MET, (
            f"Champs que nous n’avons pas créés : {', '.join(strangers)}. Signez dans le champ "
            "prévu, sans en ajouter."
        )
    if missing := sorted(known - set(names)):
        return Answer.NOT_MET, f"Champs disparus ou renommés : {', '.join(missing)}."
    by_field = {s.field: s for s in after.signatures}
    if unsigned := [e.field for e in expected if e.field not in by_field]:
        return Answer.NOT_MET, f"Champ attendu resté vide : {', '.join(unsigned)}."
    filled = {s.field for s in before.signatures} | {e.field for e in expected}
    if others := sorted(set(by_field) - filled):
        return Answer.NOT_MET, (
            f"Champ d’un autre signataire rempli : {', '.join(others)}. Signez dans "
            f"{', '.join(e.field for e in expected)}."
        )
    doubts = [d for e in expected if (d := _signatory_doubt(e, by_field[e.field]))]
    if doubts:
        return Answer.DOUBTFUL, " ".join(doubts)
    return Answer.MET, "Seul le champ prévu a été rempli, par le signataire attendu."


def _signatory_doubt(expected: ExpectedSignature, signature: SignatureReading) -> str:
    """Return why the certificate may not be the signatory's; empty when it is."""
    if expected.certificate_sha256:
        if expected.certificate_sha256 == signature.certificate_sha256:
            return ""
        return (
            f"{expected.field} : le certificat n’est pas celui attendu (titulaire : "
            f"{plain_name(signature.signer) or 'inconnu'})."
        )
    wanted = _words(expected.signatory) - _TITLES
    if wanted and wanted <= _words(signature.signer):
        return ""
    return (
        f"{expected.field} : certificat au nom de « {plain_name(signature.signer) or 'inconnu'} », "
        f"signataire attendu « {expected.signatory} »."
    )


def plain_name(subject: str) -> str:
    """« Jeanne DUMONT, Commune de Cerisy, FR »: a name of a certificate without its English labels.

    ``subject``: as asn1crypto tells it, « Common Name: Jeanne DUMONT, Organization: … ».
    """
    return re.sub(r"(^|[,;] )[A-Z][A-Za-z ]+: ", r"\1", subject)


def _words(text: str) -> set[str]:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().upper()
    return set("".join(char if char.isalnum() else " " for char in plain).split())


def _commented(issued: bytes, returned: bytes, after: Reading) -> str:
    """Return the pages whose comments are not those of the issued file, as a list to print."""
    if not after.pages:
        return ""
    before = fields.notes(issued)
    try:
        now = fields.notes(returned)
    except Exception:  # a hostile file may make a parser fail in any way
        logger.info("annotations of %s unreadable", after.sha256, exc_info=True)
        return "illisible"
    changed = sorted(page for page in before | now if before.get(page, 0) != now.get(page, 0))
    return ", ".join(str(page) for page in changed)


def _modifications(after: Reading, commented: str, *, faithful: bool) -> tuple[Answer, str]:
    """Judge what was added; only a file faithful on every other point gets the benefit of doubt."""
    if after.other_fields:
        return Answer.NOT_MET, f"Champs de formulaire ajoutés : {', '.join(after.other_fields)}."
    if commented:
        return Answer.NOT_MET, (
            f"Commentaires ou annotations ajoutés ou retirés, page {commented} : renvoyez le "
            "fichier signé sans annotation."
        )
    allowed = {Modification.NONE, Modification.ARCHIVAL, Modification.FORM_FILLING}
    changed = [
        s.field for s in after.signatures if s.modification not in allowed or not s.changes_allowed
    ]
    if not changed and after.signatures:
        return Answer.MET, "Après chaque signature, seuls des champs de signature ont été remplis."
    if faithful:
        return Answer.DOUBTFUL, (
            "Le logiciel de signature a ajouté autre chose que la signature (structure du "
            "fichier) : un agent compare le fichier reçu au fichier émis."
        )
    return Answer.NOT_MET, (
        f"Modification non permise après signature ({', '.join(changed) or 'illisible'}) : du "
        "contenu a été ajouté ou remplacé."
    )


def _coverage(after: Reading, returned: bytes) -> tuple[Answer, str]:
    """The last signature covers the file, or all of it but validation data (PAdES B-LT)."""
    last = after.signatures[-1] if after.signatures else None
    if last and last.covers_whole_file:
        return Answer.MET, "La dernière signature couvre tout le fichier."
    archived = last and last.covers_its_revision and last.modification is Modification.ARCHIVAL
    if archived and returned.rstrip(b"\r\n").endswith(b"%%EOF"):
        return Answer.MET, (
            "La dernière signature couvre tout le fichier, hors les données de validation ajoutées "
            "après elle."
        )
    return Answer.NOT_MET, (
        "La dernière signature ne couvre pas tout le fichier : du contenu a été ajouté après elle."
    )


def _images(
    issued: bytes, returned: bytes, expected: Sequence[ExpectedSignature], after: Reading
) -> tuple[Answer, str]:
    if not after.pages:
        return (
            Answer.NOT_MET,
            "Pages non comparées : le fichier n’a pas pu être ouvert sans risque.",
        )
    wanted = {e.field for e in expected}
    boxes = [box for name, box in fields.boxes(issued).items() if name in wanted]
    try:
        differing = pages.differing(issued, returned, boxes)
    except Exception:  # a hostile file may make the engine fail in any way
        logger.info("pages of %s could not be compared", after.sha256, exc_info=True)
        return Answer.NOT_MET, "Pages impossibles à afficher, donc à comparer : fichier abîmé."
    if differing:
        listed = ", ".join(str(number) for number in differing)
        return Answer.NOT_MET, (
            f"Pages qui diffèrent du fichier émis hors du cadre de signature : {listed}."
        )
    return Answer.MET, "Toutes les pages sont identiques, hors du cadre de signature."
