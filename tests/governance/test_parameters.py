"""Legal parameters: the value in force, its type, its source, what happens without one."""

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from common.lifecycle import NotYours
from governance import parameter_words, services
from governance import parameters as legal
from governance.models import LegalParameter
from tests import factories

TODAY = dt.date(2026, 6, 10)
ENTRIES, ROWS = 91, 114
"""Of the table at birth: one entry per key, set of scopes and period; one row per scope."""


def test_table_at_birth_is_whole(parameters):
    entries = legal.BIRTH_TABLE.read_text().count("[[parameter]]")
    assert (entries, len(legal.birth_rows())) == (ENTRIES, ROWS)
    assert LegalParameter.unscoped.count() == ROWS


def test_every_row_is_well_formed_and_has_its_source(db):
    for row in legal.birth_rows():
        row.clean_fields()
        row.clean()
        assert row.text
        assert (row.checked_on is not None) == (row.status == "V"), row.key


def test_loading_again_changes_nothing(db):
    assert legal.load() == ROWS
    row = LegalParameter.unscoped.get(key="signing.due")
    row.value = 45
    factories.recorded(row)
    assert legal.load() == 0
    assert legal.value("signing.due", on=TODAY) == 45, "what an administrator changed stays"


@pytest.mark.parametrize(
    ("key", "on", "scope", "expected"),
    [
        ("notice.council.small", TODAY, "C", 3),
        ("notice.council", TODAY, "E", 5),
        ("framework.price_ceiling", TODAY, "S", Decimal("10.00")),
        ("renewal.alerts", TODAY, "A", (12, 9, 6, 4)),
        ("reminder.hours", TODAY, "A", (dt.time(20), dt.time(8))),
        ("count.dates", TODAY, "A", ((9, 30), (10, 31))),
        ("threshold.formal", dt.date(2019, 12, 31), "M", Decimal(221000)),
        ("threshold.formal", dt.date(2020, 1, 1), "M", Decimal(214000)),
        ("threshold.formal", TODAY, "M", Decimal(216000)),
        ("threshold.exempt", dt.date(2026, 3, 31), "M", Decimal(40000)),
        ("threshold.exempt", dt.date(2026, 4, 1), "M", Decimal(60000)),
        ("threshold.transmission", dt.date(2025, 6, 1), "M", Decimal(221000)),
        ("budget.date", dt.date(2025, 12, 31), "C", (4, 15)),
        ("budget.date", TODAY, "C", (4, 30)),
        ("budget.date", dt.date(2027, 1, 1), "C+", (4, 15)),
        ("quorum.covid", dt.date(2020, 8, 29), "E", "third"),
        ("deliberation.proofs", TODAY, "E", ("actes_receipt", "stamp", "executive_certificate")),
        ("signing.due", TODAY, "E", 30),
    ],
)
def test_value_in_force(parameters, key, on, scope, expected):
    assert legal.value(key, on=on, scope=scope) == expected


@pytest.mark.parametrize(
    ("key", "on", "scope"),
    [
        ("quorum.covid", dt.date(2020, 8, 30), "C"),
        ("threshold.formal", dt.date(2028, 1, 1), "M"),
        ("notice.council.small", TODAY, "E"),
        ("vat.regime", TODAY, "S"),
        ("no.such.key", TODAY, "A"),
    ],
)
def test_missing_value_is_refused_not_guessed(parameters, key, on, scope):
    with pytest.raises(legal.MissingParameter) as caught:
        legal.value(key, on=on, scope=scope)
    assert caught.value.refusals[0].key == "common.parameter"
    assert "n’est pas renseigné au" in str(caught.value)


def test_uncertain_value_says_so(parameters):
    unsure = legal.find("notice.syndicate", on=TODAY, scope="S")
    assert legal.indicative(unsure).startswith("Délai indicatif, à confirmer : Statuts")
    assert legal.indicative(legal.find("notice.council", on=TODAY, scope="E")) == ""


@pytest.mark.parametrize(
    ("population", "scope"), [(3499, "C"), (3500, "C+"), (None, "C+"), (0, "C")]
)
def test_size_of_the_commune_decides(db, population, scope):
    assert legal.scope_of(factories.commune(population=population)) == scope


def test_scope_of_the_other_bodies(epci, syndicate, dsden):
    assert [legal.scope_of(body) for body in (epci, syndicate, dsden)] == ["E", "S", "A"]


def test_new_value_ends_the_one_before(parameters, admin, project_manager):
    given = {"text": "Délibération", "status": "D", "starts_on": dt.date(2026, 9, 1)}
    with pytest.raises(NotYours):
        services.set_parameter(
            actor=project_manager, key="signing.due", scope="A", value=21, **given
        )
    services.set_parameter(actor=admin, key="signing.due", scope="A", value=21, **given)
    assert legal.value("signing.due", on=dt.date(2026, 8, 31)) == 30
    assert legal.value("signing.due", on=dt.date(2026, 9, 1)) == 21


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("signing.due", -1),
        ("signing.due", "trente"),
        ("signing.due", True),
        ("framework.price_ceiling", "dix"),
        ("framework.price_ceiling", "NaN"),
        ("budget.date", "04-31"),
        ("quorum.assembly", "most"),
        ("renewal.alerts", []),
    ],
)
def test_value_of_the_wrong_type_is_refused(parameters, admin, key, value):
    scope = LegalParameter.unscoped.filter(key=key).first().scope
    with pytest.raises(ValidationError):
        services.set_parameter(
            actor=admin,
            key=key,
            scope=scope,
            value=value,
            text="x",
            status="D",
            starts_on=dt.date(2027, 6, 1),
        )


def test_overlap_is_refused(parameters):
    with pytest.raises(ValidationError, match="déjà enregistrée"):
        factories.recorded(
            LegalParameter(
                key="signing.due", scope="A", value=3, label="x", text="x", status="D",
                starts_on=TODAY,
            )
        )  # fmt: skip


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (30, "jours", "30 jours"),
        (0, "jours francs", "0 jour franc"),
        ("60000", "€ HT", "60 000 € HT"),
        ("10.00", "€ TTC par élève et par an", "10,00 € TTC par élève et par an"),
        (80, "%", "80 %"),
        ("04-30", "date", "30 avril"),
        (["09-30", "10-01"], "date", "30 septembre et 1er octobre"),
        (["20:00", "08:30"], "de … à …", "de 20 h à 8 h 30"),
        (8, "mois de l’année", "août"),
        ([12, 9, 6], "mois avant le terme", "12, 9 et 6 mois avant le terme"),
        ("majority", "des membres en exercice", "la majorité des membres en exercice"),
        (None, "ans", "non renseignée"),
    ],
)
def test_a_value_is_read_in_french(value, unit, said):
    row = LegalParameter(key="x", value=value, unit=unit)
    assert parameter_words.words(row).replace("\u00a0", " ").replace("\u202f", " ") == said


def test_every_word_kept_in_the_table_has_its_french(parameters):
    for row in LegalParameter.unscoped.all():
        said = parameter_words.words(row)
        assert not re.search(r"[a-z]_[a-z]|\b(majority|third|half|none|paper)\b", said)
