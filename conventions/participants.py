"""Who plays each part of a convention's circuits, and which steps are met beforehand."""

from collections.abc import Callable, Mapping

from circuits.models import Step, StepKind
from circuits.services import Player
from common import french

from . import changing, coverage, redline
from .models import SYNDICATE, Convention, Party

CIRCUITS = "convention"
"""The family of a convention’s circuits: « convention.prepare », « convention.sign.dasen »…"""


def players(convention: Convention) -> Mapping[str, list[Player]]:
    """``owner``: the mandate that prepares the act; each party; ``voters``: bodies to vote."""
    parties = list(convention.parties.select_related("institution", "deliberation", "signatory"))
    found: dict[str, list[Player]] = {
        party.role: [
            Player(party.institution, convention.circonscription, signatory=party.signatory)
        ]
        for party in parties
    }
    found["owner"] = [Player(convention.owner.institution, mandate=convention.owner)]
    found["voters"] = [Player(party.institution) for party in parties if still_to_vote(party)]
    return found


def still_to_vote(party: Party) -> bool:
    """The party's assembly has no délibération, framework or own, that covers the act yet."""
    return party.votes and not isinstance(coverage.covering(party), coverage.Deliberation)


def covered(convention: Convention) -> Callable[[Step], str]:
    """Visas of the model hold when the act is, word for word, the model on its own data (P5);
    those of the act, when the change under way asks for no other (N10)."""

    def ground(step: Step) -> str:
        if kept := changing.kept(convention, step):
            return kept
        if step.kind != StepKind.VISA or step.party != SYNDICATE:
            return ""
        framework = redline.approved(convention)
        if framework is None:
            return ""
        return (
            f"visas du modèle {convention.model.version} repris "
            f"(délibération-cadre n° {framework.number} du {french.date_fr(framework.voted_on)})"
        )

    return ground
