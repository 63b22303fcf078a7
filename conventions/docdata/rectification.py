# ruff: noqa: RUF009 - always and optional return dataclass fields

"""Values of the act that puts right the clerical errors of another, as each party accepts it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from conventions.docdata.rows import Acceptance, RectifiedItem
from documents.contract import DocumentData, always, optional


@dataclass(frozen=True, kw_only=True)
class RectificationData(DocumentData):
    """The act, its errors, and a line a party: empty until it answers."""

    rectification_number: str = always("Numéro de la rectification")
    rectified_act_title: str = always("Titre de l’acte rectifié", limit=250)
    rectified_act_reference: str = always("Référence de l’acte rectifié")
    initial_register_number: str = always("Numéro au registre de l’acte rectifié")
    rectified_act_date: date = always("Date de l’acte rectifié")
    case_reference: str = always("Référence de dossier")
    rectified_items: tuple[RectifiedItem, ...] = always("Erreurs rectifiées")
    acceptances: tuple[Acceptance, ...] = optional("Acceptations des parties", empty=())
