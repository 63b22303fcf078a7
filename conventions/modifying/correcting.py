"""The words of a rectification in the text of the act: found, measured, and put in their place."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from common import french
from common.lifecycle import Refusal, Refused
from documents import text
from documents.redline import wording

from .. import clauses
from ..models import Convention, Rectification, RectifiedError
from . import clerical, consolidating


@dataclass(frozen=True, slots=True)
class Found:
    """Where an error stands: its clause, its passage before and after, the change that puts it
    right."""

    key: str
    place: str
    before: str
    after: str
    operation: dict[str, Any]


def passages(initial: Convention) -> list[clauses.Clause]:
    """The clauses of the text in force, with the words of their tables; none when it is unknown."""
    found = consolidating.word(initial)
    return clauses.of_blocks(text.blocks(found), cells=True) if found is not None else []


def find(initial: Convention, key: str, wrong: str, right: str) -> Found:
    """The one place of the clause that says ``wrong``; ``Refused`` when there is none, or several.

    Spaces and apostrophes are read as the eye does: the words need not be typed as printed.
    """
    clause = next((each for each in passages(initial) if each.key == key), None)
    if clause is None:
        raise Refused(Refusal("Choisissez l’article ou l’annexe où se trouve l’erreur."))
    hits = [(each, at) for each in clause.paragraphs for at in _places(each.text, wrong)]
    if not hits:
        raise Refused(
            Refusal(
                f"{french.quoted(wrong)} ne se lit pas dans « {clause.title} » : copiez les mots "
                "erronés, tels qu’ils y sont écrits.",
                key="rectification.wrong",
            )
        )
    if len(hits) > 1:
        raise Refused(
            Refusal(
                f"{french.quoted(wrong)} se lit {len(hits)} fois dans « {clause.title} » : citez "
                "aussi les mots qui l’entourent.",
                key="rectification.several",
            )
        )
    [(paragraph, (start, end))] = hits
    after = paragraph.text[:start] + right + paragraph.text[end:]
    made = wording.edit(paragraph.line, paragraph.anchor, after)
    if made is None:
        raise Refused(Refusal("Ces mots ne peuvent être repris ici : préparez un avenant."))
    return Found(key, clause.title, paragraph.text, after, dict(made))


_ALIKE = str.maketrans({"\u00a0": " ", "\u202f": " ", "’": "'"})


def _places(said: str, wrong: str) -> Iterator[tuple[int, int]]:
    plain, sought = said.translate(_ALIKE), wrong.translate(_ALIKE)
    at = plain.find(sought)
    while sought and at >= 0:
        yield at, at + len(sought)
        at = plain.find(sought, at + len(sought))


def refusals(rectification: Rectification) -> Iterator[Refusal]:
    """What keeps a rectification from being proposed: no error, or one that lost its place."""
    errors = list(rectification.errors.all())
    if not errors:
        yield Refusal("Aucune erreur n’est écrite : dites où elle est, et ce qu’il faut lire.")
    others = rectification.convention.rectifications.filter(
        status=Rectification.Status.PROPOSED
    ).exclude(pk=rectification.pk)
    for other in others:
        yield Refusal(
            f"La rectification {other.reference} attend encore des réponses : terminez-la ou "
            "retirez-la.",
            key="rectification.open",
        )
    for error in lost(rectification.convention, errors):
        yield Refusal(
            f"Le texte en vigueur a changé depuis : « {error.place} » ne dit plus "
            f"{french.quoted(error.wrong)}.",
            key="rectification.lost",
        )


def lost(initial: Convention, errors: Sequence[RectifiedError]) -> list[RectifiedError]:
    """Errors that no longer find their place in the text in force."""
    before = consolidating.word(initial)
    if before is None:
        return []
    rows = [each for each in errors for _ in each.operations]
    operations = [each for error in errors for each in error.operations]
    gone = {index for _, index in wording.applied(before, [operations]).lost}
    return list({rows[index].pk: rows[index] for index in sorted(gone)}.values())


def refused(
    initial: Convention, *, row: str, place: str, before: str, after: str
) -> Iterator[Refusal]:
    """Why this is no clerical error: nothing changes, or an obligation does."""
    if text.normalised(before) == text.normalised(after):
        yield Refusal("Le texte exact est le même que le texte erroné.")
        return
    yield from clerical.refusals(initial, row=row, place=place, before=before, after=after)
