"""Make a kind of act: create it, change one part of it, take it up in a new version, retire it.

Each change takes a tried version back to the draft: only what was tried is published.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.text import slugify

from audit.actor import SYSTEM, Actor
from audit.recording import recording
from common import french
from common.lifecycle import Refusal, Refused
from governance.models import InstitutionKind
from governance.offices import Office

from ..models import STATE, SYNDICATE, ActKind, Called, KindParty
from . import steps
from .changing import allowed, changing, save
from .lifecycle import KindLifecycle

LONGEST_CODE = 25
OPERATOR_BODY = InstitutionKind.MIXED_SYNDICATE
STATE_BODIES = frozenset({InstitutionKind.DSDEN, InstitutionKind.ACADEMIE})
TAKEN_ROLES = frozenset({"owner", "voters", "authority", STATE, SYNDICATE})
"""Names of players that circuits and rules of law already use."""


# --- a kind, a version --------------------------------------------------------------------------


def create(
    *, label: str, series: str, duration_months: int, actor: Actor, called: str = Called.CONVENTION
) -> ActKind:
    """A kind to describe: the syndicate is its first part."""
    allowed(actor)
    with recording(actor) as journal:
        kind = ActKind(
            code=_code(label),
            label=label,
            called=called,
            series=series,
            duration_months=duration_months,
        )
        _open_circuits(kind)
        save(kind, journal, "create_kind")
        KindParty(
            kind=kind,
            role=SYNDICATE,
            label="Syndicat",
            order=1,
            bodies=[OPERATOR_BODY],
            signatories=[Office.SYNDICATE_PRESIDENT],
            readers=[Office.SYNDICATE_PRESIDENT],
            votes=True,
        ).save()
    return kind


def _code(label: str) -> str:
    """A short name that no other kind bears."""
    stem = slugify(label)[:LONGEST_CODE].strip("-") or "acte"
    taken = set(ActKind.unscoped.values_list("code", flat=True))
    number, code = 1, stem
    while code in taken:
        number += 1
        code = f"{stem[: LONGEST_CODE - 3]}-{number}"
    return code


def _open_circuits(kind: ActKind) -> None:
    """The circuits of this version alone, without step yet."""
    own = f"{kind.code}-{kind.version}"
    kind.review_circuit, kind.sign_circuit = f"convention.review.{own}", f"convention.sign.{own}"
    for code, label in steps.codes(kind):
        steps.open_template(code, label)


def renew(kind: ActKind, *, actor: Actor) -> ActKind:
    """A new version to change, equal to ``kind``; refused while another one is being written."""
    allowed(actor)
    versions = ActKind.unscoped.filter(code=kind.code)
    if versions.filter(status__in=(ActKind.Status.DRAFT, ActKind.Status.TRIED)).exists():
        raise Refused(
            Refusal(
                f"Une nouvelle version de {french.quoted(kind.label)} est déjà en préparation : "
                "reprenez-la, ou retirez-la."
            )
        )
    last = versions.order_by("-version").first()
    with recording(actor) as journal:
        made = ActKind(
            **_plain(kind)
            | {
                "version": (last.version if last else 0) + 1,
                "status": ActKind.Status.DRAFT,
                "trial": {},
                "tried_of": "",
            }
        )
        _open_circuits(made)
        steps.copy(kind, made)
        save(made, journal, "renew_kind")
        for row in (*kind.parts.all(), *kind.fields.all(), *kind.mails.all()):
            values = _plain(row) | {"kind_id": made.pk}
            type(row)(**values).save()
    return made


def _plain(row: Any) -> dict[str, Any]:
    """The columns of a row that another one may bear."""
    own = {"id", "public_id", "recorded_at"}
    columns = (field.attname for field in row._meta.concrete_fields)
    return {name: getattr(row, name) for name in columns if name not in own}


def publish(kind: ActKind, *, actor: Actor) -> ActKind:
    """New acts begin with this version; the one before it is retired in the same breath."""
    with recording(actor):
        refusals = KindLifecycle(kind).refusals("publish", actor=actor)
        if not refusals:
            for other in ActKind.unscoped.in_use().filter(code=kind.code):
                KindLifecycle.move(other, "replace", actor=SYSTEM)
        return KindLifecycle.move(kind, "publish", actor=actor)


def retire(kind: ActKind, *, actor: Actor, reason: str) -> ActKind:
    """No act begins with this version any more."""
    return KindLifecycle.move(kind, "retire", actor=actor, reason=reason)


# --- what a kind says of itself, and its parts ----------------------------------------------------


def change(kind: ActKind, *, actor: Actor, **values: Any) -> None:
    """Label, noun, series, usual length."""
    with changing(kind, actor) as locked:
        for name, value in values.items():
            setattr(locked, name, value)


def set_part(
    kind: ActKind, part: KindParty | None, *, actor: Actor, values: Mapping[str, Any]
) -> KindParty:
    """Add a part before the syndicate's, or change one; its role stays what it was.

    ``values``: label, bodies, signatories, authority, readers, votes.
    """
    with changing(kind, actor) as locked:
        row = part or KindParty(kind=locked, role=_role(locked, values))
        for name, value in values.items():
            setattr(row, name, value)
        row.order = row.order or 0
        row.full_clean()
        row.save()
        _number(locked)
    return row


def remove_part(kind: ActKind, part: KindParty, *, actor: Actor) -> None:
    """Take a part out; the page then names the steps that were its own."""
    if part.role == SYNDICATE:
        raise Refused(Refusal("Le syndicat qui porte le programme est partie à tout acte."))
    with changing(kind, actor) as locked:
        part.delete()
        _number(locked)


def _role(kind: ActKind, values: Mapping[str, Any]) -> str:
    """The State's part is named by rules of law; the others after their label."""
    taken = {part.role for part in kind.parts.all()}
    if {*values["bodies"]} <= STATE_BODIES and STATE not in taken:
        return STATE
    stem = slugify(values["label"]).replace("-", "_")[:24].strip("_") or "partie"
    stem = stem if stem[0].isalpha() else f"partie_{stem}"
    number, role = 1, stem
    while role in taken | TAKEN_ROLES:
        number += 1
        role = f"{stem}_{number}"
    return role


def _number(kind: ActKind) -> None:
    """One number a part, the syndicate last: its signature gives the act its date."""
    rows = sorted(kind.parts.all(), key=lambda p: (p.role == SYNDICATE, p.order or 99, p.pk))
    for number, row in enumerate(rows, start=1):
        if row.order != number:
            row.order = number
            row.save()
