# ruff: noqa: RUF009 - always and optional return dataclass fields

"""Contract between a refusal and its Word model: whoever refused, and the other side, each its own.

Nobody is reproached anything. The side that did not refuse reads of what nature the reason was, not
what was said; nobody reads the name of a pupil, of a family or of a teacher.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from common import articles, clock
from common.french import unstopped
from documents.contract import DocumentData, always, at_issue, optional
from governance import wording

from .. import letters
from ..models import (
    Campaign,
    EntryStatus,
    LineStatus,
    OpeningLine,
    OrderKind,
    OrderStatus,
    PedagogicalProject,
    ProjectStatus,
    RefusalReason,
    SchoolEntry,
)

MODEL = "lettre-refus"
AUTHORITY, SCHOOL = "collectivite", "ecole"
SIDES = {EntryStatus.REFUSED_BY_AUTHORITY: AUTHORITY, EntryStatus.REFUSED_BY_SCHOOL: SCHOOL}
"""Status of a file → who refused."""
DECIDED = (OrderStatus.DECIDED, OrderStatus.EXECUTING, OrderStatus.EXECUTED)


@dataclass(frozen=True, kw_only=True)
class RefusalLetterData(DocumentData):
    """``recipient``: the side that refused, or the other one. ``closing_date``: of a base that was
    open. ``next_campaign_opening``: None while its campaign is not known."""

    reference: str = always("Référence de dossier")
    syndicate_name: str = always("Nom du syndicat")
    syndicate_address: str = optional("Adresse du syndicat")
    syndicate_phone: str = at_issue("Téléphone du syndicat")
    syndicate_email: str = optional("Courriel du syndicat")
    sender_name: str = at_issue("Président du syndicat : civilité et nom")
    sender_office: str = at_issue("Sa qualité, accordée")
    sender_formula: str = optional("Formule de délégation")
    place: str = always("Fait à")
    recipient_name: str = always("Destinataire")
    recipient_office: str = always("Qualité du destinataire")
    recipient_address: str = always("Adresse du destinataire")
    recipient_salutation: str = always("Formule d’appel")
    school_year: str = always("Année scolaire")
    school_name: str = always("Nom de l’école")
    school_uai: str = always("Identifiant UAI")
    authority_label: str = always("Collectivité, avec son article, en minuscule")
    circonscription_label: str = optional("Circonscription")
    act_date: date = always("Date de la lettre")
    refusing_side: Literal["authority", "school"] = always("Auteur du refus")
    recipient: Literal["refuser", "other_party"] = always("Destinataire de l’exemplaire")
    refusal_date: date | None = always("Date du refus")
    reason_category: Literal[
        "budget", "technical", "pedagogy", "parents", "information", "other"
    ] = always("Catégorie du motif")
    reason_text: str = always("Motif, en une phrase")
    project_kept: bool = always("Un projet pédagogique existe ?")
    next_campaign: str = always("Campagne suivante")
    next_campaign_opening: date | None = optional("Ouverture de cette campagne", empty=None)
    closing_date: date | None = optional("Fermeture de la base", empty=None)
    meeting_place: str = always("Lieu de la rencontre proposée")


def recipients(entry: SchoolEntry) -> tuple[str, ...]:
    """Who receives a letter: both sides of a file that was refused, when both are known."""
    if entry.status not in SIDES or not entry.category:
        return ()
    return (AUTHORITY, SCHOOL) if entry.competent is not None else ()


def letter(entry: SchoolEntry, to: str) -> RefusalLetterData:
    """For ``to``, one of the ``recipients`` of ``entry``."""
    if to not in recipients(entry):
        raise ValueError(f"{entry} has no letter for {to!r}")
    school, side = entry.school, SIDES[EntryStatus(entry.status)]
    own = side == to
    whom = letters.to_body(entry.competent) if to == AUTHORITY else letters.to_school(entry)
    kind = RefusalReason(entry.category)
    why: dict[str, Any] = {
        "reason_category": kind.value,
        "reason_text": unstopped(entry.reason) if own and entry.reason else kind.label.lower(),
    }
    project = PedagogicalProject.unscoped.filter(entry=entry).exclude(status=ProjectStatus.DROPPED)
    after = Campaign.unscoped.filter(
        territory=entry.campaign.territory, school_year=entry.campaign.next_year
    ).first()
    area = school.circonscription_on(clock.today())
    return RefusalLetterData(
        **letters.sender(entry.campaign.territory),
        **whom.as_recipient(),
        **why,
        reference=f"{school.uai}, {entry.school_year}",
        school_year=entry.school_year,
        school_name=school.name,
        school_uai=school.uai,
        authority_label=wording.the_institution(entry.competent),
        circonscription_label=f"circonscription {articles.of(area.name)}" if area else "",
        act_date=clock.today(),
        refusing_side="authority" if side == AUTHORITY else "school",
        recipient="refuser" if own else "other_party",
        refusal_date=entry.closed_on,
        project_kept=project.exists(),
        next_campaign=entry.campaign.next_year,
        next_campaign_opening=after.opens_on if after else None,
        closing_date=_closed(entry),
        meeting_place="dans vos locaux" if to == AUTHORITY else "à l’école",
    )


def _closed(entry: SchoolEntry) -> date | None:
    """When the base that the school had, this year or the year before, closes."""
    files = [entry.pk, *([entry.previous_id] if entry.previous_id else [])]
    rows = OpeningLine.unscoped.filter(
        entry__in=files, order__kind=OrderKind.CLOSE, order__status__in=DECIDED
    ).exclude(status=LineStatus.LEFT_OUT)
    found = rows.select_related("order").order_by("-pk").first()
    return found.order.effective_on if found else None
