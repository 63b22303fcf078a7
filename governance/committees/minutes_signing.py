"""The signatures of approved minutes: their chair and their secretary, each from their account.

The copy is sealed with its two empty fields, one envelope a copy; the circuit asks both officers
of that meeting, in person, whoever holds their office since. A validation by account is
time-stamped, and is never called more (P15).
"""

from typing import Any

from django.conf import settings
from django.urls import reverse

from audit.actor import SYSTEM, Actor
from audit.recording import recording
from circuits import registry as circuits_registry
from circuits import services as circuits
from circuits.models import Circuit, Step
from circuits.services import Player
from common import clock, french, jobs
from common.lifecycle import Refusal, Refused
from common.models import Job
from documents import catalogue, production, registry, signing, store
from documents.models import Document, Envelope, Slot
from governance import levels, wording
from governance.models import Mandate
from governance.services.store import require

from . import editing, minutes_guards, papers, permissions
from .lifecycle import MeetingLifecycle
from .minutes_lifecycle import MinutesLifecycle
from .models import Minutes, Paper
from .models.minutes import MinutesStatus
from .models.papers import Copy, PaperKind

JOB = "committees.seal_minutes"
CIRCUIT = "minutes.sign"
FIELDS = {"sig_chair": "chair", "sig_secretary": "secretary"}
CONSENT = "J’ai lu ce procès-verbal ; il relate la séance telle qu’elle s’est tenue."
ATTEMPTS = 20
CORRECTED_SINCE = "une version corrigée vient d’être déposée. Relancez la mise à la signature."
NOT_CARRIED = (
    "Le projet approuvé avait été corrigé à la main : reportez ces corrections dans le texte à "
    "signer (« Corriger dans Word »), puis cochez la case."
)


def ask_seal(*, actor: Actor, minutes: Minutes, carried: bool = False) -> Job:
    """Put approved minutes to the signatures. ``Refused`` before the approval, and twice.

    ``carried``: what a hand corrected in the draft that was approved is in this text too.
    """
    require(permissions.may_write_minutes(actor, minutes), permissions.WRITES)
    if minutes.status != MinutesStatus.APPROVED:
        raise Refused(Refusal("Le procès-verbal se signe une fois approuvé."))
    if minutes_guards.envelopes(minutes):
        raise Refused(Refusal("Le procès-verbal est déjà à la signature."))
    _officers(minutes)
    if not carried and any(map(editing.not_carried, _approved_copies(minutes))):
        raise Refused(Refusal(NOT_CARRIED, key="paper.edited"))
    return jobs.ask(
        JOB,
        f"Mise à la signature de {minutes.reference}",
        [(minutes.reference, {"minutes": minutes.pk})],
        actor=actor,
    )


def _approved_copies(minutes: Minutes) -> list[Paper]:
    """The latest of each copy, made since the approval; ``Refused`` when one is not made."""
    found = []
    for copy in papers.copies(minutes.meeting):
        paper = papers.latest(minutes.meeting, PaperKind.MINUTES, copy)
        if paper is None or paper.document.snapshot.get("stage") != "approved":
            raise Refused(
                Refusal("Le procès-verbal approuvé n’est pas encore produit : produisez-le.")
            )
        found.append(paper)
    return found


def _officers(minutes: Minutes) -> dict[str, Mandate]:
    meeting = minutes.meeting
    if meeting.chair is None or meeting.secretary is None:
        raise Refused(
            Refusal(
                "Le PV se signe par le président et le secrétaire de la séance du "
                f"{french.date_full_fr(meeting.day)}."
            )
        )
    return {"chair": meeting.chair, "secretary": meeting.secretary}


@jobs.handles(JOB)
def seal_item(payload: dict[str, Any], actor: Actor) -> str:
    """Seal each copy and open the circuit; done again after a kill, it finds what was done."""
    minutes = Minutes.unscoped.select_related("meeting__committee__host").get(pk=payload["minutes"])
    done = {each.reference for each in minutes_guards.envelopes(minutes)}
    with papers.sentences():
        for paper in _approved_copies(minutes):
            full = paper.copy == Copy.FULL
            reference = minutes.reserved_reference if full else minutes.reference
            if reference not in done:
                _seal(minutes, paper, reference, actor)
    with recording(actor):
        if not Circuit.unscoped.about(minutes).exists():
            _ask_officers(minutes)
    return f"Procès-verbal à la signature : {minutes.reference}."


def _seal(minutes: Minutes, paper: Paper, reference: str, actor: Actor) -> None:
    kept = paper.document
    model = kept.model
    assert model is not None  # noqa: S101 minutes are made from a model
    signatures = catalogue.signatories(model.manifest)
    today = clock.today()
    officers = _officers(minutes)
    filled = production.Filled(store.read(kept.docx_sha256), "")
    with (
        production.sealed_file(
            filled,
            signatures=signatures,
            reference=minutes.reference,
            revision=1,
            url_for_page=lambda page: _address(reference, page),
        ) as made,
        recording(actor),
    ):
        papers.hold(editing.wanted(paper))
        if editing.current(paper).pk != paper.pk:
            raise Refused(Refusal(f"{kept.title} : {CORRECTED_SINCE}"))
        document = production.keep(
            made,
            about=minutes,
            model=model,
            snapshot=kept.snapshot,
            title=kept.title,
            purpose=Document.Purpose.ISSUED,
            file_name=f"{reference}.pdf",
        )
        production.open_envelope(
            document,
            reference=reference,
            signatories=[
                {
                    "field": row["field"],
                    "order": row["order"],
                    "key": FIELDS[row["field"]],
                    "label": officers[FIELDS[row["field"]]].person.formal_name,
                    "level": "level.opinion",
                    "modes": levels.modes("level.opinion", today),
                }
                for row in signatures
            ],
        )


def _address(reference: str, page: int) -> str:
    return f"{settings.SITE_URL}{reverse('documents:verify')}?ref={reference}&rev=1&p={page}"


def _ask_officers(minutes: Minutes) -> None:
    """A task for each of them under the mandate that they have now; the others know nothing."""
    host = minutes.meeting.committee.host
    circuits.open_circuit(
        CIRCUIT,
        minutes,
        players={
            name: [Player(host, mandate=_now(mandate))]
            for name, mandate in _officers(minutes).items()
        },
        url=minutes.get_absolute_url(),
    )


def _now(mandate: Mandate) -> Mandate:
    """The same person under a mandate in force; the one of the meeting when there is none."""
    if mandate.is_valid(clock.now()):
        return mandate
    others = Mandate.unscoped.filter(person=mandate.person).order_by("pk")
    return next((each for each in others if each.is_valid(clock.now())), mandate)


def sign(*, actor: Actor, minutes: Minutes, consent: bool) -> Minutes:
    """Validate every copy as the officer of that meeting that ``actor`` is in person.

    The last signature moves the minutes, then the meeting. ``NotYours`` for anybody else;
    ``Refused`` without consent and before the copies are sealed.
    """
    names = permissions.signs_as(actor, minutes)
    if not permissions.may_sign_minutes(actor, minutes):
        require(False, _whose(minutes))
    issued = minutes_guards.envelopes(minutes)
    if not issued:
        raise Refused(Refusal("Le procès-verbal n’est pas encore à la signature."))
    if not consent:
        raise Refused(Refusal("Cochez la case pour signer : elle dit que vous l’avez lu."))
    waiting = Slot.unscoped.filter(envelope__in=issued, key__in=names, status=Slot.Status.EMPTY)
    for slot in waiting.select_related("envelope").order_by("pk"):
        _validate(slot, minutes, actor)
    return _conclude(minutes, names, actor)


def _whose(minutes: Minutes) -> str:
    day = french.date_full_fr(minutes.meeting.day)
    return f"qui a présidé la séance du {day} ou en a été secrétaire"


def _validate(slot: Slot, minutes: Minutes, actor: Actor) -> None:
    """One field: signed outside the transaction that keeps it, again if another one came first."""
    mandate = _officers(minutes)[slot.key]
    person, quality = mandate.person.formal_name, wording.quality(mandate)
    for _ in range(ATTEMPTS):
        at = clock.now()
        when = french.datetime_fr(at, minutes.meeting.zone)
        chairs = slot.key == "chair"
        role = wording.agreed(mandate, "président") if chairs else "secrétaire"
        words = signing.Words(
            lines=(
                f"Validé par {person}, {quality}, {role} de la séance, depuis son compte, "
                f"le {when}.",
                "Opération attestée par le cachet électronique du syndicat.",
            ),
            name="",
            reason=f"Attestation de la validation par compte de {person}",
        )
        try:
            with papers.sentences(), signing.signed_file(slot, words, at) as pending:
                signing.keep_signature(
                    pending,
                    signer={"name": person, "quality": quality, "ground": "holder"},
                    evidence={
                        "signed_at_utc": at.isoformat(),
                        "way": "account",
                        "account": actor.label,
                        "consent": {"version": "1", "words": [CONSENT]},
                    },
                    at=at,
                    actor=actor,
                    verb="validate_by_account",
                )
        except signing.HeadMoved:
            slot.refresh_from_db()
            if slot.status == Slot.Status.ACCEPTED:
                return
        else:
            return
    raise Refused(Refusal("L’autre signataire signe au même instant : réessayez."))


def _conclude(minutes: Minutes, names: list[str], actor: Actor) -> Minutes:
    """Their tasks are done; the minutes, then the meeting, once both signed."""
    with recording(actor):
        running = Circuit.unscoped.about(minutes).filter(kind=CIRCUIT).under_way()
        steps = Step.unscoped.filter(circuit__in=running, status=Step.Status.OPEN)
        for step in steps.filter(party__in=names):
            circuits.complete(step, actor=SYSTEM, by=actor, outcome="procès-verbal signé")
        found: Minutes = Minutes.unscoped.select_for_update().get(pk=minutes.pk)
        if minutes_guards.signed(found) and found.status == MinutesStatus.APPROVED:
            found = MinutesLifecycle.move(found, "sign_minutes", actor=actor)
            MeetingLifecycle.move(found.meeting, "archive", actor=SYSTEM)
    return found


@circuits_registry.on_closed("minutes")
def circuit_closed(circuit: Circuit) -> None:
    """The signatures themselves move the minutes; nothing waits for the end of the tasks."""


@registry.on_final("committees.minutes")
def copy_final(envelope: Envelope) -> None:
    """The timestamp is on the copy: the page offers this file from now on."""
