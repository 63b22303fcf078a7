"""What every page of the site must be, whatever it shows."""

import re
from collections.abc import Sequence
from html.parser import HTMLParser

from playwright.sync_api import Page

from tests.browser import NARROW, WIDE, accessibility_issues, overflow

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "manifest-src 'self'",
}
BARE_FOCUS = """() => {
  const look = (e) => {
    const s = getComputedStyle(e);
    return [s.outlineStyle, s.outlineWidth, s.boxShadow, s.borderColor, s.backgroundColor].join();
  };
  const bare = [];
  const reached = "a[href], button, input:not([type=hidden]), select, textarea, summary";
  for (const e of document.querySelectorAll(reached)) {
    if (e.disabled || !e.checkVisibility()) continue;
    document.activeElement.blur();
    const before = look(e);
    e.focus({ focusVisible: true });
    if (document.activeElement === e && look(e) === before) bare.push(e.outerHTML.slice(0, 90));
  }
  return bare;
}"""


class Inline(HTMLParser):
    """Code written in a page, which the policy would refuse: scripts, styles, handlers."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "style" or (tag == "script" and not given.get("src")):
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            if name == "style" or name.startswith(("on", "hx-on")):
                self.found.append(f"<{tag} {name}>")
            if (value or "").strip().lower().startswith("javascript:"):
                self.found.append(f"<{tag} {name}={value}>")


def faults(page: Page, widths: Sequence[int] = (WIDE, NARROW)) -> list[str]:
    """What is wrong with the page shown; empty when nothing is. axe looks at each of ``widths``,
    the rest is read on a phone."""
    found = [f"inline code: {each}" for each in Inline(page.content()).found]
    if not re.fullmatch(r"\S.+ — Contreseing", page.title()):
        found.append(f"title: {page.title()!r}")
    if (headings := page.locator("h1").count()) != 1:
        found.append(f"{headings} level-one headings")
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        found += [f"axe at {width}: {issue}" for issue in accessibility_issues(page)]
    page.set_viewport_size({"width": NARROW, "height": 900})
    if excess := overflow(page):
        found.append(f"scrolls sideways by {excess} px at {NARROW}")
    page.keyboard.press("Tab")
    if page.evaluate("document.activeElement === document.body"):
        found.append("Tab reaches nothing")
    found += [f"focus not seen: {each}" for each in page.evaluate(BARE_FOCUS)]
    page.set_viewport_size({"width": WIDE, "height": 900})
    return found


def loose(headers: dict[str, str]) -> bool:
    """Whether an answer comes without the whole policy."""
    given = headers.get("content-security-policy", "")
    return {each.strip() for each in given.split(";") if each.strip()} != POLICY
