"""What must be true before a convention moves: each refusal with its sentence and its source."""

import datetime as dt
from collections.abc import Iterable, Iterator

from audit.actor import Actor
from circuits.models import Circuit, Rule, Step, StepKind
from common import clock, french
from common.lifecycle import Refusal
from documents import how_signed
from documents.contract import DocumentData
from documents.models import Document
from documents.pdf import keys
from governance import authority, enforceability, wording
from governance.models import Deliberation, Institution
from governance.offices import Office

from . import content, coverage, kinds, redline
from .models import (
    AUTHORITY,
    ActKind,
    Convention,
    LegalGround,
    Party,
    Remark,
    ReturnedText,
)
from .modifying import rules
from .undertakings import channel, roles

VISAS_AGAIN = "convention.review.again"
"""The circuit that asks for visas again when a clause changed under review."""
LACKING = "convention.lacking"
"""Key of the refusal that names the values still missing, or out of their bounds."""
EARLY = "convention.early"
"""Key of the refusals that leave one way: enter the act « sous réserve de délibération »."""


def submit(convention: Convention) -> Iterator[Refusal]:
    """Three distinct bodies, the right schools, a ground to pay, no hole in the text."""
    parties = list(convention.parties.select_related("institution"))
    yield from _distinct(convention, parties)
    for party in parties:
        if party.institution.kind == Institution.Kind.REGION:
            yield Refusal(
                "La région n’est pas membre du syndicat ; elle peut consulter cette convention, "
                "non la signer.",
                "Statuts du syndicat",
            )
    if convention.starts_on is not None:
        yield from schools(convention)
    if convention.kind.part(AUTHORITY) and not convention.legal_ground:
        body = convention.authority
        payer = wording.the_institution(body) if body else "la collectivité"
        yield Refusal(
            f"Indiquez à quel titre {payer} participe au financement.",
            "CCP, art. L. 2511-6 et L. 2113-6",
        )
    missing = content.missing(convention)
    if missing:
        yield Refusal(f"Il manque : {french.list_fr(missing)}.", key=LACKING)
    yield from rules.submit(convention)
    yield from roles.refused(convention, clock.today())
    yield from channel.refused(convention, clock.today())


def _distinct(convention: Convention, parties: list[Party]) -> Iterator[Refusal]:
    seen: dict[int, Institution] = {}
    for party in parties:
        if party.institution_id in seen:
            yield Refusal(
                f"{_a(convention.kind)} réunit {french.UNITS[convention.kind.parts.count()]} "
                f"institutions distinctes ; {wording.the_institution(party.institution)} figure "
                "deux fois."
            )
        seen[party.institution_id] = party.institution
    played = {party.role for party in parties}
    for part in convention.kind.parts.all():
        if part.role not in played:
            yield Refusal(f"Il manque une partie : {part.label}.")


def _a(kind: ActKind) -> str:
    """« Une convention tripartite », « L’acte « Charte des usages » »."""
    label = kind.label
    if label.startswith("Convention"):
        return f"Une {label[:1].lower()}{label[1:]}"
    return f"L’acte {french.quoted(label)}"


def schools(convention: Convention) -> Iterator[Refusal]:
    """Each school answers to the signing body and lies in the inspector's district that day."""
    day, authority_body = convention.starts_on, convention.authority
    for row in convention.schools.select_related("school"):
        competent = row.school.competent_on(day, "running_and_ent")
        if authority_body is not None and competent != authority_body:
            found = (
                wording.from_institution(competent) if competent else "d’une institution inconnue"
            )
            yield Refusal(
                f"L’école {row.school.name} relève {found} au {french.date_fr(day)}, "
                f"non {wording.from_institution(authority_body)}.",
                "Code de l’éducation, art. L. 212-4",
            )
        area = row.school.circonscription_on(day)
        if area != convention.circonscription:
            yield Refusal(
                f"L’école {row.school.name} relève de la circonscription {area or 'inconnue'} au "
                f"{french.date_fr(day)}, non de {convention.circonscription or 'aucune'}."
            )


def review_steps(convention: Convention) -> list[Step]:
    """What was asked of readers since the text was last sent to review, visas asked again
    included; what was stopped meanwhile is left out."""
    reviews = Circuit.unscoped.about(convention).filter(kind__startswith="convention.review.")
    review = reviews.exclude(kind=VISAS_AGAIN).order_by("-pk").first()
    if review is None:
        return []
    again = reviews.filter(kind=VISAS_AGAIN, pk__gt=review.pk)
    rounds = [review.pk, *again.exclude(status=Circuit.Status.STOPPED).values_list("pk", flat=True)]
    return list(Step.unscoped.filter(circuit__in=rounds).select_related("institution"))


def settle_text(convention: Convention) -> Iterator[Refusal]:
    """Visas given or covered, each review answered or closed by its date, blocks answered; the
    act's own words all in their place."""
    yield from redline.lost(convention)
    steps = review_steps(convention)
    for step in steps:
        if _is_spared(step):
            continue
        if step.kind == StepKind.VISA and step.status not in Step.MET:
            yield Refusal(f"Le visa manque : {step.label.lower()}.", "Modèle, circuit de relecture")
        elif step.kind == StepKind.COMMITTEE and step.status not in Step.MET:
            yield Refusal(
                f"Une décision manque : {step.label[:1].lower()}{step.label[1:]}.",
                "Modèle, circuit de relecture",
            )
        elif step.kind == StepKind.REVIEW and step.status == Step.Status.OPEN:
            yield Refusal(
                f"{wording.institution_title(step.institution)} peut encore faire des "
                f"observations jusqu’au {french.date_fr(step.due_on)}."
            )
    for returned in convention.returns.filter(status=ReturnedText.Status.TO_EXAMINE):
        who = wording.the_institution(returned.institution)
        yield Refusal(f"La version rendue par {who} n’est pas examinée.")
    for remark in (
        convention.remarks.filter(blocking=True)
        .exclude(clause="")
        .exclude(status=Remark.Status.RESOLVED)
    ):
        who = wording.the_institution(remark.institution)
        yield Refusal(
            f"La correction demandée par {who} ({remark.article}) est "
            f"« {remark.get_status_display().lower()} » : elle n’est pas résolue."
        )
    for remark in convention.remarks.filter(blocking=True, answered_at=None, clause=""):
        yield Refusal(
            "Une observation bloquante "
            f"{wording.from_institution(remark.institution)} n’a pas de réponse."
        )
    if convention.legal_ground == LegalGround.OTHER and not any(
        step.kind == StepKind.VISA
        and Office.LEGAL_OFFICER in step.offices
        and step.status in (Step.Status.DONE, Step.Status.DONE_WITH_RESERVES)
        for step in steps
    ):
        yield Refusal("Un fondement libre demande le visa exprès du juriste.")


def _is_spared(step: Step) -> bool:
    """Another step of its group was enough."""
    return step.rule == Rule.ANY and step.status == Step.Status.CANCELLED


def kit_of_its_own(convention: Convention) -> bool:
    """Each assembly that votes is offered a délibération on this very act: a text of its own, or
    a change of an act in force."""
    return bool(convention.model.free or convention.kind.way)


def send_to_councils(convention: Convention) -> Iterator[Refusal]:
    """What the assemblies vote on is made from the text as it stands (P6)."""
    body, made = convention.authority, Document.unscoped.about(convention)
    if body is None or kit_of_its_own(convention):
        if not made.filter(purpose=Document.Purpose.DRAFT, text_hash=convention.text_hash).exists():
            yield Refusal("Le projet à annexer à la délibération n’est pas produit.")
        drafted = made.filter(
            kind="deliberation_acte", snapshot__text_hash=convention.text_hash
        ).values_list("file_name", flat=True)
        for party in convention.parties.filter(votes=True).select_related("institution"):
            own = f"-deliberation-acte-{party.role}.pdf"
            if kit_of_its_own(convention) and not any(name.endswith(own) for name in drafted):
                whose = wording.of_institution(party.institution)
                yield Refusal(f"Le kit de délibération {whose} n’est pas produit.")
    elif not made.filter(
        kind="deliberation_projet", snapshot__text_hash=convention.text_hash
    ).exists():
        whose = wording.of_institution(body)
        yield Refusal(f"Le kit de délibération {whose} n’est pas produit.")


def skip_councils(convention: Convention) -> Iterator[Refusal]:
    """Each voting party is already bound by an enforceable délibération that covers the act."""
    for party in convention.parties.select_related("institution", "deliberation"):
        if party.votes:
            covering = coverage.covering(party)
            if isinstance(covering, Refusal):
                yield covering


def confirm_enforceable(convention: Convention) -> Iterator[Refusal]:
    """Enforceable, same maximum and duration, same text (CGCT, art. L. 2131-1 and L. 3131-1)."""
    yield from skip_councils(convention)


def issue(convention: Convention) -> Iterator[Refusal]:
    """Mentions complete, text unchanged, a signatory for each party, a valid seal."""
    data = content.issued_data(convention)
    if content.text_hash(convention, data) != convention.text_hash:
        yield Refusal(
            "Le conseil a voté un texte différent de celui du dossier. Voir l’écart.",
            "CGCT, art. L. 2122-21",
        )
    yield from signable(convention, data, convention.parties.select_related("institution"))


def signable(
    convention: Convention, data: DocumentData, parties: Iterable[Party]
) -> Iterator[Refusal]:
    """Mentions complete, a signatory for each of ``parties``, a level that is met, a valid seal."""
    yield from (Refusal(f"Mention à compléter : {label}.") for label in data.missing_mentions())
    now = clock.now()
    for party in parties:
        held = content.signatory(party, now)
        if isinstance(held, authority.Refusal):
            yield Refusal(held.reason, held.source)
    yield from kinds.unsignable(convention)
    seal = keys.status(now)
    if seal.refusal:
        yield Refusal(seal.refusal)


def rejected(convention: Convention) -> Party | None:
    """The party whose assembly voted against the act, if any."""
    for party in convention.parties.select_related("institution", "deliberation"):
        vote = party.deliberation
        if vote is not None and vote.status == Deliberation.Status.REJECTED:
            return party
    return None


def refuse(convention: Convention, actor: Actor) -> Iterator[Refusal]:
    """A party refuses for itself, and not once it has signed; the owner records a vote against."""
    if actor.office == Office.PROJECT_MANAGER:
        if rejected(convention) is None:
            yield Refusal(
                "Le syndicat ne refuse pas à la place d’une partie : enregistrez d’abord le vote "
                "défavorable, sur la page de la délibération."
            )
        return
    for party in convention.parties.select_related("institution", "convention__envelope"):
        given = party.given_signature
        if party.institution_id == actor.institution_id and given is not None:
            day = how_signed.when(given)
            yield Refusal(
                f"La signature {wording.of_institution(party.institution)} est donnée depuis le "
                f"{day} : elle engage, et ne se refuse plus. Demandez au syndicat une correction "
                "ou le retrait de l’acte."
            )


def notify(convention: Convention) -> Iterator[Refusal]:
    """Whether the act itself is transmitted is said for each party (CGCT, art. L. 2131-2)."""
    for party in convention.parties.select_related("institution"):
        if not party.votes:
            continue
        if party.must_say_transmission:
            yield Refusal(
                f"Précisez, pour {wording.the_institution(party.institution)}, si l’acte doit "
                "être transmis au représentant de l’État.",
                "CGCT, art. L. 2131-2",
            )
        elif party.transmission == Party.Transmission.REQUIRED and not party.transmission_receipt:
            yield Refusal(
                f"Indiquez l’accusé de transmission {wording.from_institution(party.institution)}."
            )


def enter_into_force(convention: Convention, on: dt.date) -> Iterator[Refusal]:
    """The latest of last signature, notification and agreed date; the framework in force."""
    latest = effect_date(convention)
    if on < latest:
        yield Refusal(f"La convention prend effet le {french.date_fr(latest)}.")
    yield from rules.enter_into_force(convention)
    framework = convention.framework
    if not convention.kind.needs_framework:
        return
    if framework is None or framework.status != Convention.Status.IN_FORCE:
        yield Refusal(
            f"Aucune convention-cadre avec l’académie n’est en vigueur au {french.date_fr(on)}."
        )


def effect_date(convention: Convention) -> dt.date:
    """The latest of last signature, notification, agreed date and its framework's own effect:
    the day of the law, whenever the site finds it out (P4)."""
    framework = convention.framework
    days = (
        convention.act_date,
        convention.notified_on,
        convention.starts_on,
        framework.in_force_on if framework is not None else None,
    )
    return max(day for day in days if day is not None)


def has_file(
    *, file_sha256: str = "", signed_at: dt.datetime | None = None, **given: object
) -> Iterator[Refusal]:
    """An act signed elsewhere comes with its file and the instant of its last signature."""
    if not file_sha256:
        yield Refusal("Joignez l’acte signé : le PDF, ou la numérisation de l’original.")
    if signed_at is None:
        yield Refusal("Indiquez la date de la dernière signature.")
    elif signed_at > clock.now():
        yield Refusal("La date de la dernière signature est dans le futur.")


def signed_elsewhere(
    convention: Convention, *, signed_at: dt.datetime | None = None, **given: object
) -> Iterator[Refusal]:
    """Each délibération precedes the signature; else the act is recorded « sous réserve »."""
    yield from has_file(signed_at=signed_at, **given)  # type: ignore[arg-type]
    for party in convention.parties.select_related("institution", "deliberation"):
        if not party.votes or signed_at is None:
            continue
        vote = party.deliberation or coverage.framework_for(party)
        whose = wording.of_institution(party.institution)
        if vote is None:
            yield Refusal(
                f"Aucune délibération {whose} n’est enregistrée : enregistrez l’acte « sous "
                "réserve de délibération ».",
                key=EARLY,
            )
        elif (early := enforceability.refusal(vote, signed_at)) is not None:
            yield Refusal(
                f"La signature précède le caractère exécutoire de la délibération {whose} : "
                "enregistrez l’acte « sous réserve de délibération ».",
                early.source,
                key=EARLY,
            )


def regularise(
    convention: Convention,
    *,
    deliberation: Deliberation | None = None,
    confirms_signature: bool = False,
    **given: object,
) -> Iterator[Refusal]:
    """A later vote approves the act and confirms the signature (CE, 28 December 2009, Béziers)."""
    day = french.date_fr(convention.act_date)
    if deliberation is None or not confirms_signature:
        yield Refusal(
            f"Cette délibération n’indique pas qu’elle confirme la signature du {day}.",
            "CE, 28 décembre 2009, n° 304802",
        )
        return
    refusal = enforceability.refusal(deliberation, clock.now())
    if refusal is not None:
        yield refusal
    if (
        convention.act_date
        and deliberation.voted_on
        and (deliberation.voted_on < convention.act_date)
    ):
        yield Refusal(f"La délibération de régularisation est postérieure au {day}.")


def terminate(convention: Convention, effective_on: dt.date | None) -> Iterator[Refusal]:
    """The notice has run since an act that was signed (article 15 of the model)."""
    if effective_on is None:
        yield Refusal("Indiquez la date d’effet de la résiliation.", "Convention, article 15")
    elif effective_on > clock.today():
        yield Refusal(
            f"Le préavis court jusqu’au {french.date_fr(effective_on)}.", "Convention, article 15"
        )
    elif convention.act_date is not None and effective_on < convention.act_date:
        yield Refusal(
            f"La résiliation ne peut prendre effet avant la signature de l’acte, le "
            f"{french.date_fr(convention.act_date)}."
        )
