# ruff: noqa: RUF009 - always and optional return dataclass fields

"""Contract between the sheet for families, the same for all of a school, and its Word model.

No code, no name of a child nor of a parent. What this site does not hold (the address of the ENT,
the hours of the help) is a dotted blank that the school fills in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from common import clock, french
from documents.contract import DocumentData, always, at_issue
from governance import parameters, wording
from governance.offices import Office

from ..models import LineStatus, OpeningLine, OrderKind, SchoolEntry

MODEL = "fiche-communication-familles"


@dataclass(frozen=True, kw_only=True)
class FamiliesSheetData(DocumentData):
    """``start_date``: the day of effect of the order that opened the base."""

    reference: str = always("Référence de dossier")
    school_year: str = always("Année scolaire")
    school_name: str = always("Nom de l’école")
    school_phone: str = at_issue("Téléphone de l’école")
    ent_url: str = at_issue("Adresse du site")
    start_date: date | None = at_issue("Ouverture des comptes", empty=None)
    handover_text: str = at_issue("Remise des codes")
    help_phone: str = at_issue("Aide aux familles")
    help_hours: str = at_issue("Horaires de l’aide")
    retention_text: str = always("Délai d’effacement des comptes")
    controller_text: str = always("Responsable des données")
    education_dpo_contact: str = at_issue("Contact pour les droits sur les données")
    notice_place: str = at_issue("Où lire la notice complète")


def sheet(entry: SchoolEntry) -> FamiliesSheetData:
    """What the file and the directory know; the rest is left blank."""
    school = entry.school
    area = school.circonscription_on(clock.today())
    months = int(parameters.value("retention.accounts", on=clock.today()))
    controller = "l’inspection académique"
    if area is not None:
        director = wording.office_at(Office.DASEN, area.dsden)
        controller = f"le {director}, {area.dsden.name}"
    return FamiliesSheetData(
        reference=f"{school.uai}, {entry.school_year}",
        school_year=entry.school_year,
        school_name=school.name,
        school_phone=school.phone,
        start_date=_opened(entry),
        help_phone=entry.campaign.territory.phone,
        retention_text=f"{french.UNITS[months]} mois",
        controller_text=controller,
    )


def _opened(entry: SchoolEntry) -> date | None:
    rows = OpeningLine.unscoped.filter(
        entry=entry, order__kind=OrderKind.OPEN, status=LineStatus.IMPORTED
    )
    found = rows.select_related("order").order_by("-pk").first()
    return found.order.effective_on if found else None
