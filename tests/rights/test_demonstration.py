"""The addresses of the demonstration open sessions and show mails: they exist nowhere else."""

import importlib.util

import pytest
from django.test import override_settings

from config import urls
from tests.depth import some

from . import harness
from .cases import CASES, Answer
from .harness import Browser, Report

ADDRESSES = (
    "/demonstration/",
    "/demonstration/devenir/maire/",
    "/demonstration/pieces/deliberation/essai.pdf",
    "/demonstration/courriels/",
    "/demonstration/courriels/1/",
    "/demonstration/courriels/1/ouvrir/",
)


@pytest.fixture
def elsewhere():
    """The site as it is without ``DEMO``."""
    spec = importlib.util.spec_from_file_location("site_without_demonstration", urls.__file__)
    site = importlib.util.module_from_spec(spec)
    with override_settings(DEMO=False):
        spec.loader.exec_module(site)
        with override_settings(ROOT_URLCONF=site):
            yield


def test_the_rest_of_the_site_is_the_same_without_them(elsewhere):
    kept = {name for name, case in CASES.items() if case.answer is not Answer.DEMONSTRATION}
    assert set(harness.routes()) == kept


def test_they_are_answered_404_to_everybody(world, elsewhere):
    for who, actor in some({**world.of_a, **world.of_b}.items(), 3):
        browser = Browser(who, actor, Report())
        answers = {browser.ask(m, url).status for url in ADDRESSES for m in ("GET", "POST")}
        assert answers == {404}, who
