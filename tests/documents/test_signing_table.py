"""The tables of an issued copy and of its signature fields, walked from every status."""

import itertools

import pytest

from audit.actor import SYSTEM
from common import clock
from common.lifecycle import Refused
from documents.lifecycle import EnvelopeLifecycle, SlotLifecycle
from documents.models import Document, Envelope, Slot
from tests import factories
from tests.circuits import walking

pytestmark = pytest.mark.django_db
E, S = Envelope.Status, Slot.Status
OPEN = (E.PREPARED, E.ISSUED, E.PARTLY_SIGNED)
ENVELOPE = (
    ("seal", (E.PREPARED,), E.ISSUED),
    ("count_first", (E.ISSUED,), E.PARTLY_SIGNED),
    ("count_last", (E.ISSUED, E.PARTLY_SIGNED), E.COMPLETE),
    ("finalise", (E.COMPLETE,), E.SEALED_FINAL),
    ("supersede", OPEN, E.SUPERSEDED),
    ("cancel_envelope", OPEN, E.CANCELLED),
)
SLOT = (
    ("sign_on_platform", (S.EMPTY, S.AWAITING_RETURN), S.ACCEPTED),
    ("sign_in_presence", (S.EMPTY,), S.ACCEPTED),
    ("validate_by_account", (S.EMPTY,), S.ACCEPTED),
    ("choose_certificate", (S.EMPTY,), S.AWAITING_RETURN),
    ("choose_paper", (S.EMPTY,), S.AWAITING_RETURN),
    ("change_mode", (S.AWAITING_RETURN,), S.EMPTY),
    ("return_pdf_ok", (S.AWAITING_RETURN,), S.ACCEPTED),
    ("return_pdf_doubt", (S.AWAITING_RETURN,), S.TO_CHECK),
    ("register_scan", (S.EMPTY, S.AWAITING_RETURN), S.TO_CHECK),
    ("certify", (S.TO_CHECK,), S.ACCEPTED),
    ("reject_return", (S.TO_CHECK,), S.AWAITING_RETURN),
    ("refuse_slot", (S.EMPTY, S.AWAITING_RETURN), S.REFUSED),
    ("void_slot", (S.EMPTY, S.AWAITING_RETURN, S.TO_CHECK, S.ACCEPTED), S.VOID),
)


@pytest.fixture
def slot():
    document = factories.recorded(
        Document(about_type="x.y", about_id=1, kind="convention", title="Acte", purpose="issued")
    )
    envelope = factories.recorded(
        Envelope(document=document, reference="CONV-1", text_hash="a" * 64, status=E.ISSUED)
    )
    return factories.recorded(
        Slot(envelope=envelope, field="sig_authority", order=1, key="authority", label="Commune")
    )


def put(record, status):
    row = type(record).unscoped.get(pk=record.pk)
    row.status = status
    return factories.recorded(row)


@pytest.mark.parametrize(
    ("lifecycle", "rows"), [(EnvelopeLifecycle, ENVELOPE), (SlotLifecycle, SLOT)]
)
def test_the_moves_are_those_of_the_table(lifecycle, rows):
    assert walking.table(lifecycle) == walking.expected(rows)


def walk(lifecycle, rows, record, prepare, given):
    rules = {(row[0], str(source)): row for row in rows for source in row[1]}
    wrong = []
    statuses = [value for value, _label in type(record)._meta.get_field("status").choices]
    for status, verb in itertools.product(statuses, lifecycle.verbs()):
        row = rules.get((verb, status))
        with walking.undone():
            prepare(verb)
            fresh = put(record, status)
            found = walking.attempt(
                lifecycle, fresh, verb, row[2] if row else None, actor=SYSTEM, **given
            )
        if found != (walking.DONE if row else walking.WRONG_STATUS):
            wrong.append((status, verb, found))
    return wrong


def test_every_move_of_an_issued_copy(slot):
    def all_signed(verb):
        if verb == "count_last":
            put(slot, S.ACCEPTED)

    assert walk(EnvelopeLifecycle, ENVELOPE, slot.envelope, all_signed, {"reason": "motif"}) == []


def test_every_move_of_a_signature_field(slot):
    def chosen(verb):
        if verb.startswith("return_pdf"):
            slot.mode = Slot.Mode.CERTIFICATE
            factories.recorded(slot)
        elif verb == "validate_by_account":
            slot.level = "level.opinion"
            factories.recorded(slot)

    given = {"reason": "motif", "signer": {}, "at": clock.now()}
    assert walk(SlotLifecycle, SLOT, slot, chosen, given) == []


def test_a_copy_is_complete_when_every_field_is_signed(slot):
    with pytest.raises(Refused, match="Il reste des signatures"):
        EnvelopeLifecycle.move(slot.envelope, "count_last", actor=SYSTEM)


def test_an_act_that_asks_for_a_code_is_not_validated_from_an_account(slot):
    with pytest.raises(Refused, match="il demande un code"):
        SlotLifecycle.move(slot, "validate_by_account", actor=SYSTEM, signer={}, at=clock.now())


@pytest.mark.parametrize("status", [E.PREPARED, E.SUPERSEDED, E.CANCELLED, E.SEALED_FINAL])
def test_a_field_of_a_copy_that_is_not_to_sign_is_not_signed(slot, status):
    put(slot.envelope, status)
    with pytest.raises(Refused, match="n'est plus à signer"):
        SlotLifecycle.move(slot, "sign_on_platform", actor=SYSTEM, signer={}, at=clock.now())
