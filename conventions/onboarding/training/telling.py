"""Mails of a session: promised in the transaction of the change, written when they leave."""

from django.conf import settings

from circuits.mails import compose
from common import calendar_file, clock, outbox
from common.calendar_file import CalendarEvent, Method
from common.french import date_fr
from common.models import OutboxMessage
from governance import channels, wording
from governance.models import Mandate

from ..models import SessionStatus, TrainingParticipant, TrainingSession
from . import listing

FOLDER = "onboarding"
CALLED, CHANGED = "onboarding.training_call", "onboarding.training_changed"
STATES = {
    OutboxMessage.State.WAITING: "à envoyer",
    OutboxMessage.State.SENT: "envoyée",
    OutboxMessage.State.FAILED: "en échec",
    OutboxMessage.State.DROPPED: "non envoyée, faute d’adresse ou parce que la séance a changé",
}
HEADS = {"postpone": "Séance reportée", "cancel_session": "Séance annulée"}


def called(session: TrainingSession, mandate: Mandate) -> None:
    """The convocation of one person; nothing of a session whose hour is past."""
    if session.starts_at > clock.now():
        _promise(CALLED, session, mandate)


def changed(session: TrainingSession, verb: str) -> None:
    """To whoever was called, once the session is postponed or cancelled."""
    people = session.participants.select_related("mandate__person")
    for row in people:
        _promise(CHANGED, session, row.mandate, verb=verb)


def _promise(name: str, session: TrainingSession, mandate: Mandate, **more: object) -> None:
    outbox.post(
        name,
        {"session": session.pk, "mandate": mandate.pk, "sequence": session.sequence, **more},
        recipient=mandate.person.formal_name,
        about=session,
    )


def sent(session: TrainingSession) -> dict[int, str]:
    """Key of a mandate → what became of its latest convocation: one query."""
    rows = OutboxMessage.objects.filter(
        template=CALLED, about_type=session._meta.label_lower, about_id=session.pk
    ).order_by("pk")
    return {row.context["mandate"]: STATES[row.state] for row in rows}


@outbox.template(CALLED)
def convocation(context: dict[str, object]) -> outbox.Mail | None:
    """The personal convocation, while it says the truth."""
    found = _known(context)
    if found is None or found[0].status != SessionStatus.CALLED:
        return None
    session, mandate = found
    return _compose(
        session, mandate, "training_call", "Convocation", Method.REQUEST,
        convened=wording.agreed(mandate, "convoqué"),
        convener=session.called_by,
        quality=wording.quality(session.called_by) if session.called_by else "",
    )  # fmt: skip


@outbox.template(CHANGED)
def moved(context: dict[str, object]) -> outbox.Mail | None:
    """The session is postponed or cancelled: calendars take it off."""
    found = _known(context)
    if found is None:
        return None
    session, mandate = found
    verb = str(context["verb"])
    return _compose(
        session, mandate, "training_changed", HEADS[verb], Method.CANCEL,
        postponed=verb == "postpone",
    )  # fmt: skip


def _known(context: dict[str, object]) -> tuple[TrainingSession, Mandate] | None:
    """The session as it was when the mail was promised, and who it is for; None once it changed."""
    rows = TrainingSession.unscoped.select_related(
        "dsden", "circonscription", "provider", "trainer__person", "called_by__person",
        "called_by__institution", "called_by__circonscription", "called_by__school",
    )  # fmt: skip
    session = rows.filter(pk=context["session"], sequence=context["sequence"]).first()
    person = TrainingParticipant.unscoped.filter(
        session=context["session"], mandate=context["mandate"]
    )
    if session is None or not person.exists():
        return None
    return session, Mandate.unscoped.with_words().get(pk=context["mandate"])


def _compose(
    session: TrainingSession, mandate: Mandate, name: str, head: str, method: Method, **more: object
) -> outbox.Mail | None:
    address = channels.mail_address(mandate)
    if not address:
        return None
    url = settings.SITE_URL + session.get_absolute_url()
    file = calendar_file.write(event(session, url=url, attendee=address), method)
    before = (session.postponed_from or session.starts_at).astimezone(session.zone).date()
    day = before if more.get("postponed") else session.day
    return compose(
        name,
        address,
        f"{head} — formation du {date_fr(day)}",
        {
            "session": session,
            "salutation": wording.salutation(mandate),
            "hours": listing.hours(session),
            "led_by": listing.led_by(session),
            "before": before,
            "day": day,
            "url": url,
            **more,
        },
        folder=FOLDER,
        files=(
            outbox.Attached(
                "formation.ics", file, f"{calendar_file.KIND}; charset=utf-8; method={method}"
            ),
        ),
    )


def event(session: TrainingSession, *, url: str, attendee: str = "") -> CalendarEvent:
    """The session for a calendar: when, where, its page; neither schools nor people."""
    where = [session.place, *([session.remote_link] if session.remote_link else [])]
    return CalendarEvent(
        uid=f"{session.public_id}@contreseing",
        sequence=session.sequence,
        stamp=clock.now(),
        start=session.starts_at,
        summary=f"Formation : {session.title}",
        location=" ; ".join(where),
        description=f"Séance {session.number} : {url}",
        organizer=settings.DEFAULT_FROM_EMAIL.rpartition("<")[2].rstrip(">"),
        attendee=attendee,
        lasts=session.lasts,
    )
