"""One convention through its whole circuit, by the same services as the pages.

Used by ``run_circuit`` and by the seed. Links and codes are read where their addressee would
read them: in the mailbox of the demonstration.
"""

import datetime as dt
import re
import time
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q

from audit.actor import Actor
from circuits import links, services, signing
from circuits.models import Circuit, Step, StepKind
from common import clock, jobs, outbox
from common.lifecycle import Refusal, Refused
from common.models import Job
from conventions import issuing, kit
from conventions import services as conventions
from conventions.models import AUTHORITY, Convention, LegalGround, StateMode
from documents import finals, store
from documents import signing as documents
from governance import acting
from governance.lifecycle import DeliberationLifecycle
from governance.models import Mandate, SignatorySheet

from .mail import TEXT
from .models import SentMail
from .world import World, prove

LINK = re.compile(r"/signer/([\w-]{30,})/")
CODE = re.compile(r"\b(\d{3}) (\d{3})\b")
PATIENCE = 180.0
CONSENT = signing.Consent(True, True, ("lu et consenti", "procédé accepté"))


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """A convention at the end of its circuit."""

    convention: Convention
    pdf: bytes
    signatures: list[dict[str, Any]]


def prepare(world: World, *, title: str = "", state_mode: str = StateMode.INSPECTOR) -> Convention:
    """A convention for the commune and the school of the world."""
    start = dt.date(clock.today().year + 1, 9, 1)
    framework = Convention.unscoped.filter(kind__code="academie", status="in_force").first()
    return conventions.create(
        conventions.Preparation(
            authority=world.commune,
            state=world.dsden,
            syndicate=world.syndicate,
            circonscription=world.area,
            schools=[conventions.SchoolLine(world.school, forecast_accounts=126)],
            title=title or "Convention ENT de Saint-Modèle (fictive)",
            starts_on=start,
            duration_months=36,
            unit_price=Decimal("9.87"),
            max_accounts=160,
            max_yearly_amount=Decimal("1600.00"),
            legal_ground=LegalGround.STATUTORY_SERVICE,
            legal_ground_reference="l’article 4",
            state_mode=state_mode,
            framework=framework,
            options={"option_message_channel": True, "option_equipment_loan": True},
            details={"diagnosis_date": "2026-02-05"},
        ),
        actor=world.actor("chef-de-projet"),
    )


def through_review(convention: Convention, world: World) -> Convention:
    """Sent to review, read by the partners, visas given when the model does not cover them."""
    conventions.submit(convention, actor=world.actor("chef-de-projet"))
    return answered(convention)


def answered(convention: Convention) -> Convention:
    """Whoever is asked to read or to give a visa does so."""
    for step in open_steps(convention):
        services.complete(step, actor=addressee(step), outcome="sans observation")
    return fresh(convention)


def addressee(step: Step) -> Actor:
    """The person whom a step waits for, holding its first office when several are told."""
    tasks = step.assignments.filter(closed_at=None).exclude(mandate=None)
    mandate = (tasks.filter(office=step.offices[0]).first() or tasks.get()).mandate
    return acting.actor_of(Mandate.unscoped.with_words().get(pk=mandate.pk))


def through_vote(convention: Convention, world: World) -> Convention:
    """Text settled, kit made, voted by the council, proved enforceable."""
    manager = world.actor("chef-de-projet")
    conventions.settle_text(convention, actor=manager)
    finish(kit.ask_kit(fresh(convention), actor=manager))
    conventions.send_to_councils(fresh(convention), actor=manager)
    party = convention.parties.get(role=AUTHORITY)
    yesterday = clock.today() - dt.timedelta(days=1)
    vote = DeliberationLifecycle.move(
        party.deliberation,
        "record_vote",
        actor=world.actor("secretaire"),
        number=f"{yesterday.year}-{convention.pk:03d}",
        voted_on=yesterday,
        object=f"Autorisation de signer la convention {convention.reference}",
        body="conseil municipal",
        max_amount=convention.max_yearly_amount,
        max_accounts=convention.max_accounts,
        duration_months=convention.duration_months,
        text_hash=fresh(convention).text_hash,
    )
    prove(vote, on=yesterday)
    return fresh(convention)


def through_signatures(convention: Convention, world: World) -> Convention:
    """Issued, then signed by everybody from the link received by mail."""
    return signed_by_all(issuing.issue(convention, actor=world.actor("chef-de-projet")))


def signed_by_all(convention: Convention) -> Convention:
    """Every signatory in turn, then the final copy with its evidence."""
    while steps := [s for s in open_steps(convention) if s.kind == StepKind.SIGNATURE]:
        for step in steps:
            sign_from_mail(step)
    convention = fresh(convention)
    documents.finalise(convention.envelope)
    finals.retry()
    return fresh(convention)


def notify(convention: Convention, world: World) -> Convention:
    """Each party is told; the act waits for its date of effect."""
    manager = world.actor("chef-de-projet")
    for party in convention.parties.all():
        if party.votes:
            conventions.set_transmission(party, value="not_needed", receipt="", actor=manager)
    return conventions.notify(fresh(convention), actor=manager)


def run(world: World) -> Rehearsed:
    """The whole circuit."""
    convention = prepare(world)
    convention = through_review(convention, world)
    convention = through_vote(convention, world)
    convention = through_signatures(convention, world)
    convention = notify(convention, world)
    outbox.send_due()
    final = convention.envelope.final
    return Rehearsed(
        convention,
        store.read(final.file.sha256),
        [
            {
                "party": slot.key,
                "name": slot.signer["name"],
                "quality": slot.signer["quality"],
                "level": slot.mode,
                "at": slot.signed_at.isoformat(),
            }
            for slot in convention.envelope.slots.all()
        ],
    )


def finish(job: Job) -> None:
    """Do a job here, or wait for the worker that took it first; a failure is raised as said."""
    jobs.run(job.pk)
    limit = time.monotonic() + PATIENCE
    while time.monotonic() < limit:
        job.refresh_from_db()
        if job.state in (Job.State.DONE, Job.State.FAILED):
            break
        time.sleep(0.5)
    failed = job.items.exclude(state=Job.State.DONE).first()
    if failed is not None:
        raise Refused(Refusal(f"{failed.subject} : {failed.message or 'travail inachevé'}"))


def sign_from_mail(step: Step) -> None:
    """Open the link of the mail, ask for a code, read it in the mailbox, sign."""
    outbox.send_due()
    reference = Convention.unscoped.get(pk=step.circuit.subject_id).title
    mail = (
        SentMail.objects.filter(subject__contains=reference, text__contains="/signer/")
        .filter(to=_sheet(step).email)
        .first()
    )
    found = LINK.search(mail.text if mail else "")
    link = links.find(found.group(1)) if found else None
    if link is None:
        raise RuntimeError(f"no signing link reached the signatory of {step}")
    ready = signing.readiness(link.step, link.mandate)
    links.ask_code(
        link,
        document_sha256=signing.code_scope(ready),
        actor=signing.acting.actor_of(link.mandate),
    )
    outbox.send_due()
    code = latest_code(_sheet(step))
    facts = signing.Facts(ip="127.0.0.1", user_agent="démonstration")
    signing.sign(link, code=code, consent=CONSENT, facts=facts)


def _sheet(step: Step) -> SignatorySheet:
    found: SignatorySheet = step.assignments.get(closed_at=None).mandate.sheets.get(current=True)
    return found


def latest_code(sheet: SignatorySheet) -> str:
    """The last code that whoever filled ``sheet`` received, by SMS or by mail."""
    by_mail = Q(to=sheet.email, subject__contains="code")
    by_text = Q(to=sheet.mobile or "-", subject=TEXT)
    message = SentMail.objects.filter(by_mail | by_text).first()
    digits = CODE.search(message.text if message else "")
    if digits is None:
        raise RuntimeError(f"no code reached {sheet}")
    return "".join(digits.groups())


def open_steps(convention: Convention) -> list[Step]:
    """Steps of the act that wait for somebody."""
    return list(
        Step.unscoped.filter(
            circuit__in=Circuit.unscoped.about(convention).under_way(), status=Step.Status.OPEN
        ).select_related("circuit", "institution")
    )


def fresh(convention: Convention) -> Convention:
    """The act as it stands now."""
    return Convention.unscoped.get(pk=convention.pk)
