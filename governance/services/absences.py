"""Planned absences: announced by the person or for them, ended when they come back."""

import datetime as dt

from audit.actor import Actor
from audit.recording import recording
from common import clock
from common.french import date_fr
from common.lifecycle import Refusal, Refused

from .. import permissions, registry
from ..models import Absence, Mandate
from .store import lock, require, store

_ANNOUNCERS = "la personne elle-même, ou à ceux qui tiennent les actes de son institution"


def announce_absence(
    *, actor: Actor, mandate: Mandate, starts_on: dt.date, ends_on: dt.date
) -> Absence:
    """``mandate``'s holder will be away in ``[starts_on, ends_on)``; what waits for them follows.

    Refused when it is over already, or shares a day with another absence of the same mandate.
    """
    require(permissions.may_announce_absence(actor, mandate), _ANNOUNCERS)
    today = mandate.day_of(clock.now())
    if ends_on <= today:
        last = date_fr(ends_on - dt.timedelta(days=1))
        raise Refused(
            Refusal(
                f"Cette absence est déjà finie (dernier jour : {last}). Annoncez une absence en "
                "cours ou à venir."
            )
        )
    with recording(actor):
        lock(mandate)
        absence = store(
            Absence(mandate=mandate, starts_on=starts_on, ends_on=ends_on), "announce_absence"
        )
        registry.absence_announced(absence, actor)
    return absence


def end_absence(*, actor: Actor, absence: Absence) -> Absence:
    """Back, or not leaving: from today the person is there. Due dates moved meanwhile stay."""
    mandate = absence.mandate
    require(permissions.may_announce_absence(actor, mandate), _ANNOUNCERS)
    with recording(actor):
        lock(absence)
        today = mandate.day_of(clock.now())
        if absence.ends_on <= today:
            raise Refused(Refusal("Cette absence est déjà terminée."))
        absence.ends_on = max(today, absence.starts_on)
        return store(absence, "end_absence")
