"""The history of an act, as its jurist reads it."""

import re

from django.urls import reverse

from conventions import services
from desk import history
from tests.circuits import acts


def _lines(act, reader):
    found = history.entries(act, reader)
    return [f"{each.who}{each.sentence}" for each in found], [c for e in found for c in e.changes]


def test_a_line_separates_the_office_from_what_was_done(here):
    lines, _changes = _lines(acts.settled(here), here.actor("juriste"))
    assert "Mme Claire Vasseur, cheffe de projet" in lines[0]
    assert lines[0].endswith(", a arrêté le texte.")


def test_the_documents_and_options_of_an_act_are_named(here):
    act = acts.issued(here)
    changes = _lines(act, here.actor("juriste"))[1]
    after = {change.label: change.after for change in changes}
    assert act.reference in after["Exemplaire"]
    assert not any("ne pouvez pas consulter" in c.after for c in changes)
    assert not any(re.search(r"\d éléments?\b", c.after) for c in changes)


def test_a_draft_saved_again_as_it_was_adds_nothing(here):
    act = acts.draft(here)
    manager = here.actor("chef-de-projet")
    before = history.count(act, manager)
    same = {"title": act.title, "unit_price": act.unit_price}
    services.revise(act, same, seen_version=services.version(act), actor=manager)
    assert history.count(act, manager) == before
    services.revise(
        act, {"title": "Autre titre"}, seen_version=services.version(act), actor=manager
    )
    lines, _changes = _lines(acts.fresh(act), manager)
    assert lines[0].endswith(", a modifié la convention.")


def test_the_page_of_the_history_reads_the_same(here, client_as):
    act = acts.settled(here)
    page = reverse("desk:history", args=[history.kind_of(act), act.public_id])
    said = client_as(here.actor("juriste")).get(page).content.decode()
    assert "</b>, a arrêté le texte." in said
