"""4G keys and computers: brought to the stock, asked, lent by a slip, given back or lost."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from common.lifecycle import NotYours, Refused
from conventions.onboarding.lending import checks, services
from conventions.onboarding.lending.lifecycle import LoanLifecycle, RequestLifecycle
from conventions.onboarding.models import (
    EntryStatus,
    ItemKind,
    Loan,
    LoanItem,
    LoanStatus,
    RequestStatus,
)
from tests.conventions.onboarding.reading import text
from tests.conventions.onboarding.scene import NOW

TODAY = NOW.date()
DUE = TODAY + dt.timedelta(days=60)
ALL = [*checks.OUT[ItemKind.KEY]]
BACK = [*checks.BACK[ItemKind.KEY]]


@pytest.fixture
def keys(scene):
    return services.bring(
        actor=scene.cast["manager"],
        kind=ItemKind.KEY,
        owner=scene.syndicate,
        rows=[("K-001", "356938035643809"), ("K-002", ""), ("K-003", "")],
        subscription_ends_on=DUE,
        monthly_cost=Decimal("9.90"),
    )


@pytest.fixture
def asked(scene):
    entry = scene.entry(status=EntryStatus.ACCOUNTS_DISTRIBUTED)
    return services.ask(
        actor=scene.cast["head"], entry=entry, kind=ItemKind.KEY, quantity=2, need="sans connexion"
    )


def lend(scene, asked, items, role="manager", **given):
    given = {"due_on": DUE, "ticked": ALL, **given}
    return services.lend(actor=scene.cast[role], request=asked, items=items, **given)


def back(scene, loan, role="manager", **given):
    given = {"returned_on": TODAY, "ticked": BACK, **given}
    return LoanLifecycle.move(loan, "give_back", actor=scene.cast[role], **given)


def test_each_item_has_its_slip_and_comes_back(scene, keys, asked):
    loans = lend(scene, asked, keys[:2])
    assert [each.slip for each in loans] == ["BP-2026-0001", "BP-2026-0002"]
    asked.refresh_from_db()
    assert asked.status == RequestStatus.GRANTED
    assert set(LoanItem.unscoped.free()) == {keys[2]}
    assert back(scene, loans[0], role="adviser").status == LoanStatus.BACK
    assert set(LoanItem.unscoped.free()) == {keys[0], keys[2]}


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"ticked": ALL[1:]}, r"À vérifier avant le prêt\s: carte SIM active"),
        ({"due_on": TODAY - dt.timedelta(days=1)}, "La date de retour est passée"),
        ({"due_on": DUE + dt.timedelta(days=1)}, r"se termine le 15\saoût 2026, avant"),
    ],
)
def test_nothing_leaves_unless_all_is_right(scene, keys, asked, given, told):
    with pytest.raises(Refused, match=told):
        lend(scene, asked, keys[:1], **given)
    assert not Loan.unscoped.exists()


def test_no_more_than_what_was_asked(scene, keys, asked):
    with pytest.raises(Refused, match="L’école a demandé 2"):
        lend(scene, asked, keys)


def test_an_item_is_in_one_place(scene, keys, asked):
    lend(scene, asked, keys[:1])
    again = services.ask(
        actor=scene.cast["head"], entry=asked.entry, kind=ItemKind.KEY, quantity=1, need="étude"
    )
    with pytest.raises(Refused, match="Clé 4G n° K-001 n’est pas libre"):
        lend(scene, again, keys[:1])
    with pytest.raises(Refused, match=r"est prêté \(bon BP-2026-0001\)"):
        services.take_out(actor=scene.cast["manager"], item=keys[0], reason="cassée")


def test_an_item_of_another_kind_is_not_lent_for_it(scene, asked):
    (computer,) = services.bring(
        actor=scene.cast["manager"], kind=ItemKind.COMPUTER, owner=scene.syndicate,
        rows=[("PC-1", "")],
    )  # fmt: skip
    with pytest.raises(Refused, match="n’est pas libre"):
        lend(scene, asked, [computer])


def test_a_request_is_answered_by_a_loan_or_a_reason(scene, keys, asked):
    with pytest.raises(Refused, match="Choisissez le matériel"):
        lend(scene, asked, [])
    declined = RequestLifecycle.move(
        asked, "decline", actor=scene.cast["manager"], reason="Stock épuisé."
    )
    assert (declined.status, declined.reason) == (RequestStatus.DECLINED, "Stock épuisé.")
    with pytest.raises(Refused):
        lend(scene, asked, keys[:1])


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"ticked": []}, r"À vérifier au retour\s: carte SIM présente et clé essayée"),
        ({"returned_on": TODAY + dt.timedelta(days=1)}, r"Le retour est entre le 16\sjuin 2026"),
        ({"returned_on": TODAY - dt.timedelta(days=1)}, r"Le retour est entre le 16\sjuin 2026"),
    ],
)
def test_a_return_is_verified(scene, keys, asked, given, told):
    (loan,) = lend(scene, asked, keys[:1])
    with pytest.raises(Refused, match=told):
        back(scene, loan, **given)


def test_what_does_not_come_back_is_lent_no_more(scene, keys, asked):
    (loan,) = lend(scene, asked, keys[:1])
    lost = LoanLifecycle.move(
        loan, "declare_lost", actor=scene.cast["head"], reason="Perdue pendant un déménagement."
    )
    assert lost.status == LoanStatus.LOST
    assert keys[0] not in set(LoanItem.unscoped.free())
    with pytest.raises(Refused):
        back(scene, loan)


@pytest.mark.parametrize(
    "role",
    ["manager", "jurist", "head", "teacher", "adviser", "inspector", "mayor", "other_head",
     "other_adviser", "stranger"],
)  # fmt: skip
def test_who_does_what(scene, keys, asked, role):
    actor = scene.cast[role]

    def refused(act):
        with pytest.raises(NotYours):
            act()

    def ask():
        return services.ask(
            actor=actor, entry=asked.entry, kind=ItemKind.KEY, quantity=1, need="étude"
        )

    ask() if role == "head" else refused(ask)
    if role != "manager":
        refused(lambda: lend(scene, asked, keys[:1], role=role))
        refused(lambda: services.take_out(actor=actor, item=keys[2], reason="x"))
    loan = lend(scene, asked, keys[:1])[0]
    take = lambda: back(scene, loan, role=role)  # noqa: E731
    take() if role in ("manager", "adviser") else refused(take)


def test_pages_from_the_stock_to_the_return(scene, asked, client_as):
    manager, head = client_as(scene.cast["manager"]), client_as(scene.cast["head"])
    given = {
        "kind": "key", "owner": str(scene.syndicate.public_id), "lines": "K-7;356938\nK-8\nK-7",
    }  # fmt: skip
    twice = manager.post(reverse("onboarding:bring"), given)
    assert twice.status_code == 422
    assert "Le numéro K-7 est écrit deux fois" in text(twice)
    manager.post(reverse("onboarding:bring"), {**given, "lines": "K-7;356938\nK-8"})
    stock = text(manager.get(reverse("onboarding:stock")))
    assert "n° K-7 356938" in stock
    assert "sans connexion" in stock
    known = manager.post(reverse("onboarding:bring"), {**given, "lines": "K-8"})
    assert "Déjà dans le stock : K-8" in text(known)
    item = LoanItem.unscoped.get(number="K-7")
    lend_page = reverse("onboarding:lend", args=[asked.public_id])
    assert "n° K-8" in text(manager.get(lend_page))
    answer = manager.post(
        lend_page, {"items": [str(item.public_id)], "due_on": "15/08/2026", "ticked": ALL}
    )
    assert answer.status_code == 302
    loan = Loan.unscoped.get()
    slip = text(head.get(loan.get_absolute_url()))
    assert "BP-2026-0001" in slip
    assert "Son nom n’est pas saisi ici" in slip
    assert "Enregistrer le retour" not in slip
    assert "Déclarer non rendu" in slip
    manager.post(
        reverse("onboarding:give_back", args=[loan.public_id]),
        {"returned_on": "16/06/2026", "ticked": BACK, "note": ""},
    )
    assert "Rendu le 16 juin 2026" in text(head.get(loan.get_absolute_url()))
    lent = manager.get(reverse("onboarding:stock"), {"etat": "prete"})
    assert "Aucun matériel" in text(lent)
    assert client_as(scene.cast["stranger"]).get(loan.get_absolute_url()).status_code == 404
    assert head.get(reverse("onboarding:stock")).status_code == 403


def test_the_stock_of_hundreds_asks_few_questions(scene, client_as, django_assert_max_num_queries):
    services.bring(
        actor=scene.cast["manager"], kind=ItemKind.KEY, owner=scene.syndicate,
        rows=[(f"K-{rank:04d}", "") for rank in range(120)],
    )  # fmt: skip
    client = client_as(scene.cast["manager"])
    with django_assert_max_num_queries(29):
        assert "K-0000" in text(client.get(reverse("onboarding:stock")))


def test_the_stock_is_filtered_and_given_as_a_file(scene, keys, asked, client_as):
    lend(scene, asked, keys[:1])
    services.take_out(actor=scene.cast["manager"], item=keys[2], reason="cassée")
    client = client_as(scene.cast["manager"])

    def shown(**query):
        page = text(client.get(reverse("onboarding:stock"), query))
        return [number for number in ("K-001", "K-002", "K-003") if f"n° {number}" in page]

    assert shown() == ["K-001", "K-002", "K-003"]
    assert shown(etat="prete") == ["K-001"]
    assert shown(etat="libre") == ["K-002"]
    assert shown(etat="sorti") == ["K-003"]
    assert shown(nature="computer") == []
    file = client.get(reverse("onboarding:stock"), {"format": "csv"}).content.decode("utf-8-sig")
    assert "K-001;356938035643809" in file
    assert "Prêté;École des Tilleuls" in file
