"""The consolidated text as a file, made by the worker each time that what changes the act does."""

from typing import Any

from audit.actor import SYSTEM, Actor
from audit.recording import recording
from common import clock, french, jobs
from common.lifecycle import Refusal, Refused
from common.models import Job
from documents import conversion, production, store
from documents.models import Document
from documents.pdf import pages

from ..kit import sentences
from ..models import Convention
from . import consolidating

JOB = "conventions.consolidate"


def ask(initial: Convention) -> Job | None:
    """Have the worker print the text in force; None when the site does not hold it."""
    if consolidating.signed_word(initial) is None:
        return None
    return jobs.ask(
        JOB,
        f"Texte consolidé de {initial.reference}",
        [(initial.reference, {"convention": initial.pk})],
        actor=SYSTEM,
    )


def latest(initial: Convention) -> Document | None:
    """The consolidated text printed last; None before the first one."""
    found = Document.unscoped.about(initial).filter(file_name__startswith=_stem(initial))
    return found.order_by("-pk").first()


def _stem(initial: Convention) -> str:
    return f"{initial.reference}-consolide"


def _file_name(initial: Convention) -> str:
    return f"{_stem(initial)}-{len(consolidating.changes(initial))}.pdf"


@jobs.handles(JOB)
def consolidate_item(payload: dict[str, Any], actor: Actor) -> str:
    """Print the text in force; done again after a kill, it finds what was printed."""
    initial = Convention.unscoped.get(pk=payload["convention"])
    known = latest(initial)
    said = consolidating.sources(initial)
    if known is not None and known.snapshot.get("sources") == said:
        return f"{known.title}."
    docx = consolidating.printable(initial)
    if docx is None:
        raise Refused(Refusal("Le site ne conserve de cet acte que la copie signée."))
    with sentences():
        pdf = conversion.to_pdfa(docx, expected_text=initial.reference)
        with (
            store.prepared((docx, store.DOCX), (pdf, store.PDF)) as (word, paper),
            recording(actor),
        ):
            made = production.Produced(production.Filled(docx, ""), word, paper, pages.count(pdf))
            document = production.keep(
                made,
                about=initial,
                model=initial.model,
                snapshot={"sources": said},
                title=f"Texte consolidé au {french.date_fr(clock.today())} ({said})",
                purpose=Document.Purpose.ATTACHED,
                file_name=_file_name(initial),
            )
    return f"{document.title}."
