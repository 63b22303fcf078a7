"""Between the form of a draft and the services: what is proposed, what was typed."""

import dataclasses
from typing import Any

from common import clock
from governance.models import School

from . import prospect
from .completing import DETAIL
from .docdata.builders import act, names
from .forms_creation import DraftForm
from .models import Convention
from .proposal import Proposal, SchoolProposal, to_preparation
from .services import Preparation, SchoolLine


def initial(proposal: Proposal) -> dict[str, Any]:
    """The proposal as the form shows it."""
    return {
        "title": proposal.title,
        "starts_on": proposal.starts_on,
        "duration_months": proposal.duration_months,
        "circonscription": proposal.circonscription_id,
        "state_mode": proposal.state_mode,
        "framework": proposal.framework_id,
        "diagnosis_date": proposal.diagnosis_date,
        "unit_price": proposal.unit_price,
        "max_accounts": proposal.max_accounts or None,
        "max_yearly_amount": proposal.max_yearly_amount,
        "legal_ground": proposal.legal_ground,
        "legal_ground_reference": proposal.legal_ground_reference,
    }


def preparation(proposal: Proposal, form: DraftForm) -> Preparation:
    """What ``services.create`` starts from: the proposal as its author changed it."""
    data = form.cleaned_data
    area, framework = data["circonscription"], data["framework"]
    chosen = tuple(
        dataclasses.replace(line, levels=levels, forecast_accounts=count, selected=True)
        for line, levels, count in form.chosen()
    )
    kept = {
        name: data[name]
        for name in (
            "title",
            "starts_on",
            "duration_months",
            "unit_price",
            "max_accounts",
            "max_yearly_amount",
            "legal_ground",
            "legal_ground_reference",
            "state_mode",
        )
    }
    changed = dataclasses.replace(
        proposal,
        **kept,
        circonscription_id=area.pk if area else None,
        state_id=area.dsden_id if area else proposal.state_id,
        framework_id=framework.pk if framework else None,
        schools=chosen,
    )
    return dataclasses.replace(
        to_preparation(changed), options=form.options(), details=form.typed_details()
    )


def stored(convention: Convention) -> dict[str, Any]:
    """A draft as the form shows it."""
    found = {
        name: getattr(convention, name)
        for name in (
            "title",
            "starts_on",
            "duration_months",
            "state_mode",
            "unit_price",
            "max_accounts",
            "max_yearly_amount",
            "legal_ground",
            "legal_ground_reference",
            "legal_ground_text",
        )
    }
    found["circonscription"] = convention.circonscription_id
    found["framework"] = convention.framework_id
    found |= {
        name: convention.options.get(name) is True
        for name in act.options_of(act.contract(convention))
    }
    found["diagnosis_date"] = convention.details.get("diagnosis_date")
    return found | {DETAIL + name: value for name, value in convention.details.items()}


def schools(convention: Convention) -> tuple[SchoolProposal, ...]:
    """Every school that the collectivité answers for, and those of the act, by name."""
    day = convention.starts_on or clock.today()
    rows = {row.school_id: row for row in act.perimeter(convention)}
    open_now = prospect.open_schools(convention.authority, day, [])
    found = {school.pk: school for school in [*(row.school for row in rows.values()), *open_now]}
    lines = []
    for school in sorted(found.values(), key=lambda each: (each.name.casefold(), each.pk)):
        row, area = rows.get(school.pk), school.circonscription_on(day)
        lines.append(
            SchoolProposal(
                pk=school.pk,
                uai=school.uai,
                name=school.name,
                commune=str(school.commune),
                levels=row.levels if row else names.levels(school),
                forecast_accounts=row.forecast_accounts if row else school.pupils or 0,
                circonscription=area.name if area else "",
                selected=row is not None,
            )
        )
    return tuple(lines)


def values(convention: Convention, form: DraftForm) -> dict[str, Any]:
    """What ``services.revise`` stores, by name."""
    shown = (name for name in stored(convention) if name in form.cleaned_data)
    found = {
        name: form.cleaned_data[name]
        for name in shown
        if not name.startswith(("option_", DETAIL)) and name != "diagnosis_date"
    }
    kept_details = {
        name: value
        for name, value in convention.details.items()
        if name != "diagnosis_date" and name not in form.details
    }
    other_options = {
        name: value for name, value in convention.options.items() if name not in form.options_shown
    }
    return {
        **found,
        "options": {**other_options, **form.options()},
        "details": {**kept_details, **form.typed_details()},
    }


def lines(convention: Convention, form: DraftForm) -> list[SchoolLine]:
    """The perimeter typed; what the form does not show of a school is kept."""
    rows = {row.school_id: row for row in convention.schools.all()}
    chosen = form.chosen()
    known = School.unscoped.in_bulk([line.pk for line, _, _ in chosen])
    return [
        SchoolLine(
            known[line.pk],
            levels,
            count,
            rows[line.pk].entry_label if line.pk in rows else "",
        )
        for line, levels, count in chosen
    ]
