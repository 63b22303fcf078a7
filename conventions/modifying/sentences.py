"""Where an entry slip stands, in a sentence addressed to its reader."""

from audit.actor import Actor
from circuits.models import Step, StepKind
from common import french
from documents.models import Slot
from governance import wording

from .. import permissions
from ..models import AUTHORITY, Convention, Status
from . import finding, slip_guards


def of_slip(convention: Convention, actor: Actor, mine: list[Step]) -> str:
    """The situation of a slip; "" where it is told as that of any act."""
    match convention.status:
        case Status.DRAFT:
            return _draft(convention, actor)
        case Status.AWAITING_SIGNATURE:
            return _under_way(convention, mine)
        case Status.SIGNED:
            day = french.date_fr(slip_guards.entry_date(convention))
            return (
                f"Signé le {french.date_fr(convention.act_date)}, visé, "
                f"n° {convention.register_number} : l’école entre dans la convention le {day}."
            )
        case Status.IN_FORCE:
            initial = finding.initial_of(convention)
            reference = initial.reference if initial is not None else ""
            day = french.date_fr(convention.in_force_on)
            return f"L’école est dans la convention {reference} depuis le {day}."
    return ""


def _draft(convention: Convention, actor: Actor) -> str:
    if not permissions.may_steer(actor, convention):
        return "En préparation au syndicat."
    gaps = list(slip_guards.issue(convention))
    if gaps:
        return f"Brouillon. {' '.join(gap.sentence for gap in gaps)}"
    return "Bulletin complet : émettez-le."


def _under_way(convention: Convention, mine: list[Step]) -> str:
    """Signature first, then visa; the signatory reads the words of any act."""
    if any(step.kind == StepKind.SIGNATURE for step in mine) or convention.envelope is None:
        return ""
    party = convention.party(AUTHORITY)
    whose = wording.the_institution(party.institution) if party is not None else "la collectivité"
    slot = convention.envelope.slots.filter(key=AUTHORITY).first()
    if slot is None or slot.status != Slot.Status.ACCEPTED:
        return (
            f"Émis, pas encore signé. Signature attendue : {whose} ; l’inspecteur donne ensuite "
            "son visa."
        )
    signed = f"Signé par {whose} le {french.datetime_fr(slot.signed_at, 'Europe/Paris')}."
    visa = next((step for step in mine if step.kind == StepKind.VISA), None)
    if visa is not None:
        return f"{signed} Votre visa est attendu avant le {french.date_full_fr(visa.due_on)}."
    return f"{signed} Reste le visa de l’inspecteur de la circonscription."
