"""The rules of an instance as the pure arithmetic reads them: quorum, vote, sources."""

from collections.abc import Mapping
from dataclasses import dataclass

from common import french

from .citations import Citation, Citations
from .models import CommitteeRules
from .quorum import Base, QuorumRule, Share
from .votes import MajorityOf, Tie, VoteRule

ARTICLES = ", art. "

CITED = {
    "meeting.chair": "Présidence",
    "meeting.convener": "Qui convoque",
    "meeting.frequency": "Séances par an",
    "meeting.notice": "Délai de convocation",
    "meeting.urgent": "Urgence",
    "meeting.item_request": "Demande d’un point",
    "meeting.off_agenda": "Sujet hors de l’ordre du jour",
    "meeting.publicity": "Publicité des séances",
    "quorum.reached": "Quorum",
    "quorum.reached_colleges": "Quorum par collège",
    "quorum.missing": "Quorum non atteint",
    "quorum.missing_college": "Quorum non atteint dans un collège",
    "quorum.none": "Aucun quorum",
    "quorum.no_chair": "Président ou remplaçant présent",
    "quorum.substitutes": "Suppléants",
    "quorum.remote": "Visioconférence",
    "quorum.reached.proxies": "Pouvoirs dans le quorum",
    "quorum.reached.interested": "Membre intéressé",
    "quorum.lost": "Quorum perdu en séance",
    "quorum.second": "Seconde séance",
    "vote.consensus": "Consensus",
    "vote.adopted": "Majorité",
    "vote.rejected": "Rejet",
    "vote.tie_rejected": "Partage égal : rejet",
    "vote.tie_chair": "Partage égal : voix du président",
    "vote.proxy_excess": "Pouvoirs par mandataire",
    "vote.secret": "Scrutin secret",
    "minutes.draft": "Procès-verbal projet",
    "minutes.written_approval": "Approbation écrite",
    "publication.list": "Liste des délibérations",
    "publication.minutes": "Publication du procès-verbal",
}
"""Keys that rules may cite an article for, each as the form calls it."""


@dataclass(frozen=True)
class Applied:
    """What a meeting held under these rules counts with, and cites."""

    quorum: QuorumRule
    vote: VoteRule
    per_holder: int
    """Powers that one member may use."""
    citations: Citations


def applied(rules: CommitteeRules) -> Applied:
    """The typed row as the values of ``quorum``, ``votes`` and ``citations``."""
    return Applied(
        quorum=QuorumRule(
            share=Share(rules.quorum_share),
            base=Base(rules.quorum_base),
            remote_counts=rules.remote_counts,
            substitutes_count=rules.substitutes_count,
            proxies_count=rules.proxies_count,
            interested_in_base=rules.interested_in_base,
        ),
        vote=VoteRule(majority_of=MajorityOf(rules.majority_of), tie=Tie(rules.tie)),
        per_holder=rules.proxies_per_holder,
        citations=cited(rules.text, rules.citations),
    )


def cited(text: str, citations: Mapping[str, str]) -> Citations:
    """Key → source. « 5.1, 5.2 » are articles of ``text``; « CGCT, art. L. 1411-5 » names another
    text; words without a figure name a text whole."""
    return {key: _citation(text, said) for key, said in citations.items() if said.strip()}


def _citation(text: str, said: str) -> Citation:
    said = said.replace(french.NBSP, " ")
    if ARTICLES in said:
        text, said = said.split(ARTICLES, 1)
    elif not any(letter.isdigit() for letter in said):
        return Citation(said.strip())
    return Citation(text.strip(), tuple(article.strip() for article in said.split(",")))
