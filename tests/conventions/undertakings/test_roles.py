"""Who does what: one authority answers for each line, on the draft, in the text, on the page."""

import pytest
from django.urls import reverse

from common import clock
from common.lifecycle import NotYours, Refused
from conventions import content, guards, redline, services
from conventions.docdata.rows import CanopeResponsibility, Responsibility
from conventions.models import ACADEMIE, CANOPE, TRIPARTITE
from conventions.undertakings import adjusting, roles
from desk import history
from tests.circuits import acts

TABLE = roles.standards()["tripartite"]
VISIT = "Visite technique"


def changed(activity, /, **letters):
    """The standard table where the letters of one activity are others."""
    return [{**line, **letters} if line["activity"] == activity else line for line in TABLE.lines]


def said(lines):
    return [refusal.sentence for refusal in roles.faults(TABLE, lines)]


# --- the table itself ---------------------------------------------------------------------------
def test_the_standard_table_of_each_kind_is_right_and_says_where_it_comes_from():
    rows = {TRIPARTITE: Responsibility, ACADEMIE: Responsibility, CANOPE: CanopeResponsibility}
    assert rows.keys() == roles.standards().keys()
    for code, table in roles.standards().items():
        assert list(roles.faults(table, table.lines)) == []
        assert table.source
        assert {c.role for c in table.columns} | {"activity"} == set(
            rows[code].__dataclass_fields__
        )
        for line in table.lines:
            assert line.keys() == {"activity", *(c.role for c in table.columns)}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([], "Le tableau des rôles est vide : gardez au moins une activité."),
        (
            changed(VISIT, syndicate="R"),
            "Personne ne répond de « Visite technique » : donnez « A » à un acteur, et à un seul.",
        ),
        (
            changed(VISIT, school="A"),
            "Syndicat et École répondent de « Visite technique » : une seule autorité répond de "
            "chaque activité. Gardez un seul « A ».",
        ),
        (
            changed(VISIT, syndicate="A"),
            "Personne ne réalise « Visite technique » : donnez « R » à un acteur au moins.",
        ),
        (
            changed(VISIT, school="X"),
            "« Visite technique » : « X » n’est pas un rôle. Choisissez R, A, R et A, C, I ou "
            "rien.",
        ),
        (
            [*TABLE.lines, TABLE.lines[0]],
            "L’activité « Projet pédagogique » figure deux fois : gardez une ligne.",
        ),
        (
            changed(VISIT, activity=" "),
            "Une ligne du tableau des rôles n’a pas d’activité : nommez-la.",
        ),
        (
            [{**TABLE.lines[0], "activity": f"Activité {n}"} for n in range(61)],
            "Le tableau des rôles compte 61 activités : 60 au plus se lisent dans une annexe. "
            "Regroupez-en.",
        ),
    ],
)
def test_a_table_that_does_not_hold_is_refused_by_a_sentence(lines, expected):
    assert [sentence.replace("\u00a0", " ") for sentence in said(lines)] == [expected]


# --- in the text --------------------------------------------------------------------------------
def adjust(convention, lines, actor):
    return adjusting.adjust_roles(
        convention, lines, seen_version=services.version(convention), actor=actor
    )


def test_the_text_prints_the_table_and_its_hash_follows_it(here):
    convention, manager = acts.draft(here), here.actor("chef-de-projet")
    convention = acts.fresh(convention)
    before = content.text_hash(convention, content.project_data(convention))
    kept = acts.fresh(adjust(convention, changed(VISIT, school="I"), manager))
    data = content.project_data(kept)
    row = next(each for each in data.responsibilities if each.activity == VISIT)
    assert (row.school, row.syndicate) == ("I", "R, A")
    assert content.text_hash(kept, data) != before
    shown = next(s for s in content.reading(kept) if "Annexe" in s.title and "Rôles" in s.title)
    assert shown.html.count("<tr>") == 1 + len(TABLE.lines)
    assert redline.is_empty(kept)  # a value of the act, not words of its own: the visas hold


def test_the_standard_table_taken_again_leaves_nothing_of_its_own(here):
    convention, manager = acts.draft(here), here.actor("chef-de-projet")
    kept = adjust(convention, changed(VISIT, school="I"), manager)
    assert roles.NAME in kept.details
    back = adjust(kept, TABLE.lines, manager)
    assert roles.NAME not in back.details
    assert roles.lines(back, clock.today()) == TABLE.lines


def test_what_is_settled_keeps_its_table_whatever_the_draft_says_next(here):
    settled = acts.settled(here)
    settled.details = {**settled.details, roles.NAME: changed(VISIT, school="I")}
    assert roles.lines(settled, clock.today()) == TABLE.lines


def test_a_broken_table_does_not_go_to_review(here):
    convention = acts.draft(here)
    convention.details = {**convention.details, roles.NAME: changed(VISIT, school="A")}
    assert "Visite technique" in " ".join(each.sentence for each in guards.submit(convention))


def test_an_act_on_a_former_model_has_its_table_in_its_words(here):
    convention = acts.draft(here)
    convention.model.manifest = {**convention.model.manifest, "tables": []}
    assert roles.lines(convention, clock.today()) == ()
    assert "responsibilities" not in content.act.values(convention, clock.today())
    with pytest.raises(Refused, match="pas de tableau"):
        adjust(convention, TABLE.lines, here.actor("chef-de-projet"))


# --- who may, and when --------------------------------------------------------------------------
def test_only_who_writes_the_draft_adjusts_it(here):
    convention = acts.draft(here)
    for who in ("juriste", "maire", "inspectrice"):
        with pytest.raises(NotYours):
            adjust(convention, changed(VISIT, school="I"), here.actor(who))


def test_nothing_is_adjusted_once_the_draft_has_left(here):
    manager = here.actor("chef-de-projet")
    convention = services.submit(acts.draft(here), actor=manager)
    with pytest.raises(Refused, match="Impossible à ce stade"):
        adjust(convention, changed(VISIT, school="I"), manager)


def test_a_table_changed_by_somebody_else_is_not_written_over(here):
    convention, manager = acts.draft(here), here.actor("chef-de-projet")
    seen = services.version(convention)
    adjust(convention, changed(VISIT, school="I"), manager)
    with pytest.raises(Refused, match="a changé depuis l’ouverture"):
        adjusting.adjust_roles(
            acts.fresh(convention), TABLE.lines, seen_version=seen, actor=manager
        )


# --- on the pages -------------------------------------------------------------------------------
def words(answer):
    return answer.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def posted(page):
    form = page.context["form"]
    return {bound.html_name: bound.value() or "" for bound in form} | {
        "version": page.context["edition"]
    }


def test_the_author_adjusts_a_letter_and_the_history_says_which(here, client_as):
    convention, manager = acts.draft(here), client_as(here.actor("chef-de-projet"))
    address = reverse("conventions:adjust_roles", args=[convention.public_id])
    page = manager.get(address)
    row = next(n for n, line in enumerate(TABLE.lines) if line["activity"] == VISIT)
    answer = manager.post(address, posted(page) | {f"school_{row}": "I"}, follow=True)
    assert "Le tableau des rôles est enregistré" in words(answer)
    told = history.entries(acts.fresh(convention), here.actor("chef-de-projet"), limit=1)[0]
    assert "a ajusté le tableau des rôles" in told.sentence
    [change] = told.changes
    assert "Visite technique" in change.after
    assert "École : I" in change.after
    assert "Projet pédagogique" not in change.after


def test_a_refused_table_stays_in_the_page_as_it_was_typed(here, client_as):
    convention, manager = acts.draft(here), client_as(here.actor("chef-de-projet"))
    address = reverse("conventions:adjust_roles", args=[convention.public_id])
    typed = posted(manager.get(address)) | {"activity_18": "Ménage du local", "school_18": "R"}
    answer = manager.post(address, typed)
    assert answer.status_code == 409
    assert "Personne ne répond de « Ménage du local »" in words(answer)
    assert answer.context["form"]["activity_18"].value() == "Ménage du local"


def test_an_activity_whose_name_is_erased_is_gone_and_a_nameless_new_one_is_refused(
    here, client_as
):
    convention, manager = acts.draft(here), client_as(here.actor("chef-de-projet"))
    address = reverse("conventions:adjust_roles", args=[convention.public_id])
    typed = posted(manager.get(address))
    assert manager.post(address, typed | {"school_18": "R, A"}).status_code == 409
    assert manager.post(address, typed | {"activity_0": ""}).status_code == 302
    left = [line["activity"] for line in roles.lines(acts.fresh(convention), clock.today())]
    assert left == [line["activity"] for line in TABLE.lines[1:]]


def test_a_letter_that_does_not_exist_is_not_kept(here, client_as):
    convention, manager = acts.draft(here), client_as(here.actor("chef-de-projet"))
    address = reverse("conventions:adjust_roles", args=[convention.public_id])
    typed = posted(manager.get(address)) | {"school_0": "Z", "activity_1": "x" * 500}
    assert manager.post(address, typed).status_code == 422


def test_each_side_reads_what_it_answers_for(here, client_as):
    convention = acts.settled(here)
    page = words(client_as(here.actor("maire")).get(convention.get_absolute_url()))
    assert "Collectivité, vous répondez de" in page
    assert "Réseau et équipement de l’école" in page
    full = client_as(here.actor("inspectrice")).get(
        reverse("conventions:roles", args=[convention.public_id])
    )
    assert full.context["duties"].side == "Éducation nationale"
    assert "Ouverture de la base" in full.context["duties"].mine
    assert "Source du tableau type" in words(full)
