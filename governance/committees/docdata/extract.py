# ruff: noqa: RUF009 - always and optional return dataclass fields

"""Values of the extract given to whoever a decision concerns (règlement intérieur, 11.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from documents.contract import always, optional
from governance.committees.docdata.shared import ChairedMeeting


@dataclass(frozen=True, kw_only=True)
class ExtractData(ChairedMeeting):
    """One decision; neither the other items nor the names of those present. ``decision_text`` is
    that of the record, word for word: not even its typography is put right."""

    decision_number: str = always("Numéro de la décision")
    decision_kind_label: str = always("Nature")
    item_title: str = always("Point")
    decision_text: str = always("Texte intégral")
    quorum_text: str = always("Explication du quorum")
    vote_text: str = optional("Explication du vote")
    responsible: str = always("Responsable")
    due_date: date = always("Échéance")
    case_reference: str = optional("Dossier concerné")
    record_reference: str = always("Relevé d’origine")
    record_validated_at: str = always("Validation du relevé")
    superseded_note: str = optional("Correction intervenue depuis")
    issued_to: str = always("Délivré à")
    issued_on: date = always("Délivré le")
    keeper_name: str = always("Secrétaire de l’instance : civilité et nom")
    keeper_office: str = always("Qualité du secrétaire de l’instance, accordée")
