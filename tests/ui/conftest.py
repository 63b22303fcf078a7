"""The gallery is served without database: what it shows must never need one."""

from collections.abc import Iterator
from unittest.mock import patch

import pytest
from django.test import override_settings
from playwright.sync_api import Browser

from tests import browser
from ui import navigation


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for a module: Playwright holds an event loop in its thread, and the tests that
    sign a PDF in the same process need one of their own."""
    if browser.missing():
        pytest.skip(browser.missing())
    with browser.chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def gallery() -> Iterator[str]:
    others = {"gallery_switch": lambda request: [("2", "adjointe au maire de Cerisy")]}
    with (
        patch.object(navigation, "_switches", others),
        override_settings(ROOT_URLCONF="tests.ui.urls", DEBUG=False),
        browser.site() as address,
    ):
        yield address
