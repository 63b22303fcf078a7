"""Sheets to do, late, done and dropped; a call of today, a kind with two versions."""

import datetime as dt
from typing import Any

from common import clock
from demo import world
from governance.fieldwork import services
from governance.fieldwork.lifecycle import SheetLifecycle
from governance.fieldwork.models import SheetKind

Things = dict[str, tuple[Any, ...]]
DAY = dt.timedelta(days=1)


def things(here: world.World) -> Things:
    today = clock.today()
    due = _written(here, "inspectrice", "field_contact", today + 3 * DAY, school=here.school,
                   values={"Occasion": "Visite d’une école", "Personnes présentes": 3},
                   text="L’équipe demande une aide.")  # fmt: skip
    done = _written(here, "maire", "ccas", None, institution=here.commune,
                    values={"Action": "Ordinateurs à l’étude", "Familles aidées": 11})  # fmt: skip
    _written(here, "inspectrice", "family_blocker", today - DAY, school=here.school,
             values={"Frein": "Coût du matériel", "Familles concernées": 3})  # fmt: skip
    _written(here, "chef-de-projet", "call", today, institution=here.commune,
             values={"Objet de l’appel": "Fixer une date"})  # fmt: skip
    _written(here, "canope", "resource_opinion", None, institution=here.syndicate,
             values={"Ressource": "Atelier des sons (fictif)", "Éditeur": "Ronde (fictif)",
                     "Avis": "Recommandée", "Motifs": "Claire."})  # fmt: skip
    dropped = SheetLifecycle.move(
        _written(here, "chef-de-projet", "communication", today, institution=here.commune,
                 values={"Public": "Familles", "Support": "Affiche"}),
        "drop_sheet", actor=here.actor("chef-de-projet"), reason="Une réunion la remplace.",
    )  # fmt: skip
    old = SheetKind.unscoped.latest().get(code="use")
    services.renew_kind(
        actor=here.actor("administration"), kind=old, purpose="Ce que d’autres peuvent reprendre."
    )
    kind = SheetKind.unscoped.latest().get(code="family_blocker")
    return {
        "field contact": ("field_contact",),
        "call": ("call",),
        "field sheet": (due.public_id,),
        "done field sheet": (done.public_id,),
        "complete field sheet": (due.public_id, "terminer"),
        "drop field sheet": (due.public_id, "abandonner"),
        "reopen field sheet": (dropped.public_id, "rouvrir"),
        "sheet kind": (kind.public_id,),
        "old sheet kind": (old.public_id,),
    }


def _written(here: world.World, who: str, code: str, due_on: Any, **given: Any) -> Any:
    return services.write(
        actor=here.actor(who),
        kind=SheetKind.unscoped.latest().get(code=code),
        day=min(due_on or clock.today(), clock.today()),
        due_on=due_on,
        **given,
    )
