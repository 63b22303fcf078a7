"""What must be true before a decision of financing is recorded."""

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from common import clock
from common.french import date_fr
from common.lifecycle import Refusal
from governance import authority, enforceability
from governance.authority import Authority
from governance.models import Deliberation, Institution, InstitutionKind
from governance.offices import Office

from ..models import FinancingDecision, Ground

KIND = "decision"
"""What an arrêté of delegation names to cover this act."""
WHAT = "cette décision"


def executive(
    institution: Institution, amount: Decimal | None, on: dt.date
) -> Authority | authority.Refusal:
    """Who could decide for ``institution`` on the day ``on``: its executive, the DASEN for the
    State, or their replacement."""
    at = clock.now()
    if on != clock.today():
        noon = dt.time(12, tzinfo=ZoneInfo(institution.time_zone))
        at = dt.datetime.combine(on, noon)
    office = Office.DASEN if institution.kind == InstitutionKind.DSDEN else Office.EXECUTIVE
    return authority.who_signs(institution, office, KIND, amount, at, what=WHAT)


def granted(decision: FinancingDecision, given: Mapping[str, Any]) -> Iterator[Refusal]:
    """The act, its date, its ground and its copy (S0, P15)."""
    on: dt.date | None = given.get("decided_on")
    reference = str(given.get("reference", "")).strip()
    if not reference or on is None or given.get("ground") not in Ground.values:
        yield Refusal("Joignez la décision ou sa référence.", "S0, P15", "financing.decision")
        return
    if on > clock.today():
        yield Refusal(
            f"La décision est datée du {date_fr(on)}, qui n’est pas encore venu.",
            "P15",
            "financing.future",
        )
        return
    last = given.get("valid_until")
    if last is not None and last < on:
        yield Refusal(
            f"La décision cesserait de valoir le {date_fr(last)}, avant d’être prise.",
            key="financing.validity",
        )
    match given["ground"]:
        case Ground.DELIBERATION:
            yield from voted(decision.institution, given.get("deliberation"))
        case Ground.DELEGATION:
            yield from delegated(decision.institution, decision.amount, on, given)
        case Ground.URGENT:
            yield from in_urgency(decision.institution, decision.amount, on, given)


def voted(institution: Institution, deliberation: Deliberation | None) -> Iterator[Refusal]:
    """The vote is that of the body, and may be applied (P3)."""
    if deliberation is None or deliberation.institution_id != institution.pk:
        yield Refusal(
            f"La délibération n’est pas celle de {institution}.", "P3", "financing.assembly"
        )
    elif refused := enforceability.refusal(deliberation, clock.now()):
        yield refused


def delegated(
    institution: Institution, amount: Decimal | None, on: dt.date, given: Mapping[str, Any]
) -> Iterator[Refusal]:
    """The executive decides alone only what the assembly delegated (CGCT, art. L. 2122-22)."""
    if not str(given.get("delegation_reference", "")).strip():
        yield Refusal(
            "Indiquez l’acte qui délègue cette décision.",
            "CGCT, art. L. 2122-22 et L. 5211-10",
            "financing.delegation",
        )
    yield from _copied(given)
    yield from _entitled(institution, amount, on)


def in_urgency(
    institution: Institution, amount: Decimal | None, on: dt.date, given: Mapping[str, Any]
) -> Iterator[Refusal]:
    """A text of urgency serves on the days when it applies, and only then (practice, § 4)."""
    first, last = given.get("text_from"), given.get("text_to")
    text = str(given.get("legal_text", "")).strip()
    if not text or first is None or last is None or last < first:
        yield Refusal(
            "Indiquez le texte d’urgence et les dates entre lesquelles il s’applique.",
            "practice § 4",
            "financing.text",
        )
    elif not first <= on <= last:
        yield Refusal(
            f"{text} s’applique du {date_fr(first)} au {date_fr(last)} inclus : la décision est "
            f"du {date_fr(on)}. Sans texte en vigueur ce jour-là, décidez par délégation : la "
            "ratification sera à régulariser.",
            "practice § 4",
            "financing.text_dates",
        )
    yield from _copied(given)
    yield from _entitled(institution, amount, on)


def ratified(decision: FinancingDecision, deliberation: Deliberation | None) -> Iterator[Refusal]:
    """The assembly takes over what was decided without it: a later vote, that may be applied."""
    if decision.ground == Ground.DELIBERATION:
        yield Refusal(
            "L’assemblée a déjà délibéré : il n’y a rien à ratifier.", "S3", "financing.voted"
        )
        return
    yield from voted(decision.institution, deliberation)
    day = deliberation.voted_on if deliberation is not None else None
    if day is not None and decision.decided_on is not None and day < decision.decided_on:
        yield Refusal(
            f"La délibération du {date_fr(day)} précède la décision du "
            f"{date_fr(decision.decided_on)} : elle ne peut pas la ratifier.",
            "S3",
            "financing.ratified_before",
        )


def _copied(given: Mapping[str, Any]) -> Iterator[Refusal]:
    if not given.get("file"):
        yield Refusal("Joignez la copie de la décision.", "P15", "financing.copy")


def _entitled(institution: Institution, amount: Decimal | None, on: dt.date) -> Iterator[Refusal]:
    held = executive(institution, amount, on)
    if isinstance(held, authority.Refusal):
        yield Refusal(held.reason, held.source, held.key)
