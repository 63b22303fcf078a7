# ruff: noqa: RUF009 - always and only_if return dataclass fields

"""Values of the attestation that a copy of a signed act is true to what the syndicate keeps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from documents.contract import DocumentData, always, only_if, optional

CopyKind = Literal["electronic", "print", "scan"]


@dataclass(frozen=True, kw_only=True)
class CopyAttestationData(DocumentData):
    """One page about one copy: the final file, its print, or the scan of a paper original. It
    never says that the act is valid (code civil, art. 1379)."""

    syndicate_name: str = always("Nom du syndicat")
    syndicate_address: str = always("Adresse du syndicat")
    act_title: str = always("Titre de l’acte")
    register_number: str = always("Numéro au registre")
    act_date: date = always("Date de l’acte (dernière signature)")
    case_reference: str = always("Référence de dossier")
    attesting_agent_name: str = always("Nom de l’agent qui atteste")
    attesting_agent_office: str = always("Fonction de l’agent qui atteste")
    attesting_agent_title: str = always("Fonction de l’agent, avec article")
    copy_kind: CopyKind = always("Nature de la copie")
    final_since: str = always("Date et heure du définitif", only_if("copy_kind", "electronic"))
    copy_sha256: str = always("Empreinte du fichier attesté")
    act_pages: int = always("Nombre de pages de l’acte")
    paper_received_date: date | None = always(
        "Réception de l’original", only_if("copy_kind", "scan"), empty=None
    )
    original_holder: str = always(
        "Dépositaire de l’original, avec article", only_if("copy_kind", "scan")
    )
    checking_agents: str = always("Agents qui ont comparé les pages", only_if("copy_kind", "scan"))
    paper_agents: int = always("Nombre d’agents", only_if("copy_kind", "scan"), empty=0)
    differences_text: str = optional("Particularités de l’original")
    recipient_name: str = always("Nom du destinataire")
    recipient_office: str = always("Qualité du destinataire")
    attestation_use_label: str = always("Usage déclaré de la copie")
    attestation_date: date = always("Date de l’attestation")
