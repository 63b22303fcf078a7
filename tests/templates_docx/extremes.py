"""What people may type at the ends of the possible, for the contract of any Word model.

Nothing here names a model or a field: a value is stretched after what its sample looks like (a
person, an address, a fingerprint, a table of schools), so that a new model is covered at once.
Three kinds of data: ``crowded`` (long names, quotes, long tables, amounts of nine figures),
``unbroken`` (words without a space to break at, line breaks and tabs) and ``bare`` (every figure
at one, one line in each table, nothing that may be left empty).
"""

import dataclasses
import datetime
import re
from decimal import Decimal
from typing import get_args, get_origin, get_type_hints

from documents.contract import choices_of

COMMUNE = "Montval-Saint-Exemple-sur-l’Étang-lès-Grandes-Marches-du-Nord"
ONE_WORD = "Llanexemplepwllgwyngyllgogerychwyrndrobwllmontvalsilioexemple"
PERSON = "Mme Marie-Françoise-Élisabeth Anne Lou de La Tour-d’Exemple-Gabarit"
ADDRESS = "Immeuble « L'Étang & Fils », 3e étage, 1 place de la Mairie, 98799 " + COMMUNE
TYPED = '« Les "Amis" de l\'école & <Fils> »'
BROKEN = "première ligne\nseconde\tligne"
SCHOOLS, ROWS = 120, 40
MOST = Decimal("987654321.09")
MANY = 98_765
# The longest words of a day; overseas, a new year begins half a day later than in Paris.
LAST_DAY = datetime.date(2029, 9, 30)
INSTANT = "31\u00a0décembre 2026 à 23\u00a0h\u00a059 (heure de Papeete)"

_PERSON = re.compile(r"^(?:M\.|Mme)[ \u00a0]\w")
# Short by nature: figures, codes, dates and addresses that nobody types in a sentence.
_FORMED = re.compile(
    r"^(?:[\d \u00a0]{5,}.*|[A-Z]+[-_\d].*|FS-\w+|\d{7}[A-Z]|\d+(?:[.,]\d+)*(?: %)?"
    r"|[RACI](?:, A)?|[–—])$"
)
_HASH = re.compile(r"^[0-9a-f]{64}$")


def crowded(model):
    return _stretched(model, _crowded, number=MOST, rows=ROWS)


def unbroken(model):
    return _stretched(model, _unbroken, number=MOST, rows=2)


def bare(model):
    """The least that the model may be asked to print: a project before its vote."""
    data = _stretched(model, _as_recorded, number=Decimal(1), rows=1)
    left = {
        each.name: each.default
        for each in dataclasses.fields(model.contract)
        if each.metadata["when"] != "always"
        and not choices_of(model.hints[each.name])
        and get_origin(model.hints[each.name]) is not tuple
    }
    return dataclasses.replace(data, **left)


EXTREMES = {"crowded": crowded, "unbroken": unbroken, "bare": bare}


def _stretched(model, words, *, number, rows):
    return model.with_values(
        **{
            each.name: _value(
                model.hints[each.name], getattr(model.sample, each.name), each, words, number, rows
            )
            for each in dataclasses.fields(model.contract)
        }
    )


def _value(hint, sample, field, words, number, rows):
    if get_origin(hint) is tuple:
        kind = get_args(hint)[0]
        many = SCHOOLS if rows == ROWS and field.name == "schools" else rows
        if any(get_origin(each) is tuple for each in get_type_hints(kind).values()):
            many = min(many, 3)  # lists of lists: the inner ones are long
        many = min(many, field.metadata["limit"] or many)
        return tuple(_row(kind, sample[n % len(sample)], words, number, rows) for n in range(many))
    if choices_of(hint) or hint is bool or sample in ("", None):
        return sample
    if isinstance(sample, str):
        text = words(sample)
        limit = field.metadata["limit"]
        return text[:limit].strip() if limit else text
    if isinstance(sample, datetime.date):
        return LAST_DAY
    most = min(number, field.metadata["limit"] or number)
    if re.search(r"%|[Tt]aux", field.metadata["label"]):
        most = min(most, Decimal("99.9"))
    return min(int(most), MANY) if isinstance(sample, int) else most


def _row(kind, sample, words, number, rows):
    hints = get_type_hints(kind)
    return dataclasses.replace(
        sample,
        **{
            each.name: _value(
                hints[each.name], getattr(sample, each.name), each, words, number, rows
            )
            for each in dataclasses.fields(kind)
        },
    )


def _formed(sample):
    """A value whose form nobody chooses; None for words."""
    if "@" in sample:
        return "secretariat.general.des.affaires.scolaires@communaute-de-l-exemple.example"
    if sample.startswith("https://"):
        return sample + "/" + "0123456789abcdef" * 3
    if re.search(r"\d h \d|\d\u00a0h\u00a0\d", sample):
        return INSTANT
    return sample if _HASH.match(sample) or _FORMED.match(sample) else None


def _crowded(sample):
    if _PERSON.match(sample):
        _, comma, office = sample.partition(", ")
        return PERSON + comma + office
    if re.search(r", \d{5} ", sample):
        return ADDRESS
    formed = _formed(sample)
    return f"{sample.replace('Saint-Modèle', COMMUNE)} {TYPED}" if formed is None else formed


def _unbroken(sample):
    formed = _formed(sample)
    return f"{sample} {ONE_WORD}\n{BROKEN}" if formed is None else formed


def _as_recorded(sample):
    return sample
