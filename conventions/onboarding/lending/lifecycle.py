"""Statuses of a request and of a loan; the only module that writes them."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from common import clock
from common.french import date_fr
from common.lifecycle import Lifecycle, Refusal, by, column, move

from ..models import Loan, LoanRequest
from ..models.loans import LoanStatus, RequestStatus
from . import checks, permissions


class RequestLifecycle(Lifecycle[LoanRequest]):
    """Asked by the head, then granted or declined by the syndicate."""

    state = column(RequestStatus)
    label = "la demande de prêt"

    @state.transition(
        RequestStatus.ASKED,
        RequestStatus.GRANTED,
        permission=by(permissions.may_lend),
        custom=move("Prêter", "a accordé le prêt"),
    )
    def grant(self, **given: Any) -> None:
        """Un matériel au moins est prêté, par un bon numéroté."""

    def guard_grant(self, **given: Any) -> Iterator[Refusal]:
        if not Loan.unscoped.filter(request=self.record).exists():
            yield Refusal("Choisissez le matériel à prêter.", "M43", "loan.items")

    @state.transition(
        RequestStatus.ASKED,
        RequestStatus.DECLINED,
        permission=by(permissions.may_lend),
        custom=move("Refuser le prêt", "a refusé le prêt", reason=True),
    )
    def decline(self, *, reason: str, **given: Any) -> None:
        """L'école lit le motif."""
        self.record.reason = reason.strip()


class LoanLifecycle(Lifecycle[Loan]):
    """Lent, then given back or lost."""

    state = column(LoanStatus)
    label = "le prêt"

    @state.transition(
        LoanStatus.LENT,
        LoanStatus.BACK,
        permission=by(permissions.may_take_back),
        custom=move("Enregistrer le retour", "a repris le matériel"),
    )
    def give_back(
        self, *, returned_on: dt.date, ticked: Sequence[str], note: str = "", **given: Any
    ) -> None:
        """Le matériel est vérifié, il peut être prêté de nouveau."""
        self.record.returned_on, self.record.note = returned_on, note.strip()
        self.record.checks_back = list(ticked)

    def guard_give_back(
        self, *, returned_on: dt.date, ticked: Sequence[str] = (), **given: Any
    ) -> Iterator[Refusal]:
        lent = self.record.lent_on
        if not lent <= returned_on <= clock.today():
            yield Refusal(
                f"Le retour est entre le {date_fr(lent)}, jour du prêt, et aujourd’hui.",
                key="loan.returned",
            )
        yield from checks.missing(checks.BACK[self.record.item.kind], ticked, "au retour")

    @state.transition(
        LoanStatus.LENT,
        LoanStatus.LOST,
        permission=by(permissions.may_declare),
        custom=move("Déclarer non rendu", "a déclaré le matériel non rendu", reason=True),
    )
    def declare_lost(self, *, reason: str, **given: Any) -> None:
        """Le matériel ne sera plus prêté ; son abonnement est à arrêter."""
        self.record.note = reason.strip()
