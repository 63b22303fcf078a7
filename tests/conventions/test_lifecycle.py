"""The table of a convention's moves: every status, every verb, everybody of the cast.

``TABLE`` is the rule in data: verb, from, to, who. Whatever is not in it is refused and leaves
the row, its history and the journal as they were.
"""

import datetime as dt

import pytest

from audit.actor import SYSTEM
from common import clock
from common.lifecycle import Refused
from conventions import permissions
from conventions.lifecycle import ConventionLifecycle
from conventions.models import Convention, Status
from documents.models import Document, Envelope, Slot
from governance.offices import Office
from tests import factories
from tests.circuits import acts, walking
from tests.conventions import case as build
from tests.depth import some

S = Status
OWNER = {"manager", "colleague", "system"}
JURIST = {"jurist"}
SYSTEM_ALONE = {"system"}
READERS = {"jurist", "dpo", "mayor", "deputy", "director_of_commune", "inspector", "dasen"}
SIGNATORIES = {"mayor", "inspector", "dasen", "president"}
BEFORE_SIGNATURE = (
    S.DRAFT,
    S.UNDER_REVIEW,
    S.CHANGES_REQUESTED,
    S.TEXT_SETTLED,
    S.IN_DELIBERATION,
    S.READY_TO_ISSUE,
    S.AWAITING_SIGNATURE,
)
TABLE = (
    ("submit", (S.DRAFT, S.CHANGES_REQUESTED), S.UNDER_REVIEW, OWNER),
    (
        "request_changes",
        (S.UNDER_REVIEW, S.TEXT_SETTLED, S.IN_DELIBERATION, S.READY_TO_ISSUE),
        S.CHANGES_REQUESTED,
        READERS,
    ),
    ("settle_text", (S.UNDER_REVIEW,), S.TEXT_SETTLED, OWNER),
    ("send_to_councils", (S.TEXT_SETTLED,), S.IN_DELIBERATION, OWNER),
    ("skip_councils", (S.TEXT_SETTLED,), S.READY_TO_ISSUE, OWNER | JURIST),
    ("confirm_enforceable", (S.IN_DELIBERATION,), S.READY_TO_ISSUE, OWNER | JURIST),
    ("await_deliberation", (S.READY_TO_ISSUE,), S.IN_DELIBERATION, SYSTEM_ALONE),
    ("issue", (S.READY_TO_ISSUE,), S.AWAITING_SIGNATURE, OWNER),
    ("reopen_mentions", (S.AWAITING_SIGNATURE,), S.READY_TO_ISSUE, OWNER),
    ("reopen_text", (S.AWAITING_SIGNATURE,), S.CHANGES_REQUESTED, JURIST | SYSTEM_ALONE),
    ("complete_signatures", (S.AWAITING_SIGNATURE,), S.SIGNED, SYSTEM_ALONE),
    ("refuse", (S.AWAITING_SIGNATURE,), S.REFUSED, SIGNATORIES),
    ("refuse", (S.IN_DELIBERATION,), S.REFUSED, SIGNATORIES | OWNER),
    ("withdraw", BEFORE_SIGNATURE, S.WITHDRAWN, OWNER),
    ("extend_signing", (S.AWAITING_SIGNATURE,), S.AWAITING_SIGNATURE, OWNER),
    ("register_signed_elsewhere", (S.DRAFT,), S.SIGNED, OWNER),
    ("register_early_signed", (S.DRAFT,), S.SIGNED_SUBJECT_TO_DELIBERATION, OWNER),
    (
        "discover_early_signature",
        (S.SIGNED, S.NOTIFIED),
        S.SIGNED_SUBJECT_TO_DELIBERATION,
        JURIST,
    ),
    ("regularise", (S.SIGNED_SUBJECT_TO_DELIBERATION,), S.SIGNED, JURIST),
    ("abandon_early_signed", (S.SIGNED_SUBJECT_TO_DELIBERATION,), S.WITHDRAWN, JURIST),
    ("notify", (S.SIGNED,), S.NOTIFIED, OWNER),
    ("enter_into_force", (S.NOTIFIED,), S.IN_FORCE, SYSTEM_ALONE),
    ("expire", (S.IN_FORCE,), S.EXPIRED, SYSTEM_ALONE),
    ("renew", (S.IN_FORCE,), S.SUPERSEDED, SYSTEM_ALONE),
    ("terminate", (S.IN_FORCE, S.NOTIFIED), S.TERMINATED, JURIST),
    (
        "record_annulment",
        (S.SIGNED, S.NOTIFIED, S.IN_FORCE, S.SIGNED_SUBJECT_TO_DELIBERATION),
        S.ANNULLED,
        JURIST,
    ),
)
FINAL = {S.EXPIRED, S.TERMINATED, S.SUPERSEDED, S.REFUSED, S.WITHDRAWN, S.ANNULLED}


@pytest.fixture
def cast(here):
    """Everybody who could try: the parties, the syndicate, and those who have no part in it."""
    elsewhere = factories.commune("Loinville")
    other_area = factories.circonscription("Montval-Ouest")
    return {
        "system": SYSTEM,
        "manager": here.actor("chef-de-projet"),
        "colleague": factories.actor(Office.PROJECT_MANAGER, here.syndicate),
        "jurist": here.actor("juriste"),
        "dpo": here.actor("dpo"),
        "president": here.actor("president"),
        "director": here.actor("direction"),
        "admin": here.actor("administration"),
        "accounts": factories.actor(Office.ACCOUNTS_OFFICER, here.syndicate),
        "mayor": here.actor("maire"),
        "deputy": factories.actor(Office.DEPUTY, here.commune, rank=1),
        "director_of_commune": factories.actor(Office.AUTHORITY_DIRECTOR, here.commune),
        "preparer": here.actor("secretaire"),
        "inspector": here.actor("inspectrice"),
        "other_inspector": factories.actor(
            Office.INSPECTOR, here.dsden, circonscription=other_area
        ),
        "dasen": here.actor("dasen"),
        "rector": here.actor("rectrice"),
        "school_head": here.actor("directrice"),
        "stranger": factories.actor(Office.EXECUTIVE, elsewhere),
        "stranger_preparer": factories.actor(Office.PREPARER, elsewhere),
    }


@pytest.fixture
def act(here):
    """A convention with everything that any move could ask for, whatever status it is put in."""
    convention = acts.ready(here)
    with build.recording(SYSTEM):
        for party in convention.parties.all():
            party.transmission = "not_needed"
            party.save()
        Convention(
            kind=convention.kind,
            reference="CONV-2026-777",
            title="Celle qui suit",
            owner=convention.owner,
            status=S.IN_FORCE,
            successor_of=convention,
        ).save()
    return acts.fresh(convention)


def envelope_of(convention, slots="empty"):
    """An issued copy with its three fields, all in one state."""
    document = build.saved(
        Document(
            about_type=convention._meta.label_lower,
            about_id=convention.pk,
            kind="convention",
            title="Acte",
            purpose="issued",
            text_hash=convention.text_hash,
        )
    )
    envelope = build.saved(
        Envelope(document=document, reference=convention.reference, status="issued")
    )
    for order, key in enumerate(("authority", "state", "syndicate"), start=1):
        build.saved(
            Slot(
                envelope=envelope,
                field=f"sig_{key}",
                order=order,
                key=key,
                label=key,
                status=slots,
                signed_at=clock.now() if slots == Slot.Status.ACCEPTED else None,
            )
        )
    return envelope


def put(record, status, **values):
    """A record in ``status``, as a history that is not the subject would have left it."""
    for name, value in ({"status": status} | values).items():
        setattr(record, name, value)
    return build.saved(record, "prepare_test")


def day_of(verb, convention):
    """The day on which a move of time is due; any other move happens now."""
    return {
        "enter_into_force": convention.starts_on,
        "expire": convention.ends_on + dt.timedelta(days=1),
    }.get(verb, acts.NOW.date())


def given(verb, convention, here):
    """What the page, the job or the tick would give with each verb."""
    now = clock.now()
    extra = {
        "settle_text": {
            "snapshot": convention.snapshot,
            "text_hash": convention.text_hash,
            "matches_model": True,
        },
        "issue": {"envelope": convention.envelope},
        "refuse": {"category": "budget"},
        "extend_signing": {"until": clock.today() + dt.timedelta(days=30)},
        "register_signed_elsewhere": {"file_sha256": "a" * 64, "signed_at": now},
        "register_early_signed": {"file_sha256": "a" * 64, "signed_at": now},
        "regularise": {
            "deliberation": convention.party("authority").deliberation,
            "confirms_signature": True,
        },
        "terminate": {"effective_on": clock.today()},
        "record_annulment": {"file_sha256": "b" * 64},
    }
    return {"reason": "parce que", **extra.get(verb, {})}


def test_the_moves_are_those_of_the_table():
    assert walking.table(ConventionLifecycle) == walking.expected(TABLE)


def test_a_final_status_has_no_way_out():
    left = {source for _verb, source, _target in walking.table(ConventionLifecycle)}
    assert left == set(Status.values) - {str(s) for s in FINAL}


def test_every_move_of_a_person_has_a_button_and_every_move_has_its_line():
    for verb, _source, _target, words in ConventionLifecycle.moves():
        assert words.sentence, verb
        assert bool(words.button) != words.system, verb


@pytest.mark.parametrize("status", some(Status.values, 3))
def test_everybody_tries_everything(here, cast, act, status):
    """One status: each verb by each person does what the table says, and nothing else."""
    empty, signed = envelope_of(act), envelope_of(act, Slot.Status.ACCEPTED)
    early = acts.NOW.date() - dt.timedelta(days=2)  # before the vote that regularises
    put(act, status, envelope=empty, act_date=early, notified_on=acts.NOW.date())
    rules = {(row[0], str(source)): row for row in TABLE for source in row[1]}
    wrong, tried = [], set()
    for verb in ConventionLifecycle.verbs():
        row = rules.get((verb, status))
        for role, actor in walking.trying(cast, row and row[3]).items():
            at = dt.datetime.combine(day_of(verb, act), dt.time(9), tzinfo=dt.UTC)
            with walking.undone(), clock.at(at):
                if verb == "complete_signatures":
                    put(acts.fresh(act), status, envelope=signed)
                elif (verb, status) == ("refuse", S.IN_DELIBERATION) and role in OWNER:
                    put(act.party("authority").deliberation, "rejected")
                elif verb == "await_deliberation":
                    put(act.party("authority").deliberation, "recorded")
                record = acts.fresh(act)
                found = walking.attempt(
                    ConventionLifecycle,
                    record,
                    verb,
                    row[2] if row else None,
                    actor=actor,
                    **given(verb, record, here),
                )
            due = walking.WRONG_STATUS
            if row is not None:
                due = walking.DONE if role in row[3] else walking.NOT_YOURS
            tried.add((verb, role))
            if found != due:
                wrong.append((verb, role, found, due))
    assert wrong == []
    assert {verb for verb, _role in tried} == set(ConventionLifecycle.verbs())


def test_those_who_have_no_part_in_it_do_not_even_see_it(cast, act):
    for status in Status.values:
        put(act, status)
        for role in ("stranger", "stranger_preparer", "other_inspector"):
            seen = Convention.objects.visible_to(cast[role]).filter(pk=act.pk)
            assert not seen.exists(), (status, role)


# --- particular rules ------------------------------------------------------------------------


def test_after_one_signature_the_director_alone_withdraws(here, cast):
    """Once a party is committed, taking the act back is no longer its owner's business (P12)."""
    convention = acts.issued(here)
    acts.sign(acts.step_of(convention, "authority"))
    for role, actor in cast.items():
        with walking.undone():
            found = walking.attempt(
                ConventionLifecycle,
                acts.fresh(convention),
                "withdraw",
                S.WITHDRAWN,
                actor=actor,
                reason="retrait",
            )
        assert found == (walking.DONE if role == "director" else walking.NOT_YOURS), role


def test_a_deputy_with_a_delegation_refuses_what_they_could_sign(here, cast):
    convention = put(acts.ready(here), S.AWAITING_SIGNATURE)
    deputy = cast["deputy"]
    assert not permissions.may_refuse(deputy, convention)
    build.delegation(here.people["maire"], factories.mandate_of(deputy))
    assert permissions.may_refuse(deputy, convention)


@pytest.mark.parametrize("verb", ["request_changes", "reopen_text", "withdraw", "refuse"])
def test_a_move_that_needs_a_reason_says_so(here, act, verb):
    status = S.UNDER_REVIEW if verb == "request_changes" else S.AWAITING_SIGNATURE
    put(act, status)
    who = {"request_changes": "juriste", "reopen_text": "juriste", "refuse": "maire"}
    with pytest.raises(Refused, match="Indiquez le motif"):
        ConventionLifecycle.move(
            act, verb, actor=here.actor(who.get(verb, "chef-de-projet")), category="budget"
        )


def test_an_act_signed_too_early_waits_for_its_regularisation(here, cast, act):
    """« Sous réserve », then a later vote that confirms the signature, then the usual way (P3)."""
    convention = acts.draft(here)
    vote = act.party("authority").deliberation
    party = convention.party("authority")
    party.deliberation = vote
    build.saved(party, "attach_deliberation")
    early = dt.datetime(2026, 5, 2, 9, tzinfo=dt.UTC)  # the day before the vote
    manager, jurist = cast["manager"], cast["jurist"]
    paper = {"file_sha256": "a" * 64, "signed_at": early}
    with pytest.raises(Refused, match="« sous réserve de délibération »"):
        ConventionLifecycle.move(convention, "register_signed_elsewhere", actor=manager, **paper)
    moved = ConventionLifecycle.move(convention, "register_early_signed", actor=manager, **paper)
    assert (moved.status, moved.signed_elsewhere) == (S.SIGNED_SUBJECT_TO_DELIBERATION, True)
    assert moved.register_number == "CONV2026_002"
    with pytest.raises(Refused, match="n’indique pas qu’elle confirme la signature"):
        ConventionLifecycle.move(moved, "regularise", actor=jurist, deliberation=vote)
    vote.voted_on = dt.date(2026, 5, 1)
    with pytest.raises(Refused, match="postérieure au 2"):
        ConventionLifecycle.move(
            moved, "regularise", actor=jurist, deliberation=vote, confirms_signature=True
        )
    vote.refresh_from_db()
    again = ConventionLifecycle.move(
        moved, "regularise", actor=jurist, deliberation=vote, confirms_signature=True
    )
    assert (again.status, again.register_number) == (S.SIGNED, "CONV2026_002")


def test_an_act_signed_elsewhere_rests_on_the_framework_of_the_syndicate(here, cast, act):
    """The syndicate's party names no vote of its own: the framework délibération holds (P5)."""
    convention = acts.draft(here)
    party = convention.party("authority")
    party.deliberation = act.party("authority").deliberation
    build.saved(party, "attach_deliberation")
    moved = ConventionLifecycle.move(
        convention,
        "register_signed_elsewhere",
        actor=cast["manager"],
        file_sha256="a" * 64,
        signed_at=acts.NOW - dt.timedelta(minutes=5),
    )
    assert moved.status == S.SIGNED


def test_a_notified_act_enters_into_force_on_its_day_under_its_framework(act):
    put(act, S.NOTIFIED, act_date=acts.NOW.date(), notified_on=acts.NOW.date())
    with pytest.raises(Refused, match="prend effet le"):
        ConventionLifecycle.move(act, "enter_into_force", actor=SYSTEM)
    with clock.at(dt.datetime.combine(act.starts_on, dt.time(9), tzinfo=dt.UTC)):
        put(act.framework, S.EXPIRED)
        with pytest.raises(Refused, match="Aucune convention-cadre avec l’académie"):
            ConventionLifecycle.move(act, "enter_into_force", actor=SYSTEM)
        put(act.framework, S.IN_FORCE)
        moved = ConventionLifecycle.move(act, "enter_into_force", actor=SYSTEM)
    assert moved.in_force_on == act.starts_on
