"""What the software ships is recorded once, and left to the administrator afterwards."""

import datetime as dt
import io
import re

import pytest
from django.core.management import call_command

from circuits.models import CircuitTemplate
from conventions import defaults
from documents import catalogue
from governance.models import LegalParameter


@pytest.fixture
def loaded(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    said = io.StringIO()
    call_command("load_reference", on="2026-01-01", stdout=said)
    return said.getvalue()


def test_parameters_models_and_circuits_are_there(loaded):
    assert LegalParameter.unscoped.exists()
    assert CircuitTemplate.unscoped.filter(code="convention.prepare").exists()
    assert catalogue.in_use("convention-tripartite", on=dt.date(2026, 1, 1))


def test_the_convention_with_the_academie_names_the_model_in_use(loaded):
    on = dt.date(2026, 1, 1)
    named = defaults.in_use("convention-academie", on)["tripartite_model_version"]
    assert named == catalogue.in_use("convention-tripartite", on=on).version


def test_a_second_load_adds_nothing(loaded):
    said = io.StringIO()
    call_command("load_reference", stdout=said)
    assert said.getvalue().startswith("Ajoutés : paramètres juridiques 0, modèles Word 0, ")
    assert set(re.findall(r"\d+", said.getvalue())) == {"0"}


def test_no_model_is_in_use_before_the_day_given(loaded):
    with pytest.raises(catalogue.ModelMissing):
        catalogue.in_use("convention-tripartite", on=dt.date(2025, 12, 31))
