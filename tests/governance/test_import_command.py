"""``import_schools`` on the files as they are really published, counted again by other means."""

import csv
import io
import json
from collections import Counter
from pathlib import Path

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from audit.models import Event
from common import identifiers
from governance import territories
from governance.imports import territories as territory_imports
from governance.models import Institution, School
from tests.depth import some
from tests.governance.test_directory_file import HEADER, table, workbook

PUBLISHED = Path(__file__).resolve().parents[3] / "shared" / "data" / "schools"
published = pytest.mark.skipif(
    not PUBLISHED.is_dir(), reason="no ../shared/data/schools beside the checkout"
)
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        not territories.FOLDER.is_dir(), reason="npm package of communes not installed (npm ci)"
    ),
]


@pytest.fixture(scope="module")
def somme(django_db_setup, django_db_blocker):
    """The communes of two départements, given back after the file."""
    with django_db_blocker.unblock(), transaction.atomic():
        for departement in ("80", "94"):
            territory_imports.import_territories(departement)
        yield
        transaction.set_rollback(True)


def imported(path, *options):
    out = io.StringIO()
    call_command("import_schools", path, *options, "--json", stdout=out, stderr=io.StringIO())
    return json.loads(out.getvalue())


def rows_of(name):
    text = (PUBLISHED / name).read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def public_schools(rows):
    """UAI of the public first-degree rows, by the plain words of each layout."""
    found = set()
    for row in rows:
        cell = {key.strip().lower(): value.strip() for key, value in row.items() if key}
        kind = cell.get("type_etablissement") or cell.get("type_detablissement") or "ecole"
        if not kind.lower().startswith("ecole") or "nature_uai" in cell:
            continue
        sector = cell.get("statut_public_prive") or cell.get("secteur") or "public"
        name = next((cell[k] for k in cell if k.startswith("nom")), "")
        uai = (
            cell.get("identifiant_de_l_etablissement") or cell.get("uai") or cell.get("numero", "")
        )
        if sector.lower() == "public" and name:
            found.add(uai)
    return found


FILES = {
    "annuaire-ecoles-94-2026-extrait.csv": 0,
    "annuaire-lycees-80-2024.csv": 0,
    "colleges-geoloc-2024-80.csv": 0,
    "ecoles-80-2022.csv": 0,
    "rep-80-2022.csv": 1,
}


@published
@pytest.mark.parametrize("name", some(FILES, 5))
def test_a_published_file_is_read_written_once_and_never_twice(name, somme):
    rows = rows_of(name)
    expected, nameless = public_schools(rows), FILES[name]
    before = Event.objects.count()
    preview = imported(PUBLISHED / name)
    assert preview["counts"] == {
        "new": len(expected),
        "changed": 0,
        "closed": 0,
        "unchanged": 0,
        "refused": nameless,
        "skipped": len(rows) - len(expected) - nameless,
    }
    assert not preview["applied"]
    assert len(preview["refusals"]) == nameless
    assert not School.unscoped.exists()
    assert Event.objects.count() == before

    assert imported(PUBLISHED / name, "--apply")["counts"] == preview["counts"]
    assert set(School.unscoped.values_list("uai", flat=True)) == expected
    written = Event.objects.count()

    again = imported(PUBLISHED / name, "--apply")
    assert again["counts"]["unchanged"] == len(expected)
    assert again["counts"]["new"] == again["counts"]["changed"] == 0
    assert Event.objects.count() == written


@published
def test_the_published_values_are_those_recorded(somme):
    name = "ecoles-80-2022.csv"
    imported(PUBLISHED / name, "--apply")
    public = [row for row in rows_of(name) if row["secteur"] == "public"]
    pupils = {row["uai"]: int(float(row["effectifs"])) for row in public if row["effectifs"]}
    assert dict(School.unscoped.exclude(pupils=None).values_list("uai", "pupils")) == pupils
    communes = Counter(row["code_insee_de_la_commune"] for row in public)
    merged = set(communes) - set(Institution.unscoped.values_list("insee_code", flat=True))
    kept = School.unscoped.exclude(commune__former_insee_codes=[])
    for code in merged:
        assert any(code in school.commune.former_insee_codes for school in kept), code


@published
@pytest.mark.parametrize("form", some(["cp1252", "tabs", "commas", "workbook"]))
def test_the_same_file_in_another_form_gives_the_same_schools(form, somme, tmp_path):
    source = PUBLISHED / "ecoles-80-2022.csv"
    text = source.read_bytes().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    path = tmp_path / ("autre.xlsx" if form == "workbook" else "autre.csv")
    if form == "workbook":
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        book.save(path)
    elif form == "cp1252":
        path.write_bytes(text.encode("cp1252"))
    else:
        with path.open("w", encoding="utf-8-sig", newline="") as stream:
            csv.writer(stream, delimiter="\t" if form == "tabs" else ",").writerows(rows)
    assert imported(path)["counts"] == imported(source)["counts"]


# --- A file with twenty kinds of fault --------------------------------------------------------

ID, PUPILS = "Identifiant_de_l_etablissement", "Nombre_d_eleves"
# What is wrong with the row, the words that say it, whether the row gives no school.
FAULTS = [
    ({ID: "0800154A"}, "la lettre de 0800154 serait H", True),
    ({ID: "0800154"}, "7 chiffres et une lettre", True),
    ({ID: ""}, "trouvé\u00a0: rien", True),
    ({ID: "0000001B"}, "un département en tête", True),
    ({"Nom_etablissement": ""}, "un nom d’école", True),
    ({"Nom_etablissement": "x" * 201}, "200 caractères au plus", True),
    ({"Statut_public_prive": "?"}, "«\u00a0Public\u00a0» ou «\u00a0Privé\u00a0»", True),
    ({"Code_commune": "80000"}, "code postal", True),
    ({"Code_commune": "80999"}, "une commune en vigueur", True),
    ({"Code_commune": "75056"}, "Importez d’abord les communes du département 75", True),
    ({"etat": "EN TRAVAUX"}, "A FERMER", True),
    ({"Code_postal": "801"}, "5 chiffres", False),
    ({"Code_departement": "2C"}, "code de département", False),
    ({"Code_academie": "21"}, "académie en vigueur", False),
    ({"Ecole_maternelle": "2"}, "1, 0 ou une case vide", False),
    ({"Appartenance_Education_Prioritaire": "ZEP"}, "REP, REP+ ou une case vide", False),
    ({"SIREN_SIRET": "2,17003E+13"}, "format texte", False),
    ({"SIREN_SIRET": "21800019800013"}, "clé", False),
    ({PUPILS: "quarante"}, "nombre entier", False),
    ({PUPILS: "99999"}, "2000 au plus", False),
    ({"date_ouverture": "1965-13-01"}, "AAAA-MM-JJ", False),
    ({"rpi_concentre": "oui non"}, "1, 0 ou une case vide", False),
]


def numbered(place):
    """A well-formed UAI for each row."""
    digits = f"080{1000 + place}"
    return digits + identifiers.UAI_KEYS[int(digits) % 23]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_file_with_twenty_kinds_of_fault(form, somme, tmp_path):
    sound = {"Code_commune": "80021", "Nom_commune": "Amiens", "code_circonscription": ""}
    rows = [sound | {ID: numbered(n)} | fault for n, (fault, _, _) in enumerate(FAULTS)]
    rows.append(sound | {ID: numbered(500)})
    path = tmp_path / f"fautes.{form}"
    path.write_bytes(
        table(*rows) if form == "csv" else workbook(*[(HEADER | row).values() for row in rows])
    )
    blocking = sum(blocks for _, _, blocks in FAULTS)
    report = imported(path, "--apply")
    assert report["counts"]["refused"] == blocking
    assert report["counts"]["new"] == len(rows) - blocking == School.unscoped.count()
    said = {refusal["line"]: refusal for refusal in report["refusals"]}
    assert sorted(said) == list(range(2, len(FAULTS) + 2))
    for line, (fault, words, blocks) in enumerate(FAULTS, start=2):
        refusal = said[line]
        assert words in refusal["message"], line
        assert refusal["message"].endswith(".")
        assert refusal["blocking"] is blocks
        if "Importez d’abord" not in words:
            assert refusal["column"] in fault
            assert refusal["value"] == next(iter(fault.values()))
            assert "Attendu" in refusal["message"]
            assert "trouvé" in refusal["message"]


def test_the_faults_are_told_on_the_console_too(somme, tmp_path, capsys):
    path = tmp_path / "fautes.csv"
    path.write_bytes(table({ID: "0800154A"}, {"Code_commune": "80021"}))
    call_command("import_schools", path)
    told = capsys.readouterr().out
    assert "Nouvelles : 1\n" in told
    assert "Refusées : 1\n" in told
    assert f"Ligne 2, colonne « {ID} » : " in told.replace("\u00a0", " ")
    assert "rien n’a été écrit" in told


UNREADABLE = {
    "vide.csv": (b"", "vide"),
    "autre.csv": (b"a;b;c\n1;2;3\n", "Colonnes manquantes"),
    "faux.xlsx": (b"PK\x03\x04 rien", "archive incomplète ou abîmée"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_file_that_is_no_directory_is_refused_with_what_to_do(name, db, tmp_path):
    content, words = UNREADABLE[name]
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(CommandError, match=words):
        call_command("import_schools", path)


def test_a_missing_file_is_said_in_french(db, tmp_path):
    with pytest.raises(CommandError, match="illisible : il n’existe pas"):
        call_command("import_schools", tmp_path / "rien.csv")


# --- Other places -----------------------------------------------------------------------------

# Département, commune of the file, commune that answers for it, UAI, code in the column, académie.
PLACES = [
    ("2A", "2A004", "2A004", "6200001", "02A", "27"),
    ("2B", "2B033", "2B033", "7200001", "02B", "27"),
    ("974", "97411", "97411", "9740001", "974", "28"),
    ("976", "97611", "97611", "9760001", "976", "43"),
    ("75", "75101", "75056", "0750001", "075", "01"),
    ("69", "69385", "69123", "0690001", "069", "10"),
    ("13", "13201", "13055", "0130001", "013", "02"),
    ("01", "01053", "01053", "0010001", "1", "10"),
]


@pytest.mark.parametrize("place", PLACES, ids=[place[0] for place in PLACES])
def test_schools_of_corsica_of_overseas_and_of_municipal_districts(place, db, tmp_path):
    departement, insee, current, digits, column, academie = place
    territory_imports.import_territories(departement)
    path = tmp_path / "ailleurs.csv"
    uai = digits + identifiers.UAI_KEYS[int(digits) % 23]
    row = {ID: uai, "Code_commune": insee, "Code_departement": column, "Code_postal": ""}
    path.write_bytes(table(row | {"Code_academie": academie, "code_circonscription": ""}))
    report = imported(path, "--apply")
    assert report["refusals"] == []
    assert report["counts"]["new"] == 1
    school = School.unscoped.get()
    assert school.commune.insee_code == current
    assert imported(path, "--apply")["counts"]["unchanged"] == 1
