"""Sheets of the field about A: its school, its commune, an act of it; the inspector wrote them."""

from tests import factories

from .files import stored
from .scene import World

CALL = {"Objet de l’appel": "Rappel zqfiche"}


def sheets_of_a(world: World) -> None:
    """One in the district; one about a body whose schools have two, which both inspectors read."""
    author = factories.mandate_of(world.of_a["inspector"])
    area = world.things["area"]
    world.things["field sheet"] = factories.sheet(
        author,
        school=world.things["school"],
        circonscription=area,
        text="Compte rendu zqfiche",
        file=stored("Pièce zqfiche"),
        values={"Occasion": "Visite d’une école", "Lieu": "zqfiche"},
    )
    world.things["field sheet of the body"] = factories.sheet(
        author, institution=world.things["epci"], text="zqfiche"
    )
    world.things["field call"] = factories.sheet(
        author, "call", institution=world.things["commune"], circonscription=area, values=CALL
    )
    world.things["sheet kind"] = factories.sheet_kind()
