"""Components of the site, one tag each: ``{% load ui %}``.

A tag with content ends with ``end…`` (``{% panel "Parties" %}…{% endpanel %}``). Everything a tag
receives is escaped unless it is already safe markup.
"""

from collections.abc import Iterable
from typing import Any

from django import forms, template
from django.core.paginator import Page
from django.forms.boundfield import BoundField
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify

from ui import fields, icons, panels

register = template.Library()
COMPONENTS = "ui/components/"

MODES = {
    "platform": ("phone", "Électronique simple"),
    "certificate": ("key", "Certificat"),
    "paper": ("paper", "Papier"),
}
OUTCOMES = {"accepted": "Accepté", "refused": "Refusé", "unknown": "Indéterminé"}
MARKS = {"done": "check", "late": "late", "todo": "clock"}


def _render(name: str, context: dict[str, Any]) -> SafeString:
    return render_to_string(f"{COMPONENTS}{name}.html", context)


# --- Signs ----------------------------------------------------------------------------------
@register.simple_tag
def icon(name: str) -> SafeString:
    """A picture beside words, never alone; see ``ui.icons`` for the names."""
    return mark_safe(  # noqa: S308 our own drawings
        f'<svg class="cs-i" viewBox="0 0 16 16" aria-hidden="true">{icons.PATHS[name]}</svg>'
    )


@register.simple_tag
def mark(kind: str, words: str) -> SafeString:
    """A status in words with its shape: ``done``, ``late`` (really late), ``todo``."""
    return format_html(
        '<span class="cs-mark cs-mark-{}">{}{}</span>', kind, icon(MARKS[kind]), words
    )


@register.simple_tag
def mode(kind: str, label: str = "") -> SafeString:
    """How a slot is signed: ``platform``, ``certificate`` or ``paper``."""
    picture, words = MODES[kind]
    return format_html('<span class="cs-mode">{}{}</span>', icon(picture), label or words)


@register.simple_tag
def stamp(outcome: str, label: str = "") -> SafeString:
    """Only for a proven outcome: ``accepted``, ``refused``, ``unknown``."""
    css = "" if outcome == "accepted" else f" cs-stamp-{outcome}"
    return format_html('<span class="cs-stamp{}">{}</span>', css, label or OUTCOMES[outcome])


# --- Blocks ---------------------------------------------------------------------------------
@register.simple_block_tag
def dossier(
    content: str,
    title: str,
    reference: str = "",
    subtitle: str = "",
    situation: str = "",
    late: bool = False,
    picture: str = "file",
    anchors: Iterable[tuple[str, str]] = (),
) -> SafeString:
    """Head of a record, one per page; holds the h1. The content is the one next action.

    ``situation``: the status as a sentence to the reader. ``anchors``: (id, words) of the parts.
    """
    return _render("dossier", {**locals(), "alone": not content.strip()})


@register.simple_block_tag
def panel(content: str, title: str, id: str = "", css: str = "", actions: str = "") -> SafeString:
    """A titled region of the page. ``actions``: safe markup at the right of its title."""
    return _render("panel", {**locals(), "id": id or slugify(title)})


@register.simple_block_tag
def note(content: str, title: str = "", kind: str = "", level: int = 2) -> SafeString:
    """A remark; ``kind="late"`` for a refusal or a delay, and for nothing else."""
    return _render("note", {**locals(), "id": f"note-{slugify(title)}"})


@register.simple_block_tag
def empty(content: str, title: str) -> SafeString:
    """Nothing to show: the content says what to do next."""
    return _render("empty", locals())


@register.simple_block_tag
def group(content: str, title: str, count: int | None = None, late: bool = False) -> SafeString:
    """Tasks that share an urgency; the content is made of ``{% task %}``."""
    return _render("group", locals())


@register.simple_block_tag
def bulk(
    content: str, one: str = "ligne choisie", many: str = "lignes choisies", verb: str = ""
) -> SafeString:
    """Action on the ticked rows of the ``form data-bulk`` around it; shown without script too."""
    return _render("bulk", locals())


@register.simple_block_tag(name="register")
def register_table(
    content: str, caption: str, css: str = "", id: str = "", hide_caption: bool = False
) -> SafeString:
    """A table: the content is ``thead`` and ``tbody``, with ``scope`` on every head."""
    return _render("register", locals())


@register.simple_block_tag
def verdict(content: str, outcome: str, title: str) -> SafeString:
    """The answer of a verification, with its seal and its stamp."""
    seal = mark_safe(icons.SEALS[outcome])  # noqa: S308 our own drawings
    return _render("verdict", {**locals(), "id": f"verdict-{slugify(title)}"})


@register.simple_tag(takes_context=True)
def panel_named(context: Context, name: str, record: Any) -> SafeString:
    """A part that another application offers about ``record``: ``ui.panels``."""
    return panels.render(name, context["request"], record)


# --- Lists of things ------------------------------------------------------------------------
@register.inclusion_tag(f"{COMPONENTS}circuit.html")
def circuit(steps: Iterable[Any]) -> dict[str, Any]:
    """Steps in order. Each has ``state`` (done, now, next), ``title``, ``text``, ``mode``."""
    return {"steps": steps}


@register.inclusion_tag(f"{COMPONENTS}chronicle.html")
def chronicle(entries: Iterable[Any], hours: bool = False) -> dict[str, Any]:
    """History in plain sentences. Each has ``at``, ``who``, ``sentence``, ``url``, ``link``.

    ``hours``: a single day, the hour alone is printed (a meeting).
    """
    return {"entries": entries, "hours": hours}


@register.inclusion_tag(f"{COMPONENTS}task.html")
def task(item: Any, name: str = "") -> dict[str, Any]:
    """One thing to do: ``verb``, ``what``, ``since``, ``due``, ``reason``, ``late``, ``url``,
    ``button``; with ``name`` a tick box of that name and value ``item.id``."""
    return {"item": item, "name": name}


@register.inclusion_tag(f"{COMPONENTS}refusal.html")
def refusal(refusals: Iterable[Any], title: str = "") -> dict[str, Any]:
    """Why it is impossible: each has ``sentence`` and ``source``."""
    return {"refusals": refusals, "title": title}


@register.inclusion_tag(f"{COMPONENTS}why.html")
def why(source: str, expected: str = "", found: str = "", risk: str = "") -> dict[str, Any]:
    """« Pourquoi ? » under a refusal: what was expected, what was found, the rule."""
    return {"source": source, "expected": expected, "found": found, "risk": risk}


@register.inclusion_tag(f"{COMPONENTS}progress.html")
def progress(
    done: int, total: int, label: str, url: str = "", finished: bool = False
) -> dict[str, Any]:
    """A bar with words. ``url`` answers this same component; it is asked every two seconds."""
    return {"done": done, "total": total, "label": label, "url": url, "finished": finished}


# --- Forms ----------------------------------------------------------------------------------
@register.inclusion_tag(f"{COMPONENTS}field.html")
def field(
    bound: BoundField, label: str = "", hint: str = "", say_optional: bool = True, **attrs: Any
) -> dict[str, Any]:
    """A field with its label, hint and error. Other arguments are attributes of the control."""
    described = fields.describe(bound, label, hint, **attrs)
    return described if say_optional else {**described, "optional": False}


@register.inclusion_tag(f"{COMPONENTS}error_summary.html")
def error_summary(*given: forms.BaseForm) -> dict[str, Any]:
    """What to correct, each line leading to its field; nothing when all is right."""
    return {"mistakes": fields.mistakes(*given)}


@register.inclusion_tag(f"{COMPONENTS}autosave.html")
def autosave_note(saved_at: Any = None) -> dict[str, Any]:
    """Where a ``form data-autosave`` says when it was last saved."""
    return {"saved_at": saved_at}


@register.inclusion_tag(f"{COMPONENTS}filters.html", takes_context=True)
def filters(context: Context, form: forms.BaseForm, verb: str = "Filtrer") -> dict[str, Any]:
    """A search form whose answers live in the address; the sort order is kept."""
    query = context["request"].GET
    return {
        "form": form,
        "verb": verb,
        "sort": query.get("tri", ""),
        "path": context["request"].path,
        "active": any(query.get(bound.html_name) for bound in form),
    }


# --- Addresses of a list --------------------------------------------------------------------
def _with(context: Context, **changes: Any) -> str:
    query = context["request"].GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = value
    return f"?{query.urlencode()}"


@register.inclusion_tag(f"{COMPONENTS}pagination.html", takes_context=True)
def pagination(context: Context, page: Page, label: str = "Pages de la liste") -> dict[str, Any]:
    """Links to the other pages (``?page=``); nothing for a single page."""
    paginator = page.paginator
    numbers = [
        (number, _with(context, page=number) if isinstance(number, int) else "")
        for number in paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    ]
    previous = page.previous_page_number() if page.has_previous() else None
    following = page.next_page_number() if page.has_next() else None
    return {
        "label": label,
        "page": page,
        "numbers": numbers if paginator.num_pages > 1 else [],
        "previous": _with(context, page=previous) if previous else "",
        "next": _with(context, page=following) if following else "",
    }


@register.inclusion_tag(f"{COMPONENTS}pagination.html", takes_context=True)
def keyset(
    context: Context, before: str | None, after: str | None, label: str = "Pages de la liste"
) -> dict[str, Any]:
    """Previous and next of a long list read by cursor: ``?avant=`` and ``?apres=``."""
    return {
        "label": label,
        "previous": _with(context, avant=before, apres=None) if before else "",
        "next": _with(context, apres=after, avant=None) if after else "",
    }


@register.simple_tag(takes_context=True)
def sort(context: Context, label: str, key: str, css: str = "") -> SafeString:
    """The head of a column that sorts the list: ``?tri=key``, then ``?tri=-key``."""
    present = context["request"].GET.get("tri", "")
    state = {key: "ascending", f"-{key}": "descending"}.get(present, "")
    url = _with(context, tri=f"-{key}" if state == "ascending" else key, page=None)
    return format_html(
        '<th scope="col" class="{}"{}><a class="cs-sort" href="{}">{}{}</a></th>',
        css,
        format_html(' aria-sort="{}"', state) if state else "",
        url,
        label,
        icon(state or "sort"),
    )
