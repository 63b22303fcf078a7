# ruff: noqa: RUF009 - always, only_if and optional return dataclass fields

"""Values of the internal rules of the comité d’éthique."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from documents.contract import always, only_if, optional
from governance.committees.docdata.shared import CoChaired


@dataclass(frozen=True, kw_only=True)
class InternalRulesData(CoChaired):
    """The explanations of quorum and votes cite its paragraphs: an option set aside changes the
    words of a paragraph, never the numbers."""

    instance_name: str = always("Instance, avec son article")
    dpo_contact: str = always("Contact du délégué à la protection des données")
    framework_reference: str = always("Convention-cadre qui institue le comité")
    framework_article: str = always("Article de la convention-cadre")
    state_seats: int = always("Sièges du collège de l’Éducation nationale")
    authority_seats: int = always("Sièges du collège des collectivités")
    member_term_years: int = always("Durée de la désignation (ans)")
    meetings_per_year: int = always("Séances par an, au moins")
    notice_clear_days: int = always("Délai de convocation (jours francs)")
    urgent_clear_days: int = always("Délai en urgence (jours francs)")
    item_request_days: int = always("Délai d’inscription d’un point (jours)")
    remote_counts: bool = optional("La visioconférence est-elle admise ?", empty=False)
    second_session_allowed: bool = optional("Seconde séance sans quorum admise ?", empty=False)
    second_session_gap_days: int | None = always(
        "Intervalle avant la seconde séance (jours)",
        only_if("second_session_allowed", True),
        empty=None,
    )
    proxy_max: int = always("Pouvoirs par mandataire")
    secret_ballot_threshold: str = always("Part des présents pouvant demander le scrutin secret")
    minutes_draft_days: int = always("Délai de diffusion du procès-verbal projet (jours)")
    written_approval_allowed: bool = optional(
        "Approbation écrite du procès-verbal admise ?", empty=False
    )
    written_approval_days: int | None = always(
        "Délai de l’approbation écrite (jours)",
        only_if("written_approval_allowed", True),
        empty=None,
    )
    written_consultation_allowed: bool = optional("Consultation écrite admise ?", empty=False)
    written_consultation_days: int | None = always(
        "Délai de réponse (jours ouvrés)",
        only_if("written_consultation_allowed", True),
        empty=None,
    )
    adoption_date: date = always("Date d’adoption")
    effective_date: date = always("Date d’application")
