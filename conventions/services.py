"""What people do with a convention; each function is one action, in one transaction.

The page, the command, the job and the seed call the same functions.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from audit.actor import SYSTEM, Actor
from audit.recording import recording
from common import calendar, clock, numbering
from common.lifecycle import NotYours, Refusal, Refused
from documents import catalogue, production, signing, store
from governance import services as governance
from governance.models import Circonscription, Deliberation, Institution, Mandate, School

from . import content, participants, permissions, redline, registry
from .lifecycle import ConventionLifecycle
from .models import Convention, ConventionSchool, Kind, Party, Remark

CASE = "CONV-dossier"
MODEL_OF_KIND = {Kind.TRIPARTITE: "convention-tripartite"}
EDITABLE = (
    "title",
    "starts_on",
    "duration_months",
    "unit_price",
    "max_accounts",
    "max_yearly_amount",
    "legal_ground",
    "legal_ground_reference",
    "legal_ground_text",
    "state_mode",
    "options",
    "details",
)


@dataclass(frozen=True, slots=True)
class SchoolLine:
    """A school of the perimeter, as typed: accounts expected per year."""

    school: School
    levels: str = ""
    forecast_accounts: int = 0
    entry_label: str = ""


@dataclass(frozen=True, slots=True)
class Preparation:
    """Everything a new tripartite convention starts from; amounts in euros incl. tax."""

    authority: Institution
    state: Institution
    syndicate: Institution
    circonscription: Circonscription | None
    schools: Sequence[SchoolLine]
    title: str
    starts_on: dt.date | None
    duration_months: int
    unit_price: Decimal | None
    max_accounts: int | None
    max_yearly_amount: Decimal | None
    legal_ground: str
    legal_ground_reference: str
    state_mode: str
    framework: Convention | None
    options: Mapping[str, bool]
    details: Mapping[str, object]


def create(start: Preparation, *, actor: Actor) -> Convention:
    """Prepare a tripartite convention: its case reference is given now, because the délibération
    must cite it (P2)."""
    if not permissions.may_prepare(actor) or actor.mandate_id is None:
        raise NotYours("La préparation d’une convention revient au chef de projet du syndicat.")
    day = clock.today()
    model = catalogue.in_use(MODEL_OF_KIND[Kind.TRIPARTITE], day)
    with recording(actor) as journal:
        convention = Convention(
            kind=Kind.TRIPARTITE,
            reference=f"CONV-{day.year}-{numbering.allot(CASE, day.year):03d}",
            title=start.title,
            owner=Mandate.unscoped.get(pk=actor.mandate_id),
            model=model,
            circonscription=start.circonscription,
            framework=start.framework,
            starts_on=start.starts_on,
            duration_months=start.duration_months,
            ends_on=_end(start.starts_on, start.duration_months),
            unit_price=start.unit_price,
            max_accounts=start.max_accounts,
            max_yearly_amount=start.max_yearly_amount,
            legal_ground=start.legal_ground,
            legal_ground_reference=start.legal_ground_reference,
            state_mode=start.state_mode,
            options=dict(start.options),
            details=dict(start.details),
        )
        convention.full_clean()
        journal.says(convention, "create")
        convention.save()
        bodies = ((Party.Role.AUTHORITY, start.authority), (Party.Role.STATE, start.state))
        for order, (role, body) in enumerate(
            (*bodies, (Party.Role.SYNDICATE, start.syndicate)), start=1
        ):
            Party(convention=convention, role=role, institution=body, order=order).save()
        _write_schools(convention, start.schools)
        registry.moved(convention, "create", actor)
    return convention


def _end(starts_on: dt.date | None, months: int) -> dt.date | None:
    return calendar.end_date(starts_on, months) if starts_on else None


def _write_schools(convention: Convention, lines: Sequence[SchoolLine]) -> None:
    """Make the perimeter be exactly ``lines``."""
    kept = {line.school.pk: line for line in lines}
    for row in ConventionSchool.unscoped.filter(convention=convention):
        if row.school_id not in kept:
            row.delete()
            continue
        line = kept.pop(row.school_id)
        new = (line.levels, line.forecast_accounts, line.entry_label)
        if new != (row.levels, row.forecast_accounts, row.entry_label):
            row.levels, row.forecast_accounts, row.entry_label = new
            row.save()
    for line in kept.values():
        ConventionSchool(
            convention=convention,
            school=line.school,
            levels=line.levels,
            forecast_accounts=line.forecast_accounts,
            entry_label=line.entry_label,
        ).save()


def version(convention: Convention) -> int:
    """A number that grows with each stored change: what an editor sends back to be compared."""
    latest: int = convention.history.order_by("-pk").values_list("pk", flat=True).first() or 0
    return latest


def revise(
    convention: Convention,
    values: Mapping[str, Any],
    *,
    schools: Sequence[SchoolLine] | None = None,
    seen_version: int,
    actor: Actor,
) -> Convention:
    """Store what the owner typed in a draft or a correction (autosave included).

    Raises ``Refused`` when somebody else changed the convention since the page was opened, and
    ``NotYours``; unknown names are a fault of the caller.
    """
    if not permissions.may_steer(actor, convention):
        raise NotYours("Cette convention est préparée par une autre personne.")
    unknown = set(values) - set(EDITABLE)
    if unknown:
        raise KeyError(f"not editable: {sorted(unknown)}")
    with recording(actor) as journal:
        locked = Convention.unscoped.select_for_update().get(pk=convention.pk)
        if locked.status not in (Convention.Status.DRAFT, Convention.Status.CHANGES_REQUESTED):
            raise Refused(ConventionLifecycle(locked).wrong_state("submit"))
        if version(locked) != seen_version:
            raise Refused(_stale(locked))
        for name, value in values.items():
            setattr(locked, name, value)
        locked.ends_on = _end(locked.starts_on, locked.duration_months)
        locked.full_clean()
        journal.says(locked, "revise", fields=sorted(values))
        locked.save()
        if schools is not None:
            _write_schools(locked, schools)
    return locked


def _stale(convention: Convention) -> Refusal:
    last = convention.history.order_by("-pk").first()
    when = f"{last.history_date.astimezone():%H h %M}" if last else ""
    return Refusal(
        f"{convention.reference} a changé depuis l’ouverture de la page ({when}). "
        "Voir ce qui a changé.",
        key="common.stale",
    )


def submit(convention: Convention, *, actor: Actor) -> Convention:
    """Send to review: partners read, the jurist and the data-protection officer give visas."""
    return ConventionLifecycle.move(convention, "submit", actor=actor)


def request_changes(
    convention: Convention, *, actor: Actor, reason: str, article: str = ""
) -> Convention:
    """Ask for a correction: the text goes back to its author, the reason stays as a remark."""
    with recording(actor):
        if reason.strip() and actor.institution_id is not None:
            Remark(
                convention=convention,
                institution_id=actor.institution_id,
                author=actor.title,
                article=article,
                text=reason,
                blocking=True,
            ).save()
        return ConventionLifecycle.move(
            convention, "request_changes", actor=actor, reason=reason, article=article
        )


def answer_remark(remark: Remark, *, answer: str, actor: Actor) -> Remark:
    """The owner answers a remark; a blocking one no longer blocks."""
    if not permissions.may_steer(actor, remark.convention):
        raise NotYours("La réponse revient au porteur de la convention.")
    if not answer.strip():
        raise Refused(Refusal("Écrivez la réponse : elle sera lue par la partie qui a demandé."))
    with recording(actor) as journal:
        locked = Remark.unscoped.select_for_update().get(pk=remark.pk)
        locked.answer, locked.answered_at = answer, clock.now()
        journal.says(locked, "answer")
        locked.save()
    return locked


def settle_text(convention: Convention, *, actor: Actor) -> Convention:
    """Freeze the text: its data and its hash are what the councils will vote (P1)."""
    data = content.project_data(convention)
    return ConventionLifecycle.move(
        convention,
        "settle_text",
        actor=actor,
        snapshot=data.to_snapshot(),
        text_hash=content.text_hash(convention, data),
        matches_model=redline.is_empty(convention),
    )


def send_to_councils(convention: Convention, *, actor: Actor) -> Convention:
    """Ask each assembly that has still to vote for its délibération."""
    with recording(actor):
        for party in convention.parties.select_related("institution"):
            if participants.still_to_vote(party) and party.deliberation is None:
                party.deliberation = governance.expect_deliberation(
                    institution=party.institution,
                    target=convention,
                    object=f"Autorisation de signer la convention {convention.reference}",
                    actor=actor,
                )
                party.save()
        return ConventionLifecycle.move(convention, "send_to_councils", actor=actor)


def skip_councils(convention: Convention, *, actor: Actor) -> Convention:
    """The délibérations already given cover the act: go on to issue it."""
    return ConventionLifecycle.move(convention, "skip_councils", actor=actor)


def attach_deliberation(party: Party, deliberation: Deliberation, *, actor: Actor) -> Party:
    """Say which délibération binds a party, when it was recorded elsewhere."""
    if not permissions.may_steer_or_law(actor, party.convention):
        raise NotYours("Ce rattachement revient au porteur de la convention ou au juriste.")
    if deliberation.institution_id != party.institution_id:
        raise Refused(Refusal(f"Cette délibération n’est pas de {party.institution}."))
    with recording(actor) as journal:
        locked = Party.unscoped.select_for_update().get(pk=party.pk)
        locked.deliberation = deliberation
        journal.says(locked, "attach_deliberation")
        locked.save()
    return locked


def refuse(
    convention: Convention,
    *,
    actor: Actor,
    reason: str,
    category: str,
    institution_id: int | None = None,
) -> Convention:
    """A party refuses, or its assembly voted against: nobody is bound."""
    with recording(actor):
        moved = ConventionLifecycle.move(
            convention,
            "refuse",
            actor=actor,
            reason=reason,
            category=category,
            institution_id=institution_id,
        )
        _close_envelope(moved, "cancel_envelope", actor, reason)
    return moved


def withdraw(convention: Convention, *, actor: Actor, reason: str) -> Convention:
    """Take the act back before its last signature."""
    with recording(actor):
        moved = ConventionLifecycle.move(convention, "withdraw", actor=actor, reason=reason)
        _close_envelope(moved, "cancel_envelope", actor, reason)
    return moved


def reopen(convention: Convention, verb: str, *, actor: Actor, reason: str) -> Convention:
    """Take up a mention (``reopen_mentions``) or the text (``reopen_text``) after the issue."""
    with recording(actor):
        moved = ConventionLifecycle.move(convention, verb, actor=actor, reason=reason)
        _close_envelope(moved, "supersede", actor, reason)
    return moved


def take_up_text(
    convention: Convention, *, actor: Actor, reason: str, article: str = ""
) -> Convention:
    """A signatory asks for a correction: the issued act is set aside, the reason is kept.

    The request itself is the signatory's right; what it takes up is then the owner's work.
    """
    with recording(actor):
        Remark(
            convention=convention,
            institution_id=actor.institution_id,
            author=actor.title,
            article=article,
            text=reason,
            blocking=True,
        ).save()
        moved = ConventionLifecycle.move(
            convention, "reopen_text", actor=SYSTEM, reason=f"{actor.title} : {reason}"
        )
        _close_envelope(moved, "supersede", actor, reason)
    return moved


def _close_envelope(convention: Convention, verb: str, actor: Actor, reason: str) -> None:
    envelope = convention.envelope
    if envelope is not None and envelope.status in ("prepared", "issued", "partly_signed"):
        signing.close(envelope, verb, actor=actor, reason=reason)


def register_signed(
    convention: Convention,
    verb: str,
    *,
    file: store.Prepared,
    file_name: str,
    signed_at: dt.datetime,
    actor: Actor,
) -> Convention:
    """Enter an act signed elsewhere, with its file: ``register_signed_elsewhere`` when each
    délibération precedes the signature, else ``register_early_signed`` (P3)."""
    with recording(actor):
        production.receive(
            file,
            about=convention,
            kind="signed_elsewhere",
            title="Acte signé hors plateforme",
            file_name=file_name,
        )
        return ConventionLifecycle.move(
            convention, verb, actor=actor, signed_at=signed_at, file_sha256=file.sha256
        )


def set_transmission(party: Party, *, value: str, receipt: str, actor: Actor) -> Party:
    """Say whether the signed act itself goes to the State's representative (P4)."""
    if not permissions.may_steer_or_law(actor, party.convention):
        raise NotYours("Cette mention revient au porteur de la convention ou au juriste.")
    with recording(actor) as journal:
        locked = Party.unscoped.select_for_update().get(pk=party.pk)
        locked.transmission, locked.transmission_receipt = value, receipt
        locked.full_clean()
        journal.says(locked, "say_transmission")
        locked.save()
    return locked


def notify(convention: Convention, *, actor: Actor) -> Convention:
    """Notify every party: the mail, with the link to the signed copy, leaves after commit."""
    with recording(actor):
        moved = ConventionLifecycle.move(convention, "notify", actor=actor)
        for party in moved.parties.all():
            party.notified_at = clock.now()
            party.save()
    return moved
