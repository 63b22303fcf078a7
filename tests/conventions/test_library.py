"""Each clause says why it is in its model; an approved variant enters an act, no other."""

import datetime as dt

import docx
import pytest
from django.urls import reverse

from audit.actor import SYSTEM
from common import clock
from common.lifecycle import NotYours, Refused
from conventions import clauses, library, redline, reference, services
from conventions.library_lifecycle import VariantLifecycle
from conventions.models import CANOPE, ClauseVariant, LibraryClause
from documents.catalogue import TEMPLATES
from governance.models import Institution
from tests.circuits import acts
from tests.conventions.undertakings.scene import begun

KEY = "article-16-reglement-amiable-et-litiges"


@pytest.fixture
def clause(here):
    library.load(SYSTEM)
    return LibraryClause.unscoped.get(model_code="convention-tripartite", key=KEY)


def drafted(here):
    return acts.fresh(acts.draft(here))


def variant_of(here, clause, *, effect="add", text="16.4 Un médiateur est choisi ensemble."):
    return services.propose_variant(
        clause, title="Médiation", effect=effect, text=text, reason="CJA, art. L. 213-1",
        actor=here.actor("chef-de-projet"),
    )  # fmt: skip


def approved(here, clause, **given):
    made = variant_of(here, clause, **given)
    return VariantLifecycle.move(made, "approve", actor=here.actor("juriste"))


def test_every_clause_of_the_tripartite_says_why_it_is_there(here, clause):
    act = drafted(here)
    known = LibraryClause.unscoped.filter(model_code=act.model.code)
    printed = {each.key for each in clauses.clauses(act)}
    assert printed <= {row.key for row in known}
    assert all(row.reason for row in known)
    assert library.load(SYSTEM) == 0, "twice adds nothing"


@pytest.mark.parametrize(
    "code", ["convention-tripartite", "convention-academie", "convention-canope"]
)
def test_every_heading_of_a_model_has_its_clause_with_a_reason_and_a_source(code):
    """Whatever a mention, an adjustment or a correction touches stands under one of them."""
    model = docx.Document(TEMPLATES / code / f"{code}.docx")
    headed = [p.text for p in model.paragraphs if p.style.name == "Heading 1"]
    rows = [each for each in library.shipped() if each["model"] == code]
    assert [row["key"] for row in rows] == [clauses.key_of(title) for title in headed]
    assert [row["title"] for row in rows] == [title.replace("\u00a0", " ") for title in headed]
    assert all(row["reason"].endswith(".") and row["source"] for row in rows)
    assert len({row["reason"] for row in rows}) == len(rows), "each clause has its own reason"


def test_the_clauses_of_an_act_with_canope_say_why_they_are_there(here, clause):
    reference.load(dt.date(2026, 1, 1))
    body = Institution.unscoped.get(kind="canope")
    act = begun(here.actor("chef-de-projet"), CANOPE, "canope", body)
    known = LibraryClause.unscoped.filter(model_code=act.model.code).values_list("key", flat=True)
    assert {each.key for each in clauses.clauses(act)} == set(known)


def test_the_jurist_alone_approves(here, clause):
    variant = variant_of(here, clause)
    with pytest.raises(NotYours):
        VariantLifecycle.move(variant, "approve", actor=here.actor("chef-de-projet"))
    assert approved(here, clause).status == ClauseVariant.Status.APPROVED


def test_an_approved_variant_enters_an_act_with_its_reason(here, clause):
    act = drafted(here)
    (row,) = services.insert_variant(act, approved(here, clause), actor=here.actor("juriste"))
    assert row.reason == "CJA, art. L. 213-1"
    assert "médiateur est choisi" in clauses.clause(act, KEY).html
    assert not redline.is_empty(act)


def test_a_variant_takes_the_place_of_a_clause(here, clause):
    act = drafted(here)
    variant = approved(here, clause, effect="replace", text="Premier.\nSecond.")
    services.insert_variant(act, variant, actor=here.actor("juriste"))
    assert [p.text for p in clauses.clause(act, KEY).paragraphs] == ["Premier.", "Second."]


def test_only_an_approved_variant_enters(here, clause):
    act, variant = drafted(here), variant_of(here, clause)
    with pytest.raises(Refused, match="n’est pas approuvée"):
        services.insert_variant(act, variant, actor=here.actor("juriste"))
    gone = VariantLifecycle.move(
        approved(here, clause), "retire", actor=here.actor("juriste"), reason="loi changée"
    )
    with pytest.raises(Refused, match="n’est pas approuvée"):
        services.insert_variant(act, gone, actor=here.actor("juriste"))
    with pytest.raises(NotYours):
        services.insert_variant(act, approved(here, clause), actor=here.actor("maire"))


def test_a_variant_of_another_model_is_refused(here, clause):
    other = LibraryClause.unscoped.filter(model_code="convention-academie").first()
    with pytest.raises(Refused, match="n’a pas la clause"):
        services.insert_variant(drafted(here), approved(here, other), actor=here.actor("juriste"))


def test_the_pages_of_the_jurist(here, clause, client_as):
    jurist, mayor = client_as(here.actor("juriste")), client_as(here.actor("maire"))
    page = reverse("conventions:library_clause", args=[clause.public_id])
    assert mayor.get(page).status_code == 404
    empty = jurist.post(page, {"title": "Essai"})
    assert empty.status_code == 422
    assert "Écrivez le texte de la variante" in empty.content.decode()
    sent = {"title": "Essai", "effect": "add", "text": "16.4 Essai.", "reason": "CJA"}
    assert jurist.post(page, sent).status_code == 302
    variant = clause.variants.get()
    way = reverse("conventions:decide_variant", args=[variant.public_id, "approuver"])
    assert jurist.post(way).status_code == 302
    assert "Approuvée" in jurist.get(page).content.decode()
    act = drafted(here)
    where = reverse("conventions:clause", args=[act.public_id, KEY])
    assert "16.4 Essai." in jurist.get(where).content.decode()
    assert jurist.post(f"{where}variantes/{variant.public_id}/").status_code == 302
    assert act.own_words.get().new == "16.4 Essai."
    back = reverse("conventions:decide_variant", args=[variant.public_id, "retirer"])
    assert "Indiquez le motif" in jurist.post(back).content.decode()


def test_a_wording_that_changes_is_a_new_version_for_new_acts_alone(here, clause, monkeypatch):
    running = drafted(here)
    kept = variant_of(here, clause)
    rows = [
        {**each, "reason": "Une autre raison."} if each["key"] == KEY else each
        for each in library.shipped()
    ]
    monkeypatch.setattr(library, "shipped", lambda: rows)
    changed = sum(each["key"] == KEY for each in rows)
    assert library.load(SYSTEM) == changed
    assert library.load(SYSTEM) == 0, "twice adds nothing"
    begun_after = drafted(here)
    assert library.of_act(running, KEY).reason == clause.reason
    newest = library.of_act(begun_after, KEY)
    assert (newest.reason, newest.version) == ("Une autre raison.", 2)
    assert list(library.variants(newest)) == [kept]
    shown = LibraryClause.unscoped.at(clock.now()).filter(model_code=clause.model_code, key=KEY)
    assert list(shown) == [newest]
