"""The papers of the demonstration are read by the site as real ones are."""

import datetime as dt

from demo import paper
from governance import deliberation_reading


class _Vote:
    """What a vote prints."""

    institution, number, object = "Commune d’essai", "2026-23", "Autorisation de signer"
    voted_on = dt.date(2026, 11, 25)


def test_the_stamped_vote_gives_its_number_and_all_its_dates():
    found = deliberation_reading.read(paper.stamped(_Vote(), dt.date(2026, 11, 26)))
    assert (found.number, found.voted_on) == ("2026-23", _Vote.voted_on)
    assert found.received_on == found.published_on == dt.date(2026, 11, 26)
