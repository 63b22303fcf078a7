"""The process of an entry slip: issued, signed, given a visa, in force on its day (P7).

Class and node names are stored as strings in rows: they keep their names for ever.
"""

from viewflow import this
from viewflow.workflow import flow, lock
from viewflow.workflow.models import Process

from .acts import ActFlow
from .nodes import CircuitNode


class EntrySlipProcess(Process):
    """A run of the process about one slip (``artifact``)."""

    class Meta:
        proxy = True


class EntrySlipFlow(ActFlow, flow.Flow):  # type: ignore[misc]
    """Bulletin d’entrée d’école."""

    process_class = EntrySlipProcess
    lock_impl = lock.select_for_update_lock
    process_title = "Bulletin d’entrée d’école"

    start = flow.StartHandle(this.begin).Next(this.prepare)
    correct_again = flow.StartHandle(this.begin).Next(this.prepare)

    prepare = CircuitNode("convention.slip.prepare").Next(this.sign)
    sign = CircuitNode("convention.slip").Next(this.close_signatures)
    close_signatures = flow.Function(this.complete_signatures).Next(this.in_force)
    in_force = flow.Handle().Next(this.end)
    end = flow.End()
