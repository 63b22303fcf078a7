"""The trusted lists of the European Union: which authorities issue qualified certificates.

Regulation (EU) n° 910/2014, art. 22; implementing decision (EU) 2015/1505; ETSI TS 119 612. The
list of lists names each national list and the certificates that sign it; pyHanko verifies both.
Setting ``TRUST_LISTS``: the territories read (« FR »), none when empty. What was verified is kept
in ``VAR_DIR/trust`` with its date, and serves until its next update is past.
"""

import base64
import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from asn1crypto import x509
from django.conf import settings
from lxml import etree
from pyhanko.sign.validation.qualified import eutl_parse
from pyhanko.sign.validation.qualified.assess import QualificationAssessor
from pyhanko.sign.validation.qualified.tsp import QcCertType, TSPRegistry
from pyhanko_certvalidator.authority import AuthorityWithCert
from pyhanko_certvalidator.path import ValidationPath

from common import outside

from . import keys

MAX_LIST = 60_000_000
SECONDS = 60.0
EVERY = timedelta(days=1)
INDEX = "lists.json"
ADJECTIVES = {
    "AT": "autrichienne", "BE": "belge", "BG": "bulgare", "CY": "chypriote", "CZ": "tchèque",
    "DE": "allemande", "DK": "danoise", "EE": "estonienne", "EL": "grecque", "ES": "espagnole",
    "FI": "finlandaise", "FR": "française", "HR": "croate", "HU": "hongroise", "IE": "irlandaise",
    "IS": "islandaise", "IT": "italienne", "LI": "du Liechtenstein", "LT": "lituanienne",
    "LU": "luxembourgeoise", "LV": "lettone", "MT": "maltaise", "NL": "néerlandaise",
    "NO": "norvégienne", "PL": "polonaise", "PT": "portugaise", "RO": "roumaine",
    "SE": "suédoise", "SI": "slovène", "SK": "slovaque",
}  # fmt: skip
NAMES = {
    "ds": "http://www.w3.org/2000/09/xmldsig#",
    "tsl": "http://uri.etsi.org/02231/v2#",
}
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class TrustedList:
    """A national list that was verified; instants are aware."""

    territory: str
    issued: datetime
    next_update: datetime | None

    def __str__(self) -> str:
        """« liste de confiance française du 20/11/2026 »."""
        whose = ADJECTIVES.get(self.territory, f"({self.territory})")
        return f"liste de confiance {whose} du {self.issued:%d/%m/%Y}"

    def serves(self, at: datetime) -> bool:
        """Whether it may be relied on at ``at``: a list says until when (TS 119 612, 5.3.15)."""
        return self.next_update is None or at <= self.next_update


class ListUnreadable(Exception):
    """A list could not be fetched or verified; the message says which and why, in French."""


# --- read ---------------------------------------------------------------------------------------
def lists(at: datetime) -> list[TrustedList]:
    """The lists that serve at ``at``; none when none was read, or when they are out of date."""
    return [each for each, _ in _serving(at)]


def anchors(at: datetime, *, timestamps: bool) -> list[x509.Certificate]:
    """The authorities qualified at ``at`` for certificates, or those for timestamps."""
    found = {}
    for _, registry in _serving(at):
        known = (
            registry.known_timestamp_authorities
            if timestamps
            else registry.known_certificate_authorities
        )
        for authority in known:
            serves = any(True for _ in registry.applicable_service_definitions(authority, at))
            if serves and isinstance(authority, AuthorityWithCert):
                found[authority.certificate.sha256] = authority.certificate
    return list(found.values())


def qualifying(path: ValidationPath, at: datetime) -> TrustedList | None:
    """The list by which the first certificate of ``path`` is qualified to sign at ``at``."""
    for each, registry in _serving(at):
        try:
            found = QualificationAssessor(registry).check_entity_cert_qualified(path, at).status
        except NotImplementedError:  # a certificate of several types at once: it says too much
            continue
        if found.qualified and found.qc_type is QcCertType.QC_ESIGN:
            return each
    return None


def _serving(at: datetime) -> Iterator[tuple[TrustedList, TSPRegistry]]:
    if not settings.TRUST_LISTS:
        return
    try:
        stamp = (folder() / INDEX).stat().st_mtime_ns
    except OSError:
        return
    for each, registry in _kept(folder(), tuple(settings.TRUST_LISTS), stamp):
        if each.serves(at):
            yield each, registry


@lru_cache(maxsize=2)
def _kept(
    where: Path, territories: tuple[str, ...], _modified: int
) -> list[tuple[TrustedList, TSPRegistry]]:
    found = []
    for territory, row in _index(where).get("lists", {}).items():
        if territory not in territories:
            continue
        text = (where / f"{territory}.xml").read_text(encoding="utf-8")
        signers = [x509.Certificate.load(base64.b64decode(each)) for each in row["signers"]]
        try:
            found.append(_verified(territory, text, signers))
        except ListUnreadable as fault:
            logger.error("the list kept for %s is left aside: %s", territory, fault)
    return found


def _verified(
    territory: str, text: str, signers: list[x509.Certificate]
) -> tuple[TrustedList, TSPRegistry]:
    """A list signed by one of ``signers``: what it says of itself, and its services."""
    try:
        registry, _ = eutl_parse.trust_list_to_registry(text, signers)
        return _dates(territory, text), registry
    except Exception as error:  # a file from outside may fail in any way
        logger.info("list %s refused", territory, exc_info=True)
        raise ListUnreadable("sa signature ou sa forme n’est pas celle attendue.") from error


def _dates(territory: str, text: str) -> TrustedList:
    """When a verified list was issued and until when it serves; ValueError for what is unsigned."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    root = etree.fromstring(text.encode(), parser)
    signed = root.xpath("./ds:Signature/ds:SignedInfo/ds:Reference/@URI", namespaces=NAMES)
    if not {"", f"#{root.get('Id')}"} & set(signed):
        raise ValueError("the signature is not that of the whole list")
    (issued,) = root.xpath("./tsl:SchemeInformation/tsl:ListIssueDateTime/text()", namespaces=NAMES)
    until = root.xpath(
        "./tsl:SchemeInformation/tsl:NextUpdate/tsl:dateTime/text()", namespaces=NAMES
    )
    return TrustedList(territory, _instant(issued), _instant(until[0]) if until else None)


def _instant(text: str) -> datetime:
    instant = datetime.fromisoformat(text.strip())
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def _index(where: Path) -> dict[str, Any]:
    try:
        found = json.loads((where / INDEX).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def folder() -> Path:
    """Where the verified lists are kept."""
    return Path(settings.VAR_DIR) / "trust"


# --- fetched ------------------------------------------------------------------------------------
def refresh_due(now: datetime) -> str:
    """Called by ``tick``: refresh once a day, told in one line; empty when it is not time."""
    if not settings.TRUST_LISTS:
        return ""
    tried = _index(folder()).get("tried_at", "")
    if tried and now - datetime.fromisoformat(tried) < EVERY:
        return ""
    return " ".join(refresh(now))


def refresh(now: datetime) -> list[str]:
    """Fetch and verify the list of lists, then those of the settings; one sentence for each.

    A list that cannot be had leaves the one kept before. Never raises for what is outside.
    """
    where, territories = folder(), settings.TRUST_LISTS
    if not territories:
        return ["Aucune liste demandée (TRUST_LISTS)."]
    where.mkdir(parents=True, exist_ok=True)
    index = _index(where)
    rows, said = dict(index.get("lists", {})), []
    try:
        references = _references()
    except ListUnreadable as fault:
        said.append(f"Liste européenne des listes : {fault}")
        references = {}
    for territory in territories if references else ():
        try:
            text, found, signers = _national(territory, references)
        except ListUnreadable as fault:
            said.append(f"Liste {territory} : {fault}")
            continue
        _write(where / f"{territory}.xml", text)
        rows[territory] = {"issued": found.issued.isoformat(), "signers": signers}
        said.append(f"Lue et vérifiée : {found}.")
    kept = {"tried_at": now.isoformat(), "lists": rows}
    _write(where / INDEX, json.dumps(kept, indent=1))
    for line in said:
        logger.info("trusted lists: %s", line)
    return said


def _references() -> dict[str, eutl_parse.TLReference]:
    """By territory, where its list is and who signs it, from the verified list of lists."""
    text = _fetched(settings.TRUST_LOTL_URL)
    signers = [
        c for path in settings.TRUST_LOTL_CERTIFICATES for c in keys.certificates(Path(path))
    ]
    try:
        found = eutl_parse.validate_and_parse_lotl(text, signers or None)
    except Exception as error:  # a file from outside may fail in any way
        logger.info("list of lists refused", exc_info=True)
        raise ListUnreadable(
            "sa signature ou sa forme n’est pas celle attendue ; la Commission a pu changer de "
            "certificat : mettez pyHanko à jour, ou indiquez TRUST_LOTL_CERTIFICATES."
        ) from error
    return {
        each.territory.upper(): each
        for each in found.references
        if eutl_parse.LOTL_RULE not in each.scheme_rules
    }


def _national(
    territory: str, references: dict[str, eutl_parse.TLReference]
) -> tuple[str, TrustedList, list[str]]:
    """A list as received, what it says of itself, and who signs it (DER, base 64)."""
    reference = references.get(territory)
    if reference is None:
        raise ListUnreadable("absente de la liste européenne des listes.")
    text = _fetched(reference.location_uri)
    found, _ = _verified(territory, text, reference.tlso_certs)
    return text, found, [base64.b64encode(c.dump()).decode() for c in reference.tlso_certs]


def _fetched(url: str) -> str:
    try:
        data = outside.fetch(url, limit=MAX_LIST, schemes=("https", "http"), seconds=SECONDS)
        return data.decode("utf-8-sig")
    except (outside.Unreachable, ValueError) as fault:
        raise ListUnreadable(f"{url} : {fault}.") from fault


def _write(path: Path, text: str) -> None:
    """Whole or not at all."""
    partial = path.with_name(f".{path.name}.part")
    partial.write_text(text, encoding="utf-8")
    partial.replace(path)
