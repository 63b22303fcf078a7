"""What committees, and the sheets of the field register, need to know of an act."""

from circuits import matters
from governance import subjects
from governance.models import Circonscription, Institution, Mandate

from . import permissions
from .models import Convention


def _title(convention: Convention) -> str:
    return f"{convention.reference}, {convention.title}"


def _area(convention: Convention) -> Circonscription | None:
    return convention.circonscription


def _body(convention: Convention) -> Institution | None:
    return convention.authority


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

SUBJECT = subjects.Subject(
    code="convention",
    label="Une convention ou un autre acte",
    model="conventions.convention",
    name=_title,
    body=_body,
    area=_area,
)
subjects.register(SUBJECT)
