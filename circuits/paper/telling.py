"""Who is told of a paper that came back: the agents who certify it, its signatory when refused."""

import contextlib

from audit.actor import Actor
from common import clock, outbox
from common.lifecycle import Refused
from documents.models import PaperReturn
from governance.models import Mandate
from governance.offices import Office

from .. import presence, services
from ..models import Step
from ..returning import EXAMINERS


def registered(step: Step, found: PaperReturn) -> None:
    """Whoever prepares the act certifies it: told, unless they registered it."""
    owner = services.owner_of(step.circuit)
    if owner is not None and owner.person_id != found.person_id:
        _post(step, "circuits.paper_to_certify", owner, second=False)


def ask_second(step: Step, actor: Actor) -> None:
    """The other agents of the syndicate, each once."""
    for mandate in _agents(actor):
        _post(step, "circuits.paper_to_certify", mandate, second=True)


def rejected(step: Step, found: PaperReturn, reason: str) -> None:
    """The signatory, and the secretary of their body who handed the paper over."""
    told = []
    with contextlib.suppress(Refused):  # nobody may hold the office now: the act's page tells it
        told.append(presence.awaited(step))
    secretaries = Mandate.unscoped.filter(
        institution=step.institution, office=Office.PREPARER, person_id=found.person_id
    )
    told += [each for each in secretaries.order_by("pk") if each.is_valid(clock.now())][:1]
    for mandate in told:
        _post(step, "circuits.return_rejected", mandate, reason=reason, paper=True)


def _agents(actor: Actor) -> list[Mandate]:
    """Those who may certify in the body of ``actor``, without them."""
    held = Mandate.unscoped.filter(institution=actor.institution_id, office__in=EXAMINERS)
    people: dict[int, Mandate] = {}
    for each in held.exclude(person=actor.person_id).order_by("pk"):
        if each.is_valid(clock.now()):
            people.setdefault(each.person_id, each)
    return list(people.values())


def _post(step: Step, template: str, mandate: Mandate, **more: object) -> None:
    outbox.post(
        template,
        {"step": step.pk, "mandate": mandate.pk, **more},
        recipient=str(mandate),
        about=step.circuit,
    )
