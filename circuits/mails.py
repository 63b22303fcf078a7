"""Mails of the circuits. Words, links and codes are made here, at the moment of sending."""

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from common import french, outbox
from common.lifecycle import Refusal
from governance import channels, wording
from governance.models import ChannelKind, Mandate

from . import links, terms
from .models import Assignment, SigningCode, Step, StepKind


def compose(name: str, to: str, subject: str, context: dict[str, Any]) -> outbox.Mail:
    """The same words in text and HTML, from ``circuits/mail/<name>.txt`` and ``.html``."""
    context = {**context, "subject": subject, "site_url": settings.SITE_URL}
    return outbox.Mail(
        to=to,
        subject=" ".join(subject.split()),
        text=render_to_string(f"circuits/mail/{name}.txt", context),
        html=render_to_string(f"circuits/mail/{name}.html", context),
    )


@outbox.template("circuits.assignment")
def assignment(context: dict[str, object]) -> outbox.Mail | None:
    """Something waits for somebody; a signature goes with its personal link."""
    task = (
        Assignment.unscoped.with_subject()
        .select_related("mandate__institution", "step__institution")
        .filter(pk=context["assignment"], closed_at=None)
        .first()
    )
    if task is None or task.mandate is None or task.step.status != Step.Status.OPEN:
        return None
    if task.step.kind == StepKind.SIGNATURE:
        return _to_sign(task)
    address = channels.mail_address(task.mandate)
    if not address:
        return None
    circuit = task.step.circuit
    return compose(
        "assignment",
        address,
        f"{task.step.label}{_before(task)} — {circuit.subject_label}",
        {
            "task": task,
            "salutation": wording.salutation(task.mandate),
            "url": settings.SITE_URL + circuit.subject_url,
        },
    )


def _before(task: Assignment) -> str:
    return f" avant le {french.date_fr(task.due_on)}" if task.due_on else ""


def _to_sign(task: Assignment) -> outbox.Mail | None:
    """The personal link: new at each sending, it revokes the one before."""
    mandate = task.mandate
    if mandate is None:
        return None
    address = channels.signing_address(mandate)
    if not address:
        return None
    told = terms.of(task.step)
    link, token = links.make_link(
        task.step,
        mandate,
        envelope_id=told.envelope_id,
        text_hash=told.text_hash,
        sent_to=channels.masked(ChannelKind.EMAIL, address),
    )
    return compose(
        "to_sign",
        address,
        f"À signer{_before(task)} — {told.title}",
        {
            "task": task,
            "terms": told,
            "link": link,
            "salutation": wording.salutation(mandate),
            "url": settings.SITE_URL + reverse("circuits:sign", args=[token]),
        },
    )


@outbox.template("circuits.code")
def code(context: dict[str, object]) -> outbox.Mail | None:
    """The six digits, valid ten minutes for one act; never the link in the same mail."""
    row = (
        SigningCode.unscoped.select_related("link__step__circuit", "link__mandate__person")
        .filter(pk=context["code"], status=SigningCode.Status.SENT)
        .first()
    )
    if row is None:
        return None
    channel = links.channel_of(row.link)
    if isinstance(channel, Refusal):
        return None
    digits = links.write_code(row)
    told = terms.of(row.link.step)
    return compose(
        "code",
        channel.value,
        "Votre code de signature",
        {
            "code": f"{digits[:3]} {digits[3:]}",
            "terms": told,
            "minutes": int((row.expires_at - row.asked_at).total_seconds() // 60),
            "fingerprint": row.document_sha256,
        },
    )


@outbox.template("circuits.vacancy")
def vacancy(context: dict[str, object]) -> outbox.Mail | None:
    """Nobody holds the office awaited: whoever prepares the act finds who does (N8)."""
    return _to_owner(context, "vacancy", "Titulaire à désigner")


@outbox.template("circuits.escalation")
def escalation(context: dict[str, object]) -> outbox.Mail | None:
    """Nobody answered: whoever prepares the act is told to call, then to visit (P12, N15)."""
    return _to_owner(context, "escalation", "Sans réponse")


def _to_owner(context: dict[str, object], name: str, what: str) -> outbox.Mail | None:
    """A task that lacks its person or its answer, told to whoever prepares the act."""
    task = (
        Assignment.unscoped.with_subject().filter(pk=context["assignment"], closed_at=None).first()
    )
    mandate = Mandate.unscoped.filter(pk=context["to"]).first()
    address = channels.mail_address(mandate) if mandate else ""
    if task is None or not address or (name == "vacancy" and task.mandate is not None):
        return None
    return compose(
        name,
        address,
        f"{what} — {task.step.circuit.subject_label}",
        {"task": task, "url": settings.SITE_URL + task.step.circuit.subject_url},
    )
