"""Does a délibération cover the act? Its own vote, or a framework délibération (P5).

The answer is a délibération or the refusal to show, with both figures.
"""

from decimal import Decimal

from common import french
from common.lifecycle import Refusal
from documents.models import DocumentModel
from governance import wording
from governance.models import Deliberation, Institution

from . import requirements
from .models import Convention, Party
from .modifying import finding, voted

TEXT_UNKNOWN = "deliberation.text_unknown"
"""Key of the refusal that the jurist lifts by comparing the text voted with the act's."""


def covering(party: Party) -> Deliberation | Refusal:
    """The enforceable délibération that binds ``party`` to the act as it stands."""
    own = party.deliberation
    if own is None and party.convention.kind.way:
        return _as_modified(party)
    if own is None:
        framework = framework_for(party)
        if framework is None:
            return _without_framework(party)
        own = framework
    return _refusal(party.convention, party, own) or own


def ground(party: Party) -> Deliberation | None:
    """The vote on which the party's signature rests: its own; that of the act which this one
    changes; else the framework délibération of its model."""
    if party.deliberation is not None:
        return party.deliberation
    if party.convention.kind.way:
        before = finding.party_before(party)
        return ground(before) if before is not None else None
    return framework_for(party)


def _as_modified(party: Party) -> Deliberation | Refusal:
    """The vote given for the act that this one changes, as long as it stays within it (P7)."""
    vote, whose = ground(party), wording.of_institution(party.institution)
    if vote is None:
        return Refusal(f"Aucune délibération {whose} n’autorise cet acte, ni celui qu’il modifie.")
    if early := _not_enforceable(vote, whose):
        return early
    return next(voted.beyond(party.convention, vote), None) or vote


def needs_vote(party: Party) -> bool:
    """Whether a party must vote on the change itself, its own vote on it set aside (P7)."""
    before = finding.party_before(party)
    vote = ground(before) if before is not None else None
    return vote is None or next(voted.beyond(party.convention, vote), None) is not None


def framework_for(party: Party) -> Deliberation | None:
    """The framework délibération of the body for this model, the latest enforceable one."""
    model = party.convention.model
    return framework_of(party.institution, model) if model is not None else None


def framework_of(institution: Institution, model: DocumentModel) -> Deliberation | None:
    """The framework délibération of an institution for one version of a model."""
    return (
        Deliberation.unscoped.valid()
        .filter(
            institution=institution,
            kind=Deliberation.Kind.FRAMEWORK,
            model_code=model.code,
            model_version=model.version,
        )
        .order_by("-voted_on")
        .first()
    )


def _without_framework(party: Party) -> Refusal:
    """No vote of the body covers the act; a framework on another version of its model is named."""
    model = party.convention.model
    others = Deliberation.unscoped.valid().filter(
        institution=party.institution, kind=Deliberation.Kind.FRAMEWORK
    )
    other = others.filter(model_code=model.code).order_by("-voted_on").first() if model else None
    if model is not None and other is not None:
        return Refusal(
            f"La délibération-cadre n° {other.number} approuve la version {other.model_version} du "
            f"modèle ; l’acte suit la version {model.version}. Faites approuver cette version, ou "
            "voter une délibération propre à l’acte."
        )
    whose = wording.of_institution(party.institution)
    return Refusal(f"Aucune délibération {whose} n’est enregistrée pour cet acte.")


def _refusal(convention: Convention, party: Party, vote: Deliberation) -> Refusal | None:
    if early := _not_enforceable(vote, wording.of_institution(party.institution)):
        return early
    framework = vote.kind == Deliberation.Kind.FRAMEWORK
    if framework and not convention.matches_model:
        return Refusal(
            f"La délibération-cadre n° {vote.number} autorise les actes conformes au modèle ; "
            "celui-ci s’en écarte. Une délibération propre est nécessaire."
        )
    beyond = _beyond(convention, vote)
    if beyond is not None:
        limit, found = beyond
        subject = (
            f"La délibération-cadre n° {vote.number} plafonne à"
            if framework
            else ("La délibération autorise")
        )
        return Refusal(f"{subject} {limit} ; l’acte prévoit {found}.")
    if framework or not convention.text_hash:
        return None
    if not vote.text_hash:
        return Refusal(
            f"Rien n’établit que la délibération n° {vote.number} porte sur le texte du dossier : "
            "elle a été votée ou déposée avant que ce texte soit arrêté. Le juriste compare le "
            "texte annexé à la délibération avec celui du dossier, puis le constate.",
            "CGCT, art. L. 2122-21",
            key=TEXT_UNKNOWN,
        )
    if not _same_text(convention, vote):
        return Refusal("Le conseil a voté un texte différent de celui du dossier. Voir l’écart.")
    return None


def _not_enforceable(vote: Deliberation, whose: str) -> Refusal | None:
    if vote.status in (Deliberation.Status.ENFORCEABLE, Deliberation.Status.CHALLENGED):
        return None
    day = french.date_fr(vote.voted_on) if vote.voted_on else ""
    return Refusal(
        f"La délibération {whose} du {day} n’est pas encore exécutoire : sa transmission "
        "au représentant de l’État n’est pas établie. Joignez l’accusé @CTES ou la "
        "délibération revêtue du cachet de la préfecture ou de la sous-préfecture, ou "
        "faites certifier, par l’exécutif, qu’elle a été publiée et transmise, et à quelles "
        "dates (CGCT, art. L. 2131-1).",
        "CGCT, art. L. 2131-1",
        key="deliberation.not_enforceable",
    )


def text_unknown(convention: Convention) -> Party | None:
    """The party whose vote is enforceable and says nothing of the text that it annexed."""
    for party in convention.parties.select_related("institution", "deliberation"):
        vote = party.deliberation
        if vote is not None and vote.enforceable_at is not None:
            found = covering(party)
            if isinstance(found, Refusal) and found.key == TEXT_UNKNOWN:
                return party
    return None


def spent(party: Party) -> bool:
    """The vote on file can no longer bind the party: rejected, annulled, or on another text."""
    vote = party.deliberation
    if vote is None:
        return False
    if vote.status in (Deliberation.Status.REJECTED, Deliberation.Status.WITHDRAWN):
        return True
    act = party.convention
    return bool(act.text_hash and vote.text_hash and not _same_text(act, vote))


def _same_text(convention: Convention, vote: Deliberation) -> bool:
    """The text voted, or one that changed since in nothing that asks for another vote (N10)."""
    return vote.text_hash == convention.text_hash or requirements.carries(
        convention, vote.text_hash
    )


def _beyond(convention: Convention, vote: Deliberation) -> tuple[str, str] | None:
    """The first limit of the vote that the act passes, both figures as printed."""
    amounts: list[tuple[Decimal | None, Decimal | None, str]] = [
        (vote.max_amount, convention.max_yearly_amount, " par an"),
        (vote.max_unit_price, convention.unit_price, " par compte et par an"),
    ]
    for limit, found, unit in amounts:
        if limit is not None and found is not None and found > limit:
            return f"{french.euros(limit)}{unit}", f"{french.euros(found)}{unit}"
    if vote.max_accounts and (convention.max_accounts or 0) > vote.max_accounts:
        return f"{vote.max_accounts} comptes", f"{convention.max_accounts} comptes"
    if vote.duration_months and convention.duration_months > vote.duration_months:
        return f"{vote.duration_months} mois", f"{convention.duration_months} mois"
    return None
