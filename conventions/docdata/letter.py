# ruff: noqa: RUF009 - always and only_if return dataclass fields

"""Values of the letter that goes with a copy to be signed by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from documents.contract import DocumentData, always, only_if

DeliberationState = Literal["none", "enforceable", "awaited"]


@dataclass(frozen=True, kw_only=True)
class PaperLetterData(DocumentData):
    """One page: what to sign, before when, where to send it; « Ne signez pas encore » while the
    party's délibération is not enforceable (CGCT, art. L. 2131-1)."""

    syndicate_name: str = always("Nom du syndicat")
    syndicate_address: str = always("Adresse du syndicat")
    recipient_name: str = always("Nom du destinataire")
    recipient_office: str = always("Qualité du destinataire")
    recipient_address: str = always("Adresse du destinataire")
    dispatch_place: str = always("Lieu d’envoi")
    dispatch_date: date = always("Date d’envoi")
    act_title: str = always("Titre de l’acte")
    case_reference: str = always("Référence de dossier")
    sheet_reference: str = always("Référence courte (courrier)")
    recipient_salutation: str = always("Appel")
    paper_copies: int = always("Nombre d’exemplaires papier")
    act_pages: int = always("Nombre de pages de l’acte")
    text_hash: str = always("Empreinte du texte")
    deliberation_state: DeliberationState = always("Délibération de la partie")
    authority_deliberation_enforceable_date: date | None = always(
        "Date du caractère exécutoire de la délibération",
        only_if("deliberation_state", "enforceable"),
        empty=None,
    )
    due_date: date = always("Échéance")
    option_return_envelope: bool = always("Option : enveloppe de retour")
    option_by_code: bool = always("Signature par code admise")
    option_by_certificate: bool = always("Signature par certificat admise")
    contact_office: str = always("Service à joindre")
    contact_phone: str = always("Téléphone du contact")
    contact_email: str = always("Courriel du contact")
    sender_office_title: str = always("Fonction de l’expéditeur, avec article")
    sender_name: str = always("Nom de l’expéditeur")
