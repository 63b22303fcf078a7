"""Where an exchange of data stands: what is expected next, of whom, and what is missing."""

from dataclasses import dataclass

from circuits.models import Assignment
from common import french
from common.lifecycle import Refusal
from governance import wording

from ..models import DataExchange
from . import exchange_guards as guards

S = DataExchange.Status


@dataclass(frozen=True, slots=True)
class Situation:
    """``mark`` is the sign of the status, ``words`` its name; ``action`` is expected of ``who``,
    both empty when nothing is."""

    mark: str
    words: str
    action: str = ""
    who: str = ""


def of(exchange: DataExchange) -> Situation:
    """The situation of the exchange, for whoever reads its page."""
    action = _action(exchange)
    who = _who(exchange) if action else ""
    return Situation(_mark(exchange), exchange.get_status_display(), action, who)


def _mark(exchange: DataExchange) -> str:
    if exchange.status in (S.IN_SERVICE, S.CLOSED):
        return "done"
    return "late" if exchange.status == S.TO_REVISE else "todo"


def _action(exchange: DataExchange) -> str:
    match exchange.status:
        case S.PREPARING | S.TO_REVISE if not exchange.is_personal:
            return "Mettre en service : sans donnée personnelle, aucun visa n’est demandé."
        case S.PREPARING:
            return "Compléter la description, puis la soumettre au DPO."
        case S.SUBMITTED:
            return "Donner un avis motivé."
        case S.TO_REVISE:
            return "Reprendre ce que demande le DPO, puis soumettre de nouveau."
        case S.APPROVED:
            return "Mettre en service."
        case S.SUSPENDED:
            return "Remettre en service, ou clore."
    return ""


def _who(exchange: DataExchange) -> str:
    """« La commune de Cerisy, ou le porteur de la convention », or the officer, with the day."""
    if exchange.status == S.SUBMITTED:
        task = Assignment.unscoped.open().about(exchange).first()
        due = f", avant le {french.date_fr(task.due_on)}" if task and task.due_on else ""
        return f"Le délégué à la protection des données{due}."
    body = exchange.authority
    if body is None:
        return "Le porteur de la convention."
    return f"{wording.institution_title(body)}, ou le porteur de la convention."


def lacking(exchange: DataExchange) -> list[Refusal]:
    """What the next step of whoever prepares it would be refused for; nothing once it waits or
    runs."""
    if exchange.status in (S.PREPARING, S.TO_REVISE):
        asked = guards.submit if exchange.is_personal else guards.activate
        return list(asked(exchange))
    if exchange.status in (S.APPROVED, S.SUSPENDED):
        return list(guards.activate(exchange))
    return []
