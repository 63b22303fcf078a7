"""An amendment while its author writes it: begun from the act in force, then article by article."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from audit.actor import Actor
from audit.recording import recording
from common import numbering
from common.lifecycle import Refusal, Refused
from documents import text

from .. import clauses, requirements
from ..models import (
    AmendmentReason,
    Convention,
    ConventionSchool,
    Modification,
    ModifiedArticle,
    Stage,
    Way,
)
from ..new_words import NewWords
from ..requirements import Requirement
from ..services.preparing import SchoolLine, write_schools
from ..term import end_of
from . import beginning, consolidating, finding, rules, values

EDITABLE = ("title", "starts_on", *values.NUMBERS)
CLAUSE = "R23"
"""Kind of change of a passage that its author does not class: the text itself (N10)."""


def begin(
    initial: Convention,
    *,
    reason: str,
    starts_on: dt.date,
    actor: Actor,
    reason_text: str = "",
    **fields: Any,
) -> Convention:
    """Prepare an amendment to an act in force; its order number is given now, for ever.

    Raises ``NotYours`` and ``Refused`` (the act is not in force that day, no kind of amendment).
    """
    kind = beginning.kind_to_begin(initial, Way.AMENDMENT, starts_on, actor)
    with recording(actor):
        number = numbering.allot(f"{initial.reference}-A", initial.recorded_at.year)
        return beginning.write(
            initial,
            kind,
            way=Way.AMENDMENT,
            reference=f"{initial.reference}-A{number}",
            title=f"Avenant n° {number} — {initial.title}",
            starts_on=starts_on,
            before=values.of(initial),
            schools=[_copy(row) for row in initial.schools.all()],
            number=number,
            reason=reason,
            reason_text=reason_text,
            actor=actor,
            **fields,
        ).act


def _copy(row: ConventionSchool) -> ConventionSchool:
    return ConventionSchool(
        school_id=row.school_id,
        levels=row.levels,
        forecast_accounts=row.forecast_accounts,
        entry_label=row.entry_label,
    )


def revise(
    act: Convention,
    changes: Mapping[str, Any],
    *,
    reason: str,
    reason_text: str = "",
    schools: Sequence[SchoolLine] | None = None,
    seen_version: int,
    actor: Actor,
) -> Convention:
    """Store what its author typed: the day of effect, the values that the act will have.

    ``changes`` by names of ``EDITABLE``. The parties follow the day of effect. Raises ``Refused``
    when somebody else changed it meanwhile, and ``NotYours``.
    """
    beginning.own(act, Way.AMENDMENT, actor)
    unknown = set(changes) - set(EDITABLE)
    if unknown:
        raise KeyError(f"not editable: {sorted(unknown)}")
    with recording(actor) as journal:
        locked = beginning.locked(act, seen_version=seen_version)
        link = Modification.unscoped.select_for_update().get(act=locked)
        for name, value in changes.items():
            setattr(locked, name, value)
        locked.ends_on = end_of(locked)
        locked.full_clean()
        journal.says(locked, "revise", fields=sorted(changes))
        locked.save()
        if schools is not None:
            write_schools(locked, schools)
        beginning.follow_parties(locked, link.initial)
        link.reason, link.reason_text = reason, reason_text
        link.successor = finding.successor(link)
        link.full_clean()
        link.save()
    return locked


# --- the articles ---------------------------------------------------------------------------------
def classes() -> list[requirements.Row]:
    """The kinds of change that an amendment makes, as the table says (N10)."""
    table = requirements.rows().values()
    return [row for row in table if Requirement.AMEND in row.requires(Stage.SIGNED)]


def passages(modification: Modification) -> list[clauses.Clause]:
    """The clauses of the text in force, with the words of their tables; none when it is unknown."""
    found = consolidating.word(modification.initial)
    return clauses.of_blocks(text.blocks(found), cells=True) if found is not None else []


def rewrite(
    modification: Modification,
    key: str,
    words: Sequence[str],
    *,
    added: str = "",
    row: str = CLAUSE,
    actor: Actor,
) -> list[ModifiedArticle]:
    """Give one clause of the act in force its new words; the words in force take it back.

    ``words``: the paragraphs of the clause, in order. Raises ``Refused`` when another amendment
    still open changes this clause, ``LookupError`` for a clause that the text does not have.
    """
    clause = next((each for each in passages(modification) if each.key == key), None)
    if clause is None:
        raise LookupError(key)
    return _write(modification, key, clauses.reworded(clause, words, added), row, actor)


def describe(
    modification: Modification, *, article: str, old: str, new: str, row: str, actor: Actor
) -> list[ModifiedArticle]:
    """The same for an act of which the site only keeps the signed copy: words typed from it."""
    change = NewWords([], article.strip(), old.strip(), new.strip())
    return _write(modification, clauses.key_of(article), [change], row, actor)


def _write(
    modification: Modification, key: str, changes: Sequence[NewWords], row: str, actor: Actor
) -> list[ModifiedArticle]:
    beginning.own(modification.act, Way.AMENDMENT, actor)
    if row not in {each.key for each in classes()}:
        raise Refused(Refusal("Choisissez la nature du changement dans la liste."))
    with recording(actor) as journal:
        act = beginning.locked(modification.act)
        for other in finding.open_articles(modification):
            if other.key == key and changes:
                words = finding.article_words(other.article)
                raise Refused(rules.taken(other.modification, words))
        before = modification.articles.filter(key=key)
        order = before.values_list("order", flat=True).first() or _next_order(modification)
        for each in before:
            journal.says(each, "unword")
            each.delete()
        made = [
            ModifiedArticle(
                modification=modification,
                key=key,
                article=change.article[:250],
                row=row,
                old=change.old,
                new=change.new,
                operations=[dict(each) for each in change.operations],
                order=order,
            )
            for change in changes
        ]
        for each in made:
            each.full_clean()
            journal.says(each, "rewrite_article")
            each.save()
        journal.note(act, "rewrite_article", article=key)
    return made


def _next_order(modification: Modification) -> int:
    last = modification.articles.order_by("-order").values_list("order", flat=True).first()
    return (last or 0) + 1


def restore(modification: Modification, key: str, *, actor: Actor) -> None:
    """Leave an article as it is in force."""
    _write(modification, key, [], CLAUSE, actor)


def reason_offered(row: str) -> str:
    """The reason that a kind of change suggests; "" when it does not say."""
    return REASONS.get(row, "")


REASONS = {
    "R07": AmendmentReason.SUBSTITUTION,
    "R12": AmendmentReason.ADD_SCHOOL,
    "R13": AmendmentReason.ADD_SCHOOL,
    "R14": AmendmentReason.REMOVE_SCHOOL,
    "R15": AmendmentReason.PRICE,
    "R16": AmendmentReason.PRICE,
    "R17": AmendmentReason.PRICE,
    "R19": AmendmentReason.DURATION,
    "R20": AmendmentReason.DATA_PROTECTION,
}
