"""Acts signed in the invented world, and amendments to them, as their pages show them."""

import datetime as dt

from audit.actor import SYSTEM
from audit.recording import recording
from conventions.lifecycle import ConventionLifecycle
from conventions.models import Convention, Modification, Rectification
from conventions.modifying import amending, correcting, rectifying, slips
from demo import world
from governance.models import CirconscriptionLink, Competence, School
from tests import factories
from tests.circuits import acts
from tests.conventions import case as build
from tests.conventions.modifying import scene


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


def another_school(
    here: world.World, number: int = 950, name: str = "École du Pont (fictive)"
) -> School:
    """A school of the invented commune that no act has yet."""
    since = dt.date(2020, 9, 1)
    made = build.school(here.commune, factories.uai(number), name, 12)
    build.saved(CirconscriptionLink(school=made, circonscription=here.area, starts_on=since))
    build.saved(Competence(school=made, institution=here.commune, starts_on=since))
    return made


def slip(initial: Convention, here: world.World, entered=None, **values) -> Convention:
    """A slip by which a school of the commune enters, complete."""
    school = entered or another_school(here)
    entry = scene.entry(
        school,
        **{"accounts": 12, "starts_on": initial.in_force_on + dt.timedelta(days=30), **values},
    )
    return acts.fresh(slips.begin(initial, entry, actor=here.actor("chef-de-projet")))


def rectification(initial: Convention, here: world.World, **values) -> Rectification:
    """A rectification of one word, still a draft."""
    manager = here.actor("chef-de-projet")
    made = rectifying.begin(initial, actor=manager)
    given = {
        "key": correcting.passages(initial)[0].key,
        "wrong": "engagements",
        "right": "engagemens",
        "row": "R01",
        "evidence": "texte annexé à la délibération",
    }
    rectifying.add(made, actor=manager, **(given | values))
    return Rectification.unscoped.get(pk=made.pk)


def take_effect(act: Convention) -> Convention:
    """The day of effect has come: signed and notified before."""
    with recording(SYSTEM):
        act.status, act.act_date, act.notified_on = "notified", act.starts_on, act.starts_on
        act.starts_on = Modification.unscoped.get(act=act).initial.in_force_on
        act.act_date = act.notified_on = act.starts_on
        act.save()
    return ConventionLifecycle.move(act, "enter_into_force", actor=SYSTEM)
