"""Every page of the site as it is served, on a desk and on a phone: axe, policy, keyboard."""

import datetime as dt
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.core.cache import cache
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.models import User
from demo.people import CAST
from tests.browser import NARROW, WIDE
from tests.circuits import acts
from tests.depth import FULL, some
from tests.journeys import looking, scenery, scenery_of_batches, scenery_of_schools
from tests.journeys.stage import Visitor
from tests.journeys.stops import NO_PAGE, STOPS

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
LATER = dt.timedelta(days=35)


class Walk:
    """One browser for each person, and the things that addresses name."""

    def __init__(self, stage, things):
        self.stage, self.things, self.open = stage, things, ExitStack()
        self.visitors: dict[str, Visitor] = {}
        self.loose: list[str] = []

    def visitor(self, who):
        if who not in self.visitors:
            known = self.stage.person(who) if who else self.stage.visitor(reduced_motion="reduce")
            self.visitors[who] = self.open.enter_context(known)
            self.visitors[who].context.on("response", self.check_policy)
        if not who:
            self.visitors[who].context.clear_cookies()
        return self.visitors[who]

    def check_policy(self, answer):
        if answer.url.startswith(self.stage.address) and looking.loose(answer.headers):
            self.loose.append(answer.url)

    def path(self, stop):
        given = self.things[stop.thing] if stop.thing else ()
        return reverse(stop.route, args=given) + stop.query


@pytest.fixture(scope="module")
def walk(stage) -> Iterator[Walk]:
    things = stage.behind(scenery.early, stage.world)
    stage.moves_to(acts.NOW + LATER)
    things |= stage.behind(scenery.late, stage.world)
    things |= stage.behind(scenery_of_batches.batches, stage.world)
    things |= stage.behind(scenery_of_schools.events, stage.world)
    things |= stage.behind(keys) | {"unknown": ("x" * 43,), "kind": ("academie",)}
    made = Walk(stage, things)
    with made.open:
        yield made


def keys():
    """The address of a new password, good and dead."""
    user = User.objects.get(email=CAST[0].email)
    number = user_pk_to_url_str(user)
    return {"key": (number, default_token_generator.make_token(user)), "dead key": (number, "x-y")}


FIRSTS = list({stop.route: stop for stop in reversed(STOPS)}.values())
OTHERS = [stop for stop in STOPS if stop not in FIRSTS]


def widths(stop):
    """A page on a desk, its other states, which share its frame, on a phone; all on both when
    the tests go to their full depth."""
    if FULL:
        return (WIDE, NARROW)
    return (WIDE,) if stop in FIRSTS else (NARROW,)


@pytest.mark.parametrize("stop", [*some(FIRSTS, 6), *some(OTHERS, 12)], ids=str)
def test_a_page(walk, stop):
    cache.clear()
    visitor = walk.visitor(stop.who)
    visitor.complaints.clear()
    walk.loose.clear()
    answer = visitor.page.goto(walk.stage.address + walk.path(stop))
    assert answer.status == stop.status
    if stop.act:
        stop.act(visitor)
    assert looking.faults(visitor.page, widths(stop)) == []
    assert [each for each in visitor.complaints if "status of" not in each] == []
    assert walk.loose == []


def test_every_route_has_a_page_or_a_reason():
    assert set(routes(get_resolver().url_patterns)) == {stop.route for stop in STOPS} | set(NO_PAGE)


def test_what_shows_no_page_shows_none(walk):
    """A route left out of the walk answers with a file, a redirection or a refusal of GET."""
    manager = walk.visitor("chef-de-projet")
    files = {"conventions:document_file": "file", "conventions:document_page": "page of the act"}
    for route, thing in files.items():
        answer = manager.context.request.get(
            walk.stage.address + reverse(route, args=walk.things[thing])
        )
        assert answer.status == 200
        assert "html" not in answer.headers["content-type"]
        assert not looking.loose(answer.headers)


def routes(patterns, prefix=""):
    """Names of the whole URLconf."""
    for each in patterns:
        if isinstance(each, URLResolver):
            inside = f"{each.namespace}:" if each.namespace else ""
            yield from routes(each.url_patterns, prefix + inside)
        elif isinstance(each, URLPattern):
            yield prefix + str(each.name)
