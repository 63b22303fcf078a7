"""Text voted is text signed: what changes the hash of an act, and what never does."""

import dataclasses
import datetime as dt
from decimal import Decimal
from typing import Literal, get_args, get_origin, get_type_hints

import pytest

from conventions import content
from conventions.docdata import TripartiteData
from tests.depth import FULL, some

pytestmark = pytest.mark.django_db
HINTS = get_type_hints(TripartiteData)
FIELDS = dataclasses.fields(TripartiteData)
VARIANTS = (
    ("delegation", "inspector_delegated"),
    ("prevented", "dasen_signs"),
    ("interim", "inspector_delegated"),
)
HEADER_ONLY = {"case_reference"}


def others(name, value):
    """Other values that the field may take."""
    hint = HINTS[name]
    if get_origin(hint) is Literal:
        return [choice for choice in get_args(hint) if choice != value]
    if get_origin(hint) is tuple:
        return [value[:-1]]
    if hint is bool:
        return [not value]
    if hint is int:
        return [(value or 0) + 1]
    if Decimal in (hint, *get_args(hint)):
        return [(value or Decimal(0)) + 1]
    if dt.date in (hint, *get_args(hint)):
        return [dt.date(2031, 2, 3)]
    return ["valeur changée"]


def test_no_mention_alone_changes_the_text(case):
    convention = case.convention()
    project = content.project_data(convention)
    expected = content.text_hash(convention, project)
    mentions = [each.name for each in FIELDS if each.metadata["when"] == "at_issue"]
    assert len(mentions) > 50
    for ground, mode in VARIANTS:
        base = dataclasses.replace(
            project,
            authority_signing_ground=ground,
            syndicate_signing_ground=ground,
            state_signing_mode=mode,
        )
        for name in some(mentions):
            for value in others(name, getattr(base, name))[:1]:
                changed = dataclasses.replace(base, **{name: value})
                assert content.text_hash(convention, changed) == expected, name


def test_every_value_of_the_text_changes_it(case):
    convention = case.convention()
    project = content.project_data(convention)
    unseen = set()
    fields = FIELDS if FULL else FIELDS[::3]
    for each in fields:
        if each.metadata["when"] == "at_issue":
            continue
        needed = each.metadata["needed"]
        base = dataclasses.replace(project, **{needed.name: needed.values[0]} if needed else {})
        before = content.text_hash(convention, base)
        for value in others(each.name, getattr(base, each.name)):
            changed = dataclasses.replace(base, **{each.name: value})
            if content.text_hash(convention, changed) == before:
                unseen.add(each.name)
    assert unseen == HEADER_ONLY & {each.name for each in fields}


def test_every_field_of_a_row_is_part_of_the_text(case):
    convention = case.convention()
    project = content.project_data(convention)
    before = content.text_hash(convention, project)
    for each in FIELDS:
        rows = getattr(project, each.name)
        if not isinstance(rows, tuple):
            continue
        for cell in dataclasses.fields(rows[0]):
            value = getattr(rows[0], cell.name)
            new = value + 1 if isinstance(value, int | Decimal) else "changé"
            if cell.name == "sphere":
                new = "enfant" if value == "élève" else "élève"
            row = dataclasses.replace(rows[0], **{cell.name: new})
            changed = dataclasses.replace(project, **{each.name: (row, *rows[1:])})
            assert content.text_hash(convention, changed) != before, f"{each.name}.{cell.name}"


def test_the_hash_is_the_same_each_time_and_survives_the_record(case):
    convention = case.convention()
    project = content.project_data(convention)
    again = TripartiteData.from_snapshot(project.to_snapshot())
    assert again == project
    assert content.text_hash(convention, again) == content.text_hash(convention, project)


def test_an_issued_act_has_the_text_that_was_voted(case):
    convention = case.settle(case.convention())
    case.vote(convention)
    case.visa(convention)
    issued = content.issued_data(convention)
    assert issued.missing_mentions() == []
    assert content.text_hash(convention, issued) == convention.text_hash


def test_a_clause_changed_after_the_vote_is_another_text(case):
    convention = case.settle(case.convention())
    convention.snapshot["unit_price"] = "9.90"
    assert content.text_hash(convention, content.issued_data(convention)) != convention.text_hash
