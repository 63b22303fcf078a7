"""What a signatory reads first of an act, and when it will bind: the facts of its way alone."""

from collections.abc import Callable
from dataclasses import dataclass

from common import articles, french

from . import money
from .models import TRIPARTITE, Convention, Modification, Way
from .modifying import finding, values

Fact = tuple[str, str, str]
"""What, its figure, its detail."""

_BOUND = "ne prendra effet qu’après la signature de toutes les parties et sa notification"
_ARTICLES = (("Article 12", "durée et prise d’effet"), ("Article 15", "résiliation et préavis"))


@dataclass(frozen=True, slots=True)
class Asked:
    """``headline``: the facts read first; ``summary``: the same as one line of a mail; ``effect``:
    when the act will bind, as the end of a sentence; ``bookmarks``: article, and what it says."""

    headline: tuple[Fact, ...]
    summary: str
    effect: str
    bookmarks: tuple[tuple[str, str], ...] = ()


def of(convention: Convention) -> Asked:
    """The facts of this act, by the way in which it changes another; "" when it stands alone."""
    return _BY_WAY[convention.kind.way](convention)


def _alone(convention: Convention) -> Asked:
    """What it costs, when it costs anything, and how long it lasts."""
    return Asked(
        (*_cost(convention), _duration(convention)),
        f"{_cost_said(convention)}{_lasting(convention)}.",
        f"{convention.kind.noun.the} {_BOUND}",
        _bookmarks(convention),
    )


def _cost(convention: Convention) -> tuple[Fact, ...]:
    figure, detail = money.estimate(convention)
    return (("Montant estimé", figure, detail),) if figure else ()


def _cost_said(convention: Convention) -> str:
    figure, detail = money.estimate(convention)
    return f"Montant estimé : {figure} {detail}, " if figure else "Durée : "


def _duration(convention: Convention) -> Fact:
    years, rest = divmod(convention.duration_months, 12)
    lasts = (
        f"{convention.duration_months} mois"
        if rest
        else f"{years} {french.plural(years, 'an', 'ans')}"
    )
    return ("Durée", lasts, _lasting(convention) if convention.ends_on else "")


def _lasting(convention: Convention) -> str:
    if convention.starts_on is None or convention.ends_on is None:
        return f"{convention.duration_months} mois"
    return (
        f"du {french.date_fr(convention.starts_on)} au {french.date_fr(convention.ends_on)} inclus"
    )


def _bookmarks(convention: Convention) -> tuple[tuple[str, str], ...]:
    """The articles of the tripartite model; other models number theirs otherwise."""
    if convention.kind.code != TRIPARTITE:
        return ()
    if convention.unit_price is None or convention.max_yearly_amount is None:
        return _ARTICLES
    price = (
        f"{money.amount(convention, convention.unit_price)} par compte ; "
        f"{money.amount(convention, convention.max_yearly_amount)} au plus par an"
    )
    return (("Article 10", price), *_ARTICLES)


def _amendment(convention: Convention) -> Asked:
    """The act that it changes, since when, and each value and passage that changes."""
    link = Modification.unscoped.select_related("initial").get(act=convention)
    day = french.date_fr(convention.starts_on)
    passages = dict.fromkeys(each.article for each in link.articles.all())
    changed = [
        (articles.capital(label.split(" ", 1)[1]), after, f"au lieu de {before}")
        for label, before, after in values.described(link)
    ]
    if passages:
        count = len(passages)
        titles = french.list_fr([finding.article_words(each) for each in passages])
        number = f"{count} {french.plural(count, 'passage', 'passages')}"
        changed.append(("Texte modifié", number, titles))
    return Asked(
        (
            ("Acte modifié", link.initial.register_number or link.initial.reference, ""),
            ("Prise d’effet", day, ""),
            *changed,
        ),
        f"Il modifie l’acte {link.initial.reference} à compter du {day}.",
        f"{convention.kind.noun.the} {_BOUND}",
    )


def _entry_slip(convention: Convention) -> Asked:
    """The school that enters, since when, and what it adds to what the collectivité pays."""
    row = convention.schools.select_related("school").first()
    initial = finding.initial_of(convention)
    day = french.date_fr(convention.starts_on)
    name = row.school.name if row is not None else ""
    into = initial.reference if initial is not None else ""
    return Asked(
        (
            ("École", name, row.levels if row is not None else ""),
            ("Entrée", day, f"dans la convention {into}"),
            *_cost(convention),
        ),
        f"{name} entre dans la convention {into} à compter du {day}.",
        f"l’école entrera dans la convention le {day}, après le visa de l’inspecteur",
    )


_BY_WAY: dict[str, Callable[[Convention], Asked]] = {
    "": _alone,
    Way.AMENDMENT: _amendment,
    Way.ENTRY_SLIP: _entry_slip,
}
