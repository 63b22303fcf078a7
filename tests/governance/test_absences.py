"""Somebody announces that they will be away: what it says, who may, what it never does."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from common import clock
from common.lifecycle import NotYours, Refused
from governance import absences, authority, services
from governance.models import Absence
from governance.offices import Office
from tests import factories
from tests.factories import mandate_of

FIRST = dt.date(2026, 6, 15)


@pytest.fixture(autouse=True)
def a_monday_of_june(db):
    with clock.at(dt.datetime(2026, 6, 8, 9, tzinfo=dt.UTC)):
        yield


def announce(actor, mayor, first=FIRST, days=14):
    return services.announce_absence(
        actor=actor,
        mandate=mandate_of(mayor),
        starts_on=first,
        ends_on=first + dt.timedelta(days=days),
    )


@pytest.mark.parametrize(
    "who", ["mayor", "preparer", "authority_director", "project_manager", "legal_officer"]
)
def test_the_person_or_those_who_keep_their_acts_announce_it(mayor, who, request):
    assert announce(request.getfixturevalue(who), mayor).pk


@pytest.mark.parametrize("who", ["other_mayor", "deputy", "inspector", "admin", "dpo"])
def test_others_do_not(mayor, who, request):
    with pytest.raises(NotYours):
        announce(request.getfixturevalue(who), mayor)
    assert not Absence.unscoped.exists()


def test_being_away_gives_nobody_the_right_to_sign(mayor, deputy, commune):
    announce(mayor, mayor)
    with clock.at(dt.datetime(2026, 6, 16, 9, tzinfo=dt.UTC)):
        held = authority.who_signs(commune, Office.EXECUTIVE, "convention", None, clock.now())
        assert held.mandate_id == mayor.mandate_id, "who is away signs at a distance"
        answer = authority.to_sign(mandate_of(deputy), "convention", None, clock.now())
        assert answer.key == "authority.no_delegation"


def told(mayor):
    found = Absence.unscoped.select_related("mandate__person", "mandate__institution").get()
    return absences.told(found, clock.now()).replace("\u00a0", " ")


def test_without_delegation_the_acts_wait_for_the_return(commune):
    who = factories.person(civility="madam", first_name="Louise", last_name="Martin")
    mayor = factories.actor(Office.EXECUTIVE, commune, who=who)
    announce(mayor, mayor)
    assert told(mayor) == (
        "Mme Louise Martin est absente du 15 juin 2026 au 28 juin 2026 inclus, de retour le "
        "29 juin 2026. Personne ne signe à sa place : les actes attendent son retour, le lundi "
        "29 juin 2026. Le titulaire peut aussi signer à distance, ou donner délégation par un "
        "arrêté publié."
    )


def test_a_delegate_is_named_with_the_arrete_and_its_objects(mayor, deputy):
    factories.delegation(mandate_of(mayor), mandate_of(deputy), act_number="2026-14")
    announce(mayor, mayor)
    assert "Peut signer par délégation : " in told(mayor)
    assert "(arrêté n° 2026-14 : conventions)." in told(mayor)


def test_a_delegation_that_does_not_serve_names_nobody(mayor, deputy):
    factories.delegation(mandate_of(mayor), mandate_of(deputy), published_at=None)
    announce(mayor, mayor)
    assert "Personne ne signe à sa place" in told(mayor)


def test_a_replacement_recorded_is_named(mayor, deputy):
    factories.substitution(mandate_of(mayor), mandate_of(deputy), ends_on=dt.date(2026, 7, 1))
    announce(mayor, mayor)
    assert "signe à sa place : empêchement, du 7 juin 2026 au 30 juin 2026 inclus" in told(mayor)


def test_an_absence_already_over_is_refused_with_its_last_day(mayor):
    with pytest.raises(Refused, match="déjà finie"):
        announce(mayor, mayor, dt.date(2026, 6, 1), 7)


def test_two_absences_do_not_overlap_and_none_begins_after_the_mandate(mayor, commune):
    announce(mayor, mayor)
    with pytest.raises(ValidationError, match="déjà annoncée"):
        announce(mayor, mayor, dt.date(2026, 6, 28))
    leaving = factories.actor(Office.DEPUTY, commune, ends_on=dt.date(2026, 6, 20))
    with pytest.raises(ValidationError, match="après sa fin"):
        announce(leaving, leaving, dt.date(2026, 6, 22))


def test_who_comes_back_early_is_no_longer_away(mayor):
    absence = announce(mayor, mayor)
    with clock.at(dt.datetime(2026, 6, 17, 9, tzinfo=dt.UTC)):
        assert absences.away([mandate_of(mayor)], clock.now())
        services.end_absence(actor=mayor, absence=absence)
        assert not absences.away([mandate_of(mayor)], clock.now())
        with pytest.raises(Refused, match="déjà terminée"):
            services.end_absence(actor=mayor, absence=absence)


def test_the_day_is_that_of_the_body(db):
    overseas = factories.commune("Sainte-Rive", time_zone="Indian/Reunion")
    mayor = factories.actor(Office.EXECUTIVE, overseas)
    announce(mayor, mayor)
    evening = dt.datetime(2026, 6, 14, 20, 1, tzinfo=dt.UTC)
    assert absences.away([mandate_of(mayor)], evening)
    assert not absences.away([mandate_of(mayor)], evening - dt.timedelta(minutes=2))


def test_the_page_says_first_that_being_away_is_not_being_prevented(mayor, preparer, client_as):
    mandate = mandate_of(mayor)
    address = f"/repertoire/mandats/{mandate.public_id}/absence/"
    page = client_as(preparer).get(address).content.decode().replace("\u00a0", " ")
    first, form = page.index("n’est pas être empêché"), page.index('name="starts_on"')
    assert first < form
    assert "L. 2122-17" in page
    assert "Le motif de l’absence n’est pas demandé" in page
    answer = client_as(preparer).post(
        address, {"starts_on": "2026-06-15", "last_day": "2026-06-12"}
    )
    assert answer.status_code == 422
    assert "précède le premier" in answer.content.decode()
    answer = client_as(preparer).post(
        address, {"starts_on": "2026-06-15", "last_day": "2026-06-19"}
    )
    assert answer.status_code == 302
    assert Absence.unscoped.get().period_words == "du 15\u00a0juin 2026 au 19\u00a0juin 2026 inclus"


def test_only_ones_own_people_and_the_syndicate_know(mayor, preparer, project_manager, inspector):
    announce(mayor, mayor)
    for actor, sees in ((mayor, 1), (preparer, 1), (project_manager, 1), (inspector, 0)):
        assert Absence.objects.visible_to(actor).count() == sees
