"""A plan of the scene that adds up, and the decision of its commune."""

import datetime as dt
from decimal import Decimal

from conventions.onboarding.financing import services
from conventions.onboarding.models import DecisionStatus, EntryStatus, FinancingDecision, Ground
from tests import factories
from tests.conventions.onboarding.scene import NOW, put

TODAY = NOW.date()
COPY = "a" * 64
BASE = {
    "budget_year": 2026,
    "accounts": 126,
    "unit_price": Decimal("9.87"),
    "tariff_reference": "délibération n° 2026-04 du 5 mars 2026",
    "training_cost": Decimal(0),
}
COST = Decimal("1243.62")
DELEGATED = {
    "ground": Ground.DELEGATION,
    "reference": "2026-031",
    "decided_on": TODAY,
    "delegation_reference": "délibération n° 2026-02 du 4 avril 2026",
    "file": COPY,
}
URGENT = {
    "ground": Ground.URGENT,
    "reference": "2026-032",
    "decided_on": TODAY,
    "legal_text": "ordonnance n° 2026-391",
    "text_from": TODAY - dt.timedelta(days=3),
    "text_to": TODAY + dt.timedelta(days=60),
    "file": COPY,
}


def plan(scene, entry, *, shares=(), **fields):
    """The plan of ``entry``; by default, all of the subscription paid by the commune."""
    manager = scene.cast["manager"]
    found = services.prepare(actor=manager, entry=entry, **{**BASE, **fields})
    for nature, body, amount, *more in shares or [("subscription", scene.commune, COST)]:
        given = dict(zip(("reference", "european"), more, strict=False))
        services.add_share(
            actor=manager,
            plan=found,
            nature=nature,
            institution=body,
            amount=Decimal(str(amount)),
            **given,
        )
    return found


def decision(scene, entry=None, *, status=None, **fields):
    """What the commune is asked for, in the status that its history would have left."""
    entry = entry or scene.entry(status=EntryStatus.FINANCING_REQUESTED)
    fields.setdefault("institution", scene.commune)
    fields.setdefault("amount", COST)
    found = factories.recorded(FinancingDecision(entry=entry, asked_on=TODAY, **fields))
    return standing(found, status) if status else found


def standing(found, status):
    more = {}
    if status == DecisionStatus.GRANTED:
        more = {key: value for key, value in DELEGATED.items() if key != "status"}
    return put(found, status=status, **more)


def fresh(found):
    return FinancingDecision.unscoped.select_related("entry", "institution").get(pk=found.pk)


def vote(scene, body=None, **fields):
    """A délibération of the commune, enforceable, voted after the decision of the day."""
    fields.setdefault("voted_on", TODAY)
    fields.setdefault("enforceable_at", NOW - dt.timedelta(hours=1))
    return factories.deliberation(body or scene.commune, **fields)
