"""Files that a visitor may deposit to play a scene: stamped délibérations, a true and a forged act.

Each is made on demand from what the site holds, and says on its face that it is invented, but for
the signed acts, which are the very files of the demonstration.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from common import clock
from conventions.models import Convention, Party, Status
from documents import store
from governance import wording
from governance.models import Deliberation

from . import paper

AWAITED = (Deliberation.Status.EXPECTED, Deliberation.Status.RECORDED)
SHOWN = 12


@dataclass(frozen=True, slots=True)
class Piece:
    """One file: ``kind`` and ``key`` name it in its address; ``why`` says what it is for."""

    kind: str
    key: str
    title: str
    why: str


def listed() -> Iterator[Piece]:
    """What can be downloaded now, délibérations first."""
    for party in _awaiting()[:SHOWN]:
        yield Piece(
            "deliberation",
            str(party.public_id),
            f"Délibération {wording.of_institution(party.institution)}, revêtue du cachet",
            f"à déposer sur {party.convention.reference} : l’acte pourra alors être signé",
        )
    for convention in _signed()[:1]:
        key = str(convention.public_id)
        yield Piece(
            "authentique", key, f"{convention.reference}, exemplaire signé", "à vérifier : accepté"
        )
        yield Piece(
            "falsifie", key, f"{convention.reference}, un octet changé", "à vérifier : refusé"
        )


def content(kind: str, key: str) -> tuple[str, bytes] | None:
    """Name and bytes of a piece; None for an address that names nothing."""
    if kind == "deliberation":
        party = next((each for each in _awaiting() if str(each.public_id) == key), None)
        return (
            (f"deliberation-{party.convention.reference}.pdf", _stamped(party)) if party else None
        )
    convention = next((each for each in _signed() if str(each.public_id) == key), None)
    if convention is None or kind not in ("authentique", "falsifie"):
        return None
    data = store.read(convention.envelope.final_file.sha256)
    if kind == "falsifie":
        middle = len(data) // 2
        data = data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]
    return f"{convention.reference}-{kind}.pdf", data


def _awaiting() -> list[Party]:
    """Parties whose assembly voted, or is about to, without proof yet."""
    rows = Party.unscoped.filter(
        deliberation__status__in=AWAITED,
        convention__status__in=[Status.IN_DELIBERATION, Status.AWAITING_SIGNATURE],
    )
    return list(rows.select_related("convention", "institution", "deliberation").order_by("-pk"))


def _signed() -> list[Convention]:
    """Acts signed here whose final copy is made."""
    rows = Convention.unscoped.filter(envelope__isnull=False, signed_at__isnull=False)
    rows = rows.select_related("envelope").order_by("pk")
    return [each for each in rows if each.envelope.final is not None]


def _stamped(party: Party) -> bytes:
    """The vote as recorded; for one that is awaited, as the council would have taken it: not
    before the text was settled, and received a few minutes ago when that is today."""
    vote = party.deliberation
    now = clock.now().astimezone(vote.zone)
    yesterday = now.date() - dt.timedelta(days=1)
    if vote.voted_on is None:
        settled = party.convention.text_settled_at
        settled_on = settled.astimezone(vote.zone).date() if settled else yesterday
        vote.voted_on = max(settled_on, yesterday)
        vote.number = f"{yesterday.year}-{vote.pk % 60 + 20:02d}"
    received = max(vote.voted_on, yesterday)
    at = now - dt.timedelta(minutes=2) if received == now.date() else None
    return paper.stamped(vote, received, at)
