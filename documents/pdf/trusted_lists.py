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
ALL = "*"
"""Place, among the faults, of the list of lists."""
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


@dataclass(frozen=True, slots=True)
class Listed:
    """A certificate is qualified to sign by ``trusted``; ``device``: its key is also held by a
    qualified device (QSCD), which makes its signatures qualified (eIDAS, art. 3, 12)."""

    trusted: TrustedList
    device: bool


@dataclass(frozen=True, slots=True)
class Source:
    """What is known of a list that the settings ask for. ``kept``: the last one verified, None
    without any; ``fault``: why the last try failed, in French."""

    territory: str
    kept: TrustedList | None
    serves: bool
    fault: str


class ListUnreadable(Exception):
    """A list could not be fetched or verified; the message says which and why, in French."""


# --- read ---------------------------------------------------------------------------------------
def asked() -> tuple[str, ...]:
    """The territories whose lists the settings ask for."""
    return tuple(settings.TRUST_LISTS)


def sources(at: datetime) -> list[Source]:
    """Every list asked for, with what is kept of it, whether it serves or not."""
    index = _index(folder())
    kept = {each.territory: each for each, _ in _all_kept()}
    faults = index.get("faults", {})
    return [
        Source(
            territory,
            found := kept.get(territory),
            found is not None and found.serves(at),
            str(faults.get(territory) or faults.get(ALL, "")),
        )
        for territory in asked()
    ]


def tried_at() -> datetime | None:
    """When the lists were last asked for; None before the first time."""
    tried = _index(folder()).get("tried_at", "")
    return datetime.fromisoformat(tried) if tried else None


def missing(at: datetime) -> str:
    """What no list says at ``at`` though the settings ask for it, as a sentence; else empty."""
    gone = [each for each in sources(at) if not each.serves]
    if not gone:
        return ""
    names = ", ".join(
        f"{each.kept}, périmée" if each.kept else f"{each.territory}, jamais lue" for each in gone
    )
    return f"Listes de confiance européennes à relire ({names})."


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


def qualifying(path: ValidationPath, at: datetime) -> Listed | None:
    """How the first certificate of ``path`` is qualified to sign at ``at``; None when it is not."""
    for each, registry in _serving(at):
        try:
            found = QualificationAssessor(registry).check_entity_cert_qualified(path, at).status
        except NotImplementedError:  # a certificate of several types at once: it says too much
            continue
        if found.qualified and found.qc_type is QcCertType.QC_ESIGN:
            return Listed(each, found.qc_key_security.is_qscd)
    return None


def _serving(at: datetime) -> Iterator[tuple[TrustedList, TSPRegistry]]:
    return ((each, registry) for each, registry in _all_kept() if each.serves(at))


def _all_kept() -> list[tuple[TrustedList, TSPRegistry]]:
    if not asked():
        return []
    try:
        stamp = (folder() / INDEX).stat().st_mtime_ns
    except OSError:
        return []
    return _kept(folder(), asked(), stamp)


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
    if not asked():
        return ""
    tried = tried_at()
    if tried is not None and now - tried < EVERY:
        return ""
    return " ".join(refresh(now))


def refresh(now: datetime) -> list[str]:
    """Fetch and verify the list of lists, then those of the settings; one sentence for each.

    A list that cannot be had leaves the one kept before. Never raises for what is outside.
    """
    where, territories = folder(), asked()
    if not territories:
        return ["Aucune liste demandée (TRUST_LISTS)."]
    where.mkdir(parents=True, exist_ok=True)
    rows, said = dict(_index(where).get("lists", {})), []
    faults: dict[str, str] = {}
    references: dict[str, eutl_parse.TLReference] = {}
    try:
        references = _references(now)
    except ListUnreadable as fault:
        faults[ALL] = f"Liste européenne des listes : {fault}"
        said.append(faults[ALL])
    for territory in territories if references else ():
        try:
            text, found, signers = _national(territory, references, now)
            _not_older(found, rows.get(territory))
        except ListUnreadable as fault:
            faults[territory] = f"Liste {territory} : {fault}"
            said.append(faults[territory])
            continue
        _write(where / f"{territory}.xml", text)
        rows[territory] = {"issued": found.issued.isoformat(), "signers": signers}
        said.append(f"Lue et vérifiée : {found}.")
    _write(
        where / INDEX,
        json.dumps({"tried_at": now.isoformat(), "lists": rows, "faults": faults}, indent=1),
    )
    for line in said:
        logger.info("trusted lists: %s", line)
    return said


def _not_older(found: TrustedList, row: dict[str, Any] | None) -> None:
    """An older list, though signed, would bring back services withdrawn since."""
    if row is not None and found.issued < datetime.fromisoformat(row["issued"]):
        raise ListUnreadable(
            f"celle du {found.issued:%d/%m/%Y} est plus ancienne que celle déjà lue, qui reste."
        )


def _in_time(found: TrustedList, now: datetime) -> None:
    if found.next_update is not None and not found.serves(now):
        raise ListUnreadable(f"elle est périmée depuis le {found.next_update:%d/%m/%Y}.")


def _references(now: datetime) -> dict[str, eutl_parse.TLReference]:
    """By territory, where its list is and who signs it, from the verified list of lists."""
    text = _fetched(settings.TRUST_LOTL_URL)
    signers = [
        c for path in settings.TRUST_LOTL_CERTIFICATES for c in keys.certificates(Path(path))
    ]
    try:
        found = eutl_parse.validate_and_parse_lotl(text, signers or None)
        itself = _dates("EU", text)
    except Exception as error:  # a file from outside may fail in any way
        logger.info("list of lists refused", exc_info=True)
        raise ListUnreadable(
            "sa signature ou sa forme n’est pas celle attendue ; la Commission a pu changer de "
            "certificat : mettez pyHanko à jour, ou indiquez TRUST_LOTL_CERTIFICATES."
        ) from error
    _in_time(itself, now)
    return {
        each.territory.upper(): each
        for each in found.references
        if eutl_parse.LOTL_RULE not in each.scheme_rules
    }


def _national(
    territory: str, references: dict[str, eutl_parse.TLReference], now: datetime
) -> tuple[str, TrustedList, list[str]]:
    """A list as received, what it says of itself, and who signs it (DER, base 64)."""
    reference = references.get(territory)
    if reference is None:
        raise ListUnreadable("absente de la liste européenne des listes.")
    text = _fetched(reference.location_uri)
    found, _ = _verified(territory, text, reference.tlso_certs)
    _in_time(found, now)
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
