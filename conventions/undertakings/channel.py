"""What the collectivité of an act may write to parents through the ENT (M46 to M48).

The channel is an option of the text, its categories are those of annex 4: nothing else opens it,
and nobody approves a message (article 6.2).
"""

import datetime as dt
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from common import french
from common.lifecycle import Refusal

from .. import defaults
from ..models import Convention

NAME, SUBJECTS, OPTION = "message_categories", "message_subjects", "option_message_channel"
"""Names of the categories of an act, of the taxonomy and of the option in the contract."""

FIELDS = ("code", "label", "sphere", "sender", "example")
PUPIL, CHILD, BOTH = "élève", "enfant", "commune aux deux"
MOST = 20
SHIPPED = Path(__file__).parent.parent / "data" / "messages.toml"
Category = Mapping[str, str]
"""A line of annex 4: ``FIELDS``."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A line of the taxonomy; ``service`` and ``example`` are said when the collectivité may
    write it, ``standard`` when it is proposed."""

    code: str
    label: str
    sphere: str
    sender: str
    scope: str
    service: str = ""
    example: str = ""
    standard: bool = False

    @property
    def category(self) -> Category:
        """The subject as a category of an act."""
        return {
            "code": self.code,
            "label": self.label,
            "sphere": self.sphere,
            "sender": self.service,
            "example": self.example,
        }


@cache
def _shipped() -> dict[str, Any]:
    return tomllib.loads(SHIPPED.read_text(encoding="utf-8"))


@cache
def subjects() -> tuple[Subject, ...]:
    """The taxonomy, in the order in which annex 4 prints it."""
    return tuple(Subject(**row) for row in _shipped()["subject"])


def relayable() -> tuple[Subject, ...]:
    """Subjects that a collectivité may write about: those of the child, or common to both."""
    return tuple(each for each in subjects() if each.sphere != PUPIL)


def standard() -> tuple[Category, ...]:
    """The categories that are proposed for an act."""
    return tuple(each.category for each in relayable() if each.standard)


def grounds() -> Mapping[str, str]:
    """Why a message may be reported (article 6.3), by slug."""
    grounds: Mapping[str, str] = _shipped()["grounds"]
    return grounds


def printed_subjects() -> tuple[Mapping[str, str], ...]:
    """The taxonomy as the text prints it."""
    names = ("label", "sphere", "sender", "scope")
    return tuple({name: getattr(each, name) for name in names} for each in subjects())


def is_open(convention: Convention) -> bool:
    """Whether the act opens the channel: its settled text says so, else its option."""
    if convention.snapshot:
        return convention.snapshot.get(OPTION) is True
    return convention.options.get(OPTION) is True


def prints(convention: Convention) -> bool:
    """Whether the text of the act has an annex of categories."""
    manifest = convention.model.manifest if convention.model else {}
    return OPTION in manifest.get("optional_clauses", ())


def categories(convention: Convention, on: dt.date) -> tuple[Category, ...]:
    """The categories of the act: those of its settled text, else those on ``on``."""
    recorded = convention.snapshot.get(NAME) or convention.details.get(NAME)
    if not recorded and convention.model is not None:
        recorded = defaults.in_use(convention.model.code, on).get(NAME)
    found = recorded or standard()
    return tuple(
        {name: str(line.get(name, "")) for name in FIELDS}
        for line in found
        if isinstance(line, Mapping)
    )


def category(convention: Convention, code: str, on: dt.date) -> Category | None:
    """The category of that code, or None when the act has none."""
    return next((each for each in categories(convention, on) if each["code"] == code), None)


def refused(convention: Convention, on: dt.date) -> Iterator[Refusal]:
    """Why the categories of the act may not go into its text."""
    if not prints(convention) or not is_open(convention):
        return
    found = categories(convention, on)
    if not found:
        yield Refusal(
            "Le canal des messages aux parents est ouvert et l’annexe 4 n’a aucune catégorie : "
            "choisissez-en, ou fermez le canal dans les clauses facultatives.",
            "Convention, article 6.1",
        )
    yield from faults(found)


def faults(chosen: Sequence[Category]) -> Iterator[Refusal]:
    """The collectivité writes about the child, under a name that says what (article 6.1)."""
    seen: set[str] = set()
    for each in chosen:
        label = each["label"].strip()
        if not label or not each["sender"].strip():
            yield Refusal("Une catégorie n’a pas de nom, ou pas d’émetteur : complétez sa ligne.")
            continue
        if label.casefold() in seen:
            yield Refusal(f"La catégorie {french.quoted(label)} figure deux fois.")
        seen.add(label.casefold())
        if each["sphere"] not in (CHILD, BOTH):
            yield Refusal(
                f"La catégorie {french.quoted(label)} relève de l’élève : l’école l’écrit. La "
                "collectivité écrit dans la sphère de l’enfant.",
                "Convention, article 6.1 et annexe 4",
            )
