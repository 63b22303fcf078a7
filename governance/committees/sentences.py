"""The rules of an instance as people read them: one sentence each, with its article."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from common import articles, french
from governance.offices import Office

from .models import CommitteeRules, SecretThreshold
from .models.rules import BASES, MAJORITIES, SHARES
from .quorum import Base, Share
from .rules import applied
from .votes import MajorityOf, Tie

NBSP = french.NBSP


@dataclass(frozen=True)
class Sentence:
    """What a rule says, and where that very rule is written; empty when nothing says where."""

    words: str
    source: str


@dataclass(frozen=True)
class Section:
    """Rules about one thing."""

    title: str
    sentences: tuple[Sentence, ...]


Said = Iterator[tuple[str, str]]
"""Key of the article, words."""


def sections(rules: CommitteeRules) -> list[Section]:
    """Every rule of a version, in the order of a meeting."""
    citations = applied(rules).citations

    def sentence(key: str, words: str) -> Sentence:
        return Sentence(french.typography(words), str(citations.get(key, "")))

    parts = (
        ("Présidence et convocation", _meeting(rules)),
        ("Quorum", _quorum(rules)),
        ("Votes et pouvoirs", _vote(rules)),
        ("Procès-verbal", _minutes(rules)),
    )
    return [Section(title, tuple(sentence(*each) for each in said)) for title, said in parts]


def offices(names: Iterable[str], word: str = "et") -> str:
    """« le directeur académique (DASEN) et le président du syndicat »."""
    return french.list_fr([_the(name) for name in names], word)


def _the(office: str) -> str:
    label = str(Office(office).label)
    plain = label if label[:2].isupper() else label[:1].lower() + label[1:]
    return articles.the(plain, feminine=False)


def _days(n: int) -> str:
    return f"{n}{NBSP}{french.plural(n, 'jour', 'jours')}"


def _clear_days(n: int) -> str:
    return f"{n}{NBSP}{french.plural(n, 'jour franc', 'jours francs')}"


def _meeting(rules: CommitteeRules) -> Said:
    chairs = rules.chairs
    if rules.chairs_alternate:
        yield (
            "meeting.chair",
            f"{articles.capital(offices(chairs))} président les séances à tour de rôle.",
        )
    else:
        later = f" En son absence, {offices(chairs[1:], 'ou')} préside." if chairs[1:] else ""
        yield "meeting.chair", f"{articles.capital(_the(chairs[0]))} préside les séances.{later}"
    yield (
        "quorum.no_chair",
        "Sans président ni remplaçant présent, la séance ne peut pas s’ouvrir.",
    )
    whose = french.list_fr([articles.to_the(_the(office)) for office in rules.conveners])
    yield "meeting.convener", f"La convocation appartient {whose}. Le secrétariat l’envoie."
    yield from _notice(rules)
    if rules.item_request_days is not None:
        yield (
            "meeting.item_request",
            f"Un membre demande l’inscription d’un point {_days(rules.item_request_days)} au moins "
            "avant la séance.",
        )
    yield (
        "meeting.off_agenda",
        "Un sujet qui n’est pas à l’ordre du jour peut être évoqué. Il ne peut pas être voté.",
    )
    if rules.meetings_per_year:
        yield (
            "meeting.frequency",
            f"L’instance se réunit au moins {rules.meetings_per_year} fois par an.",
        )
    yield (
        "meeting.publicity",
        f"Les séances {'sont' if rules.public else 'ne sont pas'} publiques.",
    )


def _notice(rules: CommitteeRules) -> Said:
    days = _clear_days if rules.clear_days else _days
    if not rules.notice_days:
        yield "meeting.notice", "Aucun délai de convocation n’est imposé."
    else:
        neither = " Ni le jour de l’envoi ni celui de la séance ne comptent."
        yield (
            "meeting.notice",
            f"La convocation est envoyée {days(rules.notice_days)} au "
            f"moins avant la séance.{neither if rules.clear_days else ''}",
        )
    if rules.urgent_days is not None:
        yield (
            "meeting.urgent",
            "En cas d’urgence motivée, le délai est ramené à "
            f"{days(rules.urgent_days)}. L’instance se prononce sur "
            "l’urgence à l’ouverture.",
        )


def _quorum(rules: CommitteeRules) -> Said:
    share, base = Share(rules.quorum_share), Base(rules.quorum_base)
    if share is Share.NONE:
        yield "quorum.none", "Aucun quorum n’est exigé."
        return
    key = "quorum.reached_colleges" if base is Base.PER_COLLEGE else "quorum.reached"
    yield key, f"{SHARES[share]} {BASES[base]} doit être présente."
    yield (
        "quorum.substitutes",
        "Un suppléant compte à la place d’un titulaire absent."
        if rules.substitutes_count
        else "Les suppléants ne comptent pas.",
    )
    yield (
        "quorum.remote",
        "Les membres en visioconférence comptent comme présents."
        if rules.remote_counts
        else "Les membres en visioconférence ne comptent pas comme présents.",
    )
    if rules.proxies_per_holder:
        yield (
            "quorum.reached.proxies",
            "Les pouvoirs comptent dans le quorum."
            if rules.proxies_count
            else "Les pouvoirs comptent pour le vote, non pour le quorum.",
        )
    base_words = (
        "Le nombre des membres en exercice reste le même."
        if rules.interested_in_base
        else "Il est retiré du nombre des membres en exercice."
    )
    yield (
        "quorum.reached.interested",
        f"Un membre intéressé à l’affaire n’est pas compté présent. {base_words}",
    )
    yield (
        "quorum.lost",
        "Si le quorum est perdu en séance, les points restants sont renvoyés. Les décisions déjà "
        "prises restent valables.",
    )
    yield "quorum.second", _second(rules.second_session_days)


def _second(days: int | None) -> str:
    if days is None:
        return "Aucune seconde séance sans quorum n’est prévue."
    gap = f", {_days(days)} au moins après la première" if days else ""
    return (
        "À défaut de quorum, une seconde séance se tient sur le même ordre du jour, sans "
        f"quorum{gap}."
    )


_SECRET = {
    SecretThreshold.ONE: "d’un membre présent",
    SecretThreshold.THIRD: "du tiers des membres présents",
    SecretThreshold.HALF: "de la moitié des membres présents",
}


def _vote(rules: CommitteeRules) -> Said:
    if rules.consensus_first:
        yield "vote.consensus", "Le président recherche d’abord le consensus."
    college = " dans chaque collège" if rules.quorum_base == Base.PER_COLLEGE else ""
    majority = MAJORITIES[MajorityOf(rules.majority_of)]
    yield (
        "vote.adopted",
        f"La proposition est adoptée si elle réunit{college} plus de la moitié {majority}.",
    )
    if rules.tie == Tie.CHAIR:
        yield "vote.tie_chair", "À égalité dans un scrutin public, la voix du président l’emporte."
    else:
        yield (
            "vote.tie_rejected",
            "À égalité, la proposition n’est pas adoptée. Nul n’a de voix prépondérante.",
        )
    yield from _secret(rules)
    held = rules.proxies_per_holder
    powers = french.plural(held, "pouvoir", "pouvoirs")
    yield (
        "vote.proxy_excess",
        f"Un membre détient {held} {powers} au plus."
        if held
        else "Les pouvoirs ne sont pas admis.",
    )


def _secret(rules: CommitteeRules) -> Said:
    cases = []
    if rules.secret_nominations:
        cases.append("pour désigner une personne")
    if rules.secret_threshold != SecretThreshold.NONE:
        cases.append(f"à la demande {_SECRET[SecretThreshold(rules.secret_threshold)]}")
    secret = f" Il a lieu au scrutin secret {french.list_fr(cases, 'ou')}." if cases else ""
    yield "vote.secret", f"Le vote a lieu à main levée.{secret}"


def _minutes(rules: CommitteeRules) -> Said:
    yield (
        "minutes.draft",
        f"Le procès-verbal projet est diffusé dans les {_days(rules.minutes_days)} qui "
        "suivent la séance.",
    )
    days = rules.written_approval_days
    yield (
        "minutes.written_approval",
        "Il est approuvé à la séance suivante."
        if days is None
        else "Il est approuvé à la séance suivante, ou par écrit si aucune opposition n’est reçue "
        f"dans les {_days(days)} de l’envoi.",
    )
    if rules.list_days is not None:
        yield (
            "publication.list",
            f"La liste des délibérations est publiée dans les {_days(rules.list_days)} qui suivent "
            "la séance.",
        )
    if rules.publication_days is not None:
        yield (
            "publication.minutes",
            f"Le procès-verbal est publié dans les {_days(rules.publication_days)} qui suivent la "
            "séance qui l’approuve.",
        )
