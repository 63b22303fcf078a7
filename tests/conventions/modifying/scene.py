"""Acts in force of the invented commune, with the Word file of the text that was signed."""

import datetime as dt
from decimal import Decimal

from audit.actor import SYSTEM
from audit.recording import recording
from common import clock
from conventions import content, gates
from conventions.lifecycle import ConventionLifecycle
from conventions.models import Convention, Modification
from conventions.modifying import amending, slips
from conventions.services import version
from documents import production, store
from documents.models import Document
from tests.circuits import acts
from tests.conventions import case as build

SIGNED_ON, EFFECT, END = dt.date(2026, 5, 4), dt.date(2026, 9, 1), dt.date(2029, 8, 31)
NEXT_YEAR = dt.date(2027, 9, 1)
LIMITS = {"max_amount": Decimal("2000.00"), "max_accounts": 200, "max_unit_price": Decimal("10")}
"""What the commune's council voted, more than the act itself says."""


def in_force(case, *, text=True, limits=None, **values) -> Convention:
    """A convention tripartite in force from its day of effect, as its council voted it."""
    made = case.settle(case.convention(**values))
    case.vote(made, **(LIMITS if limits is None else limits))
    if text:
        signed_text(made)
    return enter(made)


def enter(made: Convention, register_number="CONV2026_012") -> Convention:
    made.status, made.register_number = "in_force", register_number
    made.act_date, made.notified_on, made.in_force_on = SIGNED_ON, SIGNED_ON, made.starts_on
    return fresh(build.saved(made, "enter_into_force"))


def signed_text(made: Convention) -> None:
    """The issued act: its Word file, beside a page that stands for the PDF."""
    data = content.issued_data(made)
    word = production.fill(made.model, data.to_data(), content.words(made)).docx
    pdf = acts.blank_pdf()
    with (
        store.prepared((pdf, store.PDF), (word, store.DOCX)) as (paper, docx),
        recording(SYSTEM),
    ):
        document = Document(
            about_type=made._meta.label_lower,
            about_id=made.pk,
            kind=made.model.kind,
            title=made.title,
            purpose=Document.Purpose.ISSUED,
            model=made.model,
            snapshot=data.to_snapshot(),
            text_hash=made.text_hash,
            docx_sha256=docx.keep().sha256,
            pdf_sha256=paper.keep().sha256,
            file_name=f"{made.reference}.pdf",
            pages=1,
        )
        document.save()
        made.envelope = production.open_envelope(document, reference=made.reference, signatories=[])
        made.save()


def fresh(convention: Convention) -> Convention:
    return Convention.unscoped.get(pk=convention.pk)


def amendment(case, initial, *, reason="price", starts_on=NEXT_YEAR, **fields) -> Convention:
    """An amendment just begun."""
    made = amending.begin(initial, reason=reason, starts_on=starts_on, actor=case.actor, **fields)
    return fresh(made)


def link(act: Convention) -> Modification:
    return Modification.unscoped.get(act=act)


def revise(case, act: Convention, *, reason="price", schools=None, **changes) -> Convention:
    amending.revise(
        act,
        changes,
        reason=reason,
        schools=schools,
        seen_version=version(act),
        actor=case.actor,
    )
    return fresh(act)


def replace(case, act: Convention, title: str, old: str, new: str, *, row="R23"):
    """Give the clause whose title begins so the words ``new`` in the place of ``old``."""
    modification = link(act)
    clause = next(
        each
        for each in amending.passages(modification)
        if " ".join(each.title.split()).startswith(title)
    )
    words = [each.text.replace(old, new) for each in clause.paragraphs]
    return amending.rewrite(modification, clause.key, words, row=row, actor=case.actor)


def take_effect(act: Convention, on=None) -> Convention:
    """Signed, notified, in force: the last move through the gate."""
    act = fresh(act)
    act.status, act.act_date, act.notified_on = "notified", SIGNED_ON, SIGNED_ON
    build.saved(act, "notify")
    at = dt.datetime.combine(on or act.starts_on, dt.time(6), tzinfo=dt.UTC)
    with clock.at(at):
        ConventionLifecycle.move(act, "enter_into_force", actor=SYSTEM)
    return fresh(act)


# --- slips ------------------------------------------------------------------------------------
PROJECT = {
    "project_title": "Lire et écrire pour être lu",
    "project_opinion": "favourable",
    "project_opinion_date": "2026-02-20",
    "project_reserves_text": "",
}


def entry(school, *, accounts=20, starts_on=NEXT_YEAR, **project) -> slips.Entry:
    """A school that enters, as its author types it."""
    return slips.Entry(school, starts_on, "élémentaire, 1 classe", accounts, PROJECT | project)


def slip(case, initial, school, **values) -> Convention:
    """A slip just begun."""
    return fresh(slips.begin(initial, entry(school, **values), actor=case.actor))


def put(act: Convention, status: str, **fields) -> Convention:
    """Where an act stands, without the moves that lead there."""
    for name, value in {"status": status, **fields}.items():
        setattr(act, name, value)
    return fresh(build.saved(act, "put"))


def enter_school(case, act: Convention) -> Convention:
    """Signed, given its visa, and its day has come: the last move through the gate."""
    act = put(act, "signed", act_date=SIGNED_ON, register_number="BE2026_001")
    case.visa(act)
    with clock.at(dt.datetime.combine(act.starts_on, dt.time(6), tzinfo=dt.UTC)):
        gates.move(act, "admit_school", actor=SYSTEM)
    return fresh(act)
