"""Every Word model that comes with the software and its contract say the same thing."""

import dataclasses
import datetime
import io
import json
import re
from dataclasses import fields, is_dataclass
from decimal import Decimal
from typing import get_args, get_origin, get_type_hints

import pytest
from docx import Document

from documents import filters
from documents.contract import choices_of
from documents.drafting.running import TEXT_HASH
from documents.rendering import fill, variables
from documents.text import blocks, text_hash
from tests.templates_docx.shipped import FOLDER, Model, names, plain, text_of

ARTICLES = {
    "convention-tripartite": 18,
    "convention-academie": 16,
    "convention-canope": 14,
    "deliberation-cadre-syndicat": 7,
    "reglement-interieur-comite-ethique": 15,
}
PROOF = (
    "Chaque partie peut signer la présente convention de sa main, au moyen de son certificat de "
    "signature, ou selon le procédé de signature électronique simple décrit en annexe. Les parties "
    "acceptent que des signatures de natures différentes soient réunies sur un même acte. "
    "L’original électronique est le fichier dont l’empreinte figure au bordereau de preuve ; "
    "l’original manuscrit, s’il en existe, est conservé par la partie qui l’a reçu. Les parties "
    "conviennent que ce fichier et son bordereau de preuve sont admis à titre de preuve de "
    "l’identité des signataires, de leur consentement et de la date de l’acte, sans préjudice du "
    "droit de chacune d’en rapporter la preuve contraire. Chaque partie reçoit un exemplaire et "
    "les points de contrôle du journal."
)
# What a person may type or paste: code, XML, quotes, a line break, accents.
TYPED = '{{ 7*7 }} {% if x %} & <w:p> « "d\'été" »\nÀ Œuvre-l’Évêque'


@pytest.fixture(scope="module", params=names())
def model(request):
    return Model(FOLDER / request.param)


def test_the_model_asks_for_what_the_contract_gives_and_for_nothing_else(model):
    given = {f.name for f in fields(model.contract)}
    expected = given | ({TEXT_HASH} if model.manifest["text_hash"] else set())
    assert variables(model.content) == expected


def test_each_list_prints_every_field_of_its_rows(model):
    text = text_of(Document(io.BytesIO(model.content)))
    _prints_lists(text, model.hints, "")


def _prints_lists(text, hints, of):
    for name, hint in hints.items():
        if get_origin(hint) is tuple:
            [loop] = set(re.findall(rf"for (\w+) in {of}{name}\b", text))
            row = get_args(hint)[0]
            assert is_dataclass(row)
            inside = get_type_hints(row)
            lists = {each for each, kind in inside.items() if get_origin(kind) is tuple}
            printed = set(re.findall(rf"\{{\{{\s*{loop}\.(\w+)", text))
            assert printed == set(inside) - lists, name
            _prints_lists(text, inside, f"{loop}.")


def test_the_sample_fills_the_model(model):
    assert model.sample.missing_mentions() == []
    assert model.sample.missing_values() == []
    text = text_of(model.fill(model.sample))
    assert "{" not in text
    assert "None" not in text
    assert filters.BLANK not in text
    assert "'" not in text  # printed apostrophes are curved, also inside a tag


def test_an_act_bears_no_point_left_to_a_lawyer(model):
    """They stand in the margin of the model, as comments: never in what people sign."""
    if model.manifest["text_hash"]:
        for name, value in model.choices():
            text = text_of(model.fill(model.with_values(**{name: value})))
            assert "confirmer" not in text, (name, value)


def test_the_paragraphs_of_an_article_are_numbered_without_gap(model):
    for name, value in [(None, None), *model.choices()]:
        data = model.sample if name is None else model.with_values(**{name: value})
        body = "\n".join(p.text for p in model.fill(data).paragraphs)
        found = re.findall(r"^(\d+)\.(\d+)\b", body, re.MULTILINE)
        for article in {article for article, _ in found}:
            numbers = [int(n) for a, n in found if a == article]
            assert numbers == list(range(1, len(numbers) + 1)), (name, value, article)


def test_the_sample_is_recorded_as_it_is_read_back(model):
    recorded = json.loads(json.dumps(model.sample.to_snapshot()))
    assert model.contract.from_snapshot(recorded) == model.sample


def test_each_value_of_each_choice_prints_a_clean_document(model):
    for name, value in [(None, None), *model.choices()]:
        data = model.sample if name is None else model.with_values(**{name: value})
        document = model.fill(data)
        empty = [
            p
            for p in document.paragraphs
            if not p.text.strip() and p.style.name not in {"Intervalle", "Emplacement"}
        ]
        assert empty == [], (name, value)
        assert "  " not in text_of(document), (name, value)
        for signatory in model.manifest["signatories"]:
            if anchor := signatory.get("anchor"):
                party = getattr(data, signatory["when"]) if "when" in signatory else True
                assert text_of(document).count(anchor) == int(party), (name, value)


def test_a_project_prints_blanks_where_mentions_are_still_missing(model):
    late = [f for f in fields(model.contract) if f.metadata["when"] == "at_issue"]
    # Which formula is printed depends on who signs: it stays chosen in this project.
    emptied = {f.name: f.default for f in late if not choices_of(model.hints[f.name])}
    project = model.with_values(**emptied)
    text = text_of(model.fill(project, text_hash=""))
    assert "None" not in text
    assert (filters.BLANK in text) == bool(emptied)
    assert bool(project.missing_mentions()) == bool(emptied)


def test_a_mention_is_asked_for_exactly_when_it_is_printed(model):
    """Otherwise an act could be held for a line it does not print, or issued with a blank."""
    late = [
        f
        for f in fields(model.contract)
        if f.metadata["when"] == "at_issue" and not choices_of(model.hints[f.name])
    ]
    marks = {f.name: _mark(model.hints[f.name], n) for n, f in enumerate(late)}
    for name, value in [(None, None), *((n, v) for n, v in model.choices() if v != "")]:
        switched = {} if name is None else {name: value}
        data = model.with_values(**marks, **switched)
        text = plain(text_of(model.fill(data)))
        due = [f for f in late if f.metadata["due"]]
        printed = {f.metadata["label"] for f in due if _printed(marks[f.name]) in text}
        asked = set(
            model.with_values(**{f.name: f.default for f in late}, **switched).missing_mentions()
        )
        assert printed == asked, (name, value)


@pytest.mark.parametrize("code", sorted(ARTICLES))
def test_every_article_and_every_annex_stands_in_its_order(code):
    model = Model(FOLDER / code)
    titles = [
        plain(p.text)
        for p in model.fill(model.sample).paragraphs
        if p.style.name == "Heading 1" or p.text.startswith("Article")
    ]
    articles = [int(n) for t in titles for n in re.findall(r"^Article (\d+)[. ]", t)]
    assert articles == list(range(1, ARTICLES[code] + 1))
    annexes = [int(n) for t in titles for n in re.findall(r"^Annexe (\d+) ", t)]
    assert annexes == list(range(1, len(model.manifest["annexes"]) + 1))


def test_a_convention_has_the_clause_of_proof_word_for_word(model):
    """It is the same in all, and names the annex that describes how an act is signed."""
    if model.manifest["code"].startswith("convention-"):
        paragraphs = [plain(p.text) for p in model.fill(model.sample).paragraphs]
        assert sum(PROOF in p for p in paragraphs) == 1
        assert any(p.startswith("Annexe") and "Procédé de signature" in p for p in paragraphs)


def test_what_people_type_is_printed_as_words_and_never_read_as_code(model):
    """In every field and in the 120 rows of every list, whatever the variant."""
    long_name = "Communauté de communes " + "de Saint-Exemple-les-Grandes-Marches" * 2
    free = {name for name, hint in model.hints.items() if hint is str} - {"text_hash"}
    values = {name: f"<{name}> {long_name} {TYPED}" for name in free}
    rows = {
        each.name: _typed(get_args(model.hints[each.name])[0], each.name, model.sample)
        for each in fields(model.contract)
        if get_origin(model.hints[each.name]) is tuple
    }
    most = {each.name: each.metadata["limit"] or 120 for each in fields(model.contract)}
    for name, value in [(None, None), *model.choices()]:
        many = {each: min(most[each], 120 if name is None else 2) for each in rows}
        switched = {} if name is None else {name: value}
        lists = {each: (row,) * many[each] for each, row in rows.items()}
        text = text_of(model.fill(model.with_values(**{**values, **lists, **switched})))
        shown = {each for each in free if f"<{each}>" in text}
        assert shown, (name, value)
        for each in shown:
            assert text.count(f"<{each}>") == text.count(values[each]), (name, value, each)
        for each, row in rows.items():
            cells = list(_cells(row))
            assert {text.count(cell) % many[each] for cell in cells} == {0}, (name, value, each)
            assert name or cells[0] in text, each


def _typed(kind, name, holder):
    """A row of the list ``name``, every text of it typed by somebody."""
    row, values = getattr(holder, name)[0], {}
    for cell, of in get_type_hints(kind).items():
        if of is str:
            values[cell] = f"<{name}.{cell}> {TYPED}"
        elif get_origin(of) is tuple:
            values[cell] = (_typed(get_args(of)[0], cell, row),)
    return dataclasses.replace(row, **values)


def _cells(row):
    for value in vars(row).values():
        if isinstance(value, tuple):
            yield from _cells(value[0])
        elif isinstance(value, str) and TYPED in value:
            yield value


def test_the_hash_of_a_text_sees_each_clause_and_no_mention(model):
    """Text voted is text signed: only the closed list of mentions is filled in after the vote.

    The convention tripartite, with its database, has the same in ``conventions/test_content_hash``.
    """
    if not model.manifest["text_hash"] or model.manifest["kind"] == "convention_tripartite":
        return

    def hash_of(**values):
        data = model.with_values(**values).to_data() | {TEXT_HASH: ""}
        return text_hash(blocks(fill(model.content, data)))

    voted = hash_of()
    for each in fields(model.contract):
        hint = model.hints[each.name]
        if each.metadata["when"] == "at_issue":
            others = [c for c in choices_of(hint) if c] or [_mark(hint, 1), each.default]
            assert all(hash_of(**{each.name: other}) == voted for other in others), each.name
        elif each.metadata["needed"] is None and hint in (str, int, bool, Decimal):
            value = getattr(model.sample, each.name)
            other = f"{value} changé" if hint is str else not value if hint is bool else value + 1
            assert (hash_of(**{each.name: other}) == voted) == (each.name == "case_reference")


@pytest.mark.parametrize("role", ["authority", "syndicate"])
def test_an_arrete_without_end_holds_until_it_is_withdrawn(model, role):
    """CGCT, art. L. 2122-20: delegations subsist as long as they are not withdrawn."""
    if f"{role}_delegation_to" not in model.hints:
        pytest.skip("this party does not sign")

    def line(end):
        data = model.with_values(
            **{f"{role}_signing_ground": "delegation", f"{role}_delegation_to": end}
        )
        words = text_of(model.fill(data)).replace("\u00a0", " ")
        return next(each for each in words.splitlines() if "Arrêté de délégation" in each)

    assert "valable du 7 avril 2026 au 1er mars 2032 (" in line(datetime.date(2032, 3, 1))
    assert "valable à compter du 7 avril 2026, tant qu’il n’est pas rapporté (" in line(None)


def _mark(hint, n):
    if hint is str:
        return f"mark-{n:03}-"
    kind = next(part for part in (get_args(hint) or (hint,)) if part is not type(None))
    if kind is datetime.date:
        return datetime.date(1801 + n, 12, 31)  # no day is the end of another one
    return Decimal(770000 + n) if kind is Decimal else 770000 + n


def _printed(mark):
    return plain(filters.date_fr(mark)) if isinstance(mark, datetime.date) else str(mark)


def test_a_signatory_with_a_box_has_a_field_and_an_anchor_of_its_own(model):
    boxes = [s for s in model.manifest["signatories"] if "field" in s]
    assert len({s["field"] for s in boxes}) == len(boxes)
    assert len({s["anchor"] for s in boxes}) == len(boxes)
    text = text_of(Document(io.BytesIO(model.content)))
    assert all(text.count(s["anchor"]) == 1 for s in boxes)


def test_optional_clauses_are_switches_of_the_contract(model):
    for clause in model.manifest["optional_clauses"]:
        assert model.hints[clause] is bool
