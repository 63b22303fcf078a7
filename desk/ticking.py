"""What time brings: dates, reminders, mails and jobs left behind. Run every minute.

Each part runs alone: one that fails is logged and does not hold the others.
"""

import datetime as dt
import logging
from collections.abc import Callable, Mapping

from audit import chain
from circuits import links, reminders, succession
from common import clock, jobs, outbox
from conventions import following
from conventions.evidence import making
from documents import finals, store
from documents.pdf import trusted_lists
from governance import services as governance
from governance.committees import convening
from governance.schooling import services as schooling

from . import forgetting

logger = logging.getLogger(__name__)


def parts(now: dt.datetime) -> Mapping[str, Callable[[], object]]:
    """Each thing to do, by the name under which it is reported."""
    return {
        "mandates": lambda: governance.roll_mandates(now),
        "schools": lambda: schooling.close_ended(clock.today()),
        "succession": lambda: succession.succeed(now),
        "links": links.expire_due,
        "conventions": following.move_by_date,
        "unsigned": following.ask_about_unsigned,
        "reminders": lambda: reminders.run(now),
        "meetings": lambda: convening.remind_due(now),
        "finals": finals.retry,
        "evidence": making.owed,
        "files": store.recover,
        "trust": lambda: trusted_lists.refresh_due(now),
        "jobs": jobs.send_again,
        "mails": outbox.send_due,
        "traces": lambda: forgetting.forget(now),
        "checkpoint": lambda: str(chain.daily_checkpoint(now) or ""),
    }


def run() -> dict[str, object]:
    """Do everything that is due; what each part did, or its error as a sentence."""
    done: dict[str, object] = {}
    for name, part in parts(clock.now()).items():
        try:
            done[name] = part()
        except Exception as error:
            logger.exception("tick: %s", name)
            done[name] = f"{type(error).__name__}: {error}"
    return done
