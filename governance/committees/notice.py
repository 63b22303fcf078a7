"""The last day to send a convocation, or to ask for a point, and the sentence that says it.

Pure dates. Neither the day of sending nor that of the meeting counts in jours francs (CGCT,
art. L. 2121-11 and L. 2121-12; internal rules otherwise); ordinary days leave the day of sending
out only. Week-ends and holidays count.
"""

import datetime as dt
from dataclasses import dataclass

from common import calendar
from common.french import NBSP, date_full_fr, plural

NEITHER = "ni le jour de l’envoi ni celui de la séance ne comptent."


@dataclass(frozen=True, slots=True)
class Notice:
    """Days between the convocation and the meeting; ``clear``: jours francs.

    ``urgent``: the days that an urgency may bring them down to, None when it is not admitted.
    """

    days: int
    clear: bool = True
    urgent: int | None = None

    def last_day(self, meeting: dt.date) -> dt.date:
        return _last(meeting, self.days, clear=self.clear)

    def last_urgent_day(self, meeting: dt.date) -> dt.date | None:
        return None if self.urgent is None else _last(meeting, self.urgent, clear=self.clear)

    def sentence(self, meeting: dt.date) -> str:
        """« Dernier jour pour envoyer la convocation : vendredi 18 septembre 2026. 5 jours francs
        avant la séance du … »."""
        return (
            f"Dernier jour pour envoyer la convocation{NBSP}: "
            f"{date_full_fr(self.last_day(meeting))}. {self._why(meeting, self.days)}"
        )

    def urgency(self, meeting: dt.date) -> str:
        """What an urgency allows; empty when the rules do not admit it."""
        last = self.last_urgent_day(meeting)
        if last is None:
            return ""
        return (
            f"En cas d’urgence motivée{NBSP}: {date_full_fr(last)}. La séance ratifie l’urgence à "
            "son ouverture."
        )

    def in_time(self, sent: dt.date, meeting: dt.date) -> bool:
        return sent <= self.last_day(meeting)

    def in_time_for_urgency(self, sent: dt.date, meeting: dt.date) -> bool:
        last = self.last_urgent_day(meeting)
        return last is not None and sent <= last

    def kept(self, sent: dt.date, meeting: dt.date) -> str:
        """« 4 jours francs au lieu de 5 », for a convocation that leaves on ``sent``."""
        count = calendar.clear_days if self.clear else _between
        return f"{_days(count(sent, meeting), clear=self.clear)} au lieu de {self.days}"

    def _why(self, meeting: dt.date, days: int) -> str:
        if not days:
            return "Aucun délai n’est exigé."
        said = f"{_days(days, clear=self.clear)} avant la séance du {date_full_fr(meeting)}{NBSP}: "
        return said + (NEITHER if self.clear else "le jour de l’envoi ne compte pas.")


def last_request_day(meeting: dt.date, days: int) -> dt.date:
    """The last day to ask for a point, ``days`` calendar days before the meeting."""
    return meeting - dt.timedelta(days=days)


def _last(meeting: dt.date, days: int, *, clear: bool) -> dt.date:
    if clear:
        return calendar.last_sending_day(meeting, days)
    return meeting - dt.timedelta(days=days)


def _between(sent: dt.date, meeting: dt.date) -> int:
    return max(0, (meeting - sent).days)


def _days(count: int, *, clear: bool) -> str:
    one, several = ("jour franc", "jours francs") if clear else ("jour", "jours")
    return f"{count}{NBSP}{plural(count, one, several)}"
