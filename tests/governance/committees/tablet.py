"""A meeting under way, and the tablet on which its secretary holds it: a browser, a real site."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from accounts.models import User
from common import clock
from governance.committees import agenda
from governance.committees.lifecycle import MeetingLifecycle
from governance.committees.models.items import Purpose
from governance.middleware import SESSION_KEY
from tests import browser, factories
from tests.governance.committees.sittings import Sitting

NAMES = ("dasen", "inspector", "president", "mayor", "other_mayor")


@pytest.fixture(scope="module")
def chromium():
    if browser.missing():
        pytest.skip(browser.missing())
    with browser.chromium() as opened:
        yield opened


@pytest.fixture
def under_way(committee, seats, dasen, secretary):
    """Opened ten minutes ago by the director and two members of the authorities."""
    start = clock.now() - dt.timedelta(minutes=10)
    with clock.at(start - dt.timedelta(days=30)):
        found = factories.meeting(committee, chair=factories.mandate_of(dasen), starts_at=start)
        for title in ("Charte des messages", "Tarif"):
            agenda.add(
                actor=secretary, meeting=found, title=title, purpose=Purpose.DECISION,
                report="0" * 64,
            )  # fmt: skip
        found = MeetingLifecycle.move(
            found, "convene", actor=secretary, convener=factories.mandate_of(dasen)
        )
    held = Sitting(found, seats, secretary)
    with clock.at(start):
        held.comes("dasen", "president", "mayor")
        held.move("open_meeting")
    return held


def cookie(actor):
    """The cookie of a session of ``actor``."""
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id))
    session = client.session
    session[SESSION_KEY] = actor.mandate_id
    session.save()
    return client.cookies["session"].value


class Tablet:
    """The page of a meeting, as one of its secretaries uses it."""

    def __init__(self, context, address, sitting, actor):
        self.context, self.sitting, self.actor = context, sitting, actor
        self.address = address
        self.sign_in()
        self.page = context.new_page()
        self.complaints = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.open()

    def sign_in(self):
        self.context.clear_cookies()
        self.context.add_cookies(
            [{"name": "session", "value": cookie(self.actor), "url": self.address}]
        )

    def open(self, title="Charte des messages"):
        path = reverse("committees:sitting", args=[self.sitting.meeting.public_id])
        self.page.goto(f"{self.address}{path}?point={self.sitting.item(title).public_id}")

    def offline(self):
        self.context.set_offline(True)

    def online(self):
        self.context.set_offline(False)

    def member(self, name):
        return self.page.locator(f"#siege-{self.sitting.key(name)}")

    def press(self, name, words):
        """A button of the attendance, beside somebody."""
        self.member(name).get_by_role("button", name=words).click()

    def button(self, words):
        return self.page.get_by_role("button", name=words, exact=True)

    @property
    def band(self):
        return self.page.locator("#connexion")

    @property
    def notes(self):
        return self.page.get_by_label("Notes de la séance sur ce point")

    @property
    def kept(self):
        """What waits or was refused, as it stands at the top of the page."""
        return self.page.locator("#saisies")

    def settled(self):
        """Everything left, and the page is that of the site."""
        expect(self.band).to_be_hidden()
        expect(self.kept).to_be_empty()


@pytest.fixture
def address():
    with browser.site() as found:
        yield found


@pytest.fixture
def tablet(chromium, address, under_way, secretary):
    context = chromium.new_context(viewport={"width": 1024, "height": 900}, locale="fr-FR")
    try:
        yield Tablet(context, address, under_way, secretary)
    finally:
        context.close()
