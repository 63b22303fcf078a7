"""Issue a convention: the slow work in a job, the move in one short transaction.

LibreOffice missing or hung, a full disk, a seal expired: the act stays « prête à émettre », the
job's line says why, and asking again succeeds.
"""

from typing import Any

from django.conf import settings
from django.urls import reverse

from audit.actor import Actor
from audit.recording import recording
from common import clock, french, jobs
from common.lifecycle import NotYours, Refusal, Refused
from common.models import Job
from documents import conversion, production
from documents.lifecycle import SAID
from documents.models import Document, Envelope, Slot
from documents.pdf.errors import PdfRefused
from governance import levels, wording

from . import content, gates, kinds, permissions
from .models import Convention


def ask(convention: Convention, *, actor: Actor) -> Job:
    """Check what can be checked at once, then queue the production of the sealed PDF."""
    if not permissions.may_steer(actor, convention):
        raise NotYours("L’émission revient au porteur de la convention.")
    verb = gates.issue_verb(convention)
    refusals = gates.of(convention, verb).refusals(verb, actor=actor)
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
    settled, data = content.settled_data(convention), content.issued_data(convention)
    words = content.words(convention)
    number = Envelope.unscoped.filter(document__about_id=convention.pk).count() + 1
    try:
        with (
            production.sealed(
                convention.model,
                data.to_data(),
                signatures=kinds.signature_fields(convention),
                words=content.words(convention),
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
                words=words,
                title=convention.title,
                purpose=Document.Purpose.ISSUED,
                file_name=f"{convention.reference}.pdf",
            )
            envelope = production.open_envelope(
                document, reference=convention.reference, signatories=slots(convention)
            )
            return gates.move(
                convention,
                gates.issue_verb(convention),
                actor=actor,
                envelope=envelope,
                snapshot=settled.to_snapshot(),
                text_hash=document.text_hash,
            )
    except (conversion.ConversionFailed, PdfRefused) as failure:
        raise Refused(Refusal(f"La production a échoué : {failure} Rien n’a été émis.")) from None
    except OSError as failure:
        raise Refused(
            Refusal(
                f"Le fichier n’a pas pu être écrit ({french.os_error(failure)}). Rien n’a été émis."
            )
        ) from None


def slots(convention: Convention) -> list[dict[str, Any]]:
    """One signature field per signatory of the text, known by the role of its party."""
    rows: list[dict[str, Any]] = []
    for signatory in kinds.signature_fields(convention):
        role = signatory["field"].removeprefix(kinds.FIELD)
        party = convention.party(role)
        rows.append(
            {
                "field": signatory["field"],
                "order": signatory["order"],
                "key": role,
                "label": str(party.institution) if party else role,
                "level": signatory["level"],
                "modes": levels.modes(signatory["level"], clock.today()),
            }
        )
    return rows


def not_by_code(convention: Convention) -> list[str]:
    """Said before the issue: which party will not be able to sign with a code, and why (P15)."""
    found = []
    for row in slots(convention):
        party, modes = convention.party(row["key"]), row["modes"]
        if party is None or Slot.Mode.PLATFORM in modes:
            continue
        ways = french.list_fr((SAID[Slot.Mode(each)] for each in modes), "ou")
        source = levels.source(row["level"], clock.today())
        found.append(
            f"{wording.institution_title(party.institution)} signe {ways}, sans code ({source})."
        )
    return found


def verification_url(convention: Convention, revision: int, page: int) -> str:
    """The address in the QR code of a page: it says reference, revision and page, no secret."""
    path = reverse("documents:verify")
    return f"{settings.SITE_URL}{path}?ref={convention.reference}&rev={revision}&p={page}"
