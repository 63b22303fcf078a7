"""Which act changes which, and what they are called."""

import datetime as dt
import re

from common import clock, french
from governance.models import Institution

from ..models import AUTHORITY, Convention, Modification, ModifiedArticle, Party, Status, Way
from ..visibility import ENDED

OVER = (*ENDED, Status.IN_FORCE)
"""Where an amendment is no longer open: it holds, or it never will."""

_NUMBERED = re.compile(r"(article|annexe)\s+(\d+(?:\.\d+)*)", re.IGNORECASE)


def of(convention: Convention) -> Modification | None:
    """What this act changes; None for an act that stands alone."""
    if not convention.kind.way:
        return None
    found = Modification.unscoped.select_related("initial__kind", "initial__owner", "act__kind")
    return found.filter(act=convention).first()


def initial_of(convention: Convention) -> Convention | None:
    """The act that this one changes; None for an act that stands alone."""
    found = of(convention)
    return found.initial if found is not None else None


def in_force(initial: Convention) -> list[Modification]:
    """What changes the act today, in the order in which it took effect."""
    found = Modification.unscoped.filter(initial=initial, act__status=Status.IN_FORCE)
    found = found.select_related("act").prefetch_related("articles")
    return list(found.order_by("act__in_force_on", "pk"))


def open_articles(modification: Modification) -> list[ModifiedArticle]:
    """Passages that the other amendments still open of the same act change."""
    found = ModifiedArticle.unscoped.filter(
        modification__initial_id=modification.initial_id, modification__way=Way.AMENDMENT
    ).exclude(modification=modification)
    found = found.exclude(modification__act__status__in=OVER)
    return list(found.select_related("modification"))


def open_amendments(modification: Modification) -> list[Modification]:
    """The other amendments of the same act that are neither in force nor given up."""
    found = Modification.unscoped.filter(
        initial_id=modification.initial_id, way=Way.AMENDMENT
    ).exclude(pk=modification.pk)
    return list(found.exclude(act__status__in=OVER).select_related("act"))


def parties_on(initial: Convention, day: dt.date) -> dict[str, Institution]:
    """Who is party to an act on ``day``, by role: after a transfer of the competence over all its
    schools, the body that answers for them (CGCT, art. L. 5211-5 and L. 5211-17)."""
    found = {party.role: party.institution for party in initial.parties.all()}
    for row in in_force(initial):
        if row.successor is not None and row.act.in_force_on <= day:
            found[AUTHORITY] = row.successor
    successor = competent_on(initial, day)
    if AUTHORITY in found and successor is not None:
        found[AUTHORITY] = successor
    return found


def competent_on(initial: Convention, day: dt.date) -> Institution | None:
    """The one body that answers that day for every school of the act; None when there is none, or
    several."""
    rows = initial.schools.select_related("school")
    bodies = {row.school.competent_on(day, "running_and_ent") for row in rows}
    return bodies.pop() if len(bodies) == 1 else None


def successor(link: Modification) -> Institution | None:
    """The body that takes the place of the collectivité by this act; None when it stays."""
    day = link.act.starts_on or clock.today()
    before, now = link.initial.party(AUTHORITY), parties_on(link.initial, day).get(AUTHORITY)
    same = before is None or now is None or before.institution_id == now.pk
    return None if same else now


def party_before(party: Party) -> Party | None:
    """The same party in the act that this one changes; None when another body takes its place."""
    initial = initial_of(party.convention)
    before = initial.party(party.role) if initial is not None else None
    same = before is not None and before.institution_id == party.institution_id
    return before if same else None


def article_words(title: str) -> str:
    """« l’article 10 », « l’annexe 1 », « le passage « Préambule » »."""
    found = _NUMBERED.match(title.strip())
    if found is None:
        return f"le passage {french.quoted(title.strip())}"
    return f"l’{found.group(1).lower()} {found.group(2)}"
