"""What is accepted as an identifier, and the sentence of each refusal."""

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from common import identifiers as ids
from common.identifiers import InvalidIdentifier

DEMONSTRATION = ["0809001Z", "0809002A", "0809250V", "0809493J"]
ACCEPTED = {
    ids.parse_uai: [
        *["0800154H", "0800148B", "0800017J", "0762986H", "0040533H"],
        *["0951099D", "0750654D", "0920131T", *DEMONSTRATION],
    ],
    ids.parse_siren: ["248000531", "218005031", "218001766", "198000176", "217601996"],
    ids.parse_siret: [
        *["21800019800018", "21380185500015", "21370261600011", "21600158600017"],
        *["20006796500018", "35600000049837", "35600000000048"],
    ],
    ids.parse_insee_commune: [
        *["80021", "80001", "80010", "80011", "34245", "2A004", "80204", "97411", "98818"],
    ],
    ids.parse_postal_code: ["80000", "01400", "97410"],
    ids.parse_departement: ["80", "02", "60", "2A", "974"],
    ids.parse_academie: ["20", "10", "01", "70", "43"],
    ids.parse_school_year: ["2019-2020", "2020-2021", "2025-2026"],
}
REFUSED = {
    ids.parse_uai: [
        *["0950009E", "0950809F", "0800154A", "0800154I", "080154H", "0800154", ""],
        *["0800154HH", "_800154H", "0000001B", "0960000C", "٠800154H", "800154H"],
    ],
    ids.parse_siren: ["248000532", "123456789", "228000016", "21800019", "24800053A", "0" * 9],
    ids.parse_siret: [
        *["21800019800013", "24800053100013", "22800001600016", "2180001980001"],
        *["200006796500091", "0" * 14, "35600000049838", "2,17003E+13", ""],
    ],
    ids.parse_insee_commune: [
        *["80000", "8001", "20004", "96001", "2C001", "800210", "97100", "80Z01", ""],
    ],
    ids.parse_postal_code: ["8000", "800000", "8OOOO", "00100", ""],
    ids.parse_departement: ["20", "96", "00", "2C", "1000", "8", ""],
    ids.parse_academie: ["05", "21", "00", "26", "99", "A", "1", ""],
    ids.parse_school_year: ["2019-2021", "2019/20", "2020-2019", "2020", "19-20", ""],
}


@pytest.mark.parametrize(("parse", "text"), [(p, t) for p, ts in ACCEPTED.items() for t in ts])
def test_accepted_as_it_is(parse, text):
    assert parse(text) == text


@pytest.mark.parametrize(("parse", "text"), [(p, t) for p, ts in REFUSED.items() for t in ts])
def test_refused_with_a_sentence(parse, text):
    with pytest.raises(InvalidIdentifier) as refusal:
        parse(text)
    sentence = str(refusal.value)
    assert "Attendu" in sentence
    assert sentence.endswith(".")
    assert text in sentence or "trouvé\u00a0: rien" in sentence


@pytest.mark.parametrize(
    ("parse", "typed", "kept"),
    [
        (ids.parse_uai, " 0800154h\u00a0", "0800154H"),
        (ids.parse_siren, "248 000 531", "248000531"),
        (ids.parse_siret, "218\u202f000\u00a0198 00018", "21800019800018"),
        (ids.parse_siret, "21800019800018.0", "21800019800018"),
        (ids.parse_insee_commune, "2a004", "2A004"),
        (ids.parse_departement, "080", "80"),
        (ids.parse_departement, "80.0", "80"),
        (ids.parse_departement, "02a", "2A"),
        (ids.parse_academie, "20.0", "20"),
        (ids.parse_school_year, " 2025-2026 ", "2025-2026"),
    ],
)
def test_written_in_one_form(parse, typed, kept):
    assert parse(typed) == kept


@pytest.mark.parametrize(
    ("parse", "typed", "kept"),
    [
        (ids.parse_uai, "800154H", "0800154H"),
        (ids.parse_siren, "5520135", None),
        (ids.parse_insee_commune, "1053", "01053"),
        (ids.parse_postal_code, "1400", "01400"),
        (ids.parse_departement, "2", "02"),
        (ids.parse_academie, "1.0", "01"),
    ],
)
def test_a_lost_zero_is_put_back_only_where_somebody_is_told(parse, typed, kept):
    warnings: list[str] = []
    if kept is None:
        with pytest.raises(InvalidIdentifier):
            parse(typed, warnings.append)
        return
    assert parse(typed, warnings.append) == kept
    assert len(warnings) == 1
    assert kept in warnings[0]
    with pytest.raises(InvalidIdentifier):
        parse(typed)


def test_a_lost_zero_does_not_excuse_a_wrong_key():
    with pytest.raises(InvalidIdentifier):
        ids.parse_uai("080154H", [].append)


def test_sentences_say_what_to_do():
    with pytest.raises(InvalidIdentifier, match="serait H"):
        ids.parse_uai("0800154A")
    with pytest.raises(InvalidIdentifier, match="format texte"):
        ids.parse_siret("2,17003E+13")
    with pytest.raises(InvalidIdentifier, match="case vide"):
        ids.parse_siren("000000000")


@pytest.mark.parametrize(
    ("uai", "departement"),
    [("0800154H", "80"), ("0020001Z", "02"), ("6200001G", "2A"), ("9740001S", "974")],
)
def test_departement_of_a_school(uai, departement):
    assert ids.departement_of_uai(uai) == departement


def test_a_school_belongs_to_its_academie():
    ids.check_uai_in_academie("0800154H", "20")
    with pytest.raises(InvalidIdentifier, match="02, 60, 80"):
        ids.check_uai_in_academie("0762986H", "20")


def test_every_departement_has_one_academie():
    departements = [code for codes in ids.ACADEMIES.values() for code in codes]
    assert len(departements) == len(set(departements)) == 96 + 5 + 2
    assert all(ids.parse_departement(code) == code for code in departements)


@pytest.mark.parametrize(
    "text",
    [
        "013-211301106-20210201-1212-AI",
        "013-211300561-20211025-RA21_23060-AR",
        "080-248000531-20260924-D2026_041-DE",
        "080-218000198-20261005-CONV2026_012-CC",
        "080-218005031-20260610-2026_07-DE",
        "080-218005031-20260610-2026-07-BIS-DE",
    ],
)
def test_identifier_of_an_act(text):
    assert str(ids.parse_actes(f" {text}\n")) == text


def test_parts_of_the_identifier_of_an_act():
    act = ids.parse_actes("080-218005031-20260610-2026-07-DE")
    assert act.departement == "080"
    assert act.siren == "218005031"
    assert act.act_date == date(2026, 6, 10)
    assert act.number == "2026-07"
    assert act.nature == "DE"


@pytest.mark.parametrize(
    "text",
    [
        "080-248000532-20260924-D1-DE",
        "080-248000531-20261324-D1-DE",
        "80-248000531-20260924-D1-DE",
        "080-248000531-20260924-d1-de",
        "080-248000531-20260924-D1-XX",
        "096-248000531-20260924-D1-DE",
        "080-248000531-20260924--DE",
        "",
    ],
)
def test_identifier_of_an_act_refused(text):
    with pytest.raises(InvalidIdentifier, match="@CTES"):
        ids.parse_actes(text)


@given(st.integers(10_000, 959_999).map(lambda n: f"{n:07}"))
def test_exactly_one_letter_completes_a_uai(digits):
    assume(digits[:3] != "000")
    accepted = []
    for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ":
        try:
            accepted.append(ids.parse_uai(digits + letter))
        except InvalidIdentifier:
            continue
    assert len(accepted) == 1


@given(st.sampled_from(ACCEPTED[ids.parse_siret]), st.integers(0, 13), st.integers(1, 9))
def test_one_wrong_digit_is_seen(siret, position, shift):
    assume(not siret.startswith("356000000"))
    digit = (int(siret[position]) + shift) % 10
    with pytest.raises(InvalidIdentifier):
        ids.parse_siret(f"{siret[:position]}{digit}{siret[position + 1 :]}")


@given(st.text(max_size=30))
def test_any_text_is_parsed_or_refused(text):
    for parse in (*ACCEPTED, ids.parse_actes):
        try:
            once = str(parse(text))
        except InvalidIdentifier:
            continue
        assert str(parse(once)) == once
