"""French on the page: dates, amounts and typography, over ``common.french``.

Dates give markup (« 1<sup>er</sup> ») for text; in an attribute write ``|date_fr|striptags``.
"""

from datetime import date, datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from common import articles, french
from ui import typography

register = template.Library()


def _given(value: Any) -> Any:
    """A value missing from the context reaches a filter as an empty string."""
    return None if value == "" else value


def _raised(text: str) -> SafeString:
    return mark_safe(escape(text).replace("1er", "1<sup>er</sup>"))  # noqa: S308 escaped here


@register.filter
def date_fr(day: date | None) -> SafeString:
    """« 1er septembre 2026 »."""
    return _raised(french.date_fr(_given(day)))


@register.filter
def date_full(day: date | None) -> SafeString:
    """« lundi 7 septembre 2026 », for a day that people must keep."""
    return _raised(french.date_full_fr(_given(day)))


@register.filter
def datetime_fr(instant: datetime | None, shape: str = "") -> SafeString:
    """« 18 juin 2026 à 16 h 05 », on the clock of the site; ``lines`` puts the hour below."""
    text = _raised(french.datetime_fr(_given(instant), timezone.get_current_timezone()))
    if shape == "lines":
        return mark_safe(text.replace(" à ", "<br>"))  # noqa: S308 escaped by _raised
    return text


@register.filter
def time_fr(instant: datetime | None) -> str:
    """« 16 h 20 »; an instant is read on the clock of the site."""
    if isinstance(instant, datetime) and instant.tzinfo is not None:
        instant = timezone.localtime(instant)
    return french.time_fr(_given(instant))


@register.filter
def euros(amount: Any) -> str:
    """« 1 243,62 € »."""
    return french.euros(_given(amount))


@register.filter
def number(value: Any, decimals: int | None = None) -> str:
    """« 43 810 »; ``|number:1`` rounds to one decimal."""
    return french.number(_given(value), decimals)


@register.filter
def percent(value: Any, decimals: int | None = None) -> str:
    """« 80 % » for 80."""
    return french.percent(_given(value), decimals)


@register.filter
def plural(count: Any, forms: str) -> str:
    """``{{ n|plural:"tâche,tâches" }}`` : the word alone; 0, 1 and 1,5 are singular."""
    singular, several = forms.split(",")
    return french.plural(_given(count), singular, several)


@register.filter
def counted(count: Any, forms: str) -> str:
    """``{{ n|counted:"tâche,tâches" }}`` : « 12 tâches », the number and its word together."""
    if _given(count) is None:
        return ""
    return f"{french.number(count)}{french.NBSP}{plural(count, forms)}"


@register.filter
def list_fr(items: Any, word: str = "et") -> str:
    """« a, b et c »."""
    return french.list_fr(_given(items), word)


@register.filter
def of(words: str) -> str:
    """« de maire de Cerisy », « d’inspectrice »: words after « de »."""
    return articles.of_the(str(words))


@register.filter
def act(title: str) -> str:
    """« la convention ENT de Cerisy », « l’acte « Charte » », inside a sentence."""
    return articles.act(title)


@register.filter
def typo(text: Any) -> SafeString:
    """Right spaces and apostrophes. Markup already safe is corrected in its text nodes only."""
    if isinstance(text, SafeString):
        return mark_safe(typography.of_page(text))  # noqa: S308 same markup, same escaping
    return mark_safe(typography.of_text(str(text or "")))  # noqa: S308 escaped by of_text
