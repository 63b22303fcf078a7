"""The register of exchanges of data: prepared, submitted, approved, in service, closed."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from audit.actor import SYSTEM, Actor
from audit.recording import recording
from circuits import services as circuits
from circuits.services import Player
from common import outbox
from common.lifecycle import NotYours, Refused
from documents import store
from governance.models import Mandate

from ..models import Convention, DataExchange
from . import exchange_guards as guards
from . import permissions
from .exchange_lifecycle import HELD, ExchangeLifecycle

VISA, REDO = "convention.exchange", "convention.exchange.redo"
"""The officer's task, then that of whoever submitted, when modifications are asked."""
NOT_A_KEEPER = (
    "Cet échange de données revient à la collectivité ou au porteur de la convention. "
    "Vous pouvez le consulter."
)
LAPSED = "l’échange de données a été repris ou clos"


def create(
    convention: Convention, nature: str, said: Mapping[str, Any], *, actor: Actor
) -> DataExchange:
    """A connector or a périscolaire project of the collectivité of the act, in preparation.

    ``said``: the fields of the description, with ``label`` and ``contact``. Raises ``NotYours``,
    ``Refused``.
    """
    if not permissions.may_keep_exchanges(actor, convention):
        raise NotYours(NOT_A_KEEPER)
    exchange = DataExchange(convention=convention, nature=nature, author=actor.title, **said)
    refusals = [*guards.opening(convention, nature), *guards.description(exchange)]
    if refusals:
        raise Refused(*refusals)
    with recording(actor) as journal:
        exchange.full_clean()
        journal.says(exchange, "create_exchange")
        exchange.save()
    return exchange


def describe(
    exchange: DataExchange, said: Mapping[str, Any], *, actor: Actor, seen: str = ""
) -> DataExchange:
    """Write the description again. Once there is a visa or a service, a description that differs
    takes the visa back; another name or contact alone does not.

    ``seen``: the edition that the editor has before their eyes; somebody else's is not overwritten
    (``Refused``). Empty: not asked.
    """
    verb = "describe_exchange"
    if exchange.status in HELD:
        verb = "change_exchange" if _differs(exchange, said) else "correct_exchange"
    return ExchangeLifecycle.move(exchange, verb, actor=actor, said=said, seen=seen)


def _differs(exchange: DataExchange, said: Mapping[str, Any]) -> bool:
    return any(
        name in said and said[name] != getattr(exchange, name) for name in exchange.DESCRIPTION
    )


def attach_analysis(
    exchange: DataExchange, *, file: store.Prepared, made_on: dt.date, actor: Actor
) -> DataExchange:
    """Put the data-protection impact assessment (AIPD) on record. Once there is a visa or a
    service, another assessment takes the visa back, as a changed description does."""
    verb = "renew_analysis" if exchange.status in HELD else "attach_analysis"
    with recording(actor):
        return ExchangeLifecycle.move(
            exchange, verb, actor=actor, made_on=made_on, sha256=file.keep().sha256
        )


def record_test(
    exchange: DataExchange,
    *,
    file: store.Prepared,
    tested_on: dt.date,
    result: str,
    actor: Actor,
) -> DataExchange:
    """Put the report of a test of the declared version on record, passed or failed."""
    with recording(actor):
        return ExchangeLifecycle.move(
            exchange,
            "record_test",
            actor=actor,
            tested_on=tested_on,
            result=result,
            sha256=file.keep().sha256,
        )


def submit(exchange: DataExchange, *, actor: Actor) -> DataExchange:
    """Ask the data-protection officer: a task in À faire, and a mail."""
    with recording(actor):
        done = ExchangeLifecycle.move(exchange, "submit_exchange", actor=actor)
        circuits.fulfil(done, "submit_exchange", actor=actor)
        body = done.convention.owner.institution
        _open(VISA, done, {"syndicate": [Player(body)]})
        for mandate in guards.officers(done):
            _tell("conventions.exchange_submitted", done, mandate)
    return done


def decide(exchange: DataExchange, verb: str, *, reason: str, actor: Actor) -> DataExchange:
    """The officer's opinion, ``approve_exchange`` or ``return_exchange``; whoever submitted it is
    told, and takes it up when modifications are asked."""
    with recording(actor):
        done = ExchangeLifecycle.move(exchange, verb, actor=actor, reason=reason)
        circuits.fulfil(done, verb, actor=actor)
        asked = done.submitter or done.convention.owner
        if verb == "return_exchange":
            _open(REDO, done, {"submitter": [Player(asked.institution, mandate=asked)]})
        for mandate in {asked.pk: asked, done.convention.owner_id: done.convention.owner}.values():
            _tell("conventions.exchange_decided", done, mandate)
    return done


def withdraw(exchange: DataExchange, verb: str, *, reason: str = "", actor: Actor) -> DataExchange:
    """``recall_exchange`` or ``close_exchange``: what was awaited has no object any more."""
    with recording(actor):
        done = ExchangeLifecycle.move(exchange, verb, actor=actor, reason=reason)
        circuits.stop_all(done, actor=actor, reason=LAPSED)
    return done


def run(exchange: DataExchange, verb: str, *, reason: str = "", actor: Actor) -> DataExchange:
    """Put in service, suspend or resume."""
    with recording(actor):
        done = ExchangeLifecycle.move(exchange, verb, actor=actor, reason=reason)
        circuits.fulfil(done, verb, actor=actor)
    return done


def stop_with(convention: Convention) -> None:
    """Suspend what is in service under an act that has just ended (RGPD, art. 28, § 3: no
    processing without an act that binds the processor), and tell who must have it cut."""
    reason = (
        f"La convention est « {convention.get_status_display()} » : elle ne porte plus "
        "d’échange de données."
    )
    running = DataExchange.unscoped.filter(
        convention=convention, status=DataExchange.Status.IN_SERVICE
    )
    for exchange in running:
        done = run(exchange, "suspend_exchange", reason=reason, actor=SYSTEM)
        told = [done.submitter or convention.owner, convention.owner]
        for mandate in {each.pk: each for each in told}.values():
            _tell("conventions.exchange_stopped", done, mandate)


def _open(code: str, exchange: DataExchange, players: Mapping[str, list[Player]]) -> None:
    circuits.open_circuit(code, exchange, players=players, url=exchange.get_absolute_url())


def _tell(template: str, exchange: DataExchange, mandate: Mandate) -> None:
    outbox.post(
        template,
        {"exchange": exchange.pk, "mandate": mandate.pk},
        recipient=str(mandate),
        about=exchange.convention,
    )
