"""Who may do what with campaigns and entries; one predicate serves service, page and button."""

from typing import TYPE_CHECKING, Any

from audit.actor import Actor
from common import clock
from governance.models import CirconscriptionLink, Mandate, School, covers
from governance.offices import Office

from .models.scopes import RELATIONS, rights

if TYPE_CHECKING:
    from .models import EntryDebt, SchoolEntry

KEEPS = "chef de projet du syndicat"
ENROLS = "chef de projet, à la direction de l’école ou à l’inspection de la circonscription"


def may_read(actor: Actor) -> bool:
    """Campaigns are for whoever sees entries, were there none."""
    return actor.mandate_id is not None and bool(rights(actor))


def may_keep(actor: Actor) -> bool:
    """Open a campaign, set its dates and objectives."""
    return actor.mandate_id is not None and actor.office == Office.PROJECT_MANAGER


def may_steer(actor: Actor, entry: "SchoolEntry") -> bool:
    """The project manager of the syndicate follows every school."""
    return may_keep(actor)


def heads(actor: Actor, school: School) -> bool:
    """The head of that very school."""
    return actor.office == Office.SCHOOL_HEAD and _of_school(actor, school)


def of_school(actor: Actor, school: School) -> bool:
    """The head or a teacher of that very school."""
    return RELATIONS.get(actor.office) == "school" and _of_school(actor, school)


def inspects(actor: Actor, school: School) -> bool:
    """The inspector of the district of that school, today."""
    return actor.office == Office.INSPECTOR and _of_area(actor, school)


def advises(actor: Actor, school: School) -> bool:
    """An adviser (ERUN) of the district of that school, today."""
    return actor.office == Office.DIGITAL_ADVISER and _of_area(actor, school)


def directs(actor: Actor, school: School) -> bool:
    """The DASEN of the département of that school."""
    return actor.office == Office.DASEN and bool(
        _link(school).filter(circonscription__dsden=actor.institution_id).exists()
    )


def may_enrol(actor: Actor, school: School) -> bool:
    """Propose a school to a campaign."""
    return may_keep(actor) or heads(actor, school) or inspects(actor, school)


def may_submit_project(actor: Actor, entry: "SchoolEntry") -> bool:
    return heads(actor, entry.school)


def may_request_opinion(actor: Actor, entry: "SchoolEntry") -> bool:
    return may_keep(actor) or heads(actor, entry.school)


def may_refuse_for_authority(actor: Actor, entry: "SchoolEntry") -> bool:
    """The competent body says that it does not pay; the project manager may record it."""
    if may_keep(actor):
        return True
    own = entry.competent_id is not None and actor.institution_id == entry.competent_id
    return own and _decides(actor)


def may_record_financing(actor: Actor, entry: "SchoolEntry") -> bool:
    """The competent body says what it decided, and so does a body that pays beside it."""
    if may_refuse_for_authority(actor, entry):
        return True
    asked = entry.financing_decisions.filter(institution=actor.institution_id)
    return _decides(actor) and bool(asked.exclude(status="void").exists())


def _decides(actor: Actor) -> bool:
    return actor.mandate_id is not None and actor.office in (Office.EXECUTIVE, Office.PREPARER)


def may_request_opening(actor: Actor, entry: "SchoolEntry") -> bool:
    return may_keep(actor) or inspects(actor, entry.school)


def may_plan_training(actor: Actor, entry: "SchoolEntry") -> bool:
    return advises(actor, entry.school)


def may_distribute(actor: Actor, entry: "SchoolEntry") -> bool:
    return heads(actor, entry.school)


def may_refuse_for_school(actor: Actor, entry: "SchoolEntry") -> bool:
    return heads(actor, entry.school) or inspects(actor, entry.school)


def may_suspend(actor: Actor, entry: "SchoolEntry") -> bool:
    return may_keep(actor) or directs(actor, entry.school)


def may_settle(actor: Actor, debt: "EntryDebt") -> bool:
    return actor.system or may_keep(actor)


def may_waive(actor: Actor, debt: "EntryDebt") -> bool:
    """The director of the syndicate alone, with a reason."""
    return actor.mandate_id is not None and actor.office == Office.SYNDICATE_DIRECTOR


def _of_school(actor: Actor, school: School) -> bool:
    return bool(Mandate.unscoped.filter(pk=actor.mandate_id, school=school.pk).exists())


def _of_area(actor: Actor, school: School) -> bool:
    here = Mandate.unscoped.filter(pk=actor.mandate_id, circonscription__isnull=False)
    return bool(_link(school).filter(circonscription__in=here.values("circonscription")).exists())


def _link(school: School) -> Any:
    return CirconscriptionLink.unscoped.filter(covers(clock.today()), school=school.pk)
