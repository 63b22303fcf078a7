"""What may be done with a convention, and by whom: the same answer serves gate and buttons."""

from audit.actor import Actor
from circuits.models import Circuit, Step
from common import clock
from governance import authority
from governance.models import Mandate
from governance.offices import AREA_OFFICES, Office

from .guards import KIND_FOR_AUTHORITY
from .models import Convention, Party

REVIEWING_STAFF = frozenset({Office.LEGAL_OFFICER, Office.DPO})
PARTY_VOICES = frozenset(
    {
        Office.EXECUTIVE,
        Office.DEPUTY,
        Office.AUTHORITY_DIRECTOR,
        Office.INSPECTOR,
        Office.DASEN,
        Office.RECTOR,
        Office.DRANE,
        Office.CANOPE_DIRECTOR,
        Office.CANOPE_OFFICER,
    }
)

HOLDERS = frozenset(
    {
        Office.EXECUTIVE,
        Office.DASEN,
        Office.RECTOR,
        Office.CANOPE_DIRECTOR,
        Office.SYNDICATE_PRESIDENT,
    }
)
DELEGATES = frozenset({Office.DEPUTY, Office.INSPECTOR})


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


def may_take_up_text(actor: Actor, convention: Convention) -> bool:
    """After the issue: the jurist, or the system when a signatory asks for a correction."""
    return actor.system or may_decide_law(actor, convention)


def may_ask_changes(actor: Actor, convention: Convention) -> bool:
    """Any reviewing party, the jurist, the data-protection officer."""
    if actor.office in REVIEWING_STAFF:
        return True
    return actor.office in PARTY_VOICES and is_party(actor, convention)


def may_refuse(actor: Actor, convention: Convention) -> bool:
    """The signatory of a party; the owner when an assembly voted against."""
    if may_steer(actor, convention):
        return convention.status == Convention.Status.IN_DELIBERATION
    if actor.office not in HOLDERS | DELEGATES or not is_party(actor, convention):
        return False
    return actor.office in HOLDERS or _is_entitled(actor, convention)


def _is_entitled(actor: Actor, convention: Convention) -> bool:
    """A deputy or an inspector refuses what they could sign: a delegation or an act says so."""
    mandate = Mandate.unscoped.with_words().filter(pk=actor.mandate_id).first()
    if mandate is None:
        return False
    amount = convention.max_yearly_amount
    held = authority.to_sign(mandate, KIND_FOR_AUTHORITY, amount, clock.now())
    return isinstance(held, authority.Authority)


def may_withdraw(actor: Actor, convention: Convention) -> bool:
    """The owner; once a party has signed, the syndicate's director."""
    if has_a_signature(convention):
        return actor.office == Office.SYNDICATE_DIRECTOR
    return may_steer(actor, convention)


def has_a_signature(convention: Convention) -> bool:
    envelope = convention.envelope
    return envelope is not None and envelope.slots.filter(status="accepted").exists()


def is_party(actor: Actor, convention: Convention) -> bool:
    """The actor's body is one of the parties; an inspector's district is the act's too."""
    if not any(p.institution_id == actor.institution_id for p in convention.parties.all()):
        return False
    if actor.office not in AREA_OFFICES or convention.circonscription_id is None:
        return True
    held = Mandate.unscoped.filter(pk=actor.mandate_id)
    return held.filter(circonscription_id=convention.circonscription_id).exists()


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
    return actor.institution_id == party.institution_id and actor.office in party.part.signatories
