import pytest

from audit.actor import Actor
from audit.recording import recording
from tests.app.models import Dossier


@pytest.fixture
def actor():
    return Actor(
        label="Anne Martin, maire",
        title="maire",
        user_id=7,
        institution_id=1,
        person_key="k-7",
        mandate_id=3,
    )


@pytest.fixture
def stored(db, actor):
    """Three dossiers with their history."""
    with recording(actor):
        return [Dossier.unscoped.create(title=f"n° {n}", institution=1) for n in range(3)]
