"""The traps of the published files, each with its count and its sentence; they refuse nothing."""

from pathlib import Path

import pytest

from governance.directory_file import read
from governance.directory_file.traps import summary

SCHOOLS = Path(__file__).resolve().parents[3] / "shared" / "data" / "schools"
published = pytest.mark.skipif(
    not SCHOOLS.is_dir(), reason="no ../shared/data/schools beside the checkout"
)


def counts(directory):
    return {trap.topic: trap.count for trap in directory.traps}


@published
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("annuaire-ecoles-94-2026-extrait.csv", {"siren": 60, "odd.departement": 60}),
        ("annuaire-lycees-80-2024.csv", {"skipped.lycee": 56}),
        ("colleges-geoloc-2024-80.csv", {"headers": 5, "skipped.college": 69}),
        (
            "ecoles-80-2022.csv",
            {
                "headers": 6, "skipped.ecole_privee": 32, "circonscription": 285,
                "odd.decimal": 285, "odd.departement": 285, "odd.capitals": 285,
                "remark.kinds": 3,
            },
        ),
        (
            "rep-80-2022.csv",
            {"headers": 4, "skipped.college": 14, "names": 26, "odd.capitals": 76},
        ),
    ],
)  # fmt: skip
def test_the_traps_of_a_published_file(name, expected):
    directory = read(SCHOOLS / name)
    assert counts(directory) == expected
    assert all(trap.sentence.endswith((".", "…")) for trap in directory.traps)


def row(**values):
    return {**GOOD, **values}


GOOD = {
    "Identifiant_de_l_etablissement": "0800154H",
    "Nom_etablissement": "École élémentaire des Tilleuls",
    "Type_etablissement": "Ecole",
    "Statut_public_prive": "Public",
    "Code_commune": "80523",
    "Nom_commune": "Méricourt-l'Abbé",
    "Ecole_elementaire": "1",
    "Nombre_d_eleves": "41",
    "nom_circonscription": "Corbie",
    "etat": "OUVERT",
}
SECOND = {"Identifiant_de_l_etablissement": "0800148B"}


@pytest.mark.parametrize(
    ("rows", "topic", "count"),
    [
        ([row(), row()], "remark.repeated", 1),
        ([row(), row(**SECOND)], "names", 2),
        ([row(etat="A FERMER")], "closing", 1),
        ([row(etat="FERME")], "closed", 1),
        ([row(rpi_disperse="1")], "rpi_dispersed", 1),
        ([row(rpi_concentre="1")], "rpi_concentrated", 1),
        ([row(SIREN_SIRET="218005031")], "siren", 1),
        ([row(multi_uai="1")], "odd.multi_uai", 1),
        ([row(nom_circonscription=""), row(**SECOND)], "circonscription", 1),
        ([row(Nombre_d_eleves="")], "pupils", 1),
        ([row(Nombre_d_eleves="41.0")], "odd.decimal", 1),
        ([row(Code_departement="080")], "odd.departement", 1),
        ([row(Nom_etablissement="ECOLE DES TILLEULS")], "odd.capitals", 1),
        ([row(), row(**SECOND, Statut_public_prive="Privé")], "skipped.ecole_privee", 1),
        ([row(), row(**SECOND, Type_etablissement="Collège")], "skipped.college", 1),
    ],
)
def test_each_trap_is_counted(rows, topic, count):
    assert counts(read(written(rows))).get(topic) == count


def test_a_file_without_trap_reports_none():
    assert counts(read(written([row()]))) == {}


def test_the_byte_order_mark_and_other_headers_are_told():
    data = ("\ufeffUAI ;NOM DE L'ÉTABLISSEMENT;code_insee\n0800154H;École;80523\n").encode()
    directory = read(data)
    assert counts(directory)["bom"] == 1
    assert counts(directory)["headers"] == 3
    assert len(directory.rows) == 1


def test_a_console_reads_count_and_sentence():
    lines = summary(read(written([row(etat="A FERMER")])).traps)
    assert lines[0].replace("\xa0", " ").startswith("1 : Écoles « A FERMER » : elles restent")


def written(rows):
    names = list(dict.fromkeys(name for each in rows for name in each))
    lines = [names, *([each.get(name, "") for name in names] for each in rows)]
    return "\n".join(";".join(line) for line in lines).encode()
