"""Run circuits: open, complete, stop, hand over. The only writer of assignments."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.apps import apps
from django.db.models import Model, Q

from audit.actor import SYSTEM, Actor
from audit.recording import recording
from common import calendar, clock, outbox
from common.lifecycle import Refusal, Refused
from governance import parameters
from governance.models import Circonscription, CouncilDate, Institution, Mandate

from . import absence, links, registry
from .addressing import addressees
from .lifecycle import CircuitLifecycle, StepLifecycle
from .models import Assignment, AssignmentQuerySet, Circuit, CircuitTemplate, Rule, Step, StepKind

ASKED = (".correct", ".follow_up")
"""Ends of the codes of circuits in which somebody does what somebody else asked."""
ON = "on"
"""Due rule of a step that is due on the day given when its circuit opens."""
COUNCIL_UNKNOWN = 60
"""Days given to an assembly whose next meeting nobody announced."""
COUNCIL_UNKNOWN_REASON = "date du prochain conseil inconnue"


@dataclass(frozen=True, slots=True)
class Player:
    """Who plays a party of a template: a body, its district, or one mandate by name.

    ``signatory``: who was chosen to sign for the party instead of the person awaited (P8).
    """

    institution: Institution
    circonscription: Circonscription | None = None
    mandate: Mandate | None = None
    signatory: Mandate | None = None

    @property
    def offices(self) -> list[str]:
        """That of the mandate played by name."""
        return [self.mandate.office] if self.mandate is not None else []

    def addressee(self, kind: str) -> Mandate | None:
        """The mandate to which a step of that kind goes by name; None: whoever holds the office."""
        return self.mandate or (self.signatory if kind == StepKind.SIGNATURE else None)


def latest(code: str) -> CircuitTemplate:
    """The template in use; running circuits keep the version they began with.

    Raises ``Refused`` for a circuit that the software ships and this site has not recorded: it was
    upgraded without ``load_reference``.
    """
    template = CircuitTemplate.unscoped.filter(code=code).order_by("-version").first()
    if template is None:
        raise Refused(
            Refusal(
                f"Le circuit « {code} » manque à ce site : sa mise à jour n’a pas été terminée. "
                "Demandez à qui l’exploite de taper « python manage.py load_reference », puis "
                "recommencez ; rien n’a été enregistré.",
                "docs/exploitation.md, « Mettre à jour »",
                key="circuit.missing",
            )
        )
    return template


def open_circuit(
    code: str,
    subject: Model,
    *,
    players: Mapping[str, Sequence[Player]],
    url: str,
    flow_task_id: int | None = None,
    due_on: dt.date | None = None,
    covered: Callable[[Step], str] = lambda step: "",
) -> Circuit:
    """Start a circuit about ``subject``.

    ``players``: who plays each party of the template; a party played by several bodies gets one
    step each, a party nobody plays has none; a step without offices is that of its player's own
    office. ``due_on``: the day of the steps whose due rule is « on ». ``covered`` says, for a
    step about to exist, the ground that meets it beforehand (framework délibération, P5), or "".
    """
    template = latest(code)
    with recording(SYSTEM):
        circuit = Circuit(
            template=template,
            kind=code,
            subject_type=subject._meta.label_lower,
            subject_id=subject.pk,
            subject_label=str(subject),
            subject_url=url,
            flow_task_id=flow_task_id,
        )
        circuit.save()
        for step in _steps(circuit, players):
            if step.due == ON and due_on is not None:
                step.due = f"{ON}:{due_on}"
            step.save()
            if ground := covered(step):
                StepLifecycle.move(step, "deem_met", actor=SYSTEM, ground=ground)
        circuit = CircuitLifecycle.move(circuit, "start", actor=SYSTEM)
        advance(circuit)
    circuit.refresh_from_db()
    return circuit


def _steps(circuit: Circuit, players: Mapping[str, Sequence[Player]]) -> Iterable[Step]:
    position = 0
    for row in circuit.template.steps.all():
        for player in players.get(row.party, ()):
            position += 1
            yield Step(
                circuit=circuit,
                group=row.group,
                position=position,
                rule=row.rule,
                kind=row.kind,
                label=row.label,
                party=row.party,
                institution=player.institution,
                circonscription=player.circonscription,
                addressee=player.addressee(row.kind),
                offices=row.offices or player.offices,
                level=row.level,
                due=row.due,
                due_reason=row.due_reason,
                verbs=row.verbs,
                committee=row.committee,
                ruling=row.ruling,
            )


def advance(circuit: Circuit) -> None:
    """Open the next group once the present one is met; close the circuit after the last."""
    while circuit.status == Circuit.Status.RUNNING:
        waiting = list(circuit.steps.filter(status__in=Step.WAITING).order_by("group", "position"))
        if not waiting:
            CircuitLifecycle.move(circuit, "finish", actor=SYSTEM)
            circuit.refresh_from_db()
            registry.closed(circuit)
            return
        group = [step for step in waiting if step.group == waiting[0].group]
        if group[0].rule == Rule.ANY and _any_met(circuit, group[0].group):
            for step in group:
                cancel(step, reason="une autre étape du groupe suffit")
            continue
        pending = [step for step in group if step.status == Step.Status.PENDING]
        for step in pending:
            _open(step)
        return


def _any_met(circuit: Circuit, group: int) -> bool:
    return circuit.steps.filter(group=group, status__in=Step.MET).exists()


def _open(step: Step) -> None:
    """Open a step and address it to whoever holds its first office, on that day."""
    set_due(step)
    step.save()
    opened = StepLifecycle.move(step, "open_step", actor=SYSTEM)
    mandates = addressees(opened)
    if absence.allow_for(opened, mandates):
        opened.save()
    assign(opened, mandates)
    if opened.kind == StepKind.COMMITTEE:
        registry.ask_committee(opened)


def assign(step: Step, mandates: Sequence[Mandate], *, reason: str = "") -> None:
    """What an open step asks, of each of ``mandates``; of nobody yet when there is none.

    ``reason``: why, where it is not that of the step.
    """
    for mandate in mandates or [None]:
        assignment = Assignment(
            step=step,
            institution=step.institution,
            office=mandate.office if mandate is not None else step.offices[0],
            mandate=mandate,
            opened_at=clock.now(),
            due_on=step.due_on,
            due_reason=reason or step.due_reason,
        )
        assignment.save()
        announce(assignment)


def set_due(step: Step) -> None:
    """Write the day by which the step is expected, and why; never a day when nobody works there.

    ``council``: the next known meeting of the institution's council, else sixty days;
    ``parameter:<key>``: so many days or business days from today, as the parameter's unit says;
    ``days:15``, ``business_days:15``: what the circuit itself says; ``on:2026-12-10``: the day
    that whoever opened it gave, kept as it is.
    """
    today, territory = clock.today(), step.institution.territory
    rule, _, key = step.due.partition(":")
    if rule == ON:
        step.due_on = dt.date.fromisoformat(key)
        return
    if rule == "council":
        councils = CouncilDate.unscoped.filter(institution=step.institution, date__gte=today)
        announced = councils.order_by("date").values_list("date", flat=True).first()
        if announced is not None:
            step.due_on = announced
            return
        days, step.due_reason = COUNCIL_UNKNOWN, COUNCIL_UNKNOWN_REASON
    else:
        days, worked = _delay(rule, key, today)
        if worked:
            step.due_on = calendar.add_business_days(today, days, territory)
            return
    step.due_on = calendar.next_working_day(today + dt.timedelta(days=days), territory)


def _delay(rule: str, key: str, today: dt.date) -> tuple[int, bool]:
    """How many days, and whether business days alone count."""
    if rule in ("days", "business_days"):
        return int(key), rule == "business_days"
    parameter = parameters.find(key, on=today)
    return int(parameter.value), "ouvrés" in parameter.unit


def announce(assignment: Assignment) -> None:
    """Tell whoever is awaited; the author's own next steps wait in À faire, without a mail, but
    for what somebody else asks: a correction, a decision to carry out.

    When nobody holds the office, whoever prepares the act is asked to find who does (N8).
    """
    step = assignment.step
    if step.kind == StepKind.ACTION and not step.circuit.kind.endswith(ASKED):
        return
    if assignment.mandate is None:
        _tell_vacancy(assignment)
        return
    outbox.post(
        "circuits.assignment",
        {"assignment": assignment.pk},
        recipient=str(assignment.mandate),
        about=assignment.step.circuit,
    )


def _tell_vacancy(assignment: Assignment) -> None:
    owner = owner_of(assignment.step.circuit)
    if owner is not None:
        outbox.post(
            "circuits.vacancy",
            {"assignment": assignment.pk, "to": owner.pk},
            recipient=str(owner),
            about=assignment.step.circuit,
        )


def owner_of(circuit: Circuit) -> Mandate | None:
    """The mandate that prepares the act: the addressee of its first step by name."""
    named = Step.unscoped.filter(
        circuit__subject_type=circuit.subject_type, circuit__subject_id=circuit.subject_id
    ).exclude(kind=StepKind.SIGNATURE)
    step = named.exclude(addressee=None).order_by("pk").first()
    return step.addressee if step else None


def close_assignments(step: Step) -> None:
    for assignment in Assignment.unscoped.filter(step=step, closed_at=None):
        assignment.closed_at = clock.now()
        assignment.save()


def ask_again(step: Step) -> None:
    """What was returned for a signature is set aside: it is asked again, as on the first day."""
    for task in Assignment.unscoped.filter(step=step, closed_at=None):
        task.opened_at = clock.now()
        task.reminders, task.reminded_at = 0, None
        task.escalation, task.escalated_at = 0, None
        task.save()


def tell(step: Step, verb: str, *, actor: Actor, reason: str = "") -> None:
    """A line about a step in the history of the act, inside the caller's ``recording``."""
    model = apps.get_model(step.circuit.subject_type)
    with recording(actor) as journal:
        act = model._base_manager.get(pk=step.circuit.subject_id)
        journal.note(act, verb, reason=reason, step=str(step.public_id))


def complete(
    step: Step,
    *,
    actor: Actor,
    verb: str = "complete",
    by: Actor | None = None,
    reason: str = "",
    **given: object,
) -> Step:
    """End a step by ``complete``, ``complete_with_reserves``, ``decline`` or
    ``answer_by_letter``, then go on.

    What somebody gave (a reading, a visa, a signature) stands in the history of the act too.
    """
    with recording(actor):
        done = StepLifecycle.move(step, verb, actor=actor, by=by, reason=reason, **given)
        close_assignments(done)
        if done.kind != StepKind.ACTION:
            tell(done, f"{verb}_{done.kind}", actor=by or actor, reason=reason)
        advance(Circuit.unscoped.select_for_update().get(pk=done.circuit_id))
    return done


def cancel(step: Step, *, reason: str) -> None:
    StepLifecycle.move(step, "cancel_step", actor=SYSTEM, reason=reason)
    links.revoke_for_step(step, reason=reason)
    close_assignments(step)


def stop(circuit: Circuit, *, actor: Actor, reason: str) -> None:
    """Stop a circuit: what was waiting has no object any more; nothing else happens."""
    with recording(actor):
        for step in circuit.steps.filter(status__in=Step.WAITING):
            cancel(step, reason=reason)
        CircuitLifecycle.move(circuit, "stop", actor=SYSTEM, reason=reason)


def stop_all(subject: Model, *, actor: Actor, reason: str) -> None:
    """Stop every circuit under way about a record."""
    for circuit in Circuit.unscoped.about(subject).under_way():
        stop(circuit, actor=actor, reason=reason)


def postpone(subject: Model, until: dt.date) -> None:
    """Move the due date of the signatures under way; their links live as long."""
    for task in Assignment.unscoped.open().about(subject).select_related("step"):
        step = task.step
        if step.kind != StepKind.SIGNATURE:
            continue
        step.due_on = task.due_on = until
        task.escalation, task.escalated_at = 0, None
        step.save()
        task.save()
        links.revoke_for_step(step, reason="l’échéance est déplacée")
        announce(task)


def late_elsewhere(institution_id: int | None, on: dt.date) -> AssignmentQuerySet:
    """What other bodies have not answered by its date, oldest first: whom to call (P12).

    What waits for an office that nobody holds is there at once, whatever its date (N8).
    """
    return (
        Assignment.unscoped.open()
        .asked()
        .filter(Q(due_on__lt=on) | Q(mandate=None))
        .filter(step__circuit__status=Circuit.Status.RUNNING, step__status=Step.Status.OPEN)
        .exclude(institution_id=institution_id)
        .with_subject()
        .order_by("due_on")
    )


def fulfil(subject: Model, verb: str, *, actor: Actor) -> None:
    """A record moved by ``verb``: the open steps that waited for this move are done."""
    steps = Step.unscoped.filter(
        circuit__subject_type=subject._meta.label_lower,
        circuit__subject_id=subject.pk,
        circuit__status=Circuit.Status.RUNNING,
        status=Step.Status.OPEN,
    )
    for step in steps:
        if verb in step.verbs:
            complete(step, actor=SYSTEM, by=actor)


def open_step_for(subject: Model, actor: Actor, kind: str) -> Step:
    """The open step of ``kind`` that ``actor`` may end; raises ``Refused`` when there is none."""
    step = (
        Step.unscoped.filter(
            circuit__subject_type=subject._meta.label_lower,
            circuit__subject_id=subject.pk,
            circuit__status=Circuit.Status.RUNNING,
            status=Step.Status.OPEN,
            kind=kind,
            institution_id=actor.institution_id,
        )
        .order_by("group", "position")
        .first()
    )
    if step is None:
        raise Refused(Refusal("Rien n'est attendu de vous à cette étape."))
    return step
