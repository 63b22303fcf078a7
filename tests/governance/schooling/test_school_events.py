"""Events of schools: nothing before they are applied, dated effects after, the past untouched."""

import datetime as dt

import pytest

from audit.models import Event
from common import clock
from common.lifecycle import NotYours, Refused
from governance import registry
from governance import services as directory
from governance.models import School, SchoolEvent, SchoolState
from governance.models.school_events import SchoolEventStatus as S
from governance.schooling import preview, services
from governance.schooling.lifecycle import SchoolEventLifecycle
from tests import factories

pytestmark = pytest.mark.django_db
D = dt.date
NOW = dt.datetime(2026, 11, 28, 9, tzinfo=dt.UTC)
DAY = D(2026, 9, 1)
LATER = D(2027, 9, 1)
NEW = "0809950F"


@pytest.fixture(autouse=True)
def today():
    with clock.at(NOW):
        yield


@pytest.fixture
def second(commune, area):
    return factories.school(commune, "École du Parc", area=area, pupils=40)


def prepared(actor, kind, *schools, day=DAY, **fields):
    return services.prepare(
        actor=actor,
        kind=kind,
        takes_effect_on=day,
        act_reference="Arrêté n° 2026-12",
        schools=schools,
        **fields,
    )


def applied(actor, kind, *schools, **fields):
    event = prepared(actor, kind, *schools, **fields)
    return services.move_event(actor=actor, event=event, verb="apply")


def periods(rows):
    return [(row.starts_on, row.ends_on) for row in rows.order_by("starts_on", "pk")]


def test_a_prepared_event_changes_nothing(admin, school):
    before = (periods(school.competences), periods(school.circonscription_links))
    event = prepared(admin, "closure", school)
    school.refresh_from_db()
    assert (school.state, school.ends_on) == (SchoolState.OPEN, None)
    assert (periods(school.competences), periods(school.circonscription_links)) == before
    services.move_event(actor=admin, event=event, verb="withdraw", reason="erreur de saisie")
    school.refresh_from_db()
    assert school.ends_on is None
    with pytest.raises(Refused, match="Abandonné"):
        services.move_event(actor=admin, event=event, verb="apply")


def test_a_closure_ends_what_attached_the_school(admin, school):
    applied(admin, "closure", school)
    school.refresh_from_db()
    assert (school.state, school.ends_on) == (SchoolState.CLOSED, DAY)
    assert school.circonscription_on(DAY) is None
    assert school.circonscription_on(D(2026, 8, 31)) is not None
    assert school.competent_on(DAY, "running_and_ent") is None
    assert school.competent_on(D(2026, 8, 31), "running_and_ent") == school.commune


def test_a_closure_to_come_says_so_until_its_day(admin, school):
    applied(admin, "closure", school, day=LATER)
    school.refresh_from_db()
    assert (school.state, school.ends_on) == (SchoolState.CLOSING, LATER)
    assert school.circonscription_on(D(2027, 8, 31)) is not None
    assert services.close_ended(D(2027, 8, 31)) == 0
    assert services.close_ended(LATER) == 1
    school.refresh_from_db()
    assert school.state == SchoolState.CLOSED


def test_a_merger_into_a_school_that_exists(admin, school, second):
    event = prepared(admin, "merger", school, school=second)
    services.move_event(actor=admin, event=event, verb="apply")
    school.refresh_from_db()
    second.refresh_from_db()
    assert (school.successor, school.ends_on) == (second, DAY)
    assert (second.state, second.ends_on) == (SchoolState.OPEN, None)


def test_a_merger_creates_a_school_of_the_classes_of_all(admin, commune, area, second):
    nursery = factories.school(commune, "Maternelle", area=area, kinds=["maternelle"], pupils=25)
    applied(admin, "merger", second, nursery, new_uai=NEW, new_name="École des Deux-Rives")
    made = School.unscoped.get(uai=NEW)
    assert (made.name, made.pupils, made.starts_on) == ("École des Deux-Rives", 65, DAY)
    assert made.kinds == ["elementaire", "maternelle"]
    assert made.circonscription_on(DAY) == area
    assert made.circonscription_on(D(2026, 8, 31)) is None
    assert made.competent_on(DAY, "buildings_and_network") == commune
    assert set(School.unscoped.filter(successor=made)) == {second, nursery}


def test_another_uai_makes_another_school_that_follows(admin, school):
    applied(admin, "new_uai", school, new_uai=NEW)
    made = School.unscoped.get(uai=NEW)
    school.refresh_from_db()
    assert (made.name, made.commune) == (school.name, school.commune)
    assert (school.successor, school.ends_on, made.starts_on) == (made, DAY, DAY)


def test_a_transfer_changes_who_answers_from_its_day(admin, school, commune, epci):
    applied(admin, "transfer", school, institution=epci, part="whole")
    assert school.competent_on(D(2026, 8, 31), "running_and_ent") == commune
    assert school.competent_on(DAY, "running_and_ent") == epci
    assert school.competences.get(institution=epci).act_reference == "Arrêté n° 2026-12"


def test_the_part_that_is_not_transferred_stays(admin, school, commune, epci):
    applied(admin, "transfer", school, institution=epci, part="running_and_ent")
    assert school.competent_on(DAY, "running_and_ent") == epci
    assert school.competent_on(DAY, "buildings_and_network") == commune


def test_a_regroupement_is_noted_on_its_day_not_before(admin, school, second):
    event = prepared(admin, "rpi", school, second, day=LATER, rpi="dispersed")
    with pytest.raises(Refused, match="à compter de son jour"):
        services.move_event(actor=admin, event=event, verb="apply")
    applied(admin, "rpi", school, second, rpi="dispersed")
    school.refresh_from_db()
    assert school.rpi == "dispersed"


@pytest.mark.parametrize(
    ("kind", "fields", "said"),
    [
        ("merger", {"new_uai": NEW}, "au moins deux écoles"),
        ("new_uai", {}, "Indiquez l’UAI"),
        ("transfer", {"part": "whole"}, "Choisissez la collectivité"),
        ("rpi", {}, "dispersé, concentré"),
    ],
)
def test_what_is_missing_is_said_when_it_is_prepared(admin, school, kind, fields, said):
    with pytest.raises(Refused, match=said):
        prepared(admin, kind, school, **fields)
    assert not SchoolEvent.unscoped.exists()


def test_a_known_uai_a_school_that_absorbs_itself_and_two_schools_are_refused(
    admin, school, second
):
    with pytest.raises(Refused, match="déjà celui d’une école"):
        prepared(admin, "new_uai", school, new_uai=second.uai)
    with pytest.raises(Refused, match="n’est pas à fermer"):
        prepared(admin, "merger", school, second, school=second)
    with pytest.raises(Refused, match="une seule école"):
        prepared(admin, "new_uai", school, second, new_uai=NEW)
    with pytest.raises(Refused, match="aucune école"):
        prepared(admin, "closure")


def test_the_past_is_never_written_again(admin, school, other_area):
    event = prepared(admin, "closure", school, day=D(2026, 6, 1))
    directory.link_school(
        actor=admin, school=school, circonscription=other_area, starts_on=D(2026, 9, 1)
    )
    with pytest.raises(Refused, match=r"commence le 1er.septembre 2026") as refused:
        services.move_event(actor=admin, event=event, verb="apply")
    assert refused.value.refusals[0].source == "Un événement ne réécrit pas le passé"
    with pytest.raises(Refused, match="a déjà pris fin"):
        applied(admin, "closure", factories.school(school.commune, state="closed"))


def test_a_school_closed_by_one_event_is_refused_by_another(admin, school):
    applied(admin, "closure", school)
    with pytest.raises(Refused, match=r"a déjà pris fin le 1er.septembre 2026"):
        applied(admin, "closure", school)


def test_one_event_is_one_transaction_with_its_journal(admin, school, second, monkeypatch):
    event = prepared(admin, "closure", school, second)

    def broken(*_given):
        raise RuntimeError("stop")

    monkeypatch.setattr(registry, "_school_events", [broken])
    with pytest.raises(RuntimeError):
        services.move_event(actor=admin, event=event, verb="apply")
    school.refresh_from_db()
    event.refresh_from_db()
    assert (school.state, event.status) == (SchoolState.OPEN, S.PREPARED)
    heard = []
    monkeypatch.setattr(registry, "_school_events", [lambda e, actor: heard.append(e.pk)])
    services.move_event(actor=admin, event=event, verb="apply")
    assert heard == [event.pk]
    verbs = {"apply", "close_school", "end_link", "end_competence"}
    assert set(Event.objects.filter(verb__in=verbs).values_list("verb", flat=True)) == verbs


def test_the_preview_says_what_follows_and_whose_mandate_goes_on(admin, school, school_head, epci):
    (effect,) = preview.effects(prepared(admin, "closure", school))
    said = " ".join(effect.sentences).replace("\xa0", " ")
    assert "Dernier jour : le 31 août 2026." in said
    assert "Quitte la circonscription Montval-Est" in said
    assert f"Fin de la compétence : {school.commune}" in said
    head = factories.mandate_of(school_head).person.formal_name
    assert f"1 mandat à terminer à la main : {head}" in said
    (effect,) = preview.effects(prepared(admin, "transfer", school, institution=epci))
    assert f"{school.commune} → {epci}" in effect.sentences[0]


def test_two_events_about_one_school_see_each_other(admin, school, epci):
    first = prepared(admin, "closure", school)
    second = prepared(admin, "transfer", school, institution=epci)
    assert preview.others(second, admin) == [first]


#: What leads where; every other pair is refused.
TABLE = {
    ("apply", S.PREPARED): S.APPLIED,
    ("start", S.PREPARED): S.APPLYING,
    ("finish", S.APPLYING): S.APPLIED,
    ("withdraw", S.PREPARED): S.WITHDRAWN,
}


def test_the_table_of_the_moves_cell_by_cell():
    found = {(verb, S(source)): S(target) for verb, source, target, _ in
             SchoolEventLifecycle.moves()}  # fmt: skip
    assert found == TABLE
    for verb in ("apply", "start", "finish", "withdraw"):
        for status in S:
            expected = (verb, status) in TABLE
            assert (SchoolEventLifecycle.transition(verb, status) is not None) is expected


@pytest.mark.parametrize("verb", ["apply", "withdraw"])
def test_only_those_who_keep_the_directory_move_an_event(admin, inspector, mayor, school, verb):
    event = prepared(admin, "closure", school)
    for actor in (inspector, mayor):
        with pytest.raises(NotYours):
            services.move_event(actor=actor, event=event, verb=verb, reason="essai")
        with pytest.raises(NotYours):
            prepared(actor, "closure", school)


def test_an_event_is_abandoned_with_a_reason(admin, school):
    event = prepared(admin, "closure", school)
    with pytest.raises(Refused, match="Indiquez le motif"):
        services.move_event(actor=admin, event=event, verb="withdraw")


def test_a_closure_in_preparation_is_not_public(admin, mayor, inspector, school):
    event = prepared(admin, "closure", school)
    seen = [SchoolEvent.objects.visible_to(actor).exists() for actor in (mayor, inspector, admin)]
    assert seen == [False, False, True]
    assert event.lines.model.objects.visible_to(mayor).count() == 0
    services.move_event(actor=admin, event=event, verb="apply")
    assert SchoolEvent.objects.visible_to(mayor).exists()
