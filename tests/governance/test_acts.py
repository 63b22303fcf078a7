"""Delegations and substitutions as they are recorded: what an arrêté may not do."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from common import clock
from common.lifecycle import NotYours, Refused
from governance import authority, registry, services
from governance.models import SigningDelegation, Substitution
from governance.offices import Office
from tests import factories
from tests.factories import mandate_of


def delegate(actor, mayor, deputy, **fields):
    given = {
        "objects_covered": ["convention"],
        "act_number": "2026-14",
        "act_date": dt.date(2026, 4, 2),
        "starts_on": dt.date(2026, 4, 3),
    }
    return services.record_delegation(
        actor=actor,
        delegator=mandate_of(mayor),
        delegate=mandate_of(deputy),
        **(given | fields),
    )


def test_delegation_serves_once_published(mayor, deputy, preparer):
    delegation = delegate(preparer, mayor, deputy, ceiling=Decimal("5000.00"))
    assert isinstance(
        authority.to_sign(mandate_of(deputy), "convention", None, clock.now()), authority.Refusal
    )
    published = dt.datetime(2026, 4, 10, 9, tzinfo=dt.UTC)
    services.publish_delegation(actor=preparer, delegation=delegation, published_at=published)
    assert delegation.starts_on == dt.date(2026, 4, 10), "an act applies from its publication"
    held = authority.to_sign(mandate_of(deputy), "convention", None, clock.now())
    assert held.ground == "delegation"


def test_publication_in_the_future_is_refused(mayor, deputy, preparer):
    delegation = delegate(preparer, mayor, deputy)
    with pytest.raises(Refused, match="futur"):
        services.publish_delegation(
            actor=preparer,
            delegation=delegation,
            published_at=clock.now() + dt.timedelta(minutes=1),
        )


def test_delegation_without_end_ends_with_the_mandate(commune, deputy, preparer):
    mayor = factories.actor(Office.EXECUTIVE, commune, ends_on=dt.date(2030, 3, 1))
    assert delegate(preparer, mayor, deputy).ends_on == dt.date(2030, 3, 1)
    with pytest.raises(ValidationError, match="tenir dans le mandat"):
        delegate(preparer, mayor, deputy, ends_on=dt.date(2030, 3, 2))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"objects_covered": []}, "énumère ses objets"),
        ({"starts_on": dt.date(2026, 4, 1)}, "avant sa date"),
        ({"starts_on": dt.date(2020, 6, 30), "act_date": dt.date(2020, 6, 30)}, "tenir dans"),
        ({"published_at": dt.datetime(2026, 4, 5, 9, tzinfo=dt.UTC)}, "avant sa publication"),
        ({"ceiling": Decimal("-1.00")}, "négatif"),
    ],
)
def test_wrong_arrete_is_refused(mayor, deputy, preparer, change, words):
    with pytest.raises(ValidationError, match=words):
        delegate(preparer, mayor, deputy, **change)
    assert not SigningDelegation.unscoped.exists()


def test_delegate_of_another_commune_is_refused(mayor, other_mayor, project_manager):
    with pytest.raises(ValidationError, match="autre institution"):
        delegate(project_manager, mayor, other_mayor)


def test_preparer_receives_no_delegation(mayor, preparer, project_manager):
    with pytest.raises(Refused, match="ne permet pas de signer"):
        delegate(project_manager, mayor, preparer)


def test_deputy_does_not_delegate(deputy, authority_director, preparer):
    with pytest.raises(Refused, match="ne se subdélègue pas"):
        delegate(preparer, deputy, authority_director)


def test_nobody_records_a_delegation_to_themselves(mayor, authority_director):
    with pytest.raises(NotYours):
        delegate(authority_director, mayor, authority_director)


@pytest.mark.parametrize("who", ["other_mayor", "deputy", "admin", "inspector", "stranger"])
def test_others_do_not_record_a_delegation(mayor, deputy, who, request):
    with pytest.raises(NotYours):
        delegate(request.getfixturevalue(who), mayor, deputy)


def test_withdrawn_delegation_no_longer_serves(mayor, deputy, preparer):
    delegation = factories.delegation(mandate_of(mayor), mandate_of(deputy))
    services.end_delegation(
        actor=preparer, delegation=delegation, on=clock.today(), reason="retrait"
    )
    answer = authority.to_sign(mandate_of(deputy), "convention", None, clock.now())
    assert answer.key == "authority.delegation_over"


# --- Substitution ---------------------------------------------------------------------------


def replace(actor, absent, replacement, **fields):
    today = clock.today()
    given = {
        "ground": "prevented",
        "reason": "hospitalisation",
        "starts_on": today,
        "ends_on": today + dt.timedelta(days=20),
    }
    return services.record_substitution(
        actor=actor,
        absent=mandate_of(absent),
        replacement=mandate_of(replacement),
        **(given | fields),
    )


def test_first_deputy_replaces_a_prevented_mayor(mayor, deputy, preparer, commune):
    replace(preparer, mayor, deputy)
    held = authority.who_signs(commune, Office.EXECUTIVE, "convention", None, clock.now())
    assert held.ground == "prevented"


def test_a_day_away_is_not_a_prevention(mayor, deputy, preparer):
    day = {"starts_on": clock.today(), "ends_on": clock.today() + dt.timedelta(days=1)}
    with pytest.raises(Refused, match="Une absence d’une journée"):
        replace(preparer, mayor, deputy, **day)
    assert replace(preparer, mayor, deputy, confirmed_circumstance=True, **day).pk


def test_circumstance_is_stated(mayor, deputy, preparer):
    with pytest.raises(Refused, match="Quelle circonstance"):
        replace(preparer, mayor, deputy, reason="  ")


def test_second_deputy_says_why_the_first_does_not(mayor, deputy, commune, preparer):
    second = factories.actor(Office.DEPUTY, commune, rank=2)
    with pytest.raises(Refused, match="ordre des nominations"):
        replace(preparer, mayor, second)
    assert replace(preparer, mayor, second, order_reason="elle-même en congé").pk


def test_director_does_not_pass_before_the_deputies(mayor, deputy, authority_director, preparer):
    with pytest.raises(Refused, match="ordre des nominations"):
        replace(preparer, mayor, authority_director)


def test_holder_who_signed_meanwhile_was_not_prevented(mayor, deputy, preparer, monkeypatch):
    monkeypatch.setattr(registry, "_signed", [lambda *asked: "CONV-2026-012"])
    with pytest.raises(Refused, match="CONV-2026-012"):
        replace(preparer, mayor, deputy)
    assert not Substitution.unscoped.exists()


def test_an_interim_supposes_that_nobody_holds_the_office(mayor, deputy, preparer, project_manager):
    with pytest.raises(Refused, match="est encore en fonction"):
        replace(preparer, mayor, deputy, ground="interim", reason="démission")
    leaves = clock.today() + dt.timedelta(days=5)
    services.set_end(
        actor=project_manager, mandate=mandate_of(mayor), ends_on=leaves, reason="démission"
    )
    with pytest.raises(Refused, match="est encore en fonction"):
        replace(preparer, mayor, deputy, ground="interim", reason="démission")
    assert replace(
        preparer,
        mayor,
        deputy,
        ground="interim",
        reason="démission",
        starts_on=leaves,
        ends_on=leaves + dt.timedelta(days=30),
    ).pk


def test_who_signed_meanwhile_keeps_the_ground_of_that_day(mayor, deputy, preparer, monkeypatch):
    """A replacement, or a delegation, does not end before the act signed by it."""
    substitution = replace(preparer, mayor, deputy)
    monkeypatch.setattr(registry, "_signed", [lambda *asked: "CONV-2026-012"])
    with pytest.raises(Refused, match="a signé CONV-2026-012 depuis ce jour"):
        services.end_substitution(actor=preparer, substitution=substitution, on=clock.today())
    delegation = factories.delegation(mandate_of(mayor), mandate_of(deputy))
    with pytest.raises(Refused, match="a signé CONV-2026-012 depuis ce jour"):
        services.end_delegation(
            actor=preparer, delegation=delegation, on=clock.today(), reason="rapportée"
        )


def test_a_replacement_taken_back_at_once_never_held(mayor, deputy, preparer):
    substitution = replace(preparer, mayor, deputy)
    ended = services.end_substitution(actor=preparer, substitution=substitution, on=clock.today())
    assert ended.period_words.startswith("sans effet")


def test_two_replacements_do_not_overlap(mayor, deputy, commune, preparer):
    replace(preparer, mayor, deputy)
    with pytest.raises(ValidationError, match="déjà enregistrée"):
        replace(
            preparer,
            mayor,
            deputy,
            starts_on=clock.today() + dt.timedelta(days=19),
            ends_on=clock.today() + dt.timedelta(days=40),
        )
    assert replace(
        preparer,
        mayor,
        deputy,
        starts_on=clock.today() + dt.timedelta(days=20),
        ends_on=clock.today() + dt.timedelta(days=40),
    ).pk


def test_replacement_comes_from_the_same_body(mayor, other_mayor, project_manager, deputy):
    with pytest.raises(ValidationError, match="autre institution"):
        replace(project_manager, mayor, other_mayor, order_reason="x")


def test_return_of_the_holder_ends_the_replacement(mayor, deputy, preparer, commune):
    substitution = factories.substitution(mandate_of(mayor), mandate_of(deputy))
    services.end_substitution(actor=preparer, substitution=substitution, on=clock.today())
    held = authority.who_signs(commune, Office.EXECUTIVE, "convention", None, clock.now())
    assert held.mandate_id == mayor.mandate_id


def test_a_prevention_says_until_when(mayor, deputy, preparer):
    with pytest.raises(Refused, match="jusqu’à quand"):
        replace(preparer, mayor, deputy, ends_on=None)
    assert not Substitution.unscoped.exists()


def test_the_holder_who_comes_back_early_ends_the_replacement_from_the_page(
    mayor, deputy, preparer, client_as
):
    substitution = replace(preparer, mayor, deputy)
    page = client_as(preparer).get(f"/repertoire/mandats/{mandate_of(mayor).public_id}/")
    assert f"/repertoire/suppleances/{substitution.public_id}/terminer/" in page.content.decode()
