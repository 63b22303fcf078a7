"""One row of the directory: a public school, a reason to leave it aside, or faults."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from common import identifiers
from common.french import quoted, typography
from common.identifiers import InvalidIdentifier
from governance.directory_file.facts import Kind, Notes, RowFault, Rpi, SchoolRow, State
from governance.directory_file.layouts import Columns, plain
from governance.territories import CommuneIndex

LONGEST_NAME = 200
MOST_PUPILS = 2_000
_TRUE = {"1", "oui", "o", "vrai", "true", "x"}
_FALSE = {"", "0", "non", "n", "faux", "false"}
# First-degree natures of the ministry's register (BCN, N_NATURE_UAI).
_SCHOOL_NATURES = range(100, 200)
_NOT_SCHOOLS = ("secondaire", "superieur", "doctoral")


_STATES = {
    "": State.OPEN,
    "1": State.OPEN,
    "ouvert": State.OPEN,
    "ouverte": State.OPEN,
    "a_ouvrir": State.OPEN,
    "3": State.OPEN,
    "2": State.CLOSING,
    "a_fermer": State.CLOSING,
    "ferme": State.CLOSED,
    "fermee": State.CLOSED,
}
_PRIORITIES = {
    "": "",
    "rep": "REP",
    "rep_plus": "REP+",
    "hors_ep": "",
    "hep": "",
    "sans_objet": "",
}


class RowReader:
    """Reads the cells of one row, once."""

    def __init__(
        self, line: int, cells: list[str], columns: Columns, notes: Notes,
        communes: CommuneIndex | None,
    ) -> None:  # fmt: skip
        self.line = line
        self.cells = cells
        self.columns = columns
        self.notes = notes
        self.communes = communes
        self.blocked = False

    def school(self) -> SchoolRow | None:
        """The school, or None when the row is skipped or refused."""
        reason = self._reason_to_skip()
        if reason:
            self.notes.skip(reason)
            return None
        uai = self._identifier("uai", identifiers.parse_uai, blocking=True)
        name = self._name()
        insee = self._commune()
        commune_name = self._text("commune")
        if "insee" not in self.columns.positions and not commune_name:
            self._fault("commune", "un nom de commune", "Complétez la commune.", blocking=True)
        departement = self._identifier("departement", identifiers.parse_departement)
        academie = self._identifier("academie", identifiers.parse_academie)
        sirene = self._sirene()
        school = SchoolRow(
            line=self.line,
            uai=uai,
            name=name,
            commune_insee=insee,
            commune_name=commune_name,
            postal_code=self._identifier("postal_code", identifiers.parse_postal_code),
            departement=departement,
            academie=academie,
            kinds=self._kinds(),
            sector="public",
            rep=self._rep(),
            rpi=self._rpi(),
            state=self._state(),
            pupils=self._pupils(),
            circonscription=self._text("circonscription"),
            circonscription_uai=self._identifier("circonscription_uai", identifiers.parse_uai),
            siren=sirene[:9],
            siret=sirene if len(sirene) == 14 else "",
            opened_on=self._opened_on(),
            address=self._address(),
            phone=self._text("phone")[:20],
            email=self._email(),
        )
        if self.blocked:
            return None
        self._check_place(school)
        self._note_oddities(school)
        return school

    def _note_oddities(self, school: SchoolRow) -> None:
        if re.search(r"[0-9][.,]0+$", self._raw("pupils")):
            self.notes.odd("decimal")
        if re.fullmatch(r"0[0-9][0-9AB]", self._raw("departement")):
            self.notes.odd("departement")
        if self._word("multi_uai") in _TRUE:
            self.notes.odd("multi_uai")
        if school.name.isupper():
            self.notes.odd("capitals")

    def _raw(self, name: str) -> str:
        position = self.columns.positions.get(name, -1)
        return self.cells[position].strip() if 0 <= position < len(self.cells) else ""

    def _text(self, name: str) -> str:
        return re.sub(r"\s+", " ", self._raw(name))

    def _word(self, name: str) -> str:
        """A value to compare; a lone « ? » stays itself, it is not an empty cell."""
        value = self._raw(name).removesuffix(".0").replace("+", " plus")
        return plain(value) or value

    def _fault(self, name: str, expected: str, todo: str, *, blocking: bool = False) -> None:
        value = self._raw(name)
        shown = quoted(value) if value else "rien"
        message = typography(f"Attendu : {expected} ; trouvé : ") + f"{shown}. " + typography(todo)
        self._record(name, message, blocking=blocking)

    def _record(self, name: str, message: str, *, blocking: bool) -> None:
        column = self.columns.header(name)
        self.notes.faults.append(RowFault(self.line, column, self._raw(name), message, blocking))
        self.blocked = self.blocked or blocking

    def _identifier(
        self,
        name: str,
        parse: Callable[[str, identifiers.Warn | None], str],
        *,
        blocking: bool = False,
    ) -> str:
        """Parsed; empty when absent, unless the row cannot do without it."""
        value = self._raw(name)
        if not value and not blocking:
            return ""
        try:
            return parse(value, lambda text: self.notes.remark(name, self.line, text))
        except InvalidIdentifier as refusal:
            self._record(name, str(refusal), blocking=blocking)
            return ""

    def _reason_to_skip(self) -> str:
        """Why the row is no public school; the surest column decides alone."""
        kind = self._text("type")
        nature, code = self._text("nature"), self._raw("nature_code").removesuffix(".0")
        words = plain(kind or nature)
        if kind or (nature and not code.isdecimal()):
            school = words.startswith("ecole") and not any(w in words for w in _NOT_SCHOOLS)
        elif code.isdecimal():
            school = int(code) in _SCHOOL_NATURES
        else:
            school = not plain(self._text("name")).startswith(("college", "lycee", "erea"))
        if not school:
            return (kind or nature or "Second degré")[:40].capitalize()
        sector = plain(self._text("sector"))
        if sector.startswith("prive"):
            return "École privée"
        if "sector" in self.columns.positions and sector not in ("public", "pu"):
            expected, todo = "« Public » ou « Privé »", "Corrigez le secteur de l'établissement."
            self._fault("sector", expected, todo, blocking=True)
        return ""

    def _name(self) -> str:
        name = self._text("name")
        if not name:
            todo = "Recopiez le nom de l'école."
            self._fault("name", "un nom d'école", todo, blocking=True)
        elif len(name) > LONGEST_NAME:
            todo = "Vérifiez les séparateurs de la ligne."
            self._fault("name", f"{LONGEST_NAME} caractères au plus", todo, blocking=True)
        elif any(unicodedata.category(char) in ("Cc", "Cf", "Co", "Cs") for char in name):
            todo = "Retapez le nom : il contient un caractère invisible."
            self._fault("name", "un nom sans caractère invisible", todo, blocking=True)
        return name

    def _commune(self) -> str | None:
        if "insee" not in self.columns.positions:
            return None
        insee = self._identifier("insee", identifiers.parse_insee_commune, blocking=True)
        if not insee or self.communes is None:
            return insee or None
        current = self.communes.resolve(insee)
        if current is None:
            todo = "Cherchez la commune : elle a pu fusionner, ou le code est mal recopié."
            expected = "le code d'une commune en vigueur"
            self._fault("insee", expected, todo, blocking=True)
        elif current != insee:
            text = typography(f"commune {insee} remplacée par {current}, qui l'a absorbée.")
            self.notes.remark("merged", self.line, text)
        return current

    def _address(self) -> str:
        """The street lines; the last line of the directory repeats postal code and town."""
        lines = [self._text("address"), self._text("address_more")]
        return "\n".join(line for line in lines if line)

    def _email(self) -> str:
        value = self._raw("email")
        if not value:
            return ""
        try:
            validate_email(value)
        except ValidationError:
            todo = "Corrigez l'adresse ou laissez la case vide."
            self._fault("email", "une adresse électronique", todo)
            return ""
        return value.lower()

    def _sirene(self) -> str:
        """A SIRET, or a SIREN when the file gives nine digits."""
        digits = re.sub(r"\s|[.,]0+$", "", self._raw("siret"))
        parse = identifiers.parse_siren if len(digits) == 9 else identifiers.parse_siret
        return self._identifier("siret", parse)

    def _flag(self, name: str) -> bool:
        value = self._word(name)
        if value not in _TRUE | _FALSE:
            self._fault(name, "1, 0 ou une case vide", "Corrigez la case.")
        return value in _TRUE

    def _kinds(self) -> frozenset[Kind]:
        kinds = {
            kind
            for name, kind in (("nursery", Kind.NURSERY), ("elementary", Kind.ELEMENTARY))
            if self._flag(name)
        }
        for source in ("type", "nature", "name"):
            if kinds:
                break
            words = plain(self._text(source))
            if "maternelle" in words:
                kinds.add(Kind.NURSERY)
            if "elementaire" in words:
                kinds.add(Kind.ELEMENTARY)
            elif "primaire" in words:
                kinds.update(Kind)
        if not kinds:
            text = typography("rien ne dit si l'école est maternelle ou élémentaire.")
            self.notes.remark("kinds", self.line, text)
        return frozenset(kinds)

    def _rep(self) -> str:
        rep = _PRIORITIES.get(self._word("rep"))
        if rep is None:
            self._fault("rep", "REP, REP+ ou une case vide", "Corrigez la case.")
        return rep or ""

    def _rpi(self) -> Rpi:
        concentrated = self._flag("rpi_concentrated")
        # This column holds a mark in some years, the name of the group in others.
        dispersed = self._word("rpi_dispersed") not in _FALSE
        if concentrated and dispersed:
            expected = "un RPI concentré ou dispersé, non les deux"
            self._fault("rpi_dispersed", expected, "Gardez l'une des deux mentions.")
            return Rpi.NONE
        if concentrated:
            return Rpi.CONCENTRATED
        return Rpi.DISPERSED if dispersed else Rpi.NONE

    def _state(self) -> State:
        state = _STATES.get(self._word("state"))
        if state is None:
            expected = "OUVERT, A FERMER, A OUVRIR ou FERMÉ"
            self._fault("state", expected, "Corrigez l'état de l'école.", blocking=True)
        return state or State.OPEN

    def _pupils(self) -> int | None:
        value = re.sub(r"\s|[.,]0+$", "", self._raw("pupils"))
        if not value:
            return None
        if not re.fullmatch(r"[0-9]{1,5}", value) or int(value) > MOST_PUPILS:
            expected = f"un nombre entier d'élèves, {MOST_PUPILS} au plus"
            self._fault("pupils", expected, "Corrigez l'effectif ou laissez la case vide.")
            return None
        return int(value)

    def _opened_on(self) -> date | None:
        value = self._raw("opened_on")
        if not value:
            return None
        iso = re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ].*)?", value)
        french = re.fullmatch(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})", value)
        parts = iso.groups() if iso else french.groups()[::-1] if french else ()
        try:
            return date(*map(int, parts))
        except (TypeError, ValueError):
            expected = "une date AAAA-MM-JJ ou JJ/MM/AAAA"
            self._fault("opened_on", expected, "Corrigez la date ou laissez la case vide.")
            return None

    def _check_place(self, school: SchoolRow) -> None:
        """Codes that contradict one another are told; the UAI and the commune are kept."""
        of_uai = identifiers.departement_of_uai(school.uai)
        if school.departement and school.departement != of_uai:
            text = typography(
                f"département {school.departement}, mais l'UAI {school.uai} est du {of_uai}."
            )
            self.notes.remark("place", self.line, text)
        if school.academie:
            try:
                identifiers.check_uai_in_academie(school.uai, school.academie)
            except InvalidIdentifier as refusal:
                self._record("academie", str(refusal), blocking=False)
