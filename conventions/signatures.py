"""What a signatory of a convention is told, and what their refusal or request does."""

import datetime as dt

from audit.actor import Actor
from circuits import terms
from circuits.models import Assignment, Step, StepKind
from common import calendar, clock, french
from common.lifecycle import Refusal
from documents import how_signed
from governance import enforceability, wording
from governance.models import Deliberation
from governance.offices import Office

from . import coverage, headlines, services
from .making import letters
from .models import Convention, KindMail, Party, StateMode

SUBJECT = "conventions.convention"


def _refused(step: Step, actor: Actor, reason: str, category: str) -> None:
    convention = Convention.unscoped.get(pk=step.circuit.subject_id)
    services.refuse(convention, actor=actor, reason=reason, category=category)


def _correction(step: Step, actor: Actor, reason: str, article: str) -> None:
    """A signatory asks for a correction of an issued act: the text is taken up again."""
    convention = Convention.unscoped.get(pk=step.circuit.subject_id)
    services.take_up_text(convention, actor=actor, reason=reason, article=article)


def _letter(task: Assignment) -> terms.Letter | None:
    """The words of the act's kind for a task: to sign, or to read."""
    step = task.step
    convention = Convention.unscoped.select_related("kind").get(pk=step.circuit.subject_id)
    sign = step.kind == StepKind.SIGNATURE
    moment = KindMail.Moment.SIGN if sign else KindMail.Moment.READ
    given = letters.values(
        convention, step=step.label, due=task.due_on, institution=task.institution
    )
    return letters.of(convention.kind, moment, given)


def _early(step: Step, at: dt.datetime) -> Refusal | None:
    """Why the party of ``step`` could not sign at ``at``: its vote is applied later (P3)."""
    convention = Convention.unscoped.get(pk=step.circuit.subject_id)
    party = convention.party(step.party)
    if party is None or not party.votes:
        return None
    vote = coverage.covering(party)
    return vote if isinstance(vote, Refusal) else enforceability.refusal(vote, at)


@terms.tells(SUBJECT, refused=_refused, correction=_correction, letter=_letter, early=_early)
def of(step: Step) -> terms.Terms:
    """The terms of the convention, as they stand now, for the party of ``step``."""
    convention = (
        Convention.unscoped.select_related("owner__institution", "owner__person", "envelope")
        .prefetch_related("parties__institution", "parties__deliberation", "schools")
        .get(pk=step.circuit.subject_id)
    )
    party = convention.party(step.party)
    owner, asked = convention.owner, headlines.of(convention)
    printed = convention.envelope.document.snapshot if convention.envelope else {}
    return terms.Terms(
        kind=party.part.authority if party is not None else "",
        amount=convention.max_yearly_amount,
        reference=convention.reference,
        title=convention.title,
        subtitle=convention.kind.label,
        noun=convention.kind.noun,
        summary=asked.summary,
        effect=asked.effect,
        headline=asked.headline,
        text_hash=convention.text_hash,
        envelope_id=convention.envelope_id or 0,
        on_behalf_of=_on_behalf_of(party),
        by_virtue_of=_by_virtue_of(party),
        annexes=len((convention.model.manifest if convention.model else {}).get("annexes", [])),
        bookmarks=asked.bookmarks,
        refusals=tuple(_refusals(convention, party)),
        contact=owner.person.formal_name,
        phone=owner.institution.phone,
        printed_ground=printed.get(f"{step.party}_signing_ground", ""),
        printed_name=printed.get(f"{step.party}_signatory_name", ""),
        over=_over(convention),
    )


def _over(convention: Convention) -> str:
    """Withdrawn or refused, without the reason: whoever holds the link is not known yet."""
    day = french.date_fr(convention.closed_on)
    match convention.status:
        case Convention.Status.WITHDRAWN:
            return f"L’acte a été retiré le {day} : aucune signature n’est plus attendue."
        case Convention.Status.REFUSED:
            return (
                f"Une partie a refusé de signer l’acte le {day} : aucune signature n’est plus "
                "attendue."
            )
    return ""


def _on_behalf_of(party: Party | None) -> str:
    if party is None:
        return ""
    if party.binds_the_state:
        return "au nom de l’État"
    if party.institution.kind == "commune":
        return "au nom de la commune"
    return f"au nom {wording.of_institution(party.institution)}"


def _by_virtue_of(party: Party | None) -> str:
    vote = coverage.covering(party) if party is not None and party.votes else None
    if not isinstance(vote, Deliberation):
        return ""
    day = french.date_fr(vote.voted_on)
    since = (
        f", exécutoire le {french.date_fr(calendar.act_date(vote.enforceable_at))}"
        if vote.enforceable_at
        else ""
    )
    return f"la délibération n° {vote.number} du {day}{since}"


def _refusals(convention: Convention, party: Party | None) -> list[Refusal]:
    """Why the act itself may not be signed now: status, votes of every party, text."""
    found: list[Refusal] = []
    if convention.status != Convention.Status.AWAITING_SIGNATURE:
        found.append(
            Refusal(
                "Signature impossible à ce stade : l’acte est "
                f"« {convention.get_status_display()} »."
            )
        )
    for other in convention.parties.all():
        if not other.votes or (party is not None and other.pk != party.pk):
            continue
        vote = coverage.covering(other)
        if isinstance(vote, Refusal):
            early = not_enforceable(other)
            found.append(early or vote)
    document = convention.envelope.document if convention.envelope else None
    if document is not None and document.text_hash != convention.text_hash:
        found.append(
            Refusal(
                "Le texte à signer n’est plus celui qui a été voté : l’acte doit être émis de "
                "nouveau.",
                key="link.text",
            )
        )
    return found


def not_signable(party: Party, office: str) -> Refusal:
    """Said to a signatory who comes before, or after, their turn, or whose visa is enough (P9)."""
    convention, given = party.convention, party.given_signature
    if given is not None:
        return Refusal(
            f"La signature {wording.of_institution(party.institution)} est déjà donnée : "
            f"{given.signer.get('name')} a signé le "
            f"{how_signed.when(given)}. Rien d’autre n’est attendu "
            "de vous ; l’exemplaire signé vous est adressé dès la dernière signature."
        )
    if office == Office.INSPECTOR and convention.state_mode == StateMode.DASEN:
        return Refusal(
            "Le directeur académique signe cet acte au nom de l’État, sur votre visa : votre "
            "signature n’est pas attendue.",
            "Habilitation de l’inspecteur, règle du programme",
        )
    return Refusal(
        f"Votre signature n’est pas attendue maintenant : l’acte est "
        f"« {convention.get_status_display()} »."
    )


def not_enforceable(party: Party) -> Refusal | None:
    """The sentence for a signatory whose assembly's vote is not, or not yet, enforceable."""
    if party.deliberation is None:
        return None
    return enforceability.refusal(party.deliberation, clock.now())
