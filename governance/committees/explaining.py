"""The sentences that explain a quorum and a vote, each with its source (tables, § 6)."""

from collections.abc import Sequence
from dataclasses import dataclass

from common import french

from .citations import Citations, parenthesis
from .quorum import Count, Quorum
from .votes import Outcome, Result, Tally

NBSP = french.NBSP


@dataclass(frozen=True)
class Departure:
    """Somebody left the table, and with it the quorum. ``at`` is the hour as printed."""

    at: str
    name: str
    points: Sequence[str] = ()
    """Numbers of the points that are put off, in the order of the agenda."""


def quorum_sentence(
    quorum: Quorum,
    citations: Citations,
    *,
    point: str = "",
    departure: Departure | None = None,
    chair_present: bool = True,
) -> str:
    """One sentence, or a few: what was counted, what was required, why, on what ground.

    ``point`` is the number of the agenda item, empty at the opening.
    """
    if not chair_present:
        cited = parenthesis(citations, "quorum.no_chair")
        return f"La séance ne peut s’ouvrir{NBSP}: ni président ni remplaçant présent{cited}."
    if quorum.second_session:
        cited = parenthesis(citations, "quorum.second")
        head = "Seconde convocation sur le même ordre du jour : aucun quorum n’est exigé"
        return french.typography(f"{head}{cited}. {_attendance(quorum)}.")
    if all(count.required == 0 for count in quorum.counts):
        cited = parenthesis(citations, "quorum.none")
        return french.typography(f"Aucun quorum n’est exigé{cited} : {_attendance(quorum)}.")
    if quorum.reached:
        return _reached(quorum, citations, point)
    missing = next(count for count in quorum.counts if not count.reached)
    if departure is not None:
        return _lost(missing, departure, parenthesis(citations, "quorum.lost"))
    return _missing(missing, citations)


def vote_sentence(outcome: Outcome, citations: Citations) -> str:
    """The count and the result of a vote; college by college where they vote apart."""
    cited = parenthesis(citations, outcome.result.value)
    counted = _told(outcome)
    match outcome.result:
        case Result.TIE_CHAIR:
            word = "Adopté" if outcome.adopted else "Rejeté"
            said = f"Partage égal : la voix du président l’emporte{cited}. {word} {counted}."
        case Result.TIE_REJECTED:
            said = f"Partage égal : la proposition n’est pas adoptée{cited}. {_plain(counted)}."
        case _:
            said = f"{'Adopté' if outcome.adopted else 'Rejeté'} {counted}{cited}."
    return french.typography(said)


def consensus_sentence(citations: Citations) -> str:
    """Nobody objected once the chair stated the decision."""
    return f"Adopté par consensus{parenthesis(citations, 'vote.consensus')}."


def proxy_excess(name: str, held: int, citations: Citations) -> str:
    """Why one more power is refused to ``name``."""
    powers = french.plural(held, "pouvoir", "pouvoirs")
    cited = parenthesis(citations, "vote.proxy_excess")
    return (
        f"{name} détient déjà {held} {powers}{NBSP}: le règlement n’en admet pas davantage{cited}."
    )


def _reached(quorum: Quorum, citations: Citations, point: str) -> str:
    keys = ["quorum.reached"]
    for_point = f" pour le point {point}" if point else ""
    if quorum.counts[0].college:
        keys = ["quorum.reached_colleges"]
        parts = ", ".join(
            f"{count.present} sur {count.base} ({count.required} requis)" for count in quorum.counts
        )
        head = f"Quorum atteint dans chaque collège{for_point}{NBSP}: {parts}"
    else:
        head = f"Quorum atteint{for_point}{NBSP}: {_members(quorum.counts[0])}"
    clauses = []
    if quorum.proxies and not quorum.rule.proxies_count:
        keys.append("quorum.reached.proxies")
        clauses.append(_proxies(len(quorum.proxies)))
    if quorum.interested:
        keys.append("quorum.reached.interested")
        clauses.append(_interested(quorum.interested))
    cited = parenthesis(citations, *keys)
    if not clauses:
        return french.typography(f"{head}{cited}.")
    return french.typography(f"{head}. {' ; '.join(clauses)}{cited}.")


def _missing(missing: Count, citations: Citations) -> str:
    if missing.college:
        cited = parenthesis(citations, "quorum.missing_college")
        return (
            f"Quorum non atteint dans le collège {_college(missing.college)}{NBSP}: "
            f"{_presents(missing.present)} sur {missing.base}, "
            f"{missing.required} requis{cited}."
        )
    cited = parenthesis(citations, "quorum.missing")
    return f"Quorum non atteint{NBSP}: {_members(missing)}{cited}. La séance ne peut délibérer."


def _lost(missing: Count, departure: Departure, cited: str) -> str:
    college = f" dans le collège {_college(missing.college)}" if missing.college else ""
    head = (
        f"Quorum perdu à {departure.at} au départ de {departure.name}{college}{NBSP}: "
        f"{_presents(missing.present)}, {missing.required} requis{cited}."
    )
    points = departure.points
    if not points:
        rest = "Les décisions déjà prises restent valables."
    elif len(points) == 1:
        rest = f"Le point {points[0]} est reporté ; les décisions déjà prises restent valables."
    else:
        between = "et" if len(points) == 2 else "à"
        rest = (
            f"Les points {points[0]} {between} {points[-1]} sont reportés ; "
            "les décisions déjà prises restent valables."
        )
    return french.typography(f"{head} {rest}")


def _attendance(quorum: Quorum) -> str:
    present = sum(count.present for count in quorum.counts)
    return f"{_presents(present)} sur {sum(count.base for count in quorum.counts)}"


def _members(count: Count) -> str:
    members = french.plural(count.present, "membre présent", "membres présents")
    return f"{count.present} {members} sur {count.base} en exercice, {count.required} requis"


def _presents(n: int) -> str:
    return f"{n} {french.plural(n, 'présent', 'présents')}"


def _proxies(n: int) -> str:
    if n == 1:
        return "Le pouvoir compte pour le vote, non pour le quorum"
    return f"Les {n} pouvoirs comptent pour le vote, non pour le quorum"


def _interested(names: Sequence[str]) -> str:
    if len(names) > 1:
        return f"{french.list_fr(names)}, intéressés à l’affaire, ne sont pas comptés"
    accord = "e" if names[0].startswith(("Mme", "Mlle")) else ""
    return f"{names[0]}, intéressé{accord} à l’affaire, n’est pas compté{accord}"


def _college(name: str) -> str:
    return f"«{NBSP}{name}{NBSP}»"


def _told(outcome: Outcome) -> str:
    """« par 10 voix contre 7, … », or « : collège …, 3 voix contre 0, … »."""
    counts = {
        college: _voices(tally, outcome.required[college])
        for college, tally in outcome.tallies.items()
    }
    if "" in counts:
        return f"par {counts['']}"
    colleges = (f"collège {_college(name)}, {count}" for name, count in counts.items())
    return f": {' ; '.join(colleges)}"


def _plain(counted: str) -> str:
    """The same as a sentence of its own."""
    words = counted.removeprefix("par ").removeprefix(": ")
    return words[0].upper() + words[1:]


def _voices(tally: Tally, required: int) -> str:
    abstentions = french.plural(tally.abstentions, "abstention", "abstentions")
    blank = ""
    if tally.blank:
        papers = french.plural(tally.blank, "bulletin blanc ou nul", "bulletins blancs ou nuls")
        blank = f", {tally.blank} {papers}"
    cast = french.plural(tally.cast, "suffrage exprimé", "suffrages exprimés")
    return (
        f"{tally.in_favour} voix contre {tally.against}, {tally.abstentions} {abstentions}"
        f"{blank} ; {tally.cast} {cast}, {required} requis"
    )
