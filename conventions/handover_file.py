"""The handover file as a PDF: written as a Word file, converted by the service, kept with its hash.

It is no act and follows no model of the lawyers: headings and lists, dated, of one institution,
in the styles of the models.
"""

import io
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH

from audit.actor import Actor
from audit.recording import recording
from common import clock, jobs
from common.french import date_fr, os_error, typography
from common.lifecycle import NotYours, Refusal, Refused
from common.models import Job
from documents import conversion, store
from documents.drafting.running import Running
from documents.drafting.styles import DASHES, Page, in_list, new_list, prepare
from documents.models import Document
from documents.pdf import pages
from documents.rendering import sandbox
from governance import acting, wording
from governance.models import Institution, Mandate

from . import handover

JOB = "conventions.handover"
KIND = "dossier_passation"


def title_of(institution: Institution) -> str:
    return f"Dossier de passation {wording.of_institution(institution)}"


def ask(institution: Institution, *, actor: Actor) -> Job:
    """Queue the file, as ``actor`` may read it today."""
    if not handover.may_read(actor, institution):
        raise NotYours("Ce dossier est celui de l’exécutif et du secrétariat de l’institution.")
    payload: dict[str, object] = {"institution": institution.pk, "mandate": actor.mandate_id}
    return jobs.ask(JOB, title_of(institution), [(str(institution), payload)], actor=actor)


@jobs.handles(JOB)
def make(payload: dict[str, object], actor: Actor) -> str:
    """Write, convert and keep one file; a fault is the sentence of its line."""
    institution = Institution.unscoped.get(pk=payload["institution"])
    reader = acting.actor_of(Mandate.unscoped.with_words().get(pk=payload["mandate"]))
    word = as_word(institution, reader)
    try:
        pdf = conversion.to_pdfa(word, expected_text=institution.name)
    except conversion.ConversionFailed as failure:
        raise Refused(Refusal(f"La production a échoué : {failure}")) from None
    except OSError as failure:
        raise Refused(Refusal(f"Le fichier n’a pas pu être écrit ({os_error(failure)}).")) from None
    with (
        store.prepared((word, store.DOCX), (pdf, store.PDF)) as (docx_file, pdf_file),
        recording(actor) as journal,
    ):
        document = Document(
            about_type=institution._meta.label_lower,
            about_id=institution.pk,
            kind=KIND,
            title=title_of(institution),
            purpose=Document.Purpose.ATTACHED,
            docx_sha256=docx_file.keep().sha256,
            pdf_sha256=pdf_file.keep().sha256,
            file_name=f"dossier-passation-{clock.today().isoformat()}.pdf",
            pages=pages.count(pdf),
        )
        document.full_clean()
        journal.says(document, "produce", document_hash=pdf_file.sha256)
        document.save()
    return f"{document.pages} pages."


def latest(institution: Institution) -> Document | None:
    """The last file made for the institution."""
    return Document.unscoped.about(institution).filter(kind=KIND).order_by("-pk").first()


def clean(text: str) -> str:
    """Words of the directory as a Word file may hold and print them."""
    return sandbox.clean(typography(text))


def as_word(institution: Institution, reader: Actor) -> bytes:
    """The file as a Word document, in the order of the page: A4, numbered pages, the styles of
    the models."""
    file: Any = docx.Document()
    page = Page()
    prepare(file, page, title=title_of(institution))
    running = Running(page, title="Dossier de passation", case="", text_hash=False)
    running.apply(file.sections[0], landscape=False)
    file.add_paragraph(clean(title_of(institution)), style="Title")
    file.add_paragraph(clean(institution.name), style="Subtitle")
    holder = handover.executive(institution)
    if holder is not None:
        file.add_paragraph(
            clean(
                f"À l’attention de {holder.person.formal_name}, {wording.quality(holder)}, en "
                f"fonction {holder.period_words}."
            )
        )
    file.add_paragraph(f"État au {date_fr(clock.today(institution.time_zone))}.")
    dashes = new_list(file, DASHES)
    for part in handover.parts(institution, reader):
        file.add_heading(part.title, level=1)
        if not part.lines:
            file.add_paragraph(part.none)
        for line in part.lines:
            paragraph = file.add_paragraph(style="List Bullet")
            in_list(paragraph, dashes)
            paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
            paragraph.paragraph_format.keep_together = True
            paragraph.add_run(clean(line.what)).bold = True
            if line.detail:
                paragraph.add_run(clean(f" — {line.detail}"))
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()
