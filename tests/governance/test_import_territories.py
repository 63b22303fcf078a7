"""``import_territories``: shown as it goes, done once, finished after a cut."""

import io

import pytest
from django.core.management import CommandError, call_command

from audit.models import Event
from governance import territories
from governance.imports import territories as territory_imports
from governance.models import Institution

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.both,
    pytest.mark.skipif(
        not territories.FOLDER.is_dir(), reason="npm package of communes not installed (npm ci)"
    ),
]


def communes(departement):
    out, err = io.StringIO(), io.StringIO()
    call_command("import_territories", "--departement", departement, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_a_departement_twice_changes_nothing_and_shows_its_progress(db):
    out, err = communes("80")
    assert "Commune : 771 (771 ajoutées)" in out
    assert "Durée : " in out
    assert "communes : 771 sur 771" in err
    written = Event.objects.count()
    assert "Commune : 771 (771 inchangées)" in communes("80")[0]
    assert Event.objects.count() == written


def test_an_import_cut_in_the_middle_is_finished_by_the_next_one(db, monkeypatch):
    monkeypatch.setattr(territory_imports, "BATCH", 200)

    def cut(label, done, total):
        if label == "communes" and done >= 400:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        territory_imports.import_territories("80", progress=cut)
    kept = Institution.unscoped.filter(kind="commune")
    assert kept.count() == 400
    out, _ = communes("80")
    assert "Commune : 771 (371 ajoutées, 400 inchangées)" in out
    assert kept.count() == 771
    assert len(set(kept.values_list("insee_code", flat=True))) == 771


def test_an_unknown_departement_is_refused_with_examples(db):
    with pytest.raises(CommandError, match=r"Département inconnu.*2A ou 974"):
        communes("999")
