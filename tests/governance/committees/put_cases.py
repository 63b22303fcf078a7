"""A convention of which one step waits for the ethics committee, and what the committee makes."""

import pytest

from circuits import services
from circuits.models import Assignment, Circuit, CircuitTemplate, TemplateStep
from common import clock
from governance import acting
from governance.committees.confirming import RecordLifecycle
from governance.committees.lifecycle import ItemLifecycle
from governance.committees.models import AgendaItem, Decision, DecisionRecord, Meeting
from governance.committees.models.decisions import Ballot, Nature
from governance.committees.models.items import ItemStatus
from governance.offices import Office
from tests import factories
from tests.conventions.case import mandate, saved
from tests.conventions.conftest import case, case_of_the_file
from tests.plugins.stages import kept

__all__ = ["case", "case_of_the_file", "waiting"]

CODE = "convention.review.essai"


def signed_up(held):
    """The actor of a mandate whose person has an account."""
    held.person.user = factories.user()
    saved(held.person)
    return acting.actor_of(held)


@kept
def _committee(here):
    found = factories.committee(host=here.syndicate, named="le comité d’éthique")
    for body, office, college in (
        (here.dsden, Office.DASEN, "Éducation nationale"),
        (here.syndicate, Office.SYNDICATE_PRESIDENT, "Collectivités"),
        (here.commune, Office.EXECUTIVE, "Collectivités"),
    ):
        factories.seat(found, body, office, college=college)
    return found


@kept
def _convention(here):
    return here.convention()


class Waiting:
    """The convention, its circuit, the committee; ``decides`` and ``confirms`` in a word."""

    def __init__(self, here, ruling="decision", **fields):
        self.case = here
        self.owner = here.actor
        self.committee = _committee(here)
        self.convention = _convention(here)
        given = {"act_kind": "appointment"}
        self.keeper = mandate(
            here.syndicate, Office.COMMITTEE_SECRETARY, "Charlie", "Modèle", **given
        )
        self.secretary = acting.actor_of(self.keeper)
        self.chair = acting.actor_of(here.dasen)
        template = saved(CircuitTemplate(code=CODE, label="Relecture"))
        step = {
            "template": template, "group": 1, "position": 1, "kind": "committee",
            "label": "Décision du comité d’éthique", "party": "syndicate",
            "offices": [Office.COMMITTEE_SECRETARY], "due": "days:30",
            "due_reason": "l’instance en décide", "committee": "ethics", "ruling": ruling,
        }  # fmt: skip
        saved(TemplateStep(**{**step, **fields}))

    def opens(self):
        from conventions import participants

        circuit = services.open_circuit(
            CODE,
            self.convention,
            players=participants.players(self.convention),
            url=self.convention.get_absolute_url(),
        )
        self.step = circuit.steps.get()
        return self.step

    @property
    def item(self) -> AgendaItem:
        return AgendaItem.unscoped.filter(step=self.step).latest("pk")

    def state(self):
        """Of the step and of its circuit."""
        self.step.refresh_from_db()
        return self.step.status, Circuit.unscoped.get(pk=self.step.circuit_id).status

    def asked(self):
        """To whom the step is addressed now."""
        tasks = Assignment.unscoped.open().filter(step=self.step)
        return [task.mandate for task in tasks]

    def meets(self, committee=None) -> Meeting:
        given = {"chair": factories.mandate_of(self.chair), "secretary": self.keeper}
        return factories.meeting(committee or self.committee, **given)

    def decides(self, item=None, *, nature=Nature.DECISION, adopted=True, meeting=None) -> Decision:
        """A decision on the point, in a meeting whose record is provisional."""
        item, meeting = item or self.item, meeting or self.meets()
        item.meeting, item.status = meeting, ItemStatus.DECIDED
        saved(item)
        self.record = factories.recorded(DecisionRecord(meeting=meeting))
        return factories.recorded(
            Decision(
                meeting=meeting, item=item, number=f"{meeting.number}/01", nature=nature,
                text="La convention est approuvée.", ballot=Ballot.CONSENSUS, adopted=adopted,
                result="Adopté par consensus." if adopted else "Rejeté : 1 voix pour, 2 contre.",
                decided_at=clock.now(), responsible=self.keeper, due_on=clock.today(),
            )
        )  # fmt: skip

    def confirms(self):
        return RecordLifecycle.move(self.record, "confirm_decisions", actor=self.chair)

    def moves(self, verb, **given):
        return ItemLifecycle.move(self.item, verb, actor=self.secretary, **given)


@pytest.fixture
def waiting(case):
    return Waiting(case)
