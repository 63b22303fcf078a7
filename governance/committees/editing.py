"""A paper corrected by hand in Word: kept, compared, never written over silently.

The secretary downloads the draft, corrects it, hands it back. Making it again from the rows says
first what of the hand’s work would be lost, and what the rows changed since.
"""

import functools
from dataclasses import dataclass

from audit.actor import Actor
from common.lifecycle import Refusal, Refused
from common.models import Job
from documents import model_check, production, store, text
from documents.redline import screen
from documents.rendering import ModelError
from governance.services.store import require

from . import accounting, minutes_guards, papers, permissions, writing
from .models import Meeting, Paper
from .models.minutes import MinutesStatus
from .models.papers import Copy, PaperKind
from .wanted import Wanted

EDITABLE = (PaperKind.MINUTES,)
STALE = (
    "Ce document a été produit ou corrigé de nouveau depuis. Voici la version actuelle : "
    "téléchargez-la et reportez-y vos corrections."
)
KEPT = 0.4
"""Below this share of paragraphs in common, the file is not the paper that was downloaded."""


@dataclass(frozen=True)
class Comparison:
    """``lost``: what the hand changed in the file made, or in the draft that was approved;
    ``changed``: what the rows changed since that file was made."""

    paper: Paper
    lost: screen.Redline
    changed: screen.Redline


def may_edit(actor: Actor, paper: Paper) -> bool:
    """Minutes not yet to be signed, by who writes them, when the copy is the one that counts."""
    meeting = paper.meeting
    minutes = accounting.of(meeting) if meeting is not None else None
    if paper.kind not in EDITABLE or minutes is None or meeting is None:
        return False
    open_ones = (*writing.WRITTEN, MinutesStatus.APPROVED)
    if minutes.status not in open_ones or minutes_guards.envelopes(minutes):
        return False
    return permissions.may_write_minutes(actor, minutes)


def receive(paper: Paper, file: bytes, *, actor: Actor) -> Paper:
    """Keep the file corrected by hand as the paper that counts.

    ``Refused`` for an unsafe file, one that keeps comments or tracked changes, another text, one
    that changes nothing, an older version, and a shared copy that names a point held in private.
    """
    check = functools.partial(_still_to_edit, paper, actor)
    check()
    made = _blocks(paper)
    given = _read(file)
    known = {block.text for block in made if block.text.strip()}
    kept = sum(block.text in known for block in given)
    if kept < KEPT * len(known):
        raise Refused(
            Refusal(
                f"Ce fichier n’est pas ce document : {kept} paragraphes sur {len(known)} s’y "
                "retrouvent. Partez du fichier Word proposé sur cette page."
            )
        )
    if screen.compared(made, given).empty:
        raise Refused(Refusal("Ce fichier ne change rien au document : il n’est pas déposé."))
    _refuse_private(paper, file)
    kept_model = paper.document.model
    assert kept_model is not None  # noqa: S101 minutes are made from a model
    contents = papers.contract_of(paper)
    with papers.sentences():
        return papers.keep(
            wanted(paper),
            contents,
            kept_model,
            production.Filled(file, ""),
            actor=actor,
            check=check,
            edited=True,
        )


def _still_to_edit(paper: Paper, actor: Actor) -> None:
    """Said before anything is read, and again when the file is kept: the conversion takes time."""
    require(may_edit(actor, paper), permissions.WRITES)
    if current(paper).pk != paper.pk:
        raise Refused(Refusal(STALE, key="common.stale"))


def _refuse_private(paper: Paper, file: bytes) -> None:
    minutes = accounting.of(paper.meeting) if paper.meeting is not None else None
    if paper.copy != Copy.SHARED or minutes is None:
        return
    if named := list(minutes_guards.private(minutes, file)):
        raise Refused(*named)


def _read(file: bytes) -> list[text.Block]:
    """The body of a file handed back; ``Refused`` for what must not stay in it."""
    try:
        unwanted = [*model_check.active_content(file), *model_check.left_behind(file)]
        if unwanted:
            raise Refused(*map(Refusal, unwanted))
        return list(text.blocks(file))
    except ModelError as refusal:
        raise Refused(Refusal(str(refusal))) from None


def compare(paper: Paper, *, actor: Actor) -> Comparison:
    """What making ``paper`` again would lose, and what it would change besides."""
    base = _made_before(paper)
    hand = paper if paper.edited else not_carried(paper) or paper
    fresh = production.fill(
        papers.checked(paper.kind, contents := papers.data_of(wanted(paper), actor)),
        contents.to_data(),
    )
    return Comparison(
        paper,
        screen.compared(_blocks(_made_before(hand)), _blocks(hand)),
        screen.compared(_blocks(base), text.blocks(fresh.docx)),
    )


def edited(meeting: Meeting) -> list[Paper]:
    """The copies of the minutes that count now and were corrected by hand."""
    found = (papers.latest(meeting, PaperKind.MINUTES, copy) for copy in papers.copies(meeting))
    return [each for each in found if each is not None and each.edited]


def not_carried(paper: Paper) -> Paper | None:
    """The draft corrected by hand whose corrections a later stage, made from the rows, does not
    have; None when nothing is to be carried over."""
    if paper.edited:
        return None
    before = papers.made(wanted(paper)).filter(pk__lt=paper.pk).first()
    moved = before is not None and _stage(before) != _stage(paper)
    return before if before is not None and before.edited and moved else None


def _stage(paper: Paper) -> object:
    return paper.document.snapshot.get("stage")


def make_again(paper: Paper, *, seen: str, accepts: bool, actor: Actor) -> Job:
    """Make it again from the rows, once the loss was shown and accepted.

    ``seen``: the file that the page showed; ``Refused`` when another one came since.
    """
    require(may_edit(actor, paper), permissions.WRITES)
    if not accepts:
        raise Refused(Refusal("Cochez la case : elle dit que vous renoncez à ces corrections."))
    now = current(paper)
    if now.document.docx_sha256 != seen:
        raise Refused(
            Refusal(
                "Le document a changé depuis l’ouverture de cette page : relisez ce qui serait "
                "perdu.",
                key="common.stale",
            )
        )
    return papers.queue([wanted(now)], str(now), actor=actor)


def current(paper: Paper) -> Paper:
    """The paper that counts now for the same need."""
    return papers.made(wanted(paper)).first() or paper


def wanted(paper: Paper) -> Wanted:
    return Wanted(
        PaperKind(paper.kind),
        paper.committee,
        paper.meeting,
        copy=Copy(paper.copy),
        about=paper.about,
    )


def _made_before(paper: Paper) -> Paper:
    """The last one that the site made: what the hand started from."""
    rows = papers.made(wanted(paper)).filter(edited=False, pk__lte=paper.pk)
    return rows.first() or paper


def _blocks(paper: Paper) -> list[text.Block]:
    return list(text.blocks(store.read(paper.document.docx_sha256)))
