"""The site that is killed, its mails received by a real server on the loopback."""

import tempfile

import pytest

from common import clock
from tests.circuits import acts
from tests.plugins import mailserver, sessions


@pytest.fixture(autouse=True)
def _alone(transactional_db):
    """A kill is over once no session but ours is left: one that a thread of another file left
    behind in this process is ended first."""
    sessions.end_others()


@pytest.fixture
def site(tmp_path, monkeypatch):
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    with (
        mailserver.running(tmp_path / "mails") as server,
        acts.site(tmp_path, **server.settings),
        clock.at(acts.NOW),
    ):
        (tmp_path / "acknowledged").touch()
        yield tmp_path
