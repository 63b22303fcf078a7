# ruff: noqa: RUF009 - always and optional return dataclass fields

"""Contract between the project of a school, its opinion, and their Word model.

Whoever does not read the reasons of an opinion gets a copy without them, made so before it is
filled: ``copy_kind`` only prints which copy it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal
from zoneinfo import ZoneInfo

from common import clock
from common.french import date_fr, time_fr, unstopped
from documents.contract import DocumentData, always, at_issue, only_if, optional
from governance import wording
from governance.models import Mandate
from governance.offices import Office

from ..models import SchoolEntry
from ..models.entries import DebtKind, DebtStatus
from ..models.projects import InspectorOpinion, OpinionStatus, PedagogicalProject, SiteVisit
from ..models.visit_rows import lines, pairs

MODEL = "projet-pedagogique-avis"
UNKNOWN = "à déterminer"


@dataclass(frozen=True, kw_only=True)
class Goal:
    """What the school wants pupils to learn."""

    text: str = always("Objectif")


@dataclass(frozen=True, kw_only=True)
class Use:
    """What will be done in class."""

    label: str = always("Usage")
    detail: str = optional("Précision")


@dataclass(frozen=True, kw_only=True)
class Stage:
    """When, and what is done then."""

    period: str = always("Période")
    step: str = optional("Étape")


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """How it will be seen to work."""

    label: str = always("Indicateur")
    target: str = optional("Cible")


@dataclass(frozen=True, kw_only=True)
class Reserve:
    """What remains to be done before the project is adopted."""

    text: str = always("Réserve")
    due: date = always("À lever avant le")


GIVEN = only_if("opinion_given", True)


@dataclass(frozen=True, kw_only=True)
class ProjectData(DocumentData):
    """A project, and the opinion given on that very text when there is one.

    ``reference``: the school and its year, « 0809002A, 2026-2027 ». ``opinion_reason`` is due when
    the opinion is unfavourable and its reasons may be read.
    ``submitted_time`` and ``opinion_time``: hours of the validation by account, « 10 h 42 ».
    """

    reference: str = always("Référence de dossier")
    school_year: str = always("Année scolaire")
    school_name: str = always("Nom de l’école")
    school_uai: str = always("Identifiant UAI")
    commune_name: str = always("Commune")
    authority_name: str = always("Collectivité compétente")
    circonscription_name: str = always("Circonscription")
    dsden_name: str = always("Service départemental de l’État")
    school_head_name: str = at_issue("Direction de l’école : civilité et nom")
    school_head_office: str = at_issue("Qualité de la direction, accordée")
    inspector_name: str = at_issue("Inspection : civilité et nom", GIVEN)
    inspector_office: str = at_issue("Qualité de l’inspection, accordée", GIVEN)
    school_levels: str = always("Niveaux")
    cycles: str = always("Cycles")
    class_count: int = always("Classes concernées")
    pupil_count: int = always("Effectif concerné")
    authors_text: str = always("Enseignants porteurs")
    diagnosis: str = always("Constat : pourquoi le numérique")
    goals: tuple[Goal, ...] = always("Objectifs pédagogiques")
    uses: tuple[Use, ...] = always("Usages prévus")
    families_place: str = always("Place des parents")
    college_link: str = optional("Liaison avec le collège")
    accessibility: str = optional("Accessibilité et besoins particuliers, sans nom")
    technical_needs: str = always("Besoins techniques")
    visit_reference: str = optional("Compte rendu de visite")
    visit_waiver_reason: str = optional("Dispense de visite, motif")
    training_needs: str = always("Besoins de formation")
    calendar: tuple[Stage, ...] = always("Calendrier")
    indicators: tuple[Indicator, ...] = always("Indicateurs d’évaluation")
    teachers_council_date: date = always("Accord du conseil des maîtres")
    school_council_date: date | None = optional("Passage en conseil d’école", empty=None)
    school_council_due: date | None = optional("Passage prévu au plus tard", empty=None)
    authority_agreement_text: str = always("Position de la collectivité")
    submitted_on: date | None = at_issue("Date de dépôt", empty=None)
    submitted_time: str = optional("Heure de dépôt")
    copy_kind: Literal["full", "shared"] = always("Exemplaire : complet, sans motifs")
    opinion_given: bool = always("Un avis est-il rendu ?")
    opinion: Literal["", "favourable", "with_reserves", "unfavourable"] = always("Avis", GIVEN)
    opinion_reason: str = always("Motivation", only_if("opinion", "unfavourable"))
    reserves: tuple[Reserve, ...] = optional("Réserves", empty=())
    reserve_outcome: str = optional("Ce qu’est devenue la réserve")
    opinion_date: date | None = at_issue("Date de l’avis", GIVEN, empty=None)
    opinion_time: str = optional("Heure de l’avis")

    def absent(self, name: str) -> bool:
        """A copy without reasons does not miss them."""
        return name == "opinion_reason" and self.copy_kind == "shared"


OPINIONS: dict[str, Literal["favourable", "with_reserves", "unfavourable"]] = {
    OpinionStatus.FAVOURABLE: "favourable",
    OpinionStatus.WITH_RESERVES: "with_reserves",
    OpinionStatus.RESERVES_LIFTED: "with_reserves",
    OpinionStatus.UNFAVOURABLE: "unfavourable",
}
"""Status of an opinion that is given → the words printed; a hardened reserve is unfavourable."""


def as_written(project: PedagogicalProject, *, reasons: bool) -> ProjectData:
    """The project as it stands, with its opinion when it was given on that very version.

    ``reasons``: whether its reader may read those of the opinion.
    """
    given = project.opinion
    same = given is not None and given.project_version == project.version
    return _build(project, given if same else None, reasons)


def as_judged(opinion: InspectorOpinion, *, reasons: bool) -> ProjectData:
    """The text that the inspector read, whatever the school wrote since, and the opinion on it."""
    project: PedagogicalProject = opinion.project
    if project.version == opinion.project_version:
        return _build(project, opinion, reasons)
    read = project.at(opinion.project_version)
    assert read is not None  # noqa: S101 the version of an opinion is kept
    read.entry = project.entry
    return _build(read, opinion, reasons)


def _build(
    project: PedagogicalProject, opinion: InspectorOpinion | None, reasons: bool
) -> ProjectData:
    entry: SchoolEntry = project.entry
    school, zone = entry.school, ZoneInfo(entry.school.commune.time_zone)
    area = school.circonscription_on(clock.today(entry.school.commune.time_zone))
    area = opinion.circonscription if opinion is not None else area
    visit = SiteVisit.unscoped.filter(entry=entry).first()
    visited = visit.visited_on if visit else None
    due = entry.debts.filter(kind=DebtKind.SCHOOL_COUNCIL, status=DebtStatus.OPEN).first()
    deposited = project.submitted_at.astimezone(zone) if project.submitted_at else None
    head = _head(entry, project)
    return ProjectData(
        reference=f"{school.uai}, {entry.school_year}",
        school_year=entry.school_year,
        school_name=school.name,
        school_uai=school.uai,
        commune_name=school.commune.name,
        authority_name=entry.competent.name if entry.competent else UNKNOWN,
        circonscription_name=area.name if area else UNKNOWN,
        dsden_name=area.dsden.name if area else UNKNOWN,
        school_head_name=head.person.formal_name if head else "",
        school_head_office=wording.office(head) if head else "",
        school_levels=project.levels,
        cycles=project.cycles,
        class_count=project.class_count,
        pupil_count=project.pupil_count,
        authors_text=project.authors,
        diagnosis=project.diagnosis,
        goals=tuple(Goal(text=line) for line in lines(project.goals)),
        uses=tuple(Use(label=a, detail=b) for a, b in pairs(project.uses)),
        families_place=project.families_place,
        college_link=unstopped(project.college_link),
        accessibility=unstopped(project.accessibility),
        technical_needs=unstopped(project.technical_needs),
        visit_reference=date_fr(visited),
        visit_waiver_reason=unstopped(visit.waiver_reason) if visit and not visited else "",
        training_needs=unstopped(project.training_needs),
        calendar=tuple(Stage(period=a, step=b) for a, b in pairs(project.calendar)),
        indicators=tuple(Indicator(label=a, target=b) for a, b in pairs(project.indicators)),
        teachers_council_date=project.teachers_council_on,
        school_council_date=project.school_council_on,
        school_council_due=due.due_on if due else None,
        authority_agreement_text=unstopped(project.authority_position),
        submitted_on=deposited.date() if deposited else None,
        submitted_time=time_fr(deposited),
        copy_kind="full" if reasons else "shared",
        **_opinion(opinion, zone, reasons),
    )


def _opinion(found: InspectorOpinion | None, zone: ZoneInfo, reasons: bool) -> dict[str, object]:
    """Nothing until it is given."""
    if found is None or found.status not in OPINIONS or found.given_at is None:
        return {"opinion_given": False}
    at, by = found.given_at.astimezone(zone), found.given_by
    reserve = bool(found.reserve and found.reserve_due and reasons)
    return {
        "opinion_given": True,
        "opinion": OPINIONS[found.status],
        "opinion_reason": found.reason if reasons else "",
        "reserves": (Reserve(text=found.reserve, due=found.reserve_due),) if reserve else (),
        "reserve_outcome": _outcome(found, zone, reasons),
        "opinion_date": at.date(),
        "opinion_time": time_fr(at),
        "inspector_name": by.person.formal_name if by else "",
        "inspector_office": wording.quality(by) if by else "",
    }


def _outcome(found: InspectorOpinion, zone: ZoneInfo, reasons: bool) -> str:
    """Lifted by whom and on what ground, or not lifted in time."""
    if found.status == OpinionStatus.UNFAVOURABLE and found.reserve_due:
        return (
            f"Avis rendu favorable avec réserve ; la réserve n’ayant pas été levée le "
            f"{date_fr(found.reserve_due)}, l’avis est devenu défavorable."
        )
    if found.status != OpinionStatus.RESERVES_LIFTED or found.lifted_at is None:
        return ""
    by = found.lifted_by
    who = f" par {by.person.formal_name}, {wording.quality(by)}" if by else ""
    seen = f" : {unstopped(found.lifted_note)}" if reasons and found.lifted_note else ""
    return f"Réserve levée le {date_fr(found.lifted_at.astimezone(zone).date())}{who}{seen}."


def _head(entry: SchoolEntry, project: PedagogicalProject) -> Mandate | None:
    """Who headed the school on the day of the deposit, or heads it today."""
    at = project.submitted_at or clock.now()
    held = Mandate.unscoped.valid(at).filter(office=Office.SCHOOL_HEAD, school=entry.school)
    found: Mandate | None = held.with_words().order_by("rank", "starts_on", "pk").first()
    return found
