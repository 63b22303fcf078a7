"""Each rule of visibility taken out, one at a time: the harness must report it.

A rule that is not here could be lost without a test that fails; the list below is checked
against the tables of the site.
"""

from collections.abc import Callable, Iterable
from typing import Any

import pytest

from audit.actor import Actor
from circuits import access, links
from circuits.access import Access
from circuits.models import AssignmentQuerySet
from circuits.paper import certifying, scans
from common.models import Job
from conventions import dossier, visibility
from conventions import permissions as of_conventions
from conventions.models.exchanges import ExchangeQuerySet
from conventions.views import loading
from desk import history, inbox, sent, works
from documents.models import ScanDeposit
from governance import acting, channels
from governance import permissions as of_directory
from governance.committees.models.followups import FollowUpQuerySet
from governance.fieldwork import permissions as of_fieldwork
from governance.fieldwork.models import scopes as field_scopes
from governance.fieldwork.models import sheets
from governance.models import Institution, Mandate, acts, deliberations, people, scopes
from governance.models.school_events import SchoolEventQuerySet
from tests.depth import some

from .asking import ask_as_others, ask_as_own, chosen
from .faults import MAYOR, Fault, everything, of, yes
from .faults_of_entries import ENTRIES
from .faults_of_training import TRAINING
from .harness import Browser, Report
from .test_lists import wrong_in_acts


def by_token(_request: object, _actor: object, token: str) -> Access:
    """A link opened by whoever holds it."""
    link = links.find(token)
    assert link is not None
    return Access(token, link, True)


SCOPES: dict[str, Fault] = {
    **ENTRIES,
    **TRAINING,
    "conventions": Fault(
        visibility.ConventionQuerySet, "scope", everything, MAYOR, of("conventions:detail")
    ),
    "conventions of an authority": Fault(
        visibility.ConventionQuerySet, "_of_authority", everything, MAYOR, of("conventions:detail")
    ),
    "follow-ups of decisions": Fault(
        FollowUpQuerySet, "scope", everything, MAYOR, of("committees:follow_up")
    ),
    "sheets of the field": Fault(
        sheets.FieldSheetQuerySet, "scope", everything, MAYOR, of("fieldwork:sheet")
    ),
    "territory of a sheet": Fault(
        sheets,
        "territory",
        lambda actor: sheets.Q(),
        of("executive", "inspector next door", "school_head next door"),
        of("fieldwork:sheet"),
    ),
    "bodies of a district": Fault(
        field_scopes,
        "bodies_of",
        lambda areas, day: list(Institution.unscoped.values_list("pk", flat=True)),
        of("inspector next door"),
        of("fieldwork:sheet"),
    ),
    "kinds of sheet": Fault(of_fieldwork, "may_read_kinds", yes, MAYOR, of("fieldwork:kinds")),
    "exchanges of data": Fault(
        ExchangeQuerySet, "scope", everything, MAYOR, of("conventions:exchanges")
    ),
    "directory": Fault(
        scopes.PublicQuerySet, "scope", everything, of("ended mandate"), of("governance:school")
    ),
    "events of schools": Fault(
        SchoolEventQuerySet, "scope", everything, MAYOR, of("governance:school_event")
    ),
    "people": Fault(
        people.PersonQuerySet, "scope", everything, of("ended mandate"), of("governance:person")
    ),
    "délibérations": Fault(
        deliberations.DeliberationQuerySet,
        "scope",
        everything,
        MAYOR,
        of("governance:institution", "desk:history"),
    ),
    "délibérations of one’s territory": Fault(
        deliberations,
        "_competent_bodies",
        lambda actor: deliberations.Institution.unscoped.values("pk"),
        of("dasen", "inspector next door"),
        of("governance:institution"),
    ),
    "delegations": Fault(
        acts.DelegationQuerySet, "scope", everything, MAYOR, of("governance:end_delegation")
    ),
    "substitutions": Fault(
        acts.OwnPeopleQuerySet, "scope", everything, MAYOR, of("governance:end_substitution")
    ),
    "sheets": Fault(acts.SheetQuerySet, "scope", everything, MAYOR, of("governance:sheet_scan")),
    "addresses": Fault(
        acts.ChannelQuerySet, "scope", everything, MAYOR, of("governance:close_channel")
    ),
    "acts of one’s own people": Fault(
        acts,
        "own_people",
        lambda actor, person, institution: acts.Q(pk__isnull=False),
        MAYOR,
        of("governance:sheet_scan", "governance:end_"),
    ),
    "tasks": Fault(AssignmentQuerySet, "scope", everything, MAYOR, of("desk:inbox")),
    "works": Fault(
        works,
        "visible",
        lambda actor, key: Job.objects.filter(public_id=key).first(),
        MAYOR,
        of("desk:job"),
    ),
    "mails": Fault(sent, "may_see", yes, MAYOR, of("desk:mails")),
    "scans": Fault(
        scans,
        "visible",
        lambda actor: ScanDeposit.objects.all(),
        of("preparer"),
        of("circuits:scans", "circuits:scan_image"),
    ),
    "papers to certify": Fault(
        certifying,
        "may_examine",
        yes,
        of("preparer"),
        of("circuits:certify"),
    ),
    "calls": Fault(inbox.contacts, "may_follow", yes, MAYOR, of("desk:inbox")),
    "district of a signature": Fault(
        access.permissions,
        "may_reach_signature",
        lambda actor, step: True,
        of("inspector next door", "teacher next door"),
        of("circuits:sign", "circuits:pdf"),
    ),
    "person of a link": Fault(access, "_by_token", by_token, MAYOR, of("circuits:sign")),
    "office held elsewhere": Fault(
        acting, "role_of", lambda mandate: mandate.office, of("dpo"), of("conventions:detail")
    ),
    "mandate in force": Fault(
        Mandate, "is_valid", yes, of("ended mandate"), of("conventions:detail")
    ),
}
KEPT: dict[str, Fault] = {
    rule: Fault(of_directory, rule, yes, MAYOR, routes)
    for rule, routes in {
        "may_keep_directory": of("governance:change_", "governance:import"),
        "may_announce_council": of("governance:announce_council"),
        "may_confirm_mandate": of("governance:confirm_mandate"),
        "may_rule_mandate": of("governance:end_mandate"),
        "may_set_end": of("governance:rule_mandate"),
        "may_keep_acts": of("governance:record_delegation", "governance:register_sheet"),
        "may_set_parameter": of("governance:set_parameter"),
        "may_keep_account": of("governance:close_account"),
    }.items()
}
OWN: dict[str, Fault] = {
    "may_prepare": Fault(
        of_conventions, "may_prepare", yes, of("legal_officer"), of("conventions:create")
    ),
    "may_steer": Fault(
        of_conventions, "may_steer", yes, of("legal_officer"), of("conventions:edit")
    ),
    "may_steer_or_law": Fault(
        of_conventions, "may_steer_or_law", yes, of("dpo"), of("conventions:transmission")
    ),
    "may_sign_for": Fault(
        of_conventions, "may_sign_for", yes, of("authority_director"), of("conventions:sign")
    ),
    "may_check_channel": Fault(
        of_directory, "may_check_channel", yes, MAYOR, of("governance:check_channel")
    ),
    "may_keep_kinds": Fault(
        of_fieldwork, "may_keep_kinds", yes, of("legal_officer"), of("fieldwork:change_kind")
    ),
    "may_keep a sheet": Fault(
        of_fieldwork, "may_keep", yes, of("executive"), of("fieldwork:change", "fieldwork:step")
    ),
    "the right that a page needs": Fault(
        loading, "rights", lambda actor, act: "TDCF", of("admin"), of("conventions:deliberation")
    ),
}


@pytest.mark.parametrize("name", some([*SCOPES, *KEPT]))
def test_a_rule_left_out_is_seen_by_others(world, monkeypatch, name):
    fault = {**SCOPES, **KEPT}[name]
    fault.plant(monkeypatch)
    for who in fault.who:
        report = Report()
        ask_as_others(world, {who: world.of_b[who]}, report, chosen(fault.routes))
        assert report.leaks, who


@pytest.mark.parametrize("name", some(OWN, 4))
def test_a_rule_left_out_is_seen_among_own_people(world, monkeypatch, name):
    fault = OWN[name]
    fault.plant(monkeypatch)
    report = Report()
    ask_as_own(world, {who: world.of_a[who] for who in fault.who}, report, chosen(fault.routes))
    assert report.leaks


#: relation of the site's table → a role of A that stands in it
STANDS_IN = {
    "president": "syndicate_president",
    "accounts": "accounts_officer",
    "party": "executive",
    "party_preparer": "preparer",
    "competent": "competent_executive",
    "inspector": "inspector",
    "dasen": "dasen",
    "rector": "rector",
    "school_head": "school_head",
    "digital_adviser": "digital_adviser",
    "auditor": "auditor",
    "admin": "admin",
}


def test_every_relation_of_the_table_is_tried():
    """The staff see everything; who signs for the State is asked apart, an inspector who left in
    ``conventions/test_past_acts``, the head of the only school of an act in
    ``conventions/test_partial_reading``."""
    apart = {"staff", "dasen_signatory", "inspector_who_left", "only_school"}
    assert set(visibility.VISIBLE) == {*STANDS_IN, *apart}


@pytest.mark.parametrize("relation", some(STANDS_IN))
def test_a_cell_of_the_table_opened_is_seen(world, monkeypatch, relation):
    monkeypatch.setitem(visibility.VISIBLE, relation, ("TDCF",) * 6)
    who = STANDS_IN[relation]
    assert wrong_in_acts(world, Browser(who, world.of_a[who], Report()))


TERRITORIES = {
    "inspector": ("inspector", "inspector next door"),
    "digital_adviser": ("digital_adviser", "digital_adviser next door"),
    "school_head": ("school_head", "school_head next door"),
    "dasen": ("dasen", "dsden_officer"),
    "rector": ("rector", "drane"),
    "auditor": ("auditor", "auditor without mission"),
}


@pytest.mark.parametrize("relation", some(TERRITORIES, 3))
def test_a_territory_left_out_is_seen(world, monkeypatch, relation):
    reach = visibility.ConventionQuerySet._reach

    def without(rows, asked, actor):
        return visibility.Q() if asked == relation else reach(rows, asked, actor)

    monkeypatch.setattr(visibility.ConventionQuerySet, "_reach", without)
    for who in TERRITORIES[relation]:
        report = Report()
        ask_as_others(world, {who: world.of_b[who]}, report, chosen(["conventions:detail"]))
        assert report.leaks, who


@pytest.mark.parametrize(
    ("owner", "rule", "answer"),
    [
        (history, "_rights", lambda record, actor: "TD"),
        (dossier, "documents", lambda act, may: list(dossier.Document.unscoped.about(act))),
    ],
    ids=["history", "drafts"],
)
def test_what_was_written_before_shown_to_all_is_seen(world, monkeypatch, owner, rule, answer):
    monkeypatch.setattr(owner, rule, answer)
    assert wrong_in_acts(world, Browser("executive", world.of_a["executive"], Report()))


def test_an_address_in_clear_is_seen(world, monkeypatch):
    from .test_lists import test_addresses_are_read_by_their_own_people_alone as addresses

    monkeypatch.setattr(channels.permissions, "may_see_channel", yes)
    with pytest.raises(AssertionError):
        addresses(world)


def test_a_row_changed_by_a_refused_request_is_seen(world, monkeypatch):
    """A page that writes before it refuses."""

    def writes_first(actor: Actor, key: object) -> None:
        Job.objects.update(label="changé")

    monkeypatch.setattr(works, "visible", writes_first)
    report = Report()
    ask_as_others(world, {"executive": world.of_b["executive"]}, report, chosen(["desk:job"]))
    assert any("changed rows" in leak for leak in report.leaks)


def test_a_route_without_a_case_is_seen(settings):
    settings.ROOT_URLCONF = __name__
    from .test_others_objects import test_every_route_has_a_case as check

    with pytest.raises(AssertionError):
        check()


urlpatterns: Iterable[Callable[..., Any]] = []
