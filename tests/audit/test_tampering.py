"""Whatever is bent in the database is named by ``verify_history``."""

import random
import re
from contextlib import contextmanager
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from audit import chain, proofs, registry, triggers, verification
from audit.models import Event
from audit.recording import recording
from common import clock
from tests.app.models import Dossier

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.soak]


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def faults():
    return list(verification.faults())


@contextmanager
def unguarded(table):
    """As ``triggers.lifted``, for one table: putting six hundred guards back takes a second."""
    guards = [guard for guard in triggers._guards() if guard.table == table]
    for guard in guards:
        sql(triggers._drop(guard))
    try:
        yield
    finally:
        for guard in guards:
            sql(guard.statement)


def bend(statement, *values):
    """As somebody with the database's password would: guards off, change, guards on."""
    table = re.match(r"(?:UPDATE|DELETE FROM) (\w+)", statement)[1]
    with unguarded(table):
        sql(statement, *values)


def test_command_says_that_all_is_well_and_exits_0(stored):
    out = StringIO()
    call_command("verify_history", stdout=out)
    assert out.getvalue().startswith("Historique intact : 3 faits")


def test_command_exits_1_and_names_the_row_when_a_guard_was_dropped(stored):
    entry = Dossier.history.get(id=stored[1].pk)
    table = "testapp_historicaldossier"
    if connection.vendor == "postgresql":
        sql(f"DROP TRIGGER guard_row ON {table}")
    else:
        sql(f"DROP TRIGGER guard_{table}_update")
    sql(f"UPDATE {table} SET title = 'x' WHERE history_id = %s", entry.pk)
    out = StringIO()
    with pytest.raises(CommandError) as error:
        call_command("verify_history", stdout=out)
    assert error.value.returncode == 1
    assert "protection" in out.getvalue()
    expected = f"Dossier n° {stored[1].pk} : l'entrée d'historique {entry.pk} a été modifiée."
    assert expected in out.getvalue()


def test_history_row_removed_added_or_emptied(stored, actor):
    first, second, third = (stored[n].history.get() for n in range(3))
    table = "testapp_historicaldossier"
    bend(f"DELETE FROM {table} WHERE history_id = %s", first.pk)
    bend(f"UPDATE {table} SET title = '' WHERE history_id = %s", second.pk)
    third.pk, third.title = None, "forged"
    third.save(force_insert=True)
    said = "\n".join(faults())
    assert f"n° {stored[0].pk} : l'entrée d'historique {first.pk} a disparu" in said
    assert f"n° {stored[0].pk} : enregistrement sans historique" in said
    assert f"l'entrée d'historique {second.pk} a été modifiée" in said
    assert f"l'entrée d'historique {third.pk} n'a pas de fait au journal" in said


def test_record_removed_brought_back_or_added_by_sql(stored, actor):
    with recording(actor):
        Dossier.unscoped.get(pk=stored[0].pk).delete()
    columns = (
        "public_id, recorded_at, title, status, amount, share, open, span, facts, upload, blob"
    )
    other = stored[2].pk
    for key, mark in ((stored[0].pk, "1"), (stored[1].pk + 900, "2")):
        public = f"{mark}" * 32
        sql(
            f"INSERT INTO testapp_dossier (id, {columns}) SELECT %s, %s, "
            f"{columns.removeprefix('public_id, ')} FROM testapp_dossier WHERE id = %s",
            key, public, other,
        )  # fmt: skip
    sql("DELETE FROM testapp_dossier WHERE id = %s", stored[1].pk)
    assert sorted(faults()) == sorted([
        f"Dossier n° {stored[0].pk} : enregistrement revenu après sa suppression.",
        f"Dossier n° {stored[1].pk + 900} : enregistrement sans historique.",
        f"Dossier n° {stored[1].pk} : enregistrement disparu sans trace.",
    ])  # fmt: skip


EDITS = {
    "title": "'autre'", "status": "'closed'", "institution": "2", "amount": "0.01",
    "share": "0.5", "open": "NOT open", "due": "'2026-01-01'", "facts": "'{\"a\": 1}'",
    "upload": "'x.pdf'", "parent_id": "id", "recorded_at": "'2020-01-01 00:00:00+00'",
}  # fmt: skip


@pytest.mark.parametrize("column", EDITS)
@pytest.mark.parametrize("table", ["testapp_dossier", "testapp_historicaldossier"])
def test_one_edited_cell_is_named(table, column, stored):
    bend(f"UPDATE {table} SET {column} = {EDITS[column]} WHERE id = %s", stored[1].pk)
    found = faults()
    assert found
    assert all(f"Dossier n° {stored[1].pk} :" in fault for fault in found)


def test_two_hundred_single_edits_of_the_journal_are_all_seen(actor, db):
    seed = random.randrange(10**6)
    draw = random.Random(seed)
    with recording(actor) as journal:
        dossiers = Dossier.unscoped.bulk_create_recorded(
            [Dossier(title=f"n° {n}") for n in range(40)]
        )
        for dossier in dossiers:
            journal.note(dossier, "open", reason="lecture", page=1)
    missed = []
    texts = [c for c in chain.CHAINED if Event._meta.get_field(c).get_internal_type() in
             {"CharField", "TextField"}] + ["previous_hash", "hash"]  # fmt: skip
    with unguarded("audit_event"):
        for _ in range(200):
            sequence = draw.randint(1, 80)
            column = draw.choice([*texts, "object_id", "actor_user", "actor_mandate", "at"])
            before = Event.objects.values_list(column, flat=True).get(sequence=sequence)
            cell = column if column in texts else f"CAST({column} AS TEXT)"
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT {column} FROM audit_event WHERE sequence = %s", [sequence])
                kept = cursor.fetchone()[0]
            if column == "at":
                value = "2021-01-01 00:00:00+00" if draw.random() < 0.5 else kept
                value = "2021-01-01 00:00:00+00" if value == kept else value
            elif column in texts:
                value = f"{kept}!" if len(str(kept)) < 16 else "0" + str(kept)[1:-1] + "é"
                value = value[: Event._meta.get_field(column).max_length]
            else:
                value = (before or 0) + 1
            sql(f"UPDATE audit_event SET {column} = %s WHERE sequence = %s", value, sequence)
            if not any(f"n° {sequence} " in fault for fault in chain.faults()):
                missed.append((seed, sequence, column, cell))
            sql(f"UPDATE audit_event SET {column} = %s WHERE sequence = %s", kept, sequence)
    assert missed == []
    assert faults() == []


def test_journal_line_removed_moved_or_swapped(stored, actor):
    with unguarded("audit_event"):
        sql("DELETE FROM audit_event WHERE sequence = 2")
    assert any("le fait n° 2 manque" in fault for fault in faults())
    with unguarded("audit_event"):
        sql("UPDATE audit_event SET sequence = 2 WHERE sequence = 3")
    found = faults()
    assert any("le fait n° 2 a été modifié" in fault for fault in found)


def rewrite_tail(start):
    """Forge line ``start`` and give right hashes to it and to all that follow."""
    sql("UPDATE audit_event SET actor_title = 'autre' WHERE sequence = %s", start)
    previous = Event.objects.get(sequence=start - 1).hash
    for sequence, _previous, _hash, content in list(chain._stored_lines()):
        if sequence >= start:
            values = content.decode().removeprefix("\x1f").split("\x1f")
            digest = chain.link(previous, values)
            sql("UPDATE audit_event SET previous_hash = %s, hash = %s WHERE sequence = %s",
                previous, digest, sequence)  # fmt: skip
            previous = digest


def test_tail_rewritten_with_right_hashes_is_seen_against_a_checkpoint(stored):
    checkpoint = chain.checkpoint(clock.now())
    with unguarded("audit_event"):
        rewrite_tail(2)
    assert faults() == ["Journal : le fait n° 3 diffère du point de contrôle."]
    with unguarded("audit_checkpoint"):
        sql("DELETE FROM audit_checkpoint WHERE id = %s", checkpoint.pk)
    assert faults() == []  # why the checkpoint is also kept by somebody else


def test_tail_cut_off_is_seen_against_a_checkpoint(stored):
    chain.checkpoint(clock.now())
    with unguarded("audit_event"):
        sql("DELETE FROM audit_event WHERE sequence = 3")
    assert "Journal : le point de contrôle n° 3 n'a plus de fait correspondant." in faults()


def test_what_another_app_verifies_is_listed_too(stored, monkeypatch):
    monkeypatch.setattr(registry, "_checks", [lambda: ["Fichier 3 : remplacé."]])
    assert faults() == ["Fichier 3 : remplacé."]


def test_no_false_alarm_in_fifty_runs_of_mixed_writes(actor, db):
    seed = random.randrange(10**6)
    draw = random.Random(seed)
    for turn in range(50):
        with recording(actor) as journal:
            dossier = Dossier.unscoped.create(
                title=f"n° {draw.random()}", amount=draw.randint(0, 9)
            )
            journal.note(dossier, "open")
            if draw.random() < 0.5:
                dossier.share, dossier.facts = draw.random(), {"x": draw.random() * 1e20}
                dossier.save(update_fields=draw.choice([["share"], ["share", "facts"]]))
            if draw.random() < 0.3:
                Dossier.unscoped.order_by("?").first().delete()
        if turn % 10 == 9:
            assert faults() == [], seed


def test_checkpoint_whose_root_was_bent_is_seen(stored):
    held = chain.checkpoint(clock.now())
    assert held.root == proofs.root(chain.hashes(3))
    bend("UPDATE audit_checkpoint SET root = %s WHERE id = %s", "0" * 64, held.pk)
    assert faults() == ["Journal : le fait n° 3 diffère du point de contrôle."]
