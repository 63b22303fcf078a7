"""The table of what a change requires (N10), cell by cell, and how two texts are classed."""

import pytest

from conventions import classifying, requirements
from conventions.classifying import State
from conventions.docdata.tripartite import TripartiteData
from conventions.models import Stage

#: The table as its authors wrote it. 0 nothing, I informed, V visas, N vote, R re-issue,
#: M rectification, B entry slip, Av amendment, X impossible, – does not arise.
TABLE = """
R01 | 0 | I     | I       | R        | M / R         | M
R02 | 0 | V     | N       | R N      | R N           | Av
R03 | 0 | V     | N       | N R      | N R           | X
R04 | 0 | I     | N       | N R      | N R           | Av
R05 | 0 | I     | 0       | R        | I             | I
R06 | 0 | I     | I       | R        | R             | M
R07 | 0 | V     | N       | N R      | N R           | Av
R08 | 0 | 0     | 0       | R        | R / reassign  | –
R09 | – | –     | –       | –        | 0             | 0
R10 | 0 | 0     | 0       | R        | R             | M
R11 | 0 | 0     | N       | N R      | N R           | N / judge
R12 | 0 | V     | 0       | R        | R / B         | B
R13 | 0 | V     | N       | N R      | N R           | Av N
R14 | 0 | V     | I       | R        | R             | Av
R15 | 0 | I     | I       | R        | R             | Av
R16 | 0 | V     | I       | R        | R             | Av
R17 | 0 | V     | N       | N R      | N R           | Av N
R18 | 0 | I     | I       | I        | I             | I
R19 | 0 | V     | N       | N R      | N R           | Av N
R20 | 0 | Vdpo  | Vdpo N  | V R      | V R           | Av Vdpo
R21 | 0 | Idpo  | I       | I        | I             | I
R22 | 0 | V     | V       | V R      | V R           | Av
R23 | 0 | V     | N       | N R      | N R           | Av N
R24 | 0 | I     | I       | R        | R             | I / Av
R25 | 0 | I     | I       | R        | R             | I
R26 | 0 | V     | N       | N R      | N R           | X
R27 | 0 | 0     | 0       | R        | 0             | 0
R28 | 0 | 0     | 0       | 0        | 0             | –
R29 | withdraw | – | –    | refused  | refused       | terminate
R30 | 0 | I     | I       | R        | R             | B / I
"""
CODES = {
    "0": "none",
    "I": "inform",
    "Idpo": "inform_dpo",
    "V": "visa",
    "Vdpo": "visa_dpo",
    "N": "vote",
    "R": "reissue",
    "M": "rectify",
    "B": "entry_slip",
    "Av": "amend",
    "X": "impossible",
}
STAGES = ("drafting", "settled", "voted", "issued", "partly_signed", "signed")
CELLS = [
    (key, stage, said)
    for key, *cells in (
        [each.strip() for each in line.split("|")] for line in TABLE.split("\n") if line
    )
    for stage, said in zip(STAGES, cells, strict=True)
]


def alternatives(said):
    if said == "–":
        return set()
    return {frozenset(CODES.get(c, c) for c in each.split()) for each in said.split("/")}


def test_every_cell_of_the_table_is_a_row_of_data_with_words_a_reason_and_a_source():
    assert len(CELLS) == 30 * 6
    rows, wrong = requirements.rows(), []
    for key, stage, said in CELLS:
        row = rows[key]
        if set(row.cells[stage]) != alternatives(said):
            wrong.append((key, stage, said, row.cells[stage]))
        assert row.words(stage)[:1].isupper()
        assert row.label
        assert row.reason
        assert row.source
    assert wrong == []
    assert list(rows) == [f"R{n:02d}" for n in range(1, 31)]
    assert tuple(Stage.values) == STAGES


def test_what_several_changes_require_is_added_up():
    assert requirements.union(["R15", "R19"], "voted") == {"inform", "vote"}
    assert requirements.union(["R08", "R10"], "voted") == {"none"}
    assert requirements.union(["R08", "R15"], "voted") == {"inform"}


# --- classes, from the values that changed -------------------------------------------------------
SCHOOL = {"uai": "0801", "forecast_accounts": 80, "levels": "CP"}
OTHER = {"uai": "0802", "forecast_accounts": 40, "levels": "CM1"}
BEFORE = {
    "unit_price": "9.87",
    "price_ceiling": "10.00",
    "agreed_start_date": "2026-09-01",
    "end_date": "2029-08-31",
    "duration_months": 36,
    "schools": [SCHOOL],
    "projects": [{"school": "A"}],
    "forecast_accounts": 80,
    "max_accounts": 160,
    "example_amount": "789.60",
    "max_yearly_amount": "1600.00",
    "authority_name": "Commune d’Albert",
    "authority_address": "1 place de la Mairie",
    "diagnosis_date": "2026-02-05",
    "subprocessors": [],
    "message_categories": [],
    "training_sessions": [],
    "access_log_months": 12,
    "payment_days": 30,
    "authority_signatory_name": "Mme Exemple",
    "authority_deliberation_number": "2026-07",
    "tariff_deliberation_number": "D18",
}


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, []),
        ({"unit_price": "7.10", "example_amount": "568.00"}, ["R15"]),
        ({"unit_price": "9.99"}, ["R16"]),
        ({"unit_price": "10.50"}, ["R17"]),
        ({"agreed_start_date": "2026-08-01", "end_date": "2029-07-31"}, ["R03"]),
        ({"agreed_start_date": "2026-10-01", "end_date": "2029-09-30"}, ["R04"]),
        ({"duration_months": 24, "end_date": "2028-08-31"}, ["R19"]),
        (
            {"schools": [SCHOOL, OTHER], "forecast_accounts": 120, "projects": [{"school": "B"}]},
            ["R12"],
        ),
        ({"schools": [SCHOOL, OTHER], "forecast_accounts": 200}, ["R13"]),
        ({"schools": []}, ["R14"]),
        ({"schools": [OTHER]}, ["R12", "R14"]),
        ({"schools": [SCHOOL | {"forecast_accounts": 90}], "forecast_accounts": 90}, ["R30"]),
        ({"projects": [{"school": "A", "title": "Journal"}]}, ["R25"]),
        ({"authority_name": "Commune nouvelle d’Albert"}, ["R06"]),
        ({"authority_address": "2 rue Neuve"}, ["R05"]),
        ({"diagnosis_date": "2026-02-06"}, ["R02"]),
        ({"subprocessors": [{"name": "x"}]}, ["R21"]),
        ({"access_log_months": 6}, ["R20"]),
        ({"message_categories": [{"code": "1"}]}, ["R22"]),
        ({"training_sessions": [{"title": "x"}]}, ["R24"]),
        ({"payment_days": 45}, ["R23"]),
        ({"max_yearly_amount": "2000.00"}, ["R23"]),
        ({"authority_signatory_name": "M. Gabarit"}, ["R08"]),
        ({"authority_deliberation_number": "2026-08"}, ["R10"]),
        ({"tariff_deliberation_number": "D19"}, ["R18"]),
        ({"unit_price": "7.10", "diagnosis_date": "2026-02-06"}, ["R02", "R15"]),
    ],
    ids=lambda value: "+".join(value) if isinstance(value, list | dict) else "",
)
def test_a_change_is_classed_by_the_paths_that_differ(changes, found):
    after = State({**BEFORE, **changes}, "b" if changes else "a", "m 1", {"authority": 1})
    before = State(BEFORE, "a", "m 1", {"authority": 1})
    assert classifying.classes(before, after, ["authority", "syndicate"]) == found


@pytest.mark.parametrize(
    ("name", "text", "model", "body", "found"),
    [
        ("Communauté du Val", "b", "m 1", 2, "R07"),
        ("Commune d’Albert", "b", "m 1", 1, "R23"),
        ("Commune d’Albert", "b", "m 2", 1, "R26"),
        ("Commune d’Albert", "a", "m 2", 1, "R27"),
    ],
    ids=["another body", "words of a clause", "another model", "layout alone"],
)
def test_a_change_outside_the_values(name, text, model, body, found):
    before = State(BEFORE, "a", "m 1", {"authority": 1})
    after = State({**BEFORE, "authority_name": name}, text, model, {"authority": body})
    assert classifying.classes(before, after, ["authority"]) == [found]


def test_what_changed_is_told_in_words_with_its_label():
    after = {**BEFORE, "unit_price": "7.10", "agreed_start_date": "2026-10-01", "schools": []}
    told = [
        each.words.replace("\u202f", " ").replace("\u00a0", " ")
        for each in classifying.described(BEFORE, after, TripartiteData)
    ]
    assert "Tarif par compte et par an : 9,87 → 7,10" in told
    assert "Date d’effet convenue : 1er septembre 2026 → 1er octobre 2026" in told
    assert "Écoles" in told
