"""Reading a school directory: its forms, its schools, what is left aside."""

import io
from dataclasses import fields
from datetime import date, datetime

import openpyxl
import pytest

from governance.directory_file import (
    Kind,
    Layout,
    Rpi,
    SchoolRow,
    State,
    UnreadableDirectory,
    read,
    tables,
)
from governance.territories import CommuneIndex

HEADER = {
    "Identifiant_de_l_etablissement": "0800154H",
    "Nom_etablissement": "École de Méricourt",
    "Type_etablissement": "Ecole",
    "Statut_public_prive": "Public",
    "Code_postal": "80113",
    "Code_commune": "80522",
    "Nom_commune": "Méricourt-l'Abbé",
    "Code_departement": "080",
    "Code_academie": "20",
    "Ecole_maternelle": "0",
    "Ecole_elementaire": "1",
    "Appartenance_Education_Prioritaire": "REP+",
    "SIREN_SIRET": "21800019800018",
    "Nombre_d_eleves": "41.0",
    "nom_circonscription": "IEN Corbie",
    "code_circonscription": "0800148B",
    "date_ouverture": "1965-05-01",
    "etat": "OUVERT",
    "rpi_concentre": "0",
    "rpi_disperse": "1",
}


def table(*changes, header=None, delimiter=";", encoding="utf-8", end="\r\n"):
    """A CSV file; each change makes one row out of the sound one."""
    names = list(HEADER) if header is None else header
    rows = [list({**HEADER, **change}.values()) for change in changes or ({},)]
    return end.join(delimiter.join(row) for row in [names, *rows]).encode(encoding) + end.encode(
        encoding.replace("utf-8-sig", "utf-8")
    )


def workbook(*rows, before=(), sheets=()):
    book = openpyxl.Workbook()
    for title in sheets:
        book.create_sheet(title, 0)["A1"] = "Notice"
    for row in (*before, list(HEADER), *rows):
        book["Sheet"].append(list(row))
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def only(data, **options):
    directory = read(data, **options)
    assert not directory.faults
    (school,) = directory.rows
    return school


def test_every_field_of_a_school():
    school = only(table())
    assert school == SchoolRow(
        line=2,
        uai="0800154H",
        name="École de Méricourt",
        commune_insee="80522",
        commune_name="Méricourt-l'Abbé",
        postal_code="80113",
        departement="80",
        academie="20",
        kinds=frozenset({Kind.ELEMENTARY}),
        sector="public",
        rep="REP+",
        rpi=Rpi.DISPERSED,
        state=State.OPEN,
        pupils=41,
        circonscription="IEN Corbie",
        circonscription_uai="0800148B",
        siren="218000198",
        siret="21800019800018",
        opened_on=date(1965, 5, 1),
    )
    assert read(table()).layout is Layout.DIRECTORY


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_delimiters_and_marks(delimiter, encoding):
    assert only(table(delimiter=delimiter, encoding=encoding)).name == "École de Méricourt"


def test_windows_encoding_is_told():
    directory = read(table(encoding="cp1252"))
    assert directory.rows[0].name == "École de Méricourt"
    assert "UTF-8" in directory.warnings[0]


def test_accents_spoilt_twice_are_told():
    spoilt = table(encoding="utf-8").decode("cp1252").encode()
    assert any("Ã©" in warning for warning in read(spoilt).warnings)


@pytest.mark.parametrize("change", [str.lower, str.upper, lambda name: name.replace("_", " ")])
def test_headers_without_case_accents_nor_punctuation(change):
    assert only(table(header=[change(name) for name in HEADER])) == only(table())


def test_headers_as_people_rename_them():
    renamed = ["Code UAI", "Nom de l’établissement", "Type d'établissement", "Secteur", "CP"]
    renamed += ["Code INSEE", "Commune", "Dept", "Code académie", "Maternelle", "Élémentaire"]
    renamed += ["Éducation prioritaire", "SIRET", "Nb élèves", "Circonscription"]
    renamed += ["Code_circonscription", "Date d'ouverture", "État", "RPI concentré"]
    directory = read(table(header=[*renamed, "RPI dispersé"]))
    assert directory.layout is Layout.OTHER
    assert directory.rows == read(table()).rows


def test_titles_above_the_columns_and_announced_delimiter():
    data = b"sep=;\r\nAnnuaire, Somme, 2026\r\n\r\n" + table()
    assert only(data).line == 5


def test_a_workbook_with_numbers_dates_and_notices():
    values = dict(HEADER, Code_postal=80113, Code_commune=80522, Code_departement=80.0)
    values |= {"SIREN_SIRET": 21800019800018.0, "Nombre_d_eleves": 41.0, "etat": None}
    values |= {"date_ouverture": datetime(1965, 5, 1), "Ecole_maternelle": True}  # noqa: DTZ001
    data = workbook(values.values(), before=[["Annuaire 2026"], []], sheets=["Lisez-moi"])
    school = only(data)
    assert school.line == 4
    assert (school.postal_code, school.commune_insee, school.departement) == (
        "80113",
        "80522",
        "80",
    )
    assert (school.siret, school.pupils) == ("21800019800018", 41)
    assert school.opened_on == date(1965, 5, 1)
    assert school.kinds == set(Kind)


def test_a_workbook_that_lost_the_leading_zeros():
    values = dict(HEADER, Identifiant_de_l_etablissement="800154H", Code_commune=1053)
    values |= {"Code_postal": 1000, "Code_departement": 80}
    directory = read(workbook(values.values(), values.values()))
    (school,) = directory.rows
    assert (school.uai, school.commune_insee, school.postal_code) == (
        "0800154H",
        "01053",
        "01000",
    )
    told = [warning for warning in directory.warnings if "zéro initial rétabli" in warning]
    assert len(told) == 3
    assert "800154H lu comme 0800154H. (et 1 autre ligne)" in told[0]


def test_a_cell_at_the_far_end_of_a_sheet_is_refused_by_its_row(monkeypatch):
    monkeypatch.setattr(tables, "MOST_ROWS", 50)
    book = openpyxl.load_workbook(io.BytesIO(workbook(HEADER.values())))
    book.active["XFD1048576"] = "x"
    target = io.BytesIO()
    book.save(target)
    with pytest.raises(UnreadableDirectory, match="Filtrez-le"):
        read(target.getvalue())


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"Type_etablissement": "Collège"}, "Collège"),
        ({"Type_etablissement": "Lycée"}, "Lycée"),
        ({"Type_etablissement": "Service Administratif"}, "Service administratif"),
        ({"Type_etablissement": "École supérieure"}, "École supérieure"),
        ({"Statut_public_prive": "Privé"}, "École privée"),
        ({"Statut_public_prive": "privé sous contrat"}, "École privée"),
    ],
)
def test_other_establishments_are_counted_whatever_else_they_hold(change, reason):
    broken = {"Identifiant_de_l_etablissement": "?", **change}
    directory = read(table(broken, broken, {}))
    assert directory.skipped == {reason: 2}
    assert len(directory.rows) == 1
    assert not directory.faults


@pytest.mark.parametrize(
    ("written", "state"),
    [
        ("OUVERT", State.OPEN),
        ("A OUVRIR", State.OPEN),
        ("A FERMER", State.CLOSING),
        ("À fermer", State.CLOSING),
        ("fermé", State.CLOSED),
        ("2.0", State.CLOSING),
        ("", State.OPEN),
    ],
)
def test_states(written, state):
    assert only(table({"etat": written})).state is state


@pytest.mark.parametrize(
    ("nursery", "elementary", "name", "kinds"),
    [
        ("1", "1", "École", set(Kind)),
        ("1.0", "", "École", {Kind.NURSERY}),
        ("", "", "École primaire du Collège", set(Kind)),
        ("", "", "ECOLE ELEMENTAIRE OU PRIMAIRE", {Kind.ELEMENTARY}),
        ("0", "0", "Maternelle du Lycée", {Kind.NURSERY}),
        ("", "", "Les Tilleuls", set()),
    ],
)
def test_kinds(nursery, elementary, name, kinds):
    change = {"Ecole_maternelle": nursery, "Ecole_elementaire": elementary}
    directory = read(table({**change, "Nom_etablissement": name}))
    assert directory.rows[0].kinds == kinds
    assert bool(directory.warnings) is not bool(kinds)


@pytest.mark.parametrize(
    ("concentrated", "dispersed", "rpi"),
    [("1", "0", Rpi.CONCENTRATED), ("0", "RPI 12", Rpi.DISPERSED), ("", "", Rpi.NONE)],
)
def test_rpi(concentrated, dispersed, rpi):
    change = {"rpi_concentre": concentrated, "rpi_disperse": dispersed}
    assert only(table(change)).rpi is rpi


def test_a_siren_alone_and_a_french_date():
    school = only(table({"SIREN_SIRET": "218 000 198", "date_ouverture": "01/05/1965"}))
    assert (school.siren, school.siret) == ("218000198", "")
    assert school.opened_on == date(1965, 5, 1)


def test_merged_communes_are_brought_up_to_date():
    index = CommuneIndex(frozenset({"80295"}), {"80522": "80295"})
    directory = read(table({}), communes=index)
    assert directory.rows[0].commune_insee == "80295"
    assert "80522 remplacée par 80295" in directory.warnings[0]


def test_a_school_on_several_rows_is_one_school():
    second = {"Ecole_elementaire": "0", "Ecole_maternelle": "1"}
    directory = read(table({"Nombre_d_eleves": ""}, second))
    (school,) = directory.rows
    assert school.kinds == set(Kind)
    assert school.pupils == 41
    assert "lignes réunies" in directory.warnings[0]


def test_the_same_uai_for_a_public_and_a_private_part():
    directory = read(table({"Statut_public_prive": "Privé"}, {}))
    assert len(directory.rows) == 1
    assert directory.skipped == {"École privée": 1}


def test_codes_that_contradict_one_another_are_told():
    directory = read(table({"Code_departement": "60"}))
    assert len(directory.rows) == 1
    assert "0800154H est du 80" in directory.warnings[0]


def test_a_column_twice_is_told():
    data = table(header=[*list(HEADER)[:-1], "etat"])
    assert any("plusieurs fois" in warning for warning in read(data).warnings)


def test_a_path_gives_its_name(tmp_path):
    path = tmp_path / "annuaire.csv"
    path.write_bytes(table())
    assert read(path).name == "annuaire.csv"
    assert read(table(), "reçu.csv").name == "reçu.csv"


def test_rows_are_plain_values():
    school = only(table())
    plain = (str, int, frozenset, date, type(None))
    assert all(isinstance(getattr(school, f.name), plain) for f in fields(school))
