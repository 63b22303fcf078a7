"""One stage for a module: the world is built once, the tables are empty again afterwards."""

from collections.abc import Iterator

import pytest

from tests import browser
from tests.journeys import stage as stages


@pytest.fixture
def _django_db_helper(django_db_setup) -> None:
    """A stage commits, for the site's own threads, and empties the tables once for its module:
    pytest-django's transaction around each test, and its flush after it, have no place here."""


@pytest.fixture(scope="module")
def stage(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[stages.Stage]:
    """The real site, on a port of its own, with the people of the demonstration."""
    if browser.missing():
        pytest.skip(browser.missing())
    with django_db_blocker.unblock(), stages.opened(tmp_path_factory.mktemp("stage")) as opened:
        yield opened
