"""The tables of an act, adjusted while its author writes it: roles, categories of messages, and
every list that the text prints from common values."""

from collections.abc import Iterator, Sequence

from audit.actor import Actor
from common import clock
from common.lifecycle import Refusal, Refused

from ..models import Convention
from ..services.preparing import revise
from . import channel, lists, roles

NO_TABLE = Refusal("Le texte de cet acte n’a pas de tableau des rôles.")
NO_ANNEX = Refusal("Le texte de cet acte n’a pas d’annexe des messages aux parents.")
NO_LIST = Refusal("Le texte de cet acte n’a pas cette liste.")


def adjust_roles(
    convention: Convention, lines: Sequence[roles.Line], *, seen_version: int, actor: Actor
) -> Convention:
    """Give the act its own table of roles; the standard one again when ``lines`` are its lines.

    Raises ``NotYours``, and ``Refused`` once the text left its author, when somebody else changed
    the draft, or when a line has not one « A » and one only.
    """
    table = roles.standard(convention)
    if table is None:
        raise Refused(NO_TABLE)
    faults = list(roles.faults(table, lines))
    if faults:
        raise Refused(*faults)
    same = tuple(lines) == table.lines
    return _keep(
        convention,
        roles.NAME,
        None if same else [dict(line) for line in lines],
        verb="adjust_roles",
        seen_version=seen_version,
        actor=actor,
    )


def adjust_categories(
    convention: Convention, chosen: Sequence[channel.Category], *, seen_version: int, actor: Actor
) -> Convention:
    """Choose the categories of annex 4; ``Refused`` as above, or when one may not be relayed."""
    faults = list(_wrong(convention, chosen))
    if faults:
        raise Refused(*faults)
    return _keep(
        convention,
        channel.NAME,
        [dict(each) for each in chosen],
        verb="adjust_categories",
        seen_version=seen_version,
        actor=actor,
    )


def adjust_list(
    convention: Convention,
    name: str,
    typed: Sequence[lists.Typed] | None,
    *,
    seen_version: int,
    actor: Actor,
) -> Convention:
    """Give the act its own lines of a list, as typed; the standard ones again for None, or when
    ``typed`` are these lines. ``Refused`` as above, or when a line is not as its row asks."""
    table = lists.tables(convention).get(name)
    if table is None:
        raise Refused(NO_LIST)
    own = None
    if typed is not None:
        faults = list(lists.faults(table, typed))
        if faults:
            raise Refused(*faults)
        own = [table.read(line) for line in typed]
        if own == lists.standard(convention, name, clock.today()):
            own = None
    return _keep(convention, name, own, verb="adjust_list", seen_version=seen_version, actor=actor)


def _wrong(convention: Convention, chosen: Sequence[channel.Category]) -> Iterator[Refusal]:
    if not channel.prints(convention):
        yield NO_ANNEX
    if not chosen:
        yield Refusal(
            "Choisissez au moins une catégorie, ou fermez le canal dans les clauses facultatives "
            "du brouillon."
        )
    if len(chosen) > channel.MOST:
        yield Refusal(f"{len(chosen)} catégories choisies : {channel.MOST} au plus. Regroupez-en.")
    yield from channel.faults(chosen)


def _keep(
    convention: Convention,
    name: str,
    value: object | None,
    *,
    verb: str,
    seen_version: int,
    actor: Actor,
) -> Convention:
    details = {key: each for key, each in convention.details.items() if key != name}
    if value is not None:
        details[name] = value
    return revise(
        convention, {"details": details}, seen_version=seen_version, actor=actor, verb=verb
    )
