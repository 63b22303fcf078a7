"""A meeting as it goes on: who comes and leaves, the quorum of each point, votes, decisions."""

import datetime as dt
import io
import json

import pytest
from django.core import management

from common import clock
from common.french import time_fr
from common.lifecycle import NotYours, Refused
from governance.committees import attending, counting, deciding, holding
from governance.committees.confirming import RecordLifecycle
from governance.committees.deciding import Choice, Motion
from governance.committees.docdata.builders import common
from governance.committees.lifecycle import ItemLifecycle, MeetingLifecycle
from governance.committees.models import Meeting, Power
from governance.committees.models.attendance import Sits
from governance.committees.models.decisions import Ballot, Nature
from governance.committees.models.items import ItemStatus as I
from governance.committees.models.meetings import MeetingStatus as M
from governance.committees.models.records import RecordStatus
from governance.committees.quorum import Mode
from governance.committees.votes import Tally
from tests import factories
from tests.circuits import walking
from tests.governance.committees.sittings import *  # noqa: F403
from tests.governance.committees.sittings import AUTHORITIES, STATE, F, plain, words


def public(sitting, **choices):
    votes = {sitting.key(name): choice for name, choice in choices.items()}
    return Motion(Nature.DECISION, "La charte est adoptée.", Ballot.PUBLIC, votes=votes)


def test_nothing_begins_before_the_hour_of_the_convocation(sitting, seats):
    sitting.comes("dasen", "inspector", "president", "mayor", "other_mayor")
    with clock.at(sitting.meeting.starts_at - dt.timedelta(minutes=5)):
        for verb, said in (
            ("open_meeting", "elle ne s’ouvre pas avant."),
            ("find_no_quorum", "l’absence de quorum ne se constate pas avant."),
        ):
            with pytest.raises(Refused) as refused:
                sitting.move(verb)
            assert words(refused) == (
                f"La séance est convoquée pour le {plain(sitting.meeting.when)} : {said}"
            )
    assert sitting.move("open_meeting").status == M.OPEN


def test_a_departure_names_no_private_point_to_everybody(sitting):
    sitting.comes("dasen", "president", "mayor")
    sitting.move("open_meeting")
    for title in ("Charte des messages", "Indicateurs", "Tarif", "Calendrier", "Divers"):
        sitting.moves(title, "defer", reason="faute de temps")
    sitting.moves("Situation d’un prestataire", "call")
    sitting.note("dasen", F.LEAVE)
    sitting.meeting.refresh_from_db()
    assert "Quorum perdu" in sitting.meeting.quorum_sentence
    assert "H1" not in sitting.meeting.quorum_sentence
    assert "Le point H1 est reporté" in sitting.item("Situation d’un prestataire").quorum_sentence


def test_a_meeting_from_its_opening_to_its_close(sitting, seats, other_mayor, dasen):
    sitting.comes("dasen", "president")
    with pytest.raises(Refused) as refused:
        sitting.move("open_meeting")
    assert words(refused) == (
        "Quorum non atteint dans le collège « Collectivités » : 1 présent sur 3, 2 requis "
        "(règlement intérieur, art. 5.2)."
    )
    sitting.comes("mayor")
    sitting.power("inspector", "dasen")
    sitting.power("other_mayor", "mayor")
    with pytest.raises(Refused) as refused:
        sitting.move("find_no_quorum")
    assert words(refused) == "Le quorum est atteint : 3 présents, 3 requis."
    opened = sitting.move("open_meeting")
    assert plain(opened.quorum_sentence).startswith(
        "Quorum atteint dans chaque collège : 1 sur 2 (1 requis), 2 sur 3 (2 requis). Les 2 "
        "pouvoirs comptent pour le vote, non pour le quorum"
    )

    # A vote by colleges, with two powers.
    sitting.moves("Charte des messages", "call")
    with pytest.raises(Refused) as refused:
        sitting.moves("Charte des messages", "decide", motion=public(sitting, dasen=Choice.FOR))
    assert "5 voix attendues, 1 saisie" in words(refused)
    motion = public(
        sitting, dasen=Choice.FOR, inspector=Choice.FOR, president=Choice.FOR,
        mayor=Choice.AGAINST, other_mayor=Choice.FOR,
    )  # fmt: skip
    decided = sitting.moves("Charte des messages", "decide", motion=motion)
    first = decided.decision
    assert first.number == f"{opened.number}/01"
    assert first.adopted
    assert "Éducation nationale », 2 voix contre 0" in plain(first.result)
    assert "Collectivités », 2 voix contre 1" in plain(first.result)
    by = {vote["seat"]: vote["by"] for vote in first.votes}
    assert by[sitting.key("inspector")] == by[sitting.key("dasen")], "a power is cast by another"

    # Who gave a power arrives; a second power to one member is refused.
    sitting.comes("other_mayor")
    assert Power.unscoped.get(giver=seats["other_mayor"]).ended_at is not None
    sitting.comes("inspector", mode=Mode.REMOTE)
    sitting.note("other_mayor", F.LEAVE)
    sitting.power("other_mayor", "mayor")
    sitting.note("president", F.LEAVE)
    with pytest.raises(Refused) as refused:
        sitting.power("president", "mayor")
    assert "détient déjà 1 pouvoir : le règlement n’en admet pas davantage" in words(refused)
    sitting.comes("president", "other_mayor")

    # An interested member stands aside; a departure then loses the quorum of that point alone.
    sitting.moves("Tarif", "call")
    tariff = sitting.item("Tarif")
    sitting.note("mayor", F.WITHDRAW, item=tariff)
    assert "intéressé" in sitting.item("Tarif").quorum_sentence
    left = sitting.note("other_mayor", F.LEAVE)
    name = factories.mandate_of(other_mayor).person.formal_name
    hour = time_fr(left.at.astimezone(sitting.meeting.zone))
    lost = plain(sitting.item("Tarif").quorum_sentence)
    assert lost.startswith(plain(f"Quorum perdu à {hour} au départ de {name}"))
    assert "1 présent, 2 requis" in lost
    assert "Le point 3 est reporté ; les décisions déjà prises restent valables." in lost
    with pytest.raises(Refused) as refused:
        sitting.moves("Tarif", "decide", motion=public(sitting))
    assert plain(words(refused)) == lost
    sitting.moves("Tarif", "defer", reason="Quorum perdu.")

    # A secret ballot: totals alone.
    secret = "Situation d’un prestataire"
    sitting.moves(secret, "call")
    ballot = Motion(
        Nature.DECISION, "Le prestataire est entendu.", Ballot.SECRET,
        tallies={STATE: Tally(1, 0, 0, 1), AUTHORITIES: Tally(2, 0)}, askers=1,
    )  # fmt: skip
    with pytest.raises(Refused) as refused:
        sitting.moves(secret, "decide", motion=ballot)
    assert "à la demande de 2 membres" in words(refused)
    ballot = Motion(
        Nature.DECISION, "Le prestataire est entendu.", Ballot.SECRET,
        tallies={STATE: Tally(1, 0, 0, 1), AUTHORITIES: Tally(2, 0)}, askers=2,
    )  # fmt: skip
    private = sitting.moves(secret, "decide", motion=ballot).decision
    assert private.number == f"{opened.number}/H1"
    assert private.adopted
    assert common.voted(private).startswith("Scrutin secret. Adopté"), "CGCT, art. L. 2121-21"
    _unlinkable(private, seats)

    # Information, a late point, a consensus, the close.
    sitting.moves("Indicateurs", "call")
    sitting.moves("Indicateurs", "decide")
    sitting.moves("Divers", "call")
    consensus = Motion(Nature.OPINION, "Avis favorable.", Ballot.CONSENSUS)
    with pytest.raises(Refused) as refused:
        sitting.moves("Divers", "decide", motion=consensus)
    assert words(refused) == (
        "Ce point n’est pas à l’ordre du jour : il peut être évoqué, non voté "
        "(règlement intérieur, art. 4.7)."
    )
    sitting.moves("Divers", "decide")
    with pytest.raises(Refused) as refused:
        sitting.move("close_after_loss")
    assert words(refused) == "Le point 4 n’a ni décision ni renvoi."
    sitting.moves("Calendrier", "call")
    last = sitting.moves("Calendrier", "decide", motion=consensus).decision
    assert last.number == f"{opened.number}/02", "a number of its own series, without gap"
    assert plain(last.result) == "Adopté par consensus (règlement intérieur, art. 6.1)."
    closed = sitting.move("close_after_loss")
    assert closed.closed_at
    with pytest.raises(Refused):
        sitting.note("mayor", F.LEAVE)

    # The record of decisions: who presided confirms it, once each decision has its follow-up.
    record = closed.records.get()
    target = RecordStatus.CONFIRMED
    done = walking.attempt(
        RecordLifecycle, record, "confirm_decisions", target, actor=sitting.actor
    )
    assert done == walking.NOT_YOURS, "the secretary does not confirm"
    with pytest.raises(Refused) as refused:
        RecordLifecycle.move(record, "confirm_decisions", actor=dasen)
    assert f"La décision {first.number} n’a pas de responsable." in words(refused)
    for each in closed.decisions.all():
        holding.complete(
            actor=sitting.actor, decision=each, responsible=factories.mandate_of(dasen),
            due_on=clock.today(),
        )  # fmt: skip
    done = walking.attempt(RecordLifecycle, record, "confirm_decisions", target, actor=dasen)
    assert done == walking.DONE
    with pytest.raises(Refused):
        holding.complete(actor=sitting.actor, decision=first, responsible=None, due_on=None)


def _unlinkable(decision, seats):
    """No row of the database holds a seat, or its person, beside what a secret ballot said."""
    dump = io.StringIO()
    management.call_command("dumpdata", "committees", "audit", stdout=dump, database="default")
    people = {str(seat.public_id) for seat in seats.values()}
    rows = [
        row for row in json.loads(dump.getvalue())
        if decision.number in json.dumps(row, ensure_ascii=False)
    ]  # fmt: skip
    assert len(rows) >= 2, "the decision and its history"
    for row in rows:
        text = json.dumps(row, ensure_ascii=False)
        assert not [key for key in people if key in text], row["model"]
        assert row["fields"].get("votes", []) in ([], "[]")
    assert sum(tally["in_favour"] for tally in decision.tallies.values()) == 3


def test_the_table_of_the_record_is_that_of_the_design():
    assert walking.table(RecordLifecycle) == walking.expected(
        [
            ("confirm_decisions", [RecordStatus.PROVISIONAL], RecordStatus.CONFIRMED),
            ("correct_decisions", [RecordStatus.CONFIRMED], RecordStatus.CORRECTED),
        ]
    )


def test_a_secret_ballot_of_one_person_in_a_college_is_refused(sitting):
    sitting.comes("dasen", "president", "mayor")
    sitting.move("open_meeting")
    sitting.moves("Tarif", "call")
    ballot = Motion(
        Nature.DECISION, "M. X est nommé.", Ballot.SECRET, nomination=True,
        tallies={STATE: Tally(1, 0), AUTHORITIES: Tally(2, 0)},
    )  # fmt: skip
    with pytest.raises(Refused) as refused:
        sitting.moves("Tarif", "decide", motion=ballot)
    assert "son vote ne serait pas secret" in words(refused)


def test_without_quorum_the_points_wait_for_another_meeting(sitting, mayor, stranger):
    sitting.comes("president", "mayor")
    with pytest.raises(Refused) as refused:
        sitting.move("open_meeting")
    assert "Éducation nationale" in words(refused), "the president may preside, the quorum is not"
    found = sitting.move("find_no_quorum")
    assert found.status == M.NO_QUORUM
    assert set(found.items.values_list("status", flat=True)) == {I.DEFERRED}
    assert sitting.item("Tarif").put_off_reason == found.quorum_sentence
    assert sitting.move("close_after_loss").status == M.CLOSED


def test_nobody_to_preside_and_the_meeting_does_not_open(sitting):
    sitting.comes("inspector", "mayor", "other_mayor")
    with pytest.raises(Refused) as refused:
        sitting.move("open_meeting")
    assert words(refused) == (
        "La séance ne peut s’ouvrir : ni président ni remplaçant présent "
        "(règlement intérieur, art. 3.4)."
    )


def test_a_meeting_that_decided_is_closed_not_cancelled(sitting):
    """Its decisions would never take effect, and their cases would wait for ever."""
    sitting.comes("dasen", "inspector", "president", "mayor")
    opened = sitting.move("open_meeting")
    sitting.moves("Tarif", "call")
    motion = Motion(Nature.DECISION, "Le tarif est adopté.", Ballot.CONSENSUS)
    sitting.moves("Tarif", "decide", motion=motion)
    sitting.move("adjourn", resumes_at=opened.starts_at + dt.timedelta(days=1))
    with pytest.raises(Refused) as refused:
        sitting.move("cancel_meeting", reason="Neige.")
    assert "a pris des décisions : renvoyez les autres points" in words(refused)


def test_a_meeting_is_suspended_and_opened_again(sitting, syndicate_president):
    sitting.comes("president", "mayor", "inspector")
    opened = sitting.move("open_meeting")
    assert opened.chair == factories.mandate_of(syndicate_president), "in the absence of the chair"
    with pytest.raises(Refused):
        sitting.move("adjourn", resumes_at=clock.now())
    sitting.move("adjourn", resumes_at=clock.now() + dt.timedelta(hours=2))
    again = sitting.move("open_meeting")
    assert again.opened_at == opened.opened_at
    assert again.resumes_at is None


def test_two_secretaries_lose_nothing(sitting, project_manager):
    item = sitting.item("Tarif")
    first = holding.save_note(actor=sitting.actor, item=item, text="Un avis.", version=0)
    with pytest.raises(Refused) as refused:
        holding.save_note(actor=project_manager, item=item, text="Un autre.", version=0)
    assert refused.value.refusals[0].key == "common.stale"
    first.refresh_from_db()
    assert first.text == "Un avis."
    holding.save_note(actor=project_manager, item=item, text="Les deux.", version=1)


def test_a_member_does_not_run_the_meeting(sitting, mayor, stranger, seats):
    for actor in (mayor, stranger):
        for verb in ("open_meeting", "find_no_quorum"):
            done = walking.attempt(MeetingLifecycle, sitting.meeting, verb, "", actor=actor)
            assert done == walking.NOT_YOURS
        item = sitting.item("Tarif")
        done = walking.attempt(ItemLifecycle, item, "call", "", actor=actor)
        assert done == walking.NOT_YOURS
        with pytest.raises(NotYours):
            attending.note(actor=actor, meeting=sitting.meeting, seat=seats["mayor"], fact=F.ARRIVE)
    for verb in ("adjourn", "close_after_loss"):
        done = walking.attempt(MeetingLifecycle, sitting.meeting, verb, "", actor=sitting.actor)
        assert done == walking.WRONG_STATUS
    done = walking.attempt(ItemLifecycle, item, "call", "", actor=sitting.actor)
    assert done == walking.REFUSED, "the meeting is not open"


def test_facts_that_the_room_contradicts_are_refused(sitting, meeting):
    with pytest.raises(Refused):
        sitting.note("mayor", F.LEAVE)
    sitting.comes("mayor")
    with pytest.raises(Refused):
        sitting.comes("mayor")
    with pytest.raises(Refused):
        sitting.note("mayor", F.ARRIVE, sits=Sits.SUBSTITUTE)
    with pytest.raises(Refused):
        sitting.note("mayor", F.WITHDRAW)
    assert counting.room(Meeting.unscoped.get(pk=meeting.pk), None, clock.now()).presiding() is None
    assert [voice.key for voice in deciding.voices(counting.room(meeting, None, clock.now()))] == [
        sitting.key("mayor")
    ]
