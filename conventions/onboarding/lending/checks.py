"""What is verified when an item leaves, and when it comes back (M42: « proxy » of the school)."""

from collections.abc import Iterable, Iterator

from common.french import NBSP, list_fr
from common.lifecycle import Refusal

from ..models import ItemKind

OUT: dict[str, dict[str, str]] = {
    ItemKind.KEY: {
        "sim": "carte SIM active",
        "pin": "code PIN remis à part",
        "guide": "notice de mise en route remise",
    },
    ItemKind.COMPUTER: {
        "proxy": "proxy de l’école retiré",
        "session": "session propre, sans donnée d’élève",
        "filter": "filtrage actif hors de l’école",
        "charger": "chargeur remis",
    },
    ItemKind.TABLET: {
        "proxy": "proxy de l’école retiré",
        "session": "session propre, sans donnée d’élève",
        "filter": "filtrage actif hors de l’école",
        "charger": "chargeur et étui remis",
    },
}
"""Kind → key → what is checked at the loan."""
BACK: dict[str, dict[str, str]] = {
    ItemKind.KEY: {"sim": "carte SIM présente", "works": "clé essayée"},
    ItemKind.COMPUTER: {
        "wiped": "données de la famille effacées",
        "proxy": "proxy de l’école remis",
        "charger": "chargeur rendu",
    },
    ItemKind.TABLET: {
        "wiped": "données de la famille effacées",
        "proxy": "proxy de l’école remis",
        "charger": "chargeur et étui rendus",
    },
}
"""Kind → key → what is checked at the return."""


def missing(wanted: dict[str, str], ticked: Iterable[str], when: str) -> Iterator[Refusal]:
    """Everything is verified, or the item stays."""
    left = [words for key, words in wanted.items() if key not in set(ticked)]
    if left:
        yield Refusal(f"À vérifier {when}{NBSP}: {list_fr(left)}.", "M42", "loan.checks")


def words(known: dict[str, str], ticked: Iterable[str]) -> list[str]:
    """What was verified, in words."""
    return [known[key] for key in ticked if key in known]
