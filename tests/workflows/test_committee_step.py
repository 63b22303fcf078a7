"""An act of which the circuit waits for an instance: nothing goes on before its decision (N12)."""

import pytest

from circuits.models import CircuitTemplate, Step, StepKind, TemplateStep
from common.lifecycle import Refused
from conventions import services, situation, stepper
from conventions.making import rehearsing, showing, steps
from conventions.making.describing import REVIEW
from conventions.making.describing import circuits as of_kind
from conventions.models import Status
from demo import rehearsal
from demo.seeding import loan
from governance.committees import cases
from governance.committees.confirming import RecordLifecycle
from governance.committees.models import AgendaItem, Decision, DecisionRecord
from tests import factories
from tests.circuits import acts
from tests.conventions.case import saved
from tests.conventions.invented import fresh

OWNER = "chef-de-projet"
STEP = {
    "kind": StepKind.COMMITTEE, "label": "Décision du comité d’éthique", "party": "syndicate",
    "offices": ["committee_secretary", "project_manager"], "due": "days:30",
    "due_reason": "l’instance en décide", "committee": "ethics", "ruling": "decision",
}  # fmt: skip


def with_committee():
    """The review of the tripartite, then the committee."""
    old = CircuitTemplate.unscoped.filter(code="convention.review.inspector").latest("version")
    new = saved(CircuitTemplate(code=old.code, label=old.label, version=old.version + 1))
    for step in old.steps.all():
        step.pk, step.id, step.template, step._state.adding = None, None, new, True
        step.public_id = type(step)._meta.get_field("public_id").get_default()
        saved(step)
    saved(TemplateStep(template=new, group=2, position=9, **STEP))


def confirmed(here, item, **given):
    """The decision on ``item``, in a record that who presided confirms."""
    seats = {"chair": here.people["dasen"], "secretary": here.people[OWNER]}
    meeting = factories.meeting(item.committee, **seats)
    item.meeting, item.status = meeting, "decided"
    saved(item)
    owner = here.people[OWNER]
    decision = factories.recorded(
        Decision(
            meeting=meeting, item=item, number="CE2026-01/01", text="Approuvée.", adopted=True,
            result="Adoptée.", ballot="consensus", decided_at=acts.NOW, responsible=owner,
            due_on=acts.NOW.date(), **{"nature": "decision", **given},
        )
    )  # fmt: skip
    record = factories.recorded(DecisionRecord(meeting=meeting))
    RecordLifecycle.move(record, "confirm_decisions", actor=here.actor("dasen"))
    return decision


def test_the_text_is_settled_only_once_the_instance_decided(here):
    committee = factories.committee(host=here.syndicate, named="le comité d’éthique")
    with_committee()
    act = rehearsal.through_review(acts.draft(here), here)
    assert act.status == Status.UNDER_REVIEW
    item = AgendaItem.unscoped.get()
    assert (item.committee, cases.case_of(item, here.actor(OWNER))) == (committee, act)
    assert "décision du comité d’éthique" in situation.sentence(act, here.actor(OWNER))
    with pytest.raises(Refused, match="Une décision manque : décision du comité d’éthique"):
        services.settle_text(act, actor=here.actor(OWNER))
    decision = confirmed(here, item)
    step = Step.unscoped.get(circuit__kind="convention.settle")
    assert step.status == Step.Status.OPEN, "the process went on"
    lines = {line.title: line for line in stepper.lines(acts.fresh(act))}
    line = lines[f"Décision du comité d’éthique — {here.syndicate}"]
    assert line.state == "done"
    assert decision.number in line.text
    assert services.settle_text(acts.fresh(act), actor=here.actor(OWNER)).status == "text_settled"


def test_an_administrator_gives_a_circuit_the_decision_of_an_instance(here):
    factories.committee(host=here.syndicate)
    admin = here.actor("administration")
    kind = loan.described(admin)
    template = next(each for moment, _, each in of_kind(kind) if moment == REVIEW)
    values = {**STEP, "offices": [], "group": 2, "rule": "all", "level": ""}
    step = steps.store(kind, template, None, actor=admin, values=values)
    assert step.offices == ["committee_secretary", "project_manager"]
    shown = {row[0]: row[1] for _, _, rows in showing.circuits(fresh(kind)) for row in rows}
    assert shown[step] == "Comité d’éthique : une décision"
    played = rehearsing.play(fresh(kind))
    assert "Décision du comité d’éthique" in [each["label"] for each in played.steps]
    assert not AgendaItem.unscoped.exists(), "a trial keeps nothing"
