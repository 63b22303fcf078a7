"""Acts signed in the invented world, and amendments to them, as their pages show them."""

import datetime as dt

from audit.actor import SYSTEM
from audit.recording import recording
from conventions.lifecycle import ConventionLifecycle
from conventions.models import Convention, Modification
from conventions.modifying import amending
from demo import world
from tests.circuits import acts


def in_force(here: world.World) -> Convention:
    """An act signed on the site, in force since its day of effect."""
    signed = acts.sign_all(acts.issued(here, title="Convention modifiée (fictive)"))
    with recording(SYSTEM):
        signed.status, signed.notified_on = "in_force", signed.act_date
        signed.starts_on = signed.in_force_on = signed.act_date
        signed.save()
    return acts.fresh(signed)


def amendment(initial: Convention, here: world.World, *, reason: str = "other") -> Convention:
    """An amendment with one article."""
    manager = here.actor("chef-de-projet")
    made = amending.begin(
        initial,
        reason=reason,
        reason_text="Le présent avenant précise l’objet de la convention.",
        starts_on=initial.in_force_on + dt.timedelta(days=60),
        actor=manager,
    )
    link = Modification.unscoped.get(act=made)
    for clause in amending.passages(link)[:1]:
        words = [f"{each.text} Elles en rendent compte." for each in clause.paragraphs]
        amending.rewrite(link, clause.key, words, row="R22", actor=manager)
    return acts.fresh(made)


def take_effect(act: Convention) -> Convention:
    """The day of effect has come: signed and notified before."""
    with recording(SYSTEM):
        act.status, act.act_date, act.notified_on = "notified", act.starts_on, act.starts_on
        act.starts_on = Modification.unscoped.get(act=act).initial.in_force_on
        act.act_date = act.notified_on = act.starts_on
        act.save()
    return ConventionLifecycle.move(act, "enter_into_force", actor=SYSTEM)
