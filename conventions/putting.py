"""What committees need to know of an act that is put to them."""

from circuits import matters
from governance.models import Circonscription, Mandate

from . import permissions
from .models import Convention


def _title(convention: Convention) -> str:
    return f"{convention.reference}, {convention.title}"


def _area(convention: Convention) -> Circonscription | None:
    return convention.circonscription


def _owner(convention: Convention) -> Mandate:
    return convention.owner


MATTER = matters.Matter(
    code="convention",
    label="Conventions, avenants et autres actes",
    model="conventions.convention",
    may_put=permissions.may_put_to_committee,
    title=_title,
    area=_area,
    owner=_owner,
)
matters.register(MATTER)
