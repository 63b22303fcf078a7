"""Notes typed without a network that arrive once the meeting is closed."""

import pytest
from django.urls import reverse

from governance.committees import holding, noting
from governance.committees.models import AgendaItem, MinutesItem
from tests import factories
from tests.governance.committees.held import held, models
from tests.governance.committees.sittings import *  # noqa: F403
from tests.governance.committees.sittings import plain

__all__ = ["held", "models"]

APART = "e procès-verbal a déjà été rédigé sur ce point : reprenez-y ces notes."


@pytest.fixture
def point(held):
    return MinutesItem.unscoped.get(minutes__meeting=held, title="Charte des messages")


def test_they_reach_the_minutes_nobody_wrote_yet(point, secretary):
    item = AgendaItem.unscoped.get(pk=point.item_id)
    base = point.text
    noting.save(actor=secretary, item=item, text=f"{base} Mme Roy approuve. ", base=base)
    point.refresh_from_db()
    assert point.text == f"{base} Mme Roy approuve."
    holding.save_note(actor=secretary, item=item, text="Tout est dit. ", version=2)
    point.refresh_from_db()
    assert point.text == "Tout est dit."


def test_minutes_written_by_hand_stay_and_the_writer_is_told(point, secretary, client_as):
    base = point.text
    point.text, point.version = "Rédigé.", 1
    factories.recorded(point)
    client, url = client_as(secretary), reverse("committees:notes", args=[point.item.public_id])
    answer = client.post(
        url, {"text": f"{base} Et puis. ", "base": base, "version": 1},
        headers={"X-Requested-With": "autosave"},
    )  # fmt: skip
    assert APART in plain(answer.json()["message"])
    answer = client.post(url, {"text": "Fin.", "version": 2}, follow=True)
    assert APART in plain(answer.content.decode())
    point.refresh_from_db()
    assert point.text == "Rédigé."
