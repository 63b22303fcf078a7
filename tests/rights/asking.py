"""Walk through the cases as others and as A's own people, and report what should not be."""

from collections.abc import Iterable, Iterator, Mapping

from django.urls import reverse

from audit.actor import Actor

from .answers import Answer, Case
from .cases import CASES
from .harness import Browser, Report, Seen
from .scene import EVIDENCE, PUBLIC, SECRET, World

REFUSED_METHODS = ("PUT", "PATCH", "DELETE", "TRACE")
SHARE = 10
"""On an ordinary day a role asks one route out of so many, another role the next one."""
ENDS_THE_SESSION = ("account_logout", "POST")


def chosen(prefixes: Iterable[str]) -> Mapping[str, Case]:
    """The cases of the routes that begin with one of ``prefixes``."""
    return {name: case for name, case in CASES.items() if name.startswith(tuple(prefixes))}


# --- Others ---------------------------------------------------------------------------------
def ask_as_others(
    world: World,
    cast: Mapping[str, Actor],
    report: Report,
    cases: Mapping[str, Case] = CASES,
    *,
    every: bool = True,
) -> None:
    """GET and POST of every route as everybody; HEAD and a refused method in turn.

    Without ``every``, the roles share each route among them, its addresses and its methods.
    """
    ordered = sorted(cases, key=lambda route: route == ENDS_THE_SESSION[0])
    for rank, (who, actor) in enumerate(cast.items()):
        browser = Browser(who, actor, report)
        for turn, route in enumerate(ordered, start=rank):
            for method, kwargs in _requests(cases[route], world, turn, every):
                report.routes.add(route)
                url = reverse(route, kwargs=dict(kwargs))
                seen = browser.ask(method, url, cases[route].data)
                for why in faults(seen, cases[route].answer, actor, method):
                    browser.blame(method, f"{route} {url}", why)


def _requests(
    case: Case, world: World, turn: int, every: bool
) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Every address is read, and written when a form is posted there; the first one is asked in
    another way by every fourth role."""
    addresses = case.build(world)
    if not every:
        turn, left = divmod(turn, SHARE)
        if left:
            return
        addresses = [addresses[turn % len(addresses)]]
    if turn % 2:
        yield ("HEAD", *REFUSED_METHODS)[turn // 2 % 5], addresses[0]
    for kwargs in addresses:
        yield "GET", kwargs
    if every or turn % 2 == 0:
        for kwargs in addresses if case.data else addresses[:1]:
            yield "POST", kwargs


def faults(seen: Seen, answer: Answer, actor: Actor, method: str) -> list[str]:
    """What is wrong with an answer given to somebody who has nothing to do with A."""
    found = []
    mandated = actor.mandate_id is not None
    signed_out = actor.user_id is None and seen.asks_to_sign_in
    if not signed_out and seen.status not in _allowed(answer, actor):
        found.append(f"answered {seen.status} {seen.target}".strip())
    if seen.changed and (method != "POST" or seen.status >= 400):
        found.append("changed rows")
    hidden = answer in (Answer.HIDDEN, Answer.ADDRESSED, Answer.OPEN, Answer.DEMONSTRATION)
    forbidden = SECRET | PUBLIC if hidden or not mandated else SECRET
    if shown := seen.words & (forbidden | {EVIDENCE}):
        found.append(f"shows {', '.join(sorted(shown))}")
    return found


def _allowed(answer: Answer, actor: Actor) -> set[int]:
    match answer:
        case Answer.HIDDEN:
            return {404, 405}
        case Answer.KEPT:
            return {403, 404, 405}
        case Answer.ADDRESSED:
            # In the hands of nobody known, a link opens a page that shows nothing of the act.
            return {403, 404, 405} | ({200, 302, 409, 422} if actor.person_id is None else set())
        case Answer.DIRECTORY:
            return {200, 405} if actor.mandate_id is not None else {403, 404, 405}
        case Answer.LIST:
            return {200, 405}
        case Answer.OWN_LIST:
            return {200, 404, 405, 422}
        case Answer.OWN_ACTION:
            return {200, 302, 403, 404, 405, 409, 422}
        case Answer.NAMES:
            return {200, 403, 404, 405, 422} if actor.mandate_id else {200, 403, 404, 405}
        case _:
            return {200, 302, 400, 403, 404, 405, 422, 429}


# --- A's own people -------------------------------------------------------------------------
def ask_as_own(
    world: World,
    cast: Mapping[str, Actor],
    report: Report,
    cases: Mapping[str, Case] = CASES,
    *,
    every: bool = True,
) -> None:
    """Each route about a thing of A as each role of A: read, and written too where refused.

    Without ``every``, the roles that read nothing of a route share these refusals among them, and
    every tenth role that reads it is asked.
    """
    for rank, (who, actor) in enumerate(cast.items()):
        browser = Browser(who, actor, report)
        for turn, (route, case) in enumerate(cases.items(), start=rank):
            if case.own is None:
                continue
            share = 10 if who in case.own.may | case.own.told else 20
            if not every and turn % share:
                continue
            report.routes.add(route)
            url = reverse(route, kwargs=dict(case.build(world)[0]))
            reads = _asked(browser, "GET", route, url, case)
            if not reads or who not in case.own.may:
                _asked(browser, "POST", route, url, case, reads)


def _asked(
    browser: Browser, method: str, route: str, url: str, case: Case, reads: bool = False
) -> bool:
    """Whether the page accepts ``method``; one that only ``reads`` refuses to be written."""
    own, who = case.own, browser.who
    assert own is not None
    seen = browser.ask(method, url, case.data)
    if seen.status == 405 and (method == "GET" or reads):
        return False
    if who in own.may:
        right = seen.status in (200, 302, 409, 422) and not seen.asks_to_sign_in
    else:
        expected = 403 if who in own.told else 404
        right = seen.status == expected and not seen.changed
        right = right and (expected == 403 or not seen.words & SECRET)
    if not right:
        shown = " ".join(sorted(seen.words))
        browser.blame(method, f"{route} {url}", f"answered {seen.status}, shows: {shown}")
    return True
