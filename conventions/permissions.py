"""What may be done with a convention, and by whom: the same answer serves gate and buttons."""

from audit.actor import Actor
from circuits.models import Circuit, Step
from common import clock
from governance import authority
from governance.models import Institution, Mandate
from governance.offices import AREA_OFFICES, Office

from .models import Batch, ClauseVariant, Convention, Party, Remark, Way
from .models.batches import FOLLOWERS
from .visibility import ENDED, STAFF

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


NOT_A_MAKER = "Les natures d’acte reviennent à l’administrateur. Vous pouvez les consulter."
KIND_READERS = frozenset({Office.ADMIN, Office.PROJECT_MANAGER, Office.LEGAL_OFFICER})


def may_make_kinds(actor: Actor, kind: object = None) -> bool:
    """Describe, try, publish and retire the kinds of act: the administrator."""
    return actor.mandate_id is not None and actor.office == Office.ADMIN


def may_read_kinds(actor: Actor) -> bool:
    """How each kind is made: the administrator, and those who prepare or review its acts."""
    return actor.mandate_id is not None and actor.office in KIND_READERS


def may_prepare(actor: Actor) -> bool:
    """Prepare a new convention: the project managers of the syndicate."""
    return actor.office == Office.PROJECT_MANAGER


def may_follow(actor: Actor) -> bool:
    """Read the board of the acts under way: the syndicate's people, each for what they see."""
    return actor.mandate_id is not None and actor.office in FOLLOWERS


def may_run_batch(actor: Actor, batch: Batch) -> bool:
    """Prepare and send the acts of a batch: the project managers of its syndicate."""
    return may_prepare(actor) and actor.institution_id == batch.owner.institution_id


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


def may_propose_variant(actor: Actor) -> bool:
    """Propose another wording of a clause: the syndicate's staff."""
    return actor.office in STAFF


def may_approve_variant(actor: Actor, variant: ClauseVariant) -> bool:
    """Admit a wording in acts: the jurist alone."""
    return actor.office == Office.LEGAL_OFFICER


def may_comment(actor: Actor, convention: Convention) -> bool:
    """Ask for a correction on one clause: whoever may ask for one, and the owner."""
    return may_ask_changes(actor, convention) or may_steer(actor, convention)


def may_correct(actor: Actor, remark: Remark) -> bool:
    """The one who must: the syndicate's owner and jurist, or the party to which it was asked."""
    if may_steer_or_law(actor, remark.convention):
        return True
    voices = PARTY_VOICES | {Office.PREPARER}
    return actor.institution_id == remark.corrector_id and actor.office in voices


def may_resolve(actor: Actor, remark: Remark) -> bool:
    """Whoever asked, in the same body; the jurist for everybody."""
    if actor.office == Office.LEGAL_OFFICER:
        return True
    voices = PARTY_VOICES | REVIEWING_STAFF | {Office.PROJECT_MANAGER}
    return actor.institution_id == remark.institution_id and actor.office in voices


def may_return_text(actor: Actor, convention: Convention, institution: Institution) -> bool:
    """Hand in the corrections of a party: its own people, or the syndicate's staff for it."""
    if not any(p.institution_id == institution.pk for p in convention.parties.all()):
        return False
    if may_steer_or_law(actor, convention):
        return True
    voices = PARTY_VOICES | {Office.PREPARER}
    return (
        actor.institution_id == institution.pk
        and actor.office in voices
        and is_party(actor, convention)
    )


def may_put_to_committee(actor: Actor, convention: Convention) -> bool:
    """Ask an instance about the act, while it goes on: its owner, the jurist, a party's voice."""
    if convention.status in ENDED:
        return False
    voice = actor.office in PARTY_VOICES and is_party(actor, convention)
    return voice or may_steer_or_law(actor, convention)


def may_refuse(actor: Actor, convention: Convention) -> bool:
    """The signatory of a party; the owner when an assembly voted against."""
    if may_steer(actor, convention):
        return convention.status == Convention.Status.IN_DELIBERATION
    if actor.office not in HOLDERS | DELEGATES or not is_party(actor, convention):
        return False
    if convention.kind.way == Way.ENTRY_SLIP and actor.office == Office.INSPECTOR:
        return True  # what may be given a visa may be refused it
    return actor.office in HOLDERS or _is_entitled(actor, convention)


def _is_entitled(actor: Actor, convention: Convention) -> bool:
    """A deputy or an inspector refuses what they could sign: a delegation or an act says so."""
    mandate = Mandate.unscoped.with_words().filter(pk=actor.mandate_id).first()
    if mandate is None:
        return False
    amount, now = convention.max_yearly_amount, clock.now()
    own = [p for p in convention.parties.all() if p.institution_id == actor.institution_id]
    held = [authority.to_sign(mandate, party.part.authority, amount, now) for party in own]
    return any(isinstance(each, authority.Authority) for each in held)


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
