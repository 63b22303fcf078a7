"""What the fields and the mails of a kind say."""

from collections.abc import Iterable, Mapping
from typing import Any

from audit.actor import Actor
from common.lifecycle import Refusal, Refused

from ..docdata import free
from ..docdata.builders import contracts
from ..models import ActKind, KindField, KindMail
from . import describing
from .changing import changing


def asked(kind: ActKind) -> list[str]:
    """Names that the text asks for beyond the shared ones, declared or not, in order."""
    model = describing.model_of(kind)
    if model is None or not model.free:
        return []
    return free.undeclared(contracts.parties(kind), (), model.manifest["variables"])


def unused(kind: ActKind) -> list[KindField]:
    """Fields that the text no longer prints."""
    names = asked(kind)
    return [row for row in kind.fields.all() if row.name not in names]


def set_fields(kind: ActKind, rows: Iterable[Mapping[str, Any]], *, actor: Actor) -> None:
    """Make the declared fields be exactly ``rows``: name, label, type, help, required, in order.

    Raises ``Refused`` for a name that the text does not ask for.
    """
    given = {row["name"]: row for row in rows}
    with changing(kind, actor) as locked:
        stray = [name for name in given if name not in asked(locked)]
        if stray:
            sentence = f"Le modèle Word n’écrit pas {{{{ {stray[0]} }}}} : rechargez la page."
            raise Refused(Refusal(sentence))
        known = {row.name: row for row in locked.fields.all()}
        for name, row in known.items():
            if name not in given:
                row.delete()
        for order, (name, values) in enumerate(given.items(), start=1):
            row = known.get(name) or KindField(kind=locked)
            for column, value in {**values, "order": order}.items():
                setattr(row, column, value)
            row.full_clean()
            row.save()


def set_mails(kind: ActKind, letters: Mapping[str, tuple[str, str]], *, actor: Actor) -> None:
    """Make the kind's own mails be exactly ``letters``: subject and body by moment."""
    with changing(kind, actor) as locked:
        known = {row.moment: row for row in locked.mails.all()}
        for moment, row in known.items():
            if moment not in letters:
                row.delete()
        for moment, (subject, body) in letters.items():
            row = known.get(moment) or KindMail(kind=locked, moment=moment)
            row.subject, row.body = subject, body
            row.full_clean()
            row.save()
