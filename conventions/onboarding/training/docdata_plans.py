# ruff: noqa: RUF009 - always and optional return dataclass fields

"""Contract between the training plan of a district and its Word model.

What the plan holds, as it stands or as it was when it was validated: sessions, never people called.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal
from zoneinfo import ZoneInfo

from common import articles
from common.french import NBSP, date_full_fr, list_fr, number, percent, plural
from documents.contract import DocumentData, always, only_if, optional
from governance import wording

from ..models import TrainingKind, TrainingPlan
from . import coverage, kinds, listing, plans

MODEL = "plan-formation"
NAMED = 3
"""More schools than that are counted."""
VALIDATED = only_if("stage", "validated")


@dataclass(frozen=True, kw_only=True)
class PlannedSession:
    """A line of the plan. ``hours``: « 3 h »; ``schools_text`` and ``trainer`` may be unknown."""

    number: str = always("Numéro")
    type_label: str = always("Type")
    audience: str = always("Public")
    schools_text: str = optional("Écoles couvertes")
    trainer: str = optional("Animation")
    period: str = always("Date")
    hours: str = always("Durée")
    place: str = always("Lieu")
    seats: int = always("Places")
    school_time_label: str = optional("Temps scolaire ou non")


@dataclass(frozen=True, kw_only=True)
class TrainingPlanData(DocumentData):
    """``stage``: a plan that the inspector validated, or its project. ``reference``: its name, on
    every page. ``coverage_target`` in percent."""

    reference: str = always("Plan, circonscription et version")
    stage: Literal["draft", "validated"] = always("État du plan")
    syndicate_name: str = always("Nom du syndicat")
    dsden_name: str = always("Service départemental de l’État")
    school_year: str = always("Année scolaire")
    plan_version: int = always("Version")
    scope_label: str = always("Périmètre")
    goals_text: str = always("Objectifs de l’année")
    teachers_total: int | None = always("Enseignants concernés")
    coverage_target: int = always("Part d’enseignants à former, en %")
    tender_publication_date: date | None = optional("Publication prévue du marché", empty=None)
    advisers_time: str = always("Temps des conseillers numériques")
    sessions: tuple[PlannedSession, ...] = optional("Séances", empty=())
    evaluation_text: str = always("Évaluation")
    adviser_name: str = always("Conseiller numérique : civilité et nom")
    adviser_office: str = always("Qualité du conseiller, accordée")
    validated_on: date | None = always("Visé le", VALIDATED, empty=None)
    inspector_name: str = always("Inspection : civilité et nom", VALIDATED)
    inspector_office: str = always("Qualité de l’inspection, accordée", VALIDATED)


def build(plan: TrainingPlan) -> TrainingPlanData:
    """The plan and its sessions: those of the day of the visa once it is given."""
    area, by = plan.circonscription, plan.validated_by
    year = plan.campaign.school_year
    return TrainingPlanData(
        reference=f"Plan de formation {year}, {area.name}, version {plan.version}",
        stage="validated" if by else "draft",
        syndicate_name=plan.campaign.territory.name,
        dsden_name=area.dsden.name,
        school_year=year,
        plan_version=plan.version,
        scope_label=f"circonscription {articles.of(area.name)}",
        goals_text=plan.goals,
        teachers_total=plan.teachers,
        coverage_target=coverage.required(),
        tender_publication_date=plan.tender_on,
        advisers_time=_time(plan),
        sessions=tuple(_line(row, area.dsden.time_zone) for row in plans.held(plan)),
        evaluation_text=plan.evaluation,
        adviser_name=plan.owner.person.formal_name,
        adviser_office=wording.quality(plan.owner),
        validated_on=plan.validated_on,
        inspector_name=by.person.formal_name if by else "",
        inspector_office=wording.quality(by) if by else "",
    )


def _time(plan: TrainingPlan) -> str:
    """« 2 conseillers, 50 % de leur temps »."""
    if plan.advisers is None or plan.adviser_share is None:
        return ""
    people = plural(plan.advisers, "conseiller", "conseillers")
    whose = plural(plan.advisers, "son", "leur")
    return f"{number(plan.advisers)}{NBSP}{people}, {percent(plan.adviser_share)} de {whose} temps"


def _line(row: Mapping[str, Any], zone: str) -> PlannedSession:
    """A frozen session; plans validated before their trainers were kept say nothing of them."""
    starts = dt.datetime.fromisoformat(row["starts_at"]).astimezone(ZoneInfo(zone))
    in_class = row.get("school_time")
    schools: list[str] = row.get("schools", [])
    told = list_fr(schools) if len(schools) <= NAMED else f"{len(schools)} écoles"
    return PlannedSession(
        number=row["number"],
        type_label=TrainingKind(row["kind"]).label,
        audience=kinds.of(row["kind"]).audience,
        schools_text=told or "–",
        trainer=row.get("led_by", "") or "–",
        period=date_full_fr(starts.date()),
        hours=listing.duration(row["minutes"]),
        place=row["place"],
        seats=row["seats"],
        school_time_label="–" if in_class is None else _TIME[in_class],
    )


_TIME = {True: "temps de classe", False: "hors classe"}
