"""When a délibération may be applied, and whether a signature comes too early (P3).

A local act is enforceable once published and received by the State's representative (CGCT,
art. L. 2131-1, L. 3131-1). Instants are compared when both are known; on the same day with one
time unknown, the time is asked.
"""

import datetime as dt
from zoneinfo import ZoneInfo

from common.french import date_fr, datetime_fr
from common.lifecycle import Refusal

from . import wording
from .models import Deliberation, DeliberationStatus

SOURCE = "CGCT, art. L. 2131-1"


def later(
    published: tuple[dt.date | None, dt.time | None],
    received: tuple[dt.date | None, dt.time | None],
    zone: ZoneInfo,
) -> tuple[dt.datetime, bool] | None:
    """The later of publication and receipt, and whether its time is known.

    A date without time stands at the start of that day. When both fall on the latest day and one
    time is missing, the instant is not known. None without any date.
    """
    dated = [(day, time) for day, time in (published, received) if day is not None]
    if not dated:
        return None
    last = max(day for day, _ in dated)
    times = [time for day, time in dated if day == last]
    if any(time is None for time in times):
        return dt.datetime.combine(last, dt.time(), zone), False
    return dt.datetime.combine(last, max(time for time in times if time), zone), True


def refusal(deliberation: Deliberation, at: dt.datetime) -> Refusal | None:
    """Why an act that rests on ``deliberation`` may not be signed at ``at``; None when it may.

    A challenge does not suspend the act; an early signature would make it irregular, never void
    (CE, 28 décembre 2009, Béziers).
    """
    since = deliberation.enforceable_at
    if deliberation.status not in _APPLICABLE or since is None:
        return _not_enforceable(deliberation)
    day = at.astimezone(deliberation.zone).date()
    since_day = since.astimezone(deliberation.zone).date()
    if day > since_day:
        return None
    if day == since_day and not deliberation.enforceable_time_known:
        return Refusal(
            "Délibération et signature sont du même jour : indiquez l’heure de transmission.",
            SOURCE,
            "deliberation.same_day",
        )
    if day == since_day and since <= at:
        return None
    when = (
        datetime_fr(since, deliberation.zone)
        if deliberation.enforceable_time_known
        else date_fr(since_day)
    )
    return Refusal(
        f"La délibération {_of_day(deliberation)} n’est exécutoire que depuis le {when} : une "
        "signature antérieure rendrait l’acte irrégulier.",
        SOURCE,
        "deliberation.early",
    )


_APPLICABLE = frozenset({DeliberationStatus.ENFORCEABLE, DeliberationStatus.CHALLENGED})


def _not_enforceable(deliberation: Deliberation) -> Refusal:
    status = deliberation.status
    if status == DeliberationStatus.REJECTED:
        return Refusal(
            f"Signature impossible : l’assemblée "
            f"{wording.of_institution(deliberation.institution)} n’a pas approuvé.",
            "CGCT, art. L. 2121-29",
            "deliberation.rejected",
        )
    if status == DeliberationStatus.WITHDRAWN:
        return Refusal(
            f"Signature impossible : la délibération {_of_day(deliberation)} a été retirée ou "
            "annulée.",
            SOURCE,
            "deliberation.withdrawn",
        )
    return Refusal(
        f"Signature impossible aujourd’hui. La délibération {_of_day(deliberation)} n’est pas "
        "encore exécutoire : sa transmission au représentant de l’État n’est pas établie. Joignez "
        "l’accusé @CTES ou la délibération revêtue du cachet de la sous-préfecture, ou certifiez, "
        "sous votre responsabilité, qu’elle a été publiée et transmise, et à quelles dates (CGCT, "
        "art. L. 2131-1).",
        SOURCE,
        "deliberation.not_enforceable",
    )


def _of_day(deliberation: Deliberation) -> str:
    if deliberation.voted_on is None:
        return wording.of_institution(deliberation.institution)
    return f"du {date_fr(deliberation.voted_on)}"
