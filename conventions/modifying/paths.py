"""Which moves an act that changes another does not make: it lives and ends with that act."""

from common.lifecycle import Refusal

from ..models import Convention, Way

WITH_ITS_ACT = frozenset({"expire", "renew", "terminate"})
"""An amendment ends when the act that it changes does."""

WITH_BOTH = frozenset({"expire_with", "terminate_with"})
"""How what changes an act ends with it."""

OF_A_SLIP = frozenset(
    {"complete_signatures", "refuse", "withdraw", "extend_signing", "record_annulment"}
)
"""All that an entry slip shares with a convention: it is neither read, voted nor notified."""

OWN = frozenset({"issue_entry_slip", "reopen_entry_slip", "admit_school"})
"""Moves of a slip alone."""


def is_open(convention: Convention, verb: str) -> bool:
    """Whether ``verb`` is a move of this act at all."""
    match convention.kind.way:
        case Way.AMENDMENT:
            return verb not in WITH_ITS_ACT | OWN
        case Way.ENTRY_SLIP:
            return verb in OF_A_SLIP | OWN | WITH_BOTH
    return True


def closed(convention: Convention) -> Refusal:
    """Said when a move is asked that this act does not make."""
    if convention.kind.way == Way.AMENDMENT:
        return Refusal("Un avenant prend fin avec la convention qu’il modifie.", key="path.closed")
    return Refusal(
        "Un bulletin d’entrée suit une voie courte : émis, signé, visé, puis en vigueur.",
        key="path.closed",
    )
