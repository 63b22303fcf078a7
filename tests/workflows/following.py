"""What a convention's process leaves in the tables, and the passing of time."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

from viewflow.workflow.models import Task
from viewflow.workflow.status import PROCESS, STATUS

from audit.models import Event
from circuits import weekly
from circuits.models import Assignment, Circuit, SigningLink, Step
from common import clock
from common.models import OutboxMessage
from conventions.models import Convention
from desk import history_words as words
from desk import inbox, ticking
from tests.circuits import acts
from workflows.convention import ConventionFlow, ConventionProcess

ERROR = re.compile(r"[A-Za-z]+: ")
PARIS = ZoneInfo("Europe/Paris")


def instant(day, hour=9, minute=0) -> dt.datetime:
    """« 2026-06-12 » at nine in Paris."""
    return dt.datetime.combine(dt.date.fromisoformat(str(day)), dt.time(hour, minute), PARIS)


def tick(day, hour=9, minute=0) -> dict[str, object]:
    """What ``manage.py tick`` does on a day; a part that fails is a fault of the test."""
    with clock.at(instant(day, hour, minute)):
        done = ticking.run()
    assert [value for value in done.values() if ERROR.match(str(value))] == []
    return done


def runs(convention: Convention) -> list[ConventionProcess]:
    """Every run of the process about the convention, the first one first."""
    found = ConventionProcess.objects.filter(
        flow_class=ConventionFlow, artifact_object_id=convention.pk
    )
    return [run for run in found.order_by("pk") if run.artifact == convention]


def waits_at(convention: Convention) -> list[str]:
    """The nodes at which the process waits; every other run and task must be closed.

    Checked on the way: what waits for people hangs on such a node, and on somebody in office.
    """
    waiting = []
    for run in runs(convention):
        tasks = Task.objects.filter(process=run)
        states = set(tasks.values_list("status", flat=True))
        assert states <= {STATUS.NEW, STATUS.DONE, STATUS.CANCELED}, states
        new = [task.flow_task.name for task in tasks if task.status == STATUS.NEW]
        assert (run.status == PROCESS.NEW) == bool(new), (run.pk, run.status, new)
        waiting += new
    check_people(convention)
    return waiting


def check_people(convention: Convention) -> None:
    """No circuit outlives its node, no open task its step, no task waits for a departed person."""
    under_way = Circuit.unscoped.about(convention).under_way()
    for circuit in under_way.exclude(kind="convention.unsigned"):
        assert Task.objects.get(pk=circuit.flow_task_id).status == STATUS.NEW, circuit
    stopped = Step.unscoped.filter(status__in=Step.WAITING).exclude(circuit__in=under_way)
    assert not stopped.filter(circuit__in=Circuit.unscoped.about(convention)).exists()
    for task in Assignment.unscoped.open().about(convention).select_related("step", "mandate"):
        assert task.step.status == Step.Status.OPEN, task
        assert task.mandate is None or task.mandate.is_valid(clock.now()), task


def awaited(convention: Convention) -> list[tuple[str, str]]:
    """(what, whose) of every open task: label of the step, name of the person or « »."""
    tasks = Assignment.unscoped.open().about(convention).select_related("step", "mandate__person")
    return sorted(
        (task.step.label, str(task.mandate.person) if task.mandate else "") for task in tasks
    )


def tasks_of(actor) -> list[str]:
    """What À faire shows to somebody."""
    return [task.verb for group in inbox.groups(actor) for task in group.tasks]


def told(record) -> list[str]:
    """The history of a record in the words of people, in order: « title : sentence »."""
    found = Event.objects.filter(object_type=record._meta.label_lower, object_id=record.pk)
    return [
        f"{event.actor_title} {words.sentence(event.object_type, event.verb)}"
        for event in found.order_by("sequence")
    ]


def verbs(record) -> list[str]:
    """The verbs of a record's journal, in order."""
    found = Event.objects.filter(object_type=record._meta.label_lower, object_id=record.pk)
    return list(found.order_by("sequence").values_list("verb", flat=True))


def live_links(convention: Convention) -> int:
    steps = Step.unscoped.filter(circuit__in=Circuit.unscoped.about(convention))
    return SigningLink.unscoped.filter(step__in=steps, status=SigningLink.Status.LIVE).count()


def reminded(convention) -> list[int]:
    """How many reminders each open task has had, of those that are reminded one by one."""
    tasks = Assignment.unscoped.open().about(convention).exclude(mandate__office__in=weekly.OFFICES)
    return sorted(tasks.values_list("reminders", flat=True))


def promised(convention) -> int:
    """Mails promised to whoever is awaited on the act, first notices included."""
    circuits = Circuit.unscoped.about(convention).values_list("pk", flat=True)
    return OutboxMessage.objects.filter(
        template="circuits.assignment", about_id__in=list(circuits)
    ).count()


def issued_on(here, day):
    with clock.at(instant(day)):
        return acts.issued(here)
