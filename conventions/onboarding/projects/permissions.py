"""Who writes a project, who visits a school, who gives and closes an opinion (tables, § 1.7)."""

from audit.actor import Actor
from governance.models import School

from .. import permissions as of_entries
from ..models import SchoolEntry
from ..models.projects import InspectorOpinion, PedagogicalProject

WRITES = "la direction et aux enseignants de cette école"
VISITS = "chef de projet ou à l’ERUN de la circonscription"
GIVES = "l’inspection de la circonscription"


def may_write(actor: Actor, entry: SchoolEntry) -> bool:
    """The head and the teachers of that very school."""
    return of_entries.of_school(actor, entry.school)


def may_submit(actor: Actor, project: PedagogicalProject) -> bool:
    return of_entries.heads(actor, _school(project))


def may_return(actor: Actor, project: PedagogicalProject) -> bool:
    """The inspector or the project manager; the system after an unfavourable opinion."""
    if actor.system or of_entries.may_keep(actor):
        return True
    return of_entries.inspects(actor, _school(project))


def may_drop(actor: Actor, project: PedagogicalProject) -> bool:
    return of_entries.heads(actor, _school(project))


def may_give(actor: Actor, opinion: InspectorOpinion) -> bool:
    """The inspector of the district of the school, today."""
    return of_entries.inspects(actor, _school(opinion.project))


def may_lift(actor: Actor, opinion: InspectorOpinion) -> bool:
    """An adviser of the district ticks the reserve, or the inspector does (practice, § 4)."""
    school = _school(opinion.project)
    return of_entries.advises(actor, school) or of_entries.inspects(actor, school)


def may_visit(actor: Actor, entry: SchoolEntry) -> bool:
    return of_entries.may_keep(actor) or of_entries.advises(actor, entry.school)


def may_waive_visit(actor: Actor, entry: SchoolEntry) -> bool:
    return of_entries.may_keep(actor)


def _school(project: PedagogicalProject) -> School:
    return project.entry.school
