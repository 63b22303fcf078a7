"""Entries that a tablet keeps and sends later: once, in order, at the hour of the entry."""

import datetime as dt
import random
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from audit.models import Event
from common import clock
from governance.committees import holding, noting
from governance.committees.deciding import Choice
from governance.committees.models import Decision, MeetingNote, Power, Presence, ReceivedEntry
from governance.committees.models.attendance import Fact
from tests import factories
from tests.depth import whole
from tests.governance.committees.sittings import *  # noqa: F403
from tests.governance.committees.sittings import F, plain

MINUTE = dt.timedelta(minutes=1)


class Page:
    """What the script of the page sends, for one person."""

    def __init__(self, client, sitting, actor):
        self.client, self.sitting, self.mandate = client, sitting, actor.mandate_id

    def send(self, route, thing, *, waited=0, key="", ahead=0, **fields):
        """``waited``: seconds between the entry and its sending, by a clock ``ahead`` minutes."""
        sent = clock.now() + ahead * MINUTE
        made = sent - dt.timedelta(seconds=waited)
        stamp = {
            "saisie": key or uuid.uuid4().hex,
            "faite": int(made.timestamp() * 1000),
            "partie": int(sent.timestamp() * 1000),
        }
        return self.client.post(
            reverse(f"committees:{route}", args=[thing.public_id]),
            {"mandat": self.mandate, **stamp, **fields},
            headers={"X-Requested-With": "saisie"},
        )

    def presence(self, name, act, **given):
        seat = self.sitting.seats[name].public_id
        return self.send("presence", self.sitting.meeting, seat=seat, act=act, **given)


@pytest.fixture
def page(sitting, client_as, secretary):
    sitting.comes("dasen", "president", "mayor")
    sitting.move("open_meeting")
    return Page(client_as(secretary), sitting, secretary)


def later(page, minutes):
    return clock.at(page.sitting.meeting.opened_at + minutes * MINUTE)


def test_an_entry_sent_twice_is_done_once_and_answered_alike(page):
    with later(page, 10):
        key = uuid.uuid4().hex
        answers = [page.presence("inspector", "salle", key=key) for _ in range(3)]
        assert {answer.status_code for answer in answers} == {200}
        assert len({answer.json()["address"] for answer in answers}) == 1
        fact = Presence.unscoped.filter(seat=page.sitting.seats["inspector"])
        assert fact.count() == 1
        assert Event.objects.filter(verb="note_presence", object_id=fact.get().pk).count() == 1
        again = page.presence("inspector", "salle")
        assert again.status_code == 409, "another entry, under a key of its own"
        assert plain(again.json()["refusals"][0]) == "Cette personne est déjà notée présente."


def test_a_decision_sent_twice_is_taken_once(page):
    """Its form would be refused the second time: the point is decided."""
    page.sitting.moves("Charte des messages", "call")
    item = page.sitting.item("Charte des messages")
    given = {"nature": "decision", "text": "Adoptée.", "ballot": "public", "others": "for"}
    with later(page, 10):
        key = uuid.uuid4().hex
        for _ in range(2):
            answer = page.send("decide_item", item, key=key, waited=120, **given)
            assert answer.status_code == 200, answer.content
        decision = Decision.unscoped.get()
        assert decision.tallies
        assert {vote["choice"] for vote in decision.votes} == {Choice.FOR}
        assert clock.now() - decision.decided_at >= 2 * MINUTE


def test_a_refused_entry_leaves_no_trace_and_may_come_again(page):
    with later(page, 10):
        key = uuid.uuid4().hex
        for _ in range(2):
            answer = page.presence("inspector", "depart", key=key)
            assert answer.status_code == 409
            assert answer.json() == {"refusals": ["Cette personne n’est pas notée présente."]}
        assert not ReceivedEntry.objects.exists()
        assert page.presence("inspector", "salle").status_code == 200
        assert page.presence("inspector", "depart", key=key).status_code == 200


def test_each_fact_has_the_hour_of_its_entry_whatever_the_clock_of_the_tablet(page):
    """A quarter of an hour ahead, the tablet says so; only the time waited is believed."""
    with later(page, 10):
        for name, waited in (("inspector", 120), ("other_mayor", 60)):
            answer = page.presence(name, "salle", waited=waited, ahead=15)
            assert plain(answer.json()["clock"]) == (
                "L’horloge de cet appareil avance de 15 minutes : les heures notées sont celles "
                "du site."
            )
            fact = Presence.unscoped.get(seat=page.sitting.seats[name])
            assert abs(clock.now() - fact.at - dt.timedelta(seconds=waited)) < MINUTE / 10
        assert page.presence("inspector", "depart").json()["clock"] == ""
        answer = page.presence("other_mayor", "depart", ahead=-5)
        assert "retarde de 5 minutes" in plain(answer.json()["clock"])


def test_a_slow_network_does_not_swap_two_entries(page):
    with later(page, 10):
        page.presence("inspector", "salle")
        assert page.presence("inspector", "depart", waited=20).status_code == 200
        facts = Presence.unscoped.filter(seat=page.sitting.seats["inspector"]).order_by("at")
        assert [each.fact for each in facts] == [Fact.ARRIVE, Fact.LEAVE]


def test_an_entry_is_never_before_the_opening_nor_to_come(page):
    with later(page, 10):
        answer = page.presence("inspector", "salle", waited=3600)
        assert answer.status_code == 409
        assert "La séance a été ouverte à" in answer.json()["refusals"][0]
        answer = page.presence("inspector", "salle", waited=-3600)
        assert answer.status_code == 200
        assert Presence.unscoped.get(seat=page.sitting.seats["inspector"]).at <= clock.now()


def test_an_entry_made_under_another_mandate_waits_for_it(page, client_as, project_manager):
    """Two secretaries, one tablet: what the first entered is not recorded as the second's."""
    page.client = client_as(project_manager)
    assert page.presence("inspector", "salle").status_code == 403
    notes = reverse("committees:notes", args=[page.sitting.item("Tarif").public_id])
    given = {"text": "Noté.", "base": "", "version": "0", "mandat": page.mandate}
    answer = page.client.post(notes, given, headers={"X-Requested-With": "autosave"})
    assert answer.status_code == 403
    assert not MeetingNote.unscoped.exists()
    assert not Presence.unscoped.filter(seat=page.sitting.seats["inspector"]).exists()


def test_what_cannot_be_read_is_a_form_like_any_other(page):
    """A page without script, or a stamp that somebody forged."""
    with later(page, 10):
        given = {"seat": page.sitting.seats["inspector"].public_id, "act": "salle"}
        for forged in ({"saisie": "x"}, {"saisie": uuid.uuid4().hex, "faite": "9" * 30}):
            address = reverse("committees:presence", args=[page.sitting.meeting.public_id])
            answer = page.client.post(address, {**given, "partie": "1", "faite": "1", **forged})
            assert answer.status_code in (302, 409)
        assert not ReceivedEntry.objects.exists()


def test_the_fields_of_a_refused_form_are_told_one_by_one(page):
    page.sitting.moves("Charte des messages", "call")
    item = page.sitting.item("Charte des messages")
    answer = page.send("decide_item", item, nature="decision", ballot="public")
    assert answer.status_code == 422
    assert answer.json()["refusals"] == ["Texte : Ce champ est obligatoire."]
    answer = page.send("put_off", item, verb="defer", reason="")
    assert answer.status_code == 422
    assert page.send("put_off", item, verb="autre", reason="x").status_code == 404


def test_points_are_put_off_from_the_page(page):
    item = page.sitting.item("Tarif")
    answer = page.client.post(
        reverse("committees:put_off", args=[item.public_id]),
        {"verb": "defer", "reason": "Faute de temps."},
    )
    assert answer.status_code == 302
    assert page.sitting.item("Tarif").put_off_reason == "Faute de temps."


def test_powers_are_given_and_taken_back_at_their_hour(page):
    seat = {name: str(page.sitting.seats[name].public_id) for name in page.sitting.seats}
    with later(page, 10):
        given = {"giver": seat["inspector"], "receiver": seat["dasen"]}
        assert page.send("power", page.sitting.meeting, waited=120, **given).status_code == 200
        power = Power.unscoped.get()
        assert clock.now() - power.received_at >= 2 * MINUTE
        answer = page.send("power", page.sitting.meeting, waited=60, fin=str(power.public_id))
        assert answer.status_code == 200
        power.refresh_from_db()
        assert MINUTE / 2 < power.ended_at - power.received_at < 2 * MINUTE


# --- Notes -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "text", "both"),
    [
        ("", "Un avis.", "", "Un avis.", False),
        ("A. ", "A. B. ", "A. ", "A. B. ", False),
        ("A. ", "A. ", "A. C. ", "A. C. ", False),
        ("A. ", "A. B.", "A. C.", "A. C.\nB.", False),
        ("", "Moi.", "Eux.", "Eux.\nMoi.", False),
        ("A. B. C.", "A2. B. C.", "A. B. C2.", "A2. B. C2.", False),
        ("A. B. C.", "A. C.", "A. B. C. D.", "A. C. D.", False),
        ("A. B.", "A. B moi.", "A. B eux.", "A. B eux.\nB moi.", True),
        ("A. B.", "A.", "A. B eux.", "A. B eux.", True),
        ("Ligne\nune", "Ligne\r\nune", "Ligne\nune\ndeux", "Ligne\nune\ndeux", False),
        ("A.", "A. B.", "A. B.", "A. B.", False),
    ],
)
def test_two_texts_make_one_and_no_sentence_is_lost(base, mine, theirs, text, both):
    merged = noting.merge(base, mine, theirs)
    assert (merged.text, merged.both) == (text, both)


@pytest.mark.parametrize("seed", range(40))
def test_sentences_added_anywhere_by_two_hands_are_each_kept_once(seed):
    chance = random.Random(seed)
    said = [f"phrase {n}." for n in range(40)]
    base = chance.sample(said[:20], 8)
    texts = [base, base[:], base[:]]
    for text, own in ((texts[1], said[20:30]), (texts[2], said[30:])):
        for sentence in chance.sample(own, 3):
            text.insert(chance.randrange(len(text) + 1), sentence)
    found = noting.merge(*(" ".join(text) for text in texts)).text
    assert {found.count(sentence) for sentence in (*texts[1], *texts[2])} == {1}


def test_two_secretaries_write_on_one_point_and_lose_nothing(sitting, project_manager):
    item = sitting.item("Tarif")
    noting.save(actor=sitting.actor, item=item, text="Le tarif. ", base="")
    noting.save(actor=project_manager, item=item, text="Le tarif. Mme Roy approuve. ",
                base="Le tarif. ")  # fmt: skip
    saved = noting.save(
        actor=sitting.actor, item=item, text="Le tarif. M. Merlin doute. ", base="Le tarif. "
    )
    assert saved.note.text == "Le tarif. Mme Roy approuve. M. Merlin doute. "
    assert not saved.both
    assert saved.note.version == 3
    again = noting.save(
        actor=sitting.actor, item=item, text="Le tarif. M. Merlin doute. ", base="Le tarif. "
    )
    assert MeetingNote.unscoped.get().text == again.note.text


def test_the_notes_typed_answer_what_is_stored(page, client_as, project_manager):
    item = page.sitting.item("Tarif")
    holding.save_note(actor=project_manager, item=item, text="Déjà là.", version=0)
    answer = page.client.post(
        reverse("committees:notes", args=[item.public_id]),
        {"text": "Tapé. ", "base": "", "version": "0"},
        headers={"X-Requested-With": "autosave"},
    )
    assert answer.json()["text"] == "Déjà là.\nTapé. "
    assert "message" not in answer.json()
    answer = page.client.post(
        reverse("committees:notes", args=[item.public_id]),
        {"text": "Déjà ici.", "base": "Déjà.", "version": "0"},
        headers={"X-Requested-With": "autosave"},
    )
    assert "deux versions sont gardées" in answer.json()["message"]
    assert "Déjà ici." in answer.json()["text"]
    assert "Déjà là." in answer.json()["text"]


def test_notes_too_long_together_are_refused_and_kept_by_the_page(sitting, project_manager):
    item = sitting.item("Tarif")
    noting.save(actor=project_manager, item=item, text="a" * 30_000, base="")
    with pytest.raises(Exception, match="dépassent 50000 signes"):
        noting.save(actor=sitting.actor, item=item, text="b" * 30_000, base="")


# --- Facts noted after their hour ----------------------------------------------------------------


def test_a_late_arrival_is_counted_again_before_the_vote(page):
    page.sitting.moves("Tarif", "call")
    tariff = page.sitting.item("Tarif")
    page.sitting.note("mayor", F.WITHDRAW, item=tariff)
    assert not page.sitting.item("Tarif").quorum["reached"]
    with later(page, 10):
        page.sitting.note("other_mayor", F.ARRIVE, at=clock.now() - 5 * MINUTE)
    found = page.sitting.item("Tarif")
    assert found.quorum["reached"]
    assert "Quorum atteint dans chaque collège pour le point 3" in plain(found.quorum_sentence)


def test_a_late_fact_that_a_vote_stands_on_is_refused(page):
    page.sitting.moves("Charte des messages", "call")
    item = page.sitting.item("Charte des messages")
    with later(page, 10):
        given = {"nature": "decision", "text": "Adoptée.", "ballot": "public", "others": "for"}
        page.send("decide_item", item, **given)
        decision = Decision.unscoped.get()
        for name, act in (("other_mayor", "salle"), ("mayor", "depart")):
            answer = page.presence(name, act, waited=120)
            assert answer.status_code == 409
            assert f"repose la décision {decision.number}, prise à" in plain(
                answer.json()["refusals"][0]
            )
    with later(page, 20):
        assert page.presence("mayor", "depart", waited=120).status_code == 200
    with later(page, 30):
        answer = page.presence("other_mayor", "salle", waited=300)
        assert answer.status_code == 200, "after the vote, a late arrival changes nothing of it"


def test_a_private_decision_is_not_named_by_a_refusal(page):
    page.sitting.moves("Situation d’un prestataire", "call")
    item = page.sitting.item("Situation d’un prestataire")
    with later(page, 10):
        given = {"nature": "decision", "text": "Entendu.", "ballot": "public", "others": "for"}
        page.send("decide_item", item, **given)
        answer = page.presence("other_mayor", "salle", waited=120)
        said = plain(answer.json()["refusals"][0])
        assert "une décision prise à huis clos" in said
        assert Decision.unscoped.get().number not in said


def test_a_late_arrival_after_the_want_of_quorum_is_refused(sitting, client_as):
    sitting.comes("president", "mayor")
    sitting.move("find_no_quorum")
    with clock.at(sitting.meeting.starts_at + 10 * MINUTE):
        found = pytest.raises(Exception, match="l’absence de quorum, constatée à")
        with found:
            sitting.note("dasen", F.ARRIVE, at=sitting.meeting.starts_at)


def test_the_power_of_a_giver_who_had_come_was_never_worth_anything(page):
    with later(page, 10):
        page.sitting.power("inspector", "dasen")
        page.sitting.note("inspector", F.ARRIVE, at=clock.now() - 5 * MINUTE)
    power = Power.unscoped.get()
    assert power.ended_at == power.received_at
    assert factories.mandate_of(page.sitting.actor)


@whole
@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_one_entry_sent_by_eight_hands_at_once_is_done_once(page):
    """A slow answer, a second tab, a page opened again: each sends what it still keeps."""
    seat = page.sitting.seats["inspector"].public_id
    key, cookies = uuid.uuid4().hex, page.client.cookies

    def send(_hand):
        try:
            with clock.at(page.sitting.meeting.opened_at + MINUTE):
                page_of = Page(Client(), page.sitting, page.sitting.actor)
                page_of.client.cookies = cookies
                return page_of.send(
                    "presence", page.sitting.meeting, seat=seat, act="salle", key=key
                ).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as hands:
        answers = list(hands.map(send, range(8)))
    assert answers == [200] * 8
    assert Presence.unscoped.filter(seat=page.sitting.seats["inspector"]).count() == 1
    assert ReceivedEntry.objects.count() == 1
