"""What an act costs, as pages and mails say it: one rule with the text about the VAT.

The regime is dated data (« vat.regime », article 10.3 of the model): an amount is « TTC » only
where the act is subject to VAT.
"""

from decimal import Decimal

from common import clock, french

from .docdata.builders import act
from .models import Convention

OUT_OF_SCOPE = "out_of_scope"


def regime(convention: Convention) -> str:
    """The regime that the text says: the one frozen with it, else that of today; "" if unknown."""
    known = convention.snapshot or act.values(convention, clock.today())
    return str(known.get("vat_regime", ""))


def amount(convention: Convention, value: Decimal) -> str:
    """« 493,50 € », or « 493,50 € TTC » where the act is subject to VAT."""
    taxed = regime(convention) not in (OUT_OF_SCOPE, "")
    return f"{french.euros(value)} TTC" if taxed else french.euros(value)


def estimate(convention: Convention) -> tuple[str, str]:
    """The yearly estimate and its detail: « 493,50 € », « par an, pour 50 comptes »."""
    estimated = convention.estimated_amount
    if estimated is None:
        return "", ""
    count = convention.forecast_accounts
    detail = f"par an, pour {french.number(count)} {french.plural(count, 'compte', 'comptes')}"
    if regime(convention) == OUT_OF_SCOPE:
        detail += ", hors du champ de la TVA"
    return amount(convention, estimated), detail
