"""Who may answer a rectification for a party, and the letter by which it answered on paper (P7).

The question is that of a signature, though nobody signs: what bound the party is put right by
somebody who could bind it. On screen it is asked at the instant of the answer; of a letter, at
noon of the day written on it.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from audit.actor import Actor
from circuits import addressing
from circuits.models import Step
from common import calendar, clock, french
from common.lifecycle import Refusal, Refused
from documents import production, store
from documents.models import Document
from governance import authority, wording
from governance.models import Mandate

from ..models import Rectification

KIND = "lettre_rectification"
NOON = dt.time(12)
WORDS = {True: "acceptée", False: "refusée"}


@dataclass(frozen=True, slots=True)
class Letter:
    """An answer on paper: the step that it answers, who signed it, the day written on it."""

    step: Step
    mandate: Mandate
    day: dt.date

    @property
    def noon(self) -> dt.datetime:
        """The instant at which the authority of its signer is judged: a letter bears no hour."""
        return dt.datetime.combine(self.day, NOON, self.mandate.zone)

    @property
    def words(self) -> str:
        """« courrier du 2 mai 2026 signé par Mme Hélène Dumont, maire de Cerisy »."""
        return f"courrier du {french.date_fr(self.day)} signé par {named(self.mandate)}"


def named(mandate: Mandate) -> str:
    """« Mme Hélène Dumont, maire de Cerisy »."""
    return f"{mandate.person.formal_name}, {wording.quality(mandate)}"


def awaited_steps(rectification: Rectification) -> list[Step]:
    """A step a party that has not answered; none unless the rectification is proposed."""
    if rectification.status != Rectification.Status.PROPOSED or rectification.circuit is None:
        return []
    found = rectification.circuit.steps.filter(status=Step.Status.OPEN)
    return list(found.select_related("institution", "circuit", "addressee"))


def signatories(rectification: Rectification, step: Step) -> list[Mandate]:
    """Whose signature the letter of a party may bear, since the rectification was proposed."""
    kind, proposed = _object(rectification, step), rectification.proposed_at
    if kind is None or proposed is None:
        return []
    amount = rectification.convention.max_yearly_amount
    return addressing.may_have_signed(step, kind, amount, proposed.date())


def offered(rectification: Rectification) -> dict[str, tuple[Step, Mandate]]:
    """Who may have signed the letter of each party that has not answered, by public key.

    Raises ``Refused`` when no answer is awaited.
    """
    steps = awaited_steps(rectification)
    if not steps:
        raise Refused(Refusal(f"Aucune réponse n’est attendue sur {rectification.reference}."))
    return {
        str(mandate.public_id): (step, mandate)
        for step in steps
        for mandate in signatories(rectification, step)
    }


def against(
    rectification: Rectification, step: Step, mandate: Mandate, at: dt.datetime
) -> Iterator[Refusal]:
    """Why the person of ``mandate`` may not answer ``step`` at ``at``; nothing when they may."""
    held = entitlement(rectification, step, mandate, at)
    if isinstance(held, authority.Refusal):
        yield Refusal(held.reason, held.source, held.key)


def entitlement(
    rectification: Rectification, step: Step, mandate: Mandate, at: dt.datetime
) -> authority.Authority | authority.Refusal:
    """On what ground the person answers, in the words of a signature, or why they may not."""
    kind = _object(rectification, step)
    if kind is None:
        return authority.Refusal(f"{step.institution} n’est pas partie à cet acte.")
    return authority.to_sign(
        mandate,
        kind,
        rectification.convention.max_yearly_amount,
        at,
        what=f"la rectification {rectification.reference}",
    )


def _object(rectification: Rectification, step: Step) -> str | None:
    """What an authority to bind the party of ``step`` must cover; None for no party."""
    parties = rectification.convention.parties.select_related("convention__kind")
    party = parties.filter(institution=step.institution_id).first()
    return str(party.part.authority) if party is not None else None


def against_letter(rectification: Rectification, letter: Letter) -> Iterator[Refusal]:
    """Why a letter is no answer: nothing awaited, a day that cannot be, somebody who may not."""
    step, mandate = letter.step, letter.mandate
    if step.pk not in {each.pk for each in awaited_steps(rectification)}:
        yield Refusal(
            f"Aucune réponse n’est plus attendue {wording.from_institution(step.institution)}.",
            key="rectification.answered",
        )
        return
    if dated := list(_of_the_day(rectification, letter)):
        yield from dated
    elif mandate.pk not in {each.pk for each in signatories(rectification, step)}:
        whom = wording.the_institution(step.institution)
        yield Refusal(f"{mandate.person.formal_name} ne répond pas pour {whom}.")
    else:
        yield from against(rectification, step, mandate, letter.noon)


def _of_the_day(rectification: Rectification, letter: Letter) -> Iterator[Refusal]:
    written, zone = french.date_fr(letter.day), letter.mandate.zone
    if letter.day > clock.now().astimezone(zone).date():
        yield Refusal(
            f"Le courrier serait daté du {written}, un jour à venir : relisez sa date.",
            key="rectification.letter_future",
        )
    proposed = rectification.proposed_at
    if proposed is not None and letter.day < proposed.astimezone(zone).date():
        yield Refusal(
            f"Le courrier serait daté du {written}, avant la proposition de la rectification le "
            f"{french.date_fr(proposed.astimezone(zone).date())} : il n’y répond pas. Relisez sa "
            "date, ou demandez une nouvelle réponse.",
            key="rectification.letter_before",
        )


def keep(
    rectification: Rectification,
    letter: Letter,
    file: store.Prepared,
    *,
    accepts: bool,
    actor: Actor,
) -> Document:
    """Keep the letter in the dossier of the act with what was said of it, once it is admitted."""
    act, body = rectification.convention, letter.step.institution
    held = entitlement(rectification, letter.step, letter.mandate, letter.noon)
    frozen = held.as_dict() if isinstance(held, authority.Authority) else {}
    name = wording.from_institution(body)
    return production.receive(
        file,
        about=act,
        kind=KIND,
        title=f"Courrier {name} : rectification {rectification.reference} {WORDS[accepts]}",
        file_name=f"{act.reference}-{rectification.reference}-courrier-{letter.step.position}.pdf",
        facts={
            "rectification": rectification.reference,
            "institution": body.pk,
            "answer": WORDS[accepts],
            "signed_on": letter.day.isoformat(),
            "signed_by": named(letter.mandate),
            "authority": frozen,
            "recorded_by": actor.label,
            "recorded_at": clock.now().isoformat(),
        },
    )


def letters(rectification: Rectification) -> dict[int, Document]:
    """The letters by which parties answered, by the key of their body."""
    found = Document.unscoped.about(rectification.convention).filter(
        kind=KIND, snapshot__rectification=rectification.reference
    )
    return {each.snapshot["institution"]: each for each in found.order_by("pk")}


def said(letter: Document) -> str:
    """« courrier du 2 mai 2026, enregistré le 4 mai 2026 par Karim Benali, chef de projet »."""
    facts = letter.snapshot
    written = french.date_fr(dt.date.fromisoformat(facts["signed_on"]))
    recorded = calendar.act_date(dt.datetime.fromisoformat(facts["recorded_at"]))
    return (
        f"courrier du {written}, enregistré le {french.date_fr(recorded)} par "
        f"{facts['recorded_by']}"
    )
