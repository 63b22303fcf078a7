"""An agent compares a paper that came back with the act, page by page, and certifies the scan.

One agent is enough; two different ones for a page placed by hand or that differs, for what the
first doubts, for the acts that the parameter names (P14). The mandate is judged on the day written
on the paper: the person must have held office then, and the délibération have been enforceable.
"""

import datetime as dt
import uuid
from typing import Any
from zoneinfo import ZoneInfo

from audit.actor import SYSTEM, Actor
from audit.models import Event
from audit.recording import recording
from common import clock, french
from common.lifecycle import NotYours, Refusal, Refused
from documents import signing as signatures
from documents.lifecycle import SlotLifecycle
from documents.models import PaperCheck, PaperReturn, Slot
from documents.paper import checking
from documents.paper.checking import Reading
from governance import acting, parameters
from governance.models import Mandate

from .. import addressing, links, services, signing, terms
from ..lifecycle import LinkLifecycle
from ..models import SigningLink, Step
from ..returning import may_examine
from . import telling

NOT_YOURS = "Un retour papier est certifié par un chef de projet ou un juriste du syndicat."
NOT_AWAITED = Refusal("Cette signature n’est plus attendue.")


def to_certify(actor: Actor) -> list[PaperReturn]:
    """The returns on which ``actor`` may still say something, oldest first."""
    if not may_examine(actor):
        return []
    return list(checking.waiting().filter(checking.not_read_by(actor.person_id)))


def find(public_id: uuid.UUID, actor: Actor) -> PaperReturn | None:
    """The return that waits on a signature, for an agent who certifies; else None."""
    if not may_examine(actor):
        return None
    return checking.waiting().filter(slot__public_id=public_id).first()


def signatories(step: Step, found: PaperReturn) -> list[Mandate]:
    """Whose signature the paper may bear, from the day on which the act was issued."""
    told = terms.of(step)
    issued = found.slot.envelope.recorded_at.astimezone(ZoneInfo(step.institution.time_zone)).date()
    return addressing.may_have_signed(step, told.kind, told.amount, issued)


def second_agent(found: PaperReturn) -> str:
    """Why two agents must agree (P14), as the end of a sentence; empty when one is enough."""
    asked = parameters.value("second_agent", on=clock.today())
    if "market" in asked and found.slot.level == "level.market":
        return "un marché public"
    if "paper" in asked:
        return "un retour papier"
    doubts = [*found.doubts, *(each.doubt for each in found.checks.all() if each.doubt)]
    return french.list_fr(doubts) if "doubtful" in asked and doubts else ""


def against(found: PaperReturn, actor: Actor) -> list[Refusal]:
    """Why ``actor`` may not certify, whatever they read; empty when they may."""
    refusals = []
    if found.checks.filter(person_id=actor.person_id).exists():
        refusals.append(
            Refusal(
                "Vous avez déjà certifié ce retour. Une seconde vérification est exigée "
                f"({second_agent(found)}) : un autre agent la fait.",
                "Règle de preuve du programme",
                "common.separation",
            )
        )
    if links.step_of_slot(found.slot) is None:
        refusals.append(NOT_AWAITED)
    return refusals


def certify(found: PaperReturn, reading: Reading, *, actor: Actor) -> bool:
    """Find the scan conform; True once the signature counts, False while a second agent is awaited.

    Raises ``NotYours`` for who does not certify, ``Refused`` with every reason: what was read
    cannot be, the signatory could not sign that day, the two agents do not read the same.
    """
    _check(actor)
    with recording(actor) as journal:
        slot = Slot.unscoped.select_for_update().get(pk=found.slot_id)
        step = links.step_of_slot(slot)
        if step is None or not checking.waiting().filter(pk=found.pk).exists():
            raise Refused(NOT_AWAITED)
        mandate = Mandate.unscoped.with_words().get(pk=reading.mandate_id)
        at = reading.instant(mandate.zone, found.at)
        ready = signing.readiness(step, mandate, at)
        refusals = [
            *against(found, actor),
            *_of_the_agent(mandate, actor),
            *_of_the_day(found, step, reading, mandate),
            *ready.refusals,
            *_of_the_others(found, reading),
        ]
        if refusals:
            raise Refused(*refusals)
        check = PaperCheck.objects.create(
            paper_return=found,
            person_id=actor.person_id,
            label=actor.label,
            mandate_id=mandate.pk,
            signed_on=reading.day,
            signed_time=reading.time,
            holder=reading.holder,
            remarks=reading.remarks,
            doubt=reading.doubt,
        )
        reason = said(found, check)
        why = second_agent(found)
        if why and found.checks.count() < 2:
            journal.note(slot, "first_certify", reason=reason)
            services.tell(step, "first_certify_scan_signature", actor=actor, reason=reason)
            telling.ask_second(step, actor)
            return False
        services.tell(step, "certify_scan_signature", actor=actor, reason=reason)
        _accept(found, ready, mandate, at, reason, actor)
    return True


def said(found: PaperReturn, check: PaperCheck) -> str:
    """What an agent certified, in one sentence of the history."""
    count = len(found.pages)
    hour = f" à {check.signed_time:%H h %M}" if check.signed_time else ""
    words = (
        f"{count} {french.plural(count, 'page comparée', 'pages comparées')} à l’acte ; daté du "
        f"{french.date_fr(check.signed_on)}{hour} ; original conservé par {check.holder}"
    )
    more = [part for part in (check.remarks, check.doubt and f"doute : {check.doubt}") if part]
    return " ; ".join([words, *more])


def reject(found: PaperReturn, *, reason: str, actor: Actor) -> None:
    """Refuse to certify: the signatory is told why and their paper is awaited again.

    Raises ``NotYours``, ``Refused`` as the gate does: no reason, nothing to certify any more.
    """
    _check(actor)
    with recording(actor):
        Slot.unscoped.select_for_update().get(pk=found.slot_id)
        if not checking.waiting().filter(pk=found.pk).exists():
            raise Refused(NOT_AWAITED)
        SlotLifecycle.move(found.slot, "reject_return", actor=actor, reason=reason)
        step = links.step_of_slot(found.slot)
        if step is not None:
            services.ask_again(step)
            services.tell(step, "reject_scan_signature", actor=actor, reason=reason)
            telling.rejected(step, found, reason)


def last_rejection(slot: Slot) -> str:
    """Why the last paper of a signature was not certified; empty unless another one is awaited."""
    if slot.status != Slot.Status.AWAITING_RETURN or not slot.paper_returns.exists():
        return ""
    about = Event.objects.filter(
        object_type=slot._meta.label_lower, object_id=slot.pk, verb="reject_return"
    )
    return about.order_by("-sequence").values_list("reason", flat=True).first() or ""


def _accept(
    found: PaperReturn,
    ready: signing.Readiness,
    mandate: Mandate,
    at: dt.datetime,
    reason: str,
    actor: Actor,
) -> None:
    """The signature counts: slot, links, step, and what follows from the last one."""
    signer, step = ready.signer, ready.step
    signatures.keep_paper(
        found,
        signer=signer,
        evidence=_evidence(found, ready),
        at=at,
        actor=actor,
        reason=reason,
    )
    live = SigningLink.unscoped.select_for_update().filter(step=step)
    for link in live.filter(status=SigningLink.Status.LIVE):
        LinkLifecycle.move(link, "consume", actor=SYSTEM)
    day = french.date_fr(found.checks.first().signed_on)
    services.complete(
        step,
        actor=SYSTEM,
        by=acting.actor_of(mandate),
        outcome=f"Signature manuscrite de {signer['name']}, {signer['office']}, datée du {day} ; "
        "numérisation certifiée conforme.",
        reason=signing.for_another(signer),
        authority=signer,
    )


def _evidence(found: PaperReturn, ready: signing.Readiness) -> dict[str, Any]:
    """The facts of one paper: what came, who compared it and what they read."""
    checks = list(found.checks.all())
    last = checks[-1]
    return {
        "authority": ready.signer,
        "text_hash": ready.terms.text_hash,
        "scan_sha256": found.file.sha256,
        "paper": {
            "sheet": found.slot.paper_reference,
            "signed_on": last.signed_on.isoformat(),
            "signed_time": last.signed_time.isoformat("minutes") if last.signed_time else "",
            "holder": last.holder,
            "received_at": found.at.isoformat(),
            "deposited_by": found.deposited_by,
            "doubts": [*found.doubts, *(each.doubt for each in checks if each.doubt)],
            "remarks": list(dict.fromkeys(each.remarks for each in checks if each.remarks)),
        },
        "pages": found.pages,
        "checked": [{"by": each.label, "at": each.at.isoformat()} for each in checks],
    }


def _check(actor: Actor) -> None:
    if not may_examine(actor):
        raise NotYours(NOT_YOURS)


def _of_the_agent(mandate: Mandate, actor: Actor) -> list[Refusal]:
    if mandate.person_id != actor.person_id:
        return []
    return [Refusal("Vous êtes le signataire : un autre agent certifie.", key="common.separation")]


def _of_the_day(
    found: PaperReturn, step: Step, reading: Reading, mandate: Mandate
) -> list[Refusal]:
    """Why the paper could not be signed on the day that an agent reads (P3)."""
    zone = mandate.zone
    issued = found.slot.envelope.recorded_at.astimezone(zone).date()
    received = found.at.astimezone(zone).date()
    read = french.date_fr(reading.day)
    if reading.day > received:
        return [
            Refusal(
                f"Le papier serait daté du {read}, après son enregistrement le "
                f"{french.date_fr(received)} : relisez la date."
            )
        ]
    if reading.day < issued:
        return [
            Refusal(
                f"Le papier serait daté du {read}, avant l’émission de l’acte le "
                f"{french.date_fr(issued)} : relisez la date, ou refusez ce retour."
            )
        ]
    if reading.time is None:
        first, last = (terms.early(step, each) for each in reading.ends_of_day(zone))
        if first is not None and last is None:
            return [
                Refusal(
                    "La délibération est devenue exécutoire le jour même de la signature : "
                    "indiquez l’heure écrite sur le papier. Sans heure, refusez ce retour et "
                    "demandez un exemplaire daté avec l’heure.",
                    first.source,
                    "deliberation.same_day",
                )
            ]
    early = terms.early(step, reading.instant(zone, found.at))
    return [early] if early is not None else []


def _of_the_others(found: PaperReturn, reading: Reading) -> list[Refusal]:
    """What an agent before read otherwise: both must read the same date and the same person."""
    for each in found.checks.all():
        if (each.signed_on, each.signed_time) != (reading.day, reading.time):
            hour = f" à {each.signed_time:%H h %M}" if each.signed_time else ", sans heure"
            return [
                Refusal(
                    f"{each.label} a lu le {french.date_fr(each.signed_on)}{hour}. Relisez le "
                    "papier ; si vous lisez toujours autrement, refusez ce retour."
                )
            ]
        if each.mandate_id != reading.mandate_id:
            return [
                Refusal(
                    f"{each.label} a reconnu la signature d’une autre personne. Relisez le papier "
                    "; si vous lisez toujours autrement, refusez ce retour."
                )
            ]
    return []
