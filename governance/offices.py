"""Offices: who they are, where they are held, how they are printed.

An office is the quality under which somebody acts; its slug is also the role that permissions
read. What an office may do is said in ``permissions``; how it agrees in French is data here.
"""

from django.db import models


class Office(models.TextChoices):
    """Every quality under which a person acts; the slugs are stored for ever."""

    PROJECT_MANAGER = "project_manager", "Chef de projet"
    LEGAL_OFFICER = "legal_officer", "Juriste"
    ACCOUNTS_OFFICER = "accounts_officer", "Comptable du syndicat"
    SUPPORT_OFFICER = "support_officer", "Assistance"
    SYNDICATE_PRESIDENT = "syndicate_president", "Président du syndicat"
    SYNDICATE_DIRECTOR = "syndicate_director", "Directeur général des services du syndicat"
    DPO = "dpo", "Délégué à la protection des données"
    COMMITTEE_SECRETARY = "committee_secretary", "Secrétaire d’instance"
    COMMITTEE_CHAIR = "committee_chair", "Président d’instance"
    EXECUTIVE = "executive", "Maire, président d’EPCI ou de syndicat scolaire"
    DEPUTY = "deputy", "Adjoint ou vice-président"
    AUTHORITY_DIRECTOR = "authority_director", "DGS, affaires scolaires"
    PREPARER = "preparer", "Secrétaire de mairie (préparateur)"
    PARENT_REP = "parent_rep", "Parent élu"
    CANOPE_DIRECTOR = "canope_director", "Directeur de Canopé"
    CANOPE_OFFICER = "canope_officer", "Canopé"
    PROVIDER = "provider", "Prestataire ENT"
    SCHOOL_HEAD = "school_head", "Directeur d’école"
    TEACHER = "teacher", "Enseignant"
    DIGITAL_ADVISER = "digital_adviser", "ERUN"
    INSPECTOR = "inspector", "Inspecteur de circonscription"
    DASEN = "dasen", "Directeur académique (DASEN)"
    DSDEN_OFFICER = "dsden_officer", "Service de la DSDEN"
    RECTOR = "rector", "Recteur"
    DRANE = "drane", "DRANE"
    AUDITOR = "auditor", "Auditeur"
    ADMIN = "admin", "Administrateur"


SYNDICATE_OFFICES = frozenset(
    {
        Office.PROJECT_MANAGER,
        Office.LEGAL_OFFICER,
        Office.ACCOUNTS_OFFICER,
        Office.SUPPORT_OFFICER,
        Office.SYNDICATE_PRESIDENT,
        Office.SYNDICATE_DIRECTOR,
        Office.DPO,
    }
)
"""Held at the syndicate that runs the programme, and nowhere else (``dpo`` excepted)."""

SIGNED_KINDS = {
    "convention": "Conventions",
    "amendment": "Avenants",
    "market": "Marchés",
    "decision": "Décisions",
    "opinion": "Avis et visas",
}
"""Kinds of acts that an arrêté may name, as it names them."""

OPERATOR_ONLY = (SYNDICATE_OFFICES - {Office.DPO}) | {
    Office.COMMITTEE_SECRETARY,
    Office.COMMITTEE_CHAIR,
    Office.ADMIN,
}
"""Offices that a mandate at another institution may not give: they open the syndicate's files."""

LOCAL_OFFICES = frozenset(
    {Office.EXECUTIVE, Office.DEPUTY, Office.AUTHORITY_DIRECTOR, Office.PREPARER}
)
STATE_OFFICES = frozenset(
    {
        Office.INSPECTOR,
        Office.DIGITAL_ADVISER,
        Office.DASEN,
        Office.DSDEN_OFFICER,
        Office.RECTOR,
        Office.DRANE,
        Office.SCHOOL_HEAD,
        Office.TEACHER,
    }
)
UNIQUE_OFFICES = (
    Office.SYNDICATE_PRESIDENT,
    Office.SYNDICATE_DIRECTOR,
    Office.DPO,
    Office.EXECUTIVE,
    Office.CANOPE_DIRECTOR,
    Office.SCHOOL_HEAD,
    Office.INSPECTOR,
    Office.DASEN,
    Office.RECTOR,
)
"""One holder at a time per institution (per circonscription, per school); the others are plural."""

AREA_OFFICES = frozenset({Office.INSPECTOR, Office.DIGITAL_ADVISER})
"""Offices exercised in one circonscription."""

SCHOOL_OFFICES = frozenset({Office.SCHOOL_HEAD, Office.TEACHER})
"""Offices exercised in one school."""


def plural(office: str) -> bool:
    """Whether several persons hold ``office`` at once in one institution."""
    return office not in UNIQUE_OFFICES
