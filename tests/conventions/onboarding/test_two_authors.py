"""Two authors write one project at the same time: neither loses a word, field by field."""

from html.parser import HTMLParser

import pytest
from django.urls import reverse

from conventions.onboarding.models import PedagogicalProject
from conventions.onboarding.projects import services, writing
from tests.conventions.onboarding.scene import NOW
from tests.conventions.onboarding.written import WRITTEN, project, typed

HEAD, TEACHER = "Texte de la direction", "Texte de l’enseignante"


class Form(HTMLParser):
    """What a browser would send of the page as it stands."""

    def __init__(self, response):
        super().__init__()
        self.sent, self.name = {}, ""
        self.feed(response.content.decode())

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.name = given.get("name", "") if tag == "textarea" else ""
        if self.name:
            self.sent[self.name] = ""
        if (
            tag == "input"
            and given.get("name")
            and (given.get("type") not in ("radio", "checkbox") or "checked" in given)
        ):
            self.sent.setdefault(given["name"], []).append(given.get("value", ""))

    def handle_data(self, data):
        if self.name:
            self.sent[self.name] = data.removeprefix("\n").removeprefix("\r\n")
            self.name = ""


def as_it_stands(response, **changes):
    return {**Form(response).sent, **changes}


def text(response):
    return response.content.decode().replace("\xa0", " ")


def stored(name):
    return getattr(PedagogicalProject.unscoped.get(), name)


@pytest.fixture
def found(scene):
    return project(scene.entry())


@pytest.fixture
def page(found):
    return reverse("onboarding:project", args=[found.entry.public_id])


@pytest.fixture
def autosave(found):
    return reverse("onboarding:autosave_project", args=[found.entry.public_id])


@pytest.fixture
def head(scene, client_as):
    return client_as(scene.cast["head"])


@pytest.fixture
def teacher(scene, client_as):
    return client_as(scene.cast["teacher"])


@pytest.fixture
def clash(found, page, head, teacher):
    """The head saved two fields, the teacher one of the two and another: what the page answers."""
    head.post(page, typed(found, diagnosis=HEAD, calendar="octobre : essai"))
    return teacher.post(page, typed(found, diagnosis=TEACHER, uses="journal"))


def test_different_fields_are_both_kept(found, page, head, teacher):
    head.post(page, typed(found, diagnosis=HEAD))
    told = text(teacher.post(page, typed(found, uses="journal"), follow=True))
    assert "Ce qui a changé entre-temps y est gardé : « pourquoi le numérique »." in told
    assert (stored("diagnosis"), stored("uses"), stored("version")) == (HEAD, "journal", 3)


def test_the_ends_of_lines_of_a_browser_are_no_change(found, page, head, teacher):
    lines = WRITTEN["goals"].replace("\n", "\r\n")
    head.post(page, typed(found, goals="Écrire"))
    teacher.post(page, typed(found, goals=lines + "\r\n", uses="journal"))
    assert (stored("goals"), stored("uses")) == ("Écrire", "journal")


def test_the_same_field_is_asked_with_both_texts_side_by_side(clash):
    assert clash.status_code == 409
    said = text(clash)
    assert "Vous avez écrit tous les deux « pourquoi le numérique »" in said
    assert f'<p class="mb-1">{HEAD}</p>' in said
    sent = as_it_stands(clash)
    assert (sent["diagnosis"], sent["uses"]) == (TEACHER, "journal")
    assert sent["calendar"] == "octobre : essai", "what the teacher did not write is up to date"
    assert sent["two_texts"] == ["diagnosis"]
    assert "Déposer le projet" not in said
    assert (stored("diagnosis"), stored("uses")) == (HEAD, WRITTEN["uses"])


def test_saving_again_as_it_stands_writes_nothing_over(clash, page, teacher):
    again = teacher.post(page, as_it_stands(clash))
    assert again.status_code == 409
    assert stored("diagnosis") == HEAD
    third = teacher.post(page, as_it_stands(again))
    assert third.status_code == 409
    assert as_it_stands(third)["diagnosis"] == TEACHER
    assert (stored("diagnosis"), stored("calendar")) == (HEAD, "octobre : essai")


@pytest.mark.parametrize(
    ("choice", "changes", "kept"),
    [
        ("mine", {}, TEACHER),
        ("theirs", {}, HEAD),
        ("mine", {"diagnosis": "Les deux textes"}, "Les deux textes"),
    ],
)
def test_the_text_chosen_is_stored_with_the_rest(clash, page, teacher, choice, changes, kept):
    answer = teacher.post(page, as_it_stands(clash, **{"keep-diagnosis": choice}, **changes))
    assert answer.status_code == 302
    assert stored("diagnosis") == kept
    assert (stored("uses"), stored("calendar")) == ("journal", "octobre : essai")


def test_a_choice_does_not_hold_for_a_text_that_came_since(clash, page, head, teacher, found):
    now = PedagogicalProject.unscoped.get()
    head.post(page, typed(now, diagnosis="Encore un autre"))
    answer = teacher.post(page, as_it_stands(clash, **{"keep-diagnosis": "mine"}))
    assert answer.status_code == 409
    assert "Encore un autre" in text(answer)
    assert stored("diagnosis") == "Encore un autre"


def test_a_choice_made_stays_while_another_field_is_asked(found, page, head, teacher):
    head.post(page, typed(found, diagnosis=HEAD, uses="blog"))
    first = teacher.post(page, typed(found, diagnosis=TEACHER, uses="journal"))
    half = teacher.post(page, as_it_stands(first, **{"keep-diagnosis": "mine"}))
    assert half.status_code == 409
    assert as_it_stands(half)["keep-diagnosis"] == ["mine"]
    teacher.post(page, as_it_stands(half, **{"keep-uses": "theirs"}))
    assert (stored("diagnosis"), stored("uses")) == (TEACHER, "blog")


def test_a_version_that_was_never_kept_writes_nothing_over(found, page, teacher):
    answer = teacher.post(page, typed(found, version="99", diagnosis=TEACHER))
    assert answer.status_code == 409
    assert stored("diagnosis") == WRITTEN["diagnosis"]


def test_what_is_saved_as_it_is_typed_keeps_what_the_other_author_typed(
    found, autosave, head, teacher
):
    head.post(autosave, typed(found, diagnosis=HEAD))
    said = teacher.post(autosave, typed(found, uses="journal")).json()
    assert said["fields"] == {"diagnosis": HEAD}
    assert said["told"] == "un autre auteur a changé «\xa0pourquoi le numérique\xa0», repris ici."
    shown = typed(found, uses="journal", **said["fields"], version=str(said["version"]))
    assert teacher.post(autosave, {**shown, "calendar": "mai"}).json()["version"] == 4
    assert (stored("diagnosis"), stored("uses"), stored("calendar")) == (HEAD, "journal", "mai")


def test_what_is_saved_as_it_is_typed_never_chooses(found, autosave, page, head, teacher):
    head.post(autosave, typed(found, diagnosis=HEAD))
    refused = teacher.post(autosave, typed(found, diagnosis=TEACHER))
    assert refused.status_code == 409
    assert "« Enregistrer le projet » montre les deux" in refused.json()["message"]
    assert stored("diagnosis") == HEAD
    shown = teacher.post(page, typed(found, diagnosis=TEACHER))
    assert "data-autosave=" not in text(shown), "the choice is made by hand"


def test_the_day_of_the_school_council_given_meanwhile_is_kept(scene, found, page, teacher):
    writing.keep_extract(
        actor=scene.cast["head"], project=found, sha256="a" * 64, met_on=NOW.date()
    )
    teacher.post(page, {**typed(found, uses="journal"), "school_council_on": ""})
    assert (stored("school_council_on"), stored("uses")) == (NOW.date(), "journal")


def test_what_was_typed_on_a_project_deposited_meanwhile_can_be_copied(scene, found, page, teacher):
    services.submit(actor=scene.cast["head"], project=found, no_name=False)
    answer = teacher.post(page, typed(found, diagnosis=TEACHER))
    assert answer.status_code == 409
    assert "Ce que vous aviez écrit, non enregistré" in text(answer)
    assert TEACHER in text(answer)
    assert stored("diagnosis") == WRITTEN["diagnosis"]
