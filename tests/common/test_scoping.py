"""Rows are read on behalf of somebody, or not at all."""

import pytest
from django.db.models import Count

from audit.actor import NOBODY, SYSTEM, Actor
from audit.recording import recording
from common.scoping import ScopeMissing, records_are_scoped
from tests.app.models import Dossier

pytestmark = [pytest.mark.django_db, pytest.mark.both]
AUTHOR = Actor(label="A", title="maire", user_id=7, institution_id=1)


@pytest.fixture(autouse=True)
def dossiers(db):
    with recording(SYSTEM):
        return [Dossier.unscoped.create(title=f"n° {n}", institution=n % 2) for n in range(4)]


READS = {
    "iterate": list,
    "count": lambda rows: rows.count(),
    "exists": lambda rows: rows.exists(),
    "get": lambda rows: rows.get(title="n° 1"),
    "first": lambda rows: rows.first(),
    "last": lambda rows: rows.last(),
    "values": lambda rows: list(rows.values("title")),
    "values_list": lambda rows: list(rows.values_list("pk", flat=True)),
    "iterator": lambda rows: list(rows.iterator()),
    "aggregate": lambda rows: rows.aggregate(Count("pk")),
    "in_bulk": lambda rows: rows.in_bulk(),
    "index": lambda rows: rows[0],
    "slice": lambda rows: list(rows[:2]),
    "contains": lambda rows: rows.contains(Dossier.unscoped.first()),
    "latest": lambda rows: rows.latest("pk"),
    "dates": lambda rows: list(rows.datetimes("recorded_at", "year")),
    "bool": bool,
    "len": len,
    "inside a filter": lambda rows: list(Dossier.unscoped.filter(pk__in=rows)),
    "or": lambda rows: list(Dossier.objects.visible_to(AUTHOR) | rows),
    "and": lambda rows: list(Dossier.objects.visible_to(AUTHOR) & rows),
    "union": lambda rows: list(Dossier.objects.visible_to(AUTHOR).union(rows)),
    "select_for_update": lambda rows: list(rows.select_for_update()),
}


@pytest.mark.parametrize("read", READS)
def test_reading_without_scope_is_a_fault(read):
    with pytest.raises(ScopeMissing):
        READS[read](Dossier.objects.all())


@pytest.mark.parametrize("read", sorted(set(READS) - {"or", "and", "union"}))
def test_reading_with_a_scope_passes(read):
    READS[read](Dossier.objects.visible_to(AUTHOR).all())


def test_raw_sql_without_scope_is_a_fault():
    with pytest.raises(ScopeMissing):
        Dossier.objects.raw("SELECT * FROM testapp_dossier")


def test_each_sees_their_own():
    assert {d.institution for d in Dossier.objects.visible_to(AUTHOR)} == {1}
    assert Dossier.objects.filter(title="n° 0").visible_to(AUTHOR).count() == 0
    assert Dossier.objects.visible_to(NOBODY).count() == 0
    assert Dossier.objects.visible_to(SYSTEM).count() == 4


def test_the_scope_follows_a_longer_query():
    assert Dossier.objects.visible_to(AUTHOR).exclude(title="n° 1").order_by("pk").count() == 1


def test_no_scope_needs_a_reason():
    assert Dossier.objects.unscoped(reason="vérification").count() == 4
    with pytest.raises(ValueError, match="why"):
        Dossier.objects.unscoped(reason="")


def test_nothing_needs_no_scope():
    assert list(Dossier.objects.none()) == []


def test_related_records_and_validation_work(dossiers):
    with recording(SYSTEM):
        dossiers[1].parent = dossiers[0]
        dossiers[1].save()
    assert list(dossiers[0].children.all()) == [dossiers[1]]
    dossiers[1].validate_unique()


def test_a_model_whose_scope_can_be_left_out_is_refused(monkeypatch):
    assert records_are_scoped() == []
    monkeypatch.setattr(Dossier._meta, "default_manager_name", None)
    assert [error.id for error in records_are_scoped()] == ["common.E001"]
