"""The tables of circuits, steps, links and codes: every status, every verb, who may."""

import datetime as dt
import itertools

import pytest

from audit.actor import SYSTEM
from circuits import services
from circuits.lifecycle import CircuitLifecycle, CodeLifecycle, LinkLifecycle, StepLifecycle
from circuits.models import Circuit, SigningCode, SigningLink, Step, StepKind
from common import clock
from common.lifecycle import Refused
from governance.offices import Office
from tests import factories
from tests.circuits import acts, walking
from tests.conventions import case as build

C, S, L, K = Circuit.Status, Step.Status, SigningLink.Status, SigningCode.Status
SYSTEM_ALONE = {"system"}
OWNER = {"system", "manager"}
CIRCUIT = (
    ("start", (C.PLANNED,), C.RUNNING, SYSTEM_ALONE),
    ("pause", (C.RUNNING,), C.PAUSED, OWNER),
    ("resume", (C.PAUSED,), C.RUNNING, OWNER),
    ("finish", (C.RUNNING,), C.COMPLETED, SYSTEM_ALONE),
    ("stop", (C.PLANNED, C.RUNNING, C.PAUSED), C.STOPPED, OWNER),
)
HOLDER = {"system", "inspector"}
STEP = (
    ("open_step", (S.PENDING,), S.OPEN, SYSTEM_ALONE),
    ("deem_met", (S.PENDING, S.OPEN), S.DEEMED_MET, {"system", "jurist"}),
    ("complete", (S.OPEN,), S.DONE, HOLDER),
    ("answer_by_letter", (S.OPEN,), S.DONE, SYSTEM_ALONE),
    ("complete_with_reserves", (S.OPEN,), S.DONE_WITH_RESERVES, HOLDER),
    ("decline", (S.OPEN,), S.DECLINED, HOLDER),
    ("close_unanswered", (S.OPEN,), S.UNANSWERED, SYSTEM_ALONE),
    ("cancel_step", (S.PENDING, S.OPEN), S.CANCELLED, SYSTEM_ALONE),
)
LINK = (
    ("expire_link", (L.LIVE,), L.EXPIRED),
    ("consume", (L.LIVE,), L.CONSUMED),
    ("revoke_link", (L.LIVE, L.EXPIRED), L.REVOKED),
    ("renew_link", (L.EXPIRED,), L.REVOKED),
)
CODE = (
    ("enter_code", (K.SENT,), K.USED),
    ("expire_code", (K.SENT,), K.EXPIRED),
    ("lock_code", (K.SENT,), K.LOCKED),
)


@pytest.mark.parametrize(
    ("lifecycle", "rows"),
    [
        (CircuitLifecycle, CIRCUIT),
        (StepLifecycle, STEP),
        (LinkLifecycle, LINK),
        (CodeLifecycle, CODE),
    ],
)
def test_the_moves_are_those_of_the_table(lifecycle, rows):
    assert walking.table(lifecycle) == walking.expected(rows)


@pytest.fixture
def cast(here):
    other_area = factories.circonscription("Montval-Ouest")
    return {
        "system": SYSTEM,
        "manager": here.actor("chef-de-projet"),
        "jurist": here.actor("juriste"),
        "director": here.actor("direction"),
        "mayor": here.actor("maire"),
        "preparer": here.actor("secretaire"),
        "inspector": here.actor("inspectrice"),
        "other_inspector": factories.actor(
            Office.INSPECTOR, here.dsden, circonscription=other_area
        ),
        "dasen": here.actor("dasen"),
        "stranger": factories.actor(Office.EXECUTIVE, factories.commune("Loinville")),
    }


def walk(lifecycle, rows, record, cast, put, given):
    """Every status × verb × role; what differs from the rule."""
    rules = {(row[0], str(source)): row for row in rows for source in row[1]}
    wrong, tried = [], 0
    statuses = type(record)._meta.get_field("status").choices
    for (status, _label), verb in itertools.product(statuses, lifecycle.verbs()):
        row = rules.get((verb, status))
        allowed = row and (row[3] if len(row) > 3 else set(cast))
        for role, actor in walking.trying(cast, allowed).items():
            with walking.undone():
                put(record, status, verb)
                found = walking.attempt(
                    lifecycle,
                    type(record)._base_manager.get(pk=record.pk),
                    verb,
                    row[2] if row else None,
                    actor=actor,
                    **given,
                )
            due = walking.WRONG_STATUS
            if row is not None:
                due = walking.DONE if role in allowed else walking.NOT_YOURS
            tried += 1
            if found != due:
                wrong.append((status, verb, role, found, due))
    assert tried >= min(2, len(cast)) * len(statuses) * len(lifecycle.verbs())
    return wrong


def in_status(record, status, verb):
    row = type(record)._base_manager.get(pk=record.pk)
    row.status = status
    if verb == "close_unanswered":  # a move that depends on the kind of the step
        row.kind, row.due_on = StepKind.REVIEW, clock.today() - dt.timedelta(days=1)
    if verb == "answer_by_letter":
        row.kind = StepKind.ACKNOWLEDGEMENT
    build.saved(row, "prepare_test")


@pytest.fixture
def visa(here):
    """A convention under review where the inspector's visa is awaited."""
    from demo import rehearsal

    convention = acts.draft(here, state_mode="dasen_signs")
    rehearsal.conventions.submit(convention, actor=here.actor("chef-de-projet"))
    return next(s for s in acts.open_steps(convention, "visa") if s.party == "state")


def test_everybody_tries_every_move_of_a_circuit(cast, visa):
    assert walk(CircuitLifecycle, CIRCUIT, visa.circuit, cast, in_status, {"reason": "motif"}) == []


def test_everybody_tries_every_move_of_a_step(cast, visa):
    given = {"reason": "motif", "ground": "fondement", "outcome": "vu", "signer": cast["mayor"]}
    assert walk(StepLifecycle, STEP, visa, cast, in_status, given) == []


def test_every_move_of_a_link_and_of_a_code(cast, issued):
    """Links and codes are moved by the code of the signature alone: no role opens them."""
    link = acts.link_for(acts.step_of(issued, "authority"))
    acts.code_for(link)
    someone = {"system": cast["system"]}
    assert walk(LinkLifecycle, LINK, link, someone, in_status, {}) == []
    assert walk(CodeLifecycle, CODE, link.codes.get(), someone, in_status, {}) == []


def test_only_a_visa_or_an_opinion_carries_a_reserve(here, issued):
    step = acts.step_of(issued, "authority")
    with pytest.raises(Refused, match="Seul un visa ou un avis"):
        services.complete(
            step, actor=here.actor("maire"), verb="complete_with_reserves", reason="mais"
        )


def test_a_letter_answers_nothing_but_what_is_acknowledged(here, issued):
    step, mayor = acts.step_of(issued, "authority"), here.actor("maire")
    with pytest.raises(Refused, match="ni une signature, ni un visa"):
        services.complete(step, actor=SYSTEM, verb="answer_by_letter", signer=mayor, outcome="oui")


@pytest.mark.parametrize("kind", [k for k in StepKind if k != StepKind.REVIEW])
def test_silence_closes_a_review_and_nothing_else(visa, kind):
    with clock.at(acts.NOW + dt.timedelta(days=400)):
        visa.kind = kind
        build.saved(visa)
        with pytest.raises(Refused, match="Seule une relecture se clôt sans réponse"):
            StepLifecycle.move(visa, "close_unanswered", actor=SYSTEM)


def test_a_review_is_open_until_the_evening_of_its_date(visa):
    visa.kind = StepKind.REVIEW
    build.saved(visa)
    evening = dt.datetime.combine(visa.due_on, dt.time(20), tzinfo=dt.UTC)
    with clock.at(evening), pytest.raises(Refused, match="court encore"):
        StepLifecycle.move(visa, "close_unanswered", actor=SYSTEM)
    with clock.at(dt.datetime.combine(visa.due_on, dt.time(23), tzinfo=dt.UTC)):
        assert StepLifecycle.move(visa, "close_unanswered", actor=SYSTEM).status == S.UNANSWERED
