"""Choose who signs for a party when it is not the person awaited: a delegate, a replacement."""

from audit.actor import Actor
from audit.recording import recording
from common import clock
from common.lifecycle import NotYours, Refusal, Refused
from governance import authority, wording
from governance.models import Mandate
from governance.offices import AREA_OFFICES

from .. import content, permissions
from ..models import Convention, Party

BEFORE_ISSUE = (
    Convention.Status.DRAFT,
    Convention.Status.UNDER_REVIEW,
    Convention.Status.CHANGES_REQUESTED,
    Convention.Status.TEXT_SETTLED,
    Convention.Status.IN_DELIBERATION,
    Convention.Status.READY_TO_ISSUE,
)


def choose_signatory(party: Party, mandate: Mandate | None, *, actor: Actor) -> Party:
    """Name who will sign for ``party``; None goes back to the person awaited.

    The act prints the name and its ground, so it is chosen before the issue; afterwards the
    mentions are taken up first (P8). Refused for somebody who is not entitled.
    """
    may_choose(party.convention, actor)
    with recording(actor) as journal:
        locked = Party.unscoped.select_for_update().get(pk=party.pk)
        locked.signatory = mandate
        if mandate is not None:
            _check(locked, mandate)
        journal.says(locked, "choose_signatory")
        locked.save()
    return locked


def is_open(convention: Convention) -> bool:
    """Whether the name of a signatory is still to be printed."""
    return convention.status in BEFORE_ISSUE


def may_choose(convention: Convention, actor: Actor) -> None:
    """Raises ``NotYours`` for anybody but the owner and the jurist, ``Refused`` after the issue."""
    if not permissions.may_steer_or_law(actor, convention):
        raise NotYours("Ce choix revient au porteur de la convention ou au juriste.")
    if not is_open(convention):
        raise Refused(
            Refusal(
                "Le nom du signataire est imprimé sur l’acte émis : reprenez d’abord cette mention."
            )
        )


def offered_to_sign(party: Party) -> list[authority.Authority]:
    """Who may sign for ``party`` now: the person awaited, then those with a delegation."""
    convention, office = party.convention, content.office_of(party)
    return authority.entitled(
        party.institution,
        office,
        party.part.authority,
        convention.max_yearly_amount,
        clock.now(),
        circonscription_id=(convention.circonscription_id if office in AREA_OFFICES else None),
    )


def _check(party: Party, mandate: Mandate) -> None:
    if mandate.institution_id != party.institution_id:
        whose = wording.of_institution(party.institution)
        raise Refused(Refusal(f"{mandate.person.formal_name} ne relève pas {whose}."))
    held = content.signatory(party, clock.now())
    if isinstance(held, authority.Refusal):
        raise Refused(Refusal(held.reason, held.source, held.key))
