# ruff: noqa: RUF009 - always, at_issue and optional return dataclass fields

"""Values of the documents that go round a convention: the vote, the sendings, the signatures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from conventions.docdata.rows import Heading, Piece, SignatureLine
from conventions.docdata.shared import AssemblyVote
from conventions.docdata.tripartite import AuthorityKind, LegalGround
from documents.contract import DocumentData, always, at_issue, only_if, optional

Purpose = Literal["to_council", "to_state", "to_party"]
TransmissionDuty = Literal["mandatory", "optional", "not_applicable"]
CertifyingKind = Literal["commune", "epci", "mixed_syndicate"]
Channel = Literal["letter", "email"]
Opinion = Literal["favorable", "favorable avec réserves", ""]


@dataclass(frozen=True, kw_only=True)
class DraftDeliberationData(AssemblyVote):
    """The délibération offered to the collectivité, to be put to its own form.

    What the assembly fills in (numbers, votes, dates) is at issue: blank until the vote.
    """

    authority_name: str = always("Nom de la collectivité, avec sa nature")
    authority_assembly: str = always("Assemblée, sans article")
    authority_deliberation_number: str = at_issue("Numéro de la délibération de la collectivité")
    authority_deliberation_date: date | None = at_issue(
        "Date de la délibération de la collectivité", empty=None
    )
    option_regularisation: bool = always("Option : délibération de régularisation")
    convocation_days: int = always("Délai de convocation (jours francs)")
    authority_kind: AuthorityKind = always("Nature de la collectivité")
    competence_reference: str = optional("Acte qui confie la compétence scolaire, avec article")
    case_reference: str = always("Référence de dossier")
    text_hash: str = always("Empreinte du texte")
    schools_concerned_label: str = always("Écoles concernées, avec « de »")
    legal_ground: LegalGround = always("Fondement de la participation")
    legal_ground_reference: str = always(
        "Référence du fondement, avec article",
        only_if(
            "legal_ground",
            "purchasing_group",
            "central_purchasing",
            "statutory_service",
            "member_contribution",
        ),
    )
    legal_ground_text: str = always("Fondement libre", only_if("legal_ground", "other"))
    forecast_amount: Decimal = always("Montant annuel prévu")
    forecast_accounts: int = always("Comptes élèves prévus")
    unit_price: Decimal = always("Tarif par compte et par an")
    authority_assembly_the: str = always("Assemblée, avec article")
    state_service_name: str = always("Service de l’État partie à l’acte")
    syndicate_the: str = always("Nom du syndicat, avec article")
    early_signature_date: date | None = always(
        "Date de la signature prématurée", only_if("option_regularisation", True), empty=None
    )
    option_group_joining: bool = always("Option : adhésion au groupement dans la même délibération")
    group_reference: str = always(
        "Référence de la convention constitutive", only_if("option_group_joining", True)
    )
    max_accounts: int = always("Maximum de comptes élèves ouverts")
    max_yearly_amount: Decimal = always("Montant annuel maximal")
    price_ceiling: Decimal = always("Tarif plafond par compte et par an")
    duration_label: str = always("Durée en toutes lettres")
    end_date: date = always("Terme inclus")
    agreed_start_date: date = always("Date d’effet convenue")
    authority_holder_office_the: str = always(
        "Fonction du titulaire de la collectivité, avec article"
    )
    budget_line_label: str = at_issue("Chapitre et article budgétaires")
    court_name: str = always("Tribunal compétent, sans article")
    challenge_months: int = always("Délai de recours (mois)")


@dataclass(frozen=True, kw_only=True)
class ActDeliberationData(AssemblyVote):
    """The délibération offered to the assembly of a party to an act of a kind made on the site."""

    body_name: str = always("Nom de l’institution, avec sa nature")
    body_kind: CertifyingKind = always("Nature de l’institution")
    body_assembly: str = always("Assemblée, sans article")
    body_assembly_the: str = always("Assemblée, avec article")
    body_holder_office_the: str = always("Fonction du titulaire, avec article")
    body_deliberation_number: str = at_issue("Numéro de la délibération")
    body_deliberation_date: date | None = at_issue("Date de la délibération", empty=None)
    convocation_days: int = always("Délai de convocation (jours francs)")
    case_reference: str = always("Référence de dossier")
    act_title: str = always("Intitulé de l’acte")
    parties_label: str = always("Les parties, avec article")
    text_hash: str = always("Empreinte du texte")
    agreed_start_date: date = always("Date d’effet convenue")
    duration_label: str = always("Durée en toutes lettres")
    end_date: date = always("Terme inclus")
    challenge_months: int = always("Délai de recours (mois)")


@dataclass(frozen=True, kw_only=True)
class SummaryNoteData(DocumentData):
    """The explanatory note joined to the convocation (CGCT, art. L. 2121-12)."""

    authority_name: str = always("Nom de la collectivité, avec sa nature")
    authority_assembly: str = always("Assemblée, sans article")
    next_council_date: date = always("Prochaine séance annoncée")
    case_reference: str = always("Référence de dossier")
    authority_the_cap: str = always("Nom avec article, majuscule initiale")
    syndicate_the: str = always("Nom du syndicat, avec article")
    schools_concerned_label_cap: str = always("Équipes des écoles, sujet pluriel avec majuscule")
    project_opinion_label: Opinion = optional("Avis de l’inspecteur")
    option_message_channel: bool = always("Option : messages de la collectivité aux parents")
    legal_ground_label: str = always("Fondement en une phrase")
    forecast_accounts: int = always("Comptes élèves prévus")
    unit_price: Decimal = always("Tarif par compte et par an")
    forecast_amount: Decimal = always("Montant annuel prévu")
    max_yearly_amount: Decimal = always("Montant annuel maximal")
    max_accounts: int = always("Maximum de comptes élèves ouverts")
    duration_label: str = always("Durée en toutes lettres")
    end_date: date = always("Terme inclus")
    price_ceiling: Decimal = always("Tarif plafond par compte et par an")
    option_erdf: bool = always("Option : cofinancement FEDER")
    agreed_start_date: date = always("Date d’effet convenue")
    contact_office: str = always("Service à joindre")
    contact_phone: str = always("Téléphone du contact")
    contact_email: str = always("Courriel du contact")


@dataclass(frozen=True, kw_only=True)
class ActNoteData(DocumentData):
    """The explanatory note of an assembly asked to vote on an act of a kind made on the site."""

    body_name: str = always("Nom de l’institution, avec sa nature")
    body_kind: CertifyingKind = always("Nature de l’institution")
    body_assembly: str = always("Assemblée, sans article")
    body_holder_office_the: str = always("Fonction du titulaire, avec article")
    next_council_date: date = always("Prochaine séance annoncée")
    case_reference: str = always("Référence de dossier")
    act_title: str = always("Intitulé de l’acte")
    parties_label: str = always("Les parties, avec article")
    text_hash: str = always("Empreinte du texte")
    agreed_start_date: date = always("Date d’effet convenue")
    duration_label: str = always("Durée en toutes lettres")
    end_date: date = always("Terme inclus")
    headings: tuple[Heading, ...] = always("Titres de l’acte")
    contact_office: str = always("Service à joindre")
    contact_phone: str = always("Téléphone du contact")
    contact_email: str = always("Courriel du contact")


@dataclass(frozen=True, kw_only=True)
class TransmittalSlipData(DocumentData):
    """What goes with a sending: the pieces, their hashes, the receipt."""

    dispatch_number: str = always("Numéro du bordereau")
    syndicate_name: str = always("Nom du syndicat")
    syndicate_address: str = always("Adresse du syndicat")
    recipient_name: str = always("Nom du destinataire")
    recipient_office: str = always("Qualité du destinataire")
    recipient_address: str = always("Adresse du destinataire")
    dispatch_date: date = always("Date d’envoi")
    dispatch_mode: str = always("Mode d’envoi")
    case_reference: str = always("Référence de dossier")
    act_title: str = always("Titre de l’acte")
    transmission_purpose: Purpose = always("Objet de l’envoi")
    text_hash: str = always("Empreinte du texte")
    next_council_date: date | None = always(
        "Prochaine séance annoncée", only_if("transmission_purpose", "to_council"), empty=None
    )
    transmission_duty: TransmissionDuty = always("Transmission de l’acte au représentant de l’État")
    transmission_duty_text: str = always(
        "Texte qui impose la transmission, avec article",
        only_if("transmission_purpose", "to_state"),
    )
    dispatch_purpose_label: str = always(
        "Motif de l’envoi à une partie", only_if("transmission_purpose", "to_party")
    )
    due_date: date | None = always(
        "Échéance", only_if("transmission_purpose", "to_party"), empty=None
    )
    pieces: tuple[Piece, ...] = always("Pièces jointes")
    contact_office: str = always("Service à joindre")
    contact_phone: str = always("Téléphone du contact")
    contact_email: str = always("Courriel du contact")
    received_date: date | None = at_issue("Date de réception", empty=None)
    received_by: str = at_issue("Nom de la personne qui reçoit")


@dataclass(frozen=True, kw_only=True)
class SignatorySheetData(DocumentData):
    """The sheet that a signatory fills in by hand, once a mandate, with their own channels."""

    syndicate_name: str = always("Nom du syndicat")
    syndicate_address: str = always("Adresse du syndicat")
    sheet_reference: str = always("Référence courte (courrier)")
    institution_name: str = always("Institution du signataire")
    signatory_full_name: str = at_issue("Civilité, prénom et nom du signataire")
    signatory_office: str = at_issue("Fonction du signataire")
    mandate_act_reference: str = at_issue("Acte d’élection, de délégation ou de nomination")
    mandate_period_label: str = at_issue("Période du mandat")
    signing_email: str = at_issue("Adresse propre au signataire")
    signing_mobile: str = at_issue("Mobile propre au signataire")
    channel_cooling_days: int = always("Ancienneté exigée d’un canal (jours)")
    option_second_channel: bool = always("Option : second canal pour le code")
    second_channel_label: str = always("Second canal", only_if("option_second_channel", True))
    process_notice_version: str = always("Version de la notice du procédé")
    code_lifetime_minutes: int = always("Durée du code (minutes)")
    dpo_email: str = always("Courriel du délégué à la protection des données")
    sheet_received_date: date | None = at_issue("Réception de la fiche", empty=None)
    sheet_entered_by: str = at_issue("Agent qui a saisi la fiche")
    sheet_checked_date: date | None = at_issue("Date de vérification des coordonnées", empty=None)


@dataclass(frozen=True, kw_only=True)
class EnforceabilityCertificateData(DocumentData):
    """The executive certifies that a délibération is enforceable (CGCT, art. L. 2131-1)."""

    certifying_institution_name: str = always("Institution qui certifie")
    case_reference: str = always("Référence de dossier")
    certifying_person: str = at_issue("Nom de l’exécutif")
    certifying_office: str = at_issue("Qualité de l’exécutif")
    certifying_kind: CertifyingKind = always(
        "Nature de l’institution qui certifie (epci couvre le syndicat scolaire)"
    )
    certifying_assembly: str = at_issue("Assemblée qui a délibéré")
    certified_deliberation_number: str = at_issue("Numéro de la délibération certifiée")
    certified_deliberation_date: date | None = at_issue(
        "Date de la délibération certifiée", empty=None
    )
    certified_object: str = at_issue("Objet de la délibération")
    certified_publication_date: date | None = at_issue("Date de publication", empty=None)
    certified_publication_mode: str = at_issue("Mode de publication")
    certified_reception_date: date | None = at_issue("Date de réception par l’État", empty=None)
    certified_reception_place: str = at_issue("Lieu ou voie de réception")
    certified_enforceable_date: date | None = at_issue("Date du caractère exécutoire", empty=None)
    certified_same_day: bool = always("Signature prévue le jour même")
    certified_reception_time: str = at_issue(
        "Heure de réception", only_if("certified_same_day", True)
    )
    certifying_office_title: str = at_issue("Qualité, avec article et majuscule")


@dataclass(frozen=True, kw_only=True)
class NotificationData(DocumentData):
    """Notifies the signed act to a party, by letter or by e-mail."""

    notification_channel: Channel = always("Voie de notification")
    syndicate_name: str = always("Nom du syndicat")
    syndicate_address: str = always("Adresse du syndicat")
    recipient_name: str = always("Nom du destinataire")
    recipient_office: str = always("Qualité du destinataire")
    recipient_address: str = always("Adresse du destinataire")
    dispatch_place: str = always("Lieu d’envoi", only_if("notification_channel", "letter"))
    dispatch_date: date = always("Date d’envoi")
    act_title: str = always("Titre de l’acte")
    register_number: str = always("Numéro au registre")
    case_reference: str = always("Référence de dossier")
    recipient_salutation: str = always("Appel")
    act_date: date = always("Date de l’acte (dernière signature)")
    effective_date: date = always("Date d’entrée en vigueur")
    end_date: date = always("Terme inclus")
    renewal_decision_date: date | None = optional(
        "Date limite de la décision de renouvellement", empty=None
    )
    recipient_institution_the: str = always("Institution destinataire, avec article")
    transmission_duty: TransmissionDuty = always("Transmission de l’acte au représentant de l’État")
    transmission_date: date | None = always(
        "Date de transmission à l’État", only_if("transmission_duty", "mandatory"), empty=None
    )
    download_url: str = always("Lien de téléchargement", only_if("notification_channel", "email"))
    final_sha256: str = always("Empreinte du fichier définitif")
    text_hash: str = always("Empreinte du texte")
    verification_url: str = always("Adresse de la page de vérification")
    signatures: tuple[SignatureLine, ...] = always("Signatures")
    next_step_label: str = always("Étape suivante")
    postal_fallback_days: int | None = always(
        "Délai avant envoi postal (jours ouvrés)",
        only_if("notification_channel", "email"),
        empty=None,
    )
    contact_office: str = always("Service à joindre")
    contact_phone: str = always("Téléphone du contact")
    contact_email: str = always("Courriel du contact")
    sender_office_title: str = always("Fonction de l’expéditeur, avec article")
    sender_name: str = always("Nom de l’expéditeur")
