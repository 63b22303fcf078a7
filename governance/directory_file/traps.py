"""Traps of the published files: what is odd in them, how often, and what the reading made of it.

A trap is no fault: the row is read, and a person is told before anything is written.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from common.french import list_fr, number, plural, quoted, typography
from governance.directory_file.facts import Rpi, SchoolRow, State
from governance.directory_file.layouts import NAMES, Columns, plain

LOCAL_BODY = "2"
"""First digit of the SIREN of communes, EPCI and départements (INSEE); a school has none."""
EXAMPLES = 4
_HEADER_ROWS = ("uai", "name", "insee", "commune", "pupils", "sector", "state", "circonscription")


@dataclass(frozen=True, slots=True)
class Trap:
    """``count`` rows, columns or files concerned; ``sentence`` says what it is and what is done."""

    topic: str
    count: int
    sentence: str


def found(
    *,
    marked: bool,
    columns: Columns,
    rows: Iterable[SchoolRow],
    skipped: Mapping[str, int],
    remarks: Mapping[str, tuple[int, str]],
    oddities: Mapping[str, int],
) -> tuple[Trap, ...]:
    """Every trap that the file holds, those of the whole file first; ``marked``: it has a BOM."""
    schools = list(rows)
    counted = [
        *_of_the_file(columns, marked=marked),
        *(Trap(f"skipped.{plain(r)}", n, _skipped(r)) for r, n in skipped.items()),
        *_of_schools(schools, columns),
        *(Trap(f"odd.{topic}", n, _ODD[topic]) for topic, n in oddities.items()),
        *(Trap(f"remark.{topic}", n, first) for topic, (n, first) in remarks.items()),
    ]
    return tuple(Trap(t.topic, t.count, typography(t.sentence)) for t in counted if t.count)


def _of_the_file(columns: Columns, *, marked: bool) -> Iterable[Trap]:
    yield Trap(
        "bom", int(marked),
        "Le fichier commence par une marque invisible (BOM) : elle est ignorée.",
    )  # fmt: skip
    renamed = [
        columns.header(field)
        for field in _HEADER_ROWS
        if field in columns.positions and plain(columns.header(field)) != NAMES[field][0]
    ]
    shown = list_fr(quoted(header) for header in renamed[:EXAMPLES])
    more = "…" if len(renamed) > EXAMPLES else "."
    yield Trap(
        "headers", len(renamed),
        "Colonnes qui n'ont pas le nom de l'annuaire officiel, reconnues sans tenir compte de la "
        f"casse ni des accents : {shown}{more}",
    )  # fmt: skip


def _skipped(reason: str) -> str:
    if reason == "École privée":
        return "Écoles privées : laissées de côté, le programme équipe les écoles publiques."
    return (
        f"{reason} : laissé de côté, seules les écoles du premier degré sont importées. Si c'en "
        "est une, corrigez sa nature dans le fichier."
    )


def _of_schools(rows: list[SchoolRow], columns: Columns) -> Iterable[Trap]:
    yield Trap(
        "siren", sum(row.siren.startswith(LOCAL_BODY) for row in rows),
        "SIREN d'une collectivité, le plus souvent la commune, sur la ligne de l'école : il n'est "
        "pas repris, une école publique n'en a pas.",
    )  # fmt: skip
    yield Trap(
        "closing", sum(row.state == State.CLOSING for row in rows),
        "Écoles « A FERMER » : elles restent ouvertes, avec cet état, jusqu'à leur fermeture.",
    )  # fmt: skip
    yield Trap(
        "closed", sum(row.state == State.CLOSED for row in rows),
        "Écoles fermées : celles du répertoire prennent fin à la date d'effet, les autres ne sont "
        "pas ajoutées.",
    )  # fmt: skip
    for topic, rpi, words in (
        ("rpi_dispersed", Rpi.DISPERSED, "dispersé : plusieurs communes paient, une école chacune"),
        ("rpi_concentrated", Rpi.CONCENTRATED, "concentré : une école pour plusieurs communes"),
    ):
        count = sum(row.rpi == rpi for row in rows)
        head = plural(count, "École", "Écoles")
        yield Trap(
            topic, count,
            f"{head} en regroupement pédagogique {words}. Vérifiez l'institution compétente.",
        )  # fmt: skip
    yield from _names(rows)
    without = sum(not row.circonscription for row in rows)
    reason = (
        "Écoles sans circonscription dans le fichier"
        if "circonscription" in columns.positions
        else "Le fichier ne dit pas la circonscription des écoles"
    )
    yield Trap("circonscription", without, f"{reason} : leur rattachement ne change pas.")
    if "pupils" in columns.positions:
        yield Trap(
            "pupils", sum(row.pupils is None for row in rows),
            "Écoles sans effectif dans le fichier : celui du répertoire ne change pas.",
        )  # fmt: skip


def _names(rows: list[SchoolRow]) -> Iterable[Trap]:
    """A maternelle and an élémentaire often bear one name: only the UAI tells them apart."""
    same = Counter((plain(row.commune_name), plain(row.name)) for row in rows)
    shared = [(row.name, row.commune_name) for row in rows
              if same[plain(row.commune_name), plain(row.name)] > 1]  # fmt: skip
    first = list_fr(
        f"{quoted(name)} à {commune or 'commune inconnue'}"
        for name, commune in list(dict.fromkeys(shared))[:2]
    )
    yield Trap(
        "names", len(shared),
        "Écoles qui portent le même nom dans la même commune (maternelle et élémentaire, le plus "
        f"souvent) : seul l'UAI les distingue. Par exemple {first}.",
    )  # fmt: skip


_ODD = {
    "decimal": "Nombres écrits avec une décimale par un tableur (« 41.0 ») : lus comme des "
    "entiers.",
    "departement": "Codes de département sur trois caractères (« 080 ») : lus comme « 80 ».",
    "multi_uai": "Établissements signalés « multi-UAI » : plusieurs UAI, parfois public et privé, "
    "à la même adresse. Chaque UAI reste une école.",
    "capitals": "Noms écrits en capitales, sans accents : vérifiez ceux que les actes impriment.",
}


def summary(traps: Iterable[Trap]) -> list[str]:
    """« 60 : SIREN d’une collectivité… », for a console."""
    return [typography(f"{number(trap.count)} : ") + trap.sentence for trap in traps]
