"""Is an amendment within what the assemblies voted for the act that it changes (P7)?"""

from collections.abc import Iterator
from decimal import Decimal

from common import french
from common.lifecycle import Refusal
from governance.models import Deliberation

from .. import requirements
from ..models import Convention, Modification, Stage, Way
from ..requirements import Requirement
from . import entering, finding, values

KEY = "amendment.vote"


def beyond(convention: Convention, vote: Deliberation | None) -> Iterator[Refusal]:
    """Why the vote given for the initial act does not cover this one: nothing when it does."""
    modification = finding.of(convention)
    if modification is None:
        return
    if modification.way == Way.ENTRY_SLIP:
        yield from entering.within(modification, vote)
        return
    table = requirements.rows()
    for key in values.rows(modification):
        row = table[key]
        if Requirement.VOTE in row.requires(Stage.SIGNED):
            yield Refusal(
                f"{row.label} : une délibération est nécessaire.", row.source, key=f"{KEY}.{key}"
            )
    if vote is not None:
        yield from _over(modification, vote)


def _over(modification: Modification, vote: Deliberation) -> Iterator[Refusal]:
    """What passes the limits of the vote; the act's own limits where the vote says none."""
    act, before = modification.act, modification.before
    amount = _limit(vote.max_amount, before["max_yearly_amount"])
    most = max(act.max_yearly_amount or Decimal(0), act.estimated_amount or Decimal(0))
    if amount is not None and most > amount:
        yield _passes(french.euros(most - amount), vote)
    accounts = vote.max_accounts or before["max_accounts"]
    wanted = max(act.max_accounts or 0, act.forecast_accounts)
    if accounts is not None and wanted > accounts:
        count = wanted - accounts
        said = f"{french.number(count)} {french.plural(count, 'compte', 'comptes')}"
        yield _passes(said, vote)
    price = act.unit_price
    if vote.max_unit_price is not None and price is not None and price > vote.max_unit_price:
        yield Refusal(
            f"L’avenant dépasse de {french.euros(price - vote.max_unit_price)} par compte le tarif "
            f"voté le {french.date_fr(vote.voted_on)} : une délibération est nécessaire.",
            SOURCE,
            key=KEY,
        )


SOURCE = "Délibération, maximum voté"


def _limit(voted: Decimal | None, of_the_act: str | None) -> Decimal | None:
    if voted is not None:
        return voted
    return Decimal(of_the_act) if of_the_act else None


def _passes(what: str, vote: Deliberation) -> Refusal:
    return Refusal(
        f"L’avenant dépasse de {what} le maximum voté le {french.date_fr(vote.voted_on)} : une "
        "délibération est nécessaire.",
        SOURCE,
        key=KEY,
    )
