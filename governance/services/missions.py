"""Missions of control: recorded from the letter, ended when the auditor has finished."""

import datetime as dt
from collections.abc import Sequence

from audit.actor import Actor
from audit.recording import recording
from common.lifecycle import Refusal, Refused

from .. import permissions
from ..models import Institution, Mandate, Mission, MissionInstitution
from .store import lock, require, store

_KEEPERS = "la juriste ou à la direction du syndicat"


def record_mission(
    *,
    actor: Actor,
    mandate: Mandate,
    reference: str,
    letter_date: dt.date,
    file: str,
    examined_from: dt.date,
    examined_to: dt.date,
    subjects: list[str],
    starts_on: dt.date,
    ends_on: dt.date | None = None,
    institutions: Sequence[Institution] = (),
) -> Mission:
    """What the letter lets ``mandate``'s holder read, in ``[starts_on, ends_on)``.

    Refused (``ValidationError``) on a mandate that is no auditor's, or for a letter recorded
    already. Without ``institutions``, every one is examined.
    """
    require(permissions.may_keep_missions(actor, mandate), _KEEPERS)
    with recording(actor):
        lock(mandate)
        mission = store(
            Mission(
                mandate=mandate,
                reference=reference,
                letter_date=letter_date,
                file=file,
                examined_from=examined_from,
                examined_to=examined_to,
                subjects=subjects,
                starts_on=starts_on,
                ends_on=ends_on,
            ),
            "record_mission",
        )
        for institution in institutions:
            named = MissionInstitution(mission=mission, institution=institution)
            store(named, "name_in_mission")
    return mission


def end_mission(*, actor: Actor, mission: Mission, on: dt.date, reason: str) -> Mission:
    """From ``on`` the auditor reads nothing more under this letter; ``reason`` in the journal."""
    require(permissions.may_keep_missions(actor, mission.mandate), _KEEPERS)
    with recording(actor):
        lock(mission)
        if mission.ends_on is not None and on >= mission.ends_on:
            raise Refused(
                Refusal(
                    f"Cette mission court déjà {mission.period_words}. Donnez un jour antérieur à "
                    "sa fin."
                )
            )
        mission.ends_on = max(on, mission.starts_on)
        return store(mission, "end_mission", reason=reason)
