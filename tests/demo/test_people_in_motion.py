"""The scene of the people who leave, arrive or are away, on villages that have a mayor."""

import datetime as dt

from common import clock
from demo.seeding import succession, territory
from governance.models import Absence, Mandate
from governance.offices import Office
from tests import factories


def test_one_is_away_one_leaves_soon_one_was_replaced(db, parameters, monkeypatch):
    villages = [factories.commune(f"Village-{rank}") for rank in range(7)]
    mayors = [factories.mandate(Office.EXECUTIVE, village) for village in villages]
    monkeypatch.setattr(territory, "invented_communes", lambda: villages)
    for _ in range(2):  # an interruption plays the chapter again
        succession.bring_people_in_motion(None)
    today = clock.today()
    assert Absence.unscoped.get().mandate == mayors[2]
    leaving = Mandate.unscoped.get(pk=mayors[6].pk)
    assert leaving.ends_on == today + dt.timedelta(days=40)
    held = Mandate.unscoped.valid(clock.now()).filter(institution=villages[5])
    assert [str(mandate.person) for mandate in held] == ["Aurore Gabarit"]
