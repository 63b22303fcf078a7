"""Ask the site as anybody, and see what was answered, shown and written."""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.shortcuts import resolve_url
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.models import User
from audit.actor import Actor
from governance.middleware import SESSION_KEY

from .scene import EVIDENCE, PUBLIC, SECRET

# A whole word: a random token of letters and figures may hold one of five letters by chance.
_WORD = re.compile(r"(?:(?<![a-z0-9])|(?<=%[0-9a-f]{2}))zq[a-z]+(?![0-9])")
_WRITING = re.compile(r"\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+\"(\w+)\"", re.I)


@dataclass
class Report:
    """What was asked, and one sentence for each answer that should not have been."""

    requests: int = 0
    routes: set[str] = field(default_factory=set)
    leaks: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Seen:
    """An answer: its status, the markers it shows, where it sends, whether rows changed."""

    status: int
    words: frozenset[str]
    target: str
    changed: bool

    @property
    def asks_to_sign_in(self) -> bool:
        return self.status == 302 and self.target.startswith(resolve_url(settings.LOGIN_URL))


def routes(resolver: Any = None, prefix: str = "") -> Iterator[str]:
    """The name of every route of the site; a route without a name is given by its pattern."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from routes(entry, prefix + (f"{entry.namespace}:" if entry.namespace else ""))
        elif isinstance(entry, URLPattern):
            yield f"{prefix}{entry.name}" if entry.name else str(entry.pattern)


class Browser:
    """A browser signed in as ``actor``. Every request is taken back: each finds the same world."""

    def __init__(self, who: str, actor: Actor, report: Report) -> None:
        self.who, self.actor, self.report = who, actor, report
        self.client = Client(raise_request_exception=False)
        if actor.user_id is not None:
            self.client.force_login(User.objects.get(pk=actor.user_id))
        if actor.mandate_id is not None:
            session = self.client.session
            session[SESSION_KEY] = actor.mandate_id
            session.save()

    def ask(self, method: str, url: str, data: Mapping[str, object] | None = None) -> Seen:
        wrote: set[str] = set()

        def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            if written := _WRITING.match(sql):
                wrote.add(written[1])
            return execute(sql, params, many, context)

        self.report.requests += 1
        with transaction.atomic():
            with connection.execute_wrapper(watch):
                if method == "POST":
                    response = self.client.post(url, data or {})
                else:
                    response = self.client.generic(method, url)
                shown = words(response)
            after = _rows(wrote)
            transaction.set_rollback(True)
        changed = after != _rows(wrote)
        return Seen(response.status_code, shown, response.get("Location", ""), changed)

    def read(self, url: str) -> str:
        """The words of a page or of a spreadsheet."""
        self.report.requests += 1
        with transaction.atomic():
            response = self.client.get(url)
            text = _text(b"".join(response) if response.streaming else response.content)
            transaction.set_rollback(True)
        return text

    def blame(self, method: str, url: str, why: str) -> None:
        self.report.leaks.append(f"{self.who} {method} {url}: {why}")


def _rows(tables: set[str]) -> dict[str, list[Any]]:
    """Every row of ``tables``, to compare."""
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(tables):
            cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')
            found[table] = cursor.fetchall()
    return found


def words(response: Any) -> frozenset[str]:
    """The markers in an answer: body (spreadsheets are opened), headers, cookies, redirect."""
    text = " ".join(f"{name}: {value}" for name, value in response.items())
    text += " ".join(morsel.OutputString() for morsel in response.cookies.values())
    text += _text(b"".join(response) if response.streaming else response.content)
    found = frozenset(_WORD.findall(text.lower())) & (PUBLIC | SECRET)
    return found | ({EVIDENCE} if EVIDENCE in text else frozenset())


def _text(content: bytes) -> str:
    if not content.startswith(b"PK"):
        return content.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return " ".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())
