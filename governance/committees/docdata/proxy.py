# ruff: noqa: RUF009 - always, at_issue and optional return dataclass fields

"""Values of the form by which a member gives a vote to another for one meeting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from documents.contract import always, at_issue, optional
from governance.committees.docdata.shared import MeetingDocument


@dataclass(frozen=True, kw_only=True)
class ProxyData(MeetingDocument):
    """Filled in on the site, or left blank (mentions to complete) for the printed file."""

    meeting_time: str = always("Heure de la séance")
    meeting_place: str = always("Lieu de la séance")
    proxy_rule: str = always("Source du pouvoir")
    proxy_max: int = always("Pouvoirs par mandataire")
    same_college_required: bool = optional("Même collège exigé ?", empty=False)
    grantor_name: str = at_issue("Mandant : civilité et nom")
    grantor_office: str = at_issue("Qualité du mandant")
    grantor_college: str = at_issue("Collège du mandant")
    holder_name: str = at_issue("Mandataire : civilité et nom")
    holder_office: str = at_issue("Qualité du mandataire")
    proxy_scope: str = at_issue("Étendue du pouvoir")
    signed_on: date | None = at_issue("Date du pouvoir", empty=None)
    deposit_limit: str = always("Remise au plus tard")
