"""One sentence for each refused cell: expected, found, what to do."""

import io
import zipfile

import pytest

from governance.directory_file import UnreadableDirectory, read, tables
from governance.territories import CommuneIndex
from tests.governance.test_directory_file import HEADER, table, workbook

UAI, NAME = "Identifiant_de_l_etablissement", "Nom_etablissement"
REP = "Appartenance_Education_Prioritaire"
LONG = "x" * 201

# column, value, blocking, words of the sentence
CELLS = [
    (UAI, "0800154A", True, "la lettre de 0800154 serait H"),
    (UAI, "0800154", True, "7 chiffres et une lettre"),
    (UAI, "", True, "trouvé\u00a0: rien"),
    (UAI, "0000001B", True, "département en tête"),
    (NAME, "", True, "un nom d’école"),
    (NAME, LONG, True, "200 caractères au plus"),
    (NAME, "Éco\u200ble", True, "caractère invisible"),
    ("Statut_public_prive", "?", True, "«\u00a0Public\u00a0» ou «\u00a0Privé\u00a0»"),
    ("Code_commune", "80000", True, "code postal"),
    ("Code_commune", "", True, "5 caractères"),
    ("etat", "EN TRAVAUX", True, "A FERMER"),
    ("etat", "?", True, "A FERMER"),
    (REP, "?", False, "REP, REP+ ou une case vide"),
    ("Code_postal", "801", False, "5 chiffres"),
    ("Code_postal", "8O113", False, "5 chiffres"),
    ("Code_departement", "2C", False, "code de département"),
    ("Code_academie", "21", False, "académie en vigueur"),
    ("Code_academie", "24", False, "77, 93, 94"),
    ("Ecole_maternelle", "2", False, "1, 0 ou une case vide"),
    ("Ecole_elementaire", "peut-être", False, "1, 0 ou une case vide"),
    (REP, "ZEP", False, "REP, REP+ ou une case vide"),
    ("SIREN_SIRET", "2,17003E+13", False, "format texte"),
    ("SIREN_SIRET", "21800019800013", False, "clé"),
    ("SIREN_SIRET", "218000199", False, "clé"),
    ("SIREN_SIRET", "200006796500091", False, "14 chiffres"),
    ("Nombre_d_eleves", "quarante", False, "nombre entier"),
    ("Nombre_d_eleves", "-3", False, "nombre entier"),
    ("Nombre_d_eleves", "12,5", False, "nombre entier"),
    ("Nombre_d_eleves", "99999", False, "2000 au plus"),
    ("code_circonscription", "IEN", False, "7 chiffres et une lettre"),
    ("date_ouverture", "1965-13-01", False, "AAAA-MM-JJ"),
    ("date_ouverture", "mai 1965", False, "JJ/MM/AAAA"),
    ("rpi_concentre", "oui non", False, "1, 0 ou une case vide"),
]


@pytest.mark.parametrize(("column", "value", "blocking", "words"), CELLS)
def test_a_refused_cell(column, value, blocking, words):
    directory = read(table({}, {UAI: "0800148B", column: value}))
    (fault,) = directory.faults
    assert (fault.line, fault.column, fault.value) == (3, column, value)
    assert words in fault.message
    assert fault.message.endswith(".")
    assert "Attendu" in fault.message
    assert fault.blocking is blocking
    assert len(directory.rows) == (1 if blocking else 2)


def test_two_natures_of_grouping():
    (fault,) = read(table({"rpi_concentre": "1", "rpi_disperse": "1"})).faults
    assert "concentré ou dispersé" in fault.message


def test_all_the_cells_of_a_row_are_told_at_once():
    directory = read(table({UAI: "?", NAME: "", "etat": "?", "Nombre_d_eleves": "x"}))
    assert [fault.column for fault in directory.faults] == [UAI, NAME, "Nombre_d_eleves", "etat"]
    assert not directory.rows


def test_a_commune_that_nobody_knows():
    index = CommuneIndex(frozenset({"80021"}))
    (fault,) = read(table(), communes=index).faults
    assert "commune en vigueur" in fault.message
    assert fault.blocking


def test_one_uai_for_two_communes():
    directory = read(table({}, {"Code_commune": "80021", "Nom_commune": "Amiens"}))
    (fault,) = directory.faults
    assert "déjà lu ligne 2" in fault.message
    assert [school.commune_insee for school in directory.rows] == ["80522"]


def test_a_cut_row_and_a_shifted_row():
    lines = table({}, {UAI: "0800148B"}).decode().splitlines()
    cut = "\n".join([lines[0], lines[1], lines[2][:30]]).encode()
    (fault,) = read(cut).faults
    assert fault.line == 3
    assert "Attendu\u00a0: 20 colonnes" in fault.message
    shifted = "\n".join([lines[0], lines[1] + ";de trop"]).encode()
    assert "trouvé\u00a0: 21" in read(shifted).faults[0].message


def test_a_commune_without_code_nor_name():
    data = b"uai;nom;commune\n0800154H;Ecole;\n0800148B;Ecole;Cerisy\n"
    directory = read(data)
    (fault,) = directory.faults
    assert (fault.line, fault.column) == (2, "commune")
    assert len(directory.rows) == 1
    assert any("secteur" in warning for warning in directory.warnings)
    assert any("code des communes" in warning for warning in directory.warnings)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "vide"),
        (b"\xef\xbb\xbf\r\n  \n", "vide"),
        ("  \n".encode("utf-16"), "aucune ligne"),
        (b"\x00\x01\x02", "illisible"),
        (b"PK\x03\x04 rien", "ne peut pas être lu"),
        (b"a;b;c\n1;2;3\n", "Colonnes manquantes"),
        (b"uai;commune\n0800154H;Cerisy\n", "Colonne manquante\u00a0: nom de l’école"),
        (b"nom;code postal\nEcole;80000\n", "UAI («\u00a0Identifiant_de_l_etablissement"),
        (b'uai;nom;commune\n"0800154H;Ecole;Cerisy\n' + b"a;b;c\n" * 40, "guillemet"),
        (b'uai;nom;commune\n"' + b"x" * 200_000, "guillemet"),
    ],
)
def test_an_unreadable_file(data, words):
    with pytest.raises(UnreadableDirectory) as refusal:
        read(data)
    assert words in str(refusal.value)


def test_the_sentence_names_what_was_found():
    with pytest.raises(UnreadableDirectory, match=r"Trouvé.*«.a.» et «.b.»"):
        read(b"a;b\n1;2\n")


def test_too_many_rows(monkeypatch):
    monkeypatch.setattr(tables, "MOST_ROWS", 2)
    with pytest.raises(UnreadableDirectory, match="Filtrez-le"):
        read(table({}, {}, {}))


def test_a_damaged_workbook():
    sound = workbook(HEADER.values())
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(sound)) as source,
        zipfile.ZipFile(target, "w") as made,
    ):
        for name in source.namelist():
            content = source.read(name)
            made.writestr(name, content[:-40] if "sheet1" in name else content)
    with pytest.raises(UnreadableDirectory, match="ne peut pas être lu"):
        read(target.getvalue())


def test_an_empty_workbook():
    from openpyxl import Workbook

    target = io.BytesIO()
    Workbook().save(target)
    with pytest.raises(UnreadableDirectory, match="aucune ligne"):
        read(target.getvalue())
