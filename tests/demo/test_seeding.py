"""The data of the demonstration: complete, in order, and left alone by a second start."""

import datetime as dt

import pytest

from audit.models import Event
from common import clock
from conventions.models import Convention, Status
from demo import seeding
from demo.models import Chapter
from demo.people import CAST
from demo.seeding import invented, moments, running, schools, story
from demo.seeding.scale import FULL, SMALL
from governance.models import Institution, Mandate, School

AUTUMN = dt.datetime(2026, 11, 25, 9, tzinfo=dt.UTC)


@pytest.fixture
def played(db, settings, tmp_path):
    """The small demonstration, played once."""
    settings.MEDIA_ROOT = tmp_path
    with clock.at(AUTUMN):
        seeding.run(SMALL)
        yield


def test_a_second_start_changes_nothing(played):
    before = Event.objects.count()
    said = []
    assert seeding.run(SMALL, say=said.append) == 0
    assert Event.objects.count() == before
    assert "rien n’est changé" in said[0]


def test_an_interrupted_start_is_completed_without_doubles(db, settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path

    def cut(*given):
        raise KeyboardInterrupt

    with clock.at(AUTUMN):
        with monkeypatch.context() as patched:
            patched.setattr(story.past, "_renewal", cut)
            with pytest.raises(KeyboardInterrupt):
                seeding.run(SMALL)
        assert not Chapter.objects.filter(name="past").exists()
        entered = Convention.unscoped.count()
        seeding.run(SMALL)
    titles = list(Convention.unscoped.values_list("title", flat=True))
    assert entered < len(titles) == len(set(titles))
    assert Chapter.objects.filter(name=story.FINISHED).exists()


def test_instants_are_recorded_in_order(played):
    instants = list(Event.objects.order_by("sequence").values_list("at", flat=True))
    assert instants == sorted(instants)
    assert instants[0].date() == moments.beginning(AUTUMN).date()


def test_schools_have_the_key_the_mark_and_the_pupils_of_the_programme(played):
    rows = School.unscoped.order_by("uai")
    assert rows.count() == SMALL.schools
    assert sum(school.pupils for school in rows) == SMALL.pupils
    assert rows.first().uai == "0809001Z"
    assert all("(fictive)" in school.name for school in rows)


def test_uai_of_the_demonstration_range():
    assert [invented.uai(rank) for rank in (1, 2, 250, 493)] == [
        "0809001Z",
        "0809002A",
        "0809250V",
        "0809493J",
    ]


def test_pupils_are_shared_to_the_last_one():
    shares = schools.shared_out(FULL.pupils - 126, FULL.schools - 1)
    assert sum(shares) + 126 == 43_810
    assert min(shares) > 0


def test_no_two_invented_people_bear_the_same_name():
    everybody = list(invented.people())
    assert len(everybody) == len(set(everybody))


def test_each_person_of_the_cast_can_be_become(played):
    held = set(
        Mandate.unscoped.exclude(person__user=None).values_list("person__user__email", flat=True)
    )
    assert {person.email for person in CAST} <= held


def test_what_went_wrong_is_told_of_invented_communes_alone(played):
    wrong = (
        Status.REFUSED,
        Status.WITHDRAWN,
        Status.TERMINATED,
        Status.ANNULLED,
        Status.SIGNED_SUBJECT_TO_DELIBERATION,
        Status.CHANGES_REQUESTED,
    )
    acts = Convention.unscoped.filter(status__in=wrong)
    assert acts.count() >= 4
    assert all(act.authority.fictitious for act in acts)


def test_scenes_of_what_goes_wrong_are_set_in_invented_communes(played):
    neutral = {Status.DRAFT, Status.UNDER_REVIEW, Status.TEXT_SETTLED}
    real = [case for case in running.cases(SMALL) if not case.body.fictitious]
    assert real
    assert all(case.status in neutral for case in real)
    assert all(case.end is None or case.end is running._kit for case in real)


def test_one_village_has_no_electronic_address(played):
    village = Institution.unscoped.get(insee_code="80Z03")
    assert village.population == 312
    assert not village.channels.exists()
    mayor = Mandate.unscoped.get(institution=village, office="executive", status="valid")
    assert mayor.sheets.get().email == ""


def test_the_platform_did_not_open_before_the_elected_were_in_office():
    just_after = dt.datetime(2026, 4, 20, tzinfo=dt.UTC)
    assert moments.beginning(just_after).date() == dt.date(2026, 4, 7)
