"""Acts for the tests of what the parties undertake, without signatures nor files."""

import datetime as dt

from audit.actor import SYSTEM
from audit.recording import recording
from common import clock
from conventions import kinds, services
from governance.models import Institution
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


def begun(manager, code, role, body):
    """A draft of a kind of act between that body, in that part, and the syndicate."""
    syndicate = Institution.unscoped.get(pk=manager.institution_id)
    made = services.begin(
        kinds.current(code),
        {role: body, "syndicate": syndicate},
        actor=manager,
        title="Acte d’essai",
        starts_on=dt.date(2026, 9, 1),
        duration_months=36,
    )
    return acts.fresh(made)
