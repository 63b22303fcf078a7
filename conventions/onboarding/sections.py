"""Parts of the page of a file, offered by each capability in its own module::

sections.register("project", order=20, template="onboarding/project_panel.html", facts=panel)
"""

from ui import panels
from ui.panels import Facts

_sections: list[tuple[int, str]] = []


def register(name: str, *, order: int, template: str, facts: Facts) -> None:
    """Add a part to the page of every file; ``facts(request, entry)`` gives None for nothing."""
    panels.register(f"entry.{name}", template, facts)
    _sections.append((order, f"entry.{name}"))


def names() -> list[str]:
    """The panels of the page, in order."""
    return [name for _order, name in sorted(_sections)]
