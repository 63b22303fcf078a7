"""Read the stamped PDF of a délibération: number, date, @CTES identifier, dates of the stamp.

What is read is proposed to somebody who confirms or corrects it; nothing is decided here. A scan
without text gives an empty reading. Layouts differ from one commune to the next, so each fact is
looked for under its usual wordings, and left out when nothing sure was found.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from common import identifiers
from common.french import MONTHS, amount_in_words
from documents.pdf import pages

PAGES_READ = 12
"""The vote and its stamp stand on the first pages; annexes follow."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found; empty or None where nothing sure was."""

    number: str = ""
    voted_on: dt.date | None = None
    actes_id: str = ""
    received_on: dt.date | None = None
    received_time: dt.time | None = None
    published_on: dt.date | None = None
    published_time: dt.time | None = None
    votes_for: int | None = None
    votes_against: int | None = None
    votes_abstain: int | None = None

    def as_dict(self) -> dict[str, object]:
        """Values that JSON can hold, dates and hours as ISO texts, without what was not found."""
        return {
            key: value.isoformat() if isinstance(value, dt.date | dt.time) else value
            for key, value in asdict(self).items()
            if value not in (None, "")
        }


def read(pdf: bytes) -> Reading:
    """The reading of a PDF; ``documents.pdf.errors.PdfRefused`` when it cannot be opened."""
    last = min(pages.count(pdf), PAGES_READ)
    return read_text("\n".join(pages.text(pdf, number) for number in range(1, last + 1)))


def read_text(text: str) -> Reading:
    """The reading of a text already extracted."""
    text = _simple(text)
    actes = _actes(text)
    return Reading(
        number=_number(text) or (actes.number if actes else ""),
        voted_on=_session(text) or (actes.act_date if actes else None),
        actes_id=str(actes) if actes else "",
        received_on=_date_after(text, _RECEIVED),
        received_time=_time_after(text, _RECEIVED),
        published_on=_date_after(text, _PUBLISHED),
        published_time=_time_after(text, _PUBLISHED),
        votes_for=_votes(text, "pour"),
        votes_against=_votes(text, "contre"),
        votes_abstain=_votes(text, "abstentions?"),
    )


_ACTES = re.compile(
    r"(?<![0-9])([0-9]{3}|02[AB]) ?- ?([0-9]{9}) ?- ?([0-9]{8}) ?- ?"
    r"([A-Za-z0-9_./ -]{1,40}?) ?- ?(DE|AR|AI|CC|BF|AU)(?![A-Za-z])"
)
_NUMERIC_DATE = r"([0-3]?[0-9])[/. -]([01]?[0-9])[/. -](20[0-9]{2})"
_WORD_DATE = rf"(1er|[0-3]?[0-9]) ({'|'.join(MONTHS)}) (20[0-9]{{2}})"
_TIME = r",? ?(?:à |- )?([01]?[0-9]|2[0-3]) ?(?:h|:) ?([0-5][0-9])?(?![0-9])"
_RECEIVED = (
    r"(?:date de r[ée]ception(?: en)?(?: sous-| )?pr[ée]fecture|"
    r"re[çc]ue? (?:en |au |par |à la )?(?:contr[ôo]le de l[ée]galit[ée]|(?:sous-)?pr[ée]fecture)"
    r"|date de t[ée]l[ée]transmission|t[ée]l[ée]transmise? (?:en (?:sous-)?pr[ée]fecture )?)"
)
_PUBLISHED = (
    r"(?:publi[ée]e?|affich[ée]e?|mise? en ligne|date de publication|date d'affichage|"
    r"publication|affichage)"
)
_SESSION = (
    r"(?:s[ée]ance (?:ordinaire |extraordinaire |publique )?(?:du|en date du)|"
    r"r[ée]union du|s'est r[ée]uni[^.]{0,80}? le|date de (?:la )?s[ée]ance ?:?)"
)
_NUMBER = (
    r"d[ée]lib[ée]ration (?:du [a-zéè ]{3,40} )?(?:num[ée]ro|n[°ºo]\.?) ?:? ?"
    r"([A-Z0-9][A-Z0-9_./-]{0,30})"
)


def _simple(text: str) -> str:
    """One kind of apostrophe, hyphen and space; line ends are spaces."""
    text = text.replace("’", "'").replace("ʼ", "'")
    text = re.sub(r"[‐‑‒–—−\ufffe]", "-", text)
    return re.sub(r"\s+", " ", text)


def _actes(text: str) -> identifiers.ActesIdentifier | None:
    """The first right identifier, a délibération's (DE) before any other."""
    found = []
    for match in _ACTES.finditer(text):
        parts = [part.replace(" ", "") for part in match.groups()]
        try:
            found.append(identifiers.parse_actes("-".join(parts)))
        except identifiers.InvalidIdentifier:
            continue
    return next((one for one in found if one.nature == "DE"), found[0] if found else None)


def _number(text: str) -> str:
    match = re.search(_NUMBER, text, re.IGNORECASE)
    return match[1].rstrip("._/-") if match and any(c.isdigit() for c in match[1]) else ""


def _session(text: str) -> dt.date | None:
    return _date_after(text, _SESSION) or _spelled(text)


def _date_after(text: str, introduction: str) -> dt.date | None:
    """The first date that follows ``introduction``, a weekday or « le » in between."""
    return next((day for day, _rest in _dated(text, introduction)), None)


def _time_after(text: str, introduction: str) -> dt.time | None:
    """The hour that follows that same date: « à 9 h 12 », « 09:12 »."""
    rest = next((rest for _day, rest in _dated(text, introduction)), "")
    found = re.match(_TIME, rest, re.IGNORECASE)
    return dt.time(int(found[1]), int(found[2] or 0)) if found else None


def _dated(text: str, introduction: str) -> Iterator[tuple[dt.date, str]]:
    """Each date that follows ``introduction``, and the text after it."""
    between = r"[ :]{0,3}(?:le )?(?:(?:lun|mar|mercre|jeu|vendre|same)di |dimanche )?"
    for match in re.finditer(introduction + between, text, re.IGNORECASE):
        rest = text[match.end() : match.end() + 48]
        found = re.match(_NUMERIC_DATE, rest) or re.match(_WORD_DATE, rest, re.IGNORECASE)
        if found and (day := _day(*found.groups())):
            yield day, rest[found.end() :]


def _day(day: str, month: str, year: str) -> dt.date | None:
    number = int(month) if month.isdigit() else MONTHS.index(month.lower()) + 1
    try:
        return dt.date(int(year), number, int(day.removesuffix("er")))
    except ValueError:
        return None


def _words(number: int) -> str:
    """« deux mille vingt-six », hyphens read as spaces."""
    return amount_in_words(number).rsplit(" ", 1)[0].replace("-", " ")


_DAYS = {_words(day): day for day in range(1, 32)} | {"premier": 1, "un": 1}
_YEARS = {_words(year): year for year in range(2010, 2061)}


def _spelled(text: str) -> dt.date | None:
    """« L'an deux mille vingt-six, le dix juin »: the solemn opening of a session."""
    plain = text.lower().replace("-", " ")
    for year_words, year in _longest_first(_YEARS):
        match = re.search(
            rf"l'an {year_words}(?: et)?[ ,]+(?:le )?(?:\w+di |dimanche )?([a-z ]+?) "
            rf"(?:du mois de |du mois d'|)({'|'.join(MONTHS)})\b",
            plain,
        )
        if match:
            words = match[1].removeprefix("le ").strip()
            day = int(words) if words.isdigit() else _DAYS.get(words)
            return _day(str(day), match[2], str(year)) if day else None
    return None


def _longest_first(table: dict[str, int]) -> Iterator[tuple[str, int]]:
    """« deux mille vingt et un » before « deux mille vingt »."""
    yield from sorted(table.items(), key=lambda item: -len(item[0]))


def _votes(text: str, word: str) -> int | None:
    """« Pour : 14 » or « 14 voix pour »."""
    for pattern in (
        rf"\b{word} ?: ?([0-9]{{1,3}})\b",
        rf"\b([0-9]{{1,3}}) (?:voix |votes? )?{word}\b",
    ):
        match = re.search(pattern, text, re.IGNORECASE)
        if match:
            return int(match[1])
    return None
