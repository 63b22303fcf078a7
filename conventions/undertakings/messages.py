"""The register of a collectivité that writes to parents: who may write, what was reported.

A sender may write as soon as the collectivité says so, and a report never holds a message.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from audit.actor import Actor
from audit.recording import recording
from circuits import services as circuits
from circuits.addressing import holders
from circuits.models import Step
from common import clock, outbox
from common.lifecycle import NotYours, Refusal, Refused
from governance.models import Mandate

from .. import participants, telling
from ..models import AUTHORITY, STATE, Convention, MessageReport, MessageSender
from . import channel, guards, permissions
from .lifecycle import ReportLifecycle, SenderLifecycle

CIRCUIT = "convention.report"
"""The owner takes a report to the steering committee: a task in À faire."""


def authorise(
    convention: Convention,
    codes: Sequence[str],
    mandates: Sequence[Mandate],
    *,
    starts_on: dt.date,
    ends_on: dt.date | None = None,
    reason: str = "",
    actor: Actor,
) -> list[MessageSender]:
    """Let each of ``mandates`` write in each category of ``codes``, all or none; at once, for
    nobody approves it. ``ends_on`` is the first day without.

    ``reason``: the demand of the collectivité, needed of anybody else who writes it down. Raises
    ``NotYours``, ``Refused``.
    """
    if not permissions.may_keep_senders(actor, convention):
        raise NotYours("Cette liste revient à la collectivité, ou au porteur à sa demande.")
    refusals: list[Refusal] = []
    if not permissions.is_of_the_authority(actor, convention) and not reason.strip():
        refusals.append(
            Refusal(
                "Indiquez la demande de la collectivité (date, référence) : c’est elle qui tient "
                "cette liste."
            )
        )
    if not codes or not mandates:
        refusals.append(Refusal("Choisissez au moins une catégorie et un agent."))
    with recording(actor) as journal:
        Convention.unscoped.select_for_update().get(pk=convention.pk)
        for mandate in mandates:
            for code in codes:
                refusals += guards.authorise(convention, code, mandate, starts_on, ends_on)
        if refusals:
            raise Refused(*dict.fromkeys(refusals))
        rows = []
        for mandate in mandates:
            for code in codes:
                category = channel.category(convention, code, clock.today()) or {}
                row = MessageSender(
                    convention=convention,
                    category=code,
                    label=category["label"],
                    mandate=mandate,
                    starts_on=starts_on,
                    ends_on=ends_on,
                    authorised_by=actor.title,
                )
                row.full_clean()
                journal.says(row, "authorise_sender", reason=reason)
                row.save()
                rows.append(row)
    return rows


def end_sender(sender: MessageSender, *, reason: str, actor: Actor) -> MessageSender:
    """The person no longer writes in this category, from today."""
    return SenderLifecycle.move(sender, "end_sender", actor=actor, reason=reason)


def report(
    convention: Convention,
    *,
    writer: str,
    category: str,
    sent_on: dt.date,
    ground: str,
    text: str,
    actor: Actor,
) -> MessageReport:
    """Tell that a message is out of the limits of article 6. The side that wrote it is told, and
    the owner takes it to the steering committee. Raises ``NotYours``, ``Refused``."""
    if not permissions.may_report(actor, convention):
        raise NotYours("Ce signalement revient à ceux qui lisent l’acte.")
    refusals = list(guards.report(convention, writer, category, sent_on, ground, text))
    if refusals:
        raise Refused(*refusals)
    with recording(actor) as journal:
        told = MessageReport(
            convention=convention,
            writer=writer,
            category=category,
            sent_on=sent_on,
            ground=ground,
            text=text.strip(),
            author=actor.title,
            author_mandate_id=actor.mandate_id,
            institution_id=actor.institution_id,
        )
        told.full_clean()
        journal.says(told, "report_message")
        told.save()
        circuits.open_circuit(
            CIRCUIT,
            told,
            players={"owner": participants.players(convention)["owner"]},
            url=told.get_absolute_url(),
        )
        for mandate in written_by(told):
            outbox.post(
                "conventions.reported",
                {"report": told.pk, "mandate": mandate.pk},
                recipient=str(mandate),
                about=convention,
            )
    return told


def answer(told: MessageReport, *, text: str, actor: Actor) -> MessageReport:
    """The side that wrote the message says why, or what became of it."""
    return ReportLifecycle.move(told, "answer_report", actor=actor, text=text)


def examine(
    told: MessageReport, *, outcome: str, conclusion: str, examined_on: dt.date, actor: Actor
) -> MessageReport:
    """What the steering committee concluded, afterwards; the task of the owner ends."""
    given: dict[str, Any] = {
        "outcome": outcome,
        "conclusion": conclusion,
        "examined_on": examined_on,
    }
    with recording(actor):
        done = ReportLifecycle.move(told, "examine_report", actor=actor, **given)
        circuits.fulfil(done, "examine_report", actor=actor)
    return done


def written_by(told: MessageReport) -> Iterator[Mandate]:
    """People now in office of the side that wrote the message."""
    convention = told.convention
    if told.writer == MessageReport.Writer.SCHOOL:
        yield from telling.heads(convention)
    role = AUTHORITY if told.writer == MessageReport.Writer.AUTHORITY else STATE
    party = convention.party(role)
    if party is not None:
        step = Step(
            institution=party.institution,
            circonscription=convention.circonscription,
            offices=party.part.readers,
        )
        yield from holders(step)


def by_category(
    convention: Convention, senders: Sequence[MessageSender]
) -> list[tuple[channel.Category, list[MessageSender]]]:
    """The categories of the act, each with those who may write in it."""
    return [
        (each, [sender for sender in senders if sender.category == each["code"]])
        for each in channel.categories(convention, clock.today())
    ]
