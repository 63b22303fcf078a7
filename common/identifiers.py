"""Public identifiers: schools, institutions, places, acts, school years.

``parse_x(text)`` gives the one written form of an identifier, or raises
``InvalidIdentifier`` with a French sentence: what was expected, what was found, what to do.
An identifier is text. A spreadsheet that made a number of it loses its leading zero; only a
caller who reads such a file passes ``warn``, and is told of every zero put back.
Sources: UAI key, Éducation nationale (base centrale des établissements); SIREN and SIRET,
Insee; code officiel géographique; identifier of a transmitted act, @CTES.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from stdnum.exceptions import ValidationError
from stdnum.fr import siren as stdnum_siren
from stdnum.fr import siret as stdnum_siret

from common.french import quoted, typography

Warn = Callable[[str], None]

UAI_KEYS = "ABCDEFGHJKLMNPRSTUVWXYZ"

# Département codes by académie (Code de l'éducation, art. R. 222-2 and following).
ACADEMIES: dict[str, tuple[str, ...]] = {
    "01": ("75",),
    "02": ("04", "05", "13", "84"),
    "03": ("25", "39", "70", "90"),
    "04": ("24", "33", "40", "47", "64"),
    "06": ("03", "15", "43", "63"),
    "07": ("21", "58", "71", "89"),
    "08": ("07", "26", "38", "73", "74"),
    "09": ("59", "62"),
    "10": ("01", "42", "69"),
    "11": ("11", "30", "34", "48", "66"),
    "12": ("54", "55", "57", "88"),
    "13": ("16", "17", "79", "86"),
    "14": ("22", "29", "35", "56"),
    "15": ("67", "68"),
    "16": ("09", "12", "31", "32", "46", "65", "81", "82"),
    "17": ("44", "49", "53", "72", "85"),
    "18": ("18", "28", "36", "37", "41", "45"),
    "19": ("08", "10", "51", "52"),
    "20": ("02", "60", "80"),
    "22": ("19", "23", "87"),
    "23": ("06", "83"),
    "24": ("77", "93", "94"),
    "25": ("78", "91", "92", "95"),
    "27": ("2A", "2B"),
    "28": ("974",),
    "31": ("972",),
    "32": ("971", "977", "978"),
    "33": ("973",),
    "43": ("976",),
    "70": ("14", "27", "50", "61", "76"),
}

_UAI = re.compile(rf"[0-9]{{7}}[{UAI_KEYS}]")
# Prefixes in use; Corsica has its own, overseas ones start with 97 or 98.
_UAI_PREFIX = re.compile(r"0(?:0[1-9]|[1-8][0-9]|9[0-5])|9[78][0-9]|[67]20")
_DEPARTEMENT = re.compile(r"0[1-9]|[13-8][0-9]|2[1-9AB]|9[0-5]|97[1-8]|98[46-9]")
_INSEE_COMMUNE = re.compile(
    r"(?:0[1-9]|[13-8][0-9]|2[1-9AB]|9[0-5])(?!000)[0-9]{3}|(?:97[1-8]|98[4678])(?!00)[0-9]{2}"
)
_SCIENTIFIC = re.compile(r"[0-9]+(?:[.,][0-9]+)?[eE]\+?[0-9]+")
_ACTES = re.compile(
    r"([0-9]{3}|02[AB])-([0-9]{9})-([0-9]{8})-([^\x00-\x1f\x7f]{1,60})-(DE|AR|AI|CC|BF|AU)"
)
_SCHOOL_YEAR = re.compile(r"([0-9]{4})-([0-9]{4})")


class InvalidIdentifier(ValueError):
    """An identifier that is refused; ``str()`` is the sentence for the screen."""

    def __init__(self, label: str, expected: str, found: str, todo: str) -> None:
        self.label = label
        self.expected = expected
        self.found = found
        self.todo = todo
        shown = quoted(found) if found else "rien"
        super().__init__(
            typography(f"{label} refusé. Attendu : {expected} ; trouvé : ")
            + f"{shown}. "
            + typography(todo)
        )


def parse_uai(text: str, warn: Warn | None = None) -> str:
    """A school's UAI, seven digits and their key letter (« 0800154H »)."""
    label, expected = "UAI", "7 chiffres et une lettre"
    value = _compact(text).upper()
    if warn and re.fullmatch(rf"[0-9]{{6}}[{UAI_KEYS}]", value):
        value = _padded(label, value, 8, warn)
    if not _UAI.fullmatch(value):
        todo = "Recopiez l'UAI affiché par l'annuaire de l'éducation, zéro initial compris."
        raise InvalidIdentifier(label, expected, text, todo)
    key = UAI_KEYS[int(value[:7]) % 23]
    if value[7] != key:
        todo = f"Une erreur de frappe est probable : la lettre de {value[:7]} serait {key}."
        raise InvalidIdentifier(label, f"{expected}, la lettre vérifiant les chiffres", text, todo)
    if not _UAI_PREFIX.fullmatch(value[:3]):
        todo = f"Vérifiez les trois premiers chiffres : {value[:3]} n'est pas un département."
        raise InvalidIdentifier(label, "un département en tête", text, todo)
    return value


def departement_of_uai(uai: str) -> str:
    """The département of a parsed UAI: « 80 », « 2A », « 974 »."""
    prefix = uai[:3]
    corsica = {"620": "2A", "720": "2B"}
    return corsica.get(prefix, prefix[1:] if prefix.startswith("0") else prefix)


def parse_siren(text: str, warn: Warn | None = None) -> str:
    """An institution's SIREN: nine digits that satisfy Luhn's key."""
    return _parse_sirene("SIREN", 9, text, warn)


def parse_siret(text: str, warn: Warn | None = None) -> str:
    """An establishment's SIRET: fourteen digits, of which a right SIREN first.

    La Poste (SIREN 356000000) has its own key: the sum of digits is a multiple of five.
    """
    return _parse_sirene("SIRET", 14, text, warn)


def _parse_sirene(label: str, length: int, text: str, warn: Warn | None) -> str:
    expected = f"{length} chiffres"
    value = _digits(label, expected, text)
    if warn and len(value) == length - 1:
        value = _padded(label, value, length, warn)
    if not re.fullmatch(rf"[0-9]{{{length}}}", value):
        todo = f"Recopiez le {label} de l'avis de situation de l'Insee."
        raise InvalidIdentifier(label, expected, text, todo)
    if not int(value[:9]):
        # Nine zeros satisfy the key, and forms use them as a placeholder.
        todo = f"Laissez la case vide si le {label} n'est pas connu."
        raise InvalidIdentifier(label, f"{expected} non tous nuls", text, todo)
    try:
        (stdnum_siren if length == 9 else stdnum_siret).validate(value)
    except ValidationError:
        todo = "Un chiffre est faux : recopiez le numéro de l'avis de situation de l'Insee."
        raise InvalidIdentifier(label, f"{expected} dont la clé est juste", text, todo) from None
    return value


def parse_insee_commune(text: str, warn: Warn | None = None) -> str:
    """A commune's code in the COG (« 80021 », « 2A004 »): its form, not its existence.

    Communes merge: only the table of a given year proves that a code is in force.
    """
    label, expected = "Code commune Insee", "5 caractères commençant par le département"
    value = _without_decimals(_compact(text).upper())
    if warn and re.fullmatch(r"[1-9][0-9]{3}", value):
        value = _padded(label, value, 5, warn)
    if not _INSEE_COMMUNE.fullmatch(value):
        todo = "Vérifiez qu'il ne s'agit pas du code postal et que le zéro initial est présent."
        raise InvalidIdentifier(label, expected, text, todo)
    return value


def parse_postal_code(text: str, warn: Warn | None = None) -> str:
    """Five digits. It names a post office, never a commune."""
    value = _without_decimals(_compact(text))
    if warn and re.fullmatch(r"[1-9][0-9]{3}", value):
        value = _padded("Code postal", value, 5, warn)
    if not re.fullmatch(r"[0-9]{5}", value) or value.startswith("00"):
        todo = "Recopiez le code postal de l'adresse, zéro initial compris."
        raise InvalidIdentifier("Code postal", "5 chiffres", text, todo)
    return value


def parse_departement(text: str, warn: Warn | None = None) -> str:
    """« 80 », « 2A », « 974 », from the forms of the school directory (« 080 », « 80.0 »)."""
    label = "Département"
    value = _without_decimals(_compact(text).upper())
    if warn and re.fullmatch(r"[1-9]", value):
        value = _padded(label, value, 2, warn)
    if len(value) == 3 and value.startswith("0"):
        value = value[1:]
    if not _DEPARTEMENT.fullmatch(value):
        todo = "Indiquez un code en vigueur, par exemple 80, 2A ou 974."
        raise InvalidIdentifier(label, "un code de département", text, todo)
    return value


def parse_academie(text: str, warn: Warn | None = None) -> str:
    """The ministry's two-digit code of an académie in force (« 20 » is Amiens)."""
    label = "Code académie"
    value = _without_decimals(_compact(text))
    if warn and re.fullmatch(r"[1-9]", value):
        value = _padded(label, value, 2, warn)
    if value not in ACADEMIES:
        todo = "Indiquez le code de l'annuaire de l'éducation, par exemple 20 pour Amiens."
        raise InvalidIdentifier(label, "les 2 chiffres d'une académie en vigueur", text, todo)
    return value


def check_uai_in_academie(uai: str, academie: str) -> None:
    """Refuse a school whose département is not one of the académie's."""
    departements = ACADEMIES[academie]
    if departement_of_uai(uai) not in departements:
        expected = f"un établissement de l'académie {academie} ({', '.join(departements)})"
        todo = "Vérifiez l'UAI, puis l'académie."
        raise InvalidIdentifier("UAI", expected, uai, todo)


@dataclass(frozen=True)
class ActesIdentifier:
    """An act received by the préfecture, named in five parts."""

    departement: str
    siren: str
    act_date: date
    number: str
    nature: str

    def __str__(self) -> str:
        return f"{self.departement}-{self.siren}-{self.act_date:%Y%m%d}-{self.number}-{self.nature}"


def parse_actes(text: str) -> ActesIdentifier:
    """The identifier printed on an act's receipt (« 080-248000531-20260924-D2026_041-DE »).

    The date is the act's own; real numbers may hold hyphens. Case matters.
    """
    label = "Identifiant @CTES"
    todo = "Recopiez l'identifiant de l'accusé de réception, sans rien y changer."
    found = _ACTES.fullmatch(text.strip())
    if not found:
        expected = "département sur 3 chiffres-SIREN-AAAAMMJJ-numéro-nature"
        raise InvalidIdentifier(label, expected, text, todo)
    departement, siren, day, number, nature = found.groups()
    try:
        parse_departement(departement)
        parse_siren(siren)
    except InvalidIdentifier as refused:
        part = f"un {refused.label} juste dans l'identifiant"
        raise InvalidIdentifier(label, part, text, todo) from refused
    try:
        act_date = date(int(day[:4]), int(day[4:6]), int(day[6:]))
    except ValueError:
        raise InvalidIdentifier(label, "une date AAAAMMJJ du calendrier", text, todo) from None
    return ActesIdentifier(departement, siren, act_date, number, nature)


def parse_school_year(text: str) -> str:
    """« 2025-2026 »: two years in a row."""
    value = text.strip()
    found = _SCHOOL_YEAR.fullmatch(value)
    if not found or int(found[2]) != int(found[1]) + 1:
        todo = "Indiquez deux années qui se suivent, par exemple 2025-2026."
        raise InvalidIdentifier("Libellé d'année scolaire", "AAAA-AAAA", text, todo)
    return value


def _compact(text: str) -> str:
    """Without any space, whatever its width: people group digits."""
    return "".join(text.split())


def _without_decimals(value: str) -> str:
    """« 80.0 » is how a spreadsheet writes 80."""
    return re.sub(r"[.,]0+$", "", value)


def _digits(label: str, expected: str, text: str) -> str:
    value = _compact(text)
    if _SCIENTIFIC.fullmatch(value):
        todo = "Le tableur a arrondi le numéro : mettez la colonne au format texte et ressaisissez."
        raise InvalidIdentifier(label, expected, text, todo)
    return _without_decimals(value)


def _padded(label: str, value: str, length: int, warn: Warn) -> str:
    padded = value.rjust(length, "0")
    warn(typography(f"{label} : zéro initial rétabli, {value} lu comme {padded}."))
    return padded
