"""What a member answers to a convocation, from a personal link or signed in."""

from dataclasses import dataclass

from audit.actor import Actor
from audit.recording import recording
from circuits.codes import fingerprint
from common import clock
from common.french import NBSP, datetime_fr, list_fr
from common.lifecycle import Refusal, Refused
from governance.models import Mandate, still_held
from governance.services.store import lock, store

from . import agenda_order, convening, guards
from .members import Member, members_at
from .models import AgendaItem, Invitation, Seat
from .models.invitations import Answer
from .models.meetings import MeetingStatus


@dataclass(frozen=True, slots=True)
class Ways:
    """What the rules and the seats let a member answer.

    ``substitute``: the name of who would represent them, empty when nobody may. ``holders``:
    members of the same college to whom a power may be given.
    """

    remote: bool
    substitute: str
    holders: tuple[Member, ...]

    def admits(self, answer: Answer) -> bool:
        match answer:
            case Answer.PRESENT | Answer.EXCUSED:
                return True
            case Answer.REMOTE:
                return self.remote
            case Answer.REPRESENTED:
                return bool(self.substitute)
            case Answer.POWER:
                return bool(self.holders)
        return False


REPLACED = (Answer.EXCUSED, Answer.REPRESENTED)
"""Their substitute sits, and is told."""


def find(token: str) -> Invitation | None:
    """The convocation of a token, whatever became of the meeting; None for an unknown one."""
    found: Invitation | None = (
        Invitation.unscoped.select_related(
            "meeting__committee__host", "meeting__rules", "seat", "mandate__person",
            "mandate__institution",
        )
        .filter(token_hash=fingerprint(token))
        .first()
    )  # fmt: skip
    return found


def over(invitation: Invitation) -> Refusal | None:
    """Why no answer is awaited any more, for whoever holds the link; None while one is."""
    meeting = invitation.meeting
    if meeting.status == MeetingStatus.CANCELLED:
        when = datetime_fr(meeting.cancelled_at, meeting.zone)
        return Refusal(
            f"La séance du {meeting.when} est annulée depuis le {when}{NBSP}: "
            f"{meeting.cancel_reason} Aucune réponse n’est plus attendue.",
            key="convocation.cancelled",
        )
    if meeting.status != MeetingStatus.CONVENED or meeting.begun:
        return Refusal(
            f"La séance du {meeting.when} a commencé ou a eu lieu{NBSP}: ce lien ne permet plus "
            "de répondre.",
            key="convocation.over",
        )
    if holder_now(invitation) is None:
        return Refusal(
            f"Cette convocation était adressée à {invitation.mandate.person.formal_name}, dont le "
            "mandat a pris fin. Le secrétariat de l’instance convoque qui lui succède.",
            key="convocation.mandate",
        )
    return None


def holder_now(invitation: Invitation) -> Mandate | None:
    """Who was convened, under the mandate that they have today; None once they left."""
    today = clock.today(invitation.meeting.committee.host.time_zone)
    return still_held(invitation.mandate, today)


def ways(invitation: Invitation) -> Ways:
    """Every way to answer, as the rules of the meeting have it."""
    meeting, rules = invitation.meeting, invitation.meeting.rules
    members = members_at(meeting.committee, meeting.day)
    own = next((m for m in members if m.seat.pk == invitation.seat_id), None)
    paired = own.substitute if own is not None else None
    holders: tuple[Member, ...] = ()
    if rules.proxies_per_holder and own is not None and own.voting:
        holders = tuple(
            member
            for member in members
            if member.seat.pk != own.seat.pk
            and member.college == own.college
            and member.voting
            and not member.vacant
        )
    return Ways(
        remote=rules.remote_counts and bool(meeting.remote_link),
        substitute=paired.name if paired is not None and rules.substitutes_count else "",
        holders=holders,
    )


def answer(
    *, actor: Actor, invitation: Invitation, answer: Answer, power_to: Seat | None = None
) -> Invitation:
    """Note the answer; another one replaces it until the meeting begins.

    Refused (409) once the meeting is over or cancelled, for a way that the rules do not admit,
    and for a power beyond what its holder may use.
    """
    with recording(actor):
        lock(invitation.meeting)
        found = Invitation.unscoped.select_for_update().get(pk=invitation.pk)
        refusal = over(found) or _not_admitted(found, answer, power_to)
        if refusal is not None:
            raise Refused(refusal)
        called = found.answer in REPLACED
        found.answer = answer
        found.power_to = power_to if answer == Answer.POWER else None
        found.answered_at = clock.now()
        store(found, "answer_convocation")
        if answer in REPLACED and not called:
            convening.call_substitute(found)
        return found


def opened(invitation: Invitation, actor: Actor) -> None:
    """Somebody pressed the button of the link: the first time is kept."""
    if invitation.opened_at is not None:
        return
    with recording(actor):
        invitation.opened_at = clock.now()
        store(invitation, "open_convocation")


def agenda_of(invitation: Invitation) -> list[AgendaItem]:
    """The points that the member may read."""
    items = agenda_order.on_agenda(invitation.meeting)
    return [item for item in items if invitation.sees_secret or not item.secret]


def _not_admitted(invitation: Invitation, answer: Answer, power_to: Seat | None) -> Refusal | None:
    admitted = ways(invitation)
    if not admitted.admits(answer):
        return Refusal(
            f"« {answer.label} » n’est pas admis pour cette séance.",
            guards.source(invitation.meeting.rules, _RULES.get(answer, "meeting")),
        )
    if answer != Answer.POWER:
        return _has_powers(invitation, answer)
    holder = next((m for m in admitted.holders if power_to and m.seat.pk == power_to.pk), None)
    if holder is None:
        return Refusal("Choisissez le membre à qui vous donnez pouvoir.")
    return _cannot_hold(invitation, holder) or _has_powers(invitation, answer)


_RULES = {
    Answer.REMOTE: "quorum.remote",
    Answer.REPRESENTED: "quorum.substitutes",
    Answer.POWER: "vote.proxy_excess",
}
_AWAY = (Answer.EXCUSED, Answer.REPRESENTED, Answer.POWER)


def _cannot_hold(invitation: Invitation, holder: Member) -> Refusal | None:
    """The holder is away, or has as many powers as the rules admit."""
    meeting = invitation.meeting
    others = meeting.invitations.exclude(pk=invitation.pk)
    away = others.filter(seat=holder.seat, answer__in=_AWAY).first()
    if away is not None:
        return Refusal(
            f"{holder.name} ne sera pas dans la salle ({away.get_answer_display().lower()}) : "
            "choisissez un autre membre."
        )
    count = others.filter(power_to=holder.seat).count()
    if count >= meeting.rules.proxies_per_holder:
        cited = guards.source(meeting.rules, "vote.proxy_excess")
        where = f" ({cited})" if cited else ""
        return Refusal(
            f"{holder.name} détient déjà {count} pouvoir{'s' if count > 1 else ''} : le règlement "
            f"n’en admet pas davantage{where}.",
            cited,
            "vote.proxy_excess",
        )
    return None


def _has_powers(invitation: Invitation, answer: Answer) -> Refusal | None:
    """Who holds a power does not leave it behind without a word."""
    if answer not in _AWAY:
        return None
    given = invitation.meeting.invitations.filter(power_to=invitation.seat_id)
    names = [each.mandate.person.formal_name for each in given.select_related("mandate__person")]
    if not names:
        return None
    return Refusal(
        f"Vous détenez le pouvoir de {list_fr(names)}. Prévenez d’abord le secrétariat de "
        "l’instance, pour qu’un autre membre le reçoive."
    )
