"""The process of a school's entry, as campaigns from 2026 on follow it (tables, § 1.6).

Reads like its diagram: people's steps are circuits (rows), legal moves are lifecycles, and this
flow only says what comes next. Class and node names are stored as strings in rows: they keep
their names for ever. A campaign of another structure has a class of its own; files of the old ones
go on under theirs.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from django.urls import reverse
from viewflow import this
from viewflow.workflow import flow, lock
from viewflow.workflow.models import Process

from audit.actor import SYSTEM, Actor
from circuits import registry as circuit_registry
from circuits import services as circuits
from circuits.models import Assignment, Circuit, Step
from circuits.services import Player
from common.lifecycle import Refusal, Refused
from conventions import registry as convention_registry
from conventions.models import Convention
from conventions.onboarding import facts, participants, registry
from conventions.onboarding.lifecycle import SchoolEntryLifecycle
from conventions.onboarding.models import DebtStatus, EntryStatus, EquipmentItem, SchoolEntry

from . import runs
from .nodes import CircuitNode

S = EntryStatus
RESTARTS = {"open_urgently": "urgent", "suspend": "suspended"}
"""Verbs after which the process starts again at a node."""
EQUIPMENT = "entry.equipment"
"""The circuit that asks a choice of equipment of its three sides."""
ENDS = {"refuse_school", "refuse_authority", "exit", "complete_year"}
"""Verbs that end the process."""
WAITS = {
    "attach_convention": "convention",
    "record_opening": "opening_decision",
    "record_training": "trained",
    "activate": "activation",
    "make_billable": "count",
}
"""Verb → the node that waited for it, without anybody to ask."""


class SchoolEntryProcess(Process):
    """A run of the process about one entry (``artifact``)."""

    class Meta:
        proxy = True

    @property
    def accepted(self) -> bool:
        """The project is that of the school."""
        return self.artifact.status == S.SCHOOL_PROJECT

    @property
    def reserved(self) -> bool:
        """The opinion is favourable with a reserve that is not lifted."""
        return self.artifact.status == S.AWAITING_OPINION


class SchoolEntry2026(flow.Flow):  # type: ignore[misc]
    """Entrée d’une école."""

    process_class = SchoolEntryProcess
    lock_impl = lock.select_for_update_lock
    process_title = "Entrée d’une école"

    start = flow.StartHandle(this.begin).Next(this.project)
    urgent = flow.StartHandle(this.begin).Next(this.regularise)
    suspended = flow.StartHandle(this.begin).Next(this.suspension)

    project = CircuitNode("entry.project").Next(this.visit)
    visit = CircuitNode("entry.visit").Next(this.opinion)
    opinion = CircuitNode("entry.opinion").Next(this.reserves)
    reserves = (
        flow.If(lambda activation: activation.process.reserved)
        .Then(this.reserve)
        .Else(this.outcome)
    )
    reserve = CircuitNode("entry.reserve").Next(this.outcome)
    outcome = (
        flow.If(lambda activation: activation.process.accepted)
        .Then(this.financing)
        .Else(this.project)
    )
    financing = CircuitNode("entry.financing").Next(this.decision)
    decision = CircuitNode("entry.decision").Next(this.convention)
    convention = flow.Handle().Next(this.opening)
    opening = CircuitNode("entry.opening").Next(this.opening_decision)
    opening_decision = flow.Handle().Next(this.training)
    training = CircuitNode("entry.training").Next(this.trained)
    trained = flow.Handle().Next(this.distribution)
    distribution = CircuitNode("entry.distribution").Next(this.activation)
    activation = flow.Handle().Next(this.count)
    count = flow.Handle().Next(this.year)
    year = flow.Handle().Next(this.end)
    regularise = CircuitNode("entry.regularise").Next(this.training)
    suspension = CircuitNode("entry.suspended").Next(this.training)
    end = flow.End()

    def begin(self, activation: Any, entry: SchoolEntry) -> None:
        activation.process.artifact = entry

    def players(self, entry: SchoolEntry) -> Mapping[str, list[Player]]:
        return participants.players(entry)

    def covered(self, entry: SchoolEntry) -> Callable[[Step], str]:
        """No step of an entry is met beforehand."""
        return lambda step: ""

    def due_on(self, entry: SchoolEntry, code: str) -> dt.date:
        return participants.due_on(entry, code)


FLOWS = {"school_entry_2026": SchoolEntry2026}
"""Structure of a campaign → its process; a structure that was used is never taken out."""


def flow_of(entry: SchoolEntry) -> Any:
    """The process that the files of a campaign follow."""
    found = FLOWS.get(entry.campaign.structure)
    if found is None:
        raise Refused(
            Refusal(
                f"La campagne {entry.school_year} suit une structure que ce site ne connaît pas "
                f"(« {entry.campaign.structure} »). Prévenez l’administrateur."
            )
        )
    return found


def open_runs(entry: SchoolEntry) -> list[Process]:
    """Runs of the process that still wait for something."""
    return runs.still_open(SchoolEntryProcess, flow_of(entry), entry)


@registry.on_moved
def follow(entry: SchoolEntry, verb: str, actor: Actor) -> None:
    """What the process does after each move, in the transaction of the move."""
    if verb == "enrol":
        flow_of(entry).start.run(entry=entry)
    elif verb in RESTARTS:
        _stop(entry, verb, actor)
        getattr(flow_of(entry), RESTARTS[verb]).run(entry=entry)
        _ask_debts(entry)
    elif verb in ENDS:
        _stop(entry, verb, actor)
    elif verb == "return_project":
        _ask_again(entry)
    elif verb == "choose_equipment":
        _ask_choice(entry)
    elif verb.startswith("date_"):
        _date_again(entry, verb.removeprefix("date_"))
    elif verb in WAITS:
        runs.go_past(open_runs(entry), getattr(flow_of(entry), WAITS[verb]))
    else:
        circuits.fulfil(entry, verb, actor=actor)
        if verb == "record_financing":
            _cover(entry)
        elif verb == "plan_training":
            _train(entry)


def _stop(entry: SchoolEntry, verb: str, actor: Actor) -> None:
    words = next(words for name, *_, words in SchoolEntryLifecycle.moves() if name == verb)
    circuits.stop_all(entry, actor=actor, reason=f"{actor.title} : {words.sentence}")
    runs.cancel(open_runs(entry))


def _ask_again(entry: SchoolEntry) -> None:
    """The school takes its project up again: the step that waits for its opinion stays."""
    circuits.open_circuit(
        "entry.correct",
        entry,
        players=participants.players(entry),
        url=entry.get_absolute_url(),
    )


def _ask_debts(entry: SchoolEntry) -> None:
    """What an urgent opening skipped is asked of whom it belongs to, each by its day."""
    for debt in entry.debts.filter(status=DebtStatus.OPEN):
        circuits.open_circuit(
            f"entry.debt.{debt.kind}",
            entry,
            players=participants.players(entry),
            url=entry.get_absolute_url(),
            due_on=debt.due_on,
        )


def _ask_choice(entry: SchoolEntry) -> None:
    """The equipment as it stands now is asked of its three sides; what was asked before it changed
    has no object any more."""
    before = Circuit.unscoped.about(entry).under_way().filter(kind=EQUIPMENT)
    for circuit in before:
        circuits.stop(circuit, actor=SYSTEM, reason="l’équipement a changé")
    if EquipmentItem.unscoped.filter(plan__entry=entry).exists():
        circuits.open_circuit(
            EQUIPMENT,
            entry,
            players=participants.players(entry),
            url=reverse("onboarding:financing", args=[entry.public_id]),
        )


def _date_again(entry: SchoolEntry, kind: str) -> None:
    """The debt of that kind is due on another day: so is what is asked of it."""
    day = entry.debts.get(kind=kind).due_on
    for task in Assignment.unscoped.open().about(entry).select_related("step"):
        if f"settle_{kind}" in task.step.verbs:
            task.step.due_on = task.due_on = day
            task.step.save()
            task.save()


def _cover(entry: SchoolEntry) -> None:
    """A school whose convention is in force goes on at once; another one waits for it."""
    missing = facts.missing("convention", entry)
    verb = "wait_convention" if missing else "attach_convention"
    SchoolEntryLifecycle.move(entry, verb, actor=SYSTEM)


def _train(entry: SchoolEntry) -> None:
    """A school whose teachers came already, before its base or its suspension, goes on at once."""
    if not facts.missing("training_coverage", entry):
        SchoolEntryLifecycle.move(entry, "record_training", actor=SYSTEM)


@convention_registry.on_moved
def covered_since(convention: Convention, verb: str, actor: Actor) -> None:
    """An act takes effect: the schools that waited for it enter."""
    if verb not in ("enter_into_force", "admit_school"):
        return
    waiting = SchoolEntry.unscoped.filter(
        status=S.AWAITING_CONVENTION, school__in=convention.schools.values("school")
    ).select_related("campaign", "school")
    for entry in waiting:
        if not facts.missing("convention", entry):
            SchoolEntryLifecycle.move(entry, "attach_convention", actor=SYSTEM)
    urgent = SchoolEntry.unscoped.filter(
        status=S.URGENT_OPEN, school__in=convention.schools.values("school")
    )
    for entry in urgent.select_related("campaign", "school"):
        registry.moved(entry, "cover", SYSTEM)


circuit_registry.on_closed(participants.CIRCUITS)(runs.go_on)
