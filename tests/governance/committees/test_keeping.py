"""Instances created, rules given new versions, seats given: what is done, what is refused."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from audit.models import Event
from common import clock
from common.lifecycle import NotYours, Refused
from governance.committees import services
from governance.committees.models import Committee
from governance.offices import Office
from tests import factories

STATE, AUTHORITIES = "Éducation nationale", "Collectivités"


@pytest.fixture
def committee(parameters):
    return factories.committee()


def change(committee, actor, **rules):
    rules.setdefault("starts_on", clock.today() + dt.timedelta(days=1))
    rules.setdefault("colleges", [STATE, AUTHORITIES])
    return services.change_rules(
        actor=actor, owner=committee, reason="Règlement modifié le 12 mars 2026.", **rules
    )


def seats(committee, actor, commune, **fields):
    fields.setdefault("college", AUTHORITIES)
    fields.setdefault("starts_on", clock.today())
    return services.add_seat(
        actor=actor, committee=committee, institution=commune, office=Office.EXECUTIVE, **fields
    )


def test_a_new_instance_takes_the_rules_of_its_kind_and_the_parameters_of_its_day(
    parameters, project_manager, syndicate
):
    kind = factories.committee_kind()
    made = services.create_committee(
        actor=project_manager, kind=kind, reference="CE", name="Comité d’éthique",
        named="le comité d’éthique", host=syndicate, starts_on=clock.today(),
    )  # fmt: skip
    rules = made.rules.get()
    assert (rules.notice_days, rules.clear_days, rules.quorum_share) == (5, True, "half")
    assert rules.citations == kind.rules.get().citations
    assert Event.objects.filter(verb="create_committee").get().object_id == made.pk


def test_a_new_version_leaves_the_old_one_to_the_meetings_held_under_it(committee, project_manager):
    today = clock.today()
    version = change(committee, project_manager, notice_days=8)
    assert committee.rules_on(today).notice_days == 5
    assert committee.rules_on(version.starts_on).notice_days == 8
    assert committee.rules_on(version.starts_on).remote_counts, "what was not asked stays"
    assert "notice_days" not in version.parameters, "it is no longer the parameter's"


@pytest.mark.parametrize("days", [-1, 1])
def test_rules_do_not_change_for_the_past_nor_twice_the_same_day(committee, project_manager, days):
    if days > 0:
        change(committee, project_manager, notice_days=8)
    with pytest.raises(Refused):
        change(
            committee, project_manager, starts_on=clock.today() + dt.timedelta(days=days),
            notice_days=9,
        )  # fmt: skip
    assert committee.rules.count() == (2 if days > 0 else 1)


def test_a_version_may_come_before_one_already_announced(committee, project_manager):
    today = clock.today()
    later = change(committee, project_manager, starts_on=today + dt.timedelta(days=30))
    sooner = change(committee, project_manager, notice_days=8)
    assert sooner.ends_on == later.starts_on
    assert committee.rules.on(later.starts_on).get() == later


def test_the_neutral_syndicate_never_has_a_casting_vote(committee, project_manager):
    with pytest.raises(ValidationError, match="opérateur neutre : il n’a jamais de voix"):
        change(committee, project_manager, tie="chair")
    with pytest.raises(ValidationError, match="opérateur neutre"):
        change(committee, project_manager, tie="chair", chairs=["dasen"], chairs_alternate=False)
    assert committee.rules.count() == 1


def test_a_college_where_members_sit_is_not_dropped(committee, project_manager, commune):
    seats(committee, project_manager, commune)
    with pytest.raises(Refused, match="Des membres siègent dans « Collectivités »"):
        change(committee, project_manager, colleges=[STATE, "Communes"])


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"college": ""}, "Choisissez le collège du siège."),
        ({"office": Office.DIGITAL_ADVISER}, "indiquez laquelle siège"),
    ],
)
def test_a_seat_says_its_college_and_who_sits(
    committee, project_manager, commune, fields, sentence
):
    given = {"office": Office.EXECUTIVE, "college": AUTHORITIES, **fields}
    with pytest.raises(ValidationError, match=sentence):
        services.add_seat(
            actor=project_manager, committee=committee, institution=commune,
            starts_on=clock.today(), **given,
        )  # fmt: skip


def test_one_place_is_given_once_at_a_time(committee, project_manager, commune):
    seat = seats(committee, project_manager, commune)
    with pytest.raises(ValidationError, match="Cette place est déjà donnée"):
        seats(committee, project_manager, commune)
    later = clock.today() + dt.timedelta(days=10)
    services.end_seat(actor=project_manager, seat=seat, on=later, reason="La commune se retire.")
    assert seats(committee, project_manager, commune, starts_on=later)


def test_a_substitute_takes_over_from_another_and_ends_with_the_seat(
    committee, project_manager, commune, other_commune, epci
):
    seat = seats(committee, project_manager, commune)
    today = clock.today()
    for day, body in ((today, other_commune), (today + dt.timedelta(days=5), epci)):
        services.replace_substitute(
            actor=project_manager, seat=seat, starts_on=day, institution=body,
            office=Office.EXECUTIVE,
        )  # fmt: skip
    first, second = seat.substitutes.order_by("starts_on")
    assert (first.ends_on, second.college) == (second.starts_on, AUTHORITIES)
    services.end_seat(
        actor=project_manager, seat=seat, on=today + dt.timedelta(days=9), reason="Fin."
    )
    second.refresh_from_db()
    assert second.ends_on == today + dt.timedelta(days=9)


def test_the_holder_is_not_their_own_substitute(committee, project_manager, commune):
    seat = seats(committee, project_manager, commune)
    with pytest.raises(ValidationError, match="ne peut pas être son suppléant"):
        services.replace_substitute(
            actor=project_manager, seat=seat, starts_on=clock.today(), institution=commune,
            office=Office.EXECUTIVE,
        )  # fmt: skip


def test_an_instance_with_a_casting_vote_does_not_pass_to_the_syndicate(
    parameters, project_manager, commune, syndicate
):
    board = factories.committee("tender_board", host=commune)
    rules = {"tie": "chair", "chairs": ["executive"], "conveners": ["executive"], "colleges": []}
    change(board, project_manager, **rules)
    kept = {"reference": board.reference, "name": board.name, "named": board.named}
    with pytest.raises(ValidationError, match="opérateur neutre"):
        services.change_committee(actor=project_manager, committee=board, host=syndicate, **kept)
    kept["name"] = "Commission d’appel d’offres de Clairval"
    services.change_committee(actor=project_manager, committee=board, host=commune, **kept)
    assert Committee.unscoped.get(pk=board.pk).name == kept["name"]


def test_one_steering_committee_a_district(parameters, area):
    factories.committee("steering", circonscription=area)
    with pytest.raises(ValidationError, match="a déjà une instance de cette nature"):
        factories.committee("steering", circonscription=area)
    with pytest.raises(ValidationError, match="indiquez laquelle"):
        factories.committee("steering")
    with pytest.raises(ValidationError, match="vaut pour tout le programme"):
        factories.committee("ethics", circonscription=area)


def test_another_kind_is_created_without_code(parameters, project_manager):
    like = factories.committee_kind("steering")
    kind = services.create_kind(actor=project_manager, label="Conseil des usages", like=like)
    assert kind.rules.get().chairs == ["inspector"]
    assert not kind.by_circonscription


def test_only_those_who_keep_instances_change_them(committee, mayor, syndicate_president):
    for actor in (mayor, syndicate_president):
        with pytest.raises(NotYours):
            change(committee, actor, notice_days=8)
    assert committee.rules.count() == 1


def test_instances_are_seen_by_the_syndicate_by_members_and_by_the_state_where_it_steers(
    parameters, area, commune, mayor, stranger, inspector, other_inspector, dasen, project_manager
):
    steering = factories.committee("steering", circonscription=area)
    ethics = factories.committee()
    factories.seat(ethics, commune, Office.EXECUTIVE, college=AUTHORITIES)
    seen = {
        name: set(Committee.objects.visible_to(actor))
        for name, actor in {
            "staff": project_manager, "member": mayor, "inspector": inspector, "dasen": dasen,
            "stranger": stranger, "elsewhere": other_inspector,
        }.items()
    }  # fmt: skip
    assert seen == {
        "staff": {steering, ethics}, "member": {ethics}, "inspector": {steering},
        "dasen": {steering}, "stranger": set(), "elsewhere": set(),
    }  # fmt: skip


def test_an_auditor_reads_the_instances_of_the_bodies_and_years_of_their_mission(
    parameters, commune, syndicate
):
    body = factories.institution("other", "Chambre des comptes du Val")
    auditor = factories.actor(Office.AUDITOR, body)
    committee, board = factories.committee(), factories.committee("tender_board", host=commune)
    assert not Committee.objects.visible_to(auditor)
    mandate = factories.mandate_of(auditor)
    year = dt.timedelta(days=365)
    factories.mission(
        mandate, commune, examined_from=board.starts_on - year,
        examined_to=board.starts_on - dt.timedelta(days=1),
    )  # fmt: skip
    assert not Committee.objects.visible_to(auditor)
    factories.mission(mandate, syndicate)
    assert set(Committee.objects.visible_to(auditor)) == {committee}
