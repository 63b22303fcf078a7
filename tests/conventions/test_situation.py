"""The sentence of an act, addressed to its reader."""

import datetime as dt

import pytest

from common import clock
from conventions import services, situation
from tests.circuits import acts
from tests.circuits.fixtures import here, world_of_the_file

__all__ = ["here", "world_of_the_file"]


@pytest.fixture
def reviewed(here):
    act = acts.draft(here)
    return services.submit(act, actor=here.actor("chef-de-projet"))


def _said(act, reader, *, days=0):
    with clock.at(acts.NOW + dt.timedelta(days=days)):
        return situation.sentence(acts.fresh(act), reader)


def test_a_review_sent_today_says_so_and_names_who_has_not_answered(reviewed, here):
    said = _said(reviewed, here.actor("chef-de-projet"))
    assert said.startswith(
        "En relecture depuis aujourd’hui : Commune de Saint-Modèle (fictive) et Direction des "
        "services départementaux de l’Éducation nationale (fictive) n’ont pas encore répondu."
    )
    assert "ce n’est pas un accord" in said


def test_days_are_counted_without_week_ends(reviewed, here):
    said = _said(reviewed, here.actor("chef-de-projet"), days=7)
    assert said.startswith("En relecture depuis 4 jours ouvrés")  # 8 May is a holiday


def test_what_waits_for_a_council_is_at_the_town_hall(here):
    act = acts.at_the_councils(here)
    said = _said(act, here.actor("chef-de-projet"))
    assert said.startswith("À la mairie depuis aujourd’hui. Prochain conseil annoncé :")


def test_once_everybody_answered_the_text_may_be_settled(reviewed, here):
    acts.rehearsal.answered(reviewed)
    said = _said(reviewed, here.actor("chef-de-projet"))
    assert said == "Relecture close : le texte peut être arrêté."
