"""No form of a school's file takes the name of a pupil or of a family without asking."""

import importlib
import pkgutil
import re
from decimal import Decimal

import pytest
from django import forms
from django.urls import reverse

from conventions import onboarding
from conventions.onboarding.lending import checks, services
from conventions.onboarding.models import (
    EntryStatus,
    Handover,
    HandoverClass,
    InspectorOpinion,
    ItemKind,
    Loan,
    LoanRequest,
    LoanStatus,
    OpinionStatus,
    RequestStatus,
    SiteVisit,
)
from governance.forms_names import NamesForm, typed_freely
from governance.views.asking import Upload
from tests.conventions.onboarding.reading import text
from tests.conventions.onboarding.scene import NOW, fresh
from tests.conventions.onboarding.written import ROOM, opinion, project, visit

NAMED = "Léo Petit, élève de CE1"
TOLD = "« Léo Petit » : un élève ou quelqu’un de sa famille semble nommé"
FILTER = "a search, in the address; nothing is stored"
EXCEPTIONS = {
    "CampaignForm": "a school year, checked",
    "EnrolForm": "UAI, recognised; the rest is left",
    "BringForm": "numbers of items",
    "ProjectForm": "warns as it is written, then asks when it is deposited (SubmitForm)",
    "EntryFilter": FILTER,
    "SessionFilter": FILTER,
    "CoverageFilter": FILTER,
    "PlanFilter": FILTER,
}
UNREAD = {"VisitForm": {"attendees"}}
"""Fields that name agents and elected officials, as their help says."""


def used():
    """The forms that the modules of the application define or take from elsewhere, by name."""
    found = {}
    for module in pkgutil.walk_packages(onboarding.__path__, f"{onboarding.__name__}."):
        if ".migrations" not in module.name:
            for each in vars(importlib.import_module(module.name)).values():
                if isinstance(each, type) and issubclass(each, forms.BaseForm):
                    found[f"{each.__module__}.{each.__qualname__}"] = each
    return found


def unguarded(form):
    """The fields of ``form`` in which a name may be typed, or come in a file, unseen."""
    fields = set(typed_freely(form.base_fields))
    if not issubclass(form, NamesForm):
        return fields | {n for n, each in form.base_fields.items() if isinstance(each, Upload)}
    return fields - set(fields if form.free is None else form.free)


def test_every_text_that_is_typed_is_looked_into():
    faults = {name: unguarded(form) for name, form in used().items()}
    faults = {name.rsplit(".", 1)[1]: fields for name, fields in faults.items() if fields}
    assert {name for name in faults if name not in EXCEPTIONS} == set(UNREAD)
    assert {name: faults[name] for name in UNREAD} == UNREAD
    assert set(EXCEPTIONS) <= set(faults), "an exception that serves no more"


def test_a_form_without_the_warning_would_be_seen():
    class NoteForm(forms.Form):
        note = forms.CharField(widget=forms.Textarea)
        when = forms.DateField()

    assert unguarded(NoteForm) == {"note"}


def test_every_file_is_asked_for_with_the_warning():
    for name, form in used().items():
        files = [each for each in form.base_fields.values() if isinstance(each, Upload)]
        for field in files if form.__name__ not in EXCEPTIONS else ():
            assert re.search("élève|parents", field.help_text), (name, field.label)


def asked_once(client, address, given, field, stored):
    """The page warns, keeps what was typed and stores nothing; the box lets it pass."""
    typed = {**given, field: NAMED}
    answer = client.post(address, typed)
    assert answer.status_code == 422
    assert TOLD in text(answer).replace("\xa0", " ")
    assert NAMED in answer.content.decode()
    assert not stored()
    passed = client.post(address, {**typed, "names_checked": "on"})
    assert passed.status_code == 302, text(passed)
    assert stored()


@pytest.fixture
def entry(scene):
    return scene.entry(status=EntryStatus.TRAINED)


def test_how_families_were_informed(scene, entry, client_as):
    asked_once(
        client_as(scene.cast["head"]),
        reverse("onboarding:inform", args=[entry.public_id]),
        {"informed_on": "16/06/2026", "charter_on": "16/06/2026"},
        "how",
        lambda: Handover.unscoped.filter(how=NAMED).exists(),
    )


def test_the_label_of_a_class(scene, entry, client_as):
    numbers = {"pupils": "22", "guardians": "41", "handed": "39", "declined": "2"}
    asked_once(
        client_as(scene.cast["head"]),
        reverse("onboarding:add_class", args=[entry.public_id]),
        numbers,
        "label",
        lambda: HandoverClass.unscoped.filter(label=NAMED).exists(),
    )


def test_the_need_of_a_loan(scene, entry, client_as):
    asked_once(
        client_as(scene.cast["head"]),
        reverse("onboarding:ask_loan", args=[entry.public_id]),
        {"kind": "key", "quantity": "1"},
        "need",
        lambda: LoanRequest.unscoped.filter(need=NAMED).exists(),
    )


@pytest.fixture
def asked(scene, entry):
    return services.ask(
        actor=scene.cast["head"], entry=entry, kind=ItemKind.KEY, quantity=1, need="étude"
    )


def test_why_a_loan_is_refused(scene, asked, client_as):
    asked_once(
        client_as(scene.cast["manager"]),
        reverse("onboarding:decline_loan", args=[asked.public_id]),
        {},
        "reason",
        lambda: LoanRequest.unscoped.filter(status=RequestStatus.DECLINED, reason=NAMED).exists(),
    )


def test_the_state_of_what_comes_back(scene, asked, client_as):
    manager = scene.cast["manager"]
    items = services.bring(
        actor=manager, kind=ItemKind.KEY, owner=scene.syndicate, rows=[("K-1", "")],
        subscription_ends_on=NOW.date(), monthly_cost=Decimal("9.90"),
    )  # fmt: skip
    (loan,) = services.lend(
        actor=manager, request=asked, items=items, due_on=NOW.date(),
        ticked=[*checks.OUT[ItemKind.KEY]],
    )  # fmt: skip
    asked_once(
        client_as(manager),
        reverse("onboarding:give_back", args=[loan.public_id]),
        {"returned_on": "16/06/2026", "ticked": [*checks.BACK[ItemKind.KEY]]},
        "note",
        lambda: Loan.unscoped.filter(status=LoanStatus.BACK).exists(),
    )


def test_why_a_school_is_suspended(scene, entry, client_as):
    asked_once(
        client_as(scene.cast["manager"]),
        reverse("onboarding:move", args=[entry.public_id, "suspend"]),
        {},
        "reason",
        lambda: fresh(entry).status == EntryStatus.SUSPENDED,
    )


@pytest.mark.parametrize("own", [True, False])
def test_the_reason_of_an_opinion_common_or_own(scene, client_as, own):
    made = scene.entry(status=EntryStatus.AWAITING_OPINION)
    visit(made, scene.cast["manager"])
    found = opinion(project(made, status="submitted"), scene.area)
    asked_once(
        client_as(scene.cast["inspector"]),
        reverse("onboarding:desk"),
        {"verb": "give_favourable", "reason": "Clair.", "opinion": [str(found.public_id)]},
        f"reason-{found.public_id}" if own else "reason",
        lambda: InspectorOpinion.unscoped.filter(
            status=OpinionStatus.FAVOURABLE, reason=NAMED
        ).exists(),
    )


def test_every_row_of_a_visit_is_looked_into(scene, client_as):
    made = scene.entry()
    given = {"visited_on": "16/06/2026", "internet_access": "fibre", "findings": "réseau à faire"}
    advice = {"advice_count": "1", "advice_0_text": "câbler", "advice_0_priority": "later"}
    asked_once(
        client_as(scene.cast["manager"]),
        reverse("onboarding:visit", args=[made.public_id]),
        {**given, **ROOM, **advice, "advice_0_owner": "commune"},
        "room_0_remark",
        lambda: SiteVisit.unscoped.filter(entry=made).exists(),
    )


def test_agents_and_elected_officials_who_attend_a_visit_are_named(scene, client_as):
    made = scene.entry()
    given = {"visited_on": "16/06/2026", "internet_access": "fibre", **ROOM}
    page = reverse("onboarding:visit", args=[made.public_id])
    client = client_as(scene.cast["manager"])
    named = {**given, "attendees": "Mme Royer, maire, mère de Zoé", "findings": "réseau à faire"}
    assert client.post(page, {**named, "findings": NAMED}).status_code == 422
    assert client.post(page, named).status_code == 302
