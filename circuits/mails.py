"""Mails of the circuits. Words, links and codes are made here, at the moment of sending."""

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from common import clock, french, outbox
from common.lifecycle import Refusal
from governance import authority, channels, standing, wording
from governance.models import ChannelKind, Mandate

from . import codes, links, signing, terms, weekly
from .models import Assignment, SigningCode, Step, StepKind


def compose(
    name: str,
    to: str,
    subject: str,
    context: dict[str, Any],
    *,
    folder: str = "circuits",
    files: tuple[outbox.Attached, ...] = (),
) -> outbox.Mail:
    """The same words in text and HTML, from ``<folder>/mail/<name>.txt`` and ``.html``."""
    context = {**context, "subject": subject, "site_url": settings.SITE_URL}
    return outbox.Mail(
        to=to,
        subject=" ".join(subject.split()),
        text=render_to_string(f"{folder}/mail/{name}.txt", context),
        html=render_to_string(f"{folder}/mail/{name}.html", context),
        files=files,
    )


@outbox.template("circuits.assignment")
def assignment(context: dict[str, object]) -> outbox.Mail | None:
    """Something waits for somebody; a signature goes with its personal link."""
    task = (
        Assignment.unscoped.with_subject()
        .asked()
        .select_related("mandate__institution", "step__institution")
        .filter(pk=context["assignment"], closed_at=None)
        .first()
    )
    if task is None or task.mandate is None or task.step.status != Step.Status.OPEN:
        return None
    if task.step.kind == StepKind.SIGNATURE:
        return _to_sign(task)
    address = channels.mail_address(task.mandate)
    if not address or _told_at(address, task):
        return None
    circuit, own = task.step.circuit, terms.letter(task)
    return compose(
        "assignment",
        address,
        own.subject if own else f"{task.step.label}{_before(task)} — {circuit.subject_label}",
        {
            "task": task,
            "own": own,
            "salutation": wording.salutation(task.mandate),
            "url": settings.SITE_URL + task.page,
        },
    )


def _told_at(address: str, task: Assignment) -> bool:
    """Whether a colleague asked for the same step reads the same mailbox: one mail is enough."""
    others = Assignment.unscoped.filter(step=task.step, closed_at=None, pk__lt=task.pk)
    return any(
        other.mandate is not None and channels.mail_address(other.mandate) == address
        for other in others.select_related("mandate__person", "mandate__institution")
    )


def _before(task: Assignment) -> str:
    return f" avant le {french.date_fr(task.due_on)}" if task.due_on else ""


def _to_sign(task: Assignment) -> outbox.Mail | None:
    """The personal link: new at each sending, it revokes the one before."""
    mandate = task.mandate
    if mandate is None or signing.printed_otherwise(task.step, mandate) is not None:
        return None
    address = channels.signing_address(mandate)
    if not address:
        return _to_sign_otherwise(task, mandate)
    told, own = terms.of(task.step), terms.letter(task)
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
        own.subject if own else f"À signer{_before(task)} — {told.title}",
        {
            "task": task,
            "own": own,
            "terms": told,
            "changes": links.changed_since_seen(link),
            "link": link,
            "salutation": wording.salutation(mandate),
            "url": settings.SITE_URL + reverse("circuits:sign", args=[token]),
        },
    )


def _to_sign_otherwise(task: Assignment, mandate: Mandate) -> outbox.Mail | None:
    """No personal address on file: they are told, without any link that signs (P13)."""
    address = channels.mail_address(mandate)
    if not address:
        return None
    told = terms.of(task.step)
    return compose(
        "to_sign_otherwise",
        address,
        f"À signer{_before(task)} — {told.title}",
        {
            "task": task,
            "terms": told,
            "salutation": wording.salutation(mandate),
            "url": settings.SITE_URL + task.step.circuit.subject_url,
        },
    )


@outbox.template("circuits.return_rejected")
def return_rejected(context: dict[str, Any]) -> outbox.Mail | None:
    """A signed file, or the scan of a paper, was set aside: why, and the way to sign now."""
    step = Step.unscoped.select_related("circuit").get(pk=context["step"])
    mandate = Mandate.unscoped.with_words().get(pk=context["mandate"])
    personal = channels.signing_address(mandate)
    address = personal or channels.mail_address(mandate)
    if not address or step.status != Step.Status.OPEN:
        return None
    told = terms.of(step)
    url = step.circuit.subject_url
    if personal:
        _link, token = links.make_link(
            step,
            mandate,
            envelope_id=told.envelope_id,
            text_hash=told.text_hash,
            sent_to=channels.masked(ChannelKind.EMAIL, personal),
        )
        url = reverse("circuits:sign", args=[token])
    paper = bool(context.get("paper"))
    what = (
        "Votre exemplaire papier n’est pas certifié"
        if paper
        else ("Votre fichier signé n’est pas accepté")
    )
    return compose(
        "return_rejected",
        address,
        f"{what} — {told.title}",
        {
            "terms": told,
            "paper": paper,
            "reason": context["reason"],
            "personal": bool(personal),
            "salutation": wording.salutation(mandate),
            "url": settings.SITE_URL + url,
        },
    )


@outbox.template("circuits.paper_chosen")
def paper_chosen(context: dict[str, Any]) -> outbox.Mail | None:
    """Somebody chose paper in the signatory's name: they are told, and may sign otherwise (P13)."""
    step = Step.unscoped.select_related("circuit").get(pk=context["step"])
    mandate = Mandate.unscoped.with_words().get(pk=context["mandate"])
    address = channels.signing_address(mandate) or channels.mail_address(mandate)
    if not address or step.status != Step.Status.OPEN:
        return None
    told = terms.of(step)
    return compose(
        "paper_chosen",
        address,
        f"Signature sur papier — {told.title}",
        {
            "terms": told,
            "by": context["by"],
            "due_on": step.due_on,
            "salutation": wording.salutation(mandate),
            "url": settings.SITE_URL + step.circuit.subject_url,
        },
    )


@outbox.template("circuits.paper_to_certify")
def paper_to_certify(context: dict[str, Any]) -> outbox.Mail | None:
    """A paper came back: an agent compares its pages with the act, or a second one does."""
    step = Step.unscoped.select_related("circuit").get(pk=context["step"])
    mandate = Mandate.unscoped.with_words().get(pk=context["mandate"])
    address, slot = channels.mail_address(mandate), links.slot_of_step(step)
    if not address or step.status != Step.Status.OPEN or slot is None:
        return None
    told = terms.of(step)
    return compose(
        "paper_to_certify",
        address,
        f"Retour papier à certifier — {told.title}",
        {
            "terms": told,
            "body": str(step.institution),
            "second": context["second"],
            "salutation": wording.salutation(mandate),
            "url": settings.SITE_URL + reverse("circuits:certify", args=[slot.public_id]),
        },
    )


@outbox.template("circuits.code")
def code(context: dict[str, object]) -> outbox.Mail | outbox.Text | None:
    """The six digits, valid ten minutes for one act; never the link in the same message."""
    row = (
        SigningCode.unscoped.select_related(
            "link__step__circuit", "link__mandate__person", "batch__mandate__person"
        )
        .filter(pk=context["code"], status=SigningCode.Status.SENT)
        .first()
    )
    if row is None:
        return None
    channel = codes.way(row.owner, row.channel)
    if isinstance(channel, Refusal) or channel.kind != row.channel:
        return None
    digits = codes.write(row)
    told = terms.of(row.link.step) if row.link is not None else None
    if channel.kind == ChannelKind.MOBILE:
        return outbox.Text(channel.value, "Code de signature, par SMS", _by_text(row, digits, told))
    return compose(
        "code",
        channel.value,
        "Votre code de signature",
        {
            "code": f"{digits[:3]} {digits[3:]}",
            "terms": told,
            "items": list(row.batch.items.all()) if row.batch is not None else (),
            "minutes": int((row.expires_at - row.asked_at).total_seconds() // 60),
            "fingerprint": row.document_sha256,
        },
    )


def _by_text(row: SigningCode, digits: str, told: terms.Terms | None) -> str:
    """The code in one message: letters of the GSM's alphabet only, with the act that it signs."""
    total = row.batch.items.count() if row.batch is not None else 0
    minutes = int((row.expires_at - row.asked_at).total_seconds() // 60)
    return (
        f"{digits[:3]} {digits[3:]} : votre code pour signer "
        f"{told.reference if told else f'{total} actes'}, empreinte {row.document_sha256[:8]}, "
        f"valable {minutes} min. Ne le donnez à personne. Pas demandé ? Appelez "
        f"le {(told.phone if told else '') or 'syndicat'}."
    )


@outbox.template("circuits.vacancy")
def vacancy(context: dict[str, object]) -> outbox.Mail | None:
    """Nobody holds the office awaited: whoever prepares the act finds who does (N8)."""
    return _to_owner(context, "vacancy", "Titulaire à désigner")


@outbox.template("circuits.mention")
def mention(context: dict[str, object]) -> outbox.Mail | None:
    """Somebody else signs than the copy issued says: its mention is taken up first (R08)."""
    return _to_owner(context, "mention", "Mention à reprendre")


@outbox.template("circuits.escalation")
def escalation(context: dict[str, object]) -> outbox.Mail | None:
    """Nobody answered: whoever prepares the act is told to call, then to visit (P12, N15)."""
    return _to_owner(context, "escalation", "Sans réponse")


@outbox.template("circuits.secretary")
def secretary(context: dict[str, object]) -> outbox.Mail | None:
    """Nobody answered: the secretary of the body is told first, without any signing link."""
    return _to_owner(context, "secretary", "En attente chez vous")


@outbox.template("circuits.weekly")
def weekly_list(context: dict[str, object]) -> outbox.Mail | None:
    """Everything that waits for one person, once a week; no signing link."""
    mandate = Mandate.unscoped.with_words().get(pk=context["mandate"])
    tasks = list(weekly.waiting().filter(mandate=mandate).order_by("due_on", "pk"))
    address = channels.mail_address(mandate)
    if not tasks or not address:
        return None
    total = len(tasks)
    return compose(
        "weekly",
        address,
        f"{total} {french.plural(total, 'acte vous attend', 'actes vous attendent')}",
        {
            "tasks": tasks,
            "late": sum(task.due_on is not None and task.due_on < clock.today() for task in tasks),
            "to_sign": sum(task.step.kind == StepKind.SIGNATURE for task in tasks),
            "salutation": wording.salutation(mandate),
            "url": settings.SITE_URL + reverse("desk:inbox"),
            "together": settings.SITE_URL + reverse("circuits:choose_together"),
        },
    )


def _to_owner(context: dict[str, object], name: str, what: str) -> outbox.Mail | None:
    """A task that lacks its person or its answer, told to whoever can do something about it."""
    task = (
        Assignment.unscoped.with_subject().filter(pk=context["assignment"], closed_at=None).first()
    )
    mandate = Mandate.unscoped.filter(pk=context["to"]).first()
    address = channels.mail_address(mandate) if mandate else ""
    if (
        task is None
        or mandate is None
        or not address
        or (name == "vacancy" and task.mandate is not None)
    ):
        return None
    whose = f" {wording.from_institution(task.institution)}" if name == "escalation" else ""
    return compose(
        name,
        address,
        f"{what}{whose} — {task.step.circuit.subject_label}",
        {
            "task": task,
            "salutation": wording.salutation(mandate),
            "url": settings.SITE_URL + task.step.circuit.subject_url,
            **_why(task, name),
        },
    )


def _why(task: Assignment, name: str) -> dict[str, str]:
    """What happened to the office, for a mail about it."""
    step, now = task.step, clock.now()
    if name == "vacancy":
        found = standing.vacant(task.institution, step.offices[0], now, step.circonscription_id)
        return {"why": found.reason}
    if name == "mention" and task.mandate is not None:
        told = terms.of(step)
        held = authority.to_sign(task.mandate, told.kind, told.amount, now)
        if isinstance(held, authority.Authority):
            return {"before": told.printed_name, "now": held.name, "formula": held.formula}
    return {}
