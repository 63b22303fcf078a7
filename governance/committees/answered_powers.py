"""At the opening, the powers given in the answers become powers of the meeting."""

import datetime as dt

from governance.services.store import store

from .counting import room
from .models import Meeting, Power
from .quorum import attends


def hand_in(meeting: Meeting, given: dict[int, int], at: dt.datetime) -> None:
    """``given``: seat → seat. One whose giver came falls (règlement intérieur, art. 7)."""
    handed_in = set(
        Power.unscoped.filter(meeting=meeting, ended_at=None).values_list("giver", flat=True)
    )
    here = room(meeting, None, at)
    members = {member.seat.pk: member.seat for member in here.members}
    for giver, receiver in given.items():
        if giver in handed_in or giver not in members or receiver not in members:
            continue
        if attends(here.seat(str(members[giver].public_id)), here.rules.quorum):
            continue
        store(
            Power(
                meeting=meeting,
                giver=members[giver],
                receiver=members[receiver],
                received_at=at,
            ),
            "give_power",
        )
