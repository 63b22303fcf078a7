"""Write a sheet, correct it; keep the kinds."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model

from audit.actor import Actor
from audit.recording import recording
from common import calendar, clock
from common.lifecycle import Refusal, Refused
from governance import subjects
from governance.models import (
    Circonscription,
    CirconscriptionLink,
    Competence,
    Institution,
    Mandate,
    School,
    covers,
)
from governance.services.store import lock, require, store

from . import permissions
from .lifecycle import SheetLifecycle
from .models import FieldSheet, SheetKind
from .models.kinds import INSTITUTION, PROGRAMME, SCHOOL
from .models.sheets import SheetStatus

EDITED = ("day", "due_on", "values", "text", "file")
STALE = Refusal(
    "Cette fiche a changé depuis l’ouverture de la page : relisez ce qui est enregistré.",
    key="common.stale",
)


def due_by(kind: SheetKind, on: dt.date) -> dt.date:
    """The due date proposed for a sheet left to do on ``on``."""
    return calendar.add_business_days(on, kind.due_days)


def operator() -> Institution | None:
    """The body that holds the programme: sheets about all of it are its own."""
    found: Institution | None = Institution.unscoped.filter(operator=True).first()
    return found


def placed(
    *, school: School | None = None, institution: Institution | None = None, record: Any = None
) -> dict[str, Any]:
    """Where a sheet stands: its columns, for a school, an institution, or a record of a layer
    above, which names its own collectivité and district."""
    today = clock.today()
    if record is not None:
        subject = subjects.of(record)
        if subject is None:
            raise LookupError(f"{record._meta.label_lower}: no sheet is about it")
        return {
            "subject_type": ContentType.objects.get_for_model(record),
            "subject_id": record.pk,
            "institution": subject.body(record),
            "circonscription": subject.area(record),
        }
    area = school.circonscription_on(today) if school is not None else _district(institution)
    return {"school": school, "institution": institution, "circonscription": area}


def _district(institution: Institution | None) -> Circonscription | None:
    """That of every school for which the body answers; None when they have several or none."""
    if institution is None:
        return None
    today = clock.today()
    held = Competence.unscoped.filter(covers(today), institution=institution)
    links = CirconscriptionLink.unscoped.filter(covers(today), school__in=held.values("school"))
    found = list(Circonscription.unscoped.filter(pk__in=links.values("circonscription"))[:2])
    return found[0] if len(found) == 1 else None


def write(
    *,
    actor: Actor,
    kind: SheetKind,
    day: dt.date,
    values: Mapping[str, Any],
    school: School | None = None,
    institution: Institution | None = None,
    record: Model | None = None,
    due_on: dt.date | None = None,
    text: str = "",
    file: str = "",
) -> FieldSheet:
    """A sheet of ``kind``: to do by ``due_on``, or done at once without one.

    ``values``: plain values by the name of each field (``typed.plain``); ``file``: SHA-256 of a
    file kept. Raises ``NotYours``, ``Refused`` (409) for a subject that the kind does not take.
    """
    where = placed(school=school, institution=institution, record=record)
    within = permissions.may_write_about(
        actor,
        school=school,
        institution=where.get("institution"),
        area=where["circonscription"],
    )
    require(permissions.may_write_kind(actor, kind) and within, permissions.WRITES)
    _refuse_subject(kind, school, institution, record)
    with recording(actor):
        sheet = FieldSheet(
            kind=kind,
            author=Mandate.unscoped.get(pk=actor.mandate_id),
            day=day,
            due_on=due_on or clock.today(),
            values=dict(values),
            text=text,
            file=file,
            **where,
        )
        sheet = store(sheet, "write_sheet")
        if due_on is None:
            sheet = SheetLifecycle.move(sheet, "complete_sheet", actor=actor)
    return sheet


def _refuse_subject(
    kind: SheetKind, school: School | None, institution: Institution | None, record: Model | None
) -> None:
    if record is not None:
        subject = subjects.of(record)
        code = subject.code if subject is not None else ""
    elif institution is not None and institution.operator:
        code = PROGRAMME if PROGRAMME in kind.subjects else INSTITUTION
    else:
        code = SCHOOL if school is not None else INSTITUTION
    if code not in kind.subjects:
        raise Refused(Refusal(f"Une fiche « {kind} » porte sur : {', '.join(kind.about).lower()}."))


def edition(sheet: FieldSheet) -> str:
    """A fingerprint of what the form of a sheet shows, to see that somebody else changed it."""
    said = {name: getattr(sheet, name) for name in EDITED}
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def change(
    *,
    actor: Actor,
    sheet: FieldSheet,
    day: dt.date,
    values: Mapping[str, Any],
    due_on: dt.date | None = None,
    text: str = "",
    file: str = "",
    seen: str = "",
) -> FieldSheet:
    """Correct a sheet left to do; without ``file`` the one it has stays.

    ``seen``: the ``edition`` that the editor has before their eyes. Refused (409) once the sheet
    is closed, or when somebody else changed it meanwhile.
    """
    require(permissions.may_keep(actor, sheet), permissions.KEEPS)
    with recording(actor):
        lock(sheet)
        found = FieldSheet.unscoped.with_words().get(pk=sheet.pk)
        if found.status != SheetStatus.TODO:
            raise Refused(
                Refusal(
                    "Cette fiche est close : rouvrez-la avant de la corriger.", key="sheet.closed"
                )
            )
        if seen and seen != edition(found):
            raise Refused(STALE)
        found.day, found.values, found.text = day, dict(values), text
        found.due_on, found.file = due_on or found.due_on, file or found.file
        return store(found, "change_sheet")


# --- Kinds --------------------------------------------------------------------------------------


def create_kind(*, actor: Actor, code: str, **said: Any) -> SheetKind:
    """A kind of the site's own, in its first version."""
    require(permissions.may_keep_kinds(actor), permissions.WHOSE_KINDS)
    with recording(actor):
        if SheetKind.unscoped.filter(code=code).exists():
            raise Refused(
                Refusal("Une nature de fiche porte déjà ce nom : choisissez-en un autre.")
            )
        return store(SheetKind(code=code, **said), "create_sheet_kind")


def renew_kind(*, actor: Actor, kind: SheetKind, **said: Any) -> SheetKind:
    """Another version; the sheets already written keep theirs.

    Refused (409) when ``kind`` is no longer the version in use.
    """
    require(permissions.may_keep_kinds(actor), permissions.WHOSE_KINDS)
    with recording(actor):
        lock(kind)
        latest = _latest(kind)
        same = {name: getattr(latest, name) for name in _CARRIED}
        return store(SheetKind(**{**same, **said}, version=latest.version + 1), "renew_sheet_kind")


_CARRIED = (
    "code", "label", "purpose", "fields", "subjects", "offices", "due_days", "by_phone",
    "published", "retired",
)  # fmt: skip


def retire_kind(*, actor: Actor, kind: SheetKind, retired: bool) -> SheetKind:
    """No new sheet of that kind, or again; those that exist stay."""
    require(permissions.may_keep_kinds(actor), permissions.WHOSE_KINDS)
    with recording(actor):
        lock(kind)
        latest = _latest(kind)
        latest.retired = retired
        return store(latest, "retire_sheet_kind" if retired else "restore_sheet_kind")


def _latest(kind: SheetKind) -> SheetKind:
    """``kind`` itself, read again; refused when a later version replaced it."""
    latest = SheetKind.unscoped.latest().get(code=kind.code)
    if latest.pk != kind.pk:
        raise Refused(
            Refusal(
                f"La version {latest.version} de cette nature est en usage : ouvrez-la pour la "
                "modifier.",
                key="common.stale",
            )
        )
    return latest
