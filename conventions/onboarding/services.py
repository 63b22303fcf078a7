"""Campaigns are opened with the dates of the programme, then changed by who keeps them."""

import datetime as dt
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from audit.actor import Actor
from audit.recording import recording
from governance import parameters
from governance.models import Institution, Mandate, ParameterScope
from governance.services.store import require, store

from . import permissions
from .models import Campaign, CampaignStep

STEPS = Path(__file__).parent / "data" / "steps.toml"


def open_campaign(*, actor: Actor, territory: Institution, **fields: Any) -> Campaign:
    """A campaign of ``territory`` with the dated steps that the programme proposes."""
    require(permissions.may_keep(actor), permissions.KEEPS)
    with recording(actor):
        owner = Mandate.unscoped.get(pk=actor.mandate_id)
        campaign = store(Campaign(territory=territory, owner=owner, **fields), "open_campaign")
        for step in proposed(campaign):
            store(step, "set_step")
    return campaign


def set_step(
    *, actor: Actor, step: CampaignStep, due_on: dt.date, source: str, objective: int | None
) -> CampaignStep:
    """Another date, with its source, or another objective."""
    require(permissions.may_keep(actor), permissions.KEEPS)
    with recording(actor):
        step.due_on, step.source, step.objective = due_on, source.strip(), objective
        return store(step, "set_step")


def proposed(campaign: Campaign) -> Iterator[CampaignStep]:
    """The steps of the data for that school year, not stored.

    ``date``: month and day of the year in which the school year begins; ``parameter``: a legal
    parameter that gives them instead, read on the first of March of that year.
    """
    year = campaign.starts_on.year
    for row in tomllib.loads(STEPS.read_text(encoding="utf-8"))["step"]:
        month_day, source = row.get("date", ""), row["source"]
        if key := row.get("parameter"):
            found = parameters.find(key, on=dt.date(year, 3, 1), scope=row.get("scope", _ANY))
            values = found.value if isinstance(found.value, list) else [found.value]
            month_day, source = values[-1], found.source
        month, day = map(int, month_day.split("-"))
        yield CampaignStep(
            campaign=campaign, step=row["name"], due_on=dt.date(year, month, day), source=source
        )


_ANY = ParameterScope.ANY
