"""The directory as it is really published; skipped where the files are absent."""

from collections import Counter
from pathlib import Path

import pytest

from governance import territories
from governance.directory_file import Kind, Layout, read

SCHOOLS = Path(__file__).resolve().parents[3] / "shared" / "data" / "schools"
pytestmark = pytest.mark.skipif(
    not SCHOOLS.is_dir(), reason="no ../shared/data/schools beside the checkout"
)


@pytest.mark.parametrize(
    ("name", "layout", "rows", "faults", "skipped"),
    [
        ("annuaire-ecoles-94-2026-extrait.csv", Layout.DIRECTORY, 60, 0, {}),
        ("annuaire-lycees-80-2024.csv", Layout.DIRECTORY, 0, 0, {"Lycée": 56}),
        ("colleges-geoloc-2024-80.csv", Layout.GEOLOCATION, 0, 0, {"College": 69}),
        ("ecoles-80-2022.csv", Layout.YEARLY_LIST, 285, 0, {"École privée": 32}),
        ("rep-80-2022.csv", Layout.PRIORITY_EDUCATION, 105, 1, {"College": 14}),
    ],
)
def test_published_file(name, layout, rows, faults, skipped):
    directory = read(SCHOOLS / name)
    assert directory.layout is layout
    assert len(directory.rows) == rows
    assert len(directory.faults) == faults
    assert directory.skipped == skipped


def test_nursery_and_elementary_schools_of_2026():
    directory = read(SCHOOLS / "annuaire-ecoles-94-2026-extrait.csv")
    kinds = Counter(tuple(sorted(school.kinds)) for school in directory.rows)
    assert kinds == {
        (Kind.NURSERY,): 31,
        (Kind.ELEMENTARY,): 27,
        (Kind.ELEMENTARY, Kind.NURSERY): 2,
    }
    assert all(school.siret and school.circonscription_uai for school in directory.rows)


@pytest.mark.skipif(not territories.FOLDER.is_dir(), reason="npm ci was not run")
def test_communes_that_merged_since_are_brought_up_to_date():
    index = territories.commune_index()
    directory = read(SCHOOLS / "ecoles-80-2022.csv", communes=index)
    assert not directory.faults
    assert all(school.commune_insee in index.current for school in directory.rows)
