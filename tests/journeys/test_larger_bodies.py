"""An EPCI with ten schools and a school syndicate: found by name, signed by whoever presides."""

import pytest
from playwright.sync_api import expect

from conventions import services as conventions
from conventions.models import Convention
from demo import world
from governance.models import Mandate
from tests.circuits import acts
from tests.conventions import communes
from tests.depth import whole
from tests.journeys import signing
from tests.journeys.walking import is_issued

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.both]
BODIES = {
    "epci": ("Communauté de communes du Val-d’Essai (fictive)", "val d essai", range(1, 11)),
    "school_syndicate": (
        "Syndicat scolaire des Trois-Rives (fictif)",
        "trois rives",
        range(50, 53),
    ),
}


@pytest.mark.parametrize("kind", ["epci", pytest.param("school_syndicate", marks=whole)])
def test_a_body_that_answers_for_several_schools(stage, kind):
    name, typed, numbers = BODIES[kind]
    address = stage.behind(founded, stage, kind)
    path = prepares(stage, name, typed, [f"École {100 + number}" for number in numbers])
    convention = stage.behind(voted, stage, path)
    is_issued(stage, convention)
    with stage.visitor() as president:
        president.open(stage.link(address))
        signing.opens(stage, president, address)
        assert name[1:] in president.text(), "the article before it takes its capital"
        signing.by_mouse(stage, president, address)
    stage.behind(lambda: acts.sign_all(acts.fresh(convention)))
    with stage.person("inspectrice") as inspector:
        inspector.open(path)
        assert "Signée par toutes les parties le 4 mai 2026" in inspector.text()
        assert all(f"École {100 + number}" in inspector.page.content() for number in numbers)


def founded(stage, kind):
    """The body, answering for its schools, with a president who signs by code; their address."""
    name, _, numbers = BODIES[kind]
    towns = communes.invent(stage.world, len(numbers), first=numbers[0])
    body = communes.group(name, towns, kind=kind)
    address = f"{kind.replace('_', '-')}@personnel.example"
    world.file_sheet(Mandate.unscoped.get(institution=body), address)
    return address


def prepares(stage, name, typed, schools):
    """From the name of the body to the review: the proposal brings its schools."""
    with stage.person("chef-de-projet") as manager:
        manager.open("/conventions/nouvelle/")
        manager.field("Commune, EPCI").fill(typed)
        manager.press("Chercher")
        expect(manager.page.get_by_role("heading", level=1)).to_contain_text(name)
        for school in schools:
            assert school in manager.text()
        taken = manager.page.get_by_label("Dans la convention")
        assert taken.count() == len(schools)
        assert all(each.is_checked() for each in taken.all())
        manager.press("Préparer la convention")
        manager.field("Date du diagnostic commun").fill("2026-02-05")
        manager.field("Référence du fondement").fill("l’article 4")
        manager.field("L’inspecteur, par délégation").check()
        manager.press("Enregistrer et envoyer en relecture")
        manager.press("Envoyer en relecture")
        expect(manager.page.get_by_text("La convention est partie en relecture.")).to_be_visible()
        return manager.page.url.removeprefix(stage.address)


def voted(stage, path):
    """Read by the partners, settled, authorised by the assembly of the body."""
    convention = Convention.unscoped.get(public_id=path.split("/")[2])
    acts.rehearsal.answered(convention)
    manager = stage.world.actor("chef-de-projet")
    conventions.settle_text(acts.fresh(convention), actor=manager)
    convention = acts.to_the_councils(acts.fresh(convention), stage.world)
    world.prove(acts.vote(convention, stage.world, by="chef-de-projet"), on=stage.now().date())
    return acts.fresh(convention)
