"""A délibération: awaited, deposited, confirmed, proved, contested, annulled."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from audit.models import Event
from common import clock
from common.lifecycle import NotYours, Refused
from governance import enforceability, registry, services
from governance.lifecycle import DeliberationLifecycle
from governance.models import Deliberation
from tests import factories

FILE = "f" * 64
SIREN, OTHER_SIREN = "218005031", "248000531"
Status = Deliberation.Status


@pytest.fixture
def commune(db):
    return factories.commune("Clairval", insee_code="80201", siren=SIREN, fictitious=False)


@pytest.fixture
def expected(commune, parameters):
    return factories.deliberation(
        commune, status=Status.EXPECTED, number="", voted_on=None, object="", body=""
    )


@pytest.fixture
def voted(commune, parameters):
    return factories.deliberation(
        commune, status=Status.RECORDED, number="2026-07", voted_on=dt.date(2026, 6, 10)
    )


def move(record, verb, actor, **given):
    return DeliberationLifecycle.move(record, verb, actor=actor, **given)


def refusal(record, verb, actor, **given):
    with pytest.raises(Refused) as caught:
        move(record, verb, actor, **given)
    unchanged = Deliberation.unscoped.get(pk=record.pk)
    assert unchanged.status == record.status
    return str(caught.value)


MENTIONS = {
    "number": "2026-07",
    "voted_on": dt.date(2026, 6, 10),
    "object": "Convention ENT",
    "body": "conseil municipal",
}


# --- Deposit, record, confirm ---------------------------------------------------------------


def test_preparer_deposits_then_confirms_what_was_read(expected, preparer):
    reading = {"number": "2026-7", "voted_on": "2026-06-10"}
    deposited = move(expected, "upload", preparer, file=FILE, reading=reading)
    assert (deposited.status, deposited.reading["number"]) == (Status.TO_CONFIRM, "2026-7")
    assert deposited.number == "", "what was read is only proposed"
    confirmed = move(deposited, "confirm", preparer, **MENTIONS)
    assert (confirmed.status, confirmed.number, confirmed.year) == ("recorded", "2026-07", 2026)
    assert list(Event.objects.order_by("sequence").values_list("verb", flat=True))[-2:] == [
        "upload",
        "confirm",
    ]


def test_deposit_needs_a_file(expected, preparer):
    assert "20 Mo" in refusal(expected, "upload", preparer, file="")


@pytest.mark.parametrize(
    "who", ["other_mayor", "deputy", "inspector", "admin", "provider", "accounts_officer"]
)
def test_others_do_not_deposit(expected, who, request):
    with pytest.raises(NotYours):
        move(expected, "upload", request.getfixturevalue(who), file=FILE)
    assert Deliberation.unscoped.get(pk=expected.pk).status == Status.EXPECTED


def test_mayor_types_the_vote_from_the_paper(expected, mayor):
    assert move(expected, "record_vote", mayor, **MENTIONS).object == "Convention ENT"


def test_vote_in_the_future_is_refused(expected, mayor):
    future = MENTIONS | {"voted_on": clock.today() + dt.timedelta(days=1)}
    assert "futur" in refusal(expected, "record_vote", mayor, **future)


def test_missing_mentions_are_named(expected, mayor):
    sentence = refusal(expected, "record_vote", mayor, number="2026-07")
    assert "la date de séance" in sentence
    assert "l’objet" in sentence


def test_same_number_twice_a_year_is_refused(expected, voted, mayor):
    assert "déjà enregistrée" in refusal(expected, "record_vote", mayor, **MENTIONS)
    other_year = MENTIONS | {"voted_on": dt.date(2025, 6, 10)}
    assert move(expected, "record_vote", mayor, **other_year).year == 2025


def test_framework_names_the_model_it_approves(syndicate, parameters, project_manager):
    with pytest.raises(Refused, match="modèle approuvé"):
        services.record_deliberation(
            actor=project_manager, institution=syndicate, kind="framework", **MENTIONS
        )
    assert not Deliberation.unscoped.exists()
    framework = services.record_deliberation(
        actor=project_manager,
        institution=syndicate,
        kind="framework",
        model_code="tripartite",
        model_version=1,
        **MENTIONS,
    )
    assert framework.status == Status.RECORDED


def test_unfavourable_vote_needs_a_reason(voted, mayor):
    assert "motif" in refusal(voted, "record_rejection", mayor, category="budget")
    rejected = move(voted, "record_rejection", mayor, category="budget", reason="Budget")
    assert (rejected.status, rejected.rejection_category) == ("rejected", "budget")


# --- Proof ----------------------------------------------------------------------------------

RECEIPT = {
    "proof": "actes_receipt",
    "actes_id": f"080-{SIREN}-20260610-2026_07-DE",
    "received_on": dt.date(2026, 6, 12),
}


def test_receipt_makes_enforceable(voted, preparer):
    proved = move(voted, "prove", preparer, **RECEIPT)
    assert proved.status == Status.ENFORCEABLE
    assert proved.enforceable_on == dt.date(2026, 6, 12)
    assert not proved.enforceable_time_known


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"actes_id": f"080-{OTHER_SIREN}-20260610-2026_07-DE"}, OTHER_SIREN),
        ({"actes_id": f"080-{SIREN}-20260609-2026_07-DE"}, "avant la séance"),
        ({"actes_id": f"080-{SIREN}-20261340-2026_07-DE"}, "calendrier"),
        ({"actes_id": f"080-{SIREN}-20260610-2026_07-CC"}, "non une délibération"),
        ({"received_on": None}, "accusé de réception"),
        ({"received_on": dt.date(2026, 6, 9)}, "précède la séance"),
        ({"received_on": dt.date(2999, 1, 1)}, "futur"),
        ({"proof": "rumour"}, "Choisissez une preuve"),
    ],
)
def test_wrong_receipt_is_refused(voted, preparer, change, words):
    assert words in refusal(voted, "prove", preparer, **(RECEIPT | change))


def test_siren_of_the_institution_must_be_known(db, parameters, mayor, project_manager):
    overseas = factories.commune("Anse-Vive", insee_code="98711", fictitious=False)
    voted = factories.deliberation(overseas, status="recorded", voted_on=dt.date(2026, 6, 10))
    assert "SIREN" in refusal(voted, "prove", project_manager, **RECEIPT)


def test_stamp_needs_its_scan_and_date(voted, preparer):
    assert "cachet" in refusal(
        voted, "prove", preparer, proof="stamp", received_on=dt.date(2026, 6, 12)
    )
    assert "cachet" in refusal(voted, "prove", preparer, proof="stamp", proof_file=FILE)
    proved = move(
        voted, "prove", preparer, proof="stamp", proof_file=FILE, received_on=dt.date(2026, 6, 12)
    )
    assert proved.proof_file == FILE


CERTIFICATE = {
    "proof": "executive_certificate",
    "published_on": dt.date(2026, 6, 14),
    "received_on": dt.date(2026, 6, 12),
}


def test_mayor_certifies_both_dates_and_the_later_counts(voted, mayor):
    assert "deux dates" in refusal(voted, "prove", mayor, **(CERTIFICATE | {"published_on": None}))
    proved = move(voted, "prove", mayor, **CERTIFICATE)
    assert proved.enforceable_on == dt.date(2026, 6, 14)
    assert proved.certified_by_id == mayor.mandate_id


def test_preparer_certifies_only_with_the_signed_paper(voted, preparer):
    assert "exécutif" in refusal(voted, "prove", preparer, **CERTIFICATE)
    assert move(voted, "prove", preparer, proof_file=FILE, **CERTIFICATE).certified_by_id is None


def test_wrong_proof_is_withdrawn_by_the_jurist_alone(voted, preparer, mayor, legal_officer):
    proved = move(voted, "prove", preparer, **RECEIPT)
    with pytest.raises(NotYours):
        move(proved, "contest_proof", mayor, reason="erreur")
    assert "motif" in refusal(proved, "contest_proof", legal_officer)
    back = move(proved, "contest_proof", legal_officer, reason="accusé d’un autre acte")
    assert (back.status, back.enforceable_at, back.actes_id) == ("recorded", None, "")


def test_enforceable_without_proof_cannot_be_stored(commune):
    with pytest.raises(ValidationError):
        factories.deliberation(commune, proof="")


# --- Challenge, annulment -------------------------------------------------------------------


def test_challenge_does_not_suspend(voted, preparer, legal_officer):
    proved = move(voted, "prove", preparer, **RECEIPT)
    assert "numéro" in refusal(proved, "record_challenge", legal_officer)
    challenged = move(
        proved, "record_challenge", legal_officer, reference="2601234", on=dt.date(2026, 7, 2)
    )
    assert Deliberation.unscoped.valid().get() == challenged
    assert enforceability.refusal(challenged, clock.now()) is None
    closed = move(challenged, "close_challenge", legal_officer, reason="rejet")
    assert closed.status == Status.ENFORCEABLE


def test_annulment_needs_the_decision(voted, legal_officer, mayor):
    assert "décision" in refusal(voted, "annul", legal_officer, reason="retrait")
    with pytest.raises(NotYours):
        move(voted, "annul", mayor, reason="retrait", on=dt.date(2026, 7, 1), file=FILE)
    gone = move(voted, "annul", legal_officer, reason="retrait", on=dt.date(2026, 7, 1), file=FILE)
    assert gone.status == Status.WITHDRAWN
    assert "retirée" in enforceability.refusal(gone, clock.now()).sentence


def test_upper_layers_hear_of_each_move(voted, preparer, monkeypatch):
    heard = []
    monkeypatch.setattr(registry, "_deliberations", [lambda d, v, a: heard.append((d.status, v))])
    move(voted, "prove", preparer, **RECEIPT)
    assert heard == [("enforceable", "prove")]


# --- Before the signature (P3) --------------------------------------------------------------


def instants(day, hour, minute=0):
    return dt.datetime(2026, 6, day, hour, minute, tzinfo=dt.UTC)


def test_signature_before_enforceability_is_refused(voted):
    sentence = enforceability.refusal(voted, clock.now()).sentence
    assert sentence.startswith("Signature impossible aujourd’hui.")
    assert "10\u00a0juin 2026" in sentence


def test_known_instants_are_compared_in_the_zone_of_the_body(voted, preparer):
    """12 June 14 h 30 in Paris is 12 h 30 UTC."""
    proved = move(voted, "prove", preparer, received_time=dt.time(14, 30), **RECEIPT)
    early = enforceability.refusal(proved, instants(12, 12, 29))
    assert early.key == "deliberation.early"
    assert "14\u00a0h\u00a030" in early.sentence
    assert enforceability.refusal(proved, instants(12, 12, 30)) is None


def test_same_day_without_time_asks_for_it(voted, preparer):
    proved = move(voted, "prove", preparer, **RECEIPT)
    same_day = enforceability.refusal(proved, instants(12, 9))
    assert same_day.sentence == (
        "Délibération et signature sont du même jour : indiquez l’heure de transmission."
    )
    assert enforceability.refusal(proved, instants(11, 21)).key == "deliberation.early"
    assert enforceability.refusal(proved, instants(12, 22, 1)) is None, "the 13th in Paris"


@pytest.mark.parametrize(
    ("published", "received", "expected"),
    [
        ((12, "10:00"), (13, "09:00"), (13, 9, True)),
        ((14, None), (13, "09:00"), (14, 0, False)),
        ((13, "10:00"), (13, None), (13, 0, False)),
        ((13, "10:00"), (13, "11:00"), (13, 11, True)),
        ((12, None), (13, "09:00"), (13, 9, True)),
        ((None, None), (13, None), (13, 0, False)),
    ],
)
def test_later_of_publication_and_receipt(published, received, expected):
    from zoneinfo import ZoneInfo

    def pair(day, time):
        return (
            dt.date(2026, 6, day) if day else None,
            dt.time.fromisoformat(time) if time else None,
        )

    instant, known = enforceability.later(
        pair(*published), pair(*received), ZoneInfo("Europe/Paris")
    )
    assert (instant.day, instant.hour, known) == expected


# --- Awaited, councils ----------------------------------------------------------------------


def test_same_vote_is_awaited_once(commune, school, project_manager):
    first = services.expect_deliberation(
        actor=project_manager, institution=commune, target=school, expected_on=dt.date(2026, 9, 1)
    )
    again = services.expect_deliberation(actor=project_manager, institution=commune, target=school)
    assert again.pk == first.pk
    assert list(Deliberation.unscoped.about(school)) == [first]


def test_body_without_assembly_votes_nothing(dsden, project_manager):
    with pytest.raises(ValidationError, match="assemblée"):
        services.expect_deliberation(actor=project_manager, institution=dsden)


def test_council_announced_twice_is_confirmed(commune, preparer, other_mayor):
    day = dt.date(2026, 9, 24)
    services.announce_council(actor=preparer, institution=commune, date=day)
    council = services.announce_council(
        actor=preparer, institution=commune, date=day, confirmed=True
    )
    assert commune.council_dates.get() == council
    assert council.confirmed
    with pytest.raises(NotYours):
        services.announce_council(actor=other_mayor, institution=commune, date=day)
