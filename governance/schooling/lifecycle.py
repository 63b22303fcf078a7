"""Prepared, then applied in one transaction, or abandoned; a redrawing is applied by a job."""

from collections.abc import Iterator
from typing import Any, ClassVar

from audit.actor import Actor
from common import clock, jobs
from common.lifecycle import Lifecycle, Refusal, by, column, move
from common.models import Job

from .. import permissions, registry
from ..models import SchoolEvent, SchoolEventKind
from ..models.school_events import SchoolEventStatus as S
from . import effects, guards, redrawing


def keeps(actor: Actor, event: SchoolEvent) -> bool:
    return permissions.may_keep_directory(actor)


class SchoolEventLifecycle(Lifecycle[SchoolEvent]):
    """Nothing of the directory changes before ``apply`` or ``start``."""

    state = column(S)
    label: ClassVar[str] = "l’événement"

    @state.transition(
        S.PREPARED,
        S.APPLIED,
        permission=by(keeps),
        custom=move("Appliquer l’événement", "a appliqué l’événement"),
    )
    def apply(self, **given: Any) -> None:
        """Its effects are dated: before the day, the school is « à fermer », not closed."""
        self.record.applied_at = clock.now()

    def guard_apply(self, **given: Any) -> Iterator[Refusal]:
        if self.record.kind == SchoolEventKind.REDRAWING:
            yield Refusal("Un redécoupage s’applique école par école : lancez-le.")
        else:
            yield from guards.of(self.record)
            yield from guards.in_time(self.record)

    @state.transition(
        S.PREPARED,
        S.APPLYING,
        permission=by(keeps),
        custom=move("Lancer le redécoupage", "a lancé le redécoupage"),
    )
    def start(self, *, actor: Actor, **given: Any) -> None:
        """A job with a line per school: what a kill leaves is done by the next run."""
        self.record.job = redrawing.ask(self.record, actor).public_id

    def guard_start(self, **given: Any) -> Iterator[Refusal]:
        if self.record.kind != SchoolEventKind.REDRAWING:
            yield Refusal("Seul un redécoupage se lance école par école : appliquez l’événement.")
        elif not self.record.lines.exists():
            yield guards.NO_SCHOOL

    @state.transition(
        S.APPLYING,
        S.APPLIED,
        permission=by(keeps),
        custom=move("Clore le redécoupage", "a clos le redécoupage"),
    )
    def finish(self, **given: Any) -> None:
        """Every school has its district, or somebody closes with those that were refused."""
        self.record.applied_at = clock.now()

    def guard_finish(self, **given: Any) -> Iterator[Refusal]:
        waiting = self.record.lines.filter(applied_at=None).exists()
        job = Job.objects.filter(public_id=self.record.job, finished_at=None)
        if waiting and job.exists():
            yield Refusal("Le travail n’est pas terminé : attendez le résultat de chaque école.")

    @state.transition(
        S.PREPARED,
        S.WITHDRAWN,
        permission=by(keeps),
        custom=move("Abandonner", "a abandonné l’événement", reason=True),
    )
    def withdraw(self, **given: Any) -> None:
        """Nothing was changed: nothing is to be put back."""

    def facts(self, verb: str) -> dict[str, Any]:
        record = self.record
        return {"kind": record.kind, "takes_effect_on": record.takes_effect_on.isoformat()}

    def after(self, verb: str, *, actor: Actor, reason: str, **given: Any) -> None:
        if verb == "apply":
            effects.apply(self.record, actor)
        if verb in ("apply", "finish"):
            registry.school_event_applied(self.record, actor)


@jobs.handles(redrawing.JOB)
def do_line(payload: dict[str, Any], actor: Actor) -> str:
    """One school of a redrawing; the last one closes the batch."""
    sentence, event = redrawing.link(payload["line"], actor)
    if event.status == S.APPLYING and not event.lines.filter(applied_at=None).exists():
        SchoolEventLifecycle.move(event, "finish", actor=actor)
    return sentence
