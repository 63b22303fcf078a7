"""What committees need to know of a sheet that is put to them."""

from circuits import matters
from governance.models import Circonscription, Mandate

from . import permissions
from .models import FieldSheet


def _area(sheet: FieldSheet) -> Circonscription | None:
    return sheet.circonscription


def _owner(sheet: FieldSheet) -> Mandate:
    return sheet.author


MATTER = matters.Matter(
    code="field_sheet",
    label="Fiches de terrain",
    model="fieldwork.fieldsheet",
    may_put=permissions.may_put_to_committee,
    title=str,
    area=_area,
    owner=_owner,
)
matters.register(MATTER)
