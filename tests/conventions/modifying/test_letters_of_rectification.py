"""A party that answers on paper: whose letter counts, of which day, in whose name it is told."""

import datetime as dt

import pytest

from audit.models import Event
from circuits.models import Step
from common import clock
from common.lifecycle import NotYours, Refused
from conventions.evidence import facts
from conventions.modifying import answering, rectification_file, rectifying
from documents import store
from documents.models import Document
from governance import acting, authority
from tests.circuits import acts
from tests.conventions import case as build
from tests.conventions.modifying import scene
from tests.conventions.modifying.test_rectification import fresh, people, said_now, written

DAY = build.TODAY
LATER = dt.datetime(2026, 5, 12, 8, tzinfo=dt.UTC)


@pytest.fixture
def proposed(case):
    """Proposed on 4 May; its letters come back later."""
    return rectifying.propose(written(case, scene.in_force(case)), actor=case.actor)


def step_of(made, body):
    return next(each for each in answering.awaited_steps(made) if each.institution == body)


def record(made, case, *, mandate=None, day=DAY, accepts=True, reason="", actor=None):
    letter = answering.Letter(step_of(made, case.commune), mandate or case.mayor, day)
    with store.prepared((acts.blank_pdf(), store.PDF)) as (file,):
        return rectifying.record_letter(
            made, letter, accepts=accepts, reason=reason, file=file, actor=actor or case.actor
        )


SIGNED = "courrier du 4 mai 2026 signé par Mme Camille Exemple, maire d’Albert-le-Modèle"


def plain(words):
    return " ".join(str(words).split())


def test_a_letter_counts_as_the_answer_of_whoever_signed_it(case, proposed):
    with clock.at(LATER):
        made = record(proposed, case)
    assert made.status == "proposed"
    [done] = Step.unscoped.filter(circuit=made.circuit, status="done")
    assert done.done_by == acting.actor_of(case.mayor).label
    assert SIGNED in plain(done.outcome)
    assert case.actor.label in done.outcome
    told = Event.objects.filter(object_type="conventions.convention").latest("sequence")
    assert (told.verb, told.actor_person) == (
        "answer_by_letter_acknowledgement",
        case.actor.person_key,
    )
    assert plain(told.reason) == f"Rectification {made.reference} acceptée : {SIGNED}"
    assert not Event.objects.filter(verb="complete_acknowledgement").exists()
    for actor in people(case)[1:]:
        made = rectifying.answer(fresh(made), accepts=True, actor=actor)
    assert made.status == "accepted"
    assert "à la disposition" in said_now(made.convention)


def test_its_facts_are_kept_with_the_letter_printed_and_in_the_evidence(case, proposed):
    with clock.at(LATER):
        made = record(proposed, case)
    letter = Document.unscoped.get(kind=answering.KIND)
    assert letter.title.endswith(f"rectification {made.reference} acceptée")
    assert store.read(letter.pdf_sha256) == acts.blank_pdf()
    kept = letter.snapshot
    assert (kept["signed_on"], kept["answer"]) == ("2026-05-04", "acceptée")
    assert kept["signed_by"] == "Mme Camille Exemple, maire d’Albert-le-Modèle"
    assert kept["recorded_by"] == case.actor.label
    assert kept["authority"]["ground"] == "holder"
    [line] = [each for each in rectification_file.data(made).acceptances if each.answer]
    assert plain(line.person) == kept["signed_by"]
    recorded = f"enregistré le 12 mai 2026 par {case.actor.label}"
    assert plain(line.accepted_at) == f"courrier du 4 mai 2026, {recorded}"
    [proof] = [
        each
        for each in facts.circuits(made.convention, case.commune)
        if each["circuit"] == "Acceptation de la rectification"
    ]
    assert SIGNED in plain(proof["etapes"][0]["resultat"])


def test_a_refusal_by_letter_closes_it_with_its_reason(case, proposed):
    with clock.at(LATER):
        with pytest.raises(Refused, match="Indiquez le motif"):
            record(proposed, case, accepts=False)
        made = record(proposed, case, accepts=False, reason="le périmètre change")
    assert (made.status, made.closing_party) == ("refused", case.commune)
    assert made.closing_reason == "le périmètre change"
    assert made.circuit.status == "stopped"
    told = Event.objects.filter(verb="answer_by_letter_acknowledgement").get()
    assert plain(told.reason) == f"Rectification {made.reference} refusée : {SIGNED}"


def left(case):
    """The mayor's mandate ended on 8 May; the deputy has a delegation from 3 April."""
    case.mayor.ends_on = dt.date(2026, 5, 8)
    build.saved(case.mayor, "end_mandate")


def test_a_letter_that_is_no_answer_is_refused_with_its_reason(case, proposed):
    left(case)
    with clock.at(LATER):
        for values, sentence in (
            ({"day": dt.date(2026, 5, 13)}, "daté du 13 mai 2026, un jour à venir"),
            (
                {"day": dt.date(2026, 5, 3)},
                "avant la proposition de la rectification le 4 mai 2026",
            ),
            ({"day": dt.date(2026, 5, 8)}, "a pris fin le 8 mai 2026"),
            ({"mandate": case.deputy}, "Sacha Gabarit ne répond pas pour la commune"),
            ({"mandate": case.dasen}, "Claude Patron ne répond pas pour la commune"),
        ):
            with pytest.raises(Refused, match=sentence.replace(" ", r"\s")):
                record(proposed, case, **values)
        with pytest.raises(NotYours):
            record(proposed, case, actor=acting.actor_of(case.dasen))
        assert not Document.unscoped.filter(kind=answering.KIND).exists()
        first = answering.Letter(step_of(proposed, case.commune), case.mayor, DAY)
        record(proposed, case, day=dt.date(2026, 5, 7))
        with pytest.raises(Refused, match="Aucune réponse n’est plus attendue"):
            rectifying.RectificationLifecycle.move(
                fresh(proposed), "record_refusal", actor=case.actor, reason="non", letter=first
            )


def test_the_authority_is_asked_at_noon_of_the_day_written(case, proposed, monkeypatch):
    asked = []
    to_sign = authority.to_sign

    def seen(mandate, kind, amount, at, **more):
        asked.append((mandate.pk, at))
        return to_sign(mandate, kind, amount, at, **more)

    monkeypatch.setattr(answering.authority, "to_sign", seen)
    with clock.at(LATER):
        record(proposed, case)
    assert (case.mayor.pk, dt.datetime(2026, 5, 4, 10, tzinfo=dt.UTC)) in asked


def test_on_screen_too_only_somebody_who_could_sign_answers(case, proposed):
    mayor = acting.actor_of(case.mayor)
    case.mayor.act_reference = ""
    build.saved(case.mayor, "change")
    for accepts in (True, False):
        with pytest.raises(Refused, match="n’est pas enregistré"):
            rectifying.answer(fresh(proposed), accepts=accepts, reason="non", actor=mayor)
    assert step_of(fresh(proposed), case.commune).status == "open"
