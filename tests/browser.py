"""Chromium for the tests: pages as a person sees them, and what axe says of them."""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.core.handlers.wsgi import WSGIHandler
from django.db import connections
from playwright.sync_api import Browser, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
# Without window nor tabs of its own, the shell asks half as much of the machine.
SHELL, FULL_BROWSER = Path("/usr/bin/chromium-headless-shell"), Path("/usr/bin/chromium")
CHROMIUM = SHELL if SHELL.exists() else FULL_BROWSER
AXE = ROOT / "node_modules/axe-core/axe.min.js"
ASSETS = ROOT / "ui/static/ui/vendor/site.css"
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# The RGAA tag alone lacks seven rules of WCAG.
RULES = ["RGAAv4", "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDE, NARROW = 1440, 360
PATIENCE = 90_000
"""Milliseconds for a page of a loaded machine; a page that works answers in a hundredth of it."""
expect.set_options(timeout=PATIENCE)


def missing() -> str:
    """Why no browser test can run here; empty when everything is in place."""
    needed = {
        CHROMIUM: "apt-get install chromium-headless-shell",
        AXE: "npm ci",
        ASSETS: "python manage.py build_assets",
    }
    return " ; ".join(
        f"{path.name} missing, run « {how} »" for path, how in needed.items() if not path.exists()
    )


@contextmanager
def chromium() -> Iterator[Browser]:
    """One browser for many pages; each test opens its own context."""
    with sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread, which Django takes for asynchronous code.
        before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()
            if before is None:
                del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
            else:
                os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before


class _Server(ThreadingMixIn, WSGIServer):
    """One connection a request, so that neither socket nor session outlives it: Django's own
    closing of a session is off while a test client asks something in another thread."""

    def process_request_thread(self, *asked: Any) -> None:
        try:
            super().process_request_thread(*asked)
        finally:
            connections.close_all()


class _Quiet(WSGIRequestHandler):
    def log_message(self, *args: Any) -> None:
        """The console of the tests stays readable."""


@contextmanager
def site(application: Callable[..., Any] | None = None) -> Iterator[str]:
    """The site on a free loopback port; yields its address.

    Each request has its own thread and connection: it reads what is committed, nothing else.
    """
    server = make_server("127.0.0.1", 0, application or WSGIHandler(), _Server, _Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass
class Visit:
    """A page open in the browser, with everything it complained about."""

    page: Page
    complaints: list[str] = field(default_factory=list)


@contextmanager
def visit(browser: Browser, url: str, width: int = WIDE, **options: Any) -> Iterator[Visit]:
    """Open ``url``; script errors, CSP refusals and failed requests land in ``complaints``."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, locale="fr-FR", **options
    )
    try:
        opened = Visit(context.new_page())
        opened.page.on("pageerror", lambda error: opened.complaints.append(str(error)))
        opened.page.on(
            "console",
            lambda said: opened.complaints.append(said.text) if said.type == "error" else None,
        )
        opened.page.goto(url)
        yield opened
    finally:
        context.close()


def accessibility_issues(page: Page) -> list[str]:
    """What axe refuses, one line an element; empty when the page passes."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    answer = page.evaluate(
        "rules => axe.run(document, {runOnly: {type: 'tag', values: rules},"
        " resultTypes: ['violations'], preload: false})",
        RULES,
    )
    return [
        f"{issue['id']}: {node['target'][0]} — {node['failureSummary']}"
        for issue in answer["violations"]
        for node in issue["nodes"]
    ]


def overflow(page: Page) -> int:
    """How many pixels the page scrolls sideways; 0 on a page that fits."""
    page.wait_for_load_state()
    return int(
        page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    )
