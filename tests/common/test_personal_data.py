"""The data dictionary says it of every table, and leaves out none that names a person."""

from collections import Counter

import pytest
from django.apps import apps
from django.db import models

from common.personal_data import described, dictionary

PEOPLE = {"Person", "Mandate", "User"}
SAID = dict(described())
TABLES = [
    model
    for model in apps.get_models()
    if not model.__name__.startswith("Historical") and model.__module__.split(".")[0] != "tests"
]


def test_every_table_is_described_once():
    labels = Counter(label for label, _ in described())
    assert sorted(labels) == sorted(model._meta.label for model in TABLES)
    assert [label for label, times in labels.items() if times > 1] == []


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model._meta.label)
def test_a_table_that_points_to_a_person_is_not_said_to_hold_nobody(model):
    links = [each for each in model._meta.get_fields() if each.many_to_one or each.many_to_many]
    reached = {getattr(each.related_model, "__name__", "") for each in links if each.concrete}
    addresses = [field for field in model._meta.fields if isinstance(field, models.EmailField)]
    if reached & PEOPLE or addresses:
        assert SAID[model._meta.label], model


def test_each_line_answers_every_question():
    for domain in dictionary():
        for line in domain.holdings:
            for answer in (line.title, line.held, line.persons, line.purpose, line.kept):
                assert answer.strip(), line
            assert line.seen_by.strip(), line


def test_the_page_tells_it_to_whoever_asks(client):
    page = client.get("/donnees-personnelles/dictionnaire/").content.decode()
    assert "Visites techniques" in page
    assert "le nom de l’emprunteur reste à l’école" in page
    assert "Ne parlent de personne" in page
    assert (
        "/donnees-personnelles/dictionnaire/"
        in client.get("/donnees-personnelles/").content.decode()
    )
