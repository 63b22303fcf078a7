"""A refusal opens an action of communication: a project without communication is lost (S1).

A school or a collectivité that does not go on is somebody to inform. A sheet of the field register
is left to do for who follows the file; it says of what kind the reason was, and whom to tell.
"""

from typing import Any

from audit.actor import Actor
from common import clock
from common.french import NBSP
from conventions.onboarding import registry
from conventions.onboarding.models import SchoolEntry
from governance import acting
from governance.fieldwork import services
from governance.fieldwork.models import SheetKind
from governance.fieldwork.typed import Field

KIND = "communication"
AUDIENCES = {"refuse_authority": "Élus", "refuse_school": "Enseignants"}
"""Move of a file → to whom one speaks first."""
UNKNOWN = "À préciser"


@registry.on_moved
def open_action(entry: SchoolEntry, verb: str, actor: Actor) -> None:
    """Leave the action to do; none on a site that retired this kind of sheet, or that asks of it
    what nobody knows yet."""
    if verb not in AUDIENCES:
        return
    owner = acting.actor_of(entry.owner)
    kind = SheetKind.objects.visible_to(owner).offered().filter(code=KIND).first()
    if kind is None:
        return
    values = {each.name: _said(each, AUDIENCES[verb]) for each in kind.typed if each.required}
    if None in values.values():
        return
    services.write(
        actor=owner,
        kind=kind,
        day=clock.today(),
        due_on=services.due_by(kind, clock.today()),
        values=values,
        school=entry.school,
        text=_told(entry, verb),
    )


def _said(field: Field, audience: str) -> Any:
    """A first answer to what the kind requires; None when nobody knows it yet."""
    if field.type == "choice":
        return audience if audience in field.choices else field.choices[0]
    return UNKNOWN if field.free else None


def _told(entry: SchoolEntry, verb: str) -> str:
    who = "L’école ne poursuit pas"
    if verb == "refuse_authority":
        who = f"{entry.competent} ne finance pas"
    return (
        f"{who} cette année ({entry.get_category_display().lower()}). L’école garde son projet et "
        f"reste candidate à la campagne {entry.campaign.next_year}{NBSP}: à qui l’expliquer, "
        "comment, avant quelle date ?"
    )
