"""Issue a convention: the slow work in a job, the move in one short transaction.

LibreOffice missing or hung, a full disk, a seal expired: the act stays « prête à émettre », the
job's line says why, and asking again succeeds.
"""

from django.conf import settings
from django.urls import reverse

from audit.actor import Actor
from audit.recording import recording
from common import french, jobs
from common.lifecycle import NotYours, Refusal, Refused
from common.models import Job
from documents import catalogue, conversion, production
from documents.models import Document, Envelope
from documents.pdf.errors import PdfRefused

from . import content, permissions
from .lifecycle import ConventionLifecycle
from .models import Convention

FIELD = "sig_"
"""A signature field is named after the role of its party: « sig_authority »."""


def ask(convention: Convention, *, actor: Actor) -> Job:
    """Check what can be checked at once, then queue the production of the sealed PDF."""
    if not permissions.may_steer(actor, convention):
        raise NotYours("L’émission revient au porteur de la convention.")
    refusals = ConventionLifecycle(convention).refusals("issue", actor=actor)
    if refusals:
        raise Refused(*refusals)
    running = pending(convention)
    if running is not None:
        return running
    return jobs.ask(
        "conventions.issue",
        f"Émission de {convention.reference}",
        [(convention.reference, {"convention": convention.pk})],
        actor=actor,
    )


def last_job(convention: Convention) -> Job | None:
    """The latest production of the act: under way, failed with its reason, or done."""
    return (
        Job.objects.filter(kind="conventions.issue", items__payload__convention=convention.pk)
        .order_by("-pk")
        .first()
    )


def pending(convention: Convention) -> Job | None:
    """The job that is producing the act now, or None."""
    return (
        Job.objects.filter(
            kind="conventions.issue",
            items__payload__convention=convention.pk,
            state__in=[Job.State.WAITING, Job.State.RUNNING],
        )
        .order_by("-pk")
        .first()
    )


@jobs.handles("conventions.issue")
def issue_item(payload: dict[str, object], actor: Actor) -> str:
    """Produce and issue one convention; done again after a kill, it finds what was done."""
    convention = Convention.unscoped.get(pk=payload["convention"])
    if convention.status == Convention.Status.AWAITING_SIGNATURE:
        return f"Acte émis : {convention.reference}."
    return f"Acte émis : {issue(convention, actor=actor).reference}."


def issue(convention: Convention, *, actor: Actor) -> Convention:
    """Produce the sealed PDF, then move the act to signature with its envelope and slots."""
    data = content.issued_data(convention)
    number = Envelope.unscoped.filter(document__about_id=convention.pk).count() + 1
    try:
        with (
            production.sealed(
                convention.model,
                data.to_data(),
                reference=convention.reference,
                revision=number,
                url_for_page=lambda page: verification_url(convention, number, page),
            ) as made,
            recording(actor),
        ):
            document = production.keep(
                made,
                about=convention,
                model=convention.model,
                snapshot=data.to_snapshot(),
                title=convention.title,
                purpose=Document.Purpose.ISSUED,
                file_name=f"{convention.reference}.pdf",
            )
            envelope = production.open_envelope(
                document, reference=convention.reference, signatories=slots(convention)
            )
            return ConventionLifecycle.move(convention, "issue", actor=actor, envelope=envelope)
    except (conversion.ConversionFailed, PdfRefused) as failure:
        raise Refused(Refusal(f"La production a échoué : {failure} Rien n’a été émis.")) from None
    except OSError as failure:
        raise Refused(
            Refusal(
                f"Le fichier n’a pas pu être écrit ({french.os_error(failure)}). Rien n’a été émis."
            )
        ) from None


def slots(convention: Convention) -> list[dict[str, object]]:
    """One signature field per signatory of the model, known by the role of its party."""
    rows: list[dict[str, object]] = []
    for signatory in catalogue.signatories(convention.model.manifest):
        role = signatory["field"].removeprefix(FIELD)
        party = convention.party(role)
        rows.append(
            {
                "field": signatory["field"],
                "order": signatory["order"],
                "key": role,
                "label": str(party.institution) if party else role,
                "level": convention.model.manifest.get("level_parameter", "level.convention"),
            }
        )
    return rows


def verification_url(convention: Convention, revision: int, page: int) -> str:
    """The address in the QR code of a page: it says reference, revision and page, no secret."""
    path = reverse("documents:verify")
    return f"{settings.SITE_URL}{path}?ref={convention.reference}&rev={revision}&p={page}"
