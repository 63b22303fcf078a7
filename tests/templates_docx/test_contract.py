"""What a contract refuses, asks for and records."""

import dataclasses
import datetime
import json
from decimal import Decimal
from pathlib import Path

import pytest

from conventions.docdata import TripartiteData

SAMPLE = Path(__file__).resolve().parents[2] / "templates_docx/convention-tripartite/sample.json"


@pytest.fixture
def recorded():
    return json.loads(SAMPLE.read_text(encoding="utf-8"))


def test_a_value_outside_its_choices_is_refused(recorded):
    with pytest.raises(ValueError, match="legal_ground"):
        TripartiteData.from_snapshot(recorded | {"legal_ground": "habit"})


def test_an_unknown_or_missing_name_is_refused(recorded):
    with pytest.raises(TypeError, match="colour"):
        TripartiteData.from_snapshot(recorded | {"colour": "blue"})
    recorded.pop("authority_name")
    with pytest.raises(TypeError, match="authority_name"):
        TripartiteData.from_snapshot(recorded)


def test_the_mode_of_the_state_decides_which_mentions_are_awaited(recorded):
    blank = {"inspector_delegation_number": "", "dasen_delegation_number": ""}
    delegated = TripartiteData.from_snapshot(
        recorded | blank | {"state_signing_mode": "inspector_delegated"}
    )
    assert delegated.missing_mentions() == ["Numéro de la délégation de l’inspecteur"]
    signed = TripartiteData.from_snapshot(recorded | blank | {"state_signing_mode": "dasen_signs"})
    assert signed.missing_mentions() == ["Numéro de la délégation du DASEN"]
    undecided = TripartiteData.from_snapshot(recorded | blank | {"state_signing_mode": ""})
    assert undecided.missing_mentions() == ["Qui signe pour l’État"]


def test_a_hole_in_the_text_is_told_apart_from_a_mention(recorded):
    free = TripartiteData.from_snapshot(
        recorded
        | {"legal_ground": "other", "legal_ground_text": "", "legal_ground_visa_date": None}
    )
    assert free.missing_values() == ["Fondement libre", "Visa juridique du fondement libre"]
    assert free.missing_mentions() == []


def test_the_data_are_plain_and_the_snapshot_is_json(recorded):
    data = TripartiteData.from_snapshot(recorded)
    plain = data.to_data()
    assert plain["max_yearly_amount"] == Decimal("1600.0")
    assert plain["end_date"] == datetime.date(2029, 8, 31)
    assert plain["schools"][0]["uai"] == "0809001Z"
    assert data.to_snapshot() == recorded
    with pytest.raises(dataclasses.FrozenInstanceError):
        data.authority_name = "autre"
