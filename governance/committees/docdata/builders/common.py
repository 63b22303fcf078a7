"""What the papers of a meeting say in the same words."""

import datetime as dt
from typing import Any

from common import french
from governance import wording
from governance.committees import guards
from governance.committees.models import AgendaItem, CommitteeRules, Decision, Meeting
from governance.committees.models.decisions import Ballot
from governance.models import Mandate

TO_NAME = "à désigner"
PLACED = {
    AgendaItem.Purpose.INFORMATION: "pour information",
    AgendaItem.Purpose.OPINION: "pour avis",
    AgendaItem.Purpose.DECISION: "pour décision",
}
CHAIR = "la présidence"


def voted(decision: Decision) -> str:
    """The result, and that its ballot was secret (CGCT, art. L. 2121-21)."""
    secret = decision.ballot == Ballot.SECRET
    return f"Scrutin secret. {decision.result}" if secret else decision.result


def meeting(found: Meeting) -> dict[str, Any]:
    return {
        "reference": found.number,
        "instance_title": found.committee.name,
        "meeting_number": found.number,
        "meeting_date": found.day,
    }


def chaired(found: Meeting) -> dict[str, Any]:
    return {**meeting(found), **officer("chair", found.chair)}


def recorded(found: Meeting) -> dict[str, Any]:
    return {**chaired(found), **officer("secretary", found.secretary)}


def officer(name: str, mandate: Mandate | None) -> dict[str, str]:
    """Name and office of somebody, agreed in gender; « à désigner » while nobody is chosen."""
    if mandate is None:
        return {f"{name}_name": TO_NAME, f"{name}_office": "à l’ouverture de la séance"}
    return {f"{name}_name": mandate.person.formal_name, f"{name}_office": wording.quality(mandate)}


def called(mandate: Mandate) -> str:
    """« Mme Louise Martin, maire de Cerisy »."""
    return f"{mandate.person.formal_name}, {wording.quality(mandate)}"


def source(rules: CommitteeRules, *keys: str) -> str:
    """The first article that the rules cite, else the text that fixes them."""
    found = (guards.source(rules, key) for key in keys)
    return next(filter(None, found), rules.text)


def hour(at: dt.datetime | None, found: Meeting) -> str:
    return french.time_fr(at.astimezone(found.zone)) if at is not None else ""


def day(at: dt.datetime, found: Meeting) -> dt.date:
    return at.astimezone(found.zone).date()
