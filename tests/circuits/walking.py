"""Walk a transition table: every status, every verb, every role, and what each attempt leaves."""

from contextlib import contextmanager

from django.db import transaction

from audit.models import Event
from common.lifecycle import NotYours, Refused
from tests.depth import FULL, some

DONE, NOT_YOURS, WRONG_STATUS, REFUSED = "done", "not yours", "wrong status", "refused"


class Undone(Exception):
    """Raised to give back what an attempt stored."""


@contextmanager
def undone():
    """A block whose writes are given back."""
    try:
        with transaction.atomic():
            yield
            raise Undone
    except Undone:
        pass


def table(lifecycle):
    """The moves of a lifecycle as a set of (verb, from, to)."""
    return {(verb, source, target) for verb, source, target, _words in lifecycle.moves()}


def expected(rows):
    """The same set, from rows (verb, sources, target, …) written in a test."""
    return {(row[0], str(source), str(row[2])) for row in rows for source in row[1]}


def trying(cast, allowed):
    """Everybody tries a move; on an ordinary day whoever is ``allowed`` and one in four of the
    others, or two people alone when the status does not know the move (None)."""
    if FULL:
        return cast
    others = [*cast][:2] if allowed is None else some(set(cast) - allowed)
    return {role: cast[role] for role in {*(allowed or ()), *others}}


def trace(record):
    """Everything that an attempt refused must leave as it was."""
    row = type(record)._base_manager.filter(pk=record.pk).values().get()
    return row, record.history.count(), Event.objects.count()


def attempt(lifecycle, record, verb, target, **given):
    """What happens to ``record``; a refusal that changed something is a fault of the test."""
    before = trace(record)
    try:
        moved = lifecycle.move(record, verb, **given)
    except NotYours:
        found = NOT_YOURS
    except Refused as refused:
        found = WRONG_STATUS if refused.refusals[0].key == "common.wrong_status" else REFUSED
    else:
        after = trace(record)
        assert moved.status == target, (verb, moved.status)
        assert after[0]["status"] == target
        assert after[1] == before[1] + 1, f"{verb}: one history row"
        assert Event.objects.filter(object_id=record.pk, verb=verb).exists()
        return DONE
    assert trace(record) == before, f"{verb}: a refusal changed something"
    return found
