# ruff: noqa: RUF009 - always and at_issue return dataclass fields

"""Values of the slip by which a school of the collectivité enters a convention in force.

Amounts in euros incl. tax a year. « Engagé » counts the schools of the convention, those of the
other slips that are issued, and this one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from conventions.docdata.shared import AuthoritySignatory
from documents.contract import always, at_issue, only_if

LIMITED = only_if("has_amount_limit", True)


@dataclass(frozen=True, kw_only=True)
class EntrySlipData(AuthoritySignatory):
    """An entry slip: one school, the room left under the maximum, who signs, who visas."""

    # The slip and the convention
    entry_slip_number: str = always("Numéro du bulletin")
    case_reference: str = always("Référence de dossier")
    initial_convention_reference: str = always("Référence de la convention visée")
    initial_register_number: str = always("Numéro au registre de la convention visée")
    initial_end_date: date = always("Terme de la convention visée")
    amendment_clause_number: str = always("Article de la convention qui régit les modifications")
    authority_name: str = always("Nom de la collectivité, avec sa nature")
    authority_kind: Literal["commune", "epci", "school_syndicate"] = always(
        "Nature de la collectivité"
    )

    # The school
    school_name: str = always("Nom de l’école", limit=90)
    school_uai: str = always("UAI de l’école")
    school_commune_name: str = always("Commune de l’école")
    circonscription_name: str = always("Circonscription du premier degré")
    school_levels: str = always("Niveaux et classes engagées", limit=150)
    school_forecast_accounts: int = always("Comptes prévus de l’école")
    agreed_start_date: date = always("Date d’entrée de l’école")
    project_title: str = always("Titre du projet pédagogique", limit=150)
    project_opinion: Literal["favourable", "with_reserves"] = always("Avis de l’inspecteur")
    project_opinion_date: date = always("Date de l’avis de l’inspecteur")
    project_reserves_text: str = always(
        "Réserves de l’inspecteur", only_if("project_opinion", "with_reserves"), limit=300
    )

    # The room left
    max_accounts: int = always("Maximum de comptes élèves ouverts")
    committed_accounts: int = always("Comptes engagés, cette école comprise")
    remaining_accounts: int = always("Comptes disponibles après cette entrée")
    has_amount_limit: bool = always("Le montant annuel a un maximum")
    max_yearly_amount: Decimal | None = always("Montant annuel maximal", LIMITED, empty=None)
    committed_amount: Decimal | None = always(
        "Montant annuel engagé, cette école comprise", LIMITED, empty=None
    )
    remaining_amount: Decimal | None = always(
        "Montant disponible après cette entrée", LIMITED, empty=None
    )

    # Mentions to complete: who gives the visa
    inspector_name: str = at_issue("Nom de l’inspecteur")
    inspector_office: str = at_issue("Qualité de l’inspecteur, sans article")
