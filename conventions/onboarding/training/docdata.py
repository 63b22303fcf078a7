# ruff: noqa: RUF009 - always and optional return dataclass fields

"""Contracts between training and its Word models, and how a session fills them.

One person, one session, one page: neither the list of the others, nor a sum of hours.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from common import clock
from documents.contract import DocumentData, always, optional
from governance import wording
from governance.models import Mandate

from ..models import TrainingParticipant
from . import listing


@dataclass(frozen=True, kw_only=True)
class Topic:
    """What was dealt with."""

    label: str = always("Contenu")


@dataclass(frozen=True, kw_only=True)
class _OfOnePerson(DocumentData):
    """``reference``: the number of the session, printed on the page."""

    reference: str = always("Numéro de séance")
    dsden_name: str = always("Service départemental de l’État")
    participant_name: str = always("Participant : civilité et nom")
    participant_office: str = always("Qualité du participant, accordée")
    session_title: str = always("Intitulé de la séance")
    session_date: date = always("Date de la séance")
    session_place: str = always("Lieu de la séance, ou adresse à distance")
    trainer_text: str = always("Animation")


@dataclass(frozen=True, kw_only=True)
class TrainingCallData(_OfOnePerson):
    """The convocation of one person."""

    act_date: date = always("Date d’envoi")
    participant_salutation: str = always("Formule d’appel")
    convened: str = always("« convoqué », accordé")
    session_hours_text: str = always("Horaires")
    service_time_text: str = optional("Imputation sur le temps de service")
    material_text: str = optional("À apporter")
    postponed_from: date | None = optional("Séance reportée du", empty=None)
    absence_contact: str = optional("Prévenir en cas d’absence")
    convener_name: str = always("Qui convoque : civilité et nom")
    convener_office: str = always("Sa qualité, accordée")


@dataclass(frozen=True, kw_only=True)
class TrainingCertificateData(_OfOnePerson):
    """The attestation of one person who came: a presence, neither a diploma nor an evaluation."""

    act_date: date = always("Date de délivrance")
    planned_hours: str = always("Durée de la séance")
    topics: tuple[Topic, ...] = optional("Contenus abordés", empty=())
    counted_on: date = always("Feuille enregistrée le")
    adviser_name: str = always("Conseiller numérique : civilité et nom")
    adviser_office: str = always("Qualité du conseiller, accordée")


def convocation(person: TrainingParticipant) -> TrainingCallData:
    """For the day on which the session was called."""
    session, convener = person.session, person.session.called_by
    called = session.called_at or clock.now()
    before = session.postponed_from
    return TrainingCallData(
        **_of(person),
        act_date=called.astimezone(session.zone).date(),
        participant_salutation=wording.salutation(person.mandate),
        convened=wording.agreed(person.mandate, "convoqué"),
        session_hours_text=listing.hours(session),
        service_time_text=session.service_time,
        material_text=session.material,
        postponed_from=before.astimezone(session.zone).date() if before else None,
        absence_contact=session.absence_contact,
        convener_name=convener.person.formal_name if convener else "",
        convener_office=wording.quality(convener) if convener else "",
    )


def certificate(person: TrainingParticipant, adviser: Mandate | None) -> TrainingCertificateData:
    """``adviser`` delivered the attestations."""
    session = person.session
    lines = [line.strip() for line in session.topics.splitlines()]
    today = clock.today(session.dsden.time_zone)
    return TrainingCertificateData(
        **_of(person),
        act_date=session.attested_on or today,
        planned_hours=listing.lasts(session),
        topics=tuple(Topic(label=line) for line in lines if line),
        counted_on=session.held_on or session.day,
        adviser_name=adviser.person.formal_name if adviser else "",
        adviser_office=wording.quality(adviser) if adviser else "",
    )


def _of(person: TrainingParticipant) -> dict[str, object]:
    session = person.session
    where = [session.place, *([session.remote_link] if session.remote_link else [])]
    return {
        "reference": session.number,
        "dsden_name": session.dsden.name,
        "participant_name": person.mandate.person.formal_name,
        "participant_office": wording.quality(person.mandate),
        "session_title": session.title,
        "session_date": session.day,
        "session_place": " ; ".join(where),
        "trainer_text": listing.led_by(session),
    }
