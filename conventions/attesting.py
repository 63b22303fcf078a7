"""The attestation of a copy: asked by an agent for somebody, made by the worker, sealed.

It says that a copy is true to what the syndicate keeps, never that the act is valid. One line of
a job, as the other papers of the act: what failed is said on the page, and asked again from there.
"""

import uuid
from typing import Any

from audit.actor import Actor
from audit.recording import recording
from common import clock, french, jobs
from common.lifecycle import NotYours, Refusal, Refused
from common.models import Job
from documents import catalogue, production, store
from documents.models import Document, Slot
from documents.pdf import pages, sheets
from governance import acting
from governance.models import Mandate

from . import kit, permissions
from .docdata.builders import attestation
from .docdata.builders.attestation import Asked
from .models import Convention

JOB = "conventions.attestation"
MODEL = "attestation-copie-conforme"
TITLE = "Attestation de conformité d’une copie"
NOT_FINAL = Refusal(
    "L’exemplaire définitif n’est pas encore établi : une copie s’atteste quand il l’est."
)


def may_attest(actor: Actor, convention: Convention) -> bool:
    """The agents who follow the act or decide its law, once it has a number and a final copy."""
    final = convention.envelope is not None and convention.envelope.final is not None
    return final and permissions.may_steer_or_law(actor, convention)


def papers(convention: Convention) -> list[Slot]:
    """The signatures given on paper, whose scans may be attested too."""
    if convention.envelope is None:
        return []
    found = convention.envelope.slots.filter(
        mode=Slot.Mode.PAPER, status=Slot.Status.ACCEPTED
    ).select_related("signature__paper_return__file")
    return list(found.order_by("order"))


def ask(convention: Convention, asked: Asked, *, actor: Actor) -> Job:
    """Have the attestation made. Raises ``NotYours``, ``Refused`` before the final copy."""
    if not permissions.may_steer_or_law(actor, convention):
        raise NotYours("Une copie est attestée par le porteur de l’acte ou un juriste.")
    agent = acting.mandate_of(actor)
    if not may_attest(actor, convention) or agent is None:
        raise Refused(NOT_FINAL)
    payload: dict[str, object] = {
        "convention": convention.pk,
        "copy": asked.copy,
        "recipient": asked.recipient,
        "office": asked.office,
        "use": asked.use,
        "slot": asked.slot.pk if asked.slot is not None else None,
        "agent": agent.pk,
        "name": f"{convention.reference}-attestation-{uuid.uuid4().hex[:8]}.pdf",
    }
    return jobs.ask(JOB, f"{TITLE}, {convention.reference}", [(TITLE, payload)], actor=actor)


def last_job(convention: Convention) -> Job | None:
    """The latest attestation asked: under way, failed with its reason, or done."""
    asked = Job.objects.filter(kind=JOB, items__payload__convention=convention.pk)
    return asked.order_by("-pk").first()


@jobs.handles(JOB)
def attestation_item(payload: dict[str, Any], actor: Actor) -> str:
    """Make one attestation; done again after a kill, it finds what was made."""
    convention = Convention.unscoped.select_related(
        "owner__institution", "owner__person", "envelope__document"
    ).get(pk=payload["convention"])
    if Document.unscoped.about(convention).filter(file_name=payload["name"]).exists():
        return "Attestation déjà produite."
    agent = Mandate.unscoped.with_words().get(pk=payload["agent"])
    slot = next((each for each in papers(convention) if each.pk == payload["slot"]), None)
    asked = Asked(payload["copy"], payload["recipient"], payload["office"], payload["use"], slot)
    data = attestation.build(convention, asked, agent)
    holes = data.missing_values()
    if holes:
        raise Refused(Refusal(f"Il manque : {french.list_fr(holes)}. Complétez, puis relancez."))
    model = catalogue.in_use(MODEL, clock.today())
    with kit.sentences():
        filled = production.fill(model, data.to_data())
        pdf = production.conversion.to_pdfa(filled.docx, expected_text=convention.reference)
        reason = f"Cachet électronique du syndicat sur l’attestation, acte {convention.reference}"
        sealed = sheets.seal(pdf, reason=reason, at=clock.now())
        with (
            store.prepared((filled.docx, store.DOCX), (sealed, store.PDF)) as (docx, paper),
            recording(actor),
        ):
            production.keep(
                production.Produced(filled, docx, paper, pages.count(sealed)),
                about=convention,
                model=model,
                snapshot=data.to_snapshot(),
                title=f"{TITLE} — {asked.recipient}"[:250],
                purpose=Document.Purpose.ATTACHED,
                file_name=payload["name"],
            )
    return "Attestation prête."
