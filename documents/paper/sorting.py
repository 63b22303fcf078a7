"""Sort the pages of a deposit: by signature, in order; say what is missing, double, or unknown.

Each page ends in one pile, or among the stray ones with what to do about it. Nothing is stored
here: a page placed by hand, a file added, a new issue of the act change the answer at once.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from common import french

from ..models import Envelope, PagePlacement, ScanDeposit, ScannedPage, Slot
from . import checking, marks, printing

E, S = Envelope.Status, Slot.Status
TO_SIGN = (E.ISSUED, E.PARTLY_SIGNED)
AWAITED = (S.EMPTY, S.AWAITING_RETURN)


class Reader(Protocol):
    """Whoever looks at a deposit. ``reaches``: may register a paper of that signature one day;
    ``awaits``: it is their turn now, in the circuit of the act."""

    def reaches(self, slot: Slot) -> bool: ...

    def awaits(self, slot: Slot) -> bool: ...


class Place(StrEnum):
    """Where a page went."""

    PILE = "pile"
    DONE = "done"
    LETTER = "letter"
    BLANK = "blank"
    ASIDE = "aside"
    DOUBLE = "double"
    STRAY = "stray"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of the deposit, where it goes and the sentence that says so."""

    scanned: ScannedPage
    place: Place
    words: str
    slot: Slot | None = None
    page: int = 0
    turn: int = 0
    by_hand: bool = False


@dataclass(slots=True)
class Pile:
    """The pages of one copy, in order; ``doubles``: those that stand at the same place."""

    slot: Slot
    total: int
    sheets: list[Sheet] = field(default_factory=list)
    doubles: list[Sheet] = field(default_factory=list)
    letter: Sheet | None = None

    @property
    def missing(self) -> list[int]:
        """Pages of the act that the deposit does not hold."""
        held = {sheet.page for sheet in self.sheets}
        return [page for page in range(1, self.total + 1) if page not in held]

    @property
    def complete(self) -> bool:
        return bool(self.sheets) and not self.missing and not self.doubles

    @property
    def doubts(self) -> list[str]:
        """Why a second agent must compare the pages too, as ends of a sentence."""
        by_hand = [str(each.page) for each in self.sheets if each.by_hand]
        found = []
        if by_hand:
            many = len(by_hand) > 1
            found.append(
                f"{'les pages' if many else 'la page'} {french.list_fr(by_hand)} "
                f"{'ont été placées' if many else 'a été placée'} à la main"
            )
        return found + [
            f"la page {each.page} diffère de l’acte ({each.scanned.differs})"
            for each in self.sheets
            if each.scanned.differs
        ]

    def told(self) -> str:
        """What is missing, as a sentence with what to do; empty for a complete copy."""
        said = [
            f"Page {page} absente ou illisible : numérisez-la et ajoutez-la à ce dépôt, ou placez-"
            "la à la main si elle y est."
            for page in self.missing
        ]
        for number in sorted({sheet.page for sheet in self.doubles}):
            said.append(f"Page {number} en double : gardez une seule des deux.")
        return " ".join(said)


@dataclass(frozen=True, slots=True)
class Sorted:
    """A deposit, sorted: the piles by act, then the pages that belong to none."""

    piles: tuple[Pile, ...]
    others: tuple[Sheet, ...]

    @property
    def strays(self) -> list[Sheet]:
        """The pages that ask for something."""
        return [sheet for sheet in self.others if sheet.place is Place.STRAY]

    @property
    def ignored(self) -> list[Sheet]:
        return [sheet for sheet in self.others if sheet.place is not Place.STRAY]

    def pile(self, slot: Slot) -> Pile | None:
        return next((each for each in self.piles if each.slot.pk == slot.pk), None)


def sort(deposit: ScanDeposit, reader: Reader) -> Sorted:
    """Sort every page read so far; the pages of acts that ``reader`` does not reach are told as
    unknown."""
    pages = ScannedPage.objects.filter(file__deposit=deposit).select_related("file__file")
    sheets = _settled(pages.prefetch_related("placements__slot__envelope__document"), reader)
    piles: dict[int, Pile] = {}
    others: list[Sheet] = []
    for sheet in sheets:
        if sheet.slot is None or sheet.place not in (Place.PILE, Place.LETTER):
            others.append(sheet)
            continue
        total = sheet.slot.envelope.document.pages
        pile = piles.setdefault(sheet.slot.pk, Pile(sheet.slot, total))
        if sheet.place is Place.LETTER:
            pile.letter = pile.letter or sheet
            others.append(sheet)
        else:
            pile.sheets.append(sheet)
    for pile in piles.values():
        pile.sheets.sort(key=lambda each: each.page)
        pile.doubles = _doubles(pile.sheets)
    found = [pile for pile in piles.values() if pile.sheets]
    found.sort(key=lambda each: (each.slot.envelope.reference, each.slot.order))
    return Sorted(tuple(found), tuple(others))


def _doubles(sheets: list[Sheet]) -> list[Sheet]:
    numbers = [sheet.page for sheet in sheets]
    return [sheet for sheet in sheets if numbers.count(sheet.page) > 1]


def _settled(pages: Iterable[ScannedPage], reader: Reader) -> Iterator[Sheet]:
    rows = list(pages)
    acts, registered = _Acts(rows, reader), _registered(rows)
    for row in rows:
        if row.pk in registered:
            yield Sheet(row, Place.DONE, registered[row.pk], turn=row.turn)
            continue
        placed = max(row.placements.all(), key=lambda each: each.pk, default=None)
        yield _by_hand(row, placed, reader) if placed is not None else acts.settle(row)


def _registered(rows: list[ScannedPage]) -> dict[int, str]:
    """The pages that a standing return already holds, and the words that say which."""
    found = {}
    held = checking.standing().filter(deposit__in={row.file.deposit_id for row in rows})
    for each in held:
        for page in each.pages:
            found[page["scanned"]] = (
                f"{each.slot.envelope.reference}, page {page['page']} : retour enregistré le "
                f"{french.datetime_fr(each.at, 'Europe/Paris')}."
            )
    return found


def _by_hand(row: ScannedPage, placed: PagePlacement, reader: Reader) -> Sheet:
    if placed.slot is None:
        return Sheet(row, Place.ASIDE, f"Écartée par {placed.label}.", turn=placed.turn)
    if not may_fill(placed.slot, reader):
        return Sheet(row, Place.STRAY, _closed(placed.slot), turn=placed.turn)
    read = _agrees(row, placed.slot, placed.page)
    words = f"Page {placed.page}, placée par {placed.label}."
    return Sheet(row, Place.PILE, words, placed.slot, placed.page, placed.turn, by_hand=not read)


def _agrees(row: ScannedPage, slot: Slot, page: int) -> bool:
    """Whether the agent only said what the code left open: for whom the copy was printed."""
    envelope = slot.envelope
    return (
        (row.found, row.reference, row.page) == (ScannedPage.Found.CODE, envelope.reference, page)
        and row.sheet in ("", slot.paper_reference)
        and row.revision == printing.number(envelope)
    )


def may_fill(slot: Slot, reader: Reader) -> bool:
    """Whether a paper for ``slot`` may be registered now by ``reader``."""
    free = slot.status in AWAITED and slot.envelope.status in TO_SIGN and slot.admits("paper")
    return free and reader.reaches(slot) and reader.awaits(slot)


def _closed(slot: Slot) -> str:
    """Why a paper for ``slot`` is not awaited."""
    if slot.envelope.status not in TO_SIGN:
        return (
            "Page d’un exemplaire remplacé ou retiré : faites signer l’exemplaire en cours, et "
            "écartez celle-ci."
        )
    if slot.status == S.TO_CHECK:
        return "Un retour est déjà enregistré pour cette signature : écartez cette page."
    if slot.status == S.ACCEPTED:
        return "Cette signature est déjà donnée : écartez cette page."
    return "Aucun papier n’est attendu pour cette signature : écartez cette page."


class _Acts:
    """The acts that the codes of a deposit name, looked up once."""

    def __init__(self, rows: list[ScannedPage], reader: Reader) -> None:
        references = {row.reference for row in rows if row.reference}
        found = Envelope.unscoped.filter(reference__in=references).order_by("pk")
        self.reader = reader
        self.issues: dict[str, list[Envelope]] = {}
        for envelope in found.select_related("document").prefetch_related("slots"):
            for slot in envelope.slots.all():
                slot.envelope = envelope
            self.issues.setdefault(envelope.reference, []).append(envelope)
        named = {(row.reference, row.revision, row.sheet) for row in rows if row.sheet}
        self.named = {(reference, revision): sheet for reference, revision, sheet in named}
        self.several = len(named) > len(self.named)

    def settle(self, row: ScannedPage) -> Sheet:
        match row.found:
            case ScannedPage.Found.BLANK:
                return Sheet(row, Place.BLANK, "Page blanche, ignorée.")
            case ScannedPage.Found.FOREIGN:
                return _stray(row, "Le code de cette page n’est pas d’un acte de ce site : "
                              "écartez-la, ou placez-la à la main.")  # fmt: skip
            case ScannedPage.Found.SEVERAL:
                return _stray(row, "Cette image porte les codes de plusieurs pages : numérisez "
                              "chaque feuille séparément.")  # fmt: skip
            case ScannedPage.Found.NOTHING:
                return _stray(row, "Aucun code lisible : placez cette page à la main, ou "
                              "numérisez-la de nouveau, à plat et en 300 dpi.")  # fmt: skip
        return self._marked(row)

    def _marked(self, row: ScannedPage) -> Sheet:
        envelopes = self.issues.get(row.reference, [])
        mine = [e for e in envelopes if any(map(self.reader.reaches, e.slots.all()))]
        if not mine:
            return _stray(row, f"Page inconnue : « {row.reference} » n’est pas un acte dont vous "
                          "pouvez enregistrer le retour. Remettez-la au syndicat.")  # fmt: skip
        if not 1 <= row.revision <= len(envelopes):
            return _stray(row, f"Page d’un exemplaire inconnu de {row.reference} : écartez-la.")
        envelope = envelopes[row.revision - 1]
        if envelope.status not in TO_SIGN:
            now = next((n for n, e in enumerate(envelopes, 1) if e.status in TO_SIGN), 0)
            todo = f"faites signer l’exemplaire {now}, en cours" if now else "rien n’est à signer"
            return _stray(row, f"Page de l’exemplaire {row.revision} de {row.reference}, remplacé "
                          f"ou clos : {todo}, et écartez celle-ci.")  # fmt: skip
        if row.page > envelope.document.pages:
            return _stray(row, f"Page {row.page} de {row.reference}, qui n’en compte que "
                          f"{envelope.document.pages} : écartez-la.")  # fmt: skip
        return self._of_a_slot(row, envelope)

    def _of_a_slot(self, row: ScannedPage, envelope: Envelope) -> Sheet:
        slots = list(envelope.slots.all())
        sheet = row.sheet or (
            "" if self.several else self.named.get((row.reference, row.revision), "")
        )
        if sheet:
            slots = [slot for slot in slots if slot.paper_reference == sheet]
        awaited = [slot for slot in slots if may_fill(slot, self.reader)]
        chosen = [s for s in awaited if s.status == S.AWAITING_RETURN and s.mode == "paper"]
        found = chosen or awaited
        if not found:
            closed = slots[0] if len(slots) == 1 else None
            words = (
                _closed(closed)
                if closed
                else ("Aucun papier n’est attendu de vous pour cet acte : écartez cette page.")
            )
            return _stray(row, f"{row.reference}, page {row.page}. {words}")
        if len(found) > 1:
            names = french.list_fr((slot.label for slot in found), "ou")
            return _stray(row, f"{row.reference}, page {row.page} : dites de quel signataire est "
                          f"cet exemplaire, {names}.", page=row.page)  # fmt: skip
        if row.page == marks.LETTER:
            words = f"Lettre {found[0].paper_reference} : elle n’est pas une page de l’acte."
            return Sheet(row, Place.LETTER, words, found[0], turn=row.turn)
        turned = ", redressée" if row.turn else ""
        words = f"{row.reference}, page {row.page} sur {envelope.document.pages}{turned}."
        return Sheet(row, Place.PILE, words, found[0], row.page, row.turn)


def _stray(row: ScannedPage, words: str, *, page: int = 0) -> Sheet:
    return Sheet(row, Place.STRAY, words, page=page, turn=row.turn)
