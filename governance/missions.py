"""Missions of control as an auditor's home page tells them: what they may read, or why nothing."""

from audit.actor import Actor
from common import clock
from common.french import list_fr

from . import wording
from .models import Institution, Mandate, Mission, missions_in_force
from .offices import Office


def why_nothing(actor: Actor) -> str:
    """Why an auditor sees no act, and whom to ask; empty for others, and within a mission."""
    if actor.mandate_id is None or actor.office != Office.AUDITOR or missions_in_force(actor):
        return ""
    return f"{_reason(actor)} : vous ne voyez aucun acte. {_whom()}"


def own(actor: Actor) -> list[Mission]:
    """The missions within which ``actor`` reads today, for their home page; most have none."""
    return missions_in_force(actor) if actor.office == Office.AUDITOR else []


def _reason(actor: Actor) -> str:
    missions = Mission.unscoped.filter(mandate_id=actor.mandate_id)
    last = missions.order_by("starts_on", "pk").last()
    if last is None:
        return "Aucune mission n’est enregistrée sur votre mandat"
    if last.starts_on > clock.today():
        return f"Votre mission (lettre {last.reference}) est à venir, {last.period_words}"
    return f"Votre mission (lettre {last.reference}) est finie, {last.period_words}"


def _whom() -> str:
    """The jurists and the director in office, with the telephone of the syndicate."""
    keepers = (
        Mandate.unscoped.valid(clock.now())
        .filter(office__in=[Office.LEGAL_OFFICER, Office.SYNDICATE_DIRECTOR])
        .with_words()
        .order_by("office", "person__last_name")
    )
    named = [f"{each.person.formal_name}, {wording.office(each)}" for each in keepers]
    whom = list_fr(named, "ou") if named else "la juriste ou la direction du syndicat"
    phone = Institution.unscoped.filter(operator=True).exclude(phone="").values_list("phone")
    number = phone.first()
    call = f" ({number[0]})" if number else ""
    return f"Pour faire enregistrer une lettre de mission, adressez-vous à {whom}{call}."
