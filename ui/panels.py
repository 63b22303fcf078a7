"""Parts of a page that an upper application offers to the pages of the lower ones, by name.

A page writes ``{% panel_named "history" record %}`` without knowing who answers; the application
that knows registers the panel in ``AppConfig.ready()``. The part is made on the server, so that it
works without script. A name that nobody registered gives nothing: a page stands without its
panels.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

Facts = Callable[[HttpRequest, Any], dict[str, Any] | None]


@dataclass(frozen=True, slots=True)
class Panel:
    """``facts(request, record)``: the context of ``template``, or None when there is nothing."""

    template: str
    facts: Facts


_panels: dict[str, Panel] = {}


def register(name: str, template: str, facts: Facts) -> None:
    """Offer a panel; twice the same name is refused."""
    if name in _panels:
        raise ValueError(f"panels: {name!r} is already registered")
    _panels[name] = Panel(template, facts)


def offered(name: str) -> bool:
    """Whether an application offers this panel."""
    return name in _panels


def render(name: str, request: HttpRequest, record: Any) -> SafeString:
    """The panel of that name about ``record``, as this request may see it."""
    panel = _panels.get(name)
    facts = panel.facts(request, record) if panel is not None else None
    if panel is None or facts is None:
        return mark_safe("")
    return render_to_string(panel.template, {"record": record, **facts}, request)
