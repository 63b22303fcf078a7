"""Every way to change an audited record leaves a trace or is refused."""

import datetime as dt
import json
import uuid
from decimal import Decimal

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import F

from audit import verification
from audit.actor import SYSTEM, Actor
from audit.history import SilentPath
from audit.models import Event
from audit.recording import Unrecorded, Unsaid, recording
from tests.app.models import Dossier

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def verbs():
    return list(Event.objects.values_list("verb", flat=True))


def whole():
    """No false alarm: every trace agrees with what is stored."""
    assert list(verification.faults()) == []
    return True


def test_save_and_create_write_who_did_what(actor):
    with recording(actor, request_id="r-1") as journal:
        dossier = Dossier.unscoped.create(title="Cantine", institution=1)
        journal.says(dossier, "rename", reason="faute de frappe", before="Cantine")
        dossier.title = "Cantines"
        dossier.save()
    first, second = Event.objects.all()
    assert (first.verb, second.verb) == ("create", "rename")
    assert (second.actor_user, second.actor_person, second.actor_mandate) == (7, "k-7", 3)
    assert second.reason == "faute de frappe"
    assert second.data == {"before": "Cantine"}
    assert second.object_key == str(dossier.public_id)
    assert second.request_id == "r-1"
    assert second.actor_title == "maire"
    assert "Anne" not in str(vars(second))  # the name lives in the table of persons alone
    assert [h.history_user_id for h in dossier.history.all()] == [7, 7]
    assert whole()


def test_every_kind_of_column_is_verified_without_false_alarm(actor, stored):
    values = {
        "title": "E\u0301tat « test »", "status": "review", "institution": "5",
        "parent": stored[0], "sibling": stored[1], "amount": "1243.5", "share": -0.0,
        "open": False, "due": "2026-02-28", "hour": dt.time(9, 5), "span": dt.timedelta(days=2),
        "facts": {"n": 1.0, "big": 1e22, "day": dt.date(2026, 1, 1), "é": ["’", None, 0.1]},
        "upload": "files/a.pdf", "blob": b"\x00\xff", "public_id": str(uuid.uuid4()),
        "recorded_at": dt.datetime(2026, 3, 29, 1, 30, tzinfo=dt.timezone(dt.timedelta(hours=2))),
    }  # fmt: skip
    with recording(actor):
        Dossier.unscoped.create(**values)
        Dossier.unscoped.bulk_create_recorded([Dossier(**{**values, "public_id": uuid.uuid4()})])
        again = Dossier.unscoped.get(pk=stored[2].pk)
        again.amount = Decimal("0.10")
        again.save()
    assert whole()


def test_more_decimals_than_the_column_are_refused_alike_on_both_databases(actor, db):
    with pytest.raises(ValueError, match="more than 2 decimals"), recording(actor):
        Dossier.unscoped.create(title="a", amount=Decimal("0.125"))
    assert not Dossier.unscoped.exists()


def test_get_or_create_and_update_or_create(actor):
    with recording(actor):
        dossier, made = Dossier.unscoped.get_or_create(title="a", defaults={"institution": 1})
        same, again = Dossier.unscoped.get_or_create(title="a")
        changed, new = Dossier.unscoped.update_or_create(title="a", defaults={"institution": 2})
    assert (made, again, new) == (True, False, False)
    assert dossier == same == changed
    assert verbs() == ["create", "change"]
    assert whole()


def test_delete_of_one_record(actor, stored):
    key = stored[1].pk
    with recording(actor):
        stored[1].delete()
    last = Event.objects.last()
    assert (last.verb, last.object_id) == ("delete", key)
    assert whole()


def test_recorded_bulk_methods(actor, stored):
    with recording(actor) as journal:
        made = Dossier.unscoped.bulk_create_recorded([Dossier(title=f"b{n}") for n in range(3)])
        journal.says(made[1], "rename", reason="lot")
        for dossier in made:
            dossier.title += "!"
            dossier.institution = 99  # not among the fields stored below
        Dossier.unscoped.bulk_update_recorded(made, ["title"], batch_size=2)
    assert verbs()[3:] == ["create"] * 3 + ["change", "rename", "change"]
    assert {d.institution for d in Dossier.unscoped.filter(title__endswith="!")} == {None}
    assert whole()


def test_recorded_bulk_update_of_a_vanished_record_is_refused(actor, stored):
    ghost = Dossier(pk=10**6, title="x")
    with pytest.raises(ObjectDoesNotExist), recording(actor):
        Dossier.unscoped.bulk_update_recorded([stored[0], ghost], ["title"])
    assert whole()


def test_partial_save_records_what_is_stored_and_not_what_is_in_memory(actor, stored):
    dossier = stored[0]
    dossier.title, dossier.institution = "seen", 42
    with recording(actor):
        dossier.save(update_fields=["title"])
        Dossier.unscoped.only("title").get(pk=stored[1].pk).save()
    newest = dossier.history.first()
    assert (newest.title, newest.institution) == ("seen", 1)
    assert whole()


SILENT = {
    "update": lambda d: Dossier.unscoped.update(title="x"),
    "scoped update": lambda d: Dossier.objects.unscoped(reason="test").update(title="x"),
    "base manager": lambda d: Dossier._base_manager.filter(pk=d.pk).update(title="x"),
    "related manager": lambda d: d.children.update(title="x"),
    "bulk_create": lambda d: Dossier.unscoped.bulk_create([Dossier(title="x")]),
    "bulk_update": lambda d: Dossier.unscoped.bulk_update([d], ["title"]),
    "queryset delete": lambda d: Dossier.unscoped.filter(pk=d.pk).delete(),
    "raw delete": lambda d: Dossier.unscoped.filter(pk=d.pk)._raw_delete("default"),
    "without history": lambda d: d.save_without_historical_record(),
    "raw save": lambda d: d.save_base(raw=True),
}


@pytest.mark.parametrize("path", SILENT)
def test_silent_path_is_refused(path, actor, stored):
    with recording(actor):
        stored[1].parent = stored[0]
        stored[1].save()
    with pytest.raises(SilentPath), recording(actor):
        SILENT[path](stored[0])
    assert Event.objects.count() == 4
    assert whole()


def test_cascade_that_would_blank_a_column_is_refused(actor, stored):
    with recording(actor):
        stored[0].sibling = stored[1]
        stored[0].save()
    with pytest.raises(SilentPath), recording(actor):
        stored[1].delete()
    assert whole()


def test_expression_is_refused_by_the_history(actor, stored):
    stored[0].institution = F("institution") + 1
    with pytest.raises(ValueError, match="the history needs"), recording(actor):
        stored[0].save()
    assert whole()


def test_history_cannot_be_switched_off(actor, stored, settings):
    settings.SIMPLE_HISTORY_ENABLED = False
    with recording(actor):
        stored[0].save()
        stored[1].delete()
    assert verbs()[3:] == ["change", "delete"]
    assert whole()


def test_fixture_is_refused(actor, stored, tmp_path):
    row = {
        "model": "testapp.dossier",
        "pk": 900,
        "fields": {
            "title": "x",
            "public_id": str(uuid.uuid4()),
            "recorded_at": "2026-01-01T00:00:00Z",
        },
    }
    fixture = tmp_path / "dossiers.json"
    fixture.write_text(json.dumps([row]))
    with pytest.raises(SilentPath), recording(actor):
        call_command("loaddata", str(fixture), verbosity=0)
    assert not Dossier.unscoped.filter(pk=900).exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("write", ["create", "save", "delete", "bulk_create_recorded"])
def test_write_outside_recording_is_refused_before_it_is_stored(write, stored):
    stored[0].title = "x"
    with pytest.raises(Unrecorded):
        match write:
            case "create":
                Dossier.unscoped.create(title="x")
            case "save":
                stored[0].save()
            case "delete":
                stored[0].delete()
            case _:
                Dossier.unscoped.bulk_create_recorded([Dossier(title="x")])
    assert whole()


def test_raw_sql_is_found_by_the_verification(stored):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE testapp_dossier SET title = 'x' WHERE id = %s", [stored[1].pk])
    assert list(verification.faults()) == [
        f"Dossier n° {stored[1].pk} : enregistrement modifié hors de l'application."
    ]


def test_nothing_is_kept_of_a_block_that_fails(actor, stored):
    with pytest.raises(ZeroDivisionError), recording(actor):
        stored[0].save()
        raise ZeroDivisionError
    assert Event.objects.count() == 3
    assert whole()


def test_nested_block_that_fails_takes_its_lines_with_it(actor, stored):
    other = Actor(label="B", title="secrétaire", user_id=8)
    with recording(actor):
        stored[0].save()
        with pytest.raises(ZeroDivisionError), recording(other) as inner:
            stored[1].save()
            inner.note(stored[1], "opened")
            inner.says(stored[1], "never")
            raise ZeroDivisionError
        with recording(other):
            stored[2].save()
    assert list(Event.objects.values_list("object_id", "actor_user"))[3:] == [
        (stored[0].pk, 7), (stored[2].pk, 8)]  # fmt: skip
    assert whole()


def test_line_of_an_inner_rollback_that_was_swallowed_is_dropped(actor, stored):
    """Its history row went with the savepoint: the line would accuse somebody for nothing."""
    with recording(actor):
        with pytest.raises(IntegrityError), transaction.atomic():
            stored[0].save()
            raise IntegrityError
        with transaction.atomic():
            with pytest.raises(ZeroDivisionError), transaction.atomic():
                with recording(SYSTEM):
                    stored[1].save()
                raise ZeroDivisionError
            stored[2].save()
    assert list(Event.objects.values_list("object_id", flat=True))[3:] == [stored[2].pk]
    assert whole()


def test_announced_change_that_nobody_saved_is_a_fault(actor, stored):
    twin = Dossier.unscoped.get(pk=stored[0].pk)
    with pytest.raises(Unsaid, match="submit"), recording(actor) as journal:
        journal.says(stored[0], "submit")
        twin.save()
    assert whole()


def test_fact_without_change(actor, stored):
    with recording(actor) as journal:
        journal.note(stored[0], "open", reason="a\x1fb", page=2)
    event = Event.objects.last()
    assert (event.verb, event.history_id, event.reason) == ("open", None, "a b")
    assert event.data == {"page": 2}
    assert whole()


@pytest.mark.django_db(transaction=True)
def test_what_runs_on_commit_opens_its_own_block(actor):
    seen = []

    def later():
        with pytest.raises(Unrecorded):
            Dossier.unscoped.create(title="lost")
        with recording(SYSTEM):
            seen.append(Dossier.unscoped.create(title="later").title)

    with recording(actor):
        Dossier.unscoped.create(title="now")
        transaction.on_commit(later)
    assert seen == ["later"]
    assert list(Event.objects.values_list("actor_title", flat=True)) == ["maire", SYSTEM.title]
    assert whole()
