"""Who does what in the convention of the académie and in that of Canopé: annex 4 of each."""

import datetime as dt

import pytest
from django.urls import reverse

from common import clock
from common.lifecycle import Refused
from conventions import content, reference, services
from conventions.models import ACADEMIE, CANOPE
from conventions.undertakings import adjusting, roles
from desk import history
from governance.models import Institution
from tests.circuits import acts
from tests.conventions.case import OF_THE_FRAMEWORK
from tests.conventions.undertakings.scene import begun

BODIES = {ACADEMIE: ("state", "academie"), CANOPE: ("canope", "canope")}
READERS = {ACADEMIE: "rectrice", CANOPE: "canope"}
LED = {
    ACADEMIE: ("Académie", "Formation des inspecteurs"),
    CANOPE: ("Canopé", "Avis motivé sur une ressource"),
}
"""The side of the other party, and an activity for which it answers."""


@pytest.fixture(params=[ACADEMIE, CANOPE])
def code(request):
    return request.param


@pytest.fixture
def manager(here):
    reference.load(dt.date(2026, 1, 1))
    return here.actor("chef-de-projet")


@pytest.fixture
def draft(code, manager):
    role, body = BODIES[code]
    made = begun(manager, code, role, Institution.unscoped.get(kind=body))
    if code == CANOPE:
        return made
    seen = services.version(made)
    kept = {"details": OF_THE_FRAMEWORK}
    return acts.fresh(services.revise(made, kept, seen_version=seen, actor=manager))


def words(answer):
    return answer.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def adjust(act, lines, actor):
    seen = services.version(act)
    return acts.fresh(adjusting.adjust_roles(act, lines, seen_version=seen, actor=actor))


def otherwise(code, **letters):
    """The standard table where the letters of the activity of ``LED`` are others."""
    lines = roles.standards()[code].lines
    return [{**line, **letters} if line["activity"] == LED[code][1] else line for line in lines]


def test_the_text_prints_the_table_in_its_annex_and_an_article_names_it(code, draft):
    shown = content.reading(draft)
    annex = next(each for each in shown if "Rôles et responsabilités" in each.title)
    assert annex.title.replace("\u00a0", " ").startswith("Annexe 4 ")
    assert annex.html.count("<tr>") == 1 + len(roles.standards()[code].lines)
    assert LED[code][1] in annex.html
    text = "".join(each.html for each in shown if each.title.startswith("Article"))
    assert "annexe 4" in text.replace("\u00a0", " ")


def test_the_hash_follows_an_adjusted_letter_and_the_history_says_which(code, draft, manager):
    before = content.text_hash(draft, content.project_data(draft))
    kept = adjust(draft, otherwise(code, syndicate="C"), manager)
    data = content.project_data(kept)
    row = next(each for each in data.responsibilities if each.activity == LED[code][1])
    assert row.syndicate == "C"
    assert content.text_hash(kept, data) != before
    [change] = history.entries(kept, manager, limit=1)[0].changes
    assert "Syndicat : C" in change.after
    assert f"{LED[code][0] if code == CANOPE else 'Éducation nationale'} : R, A" in change.after
    others = [x["activity"] for x in roles.lines(kept, clock.today())]
    assert not [x for x in others if x != LED[code][1] and x in change.after + change.before]


def test_two_who_answer_are_refused_with_the_source_of_the_kind(code, draft, manager):
    with pytest.raises(Refused, match="une seule autorité répond") as refused:
        adjust(draft, otherwise(code, syndicate="A"), manager)
    assert "annexe 4" in refused.value.refusals[0].source


def test_the_pages_of_the_act_and_of_its_draft_show_the_table(code, draft, manager, client_as):
    browser = client_as(manager)
    page = words(browser.get(draft.get_absolute_url()))
    assert "Syndicat, vous répondez de" in page
    assert LED[code][1] in page
    edit = words(browser.get(reverse("conventions:edit", args=[draft.public_id])))
    address = reverse("conventions:adjust_roles", args=[draft.public_id])
    assert address in edit
    form = browser.get(address)
    assert all(column.label in words(form) for column in roles.standards()[code].columns)


def test_the_other_party_reads_what_it_answers_for(code, draft, here):
    side, mine = roles.answered_by(draft, here.actor(READERS[code]), clock.today())
    assert side == LED[code][0]
    assert LED[code][1] in mine
