"""What must be true before a session is planned or moves."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from common import clock
from common.french import NBSP, date_fr, plural, time_fr
from common.lifecycle import Refusal
from governance.models import Circonscription, Institution, Mandate

from ..models import SchoolEntry, SessionStatus, TrainingKind, TrainingSession
from ..models.training import AHEAD
from . import attendance, calling, days, kinds, permissions


def when(session: TrainingSession) -> Iterator[Refusal]:
    """A day to come, in the year of the campaign, out of the holidays unless accepted (S3)."""
    day, campaign = session.day, session.campaign
    if session.starts_at <= clock.now():
        yield Refusal(
            f"Le {date_fr(day)} à {time_fr(session.starts_here)} est déjà passé{NBSP}: choisissez "
            "un jour à venir.",
            key="training.past",
        )
    if not campaign.opens_on <= day < campaign.ends_on:
        last = campaign.ends_on - dt.timedelta(days=1)
        yield Refusal(
            f"Le {date_fr(day)} est hors de la {str(campaign).lower()}, qui va du "
            f"{date_fr(campaign.opens_on)} au {date_fr(last)}.",
            "4.3",
            "training.year",
        )
    off = days.off(day, session.dsden, session.circonscription)
    if off and not session.holiday_reason.strip():
        yield Refusal(
            f"Le {date_fr(day)} est {off}. Pour le confirmer, indiquez pourquoi la séance s’y "
            "tient.",
            "S0, S3",
            "training.holidays",
        )


def who(session: TrainingSession) -> Iterator[Refusal]:
    """Somebody leads it; what covers the whole département is for inspectors or collectivités."""
    if session.trainer is None and session.provider is None:
        yield Refusal(
            "Indiquez qui anime la séance : une personne, ou le prestataire.",
            "domaine § 3.12",
            "training.trainer",
        )
    elif session.trainer is not None and session.trainer.office not in permissions.TRAINERS:
        yield Refusal(
            f"{session.trainer.person.formal_name} n’anime pas de séance : choisissez un ERUN, la "
            "DSDEN, l’assistance du syndicat ou Canopé.",
            "domaine § 3.12",
            "training.trainer_office",
        )
    if session.circonscription_id is None and kinds.of(session.kind).per_school:
        yield Refusal(
            f"Une séance « {session.get_kind_display()} » a lieu dans une circonscription : "
            "choisissez-la.",
            "domaine § 3.12",
            "training.district",
        )


def of_provider(session: TrainingSession, institution: int | None) -> Iterator[Refusal]:
    """The provider plans its own handling sessions, which the market orders (M30)."""
    if session.kind != TrainingKind.HANDLING or session.provider_id != institution:
        yield Refusal(
            "Le prestataire prévoit les séances de prise en main qu’il anime lui-même.",
            "S0",
            "training.provider",
        )


def changing(session: TrainingSession) -> Iterator[Refusal]:
    """A session changes while nobody is called; afterwards it is postponed."""
    if session.status not in AHEAD:
        yield Refusal(
            f"La séance {session.number} est « {session.get_status_display()} »{NBSP}: "
            + ("reportez-la pour la changer." if session.status == SessionStatus.CALLED
               else "elle ne change plus."),
            key="training.closed",
        )  # fmt: skip


def addition(session: TrainingSession, entry: SchoolEntry) -> Iterator[Refusal]:
    """A school of the same campaign, of the district on the day of the session, still followed."""
    school = entry.school
    if entry.campaign_id != session.campaign_id:
        yield Refusal(
            f"L’école {school.name} n’est pas de la {str(session.campaign).lower()}.",
            "4.3",
            "training.campaign",
        )
    if not _here(school.circonscription_on(session.day), session):
        yield Refusal(
            f"L’école {school.name} n’est pas dans le ressort {session.scope_words} au "
            f"{date_fr(session.day)}.",
            "domaine § 3.12",
            "training.school_district",
        )
    if entry.final:
        yield Refusal(
            f"L’école {school.name} est au stade « {entry.get_status_display()} » : elle n’est "
            "plus à former cette année.",
            "4.3",
            "training.final",
        )


def _here(area: Circonscription | None, session: TrainingSession) -> bool:
    if area is None:
        return False
    if session.circonscription_id is None:
        return area.dsden_id == session.dsden_id
    return area.pk == session.circonscription_id


def without_schools(session: TrainingSession) -> Iterator[Refusal]:
    """A session has schools, but for one of the whole département."""
    if kinds.of(session.kind).reach != kinds.DEPARTMENT and not session.schools.exists():
        yield Refusal("Ajoutez d’abord les écoles que la séance concerne.", "S3", "training.empty")


def callable_now(session: TrainingSession, chosen: Sequence[Mandate]) -> Iterator[Refusal]:
    """Schools to train, and people who hold a mandate there."""
    yield from list(without_schools(session)) or calling.wrong(session, chosen)


def begun(session: TrainingSession) -> Iterator[Refusal]:
    if session.starts_at > clock.now():
        yield Refusal(f"La séance a lieu le {date_fr(session.day)}.", "S0", "training.ahead")


def counted(session: TrainingSession, given: Mapping[str, Any]) -> Iterator[Refusal]:
    """The numbers of the sheet; those ticked are among those who were called."""
    yield from attendance.wrong(session, given.get("schools") or {}, given.get("present") or {})
    attended = set(given.get("attended") or ())
    known = set(session.participants.values_list("pk", flat=True))
    if strangers := len(attended - known):
        words = plural(strangers, "personne cochée n’était", "personnes cochées n’étaient")
        yield Refusal(
            f"{strangers} {words} pas à convoquer à cette séance.", "S0", "training.strangers"
        )


def moved_to(
    session: TrainingSession,
    starts_at: dt.datetime | None,
    ends_at: dt.datetime | None,
    holiday_reason: str,
) -> Iterator[Refusal]:
    """The new day of a session postponed follows the rules of a new session."""
    if starts_at is None or ends_at is None:
        yield Refusal("Indiquez la nouvelle date et ses heures.", key="training.new_day")
        return
    if starts_at == session.starts_at:
        yield Refusal("La séance a déjà lieu ce jour-là, à cette heure.", key="training.same_day")
    if ends_at <= starts_at:
        yield Refusal("La séance se termine avant d’avoir commencé.", key="training.hours")
    later = TrainingSession(
        campaign=session.campaign,
        dsden=session.dsden,
        circonscription=session.circonscription,
        kind=session.kind,
        starts_at=starts_at,
        ends_at=ends_at,
        holiday_reason=holiday_reason,
    )
    yield from when(later)


def off(session: TrainingSession) -> str:
    """« pendant les vacances… » when its day is, for the page."""
    return days.off(session.day, session.dsden, session.circonscription)


def dsden_of(area: Circonscription | None, dsden: Institution | None) -> Institution:
    """The DSDEN of a session: that of its district, else the one given."""
    if area is not None:
        found: Institution = area.dsden
        return found
    if dsden is None:
        raise ValueError("a session is of a district or of a DSDEN")
    return dsden
