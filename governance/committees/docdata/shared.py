# ruff: noqa: RUF009 - always returns a dataclass field

"""What the papers of an instance say in the same words: the instance, its meeting, its officers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from documents.contract import DocumentData, always


@dataclass(frozen=True, kw_only=True)
class InstanceDocument(DocumentData):
    """A paper of an instance. ``reference`` is that of the case, printed on every page."""

    reference: str = always("Référence de dossier")
    instance_title: str = always("Instance, sans article")


@dataclass(frozen=True, kw_only=True)
class MeetingDocument(InstanceDocument):
    """A paper of one meeting."""

    meeting_number: str = always("Numéro de la séance")
    meeting_date: date = always("Date de la séance")


@dataclass(frozen=True, kw_only=True)
class ChairedMeeting(MeetingDocument):
    """Who presided over the meeting told, even if replaced since (règlement intérieur, 10.5)."""

    chair_name: str = always("Président de séance : civilité et nom")
    chair_office: str = always("Qualité du président de séance, accordée")


@dataclass(frozen=True, kw_only=True)
class RecordedMeeting(ChairedMeeting):
    """And who was its secretary."""

    secretary_name: str = always("Secrétaire de séance : civilité et nom")
    secretary_office: str = always("Qualité du secrétaire de séance, accordée")


@dataclass(frozen=True, kw_only=True)
class CoChaired(InstanceDocument):
    """The two people who preside over the comité d’éthique (règlement intérieur, 3.1)."""

    cochair_state_name: str = always("Coprésident, Éducation nationale : civilité et nom")
    cochair_state_office: str = always("Qualité du coprésident, accordée")
    syndicate_president_name: str = always("Président du syndicat : civilité et nom")
    syndicate_president_office: str = always("Qualité du président du syndicat, accordée")
