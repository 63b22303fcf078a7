"""What a school hands to families, what is activated, what they ask: numbers, and who may write."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from common.lifecycle import NotYours, Refused
from conventions.onboarding.families import services
from conventions.onboarding.lifecycle import SchoolEntryLifecycle
from conventions.onboarding.models import (
    EntryStatus,
    FamilyRequest,
    Handover,
    HandoverClass,
    LineStatus,
    OpeningLine,
    OrderKind,
)
from conventions.onboarding.openings import services as openings
from tests.conventions.onboarding.reading import text
from tests.conventions.onboarding.scene import NOW, fresh, put

TODAY = NOW.date()
INFORMED = {"informed_on": TODAY, "how": "réunion de rentrée", "charter_on": TODAY}
CLASS = {
    "label": "CE1 A",
    "nursery": False,
    "pupils": 22,
    "guardians": 41,
    "handed": 39,
    "declined": 2,
}
FIRST = {"teachers": 2, "pupils": 14, "guardians": 20, "heads": 1}


@pytest.fixture
def entry(scene):
    return scene.entry(status=EntryStatus.TRAINED)


def distributed(scene, entry, **numbers):
    services.inform(actor=scene.cast["head"], entry=entry, **INFORMED)
    services.count_class(actor=scene.cast["teacher"], entry=entry, **{**CLASS, **numbers})
    return SchoolEntryLifecycle.move(entry, "distribute", actor=scene.cast["head"])


def test_a_distribution_is_declared_once_each_guardian_has_a_sheet(scene, entry):
    assert distributed(scene, entry).status == EntryStatus.ACCOUNTS_DISTRIBUTED


@pytest.mark.parametrize(
    ("left_out", "told"),
    [
        ("informed_on", "Indiquez la date d’information des familles."),
        ("charter_on", "Indiquez quand la charte d’utilisation a été remise."),
    ],
)
def test_families_are_informed_and_receive_the_charter_first(scene, entry, left_out, told):
    services.count_class(actor=scene.cast["head"], entry=entry, **CLASS)
    services.inform(actor=scene.cast["head"], entry=entry, **{**INFORMED, left_out: None})
    with pytest.raises(Refused, match=told):
        SchoolEntryLifecycle.move(entry, "distribute", actor=scene.cast["head"])


def test_what_is_left_to_hand_is_said_class_by_class(scene, entry):
    with pytest.raises(Refused, match=r"Il en reste à remettre\s: CE1 A \(2 fiches\)"):
        distributed(scene, entry, handed=37)


def test_the_page_says_in_words_what_is_missing(scene, entry, client_as):
    services.count_class(actor=scene.cast["head"], entry=entry, **{**CLASS, "handed": 37})
    where = reverse("onboarding:distribution", args=[entry.public_id])
    page = text(client_as(scene.cast["head"]).get(where))
    assert "Il en reste à remettre : CE1 A (2 fiches)." in page
    assert "Refusal" not in page


def test_no_class_is_no_distribution(scene, entry):
    services.inform(actor=scene.cast["head"], entry=entry, **INFORMED)
    with pytest.raises(Refused, match="aucune classe n’est dans la liste"):
        SchoolEntryLifecycle.move(entry, "distribute", actor=scene.cast["head"])


def test_sheets_never_exceed_guardians(scene, entry):
    with pytest.raises(ValidationError, match="dépassent le nombre de responsables"):
        services.count_class(actor=scene.cast["head"], entry=entry, **{**CLASS, "handed": 40})


def test_a_class_is_counted_once(scene, entry):
    services.count_class(actor=scene.cast["head"], entry=entry, **CLASS)
    with pytest.raises(ValidationError, match="déjà dans la liste"):
        services.count_class(actor=scene.cast["head"], entry=entry, **CLASS)
    counted = HandoverClass.unscoped.get()
    services.count_class(
        actor=scene.cast["head"], entry=entry, counted=counted, **{**CLASS, "pupils": 23}
    )
    assert HandoverClass.unscoped.get().pupils == 23


@pytest.mark.parametrize("day", ["informed_on", "charter_on"])
def test_nobody_is_informed_tomorrow(scene, entry, day):
    tomorrow = {**INFORMED, day: TODAY + dt.timedelta(days=1)}
    with pytest.raises(Refused, match="n’est pas encore venu"):
        services.inform(actor=scene.cast["head"], entry=entry, **tomorrow)
    assert not Handover.unscoped.exists()


def test_a_school_is_active_once_a_teacher_and_a_pupil_connected(scene, entry):
    entry = distributed(scene, entry)
    without = {**FIRST, "pupils": 0}
    services.count_activations(
        actor=scene.cast["adviser"], entry=entry, read_on=TODAY, counts=without
    )
    assert fresh(entry).status == EntryStatus.ACCOUNTS_DISTRIBUTED
    services.count_activations(actor=scene.cast["head"], entry=entry, read_on=TODAY, counts=FIRST)
    assert fresh(entry).status == EntryStatus.ACTIVE
    assert entry.activations.get().counts == FIRST


def test_accounts_that_connected_early_make_it_active_at_its_distribution(scene, entry):
    services.count_activations(
        actor=scene.cast["manager"], entry=entry, read_on=TODAY, counts=FIRST
    )
    assert distributed(scene, entry).pk
    assert fresh(entry).status == EntryStatus.ACTIVE


HANDS, COUNTS = {"head", "teacher"}, {"head", "adviser", "manager", "colleague"}


@pytest.mark.parametrize("role", [
    "manager", "colleague", "jurist", "head", "teacher", "inspector", "adviser", "dasen", "mayor",
    "other_head", "other_adviser", "stranger", "parent",
])  # fmt: skip
def test_who_writes_what(scene, entry, role):
    actor = scene.cast[role]
    asked = {"category": "password", "families": 2, "received_on": TODAY, "answered_on": None}
    for whose, act in (
        (HANDS, lambda: services.inform(actor=actor, entry=entry, **INFORMED)),
        (HANDS, lambda: services.count_class(actor=actor, entry=entry, **CLASS)),
        (
            COUNTS,
            lambda: services.count_activations(
                actor=actor, entry=entry, read_on=TODAY, counts=FIRST
            ),
        ),
        (HANDS | COUNTS, lambda: services.ask_help(actor=actor, entry=entry, **asked)),
    ):
        if role in whose:
            act()
        else:
            with pytest.raises(NotYours):
                act()


def test_help_is_asked_answered_and_its_delay_told(scene, entry, client_as):
    entry = put(entry, status=EntryStatus.ACCOUNTS_DISTRIBUTED)
    for days, answered in ((10, 8), (9, 5), (3, None)):
        services.ask_help(
            actor=scene.cast["teacher"],
            entry=entry,
            category="activation",
            families=3,
            received_on=TODAY - dt.timedelta(days=days),
            answered_on=None if answered is None else TODAY - dt.timedelta(days=answered),
        )
    client = client_as(scene.cast["head"])
    page = text(client.get(entry.get_absolute_url()))
    assert "Activation d’un compte 9 3 3 jours" in page
    waiting = FamilyRequest.unscoped.get(answered_on=None)
    client.post(
        reverse("onboarding:answer_help", args=[waiting.public_id]), {"answered_on": "16/06/2026"}
    )
    assert "Activation d’un compte 9 0 3 jours" in text(client.get(entry.get_absolute_url()))


def test_the_head_counts_and_declares_on_pages(scene, entry, client_as):
    client = client_as(scene.cast["head"])
    page = reverse("onboarding:distribution", args=[entry.public_id])
    assert "aucune classe n’est dans la liste" in text(client.get(page))
    numbers = {**CLASS, "nursery": "on", "label": "Petite section"}
    answer = client.post(reverse("onboarding:add_class", args=[entry.public_id]), numbers)
    assert answer.status_code == 302
    assert answer.url == page
    wrong = client.post(
        reverse("onboarding:add_class", args=[entry.public_id]),
        {**numbers, "label": "CP", "handed": 90},
    )
    assert wrong.status_code == 422
    assert "dépassent le nombre de responsables" in text(wrong)
    client.post(
        reverse("onboarding:inform", args=[entry.public_id]),
        {"informed_on": "10/06/2026", "how": "conseil d’école", "charter_on": "12/06/2026"},
    )
    shown = text(client.get(page))
    assert "Petite section maternelle 22 41 39 2 0" in shown
    assert "Tout est réuni." in shown
    client.post(reverse("onboarding:move", args=[entry.public_id, "distribute"]))
    assert fresh(entry).status == EntryStatus.ACCOUNTS_DISTRIBUTED


def test_small_numbers_are_masked_beside_the_accounts_that_were_opened(scene, entry, client_as):
    order = openings.prepare(
        actor=scene.cast["manager"], kind=OrderKind.OPEN, area=scene.area, effective_on=TODAY,
        report_due=TODAY,
    )  # fmt: skip
    line = put(OpeningLine(order=order, entry=entry))
    put(line, status=LineStatus.IMPORTED, counts={"teachers": 6, "pupils": 48}, reported_on=TODAY)
    services.count_activations(actor=scene.cast["head"], entry=entry, read_on=TODAY, counts=FIRST)
    page = text(client_as(scene.cast["mayor"]).get(entry.get_absolute_url()))
    assert "Enseignants moins de 5 sur 6" in page
    assert "Élèves 14 sur 48" in page
    assert "Compter les fiches remises" not in page
    assert "Enregistrer une demande" not in page
