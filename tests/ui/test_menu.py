"""The menu: sections, their parts on their pages, and a part alone for who has nothing else."""

import re
from html import unescape

from django.urls import reverse

from governance.models import InstitutionKind
from governance.offices import Office
from tests import factories


def names(page, label):
    found = re.search(rf'<nav[^>]*aria-label="{label}"[^>]*>(.*?)</nav>', page, re.S)
    return re.findall(r"<a[^>]*>([^<]+)", unescape(found[1])) if found else []


def page(client, route):
    return client.get(reverse(route)).content.decode()


def test_parts_stand_under_their_section_not_in_the_menu(client_as, project_manager):
    shown = page(client_as(project_manager), "conventions:library")
    menu = [name.strip() for name in names(shown, "Menu principal")]
    assert "Conventions" in menu
    assert "Clauses" not in menu
    parts = names(shown, "Parties : Conventions")
    assert parts[:3] == ["Toutes les conventions", "Tableau de suivi", "Lots"]
    assert 'aria-current="page">Clauses<' in shown
    assert names(shown, "Parties : Écoles") == []


def test_a_part_without_its_section_is_in_the_menu(client_as):
    body = factories.institution(InstitutionKind.PROVIDER, "Éditeur")
    provider = factories.actor(Office.PROVIDER, body)
    shown = page(client_as(provider), "onboarding:orders")
    assert "Ouverture des bases" in names(shown, "Menu principal")
    assert names(shown, "Parties : Écoles") == []


def test_a_section_with_nothing_else_has_no_row_of_parts(client_as, mayor):
    shown = page(client_as(mayor), "conventions:list")
    assert "Conventions" in names(shown, "Menu principal")
    assert names(shown, "Parties : Conventions") == []
