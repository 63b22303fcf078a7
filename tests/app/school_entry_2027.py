"""A structure that a later campaign could follow: nobody is asked to plan the training, and the
opinion of the school council, which some files were waiting for, is asked no more."""

from viewflow import this
from viewflow.workflow import flow, lock

from workflows.nodes import CircuitNode
from workflows.school_entry import SchoolEntry2026, SchoolEntryProcess


class SchoolEntry2027(flow.Flow):
    """Entrée d’une école, autrement."""

    process_class = SchoolEntryProcess
    lock_impl = lock.select_for_update_lock
    process_title = "Entrée d’une école, autrement"

    start = flow.StartHandle(this.begin).Next(this.project)
    project = CircuitNode("entry.project").Next(this.visit)
    visit = CircuitNode("entry.visit").Next(this.opinion)
    opinion = CircuitNode("entry.opinion").Next(this.financing)
    council = flow.Obsolete()
    financing = CircuitNode("entry.financing").Next(this.decision)
    decision = CircuitNode("entry.decision").Next(this.convention)
    convention = flow.Handle().Next(this.opening)
    opening = CircuitNode("entry.opening").Next(this.opening_decision)
    opening_decision = flow.Handle().Next(this.trained)
    trained = flow.Handle().Next(this.distribution)
    distribution = CircuitNode("entry.distribution").Next(this.end)
    end = flow.End()

    begin = SchoolEntry2026.begin
    players = SchoolEntry2026.players
    covered = SchoolEntry2026.covered
    due_on = SchoolEntry2026.due_on
