"""An amendment while its author writes it: begun from the act in force, then article by article."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from audit.actor import Actor
from audit.recording import recording
from common import clock, french, numbering
from common.lifecycle import NotYours, Refusal, Refused
from documents import catalogue, text
from governance.models import Institution, Mandate

from .. import clauses, kinds, permissions, registry, requirements, stale
from ..lifecycle import ConventionLifecycle
from ..models import (
    AUTHORITY,
    ActKind,
    AmendmentReason,
    Convention,
    ConventionSchool,
    Modification,
    ModifiedArticle,
    Stage,
    Status,
    Way,
)
from ..requirements import Requirement
from ..services.preparing import SchoolLine, version, write_schools
from ..services.wording import NewWords
from ..term import end_of
from . import consolidating, finding, rules, values

NOT_THEIRS = "La préparation d’un avenant revient au chef de projet du syndicat."
CARRIED = (
    "circonscription", "framework", "unit_price", "max_accounts", "max_yearly_amount",
    "legal_ground", "legal_ground_reference", "legal_ground_text", "state_mode",
    "duration_months", "ends_on",
)  # fmt: skip
"""What an amendment keeps of the act that it changes, until its author changes it."""

WRITABLE = (Status.DRAFT, Status.CHANGES_REQUESTED)
EDITABLE = ("title", "starts_on", *values.NUMBERS)
CLAUSE = "R23"
"""Kind of change of a passage that its author does not class: the text itself (N10)."""


def kind_for(initial: Convention, way: str) -> ActKind | None:
    """The kind, in use, of the acts that change this one in that way; None when there is none."""
    found = ActKind.unscoped.in_use().filter(way=way, modifies=initial.kind.code)
    return found.prefetch_related("parts").first()


def no_kind(initial: Convention, way: Way) -> Refusal:
    return Refusal(
        f"Aucune nature d’acte n’est en usage pour un {way.label.lower()} à "
        f"{french.quoted(initial.kind.label)}.",
        key="amendment.kind",
    )


def refusals(initial: Convention, way: Way, day: dt.date | None = None) -> list[Refusal]:
    """Why the act may not be changed in that way on ``day`` (today or later when not said)."""
    if kind_for(initial, way) is None:
        return [no_kind(initial, way)]
    begins = max(clock.today(), initial.in_force_on or initial.starts_on or clock.today())
    return list(rules.in_force_on(initial, day or begins, rules.SUBJECT[way]))


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
    if not permissions.may_steer(actor, initial) or actor.mandate_id is None:
        raise NotYours(NOT_THEIRS)
    kind = kind_for(initial, Way.AMENDMENT)
    if kind is None:
        raise Refused(no_kind(initial, Way.AMENDMENT))
    found = list(rules.in_force_on(initial, starts_on))
    if found:
        raise Refused(*found)
    with recording(actor) as journal:
        number = numbering.allot(f"{initial.reference}-A", initial.recorded_at.year)
        act = Convention(
            kind=kind,
            reference=f"{initial.reference}-A{number}",
            title=f"Avenant n° {number} — {initial.title}"[:250],
            owner=Mandate.unscoped.get(pk=actor.mandate_id),
            model=catalogue.in_use(kind.model_code, clock.today()),
            starts_on=starts_on,
            **{name: getattr(initial, name) for name in CARRIED},
            **fields,
        )
        act.full_clean()
        journal.says(act, "prepare")
        act.save()
        bodies = finding.parties_on(initial, starts_on)
        for party in kinds.parties(act, bodies):
            party.save()
        link = Modification(
            act=act,
            initial=initial,
            way=Way.AMENDMENT,
            number=number,
            reason=reason,
            reason_text=reason_text,
            before=values.of(initial),
        )
        link.successor = _successor(link, bodies)
        link.full_clean()
        link.save()
        for row in initial.schools.all():
            _copy(row, act).save()
        journal.note(initial, "begin_amendment", reference=act.reference)
        registry.moved(act, "create", actor)
    return act


def _copy(row: ConventionSchool, act: Convention) -> ConventionSchool:
    return ConventionSchool(
        convention=act,
        school_id=row.school_id,
        levels=row.levels,
        forecast_accounts=row.forecast_accounts,
        entry_label=row.entry_label,
    )


def _successor(link: Modification, bodies: Mapping[str, Institution]) -> Institution | None:
    """The body that takes the place of the collectivité by this amendment."""
    before, now = link.initial.party(AUTHORITY), bodies.get(AUTHORITY)
    same = before is None or now is None or before.institution_id == now.pk
    return None if same else now


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
    _own(act, actor)
    unknown = set(changes) - set(EDITABLE)
    if unknown:
        raise KeyError(f"not editable: {sorted(unknown)}")
    with recording(actor) as journal:
        locked = _locked(act)
        if version(locked) != seen_version:
            raise Refused(stale.refusal(locked, locked.reference))
        link = Modification.unscoped.select_for_update().get(act=locked)
        for name, value in changes.items():
            setattr(locked, name, value)
        locked.ends_on = end_of(locked)
        locked.full_clean()
        journal.says(locked, "revise", fields=sorted(changes))
        locked.save()
        if schools is not None:
            write_schools(locked, schools)
        bodies = finding.parties_on(link.initial, locked.starts_on or clock.today())
        for party in locked.parties.all():
            if party.role in bodies and party.institution_id != bodies[party.role].pk:
                party.institution = bodies[party.role]
                party.save()
        link.reason, link.reason_text = reason, reason_text
        link.successor = _successor(link, bodies)
        link.full_clean()
        link.save()
    return locked


def _own(act: Convention, actor: Actor) -> None:
    if not permissions.may_steer(actor, act):
        raise NotYours("Cet avenant est préparé par une autre personne.")


def _locked(act: Convention) -> Convention:
    locked = Convention.unscoped.select_for_update().get(pk=act.pk)
    if locked.status not in WRITABLE:
        raise Refused(ConventionLifecycle(locked).wrong_state("submit"))
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
    _own(modification.act, actor)
    if row not in {each.key for each in classes()}:
        raise Refused(Refusal("Choisissez la nature du changement dans la liste."))
    with recording(actor) as journal:
        act = _locked(modification.act)
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
