"""A convention proposed from one name, and the search that finds this name."""

import dataclasses
import datetime as dt
from decimal import Decimal

import pytest

from common.lifecycle import Refused
from conventions import content, proposal
from governance import acting
from governance.models import Circonscription, CirconscriptionLink, Competence, Membership
from tests.conventions import case as build
from tests.conventions.case import TODAY

pytestmark = pytest.mark.django_db


def selected(found):
    return [line.name for line in found.schools if line.selected]


# --- what is proposed -----------------------------------------------------------------------


def test_a_commune_gives_a_whole_convention(case):
    case.council()
    found = proposal.propose(case.commune, on=TODAY)
    assert found.authority == "Commune d’Albert-le-Modèle"
    assert found.signatory == "Mme Camille Exemple, maire d’Albert-le-Modèle"
    assert found.president.startswith("M. Morgan Modèle, président")
    assert selected(found) == ["École des Tilleuls", "École du Parc"]
    assert found.forecast_accounts == 126
    assert (found.starts_on, found.ends_on) == (dt.date(2026, 9, 1), dt.date(2029, 8, 31))
    assert found.max_accounts == 160
    assert found.max_yearly_amount == Decimal("1600")
    assert found.unit_price == Decimal("9.87")
    assert found.yearly_amount == Decimal("1243.62")
    assert [year.amount for year in found.simulation] == [Decimal("1243.62")] * 3
    assert (found.circonscription, found.inspector) == ("Montval-Est", "Mme Dominique Spécimen")
    assert found.state.startswith("direction des services départementaux")
    assert found.state_mode == "dasen_signs"
    assert (found.membership, found.legal_ground) == ("member", "member_contribution")
    assert found.framework == "CONV-2026-901"
    assert "D2026_018" in found.tariff_vote
    assert "D2026_041" in found.framework_vote
    assert found.next_council == dt.date(2026, 6, 18)
    assert found.warnings == ("Indiquez la date du diagnostic commun de la circonscription.",)


@pytest.mark.parametrize("code", ["123 456 782", "12345678200011", "80998"])
def test_a_code_stands_for_the_commune(case, code):
    assert proposal.propose(code, on=TODAY).authority_id == case.commune.pk


def test_a_school_selects_itself_alone(case):
    for start in (case.parc, "0809002a"):
        found = proposal.propose(start, on=TODAY)
        assert selected(found) == ["École du Parc"]
        assert len(found.schools) == 2
        assert found.forecast_accounts == 46
        assert found.max_accounts == 60


def test_an_unknown_code_is_refused_with_what_to_do(case):
    with pytest.raises(Refused, match="Cherchez par le nom"):
        proposal.propose("999 999 999", on=TODAY)


def test_an_inspector_with_a_delegation_signs_alone(case):
    build.delegation(case.dasen, case.inspector, "2026-A3")
    assert proposal.propose(case.commune, on=TODAY).state_mode == "inspector_delegated"


def test_the_body_that_runs_the_schools_signs_instead_of_the_commune(case):
    body = build.institution("school_syndicate", "SIVOS du Val", siren="987654332")
    for row in Competence.unscoped.filter(institution=case.commune):
        row.ends_on = dt.date(2026, 1, 1)
        build.saved(row)
        build.saved(Competence(institution=body, school=row.school, starts_on=dt.date(2026, 1, 1)))
    found = proposal.propose(case.commune, on=TODAY)
    assert found.authority == "SIVOS du Val"
    assert found.authority_kind == "school_syndicate"
    assert selected(found) == ["École des Tilleuls", "École du Parc"]
    assert "Les écoles d’Albert-le-Modèle relèvent du SIVOS du Val" in found.warnings[0]


def test_a_school_that_closed_is_not_proposed(case):
    case.parc.ends_on = dt.date(2026, 7, 31)
    build.saved(case.parc)
    assert [line.name for line in proposal.propose(case.commune, on=TODAY).schools] == [
        "École des Tilleuls"
    ]


def test_two_districts_make_two_conventions(case):
    west = build.saved(Circonscription(name="Montval-Ouest", dsden=case.dsden))
    link = CirconscriptionLink.unscoped.get(school=case.parc)
    link.circonscription = west
    build.saved(link)
    case.add_school("0809003B", "École Neuve", 10)
    found = proposal.propose(case.commune, on=TODAY)
    assert found.circonscription == "Montval-Est"
    assert selected(found) == ["École des Tilleuls", "École Neuve"]
    assert any("une convention par circonscription" in each for each in found.warnings)


def test_the_region_signs_nothing(case):
    region = build.institution("region", "Région Modèle")
    found = proposal.propose(region, on=TODAY)
    assert found.authority_id is None
    assert any("peut la consulter" in each for each in found.warnings)
    with pytest.raises(Refused, match="la collectivité"):
        proposal.to_preparation(found)


def test_what_is_doubtful_is_said(case):
    case.framework.status = "expired"
    build.saved(case.framework)
    case.mayor.ends_on = dt.date(2026, 5, 1)
    build.saved(case.mayor)
    case.tariff.max_unit_price = Decimal("10.40")
    build.saved(case.tariff)
    case.tilleuls.pupils = None
    build.saved(case.tilleuls)
    said = " ".join(proposal.propose(case.commune, on=TODAY).warnings)
    assert "Aucune convention-cadre avec l’académie n’est en vigueur." in said
    assert "n’a pas de titulaire en exercice" in said
    assert "dépasse le plafond" in said
    assert "Le nombre d’élèves n’est pas connu : École des Tilleuls." in said
    assert "La date du prochain conseil de la commune d’Albert-le-Modèle n’est pas connue." in said


def test_a_body_served_through_its_epci(case):
    epci = build.institution("epci", "CC du Val Modèle", siren="987654340")
    row = Membership.unscoped.get(institution=case.commune)
    row.kind, row.through = "through_epci", epci
    build.saved(row)
    found = proposal.propose(case.commune, on=TODAY)
    assert found.membership_label == "Par son EPCI (CC du Val Modèle)"
    assert found.legal_ground == "statutory_service"


def test_after_the_start_of_the_school_year_the_next_one_is_meant(case):
    assert proposal.propose(case.commune, on=dt.date(2026, 9, 1)).starts_on == dt.date(2026, 9, 1)
    assert proposal.propose(case.commune, on=dt.date(2026, 9, 2)).starts_on == dt.date(2027, 9, 1)


def test_the_preparation_lacks_only_what_nobody_knows(case):
    found = dataclasses.replace(
        proposal.propose(case.commune, on=TODAY),
        diagnosis_date=dt.date(2026, 2, 5),
        legal_ground_reference="l’article 4",
    )
    start = proposal.to_preparation(found)
    assert start.authority == case.commune
    assert [(line.school, line.forecast_accounts) for line in start.schools] == [
        (case.tilleuls, 80),
        (case.parc, 46),
    ]
    convention = case.convention(
        starts_on=start.starts_on,
        unit_price=start.unit_price,
        max_accounts=start.max_accounts,
        max_yearly_amount=start.max_yearly_amount,
        legal_ground=start.legal_ground,
        legal_ground_reference=start.legal_ground_reference,
        details=dict(start.details),
        schools=[(line.school, line.forecast_accounts) for line in start.schools],
    )
    assert content.missing(convention) == []


# --- the search -----------------------------------------------------------------------------


@pytest.fixture
def places(case):
    build.institution("commune", "Saint-Étienne-du-Val", siren="987654357", insee_code="80991")
    build.institution("commune", "Étienne-Ville", siren="987654365", insee_code="80992")
    build.institution("epci", "CC du Val d’Étienne", siren="987654373")
    build.institution("region", "Région d’Étienne")
    return case


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("saint etienne", "Saint-Étienne-du-Val"),
        ("ST ÉTIENNE", "Saint-Étienne-du-Val"),
        ("etienne", "Étienne-Ville"),
        ("val etienne", "CC du Val d’Étienne"),
        ("987 654 357", "Saint-Étienne-du-Val"),
        ("80992", "Étienne-Ville"),
        ("tilleuls", "École des Tilleuls"),
        ("0809002a", "École du Parc"),
        ("parc albert", "École du Parc"),
    ],
)
def test_a_name_or_a_code_is_found(places, query, first):
    assert proposal.find(query, actor=places.actor)[0].name == first


def test_neither_a_region_nor_a_closed_school_is_found(places):
    places.parc.state = "closed"
    build.saved(places.parc)
    names = [each.name for each in proposal.find("etienne", actor=places.actor)]
    assert names == ["Étienne-Ville", "CC du Val d’Étienne", "Saint-Étienne-du-Val"]
    assert proposal.find("0809002A", actor=places.actor) == []
    assert proposal.find("  ", actor=places.actor) == []


def test_nothing_is_found_by_somebody_without_a_mandate(places):
    nobody = dataclasses.replace(acting.actor_of(places.mayor), mandate_id=None)
    assert proposal.find("etienne", actor=nobody) == []


def test_what_is_found_can_be_proposed(places):
    found = proposal.find("tilleuls", actor=places.actor)[0]
    for start in (found.code, found.key):
        assert selected(proposal.propose(start, on=TODAY)) == ["École des Tilleuls"]
    body = proposal.find("albert", actor=places.actor)[0]
    assert proposal.propose(body.key, on=TODAY).authority_id == places.commune.pk
