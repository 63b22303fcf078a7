"""Institutions, schools, districts, competences: what the directory refuses."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from audit.actor import SYSTEM
from audit.recording import recording
from common.lifecycle import NotYours
from governance import services
from governance.models import Competence, Institution, School
from tests import factories

DAY = dt.date(2026, 9, 1)


def commune(actor, **fields):
    given = {"kind": "commune", "name": "Cerisy", "insee_code": "80184", "siren": "218001766"}
    return services.create_institution(actor=actor, **(given | fields))


@pytest.mark.parametrize("who", ["mayor", "preparer", "inspector", "legal_officer", "provider"])
def test_others_do_not_keep_the_directory(who, request):
    with pytest.raises(NotYours):
        commune(request.getfixturevalue(who))


def test_project_manager_adds_a_commune(project_manager):
    assert commune(project_manager).history.count() == 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"siren": "218001767"}, "SIREN"),
        ({"siren": "218 001 766"}, "écrivez « 218001766 »"),
        ({"siren": ""}, "Indiquez le SIREN"),
        ({"siret": "21800019800018"}, "ne commence pas par le SIREN"),
        ({"insee_code": "80000"}, "code officiel"),
        ({"insee_code": "80Z01"}, "code officiel"),
        ({"insee_code": "8018"}, "code officiel"),
        ({"kind": "epci"}, "Seule une commune"),
        ({"fictitious": True}, "fictive"),
        ({"time_zone": "Europe/Amiens"}, "Fuseau"),
        ({"postal_code": "8080"}, "Code postal"),
        ({"operator": True}, "syndicat mixte"),
        ({"starts_on": DAY, "ends_on": dt.date(2026, 8, 31)}, "termine avant"),
    ],
)
def test_wrong_commune_is_refused(admin, change, words):
    with pytest.raises(ValidationError, match=words):
        commune(admin, **change)


def test_invented_commune_alone_may_break_the_code(admin):
    assert commune(admin, insee_code="80Z01", siren="", fictitious=True).pk


def test_siren_is_unique_when_known(admin):
    commune(admin)
    with pytest.raises(ValidationError, match="a déjà ce SIREN"):
        commune(admin, insee_code="80021")


def test_overseas_commune_may_lack_a_siren(admin):
    assert commune(admin, insee_code="98711", siren="").pk


def test_one_operator(admin, syndicate):
    with pytest.raises(ValidationError, match="Un seul syndicat"):
        services.create_institution(
            actor=admin, kind="mixed_syndicate", name="Autre", operator=True
        )


def test_parent_depends_on_the_kind(admin, epci, dsden):
    assert commune(admin, parent=epci).parent == epci
    with pytest.raises(ValidationError, match="rattachement"):
        commune(admin, parent=dsden, insee_code="80021", siren="218000198")


def test_act_of_its_time_prints_the_name_of_its_time(admin, epci):
    services.rename_institution(
        actor=admin, institution=epci, name="Communauté du Grand Val", on=DAY
    )
    services.rename_institution(
        actor=admin, institution=epci, name="Val Métropole", on=dt.date(2028, 1, 1)
    )
    assert epci.name_on(dt.date(2026, 8, 31)) == "Communauté de communes du Val"
    assert epci.name_on(DAY) == "Communauté du Grand Val"
    assert epci.name_on(dt.date(2028, 1, 1)) == "Val Métropole"


def test_name_and_kind_have_their_own_paths(admin, epci):
    with pytest.raises(ValueError, match="name"):
        services.change_institution(actor=admin, institution=epci, name="x")
    changed = services.change_institution(actor=admin, institution=epci, city="Montval")
    assert changed.city == "Montval"


# --- Schools --------------------------------------------------------------------------------


def school(actor, body, **fields):
    given = {"uai": "0800148B", "name": "École", "kinds": ["maternelle", "elementaire"]}
    return services.create_school(actor=actor, commune=body, **(given | fields))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"uai": "0800148A"}, "lettre"),
        ({"uai": "800148B"}, "UAI"),
        ({"uai": "0800148b"}, "écrivez « 0800148B »"),
        ({"kinds": ["college"]}, "maternelle"),
        ({"kinds": "maternelle"}, "liste"),
    ],
)
def test_wrong_school_is_refused(admin, commune, change, words):
    with pytest.raises(ValidationError, match=words):
        school(admin, commune, **change)
    assert not School.unscoped.exists()


def test_school_lies_in_a_commune(admin, epci):
    with pytest.raises(ValidationError, match="n’est pas une commune"):
        school(admin, epci)


def test_uai_never_changes(admin, commune):
    made = school(admin, commune)
    with pytest.raises(ValidationError, match="ne change pas"):
        services.change_school(actor=admin, school=made, uai="0800154H")


def test_district_of_a_school_at_a_date(admin, school, area, other_area):
    services.link_school(actor=admin, school=school, circonscription=other_area, starts_on=DAY)
    assert school.circonscription_on(dt.date(2026, 8, 31)) == area
    assert school.circonscription_on(DAY) == other_area
    assert list(School.unscoped.in_circonscription(other_area.pk, DAY)) == [school]
    assert not School.unscoped.in_circonscription(area.pk, DAY).exists()
    with pytest.raises(ValidationError, match="déjà rattachée"):
        services.link_school(
            actor=admin, school=school, circonscription=area, starts_on=dt.date(2026, 7, 1)
        )


# --- Competence, membership -----------------------------------------------------------------


def give(actor, body, school, **fields):
    return services.record_competence(
        actor=actor, institution=body, school=school, starts_on=DAY, **fields
    )


def test_one_body_at_a_time(admin, school, epci):
    with pytest.raises(ValidationError, match="déjà exercée"):
        give(admin, epci, school)
    with pytest.raises(ValidationError, match="déjà exercée"):
        give(admin, epci, school, part="running_and_ent")


def test_competence_may_be_split(admin, school, commune, epci):
    whole = school.competences.get()
    whole.ends_on = DAY
    factories.recorded(whole)
    give(admin, epci, school, part="running_and_ent")
    give(admin, commune, school, part="buildings_and_network")
    with pytest.raises(ValidationError, match="déjà exercée"):
        give(admin, commune, school)
    assert school.competent_on(DAY, "running_and_ent") == epci
    assert school.competent_on(DAY, "buildings_and_network") == commune
    assert school.competent_on(dt.date(2026, 8, 31), "running_and_ent") == commune
    assert list(School.unscoped.answered_by(epci.pk, DAY)) == [school]


def test_state_has_no_school_competence(admin, school, dsden):
    with pytest.raises(ValidationError, match="compétence scolaire"):
        give(admin, dsden, school)


def test_database_refuses_two_bodies(school, epci):
    """On PostgreSQL even a write that skips every check is refused."""
    if connection.vendor != "postgresql":
        pytest.skip("exclusion constraints exist on PostgreSQL only")
    with pytest.raises(IntegrityError), recording(SYSTEM), transaction.atomic():
        Competence(school=school, institution=epci, starts_on=DAY).save()


def test_membership_through_an_epci(admin, commune, epci, other_commune):
    def join(**fields):
        return services.record_membership(actor=admin, institution=commune, starts_on=DAY, **fields)

    for wrong in (
        {"kind": "through_epci"},
        {"kind": "member", "through": epci},
        {"kind": "through_epci", "through": other_commune},
    ):
        with pytest.raises(ValidationError):
            join(**wrong)
    joined = join(kind="through_epci", through=epci)
    with pytest.raises(ValidationError, match="déjà enregistrée"):
        join(kind="member")
    services.close_membership(actor=admin, membership=joined, on=dt.date(2027, 1, 1))
    assert joined.last_day == dt.date(2026, 12, 31)


def test_period_is_printed_with_its_last_day(commune):
    name = Institution(
        kind="commune", name="x", starts_on=dt.date(2026, 3, 1), ends_on=dt.date(2026, 4, 1)
    )
    assert name.period_words == "du 1er\u00a0mars 2026 au 31\u00a0mars 2026 inclus"
