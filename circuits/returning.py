"""The signed file comes back: from its signatory, or from whoever prepares for them (P13).

Accepted on the seven points, it is a signature like one given on the platform: same checks, same
order, same consequences. In doubt, an agent of the syndicate examines it, two for some acts (P14).
"""

import uuid
from dataclasses import dataclass
from typing import Any

from audit.actor import SYSTEM, Actor
from audit.recording import recording
from common import clock, french, outbox
from common.lifecycle import NotYours, Refusal, Refused
from documents import returning, signing
from documents.lifecycle import SlotLifecycle, level_refused
from documents.models import ReturnCheck, SignedReturn, Slot
from documents.pdf.reading import Revocation, SignatureReading
from documents.pdf.returns import Answer, Outcome, plain_name
from governance import acting, levels, parameters
from governance.models import Mandate
from governance.offices import Office

from . import links, services
from .lifecycle import LinkLifecycle
from .models import SigningLink, Step
from .signing import Facts, Readiness, for_another, readiness

ATTEMPTS = 5
EXAMINERS = frozenset({Office.PROJECT_MANAGER, Office.LEGAL_OFFICER})
MOVED = Refusal(
    "Un autre signataire a signé depuis le dépôt : ce fichier ne porte pas sa signature. Écartez "
    "ce retour ; le signataire recevra le fichier à signer maintenant."
)


@dataclass(frozen=True, slots=True)
class Deposit:
    """A file, the signature it is for, and who hands it over: ``actor`` for ``mandate``."""

    step: Step
    mandate: Mandate
    actor: Actor
    content: bytes
    name: str
    facts: Facts


def deposit(given: Deposit) -> returning.Judgement:
    """Judge a signed file and, unless it is refused, store it; returns what was found.

    Raises ``Refused`` when no return is awaited, or when the act is not to be signed now.
    """
    for _ in range(ATTEMPTS):
        try:
            return _attempt(given)
        except signing.HeadMoved:
            continue
    raise Refused(Refusal("Un autre signataire signe au même instant : réessayez."))


def _attempt(given: Deposit) -> returning.Judgement:
    ready, slot = _awaited(given)
    found = returning.judge(
        slot,
        given.content,
        signatory=str(ready.signer.get("name", "")),
        qualified=levels.qualified(slot.level, slot.envelope.recorded_at.date()),
    )
    if found is None:
        raise Refused(Refusal("L’acte n’est pas encore émis."))
    if returning.refused(found.report):
        return found
    own = next(each for each in found.report.reading.signatures if each.field == slot.field)
    with (
        returning.returned_file(slot, found, given.content) as pending,
        recording(given.actor),
    ):
        again, slot = _awaited(given)
        signer = {**again.signer, "level": level(own)}
        evidence = _evidence(given, again, found, own, pending.file.sha256)
        if found.report.outcome is Outcome.ACCEPTED:
            _accept(pending, again.step, given.mandate, signer, evidence, actor=given.actor)
        else:
            returning.keep_doubt(
                pending,
                found,
                actor=given.actor,
                signer=signer,
                evidence=evidence,
                mandate_id=given.mandate.pk,
                person_id=given.actor.person_id,
                deposited_by=given.actor.label,
                at=clock.now(),
            )
            services.tell(again.step, "return_signature", actor=given.actor, reason=found.doubts)
    return found


def said(found: returning.Judgement) -> Refusal:
    """Why a file was refused, by its first point not met, and what to do."""
    if found.outdated:
        return Refusal(
            "Ce fichier part d’un état antérieur : un autre signataire a signé depuis votre "
            "téléchargement. Téléchargez le fichier à signer maintenant, signez-le, renvoyez-le.",
            key="return.outdated",
        )
    point = next(p for p in found.report.points if p.answer is Answer.NOT_MET)
    return Refusal(
        f"Fichier refusé : point {point.number}, {point.explanation[:1].lower()}"
        f"{point.explanation[1:]} Le fichier émis reste à signer.",
        key="return.refused",
    )


def _awaited(given: Deposit) -> tuple[Readiness, Slot]:
    """The signature as it stands now; ``Refused`` unless its file may come back."""
    step = Step.unscoped.select_related("circuit", "institution").get(pk=given.step.pk)
    mandate = Mandate.unscoped.with_words().get(pk=given.mandate.pk)
    ready = readiness(step, mandate)
    slot = ready.slot
    if slot is None:
        raise Refused(Refusal("L’acte n’est pas encore émis."))
    found = [*ready.refusals, *level_refused(slot, Slot.Mode.CERTIFICATE)]
    if not expects_file(slot):
        found.append(
            Refusal("Aucun PDF signé n’est attendu ici : choisissez d’abord ce mode de signature.")
        )
    if found:
        raise Refused(*found)
    return ready, slot


def expects_file(slot: Slot) -> bool:
    return slot.status == Slot.Status.AWAITING_RETURN and slot.mode == Slot.Mode.CERTIFICATE


def level(own: SignatureReading) -> str:
    """What the signature may be called; never more than its certificate proves (eIDAS, art. 3)."""
    if not own.trusted:
        return "avancée, à vérifier"
    if not own.counts_as_qualified:
        return "avancée"
    if own.revocation is Revocation.UNKNOWN:
        return "avancée sur certificat qualifié, révocation indéterminée"
    if own.listed and own.on_device:
        return "qualifiée"  # by the list alone, never by what the certificate says of itself
    return "avancée sur certificat qualifié"


def _evidence(
    given: Deposit,
    ready: Readiness,
    found: returning.Judgement,
    own: SignatureReading,
    sha256: str,
) -> dict[str, Any]:
    """The facts of one return; the chain and the revocation data are in the file itself."""
    now = clock.now()
    return {
        "signed_at_utc": now.isoformat(),
        "authority": ready.signer,
        "revision_sha256": sha256,
        "text_hash": ready.terms.text_hash,
        "certificate": {
            "holder": plain_name(own.signer),
            "issuer": plain_name(own.issuer),
            "sha256": own.certificate_sha256,
            "qualified": own.qualified,
            "listed": own.listed,
            "on_device": own.on_device,
            "trusted": own.trusted,
            "revocation": str(own.revocation),
            "declared_at": own.signed_at.isoformat() if own.signed_at else "",
            "timestamped_at": own.timestamped_at.isoformat() if own.timestamped_at else "",
        },
        "level": level(own),
        "report": returning.as_rows(found.report),
        "revocation_answers": returning.answers_as_rows(found),
        "deposit": {"by": given.actor.label, "at": now.isoformat(), "name": given.name},
        "facts": {"ip": given.facts.ip, "user_agent": given.facts.user_agent},
    }


def _accept(
    pending: signing.Pending,
    step: Step,
    mandate: Mandate,
    signer: dict[str, Any],
    evidence: dict[str, Any],
    *,
    actor: Actor,
    verb: str = "return_pdf_ok",
    reason: str = "",
) -> None:
    """The signature counts: revision, slot, links, step, and what follows from the last one."""
    at = clock.now()
    signing.keep_signature(
        pending, signer=signer, evidence=evidence, at=at, actor=actor, verb=verb, reason=reason
    )
    live = SigningLink.unscoped.select_for_update().filter(step=step, mandate=mandate)
    for link in live.filter(status=SigningLink.Status.LIVE):
        LinkLifecycle.move(link, "consume", actor=SYSTEM)
    when = french.datetime_fr(at, step.institution.time_zone)
    services.complete(
        step,
        actor=SYSTEM,
        by=acting.actor_of(mandate),
        outcome=f"Signature électronique {signer['level']} de {signer['name']}, "
        f"{signer['office']}, reçue le {when}.",
        reason=for_another(signer),
        authority=signer,
    )


# --- the preparer, in the name of the signatory ----------------------------------------------


def step_for(public_id: uuid.UUID, actor: Actor) -> Step | None:
    """A signature awaited from the preparer's own body; None for anybody else."""
    if actor.office != Office.PREPARER:
        return None
    step = links.signature_awaited(public_id)
    own = step is not None and step.institution_id == actor.institution_id
    return step if own else None


# --- the agent who examines -------------------------------------------------------------------


def may_examine(actor: Actor) -> bool:
    return actor.mandate_id is not None and actor.office in EXAMINERS


def to_examine(actor: Actor) -> list[SignedReturn]:
    """The returns on which ``actor`` may still say something, oldest first."""
    if not may_examine(actor):
        return []
    found = returning.waiting().exclude(person_id=actor.person_id)
    return list(found.exclude(checks__person_id=actor.person_id))


def find(public_id: uuid.UUID, actor: Actor) -> SignedReturn | None:
    """The return that waits on a signature field, for an agent who examines; else None."""
    return (
        returning.waiting().filter(slot__public_id=public_id).first()
        if may_examine(actor)
        else None
    )


def step_of(found: SignedReturn) -> Step | None:
    """The step that the return would complete; None when it waits no more."""
    return links.step_of_slot(found.slot)


def second_agent(slot: Slot) -> str:
    """Why two agents must agree (P14), as the end of a sentence; empty when one is enough."""
    asked = parameters.value("second_agent", on=clock.today())
    if "market" in asked and slot.level == "level.market":
        return "un marché public"
    return "un retour douteux signé par certificat" if "certificate" in asked else ""


def against(found: SignedReturn, actor: Actor) -> list[Refusal]:
    """Why ``actor`` may not say that the return is conform; empty when they may."""
    refusals = []
    mandate = Mandate.unscoped.get(pk=found.mandate_id)
    if actor.person_id in (found.person_id, mandate.person_id):
        refusals.append(Refusal("Vous avez signé ou déposé ce fichier : un autre agent l’examine."))
    if found.checks.filter(person_id=actor.person_id).exists():
        why = second_agent(found.slot)
        refusals.append(Refusal(f"Une seconde vérification est exigée pour {why}."))
    head = found.slot.envelope.head
    if head is None or head.number != found.base:
        refusals.append(MOVED)
    if step_of(found) is None:
        refusals.append(Refusal("Cette signature n’est plus attendue."))
    return refusals


def certify(found: SignedReturn, *, reason: str, actor: Actor) -> bool:
    """Find the return conform; True once it is accepted, False while a second agent is awaited.

    Raises ``NotYours`` for somebody who does not examine, ``Refused`` when the agent is the
    signatory or handed the file over, when another signature came first, without a reason.
    """
    _check_examiner(actor)
    try:
        with recording(actor) as journal:
            slot = Slot.unscoped.select_for_update().get(pk=found.slot_id)
            refusals = against(found, actor)
            if not reason.strip():
                refusals.append(Refusal("Écrivez ce que vous avez vérifié."))
            step = step_of(found)
            if refusals or step is None:
                raise Refused(*refusals)
            ReturnCheck.objects.create(
                signed_return=found, person_id=actor.person_id, label=actor.label, reason=reason
            )
            checks = list(found.checks.all())
            if second_agent(slot) and len(checks) < 2:
                journal.note(slot, "first_certify", reason=reason)
                return False
            examined = [
                {"by": each.label, "at": each.at.isoformat(), "reason": each.reason}
                for each in checks
            ]
            _accept(
                returning.kept_file(found),
                step,
                Mandate.unscoped.with_words().get(pk=found.mandate_id),
                found.signer,
                {**found.evidence, "examined": examined},
                actor=actor,
                verb="certify",
                reason=reason,
            )
    except signing.HeadMoved:
        raise Refused(MOVED) from None
    return True


def reject(found: SignedReturn, *, reason: str, actor: Actor) -> None:
    """Set the return aside: its signatory is told why, and given the file to sign now.

    Raises ``NotYours``, ``Refused`` as the gate does: no reason, nothing to examine any more.
    """
    _check_examiner(actor)
    with recording(actor):
        SlotLifecycle.move(found.slot, "reject_return", actor=actor, reason=reason)
        step = step_of(found)
        if step is None:
            return
        services.ask_again(step)
        services.tell(step, "reject_return_signature", actor=actor, reason=reason)
        mandate = Mandate.unscoped.with_words().get(pk=found.mandate_id)
        outbox.post(
            "circuits.return_rejected",
            {"step": step.pk, "mandate": mandate.pk, "reason": reason},
            recipient=str(mandate),
            about=step.circuit,
        )


def _check_examiner(actor: Actor) -> None:
    if not may_examine(actor):
        raise NotYours("Un retour douteux est examiné par un chef de projet ou un juriste.")
