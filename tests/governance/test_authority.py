"""Who may sign, on what ground, and in what words."""

import datetime as dt
from decimal import Decimal

import pytest

from common import clock
from governance import authority, services
from governance.authority import Authority, Refusal
from governance.models import Mandate
from governance.offices import Office
from tests import factories
from tests.factories import mandate_of


@pytest.fixture
def now(db):
    return clock.now()


def may_sign(actor, kind="convention", amount=None, at=None):
    return authority.to_sign(mandate_of(actor), kind, amount, at or clock.now())


def refused(answer, key):
    assert isinstance(answer, Refusal), answer
    assert answer.key == key, answer
    return answer


def test_mayor_signs_as_holder(commune):
    who = factories.person(civility="madam", first_name="Louise", last_name="Martin")
    mayor = factories.mandate(Office.EXECUTIVE, commune, who=who)
    held = authority.to_sign(mayor, "convention", Decimal("1243.62"), clock.now())
    assert (held.ground, held.name, held.office) == ("holder", "Mme Louise Martin", "maire")
    assert (held.office_the, held.office_title) == ("la maire", "La maire")
    assert (held.salutation, held.quality) == ("Madame la Maire", "maire de Clairval")
    assert held.mandate_act == "Élection : procès-verbal du 1er\u00a0juillet 2020"
    assert held.holder_mandate_id == held.mandate_id == mayor.pk


def test_what_is_frozen_can_be_kept_as_json(mayor):
    import json

    assert json.loads(json.dumps(may_sign(mayor).as_dict()))["office"] == "maire"


@pytest.mark.parametrize("office", [Office.PREPARER, Office.ADMIN])
def test_preparer_and_admin_never_sign(commune, syndicate, office):
    body = syndicate if office == Office.ADMIN else commune
    refused(may_sign(factories.actor(office, body)), "authority.never")


def test_mandate_not_yet_begun_does_not_sign(commune):
    tomorrow = clock.today() + dt.timedelta(days=1)
    mayor = factories.actor(Office.EXECUTIVE, commune, starts_on=tomorrow, status="future")
    refused(may_sign(mayor), "common.mandate")


def test_mandate_whose_first_day_came_signs_before_the_daily_task(commune):
    mayor = factories.actor(Office.EXECUTIVE, commune, starts_on=clock.today(), status="future")
    assert isinstance(may_sign(mayor), Authority)


def test_mandate_ended_today_does_not_sign_but_did_yesterday(commune):
    mayor = factories.actor(Office.EXECUTIVE, commune, ends_on=clock.today())
    refused(may_sign(mayor), "common.mandate")
    assert isinstance(may_sign(mayor, at=clock.now() - dt.timedelta(days=1)), Authority)


@pytest.mark.parametrize("status", ["suspended_mandate", "mandate_annulled"])
def test_suspended_or_annulled_mandate_does_not_sign(commune, status):
    refused(may_sign(factories.actor(Office.EXECUTIVE, commune, status=status)), "common.mandate")


def test_unconfirmed_mandate_does_not_sign(commune):
    mayor = factories.actor(Office.EXECUTIVE, commune, confirmed_at=None)
    refused(may_sign(mayor), "common.mandate")


def test_days_of_a_mandate_are_those_of_its_body(db):
    """At 21 h UTC on 26 March it is already the 27th in La Réunion (UTC+4)."""
    overseas = factories.commune("Sainte-Rive", time_zone="Indian/Reunion")
    mayor = factories.actor(Office.EXECUTIVE, overseas, ends_on=dt.date(2026, 3, 27))
    evening = dt.datetime(2026, 3, 26, 21, tzinfo=dt.UTC)
    refused(may_sign(mayor, at=evening), "common.mandate")
    assert isinstance(may_sign(mayor, at=evening - dt.timedelta(hours=2)), Authority)
    assert not Mandate.unscoped.valid(evening).filter(pk=mayor.mandate_id).exists()


def test_mandate_without_its_act_does_not_sign(commune):
    mayor = factories.actor(Office.EXECUTIVE, commune, act_reference="")
    refused(may_sign(mayor), "authority.no_act")


def test_ceiling_and_objects_of_the_mandate_hold(commune):
    mayor = factories.actor(
        Office.EXECUTIVE, commune, ceiling=Decimal("1000.00"), objects_covered=["convention"]
    )
    assert isinstance(may_sign(mayor, amount=Decimal("1000.00")), Authority)
    above = refused(may_sign(mayor, amount=Decimal("1000.01")), "authority.ceiling")
    assert "1\u202f000,00\u202f€" in above.reason
    refused(may_sign(mayor, kind="market"), "authority.objects")


# --- Delegation -----------------------------------------------------------------------------


def test_deputy_without_delegation_does_not_sign(deputy):
    refused(may_sign(deputy), "authority.no_delegation")


def test_deputy_signs_by_delegation_and_the_act_says_so(commune):
    mayor = factories.mandate(Office.EXECUTIVE, commune, who=factories.person(civility="sir"))
    deputy = factories.mandate(
        Office.DEPUTY, commune, who=factories.person(civility="madam"), rank=1
    )
    factories.delegation(mayor, deputy, act_number="2026-14", act_date=dt.date(2020, 7, 1))
    held = authority.to_sign(deputy, "convention", None, clock.now())
    assert held.ground == "delegation"
    assert held.formula == "Pour le maire et par délégation, la première adjointe au maire"
    assert (held.act_number, held.published_on) == ("2026-14", dt.date(2020, 7, 1))
    assert held.holder_office_the == "le maire"
    assert held.holder_mandate_id == mayor.pk
    assert "2026-14" in held.reason


def delegated(mayor, deputy, **fields):
    factories.delegation(mandate_of(mayor), mandate_of(deputy), **fields)


def test_unpublished_delegation_does_not_serve(mayor, deputy):
    delegated(mayor, deputy, published_at=None)
    refused(may_sign(deputy), "authority.unpublished")


def test_delegation_serves_from_its_publication(mayor, deputy):
    published = dt.datetime(2026, 3, 2, 14, tzinfo=dt.UTC)
    delegated(mayor, deputy, published_at=published, starts_on=dt.date(2026, 3, 2))
    minute = dt.timedelta(minutes=1)
    refused(may_sign(deputy, at=published - minute), "authority.unpublished")
    assert isinstance(may_sign(deputy, at=published + minute), Authority)


def test_delegation_for_another_object_does_not_serve(mayor, deputy):
    delegated(mayor, deputy, objects_covered=["market"], ends_on=dt.date(2029, 1, 1))
    answer = refused(may_sign(deputy), "authority.not_covered")
    assert "2020-14" in answer.reason
    assert "31\u00a0décembre 2028 inclus" in answer.reason


def test_expired_delegation_does_not_serve(mayor, deputy):
    delegated(mayor, deputy, ends_on=clock.today())
    refused(may_sign(deputy), "authority.delegation_over")


def test_delegation_ceiling_is_the_last_amount_allowed(mayor, deputy):
    delegated(mayor, deputy, ceiling=Decimal("500.00"))
    assert isinstance(may_sign(deputy, amount=Decimal("500.00")), Authority)
    refused(may_sign(deputy, amount=Decimal("500.01")), "authority.ceiling")


def test_delegation_falls_with_the_mandate_of_the_delegator(mayor, deputy):
    delegated(mayor, deputy)
    holder = mandate_of(mayor)
    holder.ends_on = clock.today()
    factories.recorded(holder)
    refused(may_sign(deputy), "authority.delegator_ended")


def test_delegate_may_not_delegate_in_turn(mayor, deputy, authority_director):
    delegated(mayor, deputy)
    delegated(deputy, authority_director)
    refused(may_sign(authority_director), "authority.chain")


def test_delegate_does_more_than_the_delegator_may(commune, deputy):
    mayor = factories.actor(Office.EXECUTIVE, commune, ceiling=Decimal("100.00"))
    delegated(mayor, deputy)
    refused(may_sign(deputy, amount=Decimal("101.00")), "authority.ceiling")


# --- Prevented, interim ---------------------------------------------------------------------


def test_deputy_signs_for_a_prevented_mayor(commune):
    mayor = factories.mandate(Office.EXECUTIVE, commune, who=factories.person(civility="madam"))
    deputy = factories.mandate(Office.DEPUTY, commune, who=factories.person(civility="sir"), rank=1)
    factories.substitution(mayor, deputy)
    held = authority.who_signs(commune, Office.EXECUTIVE, "convention", None, clock.now())
    assert (held.mandate_id, held.ground) == (deputy.pk, "prevented")
    assert held.formula == "Pour la maire empêchée, le premier adjoint au maire"
    assert held.source == "CGCT, art. L. 2122-17"
    assert held.fact == "hospitalisation"
    refused(authority.to_sign(mayor, "convention", None, clock.now()), "authority.replaced")


def test_replacement_stops_the_day_it_ends(mayor, deputy, commune):
    today = clock.today()
    factories.substitution(
        mandate_of(mayor),
        mandate_of(deputy),
        starts_on=today - dt.timedelta(days=5),
        ends_on=today,
    )
    refused(may_sign(deputy), "authority.no_delegation")
    assert isinstance(may_sign(mayor), Authority)


def test_prevention_ends_with_the_mandate_of_the_absent(mayor, deputy, commune):
    factories.substitution(mandate_of(mayor), mandate_of(deputy))
    holder = mandate_of(mayor)
    holder.ends_on = clock.today()
    factories.recorded(holder)
    refused(may_sign(deputy), "authority.absent_ended")


def test_interim_until_the_next_mayor(commune, deputy):
    """The office is vacant: the deputy holds it, until somebody is elected."""
    today = clock.today()
    gone = factories.mandate(Office.EXECUTIVE, commune, ends_on=today - dt.timedelta(days=3))
    factories.substitution(
        gone, mandate_of(deputy), ground="interim", reason="démission", ends_on=None
    )
    held = authority.who_signs(commune, Office.EXECUTIVE, "convention", None, clock.now())
    assert (held.ground, held.holder_office) == ("interim", "maire")
    assert "assurant l’intérim des fonctions de maire" in held.formula
    new = factories.actor(Office.EXECUTIVE, commune, starts_on=today)
    held = authority.who_signs(commune, Office.EXECUTIVE, "convention", None, clock.now())
    assert held.mandate_id == new.mandate_id
    refused(may_sign(deputy), "authority.interim_over")


def test_vacant_office_says_so(commune):
    answer = authority.who_signs(commune, Office.EXECUTIVE, "convention", None, clock.now())
    assert "maire de Clairval" in refused(answer, "authority.vacant").reason


def test_everybody_entitled(commune, mayor, deputy, authority_director):
    delegated(mayor, deputy)
    delegated(mayor, authority_director, objects_covered=["market"])
    found = authority.entitled(commune, Office.EXECUTIVE, "convention", None, clock.now())
    assert [held.mandate_id for held in found] == [mayor.mandate_id, deputy.mandate_id]


# --- The inspector and the DASEN (P9) -------------------------------------------------------


def test_inspector_alone_does_not_bind_the_state(inspector):
    refused(may_sign(inspector), "authority.inspector")


def test_dasen_signs_on_the_visa_of_the_inspector(inspector, dasen, dsden, area):
    held = authority.who_signs(
        dsden,
        Office.INSPECTOR,
        "convention",
        None,
        clock.now(),
        circonscription_id=area.pk,
    )
    assert held.mandate_id == dasen.mandate_id
    assert "circonscription de Montval-Est" in held.on_visa_of


def test_inspector_signs_by_delegation_of_the_dasen(inspector, dasen, dsden, area):
    factories.delegation(mandate_of(dasen), mandate_of(inspector))
    held = authority.who_signs(
        dsden, Office.INSPECTOR, "convention", None, clock.now(), circonscription_id=area.pk
    )
    assert (held.mandate_id, held.ground) == (inspector.mandate_id, "delegation")
    assert held.formula.startswith("Pour l")
    assert "et par délégation" in held.formula
    assert held.office.endswith(", circonscription de Montval-Est")


def test_waiver_of_the_jurist_is_printed(inspector, legal_officer):
    mandate = services.waive_habilitation(
        actor=legal_officer, mandate=mandate_of(inspector), reason="usage constant depuis 2012"
    )
    held = authority.to_sign(mandate, "convention", None, clock.now())
    assert (held.ground, held.waiver) == ("holder", "usage constant depuis 2012")


def test_inspector_of_another_district_is_not_awaited(other_inspector, dsden, area):
    answer = authority.who_signs(
        dsden, Office.INSPECTOR, "convention", None, clock.now(), circonscription_id=area.pk
    )
    refused(answer, "authority.vacant")


def test_dasen_signs_by_delegation_of_the_rector(dasen, dsden):
    rector = factories.mandate(Office.RECTOR, dsden.parent, who=factories.person(civility="madam"))
    factories.delegation(rector, mandate_of(dasen))
    held = may_sign(dasen)
    assert held.ground == "delegation"
    assert held.holder_office_the == "la rectrice"
