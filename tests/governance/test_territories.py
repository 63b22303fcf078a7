"""The official list, made small here, and whole where it is installed."""

import json
from collections import Counter

import pytest

from governance import territories
from governance.territories import AliasKind, CommuneIndex, TerritoriesUnreadable


def commune(code, name, **more):
    return {"code": code, "nom": name, "departement": "80", "type": "commune-actuelle", **more}


COMMUNES = [
    commune("80001", "Abbeville", siren="218000016", population=22395, codesPostaux=["80100"]),
    commune("80295", "Étinehem-Méricourt", anciensCodes=["80522"], siren="200058188"),
    commune("80295", "Étinehem", type="commune-deleguee", chefLieu="80295"),
    commune("80522", "Méricourt-sur-Somme", type="commune-deleguee", chefLieu="80295"),
    commune("80900", "Nouvelle", anciensCodes=["80901"]),
    commune("75056", "Paris", departement="75", codesPostaux=["75001", "75002"]),
    commune("75101", "Paris 1er", departement="75", type="arrondissement-municipal",
            commune="75056"),
    commune("98411", "Îles Saint-Paul", departement="984"),
]  # fmt: skip
EPCI = [
    {
        "code": "200070993",
        "nom": "CA de la Baie de Somme",
        "type": "CA",
        "populationMunicipale": 49_000,
        "membres": [{"code": "80001"}, {"code": "76001"}],
    },
    {
        "code": "200054781",
        "nom": "Métropole du Grand Paris",
        "type": "METRO",
        "populationMunicipale": 7_000_000,
        "membres": [{"code": "75056"}],
    },
]


@pytest.fixture
def folder(tmp_path):
    for name, items in (
        ("communes", COMMUNES),
        ("epci", EPCI),
        ("departements", [{"code": "80", "nom": "Somme", "region": "32"}]),
    ):
        (tmp_path / f"{name}.json").write_text(json.dumps(items, indent=1), encoding="utf-8")
    return tmp_path


def test_communes_of_a_departement_with_their_epci(folder):
    found = list(territories.communes("80", folder))
    assert [c.insee for c in found] == ["80001", "80295", "80900"]
    assert found[0].epci_siren == "200070993"
    assert found[0].postal_codes == ("80100",)
    assert (found[0].siren, found[0].population) == ("218000016", 22395)
    assert found[1].epci_siren is None


def test_without_siren_nor_population(folder):
    (islands,) = territories.communes("984", folder)
    assert (islands.siren, islands.population, islands.postal_codes) == (None, None, ())


def test_merged_communes_and_districts_are_aliases(folder):
    found = {alias.insee: alias for alias in territories.aliases(folder=folder)}
    assert set(found) == {"80522", "80901", "75101"}
    assert found["80522"].current == "80295"
    assert found["80522"].name == "Méricourt-sur-Somme"
    assert found["80522"].kind is AliasKind.DELEGATED
    assert found["80901"].kind is AliasKind.FORMER
    assert found["75101"].current == "75056"
    assert [a.insee for a in territories.aliases("75", folder)] == ["75101"]


def test_an_epci_counts_where_it_has_a_member(folder):
    assert [e.siren for e in territories.epci("80", folder)] == ["200070993"]
    (somme, paris) = territories.epci(folder=folder)
    assert somme.members == ("80001", "76001")
    assert paris.kind_label == "métropole"


def test_a_code_is_brought_up_to_date(folder):
    index = territories.commune_index(folder)
    assert index.resolve("80522") == "80295"
    assert index.resolve("80295") == "80295"
    assert index.resolve("80999") is None


def test_in_force_wins_over_an_alias():
    assert CommuneIndex(frozenset({"80001"}), {"80001": "80002"}).resolve("80001") == "80001"


def test_missing_list_says_what_to_run(tmp_path):
    with pytest.raises(TerritoriesUnreadable, match="npm ci"):
        list(territories.departements(tmp_path))


@pytest.mark.parametrize("text", ["", "[", '[{"code": ', "oups", "[oups]"])
def test_damaged_list_says_what_to_run(tmp_path, text):
    (tmp_path / "departements.json").write_text(text)
    with pytest.raises(TerritoriesUnreadable, match=r"abîmé.*npm.ci"):
        list(territories.departements(tmp_path))


installed = pytest.mark.skipif(
    not territories.FOLDER.is_dir(), reason="npm package of communes not installed (npm ci)"
)


@installed
def test_the_official_list():
    somme = list(territories.communes("80"))
    assert len(somme) == 771
    assert all(c.epci_siren and c.siren and c.population is not None for c in somme)
    assert len(list(territories.epci("80"))) == 17
    everywhere = list(territories.communes())
    assert len(everywhere) == 34_969
    assert sum(c.siren is None for c in everywhere) == 94
    assert len(list(territories.epci())) == 1_255
    current = {c.insee for c in everywhere}
    found = list(territories.aliases())
    assert all(a.current in current and a.insee not in current for a in found)
    assert max(Counter(a.insee for a in found).values()) == 1
    assert {d.code for d in territories.departements()} >= {c.departement for c in somme}
