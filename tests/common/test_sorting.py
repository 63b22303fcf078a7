"""Lists of names, in the order of a French dictionary on both databases."""

from common import sorting
from governance.models import Institution
from tests import factories


def test_names_are_sorted_without_their_accents(db):
    for name in ("Glisy", "Yzeux", "Gézaincourt", "Équancourt", "Œuilly", "Albert"):
        factories.commune(name)
    found = Institution.unscoped.order_by(sorting.french("name").asc())
    assert list(found.values_list("name", flat=True)) == [
        "Albert",
        "Équancourt",
        "Gézaincourt",
        "Glisy",
        "Œuilly",
        "Yzeux",
    ]
