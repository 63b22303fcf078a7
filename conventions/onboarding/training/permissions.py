"""Who plans, calls, leads and attests a session, who writes and validates a plan."""

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from audit.actor import Actor
from governance.models import Mandate
from governance.offices import Office

from ..models.scopes import RELATIONS

if TYPE_CHECKING:
    from governance.models import Circonscription, Institution

    from ..models import TrainingPlan, TrainingSession

PLANS = "ERUN de la circonscription, au service de la DSDEN ou au prestataire"
COVERS = "ERUN de la circonscription ou au service de la DSDEN"
LEADS = "qui anime la séance"
WRITES = "ERUN de la circonscription ou au service de la DSDEN"
STATE = (Office.DIGITAL_ADVISER, Office.DSDEN_OFFICER)
TRAINERS = (*STATE, Office.SUPPORT_OFFICER, Office.CANOPE_OFFICER)
"""Who leads a session in person; the provider leads as a body."""
TRAINERS_OUTSIDE = (Office.PROVIDER, Office.CANOPE_OFFICER)
"""Who leads sessions without seeing the entries of schools."""
NOTHING = Q(pk__in=[])


def may_read(actor: Actor) -> bool:
    """Sessions are for whoever sees entries, and for those outside who lead some."""
    if actor.mandate_id is None:
        return False
    return actor.office in RELATIONS or actor.office in TRAINERS_OUTSIDE


def follows(actor: Actor) -> bool:
    """Whose menu leads to sessions; schools and collectivités read theirs on the file."""
    return may_read_plans(actor) or (
        actor.mandate_id is not None and actor.office in TRAINERS_OUTSIDE
    )


def may_read_plans(actor: Actor) -> bool:
    relation = RELATIONS.get(actor.office)
    return actor.mandate_id is not None and relation in ("staff", "admin", "area", "department")


def may_plan_somewhere(actor: Actor) -> bool:
    return actor.mandate_id is not None and actor.office in (*STATE, Office.PROVIDER)


def may_plan(actor: Actor, dsden: "Institution", area: "Circonscription | None") -> bool:
    """The adviser in the district, the DSDEN in its département, the provider in a district."""
    if actor.mandate_id is None:
        return False
    if actor.office == Office.PROVIDER:
        return area is not None
    return _of_the_state(actor, dsden.pk, area.pk if area is not None else None)


def organises(actor: Actor, session: "TrainingSession") -> bool:
    """Who planned it, or whoever holds the same office after or beside them."""
    return _same_office(actor, session.owner) and may_plan(
        actor, session.dsden, session.circonscription
    )


def may_cover(actor: Actor, session: "TrainingSession") -> bool:
    """Say which schools a session trains: whoever knows where each one stands."""
    if actor.mandate_id is None:
        return False
    return _of_the_state(actor, session.dsden_id, session.circonscription_id)


def may_call(actor: Actor, session: "TrainingSession") -> bool:
    """The DSDEN, or the inspector of the district."""
    return _among(session, calls(actor))


def may_lead(actor: Actor, session: "TrainingSession") -> bool:
    """The trainer, or whoever holds the same office after them; the provider's people."""
    return _among(session, leads(actor))


def may_attest(actor: Actor, session: "TrainingSession") -> bool:
    """An adviser of the district; any of the département when the session is for all of it."""
    return _among(session, attests(actor))


def calls(actor: Actor) -> Q:
    """The sessions to which ``actor`` may call people."""
    match actor.office:
        case Office.DSDEN_OFFICER:
            return Q(dsden=actor.institution_id)
        case Office.INSPECTOR:
            return Q(circonscription__in=_areas(actor))
    return NOTHING


def leads(actor: Actor) -> Q:
    """The sessions that ``actor`` leads."""
    if actor.office == Office.PROVIDER:
        return Q(provider=actor.institution_id)
    if actor.office not in TRAINERS:
        return NOTHING
    same = Q(trainer__office=actor.office, trainer__institution=actor.institution_id)
    here = Q(trainer__circonscription=None) | Q(trainer__circonscription__in=_areas(actor))
    return Q(trainer=actor.mandate_id) | same & here


def attests(actor: Actor) -> Q:
    """The sessions of which ``actor`` delivers the attestations."""
    if actor.office != Office.DIGITAL_ADVISER:
        return NOTHING
    whole = Q(circonscription=None, dsden=actor.institution_id)
    return whole | Q(circonscription__in=_areas(actor))


def _among(session: "TrainingSession", own: Q) -> bool:
    return bool(type(session).unscoped.filter(own, pk=session.pk).exists())


def _areas(actor: Actor) -> Any:
    here = Mandate.unscoped.filter(pk=actor.mandate_id, circonscription__isnull=False)
    return here.values("circonscription")


def may_write_somewhere(actor: Actor) -> bool:
    return actor.mandate_id is not None and actor.office in STATE


def may_write(actor: Actor, area: "Circonscription") -> bool:
    """Begin or correct the plan of that district."""
    return actor.mandate_id is not None and _of_the_state(actor, area.dsden_id, area.pk)


def may_edit(actor: Actor, plan: "TrainingPlan") -> bool:
    return may_write(actor, plan.circonscription)


def may_validate(actor: Actor, plan: "TrainingPlan") -> bool:
    """The inspector of the district, or the DASEN."""
    if actor.mandate_id is None:
        return False
    if actor.office == Office.DASEN:
        return actor.institution_id == plan.circonscription.dsden_id
    return actor.office == Office.INSPECTOR and _of_area(actor, plan.circonscription_id)


def _of_the_state(actor: Actor, dsden: int, area: int | None) -> bool:
    """The service of that DSDEN, or an adviser of that very district."""
    if actor.office == Office.DSDEN_OFFICER:
        return actor.institution_id == dsden
    return actor.office == Office.DIGITAL_ADVISER and area is not None and _of_area(actor, area)


def _same_office(actor: Actor, mandate: Mandate) -> bool:
    """That mandate, or one of the same office, institution and district."""
    if actor.mandate_id == mandate.pk:
        return True
    if actor.office != mandate.office or actor.institution_id != mandate.institution_id:
        return False
    if mandate.circonscription_id is None:
        return True
    return _of_area(actor, mandate.circonscription_id)


def _of_area(actor: Actor, area: int) -> bool:
    return bool(Mandate.unscoped.filter(pk=actor.mandate_id, circonscription=area).exists())
