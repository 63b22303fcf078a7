"""A move made on its page does all that the page says."""

from django.urls import reverse

from common.models import Job
from conventions import kit, services
from conventions.models import Status
from tests.circuits import acts
from tests.circuits.fixtures import here, world_of_the_file

__all__ = ["here", "world_of_the_file"]


def test_settling_the_text_asks_for_the_kit_of_the_council(here, client_as):
    act = acts.draft(here)
    manager = here.actor("chef-de-projet")
    services.submit(act, actor=manager)
    acts.rehearsal.answered(act)
    page = reverse("conventions:move", args=[act.public_id, "settle_text"])
    answer = client_as(manager).post(page, follow=True)
    assert answer.status_code == 200
    assert "Le texte est arrêté." in answer.content.decode()
    assert acts.fresh(act).status == Status.TEXT_SETTLED
    assert Job.objects.filter(kind=kit.JOB, label__contains=act.reference).exists()
