"""The minimal level of a signature: the ways of signing that a legal parameter admits (P15).

A convention may be signed by code, with a certificate or on paper; a unilateral decision with a
certificate or on paper (CRPA, art. L. 212-3); a public contract with a qualified certificate
(arrêté of 22 March 2019).
"""

import datetime as dt
from collections.abc import Sequence

from documents.models import Slot

from . import parameters
from .models import LegalParameter, ParameterScope

EVERY = (Slot.Mode.PLATFORM, Slot.Mode.CERTIFICATE, Slot.Mode.PAPER)
ADMITTED = {
    "simple_with_sheet": EVERY,
    "account_validation": EVERY,
    "advanced_qualified": (Slot.Mode.CERTIFICATE,),
    "certificate": (Slot.Mode.CERTIFICATE,),
    "paper": (Slot.Mode.PAPER,),
    "elsewhere": (),
}
"""Word of the parameter, or of its list, and the modes that meet it; « elsewhere » is an act
signed out of the platform, which is registered and has no field to sign."""


SCOPE = ParameterScope.MARKET
"""A level is asked by its key, whatever the body: markets have theirs, others are for everybody."""


def _row(key: str, on: dt.date) -> LegalParameter:
    return parameters.find(key, on=on, scope=SCOPE)


def _words(key: str, on: dt.date) -> Sequence[str]:
    value = parameters.value(key, on=on, scope=SCOPE)
    return (value,) if isinstance(value, str) else value


def modes(key: str, on: dt.date) -> list[str]:
    """The modes that the level ``key`` admits on ``on``, in their usual order.

    Raises ``MissingParameter`` for a level without value that day.
    """
    admitted = {mode for word in _words(key, on) for mode in ADMITTED[word]}
    return [str(mode) for mode in EVERY if mode in admitted]


def qualified(key: str, on: dt.date) -> bool:
    """Whether a signature by certificate needs a qualified one; else any certificate does."""
    if not key.startswith("level."):
        return False
    words = [word for word in _words(key, on) if Slot.Mode.CERTIFICATE in ADMITTED[word]]
    return words == ["advanced_qualified"]


def source(key: str, on: dt.date) -> str:
    """The text on which the level rests: « CRPA, art. L. 212-3 »."""
    return _row(key, on).source


def label(key: str, on: dt.date) -> str:
    """« Niveau minimal : décision unilatérale », as the parameters name it."""
    return _row(key, on).label
