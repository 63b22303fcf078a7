"""« Essayer »: play an act of the kind, make its document, keep what was shown on the kind.

Only what was tried since its last change can be published. A second job shows the Word model of
a kind as it was deposited, page by page.
"""

from audit.actor import Actor
from audit.recording import recording
from common import clock, jobs
from common.lifecycle import Refusal, Refused
from common.models import Job
from documents import catalogue, conversion, production, rendering, store
from documents.models import Document, DocumentModel
from documents.pdf import fields, pages, watermark

from ..docdata import free
from ..docdata.builders import contracts
from ..kit import sentences
from ..models import ActKind
from . import describing, gaps, rehearsing
from .changing import allowed
from .lifecycle import KindLifecycle

JOB = "conventions.try_kind"
PREVIEW_JOB = "conventions.preview_model"
MARK = "ESSAI"
TRIAL_PAPER, PREVIEW_PAPER = "kind_trial", "model_preview"


def ask(kind: ActKind, *, actor: Actor) -> Job:
    """Queue a trial. Raises ``NotYours``, ``Refused`` with everything that the kind lacks."""
    allowed(actor)
    if not kind.editable:
        raise Refused(Refusal("Cette version est publiée ou retirée : elle a été essayée."))
    lacking = list(gaps.refusals(kind))
    if lacking:
        raise Refused(*lacking)
    label = f"Essai de « {kind.label} », version {kind.version}"
    return jobs.ask(JOB, label, [(kind.label, {"kind": kind.pk})], actor=actor)


def last_job(kind: ActKind) -> Job | None:
    """The latest trial: under way, failed with its reason, or done."""
    asked = Job.objects.filter(kind=JOB, items__payload__kind=kind.pk)
    return asked.order_by("-pk").first()


@jobs.handles(JOB)
def try_item(payload: dict[str, object], actor: Actor) -> str:
    """Play, produce, keep; done again after a kill, it only shows the same again."""
    kind = ActKind.unscoped.get(pk=payload["kind"])
    of, model = describing.fingerprint(kind), describing.model_of(kind)
    if model is None:
        raise Refused(*gaps.refusals(kind))
    try:
        if model.free:
            _fill_apart(kind, model)
        played = rehearsing.play(kind)
    except rendering.ModelError as error:
        raise Refused(Refusal(str(error))) from None
    with sentences():
        made = _paper(kind, model, played, of, actor)
    return f"Essai terminé : {len(played.steps)} étapes, {made.pages} pages."


def _fill_apart(kind: ActKind, model: DocumentModel) -> None:
    """A deposited text is first filled in a child process, within its limits."""
    data = free.sample(contracts.of_kind(kind, model))
    word = catalogue.content(model.sha256)
    rendering.fill_in_child(word, {**data, free.HASH: ""})


def _paper(
    kind: ActKind, model: DocumentModel, played: rehearsing.Played, of: str, actor: Actor
) -> Document:
    """The document as it would be issued, without seal, marked ESSAI."""
    filled = production.fill(model, played.data)
    pdf = conversion.to_pdfa(filled.docx, expected_text=played.reference)
    fields.locate(pdf, [fields.FieldSpec(s["field"], s["anchor"]) for s in played.signatures])
    pdf = watermark.mark(pdf, MARK)
    with store.prepared((pdf, store.PDF)) as (paper,), recording(actor):
        document = production.receive(
            paper,
            about=kind,
            kind=TRIAL_PAPER,
            title=f"Essai : {kind.label}",
            file_name="essai.pdf",
            pages=pages.count(pdf),
        )
        trial = {
            "at": clock.now().isoformat(),
            "steps": played.steps,
            "mails": played.mails,
        }
        KindLifecycle.move(kind, "record_trial", actor=actor, trial=trial, of=of)
    return document


def paper(kind: ActKind) -> Document | None:
    """The document of the last trial."""
    return Document.unscoped.about(kind).filter(kind=TRIAL_PAPER).order_by("-pk").first()


# --- the model as it was deposited ----------------------------------------------------------------


def ask_preview(model: DocumentModel, *, actor: Actor) -> Job:
    """Queue the pages of a model just deposited, its names in braces left as they are."""
    label = f"Aperçu du modèle « {model.title} »"
    return jobs.ask(PREVIEW_JOB, label, [(model.title, {"model": model.pk})], actor=actor)


@jobs.handles(PREVIEW_JOB)
def preview_item(payload: dict[str, object], actor: Actor) -> str:
    """Convert the Word file as it is; done again, it finds what was made."""
    model = DocumentModel.unscoped.get(pk=payload["model"])
    made = preview(model)
    if made is None:
        with sentences():
            pdf = conversion.to_pdfa(catalogue.content(model.sha256), expected_text="")
            with store.prepared((pdf, store.PDF)) as (file,), recording(actor):
                made = production.receive(
                    file,
                    about=model,
                    kind=PREVIEW_PAPER,
                    title=f"Aperçu : {model.title}",
                    file_name="apercu.pdf",
                    pages=pages.count(pdf),
                )
    return f"Aperçu prêt : {made.pages} pages."


def preview(model: DocumentModel) -> Document | None:
    """The pages of a deposited model, once converted."""
    return Document.unscoped.about(model).filter(kind=PREVIEW_PAPER).order_by("-pk").first()
