"""The links of the frame: applications fill this registry in ``AppConfig.ready()``.

Only what exists is shown: a region without entry does not appear. Regions: ``main`` (the menu),
``person`` (under the name of who acts), ``footer``, ``demo`` (the demonstration's band). An entry
``within`` another one is a part of its section: it stands under the menu on the pages of that
section, and in the menu itself for whoever has no other way to it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

Region = Literal["main", "person", "footer", "demo"]


def signed_in(request: HttpRequest) -> bool:
    user = getattr(request, "user", None)
    return bool(user and user.is_authenticated)


def everyone(request: HttpRequest) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Entry:
    """A link of the frame. ``count`` gives the bubble (tasks waiting), or None for no bubble."""

    label: str
    route: str
    region: Region
    order: int
    shown: Callable[[HttpRequest], bool]
    count: Callable[[HttpRequest], int | None] | None
    within: str
    part: str


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as one request sees it; ``parts`` of its section, itself first."""

    label: str
    url: str
    current: bool
    count: int | None
    parts: tuple["Link", ...] = ()


_entries: dict[tuple[str, str], Entry] = {}
Options = Callable[[HttpRequest], list[tuple[str, str]]]
_switches: dict[str, Options] = {}


def register(
    label: str,
    route: str,
    *,
    region: Region = "main",
    order: int = 100,
    shown: Callable[[HttpRequest], bool] = signed_in,
    count: Callable[[HttpRequest], int | None] | None = None,
    within: str = "",
    part: str = "",
) -> None:
    """Add a link; ``route`` is a route name without argument. Twice the same route is refused.

    ``within``: the route of the section it is a part of; ``part``: what the first entry of a
    section is called among its parts.
    """
    key = (region, route)
    if key in _entries:
        raise ValueError(f"navigation: {route!r} is already in region {region!r}")
    _entries[key] = Entry(label, route, region, order, shown, count, within, part or label)


def links(request: HttpRequest, region: Region) -> list[Link]:
    """What this request may see of a region, in order; the page's own section is marked."""
    shown = sorted(
        (e for e in _entries.values() if e.region == region and e.shown(request)),
        key=lambda entry: (entry.order, entry.label),
    )
    urls = {entry.route: url for entry in shown if (url := _address(entry.route))}
    here = max((url for url in urls.values() if _inside(request.path, url)), key=len, default="")
    seen = [entry for entry in shown if entry.route in urls]
    return [
        _section(request, entry, [each for each in seen if each.within == entry.route], urls, here)
        for entry in seen
        if entry.within not in urls
    ]


def _section(
    request: HttpRequest, entry: Entry, inside: list[Entry], urls: dict[str, str], here: str
) -> Link:
    """A link of the menu, with the parts of its section when it has others."""
    members = [entry, *inside]
    parts = tuple(
        Link(each.part, urls[each.route], urls[each.route] == here, None) for each in members
    )
    return Link(
        entry.label,
        urls[entry.route],
        any(part.current for part in parts),
        entry.count(request) if entry.count else None,
        parts if inside else (),
    )


def routes() -> list[str]:
    """Every route that the menus name."""
    return sorted({entry.route for entry in _entries.values()})


def _address(route: str) -> str:
    """The address of a route, or nothing on a site that does not serve it."""
    try:
        return reverse(route)
    except NoReverseMatch:
        return ""


def _inside(path: str, url: str) -> bool:
    return path == url if url == "/" else path.startswith(url)


def offer_mandates(route: str, options: Options) -> None:
    """Who may act under several mandates is offered the others, under their name.

    ``options`` gives (value, words) of the mandates other than the present one; choosing posts
    ``mandate=value`` and ``next`` to ``route``.
    """
    if _switches:
        raise ValueError("navigation: the switch of mandate is offered already")
    _switches[route] = options


def mandates(request: HttpRequest) -> dict[str, Any]:
    """The address that switches and what it offers; empty when there is no choice."""
    for route, options in _switches.items():
        offered = options(request)
        if offered:
            back = request.get_full_path() if request.method == "GET" else "/"
            return {"url": reverse(route), "options": offered, "next": back}
    return {}
