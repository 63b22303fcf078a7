"""What a convention would be, from one name: who, which schools, how much, on what grounds.

Everything is proposed from the directory, the votes and the parameters at a date, and everything
can be changed in the form; what is doubtful is a warning, never a refusal.
"""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from common import calendar, french
from common.lifecycle import Refusal, Refused
from governance import wording
from governance.models import Circonscription, Institution, Membership, School
from governance.offices import Office

from . import prospect
from .docdata.builders import act, names
from .docdata.rows import SimulationYear
from .finding import Found, find
from .models import Convention
from .services import Preparation, SchoolLine

__all__ = ["Found", "Proposal", "SchoolProposal", "find", "propose", "to_preparation"]


@dataclass(frozen=True, slots=True)
class SchoolProposal:
    """A school that the body answers for; ``selected`` when the act would cover it."""

    pk: int
    uai: str
    name: str
    commune: str
    levels: str
    forecast_accounts: int
    circonscription: str
    selected: bool


@dataclass(frozen=True, slots=True)
class Proposal:
    """Plain values for a form; amounts in euros incl. tax, ids of rows of the directory."""

    authority_id: int | None
    authority: str
    authority_kind: str
    signatory: str
    state_id: int | None
    state: str
    state_mode: str
    inspector: str
    circonscription_id: int | None
    circonscription: str
    syndicate_id: int | None
    syndicate: str
    president: str
    schools: tuple[SchoolProposal, ...]
    title: str
    starts_on: dt.date
    ends_on: dt.date
    duration_months: int
    forecast_accounts: int
    max_accounts: int
    unit_price: Decimal | None
    price_ceiling: Decimal | None
    yearly_amount: Decimal | None
    max_yearly_amount: Decimal | None
    simulation: tuple[SimulationYear, ...]
    membership: str
    membership_label: str
    legal_ground: str
    legal_ground_reference: str
    framework_id: int | None
    framework: str
    framework_vote: str
    tariff_vote: str
    next_council: dt.date | None
    diagnosis_date: dt.date | None
    warnings: tuple[str, ...]


def propose(
    start: Institution | School | str,
    *,
    on: dt.date,
    starts_on: dt.date | None = None,
    area: Circonscription | None = None,
) -> Proposal:
    """The convention that ``start`` would have, prepared on ``on``.

    ``start``: a body, a school, or a code (SIREN, SIRET, INSEE, UAI). ``starts_on``: the date of
    effect when it is not the next school year; ``area``: the district when a body has several.
    ``Refused`` for a code that the directory does not know.
    """
    said: list[str] = []
    origin = prospect.resolved(start) if isinstance(start, str) else start
    starts_on, at = starts_on or prospect.next_school_year(on), prospect.instant(on)
    body = prospect.competent(origin, starts_on, said)
    lines, area = _schools(body, origin, starts_on, said, area)
    syndicate = Institution.unscoped.filter(operator=True).first()
    votes = prospect.votes(syndicate, on, said)
    ends_on = calendar.end_date(starts_on, votes.months)
    accounts = sum(line.forecast_accounts for line in lines if line.selected)
    most = prospect.with_margin(accounts, on)
    top = prospect.rounded_up(most * votes.top, 100) if votes.top is not None else None
    price = votes.price
    kind, kind_label = prospect.membership(body, starts_on, said)
    ground = str(prospect.GROUNDS[Membership.Kind(kind)]) if body else ""
    framework = prospect.framework(starts_on, said)
    mode, inspector = prospect.state(area, top, at, said)
    state = area.dsden if area else None
    return Proposal(
        authority_id=body.pk if body else None,
        authority=names.full_name(body, on) if body else "",
        authority_kind=str(body.kind) if body else "",
        signatory=prospect.signs(body, Office.EXECUTIVE, top, at, said),
        state_id=state.pk if state else None,
        state=names.state_service(state, on) if state else "",
        state_mode=mode,
        inspector=inspector,
        circonscription_id=area.pk if area else None,
        circonscription=area.name if area else "",
        syndicate_id=syndicate.pk if syndicate else None,
        syndicate=names.full_name(syndicate, on) if syndicate else "",
        president=prospect.signs(syndicate, Office.SYNDICATE_PRESIDENT, top, at, said),
        schools=lines,
        title=f"Convention ENT {wording.of_institution(body)}" if body else "",
        starts_on=starts_on,
        ends_on=ends_on,
        duration_months=votes.months,
        forecast_accounts=accounts,
        max_accounts=most,
        unit_price=price,
        price_ceiling=votes.ceiling,
        yearly_amount=price * accounts if price is not None else None,
        max_yearly_amount=top,
        simulation=(
            act.simulation(starts_on, ends_on, price, accounts, top) if price is not None else ()
        ),
        membership=kind,
        membership_label=kind_label,
        legal_ground=ground,
        legal_ground_reference=prospect.last_reference(ground),
        framework_id=framework.pk if framework else None,
        framework=framework.reference if framework else "",
        framework_vote=votes.framework,
        tariff_vote=votes.tariff,
        next_council=prospect.council(body, on, said),
        diagnosis_date=prospect.diagnosis(area, said),
        warnings=tuple(dict.fromkeys(said)),
    )


def _schools(
    body: Institution | None,
    origin: Institution | School,
    day: dt.date,
    said: list[str],
    wanted: Circonscription | None,
) -> tuple[tuple[SchoolProposal, ...], Circonscription | None]:
    """Every school of the body, those of the act selected: meant by the name, one district."""
    schools = prospect.open_schools(body, day, said)
    area, areas = prospect.area_of(schools, origin, day, said, wanted)
    lines = []
    for school in schools:
        own = areas[school.pk]
        lines.append(
            SchoolProposal(
                pk=school.pk,
                uai=school.uai,
                name=school.name,
                commune=str(school.commune),
                levels=names.levels(school),
                forecast_accounts=school.pupils or 0,
                circonscription=own.name if own else "",
                selected=prospect.meant(school, origin) and own == area,
            )
        )
    unknown = [line.name for line in lines if line.selected and not line.forecast_accounts]
    if unknown:
        said.append(f"Le nombre d’élèves n’est pas connu : {french.list_fr(unknown)}.")
    return tuple(lines), area


def to_preparation(proposal: Proposal) -> Preparation:
    """What ``services.create`` starts from; ``Refused`` while a party is not known.

    What the author changed in the form is put in the proposal first (``dataclasses.replace``).
    """
    parties = (
        ("la collectivité", proposal.authority_id),
        ("le service de l’État", proposal.state_id),
        ("le syndicat", proposal.syndicate_id),
    )
    lacking = [label for label, key in parties if key is None]
    if lacking:
        raise Refused(
            Refusal(f"La convention ne peut pas commencer sans {french.list_fr(lacking)}.")
        )
    authority, state, syndicate = (Institution.unscoped.get(pk=key) for _, key in parties)
    chosen = [line for line in proposal.schools if line.selected]
    schools = School.unscoped.in_bulk([line.pk for line in chosen])
    diagnosis = proposal.diagnosis_date
    return Preparation(
        authority=authority,
        state=state,
        syndicate=syndicate,
        circonscription=Circonscription.unscoped.filter(pk=proposal.circonscription_id).first(),
        schools=[
            SchoolLine(schools[line.pk], line.levels, line.forecast_accounts) for line in chosen
        ],
        title=proposal.title,
        starts_on=proposal.starts_on,
        duration_months=proposal.duration_months,
        unit_price=proposal.unit_price,
        max_accounts=proposal.max_accounts,
        max_yearly_amount=proposal.max_yearly_amount,
        legal_ground=proposal.legal_ground,
        legal_ground_reference=proposal.legal_ground_reference,
        state_mode=proposal.state_mode,
        framework=Convention.unscoped.filter(pk=proposal.framework_id).first(),
        options={},
        details={"diagnosis_date": diagnosis.isoformat()} if diagnosis else {},
    )
