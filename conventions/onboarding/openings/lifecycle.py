"""Statuses of an order and of its lines, and the moves between them (tables, § 1.8).

The only module that writes ``BaseOpeningOrder.status`` and ``OpeningLine.status``; call ``move``.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from audit.actor import SYSTEM, Actor
from common import clock
from common.lifecycle import Lifecycle, Refusal, by, column, move, system
from governance.models import Mandate

from ..lifecycle import SchoolEntryLifecycle
from ..models import BaseOpeningOrder, EntryStatus, LineStatus, OpeningLine, OrderStatus
from ..models.openings import DONE
from . import checks, guards, permissions

O = OrderStatus  # noqa: E741 the letter that the table uses
L = LineStatus


class OrderLifecycle(Lifecycle[BaseOpeningOrder]):
    """From the list in preparation to its execution."""

    state = column(O)
    label = "l’ordre"

    @state.transition(
        (O.LIST_DRAFT, O.LIST_RETURNED),
        O.REQUESTED_ORDER,
        permission=by(permissions.may_request),
        custom=move("Demander la décision", "a demandé la décision pour les écoles de la liste"),
    )
    def request_order(self, *, actor: Actor, **given: Any) -> None:
        """L'inspectrice soumet la liste au DASEN."""
        self.record.requested_on = clock.today()
        self.record.requested_by = Mandate.unscoped.get(pk=actor.mandate_id)
        self.record.reason = ""

    def guard_request_order(self, **given: Any) -> Iterator[Refusal]:
        yield from guards.list_ready(self.record)

    @state.transition(
        O.REQUESTED_ORDER,
        O.LIST_RETURNED,
        permission=by(permissions.may_return),
        custom=move("Renvoyer la liste", "a renvoyé la liste", reason=True),
    )
    def return_list(self, *, reason: str, **given: Any) -> None:
        """La liste est à corriger."""
        self.record.reason = reason.strip()

    @state.transition(
        O.REQUESTED_ORDER,
        O.DECIDED,
        permission=by(permissions.may_decide),
        custom=move("Enregistrer la décision", "a enregistré sa décision"),
    )
    def decide(
        self,
        *,
        actor: Actor,
        decision_reference: str,
        decided_on: dt.date,
        file: str,
        **given: Any,
    ) -> None:
        """Décision prise hors outil : sa référence et sa copie."""
        held = guards.deciding(self.record, actor, decided_on)
        self.record.decision_reference = decision_reference.strip()
        self.record.decided_on, self.record.decision_file = decided_on, file
        self.record.authority = {} if isinstance(held, Refusal) else held.as_dict()

    def guard_decide(self, *, actor: Actor, **given: Any) -> Iterator[Refusal]:
        yield from guards.decision(self.record, actor, given)

    @state.transition(
        O.DECIDED,
        O.EXECUTING,
        permission=by(permissions.may_execute),
        custom=move("Commencer l’exécution", "a commencé l’exécution"),
    )
    def start_execution(self, **given: Any) -> None:
        """L'import, ou la fermeture, commence à la date d'effet."""

    def guard_start_execution(self, **given: Any) -> Iterator[Refusal]:
        yield from guards.effective(self.record)

    @state.transition(
        O.EXECUTING,
        O.EXECUTED,
        permission=system,
        custom=move(sentence="est exécuté", system=True),
    )
    def finish_order(self, **given: Any) -> None:
        """Chaque école est importée ou écartée."""

    def guard_finish_order(self, **given: Any) -> Iterator[Refusal]:
        yield from guards.all_done(self.record)

    @state.transition(
        (O.LIST_DRAFT, O.REQUESTED_ORDER, O.LIST_RETURNED, O.DECIDED),
        O.ORDER_WITHDRAWN,
        permission=by(permissions.may_withdraw),
        custom=move("Retirer", "a retiré l’ordre", reason=True),
    )
    def withdraw_order(self, *, reason: str, **given: Any) -> None:
        """La liste est abandonnée ; chaque école peut figurer sur une autre."""
        self.record.reason = reason.strip()

    def guard_withdraw_order(self, **given: Any) -> Iterator[Refusal]:
        yield from guards.nothing_imported(self.record)

    def after(self, verb: str, *, actor: Actor, reason: str, **given: Any) -> None:
        if verb == "request_order" and self.record.opens:
            for line in self.record.lines.exclude(status=L.LEFT_OUT).select_related("entry"):
                if line.entry.status == EntryStatus.UNDER_CONVENTION:
                    SchoolEntryLifecycle.move(line.entry, "request_opening", actor=actor)


class LineLifecycle(Lifecycle[OpeningLine]):
    """A school of the list: its preconditions, then what its execution gave."""

    state = column(L)
    label = "cette école de la liste"

    @state.transition(
        L.WAITING,
        L.READY,
        permission=system,
        custom=move(sentence="réunit ses préalables", system=True),
    )
    def meet(self, **given: Any) -> None:
        """Tous les préalables sont cochés, la convention est en vigueur."""

    def guard_meet(self, **given: Any) -> Iterator[Refusal]:
        for name in checks.missing(self.record):
            yield Refusal(f"Il manque : {name}.", "practice § 4", "opening.missing")

    @state.transition(
        (L.READY, L.ANOMALY),
        L.IMPORTED,
        permission=by(permissions.may_report),
        custom=move("Enregistrer le compte rendu", "a enregistré le compte rendu"),
    )
    def import_line(self, *, counts: Mapping[str, int], **given: Any) -> None:
        """Les comptes sont créés, ou fermés, et comptés par profil."""
        self.record.counts = dict(counts)
        self.record.reported_on = clock.today()

    def guard_import_line(
        self, *, counts: Mapping[str, Any] | None = None, **given: Any
    ) -> Iterator[Refusal]:
        yield from guards.executing(self.record)
        yield from guards.counted(counts or {})

    @state.transition(
        L.READY,
        L.ANOMALY,
        permission=by(permissions.may_report),
        custom=move("Signaler une anomalie", "a signalé une anomalie"),
    )
    def report_anomaly(self, *, text: str, **given: Any) -> None:
        """L'exécution a échoué pour cette école ; les autres suivent."""
        self.record.anomaly = text.strip()
        self.record.reported_on = clock.today()

    def guard_report_anomaly(
        self, *, text: str = "", names_checked: bool = False, **given: Any
    ) -> Iterator[Refusal]:
        yield from guards.executing(self.record)
        if not text.strip():
            yield Refusal("Décrivez l’anomalie, sans aucun nom.", "S3", "opening.anomaly")
        yield from guards.nobody_named(text, checked=names_checked)

    @state.transition(
        (L.WAITING, L.READY, L.ANOMALY),
        L.LEFT_OUT,
        permission=by(permissions.may_leave_out),
        custom=move("Écarter", "a écarté l’école de la liste", reason=True),
    )
    def leave_out(self, *, reason: str, **given: Any) -> None:
        """L'école quitte la liste ; les autres suivent."""
        self.record.reason = reason.strip()

    def guard_leave_out(self, **given: Any) -> Iterator[Refusal]:
        yield from guards.list_alive(self.record)

    def after(self, verb: str, *, actor: Actor, reason: str, **given: Any) -> None:
        order, entry = self.record.order, self.record.entry
        opened = verb == "import_line" and order.opens
        if opened and entry.status == EntryStatus.OPENING_REQUESTED:
            SchoolEntryLifecycle.move(entry, "record_opening", actor=SYSTEM)
        waiting = order.lines.exclude(status__in=DONE).exists()
        if order.status == O.EXECUTING and not waiting:
            OrderLifecycle.move(order, "finish_order", actor=SYSTEM)
