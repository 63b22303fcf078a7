"""The data of an act, from the case, the directory and the parameters.

What an act may say is known by the contract of its Word model; every value known is gathered, and
those of the contract are kept.

Order of sources: the case itself, the legal parameters in force, what the author typed for this
act (``Convention.details``, by names of the contract), the values common to the model's acts.
"""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import Field, fields
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from circuits.models import Step, StepKind
from common import articles, calendar, french
from conventions import defaults
from conventions.docdata import rows
from conventions.models import AUTHORITY, SYNDICATE, Convention, ConventionSchool
from documents.contract import DocumentData, as_printed
from governance import parameters, wording
from governance.models import (
    Competence,
    CompetencePart,
    Institution,
    Membership,
    ParameterScope,
    Rpi,
)
from governance.offices import Office

from . import contracts, modifications, names, tables
from .contracts import Contract

CENT = Decimal("0.01")
TENTH = Decimal("0.1")
_KEY = re.compile(r"[a-z_]+(?:\.[a-z_]+)+")
ALSO = {"mask.below": "mask_below", "retention.accounting": "accounting_retention_years"}
"""Parameters that the text prints and that a manifest may not list."""

OF_THE_CASE = frozenset({"duration_months", "legal_ground"})
"""Values that a parameter only proposes: the act has its own."""

OF_A_VISA = frozenset({"legal_ground_visa_date", "dpo_opinion_date"})
"""Days of visas that come with the review: its own guard asks for them."""

Values = dict[str, Any]


def contract(convention: Convention) -> Contract:
    """What the text of the act is filled with: the contract of its model, or of its kind."""
    return contracts.of_act(convention)


def values(convention: Convention, on: dt.date) -> Values:
    """Every value known on ``on``, by name of the contract; what is unknown is left out."""
    data = contract(convention)
    found = _common(convention, on, data)
    found |= _of_parameters(convention, on)
    typed = _typed(convention.details, data)
    found |= typed
    for part in (_case, _parties, _framework, _options, _money, _life):
        found |= {name: value for name, value in part(convention, on).items() if value is not None}
    notice = found.get("renewal_notice_months")
    if convention.ends_on is not None and notice is not None:
        found["renewal_decision_date"] = calendar.months_before(convention.ends_on, notice)
    found.setdefault("competence_reference", _competence(convention))
    found["schools"] = _schools(convention)
    found.setdefault("projects", _projects(convention))
    found["simulation_years"] = _simulation(convention, found.get("max_yearly_amount"))
    found["financing_lines"] = _financing(convention, on)
    found |= tables.values(convention, on, data)
    found |= modifications.values(convention, on)
    return contracts.declared_alone(found, typed, data)


def build(data: Contract, found: Mapping[str, Any]) -> DocumentData:
    """The contract from values that are complete (see ``holes``)."""
    known = {each.name for each in fields(data)}
    return data(**{name: found[name] for name in found.keys() & known})


def holes(data: Contract, found: Mapping[str, Any]) -> list[str]:
    """Labels of what the text still needs, and of figures that contradict one another."""
    missing = [
        each.metadata["label"]
        for each in fields(data)
        if each.metadata["when"] == "always" and _due(each, found)
    ]
    return [*missing, *_contradictions(data, found)]


def _due(each: Field[Any], found: Mapping[str, Any]) -> bool:
    needed = each.metadata["needed"]
    if needed is not None and found.get(needed.name) not in needed.values:
        return False
    if each.name in OF_A_VISA:
        return False
    empty = found.get(each.name) in ("", None, ())
    return empty or (each.name in ("forecast_accounts", "max_accounts") and not found[each.name])


def _contradictions(data: Contract, found: Mapping[str, Any]) -> list[str]:
    """Limits that the text would announce and pass at once."""
    pairs = (
        ("max_accounts", "forecast_accounts", "au moins", french.number),
        ("max_yearly_amount", "example_amount", "au moins", french.euros),
        ("unit_price", "price_ceiling", "au plus", french.euros),
    )
    said = []
    for name, other, bound, printed in pairs:
        value, limit = found.get(name), found.get(other)
        if name not in data.__dataclass_fields__:
            continue
        if value and limit and (value < limit if bound == "au moins" else value > limit):
            said.append(f"{label(data, name)} ({bound} {printed(limit)})")
    total = sum((line.rate for line in found.get("financing_lines", ())), Decimal(0))
    if found.get("financing_lines") and total != 100:
        said.append(f"{label(data, 'financing_lines')} (total de 100{french.THIN}%)")
    return said


def label(data: Contract, name: str) -> str:
    """The French label of a value of the contract."""
    return str(data.__dataclass_fields__[name].metadata["label"])


def _common(convention: Convention, on: dt.date, data: Contract) -> Values:
    return _typed(defaults.in_use(convention.model.code if convention.model else "", on), data)


def _typed(recorded: Mapping[str, Any], data: Contract) -> Values:
    """Recorded values of the contract; one of the wrong form counts as not given."""
    found: Values = {}
    known = {each.name for each in fields(data) if each.metadata["when"] != "at_issue"}
    known.discard("financing_lines")  # amounts are computed
    for name in recorded.keys() & known:
        try:
            found[name] = as_printed(data.read(name, recorded[name]))
        except ValueError:
            continue
    return {name: value for name, value in found.items() if value not in ("", None, ())}


def _of_parameters(convention: Convention, on: dt.date) -> Values:
    """Parameters that the model's manifest lists, in force on ``on``."""
    manifest = convention.model.manifest if convention.model else {}
    listed = {row["key"]: row["variable"] for row in manifest.get("parameters", ())}
    found: Values = {}
    for key, name in {**ALSO, **listed}.items():
        if name in OF_THE_CASE or not _KEY.fullmatch(key):
            continue
        try:
            found[name] = parameters.value(key, on=on, scope=ParameterScope.SYNDICATE)
        except parameters.MissingParameter:
            continue
    if "count_date_label" not in found:
        found |= _count_date(on)
    return found


def _count_date(on: dt.date) -> Values:
    """The last day of the count: « 31 octobre »."""
    try:
        month, day = parameters.value("count.dates", on=on)[-1]
    except parameters.MissingParameter:
        return {}
    printed = french.date_fr(dt.date(on.year, month, day))
    return {"count_date_label": printed.removesuffix(f" {on.year}")}


def _case(convention: Convention, on: dt.date) -> Values:
    first, last = convention.starts_on, convention.ends_on
    return {
        "case_reference": convention.reference,
        "school_years_label": names.years_label(first, last) if first and last else None,
        "circonscription_name": (
            convention.circonscription.name if convention.circonscription else None
        ),
        "legal_ground": convention.legal_ground or None,
        "legal_ground_reference": convention.legal_ground_reference.strip().rstrip(" .;"),
        "legal_ground_text": convention.legal_ground_text.strip().rstrip(" .;"),
        "legal_ground_visa_date": visa_date(convention, Office.LEGAL_OFFICER),
        "dpo_opinion_date": visa_date(convention, Office.DPO),
    }


def visa_date(convention: Convention, office: Office) -> dt.date | None:
    """The day of the visa of the syndicate's ``office`` in the latest review; None before."""
    step = visas(convention).filter(party=SYNDICATE).order_by("-closed_at")
    given = next((each for each in step if office in each.offices), None)
    return calendar.act_date(given.closed_at) if given and given.closed_at else None


def visas(convention: Convention) -> Any:
    """Visas given on the act, in any of its circuits."""
    return Step.unscoped.filter(
        circuit__subject_type=convention._meta.label_lower,
        circuit__subject_id=convention.pk,
        kind=StepKind.VISA,
        status__in=[Step.Status.DONE, Step.Status.DONE_WITH_RESERVES],
    )


def _parties(convention: Convention, on: dt.date) -> Values:
    found: Values = {}
    for party in convention.parties.select_related("institution"):
        body, address = party.institution, wording.address(party.institution)
        found[f"{party.role}_address"] = address
        found[f"{party.role}_name"] = names.full_name(body, on)
        found[f"{party.role}_siren"] = names.siren(body)
        if party.binds_the_state:
            service = names.state_service(body, on)
            found |= {
                "state_service_name": service,
                "academy_name": service[:1].lower() + service[1:],
                "academy_address": address,
            }
            continue
        if party.role == AUTHORITY:
            known = ("commune", "epci", "school_syndicate")
            found["authority_kind"] = str(body.kind) if body.kind in known else None
            found |= _membership(body, convention.starts_on or on)
    return found


def _membership(body: Institution, on: dt.date) -> Values:
    row = Membership.unscoped.on(on).filter(institution=body).select_related("through").first()
    if row is None:
        return {"membership_kind": "none"}
    through = articles.named(names.full_name(row.through, on)) if row.through else None
    return {"membership_kind": str(row.kind), "membership_epci_name": through}


def _framework(convention: Convention, on: dt.date) -> Values:
    framework = convention.framework
    if framework is None:
        return {}
    return {
        "framework_convention_reference": framework.register_number or framework.reference,
        "framework_convention_end_date": framework.ends_on,
    }


def options_of(data: Contract) -> tuple[str, ...]:
    """The optional clauses of a text, by the names of its contract."""
    return tuple(each.name for each in fields(data) if each.name.startswith("option_"))


def _options(convention: Convention, on: dt.date) -> Values:
    options = options_of(contract(convention))
    found: Values = {name: convention.options.get(name) is True for name in options}
    dispersed = any(row.school.rpi == Rpi.DISPERSED for row in perimeter(convention))
    found["rpi_dispersed"] = bool(convention.options.get("rpi_dispersed", dispersed))
    return found


def perimeter(convention: Convention) -> list[ConventionSchool]:
    """The schools of the act, in the order in which annex 1 prints them on any database."""
    rows = convention.schools.select_related("school__commune")
    return sorted(rows, key=lambda row: (row.school.name.casefold(), row.pk))


def _money(convention: Convention, on: dt.date) -> Values:
    forecast, price = convention.forecast_accounts, convention.unit_price
    most = convention.max_accounts
    found: Values = {
        "forecast_accounts": forecast,
        "max_accounts": most,
        "max_yearly_amount": convention.max_yearly_amount,
        "remaining_accounts": most - forecast if most is not None else None,
        "unit_price": price,
        "example_accounts": forecast,
        "example_amount": convention.estimated_amount,
    }
    if "example_inactive_accounts" not in convention.details:
        found["example_inactive_accounts"] = forecast // 14
    return found


def _life(convention: Convention, on: dt.date) -> Values:
    months = convention.duration_months
    return {
        "agreed_start_date": convention.starts_on,
        "duration_months": months,
        "duration_label": names.duration(months),
        "end_date": convention.ends_on,
    }


def _held(convention: Convention) -> dict[int, Competence]:
    """Who answers for the running of each school on the day of effect, in one query."""
    day = convention.starts_on
    if day is None:
        return {}
    parts = (CompetencePart.WHOLE, CompetencePart.RUNNING_AND_ENT)
    schools = [row.school_id for row in perimeter(convention)]
    rows = Competence.unscoped.on(day).filter(part__in=parts, school_id__in=schools)
    return {row.school_id: row for row in rows.select_related("institution").order_by("-pk")}


def _competence(convention: Convention) -> str:
    """The act that transferred the schools' competence; a commune holds it by law."""
    body = convention.authority
    if body is None or body.kind == Institution.Kind.COMMUNE:
        return ""
    acts = [
        held.act_reference
        for held in _held(convention).values()
        if held.institution_id == body.pk and held.act_reference
    ]
    return names.reference_with_article(acts[-1]) if acts else ""


def _schools(convention: Convention) -> tuple[rows.School, ...]:
    body, held = convention.authority, _held(convention)
    found = []
    for row in perimeter(convention):
        payer = held[row.school_id].institution if row.school_id in held else body
        found.append(
            rows.School(
                name=row.school.name,
                uai=row.school.uai,
                levels=row.levels or names.levels(row.school),
                forecast_accounts=row.forecast_accounts,
                entry_date=row.entry_label or french.date_fr(convention.starts_on),
                payer="la collectivité" if payer == body else str(payer),
            )
        )
    return tuple(found)


def _projects(convention: Convention) -> tuple[rows.Project, ...]:
    """One line per school; a project still to come says so, and annex 6 is updated by letter."""
    return tuple(
        rows.Project(
            school=row.school.name, title="à présenter", opinion="à rendre", council_date="à venir"
        )
        for row in perimeter(convention)
    )


def _simulation(convention: Convention, most: Decimal | None) -> tuple[rows.SimulationYear, ...]:
    first, last, price = convention.starts_on, convention.ends_on, convention.unit_price
    if first is None or last is None or price is None:
        return ()
    return simulation(first, last, price, convention.forecast_accounts, most)


def simulation(
    first: dt.date, last: dt.date, price: Decimal, accounts: int, most: Decimal | None
) -> tuple[rows.SimulationYear, ...]:
    """Amount of each school year, a part of one counted by whole months (article 10.4).

    Euros incl. tax; ``share`` is a percentage of ``most``, the yearly maximum.
    """
    found = []
    for year in names.school_years(first, last):
        begins, next_begins = calendar.school_year_bounds(year)
        opens, closes = max(first, begins), min(last, next_begins - dt.timedelta(days=1))
        months = (closes.year - opens.year) * 12 + closes.month - opens.month + 1
        amount = (price * accounts * months / 12).quantize(CENT, ROUND_HALF_UP)
        share = (amount * 100 / most).quantize(TENTH, ROUND_HALF_UP) if most else Decimal(0)
        found.append(
            rows.SimulationYear(
                label=year, accounts=accounts, unit_price=price, amount=amount, share=share
            )
        )
    return tuple(found)


def _financing(convention: Convention, on: dt.date) -> tuple[rows.FinancingLine, ...]:
    """Each funder's part of the yearly estimate; the last line takes the rounding."""
    total = convention.estimated_amount
    code = convention.model.code if convention.model else ""
    recorded = convention.details.get("financing_lines") or defaults.in_use(code, on).get(
        "financing_lines"
    )
    if total is None or not isinstance(recorded, list):
        return ()
    found: list[rows.FinancingLine] = []
    try:
        rates = [Decimal(str(line["rate"])) for line in recorded]
        amounts = [(total * rate / 100).quantize(CENT, ROUND_HALF_UP) for rate in rates]
        if amounts and sum(rates) == 100:
            amounts[-1] = total - sum(amounts[:-1], Decimal(0))
        for line, rate, amount in zip(recorded, rates, amounts, strict=True):
            found.append(
                rows.FinancingLine(
                    funder=line["funder"], nature=line["nature"], amount=amount, rate=rate
                )
            )
    except (KeyError, TypeError, ArithmeticError):
        return ()
    return tuple(found)
