"""The real site as people use it: served on a port, its works done, its mails read, time passing.

What a person does goes through Chromium; what happens without anybody (worker, ``tick``) through
``Stage.works``. Rows are committed: the module that opens a stage empties the tables after it.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.cache import cache
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.db import connections
from django.test import override_settings
from playwright.sync_api import Browser, BrowserContext, Error, Locator, Page

from accounts.models import User
from common import clock, jobs
from common.models import Job
from demo.models import SentMail
from demo.people import Someone
from demo.rehearsal import latest_code
from demo.world import PASSWORD, World, appoint, institution
from desk import ticking
from documents.conversion import close_shared_pool
from governance.models import SignatorySheet
from tests import browser
from tests.accounts.phone import PHONES
from tests.circuits import acts

ACT_PATH = re.compile(r"/(?:conventions/[0-9a-f-]{36}|signer/[\w-]+)/")
LINK = re.compile(r"http\S+/signer/[\w-]{30,}/")
PATIENCE = 240  # seconds for LibreOffice on a loaded machine
NEIGHBOUR = Someone(
    "maire-voisin", "sir", "Paul", "Voisin", "executive", "commune", "d’une autre commune", "Maire"
)


@dataclass
class Visitor:
    """One person in their own browser: and what their pages complained of."""

    stage: "Stage"
    context: BrowserContext
    page: Page
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        """Go to a path of the site, or to the whole address of a mail; a page that a click still
        leads to arrives first."""
        address = path if path.startswith("http") else self.stage.address + path
        try:
            self.page.goto(address)
        except Error as error:
            if "ERR_ABORTED" not in error.message:
                raise
            self.page.wait_for_load_state()
            self.page.goto(address)

    def sign_in(self, email: str) -> None:
        """Through the sign-in page, wherever it leads afterwards."""
        if "/compte/connexion/" not in self.page.url:
            self.open("/compte/connexion/")
        self.field("Adresse électronique").fill(email)
        self.field("Mot de passe").fill(PASSWORD)
        with self.page.expect_navigation():
            self.page.get_by_role("button", name="Se connecter").click()
        if self.page.get_by_role("heading", name="Votre second facteur").count():
            self.field("Code").fill(PHONES[email].code())
            with self.page.expect_navigation():
                self.page.get_by_role("button", name="Se connecter").click()

    def field(self, label: str) -> Locator:
        """The field of the page whose label begins with ``label``."""
        named = self.page.get_by_label(re.compile(rf"^\s*{re.escape(label)}"))
        return self.page.locator("main").locator("input, select, textarea").and_(named).first

    def press(self, name: str) -> None:
        """Send a form by its button, and be on the page that answers."""
        with self.page.expect_navigation():
            self.page.locator("main").get_by_role("button", name=name, exact=True).click()

    def follow(self, name: str) -> None:
        """Be on the page that a link leads to."""
        with self.page.expect_navigation():
            self._link(name).click()

    def _link(self, name: str) -> Locator:
        return self.page.get_by_role("link", name=name).first

    def download(self, name: str) -> bytes:
        """The file behind a link of the page."""
        with self.page.expect_download() as awaited:
            self._link(name).click()
        return Path(awaited.value.path()).read_bytes()

    def text(self) -> str:
        """What the page says, any run of spaces read as one."""
        return said(self.page.locator("main").inner_text())

    def status(self, path: str) -> int:
        """The answer to a plain GET of ``path``, redirections not followed."""
        return self.context.request.get(self.stage.address + path, max_redirects=0).status

    def send(self, path: str, **data: str) -> int:
        """The answer to a POST with the token that the forms of the site carry."""
        token = next(c["value"] for c in self.context.cookies() if c["name"] == "csrf")
        form = {"csrfmiddlewaretoken": token, **data}
        answer = self.context.request.post(self.stage.address + path, form=form, max_redirects=0)
        return answer.status


@dataclass
class Stage:
    """The site under way; ``shift`` sets its clock apart from the machine's.

    ``asked`` is every path that anybody's browser asked for.
    """

    folder: Path
    chromium: Browser
    shift: dt.timedelta
    application: Callable[..., Any] | None = None
    address: str = ""
    asked: set[str] = field(default_factory=set)
    world: World = None  # type: ignore[assignment]
    backstage: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1))

    def now(self) -> dt.datetime:
        return dt.datetime.now(dt.UTC) + self.shift

    def moves_to(self, instant: dt.datetime) -> None:
        self.shift = instant - dt.datetime.now(dt.UTC)

    def serve(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        """The site, each request at the time of the stage."""
        with clock.at(self.now()):
            self.application = self.application or WSGIHandler()
            return self.application(environ, start_response)

    def behind(self, function: Callable[..., Any], *args: Any, **given: Any) -> Any:
        """Run ``function`` in the thread of the worker: Playwright holds the loop of this one."""

        def on_time() -> Any:
            try:
                with clock.at(self.now()):
                    return function(*args, **given)
            finally:
                connections.close_all()

        return self.backstage.submit(on_time).result(timeout=PATIENCE)

    def works(self) -> None:
        """The worker does what is asked, then the clockwork passes: mails leave, dates come."""
        done = self.behind(_work)
        failed = {name: value for name, value in done.items() if "Error" in str(value)}
        assert not failed

    def mail(self, to: str, subject: str) -> str:
        """The latest mail to somebody whose subject holds ``subject``."""
        found = self.behind(
            lambda: SentMail.objects.filter(to=to, subject__contains=subject).first()
        )
        assert found is not None, f"no mail « {subject} » to {to}"
        return str(found.text)

    def link(self, to: str) -> str:
        """The personal link of the latest mail that asks somebody to sign."""
        return LINK.search(self.mail(to, "À signer")).group()  # type: ignore[union-attr]

    def code(self, to: str) -> str:
        """The six digits of the latest code sent to somebody, by mail or SMS."""
        self.works()
        return str(self.behind(lambda: _code_of(to)))

    @contextmanager
    def visitor(self, width: int = browser.WIDE, **options: Any) -> Iterator[Visitor]:
        """Somebody's own browser, signed in nowhere."""
        context = self.chromium.new_context(
            viewport={"width": width, "height": 900}, locale="fr-FR", **options
        )
        context.set_default_timeout(browser.PATIENCE)
        one = Visitor(self, context, context.new_page())
        context.on("request", lambda sent: self.asked.add(sent.url.removeprefix(self.address)))
        one.page.on("pageerror", lambda error: one.complaints.append(str(error)))
        one.page.on(
            "console",
            lambda spoke: one.complaints.append(spoke.text) if spoke.type == "error" else None,
        )
        try:
            yield one
        finally:
            context.close()

    @contextmanager
    def person(self, slug: str, width: int = browser.WIDE, **options: Any) -> Iterator[Visitor]:
        """Somebody of the cast, signed in through the real page."""
        with self.visitor(width, **options) as one:
            one.sign_in(f"{slug}@demonstration.example")
            yield one


def said(text: str) -> str:
    """Words as read: no-break spaces, lines and indents are spaces."""
    return " ".join(text.split())


def _code_of(address: str) -> str:
    return latest_code(SignatorySheet.unscoped.filter(email=address, current=True).latest("pk"))


def _work() -> dict[str, object]:
    for key in list(Job.objects.filter(state=Job.State.WAITING).values_list("pk", flat=True)):
        jobs.run(key)
    return ticking.run()


def _people() -> World:
    """The demonstration's bodies and people, and the mayor of a commune that is no party."""
    world = acts.build()
    elsewhere = institution("commune", "Commune de Brumont (fictive)", insee_code="80Z77")
    world.people[NEIGHBOUR.slug] = appoint(NEIGHBOUR, elsewhere)
    return world


@contextmanager
def opened(folder: Path) -> Iterator[Stage]:
    """The site of the demonstration on a Monday of May, with nothing under way."""
    with browser.chromium() as chromium:
        stage = Stage(folder, chromium, acts.NOW - dt.datetime.now(dt.UTC))
        with (
            browser.site(stage.serve) as address,
            acts.site(folder, SITE_URL=address, EMAIL_BACKEND="demo.mail.MailboxBackend"),
            override_settings(DEBUG=False),
        ):
            stage.address = address
            cache.clear()
            if stage.behind(User.objects.exists):
                raise RuntimeError("a stage opens on empty tables: mark its module django_db")
            try:
                stage.world = stage.behind(_people)
                yield stage
            finally:
                stage.behind(close_shared_pool)
                stage.behind(call_command, "flush", interactive=False, verbosity=0)
                stage.backstage.shutdown()
                cache.clear()
