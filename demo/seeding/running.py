"""Acts under way, each brought to where a scene begins by the same services as the pages."""

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from audit.actor import SYSTEM
from circuits.models import StepKind
from common import clock, jobs, outbox
from common.models import Job
from conventions import issuing, kit, proposal
from conventions import services as conventions
from conventions.models import AUTHORITY, Convention, Status
from conventions.undertakings import channel
from demo import rehearsal
from demo import world as stage
from demo.world import World
from governance import services
from governance.lifecycle import DeliberationLifecycle
from governance.models import Institution

from . import territory
from .scale import Scale

S = Status
REMARK = (
    "article 6",
    "La commune souhaite que l’accompagnement des enseignants commence avant la rentrée.",
)


@dataclass(frozen=True, slots=True)
class Case:
    """An act to bring to ``status``; ``age`` is in days before the day of the seed.

    ``signatures`` are given in order; ``end`` is what happens once the status is reached.
    """

    name: str
    body: Institution
    status: Status
    age: int
    signatures: int = 0
    schools: int | None = None
    end: Callable[[Convention, World], object] | None = None


def cases(scale: Scale) -> Iterator[Case]:
    """The acts of the scenes, oldest first."""
    here = territory.places(scale)
    village = territory.invented_communes()
    known = [
        Case("visa_late", village[10], S.UNDER_REVIEW, 56),
        Case("council_late", village[5], S.IN_DELIBERATION, 52),
        Case("paper", village[2], S.AWAITING_SIGNATURE, 50),
        Case("refused_budget", village[8], S.AWAITING_SIGNATURE, 40, end=_refused_budget),
        Case("refused_text", village[9], S.AWAITING_SIGNATURE, 36, end=_refused_text),
        Case("signed_here", village[14], S.NOTIFIED, 30),
        Case("withdrawn_draft", village[12], S.DRAFT, 28, end=_withdrawn),
        Case("withdrawn_review", village[13], S.UNDER_REVIEW, 26, end=_withdrawn),
        Case("group_text", here.group, S.TEXT_SETTLED, 20, end=_kit),
        Case("vote_unproven", village[3], S.IN_DELIBERATION, 15, end=_voted_without_proof),
        Case("changes_requested", village[4], S.UNDER_REVIEW, 12, end=_changes_requested),
        Case("ready", village[6], S.READY_TO_ISSUE, 10),
        Case("president", village[7], S.AWAITING_SIGNATURE, 8, signatures=2),
        Case("proof_contested", village[1], S.AWAITING_SIGNATURE, 6, end=_proof_contested),
        Case("to_sign", village[0], S.AWAITING_SIGNATURE, 5),
        Case("review", here.others[0], S.UNDER_REVIEW, 4),
        Case("town", here.town, S.DRAFT, 3, schools=4),
        Case("draft", here.syndicate_members[0], S.DRAFT, 2),
    ]
    for case in known:
        if scale.running is None or case.name in scale.running:
            yield case


def play(case: Case, world: World) -> Convention:
    """Bring one act to its scene, from wherever an interruption left it."""
    start = _prepared(case)
    convention = Convention.unscoped.filter(title=start.title).order_by("pk").first()
    if convention is None:
        convention = conventions.create(start, actor=world.actor("chef-de-projet"))
    while convention.status in PATH and convention.status != case.status:
        step = _with_kit if _by_council(case, convention) else PATH[Status(convention.status)]
        convention = rehearsal.fresh(step(convention, world) or convention)
        if case.status == S.UNDER_REVIEW and convention.status == S.UNDER_REVIEW:
            break
        outbox.send_due()
    if convention.status == S.AWAITING_SIGNATURE:
        _sign(convention, case.signatures)
    if case.end is not None and convention.status == case.status:
        case.end(rehearsal.fresh(convention), world)
    outbox.send_due()
    return rehearsal.fresh(convention)


def _prepared(case: Case) -> conventions.Preparation:
    """What the page proposes for this body, completed as its author would."""
    found = proposal.propose(case.body, on=clock.today())
    if case.schools is not None:
        mine = [line for line in found.schools if line.circonscription == found.circonscription]
        kept = {line.pk for line in mine[: case.schools]}
        lines = tuple(dataclasses.replace(line, selected=line.pk in kept) for line in found.schools)
        accounts = sum(line.forecast_accounts for line in lines if line.selected)
        found = dataclasses.replace(found, schools=lines, max_accounts=accounts * 11 // 10)
    start = proposal.to_preparation(found)
    diagnosis = clock.today() - dt.timedelta(days=60)
    return dataclasses.replace(
        start,
        legal_ground_reference=start.legal_ground_reference or "l’article 4",
        options={**start.options, channel.OPTION: True},
        details={**start.details, "diagnosis_date": diagnosis.isoformat()},
    )


# --- one step along the path ----------------------------------------------------------------
def _submit(convention: Convention, world: World) -> Convention:
    return conventions.submit(convention, actor=world.actor("chef-de-projet"))


def _settle(convention: Convention, world: World) -> Convention:
    rehearsal.answered(convention)
    return conventions.settle_text(rehearsal.fresh(convention), actor=world.actor("chef-de-projet"))


def _skip_councils(convention: Convention, world: World) -> Convention:
    """The council had voted on the settled text already: no kit is needed."""
    _vote(convention, proven=True)
    return conventions.skip_councils(
        rehearsal.fresh(convention), actor=world.actor("chef-de-projet")
    )


def _issue(convention: Convention, world: World) -> Convention:
    return issuing.issue(convention, actor=world.actor("chef-de-projet"))


def _all_sign(convention: Convention, world: World) -> Convention:
    return rehearsal.signed_by_all(convention)


def _notify(convention: Convention, world: World) -> Convention:
    return rehearsal.notify(convention, world)


PATH: dict[Status, Callable[[Convention, World], Convention]] = {
    S.DRAFT: _submit,
    S.UNDER_REVIEW: _settle,
    S.TEXT_SETTLED: _skip_councils,
    S.READY_TO_ISSUE: _issue,
    S.AWAITING_SIGNATURE: _all_sign,
    S.SIGNED: _notify,
}


def _by_council(case: Case, convention: Convention) -> bool:
    return case.status == S.IN_DELIBERATION and convention.status == S.TEXT_SETTLED


def _with_kit(convention: Convention, world: World) -> Convention:
    """The kit is made, the council announced in a fortnight receives the project."""
    _make_kit(convention, world)
    return conventions.send_to_councils(
        rehearsal.fresh(convention), actor=world.actor("chef-de-projet")
    )


def _make_kit(convention: Convention, world: World) -> None:
    services.announce_council(
        actor=SYSTEM,
        institution=convention.parties.get(role=AUTHORITY).institution,
        date=stage.council_day(clock.today() + dt.timedelta(days=14)),
        source="appel à la mairie",
        confirmed=True,
    )
    rehearsal.finish(
        _unfinished_kit(convention) or kit.ask_kit(convention, actor=world.actor("chef-de-projet"))
    )


def _unfinished_kit(convention: Convention) -> Job | None:
    """The kit that an interruption left with failed lines: these are done again, no other."""
    failed = Job.objects.filter(
        kind=kit.JOB, items__payload__convention=convention.pk, state=Job.State.FAILED
    )
    job = failed.order_by("-pk").first()
    if job is not None:
        jobs.retry_failed(job)
    return job


def _vote(convention: Convention, *, proven: bool) -> None:
    """The vote of the commune's council on this very text, with the stamp or without."""
    party = convention.parties.get(role=AUTHORITY)
    day = clock.today() - dt.timedelta(days=1)
    vote = party.deliberation
    if vote is None:
        vote = services.record_deliberation(
            actor=SYSTEM, institution=party.institution, **_mentions(convention, day)
        )
        conventions.attach_deliberation(party, vote, actor=SYSTEM)
    elif vote.status == vote.Status.EXPECTED:
        vote = DeliberationLifecycle.move(
            vote, "record_vote", actor=SYSTEM, **_mentions(convention, day)
        )
    if proven and vote.status == vote.Status.RECORDED:
        stage.prove(vote, on=day)


def _mentions(convention: Convention, day: dt.date) -> dict[str, object]:
    return {
        "number": f"{day.year}-{convention.pk % 60 + 20:02d}",
        "voted_on": day,
        "object": f"Autorisation de signer la convention {convention.reference}",
        "body": "conseil municipal",
        "max_amount": convention.max_yearly_amount,
        "max_accounts": convention.max_accounts,
        "duration_months": convention.duration_months,
        "text_hash": convention.text_hash,
    }


def _sign(convention: Convention, count: int) -> None:
    """The first signatures of the act, those already given included."""
    given = convention.envelope.slots.filter(status="accepted").count()
    outbox.send_due()
    steps = [s for s in rehearsal.open_steps(convention) if s.kind == StepKind.SIGNATURE]
    for step in steps[: max(0, count - given)]:
        rehearsal.sign_from_mail(step)


# --- what happens at the end of a scene's path ----------------------------------------------
def _kit(convention: Convention, world: World) -> None:
    """Project, délibération and note are ready to leave for the council."""
    if not any(each.title.startswith(kit.TITLES["slip"]) for each in kit.documents_of(convention)):
        _make_kit(convention, world)


def _voted_without_proof(convention: Convention, world: World) -> None:
    _vote(convention, proven=False)


def _proof_contested(convention: Convention, world: World) -> None:
    """The stamp was that of another act: nobody may sign until the right one is deposited."""
    vote = convention.parties.get(role=AUTHORITY).deliberation
    if vote.status == vote.Status.ENFORCEABLE:
        DeliberationLifecycle.move(
            vote,
            "contest_proof",
            actor=world.actor("juriste"),
            reason="le cachet déposé est celui d’une autre délibération",
        )


def _changes_requested(convention: Convention, world: World) -> None:
    mayor = next(s for s in rehearsal.open_steps(convention) if s.party == AUTHORITY)
    article, words = REMARK
    conventions.request_changes(
        convention, actor=rehearsal.addressee(mayor), reason=words, article=article
    )


def _refused_budget(convention: Convention, world: World) -> None:
    _refuse(convention, "Le conseil ne peut inscrire la dépense au budget.", "budget")


def _refused_text(convention: Convention, world: World) -> None:
    _refuse(convention, "La commune ne souhaite pas s’engager pour trois ans.", "text")


def _refuse(convention: Convention, reason: str, category: str) -> None:
    mayor = next(s for s in rehearsal.open_steps(convention) if s.party == AUTHORITY)
    conventions.refuse(
        convention, actor=rehearsal.addressee(mayor), reason=reason, category=category
    )


def _withdrawn(convention: Convention, world: World) -> None:
    conventions.withdraw(
        convention,
        actor=world.actor("chef-de-projet"),
        reason="l’école fermera à la rentrée",
    )
