"""What an entry knows of its project, visit and opinion; the opinion asked with its move."""

from collections.abc import Iterator
from typing import Any

from audit.actor import SYSTEM, Actor
from audit.recording import recording
from common import clock
from common.lifecycle import Refusal, Refused
from governance.models import Mandate
from governance.offices import Office
from governance.services.store import store

from .. import facts, registry
from ..models import EntryStatus, SchoolEntry
from ..models.projects import (
    InspectorOpinion,
    OpinionStatus,
    PedagogicalProject,
    ProjectStatus,
    SiteVisit,
)

GIVEN = (OpinionStatus.FAVOURABLE, OpinionStatus.RESERVES_LIFTED)
S = EntryStatus


def project_of(entry: SchoolEntry) -> PedagogicalProject | None:
    """The project of ``entry`` as it is stored now."""
    found: PedagogicalProject | None = PedagogicalProject.unscoped.filter(entry=entry.pk).first()
    return found


# --- facts of the entry -------------------------------------------------------------------------
@facts.provides("project")
def deposited(entry: SchoolEntry, **given: Any) -> Iterator[Refusal]:
    project = project_of(entry)
    if project is None or project.status not in (ProjectStatus.SUBMITTED, ProjectStatus.ADOPTED):
        yield facts.absent("project")


@facts.provides("visit")
def visited(entry: SchoolEntry, **given: Any) -> Iterator[Refusal]:
    if not SiteVisit.unscoped.filter(entry=entry.pk).exists():
        yield facts.absent("visit")


@facts.provides("favourable_opinion")
def favourable(entry: SchoolEntry, **given: Any) -> Iterator[Refusal]:
    if _opinion_status(entry) not in GIVEN:
        yield facts.absent("favourable_opinion")


@facts.provides("unfavourable_opinion")
def unfavourable(entry: SchoolEntry, **given: Any) -> Iterator[Refusal]:
    if _opinion_status(entry) != OpinionStatus.UNFAVOURABLE:
        yield facts.absent("unfavourable_opinion")


@facts.provides("school_council")
def council(entry: SchoolEntry, **given: Any) -> Iterator[Refusal]:
    """The school council gave its opinion: its extract is there (art. D. 411-2)."""
    project = project_of(entry)
    if project is None or not project.school_council_extract or not project.school_council_on:
        yield facts.absent("school_council")


def _opinion_status(entry: SchoolEntry) -> str:
    project = project_of(entry)
    opinion = project.opinion if project is not None else None
    return opinion.status if opinion is not None else ""


@registry.on_moved
def entry_moved(entry: SchoolEntry, verb: str, actor: Actor) -> None:
    """The opinion is asked with the move of the entry, in its transaction."""
    if verb == "request_opinion":
        ask(entry)


def ask(entry: SchoolEntry) -> InspectorOpinion:
    """Ask the inspector in office for the district of the school today (409 without one)."""
    project = project_of(entry)
    area = entry.school.circonscription_on(clock.today())
    if project is None or project.status != ProjectStatus.SUBMITTED:
        raise Refused(facts.absent("project"))
    held = Mandate.unscoped.valid(clock.now()).filter(
        office=Office.INSPECTOR, circonscription=area, circonscription__isnull=False
    )
    if area is None or not held.exists():
        where = area or "cette école, sans circonscription"
        raise Refused(
            Refusal(f"Aucune inspection en fonction pour {where}.", "S4", "opinion.inspector")
        )
    with recording(SYSTEM):
        return store(
            InspectorOpinion(
                project=project, project_version=project.version, circonscription=area
            ),
            "ask_opinion",
        )
