"""Who signs in which box: the field placed in the PDF, and the words printed in the box.

The anchor is a small visible text at the top of the box, unique in the document: the field is
placed where it is found on the page.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

# Role of the signatory → (name of the PDF field, party printed in the box).
_BOXES = {
    "executive": ("sig_authority", "collectivité"),
    "deputy": ("sig_authority", "collectivité"),
    "inspector": ("sig_state", "État"),
    "dasen": ("sig_state", "État"),
    "rector": ("sig_state", "État"),
    "syndicate_president": ("sig_syndicate", "syndicat"),
    "project_manager": ("sig_syndicate", "syndicat"),
    "legal_officer": ("sig_syndicate", "syndicat"),
    "canope_director": ("sig_canope", "Réseau Canopé"),
    "school_head": ("sig_school", "école"),
}


@dataclass(frozen=True)
class Box:
    field: str
    anchor: str


def box(role: str, rank: int) -> Box:
    """The box of a signatory. An unlisted role gets a field named by its rank."""
    field, party = _BOXES.get(roles(role)[0], (f"sig_{rank}", f"rang {rank}"))
    return Box(field, f"Signature — {party}")


def roles(role: str) -> list[str]:
    """« inspector ou dasen » names two roles for one box: whoever the signing mode designates."""
    return [part.strip() for part in role.split(" ou ")]


def boxes(front: dict[str, Any], ranks: list[int]) -> list[Box]:
    """The box of each signature field, in the order of the text.

    A rank used twice (alternatives of one text) designates a signatory not yet placed; a rank
    without a signatory is refused. A signatory may name its own ``field`` and ``anchor``.
    """
    waiting = list(front.get("signatories", []))
    found: list[Box] = []
    for rank in ranks:
        if not any(signatory["order"] == rank for signatory in front.get("signatories", [])):
            raise ValueError(
                f"Le texte porte le champ de signature {rank}, "
                "mais l’en-tête ne nomme aucun signataire de ce rang."
            )
        if not waiting:
            raise ValueError("Le texte porte plus de champs de signature que de signataires.")
        of_rank = [signatory for signatory in waiting if signatory["order"] == rank]
        chosen = (of_rank or waiting)[0]
        waiting.remove(chosen)
        named = "anchor" in chosen
        found.append(Box(chosen["field"], chosen["anchor"]) if named else box(chosen["role"], rank))
    return found
