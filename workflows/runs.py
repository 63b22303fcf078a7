"""Runs of a process about one record: those that wait, closed, gone past a node, gone on."""

from typing import Any

from viewflow.workflow.models import Process, Task
from viewflow.workflow.status import PROCESS, STATUS

from circuits.models import Circuit


def still_open(process_class: type[Process], flow_class: Any, record: Any) -> list[Process]:
    """Runs of ``flow_class`` about ``record`` that still wait for something."""
    rows = process_class.objects.filter(
        flow_class=flow_class, status=PROCESS.NEW, artifact_object_id=record.pk
    )
    return [process for process in rows if process.artifact == record]


def cancel(runs: list[Process]) -> None:
    """Close the runs; their circuits are stopped by the caller."""
    for process in runs:
        for task in process.task_set.filter(status__in=[STATUS.NEW, STATUS.STARTED]):
            task.status = STATUS.CANCELED
            task.save(update_fields=["status"])
        process.status = PROCESS.CANCELED
        process.save(update_fields=["status"])


def go_past(runs: list[Process], node: Any) -> None:
    """Leave a node where the runs waited for a fact, or for a date."""
    for process in runs:
        for task in process.task_set.filter(flow_task=node, status=STATUS.NEW):
            task.flow_task.run(task)


def go_on(circuit: Circuit) -> None:
    """A circuit closed: the run that waited for it goes on."""
    task = Task.objects.filter(pk=circuit.flow_task_id, status=STATUS.NEW).first()
    if task is not None:
        task.flow_task.run(task)
