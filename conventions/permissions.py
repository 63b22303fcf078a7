"""What may be done with a convention, and by whom: the same answer serves gate and buttons."""

from audit.actor import Actor
from circuits.models import Circuit, Step
from governance.offices import Office

from .models import Convention, Party

REVIEWING_STAFF = frozenset({Office.LEGAL_OFFICER, Office.DPO})
PARTY_VOICES = frozenset(
    {Office.EXECUTIVE, Office.DEPUTY, Office.AUTHORITY_DIRECTOR, Office.INSPECTOR, Office.DASEN}
)


def may_prepare(actor: Actor) -> bool:
    """Prepare a new convention: the project managers of the syndicate."""
    return actor.office == Office.PROJECT_MANAGER


def may_steer(actor: Actor, convention: Convention) -> bool:
    """Act as its owner: the mandate that prepares it, or a colleague holding the same office."""
    return actor.system or (
        actor.office == Office.PROJECT_MANAGER
        and actor.institution_id == convention.owner.institution_id
    )


def may_steer_or_law(actor: Actor, convention: Convention) -> bool:
    return may_steer(actor, convention) or actor.office == Office.LEGAL_OFFICER


def may_decide_law(actor: Actor, convention: Convention) -> bool:
    """Legal findings: the jurist alone."""
    return actor.office == Office.LEGAL_OFFICER


def may_ask_changes(actor: Actor, convention: Convention) -> bool:
    """Any reviewing party, the jurist, the data-protection officer."""
    if actor.office in REVIEWING_STAFF:
        return True
    return actor.office in PARTY_VOICES and is_party(actor, convention)


def may_refuse(actor: Actor, convention: Convention) -> bool:
    """The signatory of a party; the owner when an assembly voted against."""
    if may_steer(actor, convention):
        return convention.status == Convention.Status.IN_DELIBERATION
    signs = {
        Office.EXECUTIVE,
        Office.DEPUTY,
        Office.INSPECTOR,
        Office.DASEN,
        Office.SYNDICATE_PRESIDENT,
    }
    return actor.office in signs and is_party(actor, convention)


def may_withdraw(actor: Actor, convention: Convention) -> bool:
    """The owner; once a party has signed, the syndicate's director."""
    if has_a_signature(convention):
        return actor.office == Office.SYNDICATE_DIRECTOR
    return may_steer(actor, convention)


def has_a_signature(convention: Convention) -> bool:
    envelope = convention.envelope
    return envelope is not None and envelope.slots.filter(status="accepted").exists()


def is_party(actor: Actor, convention: Convention) -> bool:
    return any(p.institution_id == actor.institution_id for p in convention.parties.all())


def open_steps(convention: Convention, actor: Actor) -> list[Step]:
    """Steps of the act that wait for this actor's office."""
    if actor.mandate_id is None:
        return []
    steps = Step.unscoped.filter(
        circuit__subject_type=convention._meta.label_lower,
        circuit__subject_id=convention.pk,
        circuit__status=Circuit.Status.RUNNING,
        status=Step.Status.OPEN,
        assignments__mandate_id=actor.mandate_id,
        assignments__closed_at=None,
    )
    return list(steps.select_related("circuit").distinct())


def may_sign_for(actor: Actor, party: Party) -> bool:
    """The office that binds this party, or a deputy of its body: the page of signature exists
    for them even before it may be signed."""
    offices = {
        Party.Role.AUTHORITY: {Office.EXECUTIVE, Office.DEPUTY},
        Party.Role.STATE: {Office.INSPECTOR, Office.DASEN},
        Party.Role.SYNDICATE: {Office.SYNDICATE_PRESIDENT},
    }
    return actor.institution_id == party.institution_id and actor.office in offices[party.role]
