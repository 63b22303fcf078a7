"""A convention from its draft to its entry into force, and every way out of the straight road."""

import datetime as dt

import pytest
from django.urls import reverse

from circuits import services, signing
from circuits.models import Circuit, SigningLink, Step
from common import calendar, clock
from common.lifecycle import Refused
from conventions import services as conventions
from conventions.lifecycle import ConventionLifecycle
from conventions.making import describing, steps
from conventions.models import StateMode, Status
from demo import rehearsal
from demo.seeding import loan
from documents.models import Envelope, Signature
from tests import factories
from tests.circuits import acts
from tests.conventions import invented
from tests.workflows import following
from tests.workflows.following import awaited, told, waits_at

S = Status
OWNER = "chef-de-projet"


def notified(convention, here):
    return rehearsal.notify(convention, here)


# --- the straight road ---


@pytest.mark.parametrize(
    ("mode", "reader", "state"),
    [
        (StateMode.INSPECTOR, "review", "inspectrice"),
        (StateMode.DASEN, "visa", "dasen"),
    ],
)
def test_the_whole_circuit_in_both_modes_of_the_state(here, mode, reader, state):
    """P9: the inspector reads then signs by delegation, or gives a visa and the DASEN signs."""
    rector = here.people["rectrice"]
    factories.delegation(rector, here.people["dasen"], starts_on=rector.starts_on)
    convention = acts.draft(here, state_mode=mode)
    assert waits_at(convention) == ["prepare"]
    conventions.submit(convention, actor=here.actor(OWNER))
    assert waits_at(convention) == ["review"]
    asked = {(s.kind, s.party) for s in acts.open_steps(convention)}
    assert asked == {("review", "authority"), (reader, "state")}
    rehearsal.answered(convention)
    assert waits_at(convention) == ["settle"]
    conventions.settle_text(acts.fresh(convention), actor=here.actor(OWNER))
    assert waits_at(convention) == ["dispatch"]
    conventions.send_to_councils(acts.with_kit(acts.fresh(convention)), actor=here.actor(OWNER))
    assert waits_at(convention) == ["councils"]
    acts.world.prove(acts.vote(acts.fresh(convention), here), on=clock.today())
    assert waits_at(convention) == ["issue"]
    acts.issue(acts.fresh(convention), here)
    assert waits_at(convention) == ["sign"]
    names = {s.party: str(acts.task_of(s).mandate.pk) for s in acts.open_steps(convention)}
    assert names == {
        "authority": str(here.people["maire"].pk),
        "state": str(here.people[state].pk),
    }
    acts.sign(acts.step_of(convention, "state"))
    assert [s.party for s in acts.open_steps(convention)] == ["authority"]
    acts.sign(acts.step_of(convention, "authority"))
    assert [s.party for s in acts.open_steps(convention)] == ["syndicate"]
    acts.sign(acts.step_of(convention, "syndicate"))
    assert (acts.fresh(convention).status, waits_at(convention)) == (S.SIGNED, ["notify"])
    notified(acts.fresh(convention), here)
    assert waits_at(convention) == ["in_force"]
    assert awaited(convention) == []
    following.tick(convention.starts_on)
    assert (acts.fresh(convention).status, waits_at(convention)) == (S.IN_FORCE, [])
    assert set(Circuit.unscoped.about(convention).values_list("status", flat=True)) == {"completed"}


def test_each_step_leaves_its_line_with_the_quality_of_who_did_it(here, issued):
    """The history of the act, in order, as people read it."""
    convention = acts.sign_all(issued)
    notified(convention, here)
    following.tick(convention.starts_on)
    manager = "cheffe de projet du syndicat mixte des Vallées numériques (fictif)"
    mayor, inspector = "maire de Saint-Modèle (fictive)", told_of(here, "inspectrice")
    assert told(convention) == [
        f"{manager} a préparé la convention",
        f"{manager} a envoyé la convention en relecture",
        f"{mayor} a relu le projet",
        f"{inspector} a relu le projet",
        f"{manager} a arrêté le texte",
        f"{manager} a transmis le projet et le kit de délibération",
        "tâche automatique délibération exécutoire déposée",
        "tâche automatique délibérations exécutoires",
        f"{manager} a émis l’acte scellé",
        f"{mayor} a signé l’acte",
        f"{inspector} a signé l’acte",
        f"{told_of(here, 'president')} a signé l’acte",
        "tâche automatique dernière signature",
        f"{manager} a notifié l’acte aux parties",
        "tâche automatique est entrée en vigueur",
    ]
    done = Step.unscoped.filter(circuit__subject_id=convention.pk, kind="signature")
    assert [step.done_by for step in done.order_by("position")] == [
        here.actor(slug).label for slug in ("maire", "inspectrice", "president")
    ]


def told_of(here, slug):
    return here.actor(slug).title


# --- corrections ---


def test_a_correction_is_followed_by_a_new_review_of_the_new_text(here):
    convention = acts.draft(here)
    manager = here.actor(OWNER)
    conventions.submit(convention, actor=manager)
    first = acts.open_steps(convention, "review")
    mayor = next(s for s in first if s.party == "authority")
    conventions.answer_review(
        acts.fresh(convention),
        mayor,
        actor=here.actor("maire"),
        answer="changes",
        article="article 10",
        text="le montant par élève dépasse le vote",
    )
    assert (acts.fresh(convention).status, waits_at(convention)) == (
        S.CHANGES_REQUESTED,
        ["correct"],
    )
    assert {s.status for s in Step.unscoped.filter(pk__in=[x.pk for x in first])} == {"cancelled"}
    assert awaited(convention) == [("Corriger et renvoyer en relecture", "Claire Vasseur")]
    conventions.revise(
        acts.fresh(convention),
        {"title": "convention ENT corrigée"},
        seen_version=conventions.version(convention),
        actor=manager,
    )
    conventions.submit(acts.fresh(convention), actor=manager)
    again = acts.open_steps(convention, "review")
    assert {s.pk for s in again}.isdisjoint(s.pk for s in first)
    assert waits_at(convention) == ["review"]
    rehearsal.answered(convention)
    with pytest.raises(Refused, match="observation bloquante"):
        conventions.settle_text(acts.fresh(convention), actor=manager)
    conventions.answer_remark(convention.remarks.get(), answer="montant corrigé", actor=manager)
    settled = conventions.settle_text(acts.fresh(convention), actor=manager)
    assert (settled.status, waits_at(convention)) == (S.TEXT_SETTLED, ["dispatch"])


@pytest.mark.parametrize("stage", ["settled", "at_the_councils", "ready"])
def test_a_correction_asked_later_releases_the_text(here, stage):
    convention = getattr(acts, stage)(here)
    assert convention.text_hash
    conventions.request_changes(convention, actor=here.actor("juriste"), reason="article 12")
    back = acts.fresh(convention)
    assert (back.status, back.text_hash, waits_at(back)) == (S.CHANGES_REQUESTED, "", ["correct"])


# --- visas met beforehand (P5) ---


def test_visas_are_met_at_once_when_the_redline_is_empty_and_say_so(here):
    convention = acts.draft(here)
    conventions.submit(convention, actor=here.actor(OWNER))
    visas = Step.unscoped.filter(circuit__subject_id=convention.pk, kind="visa")
    assert {v.status for v in visas} == {"deemed_met"}
    (ground,) = {visa.outcome for visa in visas}
    assert "repris (délibération-cadre n° 2026-12 du 9 mars 2026)" in ground.replace("\u00a0", " ")
    assert following.tasks_of(here.actor("juriste")) == []


def test_visas_are_asked_when_the_author_wrote_words_of_their_own(here):
    convention = acts.draft(here)
    manager = here.actor(OWNER)
    conventions.revise(
        convention,
        {"legal_ground": "other", "legal_ground_text": "convention de mandat particulière"},
        seen_version=conventions.version(convention),
        actor=manager,
    )
    conventions.submit(acts.fresh(convention), actor=manager)
    assert following.tasks_of(here.actor("juriste")) == ["Visa juridique"]
    assert following.tasks_of(here.actor("dpo")) == ["Visa relatif aux données personnelles"]
    for step in acts.open_steps(convention, "review"):
        services.complete(step, actor=rehearsal.addressee(step), outcome="vu")
    with pytest.raises(Refused, match="Le visa manque : visa juridique"):
        conventions.settle_text(acts.fresh(convention), actor=manager)
    rehearsal.answered(convention)
    assert waits_at(convention) == ["settle"]


# --- a text or a mention taken up again ---


@pytest.mark.parametrize(
    ("verb", "who", "status", "node"),
    [
        ("reopen_mentions", OWNER, S.READY_TO_ISSUE, "issue"),
        ("reopen_text", "juriste", S.CHANGES_REQUESTED, "correct"),
    ],
)
def test_reopening_asks_every_signature_again_and_kills_earlier_links(
    here, verb, who, status, node, issued
):
    """R: one text, one envelope; the old signatures stay in the history, without effect."""
    mayor_link = acts.link_for(acts.step_of(issued, "authority"))
    acts.sign(acts.step_of(issued, "state"))
    old = acts.fresh(issued).envelope
    conventions.reopen(
        acts.fresh(issued), verb, actor=here.actor(who), reason="annexe 5, calendrier"
    )
    back = acts.fresh(issued)
    assert (back.status, waits_at(back)) == (status, [node])
    assert following.live_links(issued) == 0
    mayor_link.refresh_from_db()
    with pytest.raises(Refused, match="ne permet plus de signer"):
        signing.sign(mayor_link, code="123456", consent=acts.CONSENT, facts=acts.FACTS)
    old.refresh_from_db()
    assert old.status == Envelope.Status.SUPERSEDED
    assert Signature.objects.filter(slot__envelope=old).count() == 1
    if verb == "reopen_mentions":
        acts.issue(back, here)
        assert {s.party for s in acts.open_steps(issued)} == {"authority", "state"}
        signed = acts.sign_all(issued)
        assert (signed.status, waits_at(signed)) == (S.SIGNED, ["notify"])
        assert signed.envelope_id != old.pk


def test_a_signatory_who_asks_for_a_correction_sends_the_act_back(issued):
    step = acts.step_of(issued, "authority")
    signing.ask_correction(
        acts.link_for(step), reason="l’école a changé de nom", article="annexe 1"
    )
    back = acts.fresh(issued)
    assert (back.status, waits_at(back)) == (S.CHANGES_REQUESTED, ["correct"])
    assert "l’école a changé de nom" in [r.text for r in issued.remarks.all()]


# --- refusal, withdrawal ---


@pytest.mark.parametrize("party", ["authority", "state", "syndicate"])
def test_any_party_may_refuse_and_nobody_is_bound(party, issued):
    if party == "syndicate":
        for other in ("authority", "state"):
            acts.sign(acts.step_of(issued, other))
    link = acts.link_for(acts.step_of(issued, party))
    signing.refuse(link, reason="le budget n’est pas voté", category="budget")
    refused = acts.fresh(issued)
    assert (refused.status, waits_at(refused), awaited(refused)) == (S.REFUSED, [], [])
    assert refused.closing_party == issued.party(party).institution
    assert refused.register_number == ""
    assert following.live_links(issued) == 0
    assert refused.envelope.status == "cancelled"
    link.refresh_from_db()
    assert link.status == SigningLink.Status.CONSUMED


def test_a_refusal_without_reason_changes_nothing(issued):
    link = acts.link_for(acts.step_of(issued, "authority"))
    with pytest.raises(Refused, match="Indiquez le motif"):
        signing.refuse(link, reason=" ", category="budget")
    assert (acts.fresh(issued).status, waits_at(issued)) == (S.AWAITING_SIGNATURE, ["sign"])


@pytest.mark.parametrize("stage", ["draft", "settled", "at_the_councils", "ready", "issued"])
def test_a_withdrawal_ends_the_process_wherever_it_stands(here, stage):
    convention = getattr(acts, stage)(here)
    conventions.withdraw(convention, actor=here.actor(OWNER), reason="projet abandonné")
    gone = acts.fresh(convention)
    assert (gone.status, waits_at(gone), awaited(gone)) == (S.WITHDRAWN, [], [])
    assert following.live_links(convention) == 0
    assert following.tasks_of(here.actor(OWNER)) == []


# --- votes ---


def test_an_act_whose_vote_was_recorded_elsewhere_goes_on_when_it_is_confirmed(here):
    """The vote attached by hand covers the act: no deposit is waited for any more."""
    other = acts.ready(here)
    vote = other.party("authority").deliberation
    convention = acts.at_the_councils(here)
    vote.refresh_from_db()
    conventions.attach_deliberation(convention.party("authority"), vote, actor=here.actor(OWNER))
    ConventionLifecycle.move(
        acts.fresh(convention), "confirm_enforceable", actor=here.actor("juriste")
    )
    assert (acts.fresh(convention).status, waits_at(convention)) == (S.READY_TO_ISSUE, ["issue"])


def test_an_act_covered_by_framework_votes_skips_the_councils(here):
    """P5: the commune approved the model, a ceiling and a duration once for all."""
    convention = acts.settled(here)
    with pytest.raises(Refused, match="Aucune délibération de"):
        conventions.skip_councils(convention, actor=here.actor(OWNER))
    factories.deliberation(
        here.commune,
        kind="framework",
        number="2026-21",
        model_code=convention.model.code,
        model_version=convention.model.version,
        max_amount=convention.max_yearly_amount,
        duration_months=convention.duration_months,
    )
    conventions.skip_councils(acts.fresh(convention), actor=here.actor(OWNER))
    assert (acts.fresh(convention).status, waits_at(convention)) == (S.READY_TO_ISSUE, ["issue"])
    assert acts.issue(acts.fresh(convention), here).status == S.AWAITING_SIGNATURE


def test_a_framework_vote_whose_ceiling_is_passed_covers_nothing(here):
    convention = acts.settled(here)
    factories.deliberation(
        here.commune,
        kind="framework",
        number="2026-21",
        model_code=convention.model.code,
        model_version=convention.model.version,
        max_amount=convention.max_yearly_amount - 1,
    )
    with pytest.raises(Refused, match="n° 2026-21 plafonne à"):
        conventions.skip_councils(convention, actor=here.actor(OWNER))
    assert waits_at(convention) == ["dispatch"]


# --- a circuit that an administrator described ---


def sent_to(here, *asked_steps):
    """An act of the invented kind, whose review has these steps: kind, party, office, rule, due."""
    admin, manager = here.actor("administration"), here.actor(OWNER)
    kind = loan.described(admin, votes=False)
    (_, _, template), _ = describing.circuits(kind)
    for step in template.steps.all():
        steps.remove(kind, step, actor=admin)
    for asked, party, office, rule, due in asked_steps:
        values = {"group": 1, "rule": rule, "kind": asked, "label": "Répondre", "party": party}
        values |= {"offices": [office], "due": due, "due_reason": "avant la rentrée"}
        steps.store(kind, template, None, actor=admin, values=values)
    act = conventions.begin(
        invented.published(kind, admin),
        {"emprunteur": here.commune, "syndicate": here.syndicate},
        actor=manager,
        title="Prêt",
        starts_on=clock.today(),
        duration_months=12,
        details=invented.TYPED,
    )
    return conventions.submit(act, actor=manager)


def test_one_visa_of_two_is_enough_where_the_kind_says_so(here):
    visas = [("visa", "syndicate", who, "any", "days:10") for who in ("legal_officer", "dpo")]
    act = sent_to(here, *visas)
    services.complete(acts.open_steps(act)[0], actor=here.actor("juriste"), outcome="vu")
    assert waits_at(act) == ["settle"]
    conventions.settle_text(acts.fresh(act), actor=here.actor(OWNER))
    assert acts.fresh(act).status == S.TEXT_SETTLED


def test_the_delays_of_the_kind_are_those_of_its_acts(here):
    act = sent_to(
        here,
        ("review", "emprunteur", "executive", "all", "days:10"),
        ("visa", "syndicate", "legal_officer", "all", "business_days:10"),
    )
    days, worked = acts.open_steps(act)
    assert days.due_on == calendar.next_working_day(clock.today() + dt.timedelta(days=10))
    assert worked.due_on == calendar.add_business_days(clock.today(), 10)
    assert days.due_reason == "avant la rentrée"


def test_a_receipt_is_acknowledged_and_judges_nothing(here, client_as):
    act = sent_to(here, ("acknowledgement", "emprunteur", "executive", "all", "days:10"))
    mayor = client_as(here.actor("maire"))
    page = reverse("conventions:review", args=[act.public_id])
    shown = mayor.get(page).content.decode()
    assert "en ai pris connaissance" in shown
    assert "Je demande une correction" not in shown
    assert mayor.post(page, {}).status_code == 422
    mayor.post(page, {"answer": "ok"})
    assert waits_at(act) == ["settle"]
