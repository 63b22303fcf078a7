"""An act in force that an amendment changes, and amendments that their author writes."""

from typing import Any

from conventions.models import Modification
from conventions.modifying import amending, rectifying
from demo import world
from tests.conventions.modifying.signed import (
    amendment,
    in_force,
    rectification,
    slip,
    take_effect,
)
from tests.conventions.undertakings.scene import in_force as bare_act

Things = dict[str, tuple[Any, ...]]


def things(here: world.World) -> Things:
    amended = in_force(here)
    take_effect(amendment(amended, here))
    draft = amendment(amended, here)
    entering = slip(amended, here)
    proposed, written = rectification(amended, here), rectification(amended, here)
    rectifying.propose(proposed, actor=here.actor("chef-de-projet"))
    link = Modification.unscoped.get(act=draft)
    known = bare_act(here, register_number="CONV2024_900")
    of_a_copy = amending.begin(
        known, reason="price", starts_on=known.in_force_on, actor=here.actor("chef-de-projet")
    )
    return {
        "amended": (amended.public_id,),
        "slip": (entering.public_id,),
        "rectification": (amended.public_id, proposed.public_id),
        "rectification in draft": (amended.public_id, written.public_id),
        "amendment": (draft.public_id,),
        "article": (draft.public_id, amending.passages(link)[0].key),
        "amendment of a copy": (of_a_copy.public_id,),
    }
