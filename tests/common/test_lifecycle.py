"""The gate: state, permission, guards, then the move and its line, all or nothing."""

import pytest

from audit import verification
from audit.actor import SYSTEM, Actor
from audit.models import Event
from audit.recording import recording
from common.lifecycle import NotYours, Refused
from tests.app.models import Dossier, DossierLifecycle, Status
from tests.plugins.processes import together

pytestmark = [pytest.mark.django_db, pytest.mark.both]
AUTHOR = Actor(label="Anne Martin, maire", title="maire", user_id=7, institution_id=1)
STRANGER = Actor(label="Paul Roy, maire", title="maire de Brumont", user_id=8, institution_id=2)


@pytest.fixture
def dossier(db):
    with recording(AUTHOR):
        return Dossier.unscoped.create(title="Cantine", institution=1)


def lines():
    return list(Event.objects.values_list("verb", flat=True))[1:]


def stored_status(dossier):
    return Dossier.unscoped.values_list("status", flat=True).get(pk=dossier.pk)


def test_author_submits_and_the_move_is_journalled(dossier):
    moved = DossierLifecycle.move(dossier, "submit", actor=AUTHOR)
    assert moved.status == stored_status(dossier) == Status.REVIEW
    event = Event.objects.last()
    assert (event.verb, event.actor_user) == ("submit", 7)
    assert event.data == {"before": "draft", "after": "review"}
    assert list(verification.faults()) == []


def test_stranger_may_not(dossier):
    with pytest.raises(NotYours, match="maire de Brumont"):
        DossierLifecycle.move(dossier, "submit", actor=STRANGER)
    assert stored_status(dossier) == Status.DRAFT
    assert lines() == []


def test_wrong_state_says_what_was_expected_and_found(dossier):
    with pytest.raises(Refused) as refused:
        DossierLifecycle.move(dossier, "send_back", actor=AUTHOR, reason="à revoir")
    sentence = str(refused.value)
    assert "le dossier est « Brouillon »" in sentence
    assert "Étape attendue : « En relecture »" in sentence
    assert refused.value.status == 409
    assert lines() == []


def test_guard_refuses_with_its_source(dossier):
    with recording(AUTHOR):
        dossier.title = ""
        dossier.save()
    with pytest.raises(Refused) as refused:
        DossierLifecycle.move(dossier, "submit", actor=AUTHOR)
    assert refused.value.refusals[0].source == "CGCT, art. L. 2131-1"
    assert stored_status(dossier) == Status.DRAFT


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_move_that_needs_a_reason_refuses_without(reason, dossier):
    DossierLifecycle.move(dossier, "submit", actor=AUTHOR)
    with pytest.raises(Refused, match="motif"):
        DossierLifecycle.move(dossier, "send_back", actor=AUTHOR, reason=reason)
    DossierLifecycle.move(dossier, "send_back", actor=AUTHOR, reason="pièce manquante")
    assert Event.objects.last().reason == "pièce manquante"


def test_the_state_is_read_under_the_lock_and_not_from_memory(dossier):
    stale = Dossier.unscoped.get(pk=dossier.pk)
    DossierLifecycle.move(dossier, "submit", actor=AUTHOR)
    with pytest.raises(Refused):
        DossierLifecycle.move(stale, "submit", actor=AUTHOR)
    assert lines() == ["submit"]


def test_unknown_move_is_a_fault_of_the_code(dossier):
    with pytest.raises(LookupError):
        DossierLifecycle.move(dossier, "save", actor=AUTHOR)


def test_buttons_are_the_moves_that_the_actor_may_do(dossier):
    assert [verb for verb, _ in DossierLifecycle(dossier).available(AUTHOR)] == ["submit"]
    assert DossierLifecycle(dossier).available(STRANGER) == []
    moved = DossierLifecycle.move(dossier, "submit", actor=AUTHOR)
    assert [verb for verb, _ in DossierLifecycle(moved).available(SYSTEM)] == []  # no system button
    assert DossierLifecycle.move(moved, "close", actor=SYSTEM).status == Status.CLOSED


def test_the_whole_table_can_be_read():
    table = {(verb, source, target) for verb, source, target, _ in DossierLifecycle.moves()}
    assert ("submit", "draft", "review") in table
    assert DossierLifecycle.verbs() == ["close", "send_back", "submit"]


def submit(number, key):
    try:
        DossierLifecycle.move(Dossier(pk=key), "submit", actor=AUTHOR)
    except Refused:
        return


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_move_it_once(dossier):
    assert together(8, submit, dossier.pk) == [0] * 8
    assert lines() == ["submit"]
    assert list(verification.faults()) == []
