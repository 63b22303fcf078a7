"""The act against its model: is anything but the values of the model's parameters different?"""

from governance.models import Deliberation

from . import content, coverage
from .models import SYNDICATE, Convention, LegalGround


def is_empty(convention: Convention) -> bool:
    """True when the text is the model's own, filled with its parameters and nothing else.

    The words of an act come from its Word model alone, filled with the values of its contract:
    the one place where an author writes words of their own is a free legal ground.
    """
    return convention.legal_ground != LegalGround.OTHER


def approved(convention: Convention) -> Deliberation | None:
    """The framework délibération that approved this version of the model, if the redline is
    empty; the legal and RGPD visas of the model are then met (P5)."""
    syndicate = convention.party(SYNDICATE)
    if syndicate is None or not is_empty(convention) or content.missing(convention):
        return None
    return coverage.framework_for(syndicate)
