"""French as it is printed: dates, amounts, lists and typography.

Everything here returns plain text with its final spaces: U+00A0 where a line must not
break, U+202F before ``; ? ! € %`` and between thousands. A template may pass a missing
value: the answer is then the empty string. Sources: Lexique des règles typographiques
(Imprimerie nationale); spelling of numbers as taught before 1990 (« quarante-trois »,
« cent vingt »), the one found in délibérations.
"""

import errno
import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import date, datetime, time, tzinfo
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

NBSP = "\u00a0"
THIN = "\u202f"
MINUS = "\u2212"
PARIS = "Europe/Paris"
_SPACE = f"[ {NBSP}{THIN}]"

MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")

Number = int | float | Decimal


def date_fr(day: date | None) -> str:
    """« 1er septembre 2026 ». An instant is refused: its day depends on a time zone."""
    if day is None:
        return ""
    if isinstance(day, datetime):
        raise TypeError("date_fr attend un jour ; pour un instant, utiliser datetime_fr.")
    number_of_day = "1er" if day.day == 1 else str(day.day)
    return f"{number_of_day}{NBSP}{MONTHS[day.month - 1]} {day.year}"


def date_full_fr(day: date | None) -> str:
    """« lundi 7 septembre 2026 », for a day that people must keep."""
    if day is None:
        return ""
    return f"{WEEKDAYS[day.weekday()]} {date_fr(day)}"


def time_fr(moment: time | datetime | None) -> str:
    """« 16 h 20 », « 16 h » on the hour; the moment is printed as it is, unconverted."""
    if moment is None:
        return ""
    minutes = f"{NBSP}{moment.minute:02}" if moment.minute else ""
    return f"{moment.hour}{NBSP}h{minutes}"


def datetime_fr(instant: datetime | None, tz: str | tzinfo = PARIS) -> str:
    """« 18 juin 2026 à 16 h 05 », on the clock of ``tz``. A naive instant is refused."""
    if instant is None:
        return ""
    if instant.tzinfo is None:
        raise ValueError("datetime_fr attend un instant avec son fuseau horaire.")
    local = instant.astimezone(ZoneInfo(tz) if isinstance(tz, str) else tz)
    return f"{date_fr(local.date())} à {time_fr(local)}"


def number(value: Number | None, decimals: int | None = None) -> str:
    """« 43 810 », « 1 243,5 »; rounded half up when ``decimals`` is given."""
    if value is None:
        return ""
    exact = _decimal(value)
    if decimals is not None:
        exact = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    whole, _, fraction = f"{abs(exact):f}".partition(".")
    grouped = f"{int(whole):,}".replace(",", THIN)
    sign = MINUS if exact < 0 else ""
    return f"{sign}{grouped},{fraction}" if fraction else f"{sign}{grouped}"


def euros(amount: Number | None) -> str:
    """« 1 243,62 € », always with cents, rounded half up."""
    return "" if amount is None else f"{number(amount, 2)}{THIN}€"


def percent(value: Number | None, decimals: int | None = None) -> str:
    """« 80 % » for 80: the value is already in hundredths."""
    return "" if value is None else f"{number(value, decimals)}{THIN}%"


def plural(n: Number | None, singular: str, plural: str) -> str:
    """The word that agrees with ``n``; in French 0, 1 and 1,5 are singular."""
    if n is None:
        return ""
    return singular if -2 < n < 2 else plural


def os_error(error: OSError) -> str:
    """Why a file could not be read or written, in the words of a person."""
    return _OS_ERRORS.get(error.errno or 0, "le disque a répondu par une erreur")


_OS_ERRORS = {
    errno.ENOENT: "il n’existe pas",
    errno.EISDIR: "c’est un dossier",
    errno.ENOTDIR: "son dossier n’existe pas",
    errno.EACCES: "l’accès en est refusé",
    errno.EPERM: "l’accès en est refusé",
    errno.ENOSPC: "le disque est plein",
    errno.EDQUOT: "le disque est plein",
    errno.EROFS: "le disque est en lecture seule",
}


def list_fr(items: Iterable[object] | None, word: str = "et") -> str:
    """« a, b et c »; ``word`` may be « ou »."""
    if items is None:
        return ""
    parts = [str(item) for item in items]
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {word} {parts[-1]}"


def unstopped(text: str) -> str:
    """What somebody wrote, to be followed by our own full stop: without its spaces and its own."""
    return text.strip().rstrip(".").rstrip()


def quoted(value: object, limit: int = 40) -> str:
    """« value » for a refusal: cut at ``limit``, nothing in it can act on the display.

    Control, direction and zero-width characters become « \ufffd »: a person must see that
    something is there.
    """
    text = "".join(
        "\ufffd" if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") else char
        for char in str(value)[: limit + 1]
    )
    return f"«{NBSP}{text[:limit]}{'…' if len(text) > limit else ''}{NBSP}»"


def nested(text: str) -> str:
    """« text », in which the quotation marks already there become “ ”."""
    inner = re.sub(rf"«{_SPACE}*", "“", re.sub(rf"{_SPACE}*»", "”", text))
    return f"«{NBSP}{inner}{NBSP}»"


UNITS = [
    "zéro",
    "un",
    "deux",
    "trois",
    "quatre",
    "cinq",
    "six",
    "sept",
    "huit",
    "neuf",
    "dix",
    "onze",
    "douze",
    "treize",
    "quatorze",
    "quinze",
    "seize",
    "dix-sept",
    "dix-huit",
    "dix-neuf",
]
TENS = {2: "vingt", 3: "trente", 4: "quarante", 5: "cinquante", 6: "soixante"}
WORDS_LIMIT = Decimal(10) ** 12


def amount_in_words(amount: Number | None) -> str:
    """« mille deux cent quarante-trois euros et soixante-deux centimes ».

    Cents are rounded half up. Refused from a thousand milliards on: no act of ours
    is worth that much, and a spelt amount must not be wrong.
    """
    if amount is None:
        return ""
    exact = _decimal(amount).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    if abs(exact) >= WORDS_LIMIT:
        raise ValueError(f"Montant trop grand pour être écrit en lettres : {amount}.")
    whole, cents = divmod(int(abs(exact) * 100), 100)
    sign = "moins " if exact < 0 else ""
    parts = []
    if whole or not cents:
        # A million is a noun: « un million d’euros », but « un million deux cents euros ».
        link = "d’" if whole and whole % 1_000_000 == 0 else ""
        parts.append(f"{_in_words(whole)} {link}{plural(whole, 'euro', 'euros')}")
    if cents:
        parts.append(f"{_in_words(cents)} {plural(cents, 'centime', 'centimes')}")
    return sign + " et ".join(parts)


def _in_words(n: int) -> str:
    if n == 0:
        return UNITS[0]
    words = []
    for size, name in ((10**9, "milliard"), (10**6, "million")):
        count, n = divmod(n, size)
        if count:
            words.append(f"{_below_million(count)} {plural(count, name, name + 's')}")
    if n:
        words.append(_below_million(n))
    return " ".join(words)


def _below_million(n: int) -> str:
    thousands, rest = divmod(n, 1000)
    words = []
    if thousands:
        # « mille » is a numeral: neither « un » before it, nor an s on vingt or cent.
        head = "" if thousands == 1 else _below_thousand(thousands, final=False) + " "
        words.append(f"{head}mille")
    if rest:
        words.append(_below_thousand(rest, final=True))
    return " ".join(words)


def _below_thousand(n: int, *, final: bool) -> str:
    """``final``: no numeral follows, so that vingt and cent take their s."""
    hundreds, rest = divmod(n, 100)
    words = []
    if hundreds:
        ending = "s" if final and hundreds > 1 and not rest else ""
        words.append(f"cent{ending}" if hundreds == 1 else f"{UNITS[hundreds]} cent{ending}")
    if rest:
        words.append(_below_hundred(rest, final=final))
    return " ".join(words)


def _below_hundred(n: int, *, final: bool) -> str:
    if n < 20:
        return UNITS[n]
    if n >= 80:
        if n == 80:
            return "quatre-vingts" if final else "quatre-vingt"
        return f"quatre-vingt-{UNITS[n - 80]}"
    ten, unit = (6, n - 60) if n >= 60 else divmod(n, 10)
    if unit in (1, 11):
        return f"{TENS[ten]} et {UNITS[unit]}"
    return f"{TENS[ten]}-{UNITS[unit]}" if unit else TENS[ten]


def _decimal(value: Number) -> Decimal:
    exact = Decimal(str(value)) if isinstance(value, float) else Decimal(value)
    if not exact.is_finite():
        raise ValueError(f"Nombre attendu, trouvé : {value}.")
    return exact


_LETTER = r"[^\W\d_]"


def _hour(found: re.Match[str]) -> str:
    minutes = f"{NBSP}{found[2]}" if found[2] else ""
    return f"{found[1]}{NBSP}h{minutes}"


def _thousands(found: re.Match[str]) -> str:
    return re.sub(_SPACE, THIN, found[0])


_TYPOGRAPHY: tuple[tuple[str, str | Callable[[re.Match[str]], str]], ...] = (
    (rf"(?<={_LETTER})'(?=\w|«)", "’"),
    (rf"«{_SPACE}*(?=\S)", f"«{NBSP}"),
    (rf"(?<=\S){_SPACE}*»", f"{NBSP}»"),
    # A colon without space may belong to an address or an hour: it is left alone.
    (rf"(?<=\S){_SPACE}+:(?=\s|$)", f"{NBSP}:"),
    # Not after an entity (« &amp; »), should the text be escaped already.
    (rf"(?<=[\w»)\]’…%€])(?<!&amp)(?<!&lt)(?<!&gt)(?<!&quot)(?<!&#39)(?<!&#x27)(?<!&nbsp)"
     rf"{_SPACE}*([;?!]+)(?=\s|$|[»)\]])", rf"{THIN}\1"),
    (rf"(?<=\d){_SPACE}*([€%])(?!\w)", rf"{THIN}\1"),
    (rf"(?<![\w,.\-])(?<!\d{_SPACE})\d{{1,3}}(?:{_SPACE}\d{{3}})+(?![\w\-])(?!{_SPACE}\d)",
     _thousands),
    (rf"(?<!\w)(n°|N°|Mmes?|Mlles?|MM?\.|art\.|[LRD]\.(?={_SPACE}\d)){_SPACE}+(?=\S)",
     rf"\1{NBSP}"),
    (rf"(?<=\d){_SPACE}(?=(?:ko|Mo|Go)\b)", NBSP),
    (rf"(?<![\w-])(1er|\d{{1,2}}){_SPACE}(?=(?:{'|'.join(MONTHS)})\b)", rf"\1{NBSP}"),
    (rf"(?<!\w)(\d{{1,2}}){_SPACE}h(?:{_SPACE}(\d{{2}}))?(?!\w)", _hour),
)  # fmt: skip
_RULES = tuple((re.compile(pattern), replacement) for pattern, replacement in _TYPOGRAPHY)


def typography(text: str | None) -> str:
    """Right spaces and apostrophes in a text node; applying it twice changes nothing.

    For words that people read, never for markup, addresses or identifiers.
    """
    result = text or ""
    for pattern, replacement in _RULES:
        result = pattern.sub(replacement, result)
    return result
