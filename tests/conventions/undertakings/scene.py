"""Acts in force for the tests of what the parties undertake, without signatures nor files."""

from audit.actor import SYSTEM
from audit.recording import recording
from common import clock
from tests.circuits import acts


def in_force(here, **changes):
    """A settled act, in force since today; ``changes`` are written on its row."""
    act = acts.settled(here)
    given = {"status": "in_force", "in_force_on": clock.today(), "starts_on": clock.today()}
    with recording(SYSTEM):
        for name, value in (given | changes).items():
            setattr(act, name, value)
        act.save()
    return acts.fresh(act)
