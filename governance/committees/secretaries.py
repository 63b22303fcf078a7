"""The secretary of a meeting: who holds its pen, and signs its minutes with the chair."""

from audit.actor import Actor
from audit.recording import recording
from common import clock
from common.lifecycle import Refusal, Refused
from governance.models import Mandate
from governance.offices import Office
from governance.services.store import require, store

from . import accounting, permissions
from .guards import current
from .holding import carriers
from .models import Meeting
from .models.meetings import UNDER_WAY
from .models.minutes import MinutesStatus
from .models.papers import PENS


def proposed(meeting: Meeting, actor: Actor) -> Mandate | None:
    """The secretary of the instance, who opens it first; else its project manager.

    None when only the latter is there and points are held in private: the chair says who reads
    them.
    """
    kept = Mandate.unscoped.valid_on(clock.today()).filter(institution=meeting.committee.host)
    private = meeting.items.filter(secret=True).exists()
    for office in PENS if not private else PENS[:1]:
        found = list(kept.filter(office=office).with_words().order_by("pk"))
        own = [each for each in found if each.pk == actor.mandate_id]
        if found:
            return (own or found)[0]
    return None


NAMES = "qui préside la séance ou au secrétaire de l’instance"


def may_choose(actor: Actor, meeting: Meeting) -> bool:
    """The chair, or the secretary of the instance: whoever is named reads the private points."""
    names = actor.office == Office.COMMITTEE_SECRETARY or permissions.presides(actor, meeting)
    return actor.mandate_id is not None and names


def open_to_choice(meeting: Meeting) -> bool:
    """From the opening until the minutes are given out."""
    if meeting.status in UNDER_WAY:
        return True
    minutes = accounting.of(meeting)
    return minutes is not None and minutes.status == MinutesStatus.DRAFTING


def choose(*, actor: Actor, meeting: Meeting, secretary: Mandate) -> Meeting:
    """Another secretary of the meeting: a member who sits there, or somebody of the syndicate.

    Refused (409) before the opening, and once the minutes are given out.
    """
    require(may_choose(actor, meeting), NAMES)
    with recording(actor):
        found = current(meeting)
        if not open_to_choice(found):
            raise Refused(
                Refusal(
                    "Le secrétaire de séance se désigne à l’ouverture ; il ne change plus une "
                    "fois le procès-verbal diffusé."
                )
            )
        if secretary not in carriers(found):
            raise Refused(Refusal("Choisissez un membre de l’instance ou un agent du syndicat."))
        found.secretary = secretary
        return store(found, "choose_secretary", secretary=secretary.person.formal_name)
