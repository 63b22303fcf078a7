"""What the page of an act shows of what changes it, or of what it changes."""

from dataclasses import dataclass
from typing import Any

from audit.actor import Actor
from documents.models import Document

from .. import coverage, dossier
from ..models import (
    AUTHORITY,
    Convention,
    ConventionSchool,
    Modification,
    ModifiedArticle,
    Rectification,
    Way,
)
from . import (
    consolidating,
    entering,
    finding,
    offering,
    perimeter,
    printing,
    rectification_file,
    room,
    values,
)


@dataclass(frozen=True, slots=True)
class Line:
    """One act that changes this one, as its reader may see it."""

    act: Convention
    label: str


@dataclass(frozen=True, slots=True)
class Change:
    """What this act changes of another: passages and values, before and after."""

    initial: Convention | None
    link: Modification
    articles: list[ModifiedArticle]
    school: ConventionSchool | None
    values: list[tuple[str, str, str]]


def of(convention: Convention, actor: Actor, may: str) -> dict[str, Any]:
    """The context of the panels; ``may``: the letters of the reader."""
    if "T" not in may and "D" not in may:
        return {}
    link = finding.of(convention)
    if link is not None:
        return {"change": _change(link, actor, may)}
    lines = _lines(convention, actor)
    rectifications = rectifications_seen(convention, may)
    return {
        "modifications": lines,
        "rectifications": [
            (row, [each for each in rectification_file.answers(row) if each.letter])
            for row in rectifications
        ],
        "begins": offering.offers(convention, actor).values(),
        **(_text(convention, may) if lines or rectifications else {}),
        **_perimeter(convention, actor, may),
    }


def rectifications_seen(convention: Convention, may: str) -> list[Rectification]:
    """The rectifications of an act for a reader of its text; drafts for those who prepare it."""
    if "T" not in may or "m" in may:
        return []
    found = convention.rectifications.all()
    if "D" not in may:
        found = found.exclude(proposed_at=None)
    return list(found)


def _perimeter(convention: Convention, actor: Actor, may: str) -> dict[str, Any]:
    """The schools of the act as it holds today, once it is signed by everybody."""
    if not convention.kind.with_schools or convention.status not in entering.HELD:
        return {}
    party = convention.party(AUTHORITY)
    vote = coverage.ground(party) if party is not None else None
    whole = "m" not in may
    left = room.of(convention, vote) if whole else None
    found = perimeter.of(convention, actor, left_room=left)
    return {"perimeter": found, "perimeter_whole": whole}


def _lines(convention: Convention, actor: Actor) -> list[Line]:
    seen = Convention.objects.visible_to(actor).filter(modification__initial=convention)
    rows = seen.select_related("modification", "kind").order_by("modification__pk")
    return [Line(act, f"{act.kind.get_way_display()}{_number(act.modification)}") for act in rows]


def _number(link: Modification) -> str:
    return f" n° {link.number}" if link.way == Way.AMENDMENT else f" {link.act.reference}"


def _text(convention: Convention, may: str) -> dict[str, Any]:
    """The text in force, when something has changed it and the site holds it."""
    if not consolidating.changes(convention) or consolidating.signed_word(convention) is None:
        return {}
    printed: Document | None = printing.latest(convention)
    if printed is not None and printed not in dossier.documents(convention, may):
        printed = None
    return {"text_in_force": consolidating.sources(convention), "printed_text": printed}


def _change(link: Modification, actor: Actor, may: str) -> Change:
    seen = Convention.objects.visible_to(actor).filter(pk=link.initial_id).first()
    whole, slip = "m" not in may, link.way == Way.ENTRY_SLIP
    return Change(
        seen,
        link,
        list(link.articles.all()) if whole else [],
        link.act.schools.select_related("school").first() if slip else None,
        values.described(link) if whole and not slip else [],
    )
