"""What must be true of an act that changes another (domain, 3.4): each refusal with its words."""

import datetime as dt
from collections.abc import Iterator

from common import clock, french
from common.lifecycle import Refusal
from governance import wording

from ..models import Convention, Modification, Status, Way
from . import consolidating, finding, values

ENDED_WORDS = {
    Status.TERMINATED: "résiliée",
    Status.SUPERSEDED: "remplacée",
    Status.ANNULLED: "annulée",
    Status.REFUSED: "refusée",
    Status.WITHDRAWN: "retirée",
}
A_NEW_ONE = "Préparez une nouvelle convention."


def submit(convention: Convention) -> Iterator[Refusal]:
    """An amendment before it is read; nothing for an act that stands alone."""
    modification = finding.of(convention)
    if modification is None or modification.way != Way.AMENDMENT:
        return
    yield from still(modification)
    yield from parties(modification)
    yield from one_by_article(modification)
    yield from whole(modification)


def still(modification: Modification) -> Iterator[Refusal]:
    """The initial act is in force on the day of effect."""
    day = modification.act.starts_on
    if day is not None:
        yield from in_force_on(modification.initial, day, SUBJECT[Way(modification.way)])


SUBJECT = {Way.AMENDMENT: "Un avenant", Way.ENTRY_SLIP: "Un bulletin d’entrée"}


def in_force_on(
    initial: Convention, day: dt.date, subject: str = "Un avenant"
) -> Iterator[Refusal]:
    """Whether an act that takes effect on ``day`` may change ``initial``."""
    source = "Convention, articles 12 et 14"
    closed = initial.closed_on
    if initial.status == Status.EXPIRED or _is_past(initial, day):
        expired = closed or (initial.ends_on and initial.ends_on + dt.timedelta(days=1))
        yield Refusal(
            f"{subject} ne peut faire revivre une convention expirée le "
            f"{french.date_fr(expired)}. {A_NEW_ONE}",
            source,
            key="amendment.expired",
        )
    elif initial.status in ENDED_WORDS:
        yield Refusal(
            f"{subject} ne peut modifier une convention {ENDED_WORDS[Status(initial.status)]} le "
            f"{french.date_fr(closed)}. {A_NEW_ONE}",
            source,
        )
    elif initial.status not in (Status.IN_FORCE, Status.NOTIFIED):
        yield Refusal(
            f"{initial.reference} n’est pas en vigueur : elle est "
            f"« {initial.get_status_display()} ». {subject} modifie un acte signé et notifié.",
            source,
        )
    elif (begins := _begins(initial)) is not None and day < begins:
        yield Refusal(
            f"{initial.reference} n’est en vigueur qu’à compter du {french.date_fr(begins)} : "
            f"{subject[:1].lower()}{subject[1:]} ne peut prendre effet avant.",
            source,
        )


def _is_past(initial: Convention, day: dt.date) -> bool:
    running = initial.status in (Status.IN_FORCE, Status.NOTIFIED)
    return running and initial.ends_on is not None and day > initial.ends_on


def _begins(initial: Convention) -> dt.date | None:
    known = (initial.act_date, initial.notified_on, initial.starts_on)
    return initial.in_force_on or max((day for day in known if day is not None), default=None)


def parties(modification: Modification) -> Iterator[Refusal]:
    """The parties are those of the initial act on the day of effect, whoever they have become."""
    act = modification.act
    expected = finding.parties_on(modification.initial, act.starts_on or clock.today())
    played = {party.role: party.institution for party in act.parties.select_related("institution")}
    for role, body in played.items():
        if expected.get(role) != body:
            yield Refusal(
                f"{wording.institution_title(body)} n’est pas partie à la convention.",
                "Convention, article 14",
                key="amendment.party",
            )
    for role, body in expected.items():
        if role not in played:
            yield Refusal(
                f"{wording.institution_title(body)} est partie à la convention : l’avenant "
                "l’engage aussi.",
                "Convention, article 14",
            )


def one_by_article(modification: Modification) -> Iterator[Refusal]:
    """One open amendment for each article, and for each value."""
    mine = {article.key: article for article in modification.articles.all()}
    seen = set()
    for other in finding.open_articles(modification):
        pair = (other.modification_id, other.key)
        if other.key in mine and pair not in seen:
            seen.add(pair)
            yield taken(other.modification, finding.article_words(other.article))
    for label, other_one in values.conflicts(modification):
        yield taken(other_one, label)


def taken(other: Modification, what: str) -> Refusal:
    """Another amendment is at work there."""
    return Refusal(
        f"L’avenant n° {other.number} modifie déjà {what} ; terminez-le ou retirez-le.",
        key="amendment.article",
    )


def whole(modification: Modification) -> Iterator[Refusal]:
    """The words follow the values, and still find their place in the text in force."""
    act, articles = modification.act, list(modification.articles.all())
    if not articles:
        yield Refusal(
            "Aucun article n’est modifié : écrivez le texte nouveau de chaque article qui change."
        )
    for article in consolidating.lost(modification):
        words = finding.article_words(article.article)
        yield Refusal(
            f"Le texte en vigueur a changé depuis : reprenez {words}.", key="amendment.lost"
        )
    if act.max_accounts is not None and act.forecast_accounts > act.max_accounts:
        yield Refusal(
            f"Le maximum de comptes ({french.number(act.max_accounts)}) est inférieur aux comptes "
            f"prévus ({french.number(act.forecast_accounts)})."
        )
    estimated = act.estimated_amount
    if estimated and act.max_yearly_amount is not None and estimated > act.max_yearly_amount:
        yield Refusal(
            f"Le montant annuel maximal ({french.euros(act.max_yearly_amount)}) est inférieur au "
            f"montant prévu ({french.euros(estimated)})."
        )
    if act.ends_on is not None and act.starts_on is not None and act.ends_on < act.starts_on:
        yield Refusal(
            f"La nouvelle durée finirait le {french.date_fr(act.ends_on)}, avant la date d’effet "
            "de l’avenant : c’est une résiliation.",
            "Convention, article 15",
        )


def enter_into_force(convention: Convention) -> Iterator[Refusal]:
    """An act takes effect in an act in force; nothing for an act that stands alone."""
    initial = finding.initial_of(convention)
    if initial is not None and initial.status != Status.IN_FORCE:
        yield Refusal(
            f"{initial.reference} n’est pas en vigueur : elle est "
            f"« {initial.get_status_display()} »."
        )
