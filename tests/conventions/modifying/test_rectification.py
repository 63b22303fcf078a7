"""A clerical error put right: what is one, who accepts, and what the text then says."""

import datetime as dt

import pytest

from audit.actor import SYSTEM
from circuits.models import Step
from common import clock
from common.lifecycle import NotYours, Refused
from conventions import gates, requirements
from conventions.forms_making import SIGNING
from conventions.models import Rectification, Stage
from conventions.modifying import answering, clerical, consolidating, correcting, rectifying
from conventions.modifying.rectification_lifecycle import RectificationLifecycle
from documents import text
from governance import acting
from tests.circuits import walking
from tests.conventions import case as build
from tests.conventions.modifying import scene

R = Rectification.Status
TABLE = (
    ("propose_rectification", (R.DRAFT,), R.PROPOSED, {"manager", "system"}),
    ("complete_acceptances", (R.PROPOSED,), R.ACCEPTED, {"system"}),
    ("accept_rectification", (R.PROPOSED,), R.PROPOSED, {"mayor", "dasen", "president"}),
    ("record_acceptance", (R.PROPOSED,), R.PROPOSED, {"manager", "system"}),
    ("record_refusal", (R.PROPOSED,), R.REFUSED, {"manager", "system"}),
    ("refuse_rectification", (R.PROPOSED,), R.REFUSED, {"mayor", "dasen", "president"}),
    ("withdraw_rectification", (R.DRAFT, R.PROPOSED), R.WITHDRAWN, {"manager", "system"}),
)
OBJECT = "Article 1 – Objet"
WRONG, RIGHT = "à disposition", "à la disposition"


@pytest.fixture
def initial(case):
    return scene.in_force(case)


def key_of(initial, title):
    found = correcting.passages(initial)
    return next(c.key for c in found if " ".join(c.title.split()).startswith(title))


def written(case, initial, *, wrong=WRONG, right=RIGHT, row="R01", title="Article 1 "):
    made = rectifying.begin(initial, actor=case.actor)
    rectifying.add(
        made,
        key=key_of(initial, title),
        wrong=wrong,
        right=right,
        row=row,
        evidence="texte annexé à la délibération n° 2026-07",
        actor=case.actor,
    )
    return fresh(made)


def fresh(rectification):
    return Rectification.unscoped.select_related("convention").get(pk=rectification.pk)


def said_now(initial):
    words = " ".join(b.text for b in text.blocks(consolidating.word(scene.fresh(initial))))
    return words.replace("\u00a0", " ").replace("\u202f", " ")


def people(case):
    return [acting.actor_of(each) for each in (case.mayor, case.dasen, case.president)]


# --- what is one ----------------------------------------------------------------------------------
def test_what_may_be_rectified_is_what_the_table_says():
    assert [row.key for row in clerical.rows()] == ["R01", "R06", "R10"]
    for key, row in requirements.rows().items():
        alone = requirements.Requirement.RECTIFY in row.requires(Stage.SIGNED)
        assert alone == (key in ("R01", "R06", "R10"))


SENTENCE = (
    "La collectivité paie 9,87 € par compte, pour trois ans, le 1er mars 2027, école 0809002A."
)


CLERICAL = [
    ("R01", "l’espace numérique de travails", "l’espace numérique de travail", True),
    ("R01", "école 0809002Z du perimètre", "école 0809002A du périmètre", True),
    ("R01", "école 0809002A", "école 0809009J", False),
    ("R01", SENTENCE, SENTENCE.replace("9,87", "9,88"), False),
    ("R01", SENTENCE, SENTENCE.replace("trois", "quatre"), False),
    ("R01", SENTENCE, SENTENCE.replace("mars", "avril"), False),
    ("R01", SENTENCE, SENTENCE.replace("collectivité", "commune"), False),
    ("R01", "Le syndicat peut suspendre", "Le syndicat doit suspendre", False),
    ("R01", "Le syndicat suspend", "Le syndicat ne suspend pas", False),
    ("R01", "sans préavis", "avec préavis", False),
    ("R06", "SIREN 123 456 782", "SIREN 987 654 324", True),
    ("R06", "Commune d’Albert", "Ville d’Albert", False),
    ("R10", "délibération n° 7 du 10 juin 2026", "délibération n° 8 du 11 juin 2026", True),
    ("R10", "au plus 160 comptes", "au plus 170 comptes", False),
    ("R19", "trente-six mois", "quarante mois", False),
]
"""Row of what may be rectified, words before and after, whether it is a clerical error."""


def test_an_obligation_is_never_rectified(case, initial):
    for row, before, after, is_one in CLERICAL:
        refused = clerical.refusals(initial, row=row, place=OBJECT, before=before, after=after)
        sentences = [each.sentence for each in refused]
        assert (not sentences) == is_one, (before, after, sentences)
        if row == "R01" and not is_one:
            assert sentences == [
                "Le changement modifie une obligation (l’article 1) : ce n’est pas une erreur "
                "matérielle. Préparez un avenant."
            ], after


@pytest.mark.parametrize(
    ("wrong", "right", "sentence"),
    [
        ("des mots absents", "d’autres", "ne se lit pas dans"),
        ("écoles", "école", r"se lit \d+ fois dans"),
        (WRONG, WRONG, "le même que le texte erroné"),
    ],
)
def test_the_words_are_found_once_where_they_are_said_to_be(case, initial, wrong, right, sentence):
    title = "Article 1 " if wrong != "écoles" else "Article 2 "
    with pytest.raises(Refused, match=sentence):
        written(case, initial, wrong=wrong, right=right, title=title)


def test_only_an_act_signed_by_everybody_is_rectified_by_whoever_prepares_it(case, initial):
    with pytest.raises(NotYours, match="chef de projet"):
        rectifying.begin(initial, actor=acting.actor_of(case.mayor))
    scene.put(initial, "awaiting_signature")
    with pytest.raises(Refused, match="signé par toutes les parties"):
        rectifying.begin(scene.fresh(initial), actor=case.actor)
    scene.put(initial, "in_force")
    with pytest.raises(Refused, match="rectifiez l’acte qu’il modifie"):
        rectifying.begin(scene.amendment(case, scene.fresh(initial)), actor=case.actor)


def test_every_office_that_may_sign_is_asked(case):
    asked = {row.party for row in rectifying.circuits.latest(rectifying.CIRCUIT).steps.all()}
    assert {str(office) for office in SIGNING} - {"deputy"} <= asked


# --- the answers ----------------------------------------------------------------------------------
def test_each_party_accepts_and_the_text_says_the_right_words(case, initial):
    assert WRONG in said_now(initial)
    made = rectifying.propose(written(case, initial), actor=case.actor)
    asked = Step.unscoped.filter(circuit=made.circuit)
    offices = sorted(step.offices[0] for step in asked)
    assert offices == ["dasen", "executive", "syndicate_president"]
    for actor in people(case):
        assert fresh(made).status == "proposed"
        made = rectifying.answer(fresh(made), accepts=True, actor=actor)
    assert made.status == "accepted"
    assert RIGHT in said_now(initial)
    assert consolidating.sources(initial) == f"rectification {made.reference}"
    assert gates.of(initial, "expire").record.status == "in_force"


def test_one_refusal_closes_it_and_the_text_stays(case, initial):
    made = rectifying.propose(written(case, initial), actor=case.actor)
    mayor, dasen, _ = people(case)
    rectifying.answer(made, accepts=True, actor=mayor)
    with pytest.raises(NotYours, match="Aucune réponse"):
        rectifying.answer(fresh(made), accepts=True, actor=mayor)
    with pytest.raises(Refused, match="Indiquez le motif"):
        rectifying.answer(fresh(made), accepts=False, actor=dasen)
    made = rectifying.answer(fresh(made), accepts=False, reason="le périmètre change", actor=dasen)
    assert (made.status, made.closing_party) == ("refused", case.dsden)
    assert fresh(made).circuit.status == "stopped"
    assert WRONG in said_now(initial)


def test_one_is_proposed_at_a_time_and_still_finds_its_place(case, initial):
    first, second = written(case, initial), written(case, initial)
    rectifying.propose(first, actor=case.actor)
    with pytest.raises(Refused, match="attend encore des réponses"):
        rectifying.propose(second, actor=case.actor)
    for actor in people(case):
        rectifying.answer(fresh(first), accepts=True, actor=actor)
    with pytest.raises(Refused, match="ne dit plus"):
        rectifying.propose(fresh(second), actor=case.actor)
    rectifying.withdraw(fresh(second), reason="faite", actor=case.actor)


def test_an_act_of_which_the_site_holds_a_copy_is_rectified_in_its_own_words(case):
    known = scene.in_force(case, text=False)
    made = rectifying.begin(known, actor=case.actor)
    given = {"place": "Annexe 1", "row": "R01", "evidence": "annuaire", "actor": case.actor}
    rectifying.describe(made, wrong="École du Parque", right="École du Parc", **given)
    with pytest.raises(Refused, match="modifie une obligation"):
        rectifying.describe(made, wrong="160 comptes", right="170 comptes", **given)
    [error] = made.errors.all()
    rectifying.remove(error, actor=case.actor)
    with pytest.raises(Refused, match="Aucune erreur n’est écrite"):
        rectifying.propose(fresh(made), actor=case.actor)


def test_it_ends_with_the_act(case, initial):
    made = rectifying.propose(written(case, initial), actor=case.actor)
    with clock.at(dt.datetime(2029, 9, 2, 8, tzinfo=dt.UTC)):
        gates.move(initial, "expire", actor=SYSTEM)
    assert (fresh(made).status, fresh(made).circuit.status) == ("withdrawn", "stopped")


# --- the table ------------------------------------------------------------------------------------
def test_the_moves_are_those_of_the_table():
    assert walking.table(RectificationLifecycle) == walking.expected(TABLE)


def test_each_move_from_each_status_by_everybody(case, initial):
    made = rectifying.propose(written(case, initial), actor=case.actor)
    mayor, dasen, president = people(case)
    cast = {
        "system": SYSTEM,
        "manager": case.actor,
        "mayor": mayor,
        "dasen": dasen,
        "president": president,
        "deputy": acting.actor_of(case.deputy),
        "inspector": acting.actor_of(case.inspector),
    }
    step = next(s for s in answering.awaited_steps(made) if s.institution == case.commune)
    letter = answering.Letter(step, case.mayor, clock.today())
    for status in R:
        made.status = status
        build.saved(made, "put")
        for verb, sources, target, may in TABLE:
            for name, actor in cast.items() if status in sources else [("system", SYSTEM)]:
                with walking.undone():
                    found = walking.attempt(
                        RectificationLifecycle,
                        made,
                        verb,
                        target,
                        actor=actor,
                        reason="x",
                        letter=letter,
                    )
                if status not in sources:
                    assert found == walking.WRONG_STATUS, (verb, status)
                else:
                    assert (found == walking.NOT_YOURS) == (name not in may), (verb, name)
