"""The lists that a text prints: written for one act, typed cell by cell, printed and hashed."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

import pytest
from django.urls import reverse

from common import clock
from common.lifecycle import NotYours, Refused
from conventions import content, redline, reference, services
from conventions.docdata.rows import CoverageGoal
from conventions.models import ACADEMIE, CANOPE
from conventions.undertakings import adjusting, lists
from desk import history
from documents.contract import always
from governance.models import Institution
from tests.circuits import acts
from tests.conventions.case import OF_THE_FRAMEWORK
from tests.conventions.undertakings.scene import begun

GOALS, SESSIONS = "coverage_goals", "support_sessions"
GOAL = {
    "label": "an un",
    "schools": "1 234",
    "class_share": "75 %",
    "trained_teachers": "la moitié",
    "fte": "2,50",
}
KEPT = {
    "label": "an un",
    "schools": 1234,
    "class_share": 75,
    "trained_teachers": "la moitié",
    "fte": "2.5",
}


def words(answer):
    return answer.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


@pytest.fixture
def manager(here):
    reference.load(dt.date(2026, 1, 1))
    return here.actor("chef-de-projet")


@pytest.fixture
def frame(here, manager):
    made = begun(manager, ACADEMIE, "state", Institution.unscoped.get(kind="academie"))
    return services.revise(
        made,
        {"details": OF_THE_FRAMEWORK},
        seen_version=services.version(made),
        actor=manager,
    )


def adjust(convention, name, typed, actor):
    return acts.fresh(
        adjusting.adjust_list(
            convention, name, typed, seen_version=services.version(convention), actor=actor
        )
    )


# --- which lists, and what a cell reads -----------------------------------------------------------
def test_every_list_of_common_values_is_found_in_the_contract(here, manager, frame):
    assert list(lists.tables(frame)) == [GOALS, "dpo_contacts"]
    assert list(lists.tables(acts.draft(here))) == [
        "subprocessors",
        "dpo_contacts",
        "training_sessions",
        "indicators",
    ]
    for name, table in lists.tables(frame).items():
        found = lists.standard(frame, name, clock.today())
        assert found
        assert [table.read(table.typed(line)) for line in found] == found


@dataclass(frozen=True, kw_only=True)
class Dated:
    """A row that no text has yet."""

    day: dt.date = always("Jour")  # noqa: RUF009 - a dataclass field
    rate: int = always("Part (%)", limit=100)
    name: str = always("Nom", limit=5)


@pytest.mark.parametrize(
    ("cell", "typed", "expected"),
    [
        (0, "2026-09-01", "2026-09-01"),
        (0, "31/02/2026", "« Jour » : un jour du calendrier est attendu ; « 31/02/2026 » a été"),
        (1, "7,5", "« Part (%) » : un nombre entier de 0 à 100 est attendu ; « 7,5 » a été écrit."),
        (1, "101", "« Part (%) » : un nombre entier de 0 à 100 est attendu ; « 101 » a été écrit."),
        (1, "NaN", "« Part (%) » : un nombre entier de 0 à 100 est attendu ; « NaN » a été écrit."),
        (1, "-1", "« Part (%) » : un nombre entier de 0 à 100 est attendu ; « -1 » a été écrit."),
        (1, "100 %", 100),
        (2, "  a\n b ", "a b"),
        (2, "quatre", "« Nom » : 5 signes au plus, 6 écrits. Raccourcissez."),
        (2, " ", "Remplissez « Nom »."),
    ],
)
def test_a_cell_reads_what_its_column_says_and_refuses_the_rest(cell, typed, expected):
    column = lists._cells(Dated)[cell]
    if isinstance(expected, int) or expected[0] not in "«R":
        assert column.read(typed) == expected
        return
    with pytest.raises(ValueError, match=r"Jour|Part|Nom") as refused:
        column.read(typed)
    assert expected in str(refused.value).replace("\u00a0", " ")


# --- in the text ----------------------------------------------------------------------------------
def test_the_act_prints_its_own_rows_and_its_hash_follows(frame, manager):
    before = content.text_hash(frame, content.project_data(frame))
    kept = adjust(frame, GOALS, [GOAL], manager)
    assert kept.details[GOALS] == [KEPT]
    data = content.project_data(kept)
    assert data.coverage_goals == (CoverageGoal(**{**KEPT, "fte": Decimal("2.5")}),)
    assert content.text_hash(kept, data) != before
    shown = "".join(each.html for each in content.reading(kept))
    assert "an un" in shown
    assert "la moitié" in shown
    assert "deuxième année" not in shown
    assert redline.is_empty(kept)


def test_the_sessions_of_canope_are_printed_in_the_word_file(here, manager):
    body = Institution.unscoped.get(kind="canope")
    convention = begun(manager, CANOPE, "canope", body)
    line = {"period": "mars", "title": "Lire « à voix haute » & <écouter>", "audience": "cycle 3"}
    kept = adjust(convention, SESSIONS, [line | {"duration": "2 heures"}], manager)
    assert kept.details[SESSIONS] == [line | {"duration": "2 heures"}]
    assert "Lire «\u00a0à voix haute\u00a0» &amp; &lt;écouter&gt;" in "".join(
        each.html for each in content.reading(kept)
    )


def test_the_standard_lines_leave_nothing_of_its_own(frame, manager):
    kept = adjust(frame, GOALS, [GOAL], manager)
    assert GOALS not in adjust(kept, GOALS, None, manager).details
    table, today = lists.tables(frame)[GOALS], clock.today()
    same = [table.typed(line) for line in lists.standard(frame, GOALS, today)]
    kept = adjust(acts.fresh(frame), GOALS, [GOAL], manager)
    assert GOALS not in adjust(kept, GOALS, same, manager).details


# --- what is refused ------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ([], "« Objectifs annuels » est vide : gardez au moins une ligne."),
        ([GOAL, GOAL], "La ligne 2 répète la ligne 1 : retirez-la."),
        ([GOAL | {"fte": ""}], "Ligne 1 : Remplissez « Équivalents temps plein »."),
        (
            [GOAL | {"label": f"an {n}"} for n in range(61)],
            "« Objectifs annuels » compte 61 lignes : 60 au plus se lisent dans une annexe. "
            "Regroupez-en.",
        ),
    ],
)
def test_lines_that_cannot_be_printed_are_refused(typed, expected, frame, manager):
    with pytest.raises(Refused) as refused:
        adjust(frame, GOALS, typed, manager)
    assert [r.sentence.replace("\u00a0", " ") for r in refused.value.refusals] == [expected]


def test_no_list_but_those_of_the_text(frame, manager):
    for name in (SESSIONS, "schools", "rien"):
        with pytest.raises(Refused, match="n’a pas cette liste"):
            adjust(frame, name, [GOAL], manager)


def test_only_the_author_writes_and_never_over_somebody_else(here, frame, manager):
    with pytest.raises(NotYours):
        adjust(frame, GOALS, [GOAL], here.actor("juriste"))
    seen = services.version(frame)
    adjust(frame, GOALS, [GOAL], manager)
    with pytest.raises(Refused, match="a changé depuis l’ouverture"):
        adjusting.adjust_list(acts.fresh(frame), GOALS, None, seen_version=seen, actor=manager)


def test_nothing_is_written_once_the_text_left_its_author(here, manager):
    convention = acts.draft(here)
    line = {"period": "mai", "title": "t", "audience": "a", "trainer": "f", "duration": "1 h"}
    services.submit(convention, actor=manager)
    with pytest.raises(Refused, match="Impossible à ce stade"):
        adjust(convention, "training_sessions", [line], manager)


# --- on the page ----------------------------------------------------------------------------------
def posted(page):
    form = page.context["form"]
    typed = {bound.html_name: bound.value() or "" for bound in form}
    return typed | {"version": page.context["edition"], "lines": form.count}


@pytest.fixture
def site(frame, manager, client_as):
    address = reverse("conventions:adjust_list", args=[frame.public_id, GOALS])
    return client_as(manager), address


def test_the_draft_leads_to_the_list_and_the_history_tells_it(frame, manager, site):
    client, address = site
    draft = client.get(reverse("conventions:edit", args=[frame.public_id]))
    assert address in words(draft)
    page = client.get(address)
    assert "lignes types, communes aux actes" in words(page)
    answer = client.post(address, posted(page) | {"schools_0": "12"}, follow=True)
    assert "les lignes sont enregistrées" in words(answer)
    told = history.entries(acts.fresh(frame), manager, limit=1)[0]
    assert "a ajusté une liste du texte" in told.sentence
    [change] = told.changes
    assert "Objectifs annuels" in change.after
    assert "Écoles : 12" in change.after.replace("\u00a0", " ")
    assert "Reprendre les lignes types" in words(client.get(address))
    client.post(address, posted(client.get(address)) | {"standard": "1"})
    assert GOALS not in acts.fresh(frame).details


def test_a_bad_cell_is_said_in_its_place_and_what_was_typed_is_kept(frame, site):
    client, address = site
    typed = posted(client.get(address)) | {"schools_1": "beaucoup", "label_1": "mon année"}
    answer = client.post(address, typed)
    assert answer.status_code == 422
    assert (
        "« Écoles » : un nombre entier de 0 à 9 999 est attendu ; « beaucoup » a été écrit. "
        "Corrigez-le." in words(answer)
    )
    form = answer.context["form"]
    assert (form["schools_1"].value(), form["label_1"].value()) == ("beaucoup", "mon année")
    assert GOALS not in acts.fresh(frame).details


def test_lines_are_added_moved_and_removed_without_being_kept(frame, site):
    client, address = site
    page = client.get(address)
    typed = posted(page) | {"label_0": "tapé"}
    down = client.post(address, typed | {"descendre": "0"})
    shown = [down.context["form"][f"label_{n}"].value() for n in range(3)]
    assert shown == ["deuxième année", "tapé", "dernière année"]
    assert "autofocus" in str(down.context["form"]["label_1"])
    up = client.post(address, posted(down) | {"monter": "1"})
    assert up.context["form"]["label_0"].value() == "tapé"
    more = client.post(address, posted(up) | {"ajouter": "1"})
    assert more.context["form"].count == 4
    less = client.post(address, posted(more) | {"retirer": "1"})
    assert less.context["form"].count == 3
    assert GOALS not in acts.fresh(frame).details
    assert client.post(address, posted(less)).status_code == 302
    labels = [line["label"] for line in acts.fresh(frame).details[GOALS]]
    assert labels == ["tapé", "dernière année"]  # the new line stayed empty


@pytest.mark.parametrize("wrong", [{"lines": "x"}, {"lines": "999999"}, {"monter": "99"}, {}])
def test_a_forged_page_breaks_nothing(wrong, frame, site):
    client, address = site
    assert client.post(address, posted(client.get(address)) | wrong).status_code in (302, 409)
    assert client.post(address, wrong).status_code == 409
