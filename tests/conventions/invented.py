"""The invented kind, « Convention de prêt de matériel »: what tests do with it and its acts."""

import datetime as dt

from conventions import services as acts_of
from conventions.making import describing, services
from conventions.making.lifecycle import KindLifecycle
from conventions.models import ActKind

TYPED = {
    "assurance": True,
    "date_de_remise": "2026-09-07",
    "nombre_de_tablettes": 12,
    "usage": "la classe mobile",
    "valeur": "4800.50",
}
"""What an author types in the fields of an act."""


def fresh(kind):
    return ActKind.unscoped.get(pk=kind.pk)


def published(kind, admin):
    """Put in use on the evidence of a trial whose pages nobody looked at."""
    of = describing.fingerprint(fresh(kind))
    tried = KindLifecycle.move(fresh(kind), "record_trial", actor=admin, trial={}, of=of)
    return services.publish(tried, actor=admin)


def of_step(step, **changes):
    names = ("group", "rule", "kind", "label", "party", "offices", "level", "due", "due_reason")
    return {name: getattr(step, name) for name in names} | changes


def signature_of(kind, role):
    return next(s for s in describing.steps(fresh(kind), "sign") if s.party == role)


def begun(kind, here, actor, **details):
    """A draft of the kind between the commune and the syndicate."""
    return acts_of.begin(
        fresh(kind),
        {"emprunteur": here.commune, "syndicate": here.syndicate},
        actor=actor,
        title="Prêt de douze tablettes",
        starts_on=dt.date(2026, 9, 1),
        duration_months=12,
        details=TYPED | details,
    )
