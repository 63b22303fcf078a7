"""The avenant: what it may change, of which act, with whom, and within which vote."""

import datetime as dt
from decimal import Decimal

import pytest

from common import clock
from common.lifecycle import NotYours, Refused
from conventions import content, coverage, guards
from conventions.modifying import amending, consolidating, values
from governance import acting
from governance.models import Competence, Deliberation
from tests.conventions import case as build
from tests.conventions.modifying import scene

PRICE = "9,87"


def plain(words):
    """Without the difference between a space and an unbreakable one."""
    return words.replace("\u00a0", " ").replace("\u202f", " ")


def sentences(found):
    return [plain(each.sentence) for each in found]


def said(act):
    return sentences(guards.submit(act))


# --- what it is -----------------------------------------------------------------------------------
def test_it_takes_the_number_and_the_parties_of_the_act_that_it_changes(case):
    initial = scene.in_force(case)
    act = scene.amendment(case, initial)
    assert act.reference == "CONV-2026-012-A1"
    assert act.title == "Avenant n° 1 — Convention ENT d’Albert-le-Modèle"
    bodies = [party.institution for party in act.parties.all()]
    assert bodies == [case.commune, case.dsden, case.syndicate]
    assert (act.unit_price, act.max_accounts, act.ends_on) == (Decimal("9.87"), 160, scene.END)


def test_an_order_number_is_never_given_twice(case):
    initial = scene.in_force(case)
    first = scene.amendment(case, initial)
    first.status = "withdrawn"
    build.saved(first, "withdraw")
    assert scene.amendment(case, initial).reference == "CONV-2026-012-A2"


def test_nobody_but_the_project_managers_begins_one(case):
    initial = scene.in_force(case)
    with pytest.raises(NotYours):
        amending.begin(
            initial, reason="price", starts_on=scene.NEXT_YEAR, actor=acting.actor_of(case.mayor)
        )


# --- the act that it changes is in force ----------------------------------------------------------
@pytest.mark.parametrize(
    ("status", "closed", "words"),
    [
        (
            "expired",
            dt.date(2029, 9, 1),
            "Un avenant ne peut faire revivre une convention expirée le 1er septembre 2029. "
            "Préparez une nouvelle convention.",
        ),
        (
            "terminated",
            dt.date(2027, 1, 5),
            "Un avenant ne peut modifier une convention résiliée le 5 janvier 2027. Préparez une "
            "nouvelle convention.",
        ),
        (
            "awaiting_signature",
            None,
            "CONV-2026-012 n’est pas en vigueur : elle est « En signature ». Un avenant modifie "
            "un acte signé et notifié.",
        ),
    ],
)
def test_an_act_that_is_not_in_force_is_not_amended(case, status, closed, words):
    initial = scene.in_force(case, text=False)
    initial.status, initial.closed_on = status, closed
    build.saved(initial)
    with pytest.raises(Refused) as refused:
        scene.amendment(case, initial)
    assert sentences(refused.value.refusals) == [words]


def test_an_amendment_never_takes_effect_after_the_term_nor_before_the_act(case):
    initial = scene.in_force(case, text=False)
    for day, words in (
        (
            dt.date(2029, 9, 1),
            "Un avenant ne peut faire revivre une convention expirée le 1er septembre 2029. "
            "Préparez une nouvelle convention.",
        ),
        (
            dt.date(2026, 8, 31),
            "CONV-2026-012 n’est en vigueur qu’à compter du 1er septembre 2026 : un avenant ne "
            "peut prendre effet avant.",
        ),
    ):
        with pytest.raises(Refused) as refused:
            scene.amendment(case, initial, starts_on=day)
        assert sentences(refused.value.refusals) == [words]
    assert scene.amendment(case, initial, starts_on=scene.END).starts_on == scene.END


def test_it_waits_for_an_act_that_ends_meanwhile(case):
    initial = scene.in_force(case)
    act = scene.amendment(case, initial)
    scene.replace(case, act, "Article 10", PRICE, "9,10", row="R15")
    initial.status, initial.closed_on = "terminated", dt.date(2027, 8, 1)
    build.saved(initial)
    with pytest.raises(Refused) as refused:
        scene.take_effect(act)
    assert "n’est pas en vigueur : elle est « Résiliée »" in str(refused.value)


# --- its parties ----------------------------------------------------------------------------------
def test_a_stranger_to_the_act_is_not_party_to_its_amendment(case):
    act = scene.amendment(case, scene.in_force(case))
    stranger = build.institution("epci", "CC du Modèle", siren="200012345")
    party = act.party("authority")
    party.institution = stranger
    build.saved(party)
    assert "La CC du Modèle n’est pas partie à la convention." in said(scene.fresh(act))


def test_the_body_that_takes_the_competence_is_party_from_that_day(case):
    initial = scene.in_force(case)
    successor = build.institution("epci", "CC du Modèle", siren="200012345")
    day = dt.date(2027, 1, 1)
    for row in Competence.unscoped.filter(institution=case.commune):
        row.ends_on = day
        build.saved(row)
        build.saved(
            Competence(
                institution=successor,
                school=row.school,
                starts_on=day,
                act_reference="arrêté préfectoral du 10 décembre 2026",
            )
        )
    before = scene.amendment(case, initial, starts_on=dt.date(2026, 12, 1))
    assert before.party("authority").institution == case.commune
    after = scene.amendment(case, initial, reason="substitution", starts_on=day)
    assert after.party("authority").institution == successor
    assert scene.link(after).successor == successor
    told = content.act.values(after, clock.today())
    assert told["transfer_reference"] == "l’arrêté préfectoral du 10 décembre 2026"
    assert told["transfer_date"] == day
    assert told["needs_new_vote"] is True
    assert isinstance(coverage.covering(after.party("authority")), coverage.Refusal)


# --- one open amendment by article ----------------------------------------------------------------
def test_two_open_amendments_never_change_the_same_article(case):
    initial = scene.in_force(case)
    first, second = scene.amendment(case, initial), scene.amendment(case, initial)
    scene.replace(case, first, "Article 10", PRICE, "9,10", row="R15")
    with pytest.raises(Refused) as refused:
        scene.replace(case, second, "Article 10", PRICE, "9,00", row="R15")
    assert str(refused.value) == (
        "L’avenant n° 1 modifie déjà l’article 10 ; terminez-le ou retirez-le."
    )
    assert scene.replace(case, second, "Article 16", "tribunal", "Tribunal")
    first.status = "withdrawn"
    build.saved(first, "withdraw")
    assert scene.replace(case, second, "Article 10", PRICE, "9,00", row="R15")


def test_nor_the_same_value(case):
    initial = scene.in_force(case)
    first, second = scene.amendment(case, initial), scene.amendment(case, initial)
    scene.revise(case, first, unit_price=Decimal("9.10"))
    scene.revise(case, second, unit_price=Decimal("9.00"))
    assert "L’avenant n° 1 modifie déjà le tarif ; terminez-le ou retirez-le." in said(
        scene.fresh(second)
    )


def test_one_in_force_no_longer_holds_its_articles(case):
    initial = scene.in_force(case)
    first = scene.amendment(case, initial, starts_on=dt.date(2026, 10, 1))
    scene.replace(case, first, "Article 10", PRICE, "9,10", row="R15")
    scene.take_effect(first)
    second = scene.amendment(case, initial)
    changed = scene.replace(case, second, "Article 10", "9,10", "9,00", row="R15")
    assert "9,10" in changed[0].old
    assert "9,00" in changed[0].new


# --- within the vote ------------------------------------------------------------------------------
def covering(act, role="authority"):
    return coverage.covering(scene.fresh(act).party(role))


def test_a_lower_price_is_covered_by_the_vote_of_the_act(case):
    act = scene.amendment(case, scene.in_force(case))
    scene.revise(case, act, unit_price=Decimal("9.10"))
    scene.replace(case, act, "Article 10", PRICE, "9,10", row="R15")
    assert values.rows(scene.link(act)) == ["R15"]
    assert isinstance(covering(act), Deliberation)
    assert isinstance(covering(act, "syndicate"), Deliberation)
    assert list(guards.skip_councils(scene.fresh(act))) == []


def test_beyond_the_maximum_voted_the_refusal_says_by_how_much(case):
    act = scene.amendment(case, scene.in_force(case))
    scene.revise(case, act, max_yearly_amount=Decimal("2412.50"))
    assert plain(covering(act).sentence) == (
        "L’avenant dépasse de 412,50 € le maximum voté le 20 avril 2026 : une délibération "
        "est nécessaire."
    )
    scene.revise(case, act, max_yearly_amount=Decimal("2000.00"), max_accounts=201)
    assert plain(covering(act).sentence) == (
        "L’avenant dépasse de 1 compte le maximum voté le 20 avril 2026 : une délibération est "
        "nécessaire."
    )
    scene.revise(case, act, max_accounts=200)
    assert isinstance(covering(act), Deliberation)


def test_the_act_limits_the_vote_that_says_no_maximum(case):
    act = scene.amendment(case, scene.in_force(case, limits={}))
    scene.revise(case, act, max_yearly_amount=Decimal("1600.01"))
    assert "dépasse de 0,01 € le maximum voté" in plain(covering(act).sentence)


@pytest.mark.parametrize(
    ("changes", "row"),
    [({"duration_months": 48}, "R19"), ({"unit_price": Decimal("10.50")}, "R17")],
)
def test_what_the_vote_fixed_is_voted_again(case, changes, row):
    act = scene.amendment(case, scene.in_force(case))
    scene.revise(case, act, **changes)
    assert row in values.rows(scene.link(act))
    assert covering(act).key == f"amendment.vote.{row}"


def test_new_words_are_voted_again_unless_their_kind_asks_for_no_vote(case):
    act = scene.amendment(case, scene.in_force(case), reason="other", reason_text="Messages.")
    scene.replace(case, act, "Article 16", "tribunal", "Tribunal")
    assert covering(act).sentence == "Texte d’une clause : une délibération est nécessaire."
    scene.replace(case, act, "Article 16", "tribunal", "Tribunal", row="R22")
    assert isinstance(covering(act), Deliberation)


def test_its_own_vote_covers_it(case):
    act = scene.amendment(case, scene.in_force(case))
    scene.revise(case, act, max_yearly_amount=Decimal("2412.50"))
    vote = build.deliberation(case.commune, "2027-03", target=act, max_amount=Decimal("2500"))
    party = scene.fresh(act).party("authority")
    party.deliberation = vote
    build.saved(party)
    assert covering(act) == vote


# --- the values and the words follow each other ---------------------------------------------------
def test_an_amendment_without_words_is_not_read(case):
    act = scene.amendment(case, scene.in_force(case))
    scene.revise(case, act, unit_price=Decimal("9.10"))
    assert (
        "Aucun article n’est modifié : écrivez le texte nouveau de chaque article qui change."
    ) in said(scene.fresh(act))


def test_one_that_lacks_nothing_is_read(case):
    act = scene.amendment(case, scene.in_force(case))
    scene.revise(case, act, unit_price=Decimal("9.10"))
    scene.replace(case, act, "Article 10", PRICE, "9,10", row="R15")
    assert said(scene.fresh(act)) == []
    data = content.project_data(scene.fresh(act))
    assert data.initial_convention_title.startswith("CONVENTION TRIPARTITE RELATIVE")
    assert data.amendment_clause_number == "14"
    assert (data.amount_before, data.amount_after) == (Decimal("1243.62"), Decimal("1146.60"))
    assert data.maximum_unchanged
    assert not data.needs_new_vote
    [whole] = data.consolidated_articles
    for change in data.changed_articles:
        assert change.reference == whole.title
        assert change.old_text.replace("9,87", "9,10") == change.new_text
        assert change.new_text in whole.text


def test_a_maximum_never_goes_under_what_is_expected(case):
    act = scene.amendment(case, scene.in_force(case))
    scene.revise(case, act, max_accounts=125, max_yearly_amount=Decimal("1200"))
    found = said(scene.fresh(act))
    assert "Le maximum de comptes (125) est inférieur aux comptes prévus (126)." in found
    assert (
        "Le montant annuel maximal (1 200,00 €) est inférieur au montant prévu (1 243,62 €)."
    ) in found


def test_an_act_known_by_its_copy_alone_is_amended_with_words_typed(case):
    initial = scene.in_force(case, text=False)
    act = scene.amendment(case, initial)
    assert amending.passages(scene.link(act)) == []
    amending.describe(
        scene.link(act),
        article="Article 10 – Prix",
        old="9,87 €",
        new="9,10 €",
        row="R15",
        actor=case.actor,
    )
    assert said(scene.fresh(act)) == []
    assert consolidating.word(initial) is None
