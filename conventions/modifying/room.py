"""The room left under the maximum of an act: accounts, and euros incl. tax a year (P7).

What is committed: the schools of the act, those of the slips that are issued and not yet in
force, and those that ask to enter.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from common import french
from governance.models import Deliberation

from ..models import Convention, Modification, Status, Way

PENDING = (Status.AWAITING_SIGNATURE, Status.SIGNED)
"""Where a slip holds its accounts, though its school has not entered yet."""
CENT = Decimal("0.01")
N = TypeVar("N", int, Decimal)


@dataclass(frozen=True, slots=True)
class Room:
    """The limits of an act and what is committed; a limit that nothing says is None."""

    max_accounts: int | None
    committed_accounts: int
    max_amount: Decimal | None
    committed_amount: Decimal

    @property
    def accounts(self) -> int | None:
        """Accounts left; below zero, what passes the maximum."""
        return None if self.max_accounts is None else self.max_accounts - self.committed_accounts

    @property
    def amount(self) -> Decimal | None:
        """Euros a year left; below zero, what passes the maximum."""
        return None if self.max_amount is None else self.max_amount - self.committed_amount

    @property
    def is_full(self) -> bool:
        return any(left is not None and left < 0 for left in (self.accounts, self.amount))

    @property
    def words(self) -> str:
        """« 34 comptes et 356,38 € »: what is left, of what is limited."""
        said = []
        if self.accounts is not None:
            left = max(self.accounts, 0)
            said.append(f"{french.number(left)} {french.plural(left, 'compte', 'comptes')}")
        if self.amount is not None:
            said.append(french.euros(max(self.amount, Decimal(0))))
        return french.list_fr(said)


def of(
    initial: Convention,
    vote: Deliberation | None,
    *,
    without: Convention | None = None,
    adding: int = 0,
) -> Room:
    """The room in ``initial`` once ``adding`` accounts enter, the slip ``without`` set aside.

    The lower of what the act says and of what its assembly voted.
    """
    held = sum(row.forecast_accounts for row in initial.schools.all())
    accounts = held + adding
    for link in pending(initial):
        if without is None or link.act_id != without.pk:
            accounts += link.act.forecast_accounts
    price = initial.unit_price or Decimal(0)
    return Room(
        _lower(initial.max_accounts, vote.max_accounts if vote else None),
        accounts,
        _lower(initial.max_yearly_amount, vote.max_amount if vote else None),
        (price * accounts).quantize(CENT),
    )


def pending(initial: Convention) -> list[Modification]:
    """Slips that are issued and whose school has not entered yet."""
    found = Modification.unscoped.filter(
        initial=initial, way=Way.ENTRY_SLIP, act__status__in=PENDING
    )
    return list(found.select_related("act").prefetch_related("act__schools__school"))


def _lower(of_act: N | None, voted: N | None) -> N | None:
    known = [limit for limit in (of_act, voted) if limit is not None]
    return min(known) if known else None
