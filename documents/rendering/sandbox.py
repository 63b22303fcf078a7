"""The one Jinja environment in which a Word model is read.

A model is written by people outside the project's team and uploaded, and docxtpl's default
environment lets it run any Python. Here a model can only look up keys of plain dictionaries,
loop, test, compare and use the filters of ``documents.filters``: anything else is refused
when the model is compiled, and again by the sandbox when it is rendered.
"""

import datetime
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from jinja2 import StrictUndefined, nodes
from jinja2.exceptions import SecurityError
from jinja2.runtime import LoopContext, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from documents import filters

MAX_NUMBER = 10**15
MAX_EXPONENT = 12

# Marks around each value in a copy made for reading on screen (never in a document that is kept):
# private-use characters, which ``clean`` removes from every value.
GIVEN_START, GIVEN_END = "\ue000", "\ue001"

_LOOP_FIELDS = {"index", "index0", "first", "last", "length", "revindex", "revindex0"}
_ALLOWED_NODES: tuple[type[nodes.Node], ...] = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.For, nodes.If,
    nodes.Name, nodes.Const, nodes.Getattr, nodes.Getitem, nodes.Filter, nodes.Test,
    nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.CondExpr,
    nodes.Add, nodes.Sub, nodes.Mul, nodes.Mod, nodes.Pow, nodes.Neg, nodes.Pos, nodes.Concat,
)  # fmt: skip
_PLAIN_SCALARS = (str, int, bool, Decimal, datetime.date, datetime.datetime, type(None))

# XML 1.0, §2.2: everything else is not a character of a document. The two marks go as well.
_REMOVED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff\ue000\ue001]")
_START, _END = Markup("\ue000"), Markup("\ue001")
_BREAK = Markup('</w:t><w:br/><w:t xml:space="preserve">')
_TAB = Markup('</w:t><w:tab/><w:t xml:space="preserve">')


def clean(text: str) -> str:
    """The text without what XML cannot hold, its line ends all written ``\\n``."""
    return _REMOVED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def plain(value: object, where: str = "data") -> Any:
    """A copy made of dict, list, str, int, bool, Decimal, date, datetime and None alone.

    Exact types: an object with methods, a lazy string or a string marked safe is a TypeError.
    """
    kind = type(value)
    if kind in _PLAIN_SCALARS:
        return value
    if isinstance(value, Mapping):
        copy = {}
        for key, item in value.items():
            if type(key) is not str:
                raise TypeError(f"{where}: a key must be str, not {type(key).__name__}")
            copy[key] = plain(item, f"{where}.{key}")
        return copy
    if kind in (list, tuple):
        assert isinstance(value, list | tuple)  # noqa: S101 - for the type checker
        return [plain(item, f"{where}[{n}]") for n, item in enumerate(value)]
    raise TypeError(f"{where}: only plain values enter a document, not {kind.__name__}")


class MissingValue(StrictUndefined):
    """A name that the data do not hold: any use of it is an error that carries the name."""

    @property
    def _undefined_message(self) -> str:
        return str(self._undefined_name)


class ModelEnvironment(ImmutableSandboxedEnvironment):
    """No globals, no calls, dictionary keys only, bounded arithmetic, values made safe for XML."""

    intercepted_binops = frozenset(["+", "-", "*", "%", "**"])

    def __init__(self, *, mark_values: bool = False) -> None:
        super().__init__(
            undefined=MissingValue,
            autoescape=True,
            finalize=_marked if mark_values else _in_run,
            keep_trailing_newline=True,
        )
        self.globals = {}
        self.filters = {**filters.FILTERS, "one_line": _one_line}
        self.tests = {name: self.tests[name] for name in ("defined", "none", "in", "eq")}

    def getattr(self, obj: Any, attribute: str) -> Any:
        if type(obj) is dict and attribute in obj:
            return obj[attribute]
        if isinstance(obj, LoopContext) and attribute in _LOOP_FIELDS:
            return getattr(obj, attribute)
        if isinstance(obj, Undefined):
            return str(obj)  # raises, with the name that is missing
        return self.undefined(obj=obj, name=attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        if type(obj) is dict and type(argument) is str and argument in obj:
            return obj[argument]
        if type(obj) is list and type(argument) is int and -len(obj) <= argument < len(obj):
            return obj[argument]
        if isinstance(obj, Undefined):
            return str(obj)
        return self.undefined(obj=obj, name=str(argument))

    def call(self, *args: Any, **kwargs: Any) -> Any:
        raise SecurityError("un modèle n’appelle aucune fonction")

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        numbers = (int, Decimal)
        if type(left) not in numbers or type(right) not in numbers:
            if operator == "+" and isinstance(left, str) and isinstance(right, str):
                return left + right
            raise SecurityError(f"« {operator} » n’accepte que des nombres")
        if operator == "**" and not 0 <= right <= MAX_EXPONENT:
            raise SecurityError(f"l’exposant doit être compris entre 0 et {MAX_EXPONENT}")
        if max(abs(left), abs(right)) > MAX_NUMBER:
            raise SecurityError("un nombre du calcul est trop grand")
        if operator == "%" and right == 0:
            raise SecurityError("division par zéro")
        result = super().call_binop(context, operator, left, right)
        if abs(result) > MAX_NUMBER:
            raise SecurityError("le résultat du calcul est trop grand")
        return result


def refused_nodes(tree: nodes.Template) -> Iterator[tuple[int, str]]:
    """Line and French name of each construct that a model may not use."""
    waiting: list[nodes.Node] = [tree]
    while waiting:
        node = waiting.pop()
        if not isinstance(node, _ALLOWED_NODES):
            yield node.lineno, _FRENCH_NODES.get(type(node), type(node).__name__)
        elif isinstance(node, nodes.For) and node.recursive:
            yield node.lineno, "une boucle récursive"
        waiting.extend(node.iter_child_nodes())


_FRENCH_NODES: dict[type[nodes.Node], str] = {
    nodes.Call: "un appel de fonction",
    nodes.Macro: "une macro",
    nodes.CallBlock: "un appel de macro",
    nodes.Include: "l’inclusion d’un autre fichier",
    nodes.Import: "l’importation d’un autre fichier",
    nodes.FromImport: "l’importation d’un autre fichier",
    nodes.Extends: "l’héritage d’un autre fichier",
    nodes.Assign: "une affectation (set)",
    nodes.AssignBlock: "une affectation (set)",
    nodes.Div: "une division",
    nodes.FloorDiv: "une division",
}


def paths_used(tree: nodes.Template) -> list[tuple[str, int]]:
    """Each value that the template asks for, with its line: ``title``, ``schools.name``."""
    found: list[tuple[str, int]] = []
    _walk(tree, {"loop": ""}, found)
    return found


def _walk(node: nodes.Node, rows: dict[str, str], found: list[tuple[str, int]]) -> None:
    path = _path(node, rows)
    if path is not None:
        if path:
            found.append((path, node.lineno))
        return
    if isinstance(node, nodes.For):
        _walk(node.iter, rows, found)
        inside = dict(rows)
        if isinstance(node.target, nodes.Name):
            inside[node.target.name] = _path(node.iter, rows) or ""
        for child in (*node.body, *([node.test] if node.test else [])):
            _walk(child, inside, found)
        for child in node.else_:
            _walk(child, rows, found)
        return
    for child in node.iter_child_nodes():
        _walk(child, rows, found)


def _path(node: nodes.Node, rows: dict[str, str]) -> str | None:
    """None for what is not a name; an empty path for the loop's own counters."""
    if isinstance(node, nodes.Name):
        return rows.get(node.name, node.name)
    if isinstance(node, nodes.Getattr):
        key: object = node.attr
    elif isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
        key = node.arg.value
    else:
        return None
    base = _path(node.node, rows)
    if not base or type(key) is int:
        return base
    return f"{base}.{key}"


def as_text(value: object) -> str:
    """A value as it is printed when the model names no filter: French, empty when absent."""
    if type(value) is str:
        return value
    if value is None:
        return ""
    if value is True or value is False:
        return "oui" if value else "non"
    if isinstance(value, datetime.datetime):
        return filters.datetime_fr(value)
    if isinstance(value, datetime.date):
        return filters.date_fr(value)
    if isinstance(value, Decimal):
        return filters.number(value)
    if isinstance(value, dict | list):
        raise SecurityError("une liste s’écrit avec une boucle, pas comme une valeur")
    return str(value)


def _in_run(value: object) -> Any:
    if isinstance(value, Markup):
        return value
    text = clean(as_text(value))
    if "\n" not in text and "\t" not in text:
        return text
    return escape(text).replace("\n", _BREAK).replace("\t", _TAB)


def _marked(value: object) -> Any:
    if isinstance(value, Markup):
        return value
    return _START + _in_run(value) + _END


def _one_line(value: object) -> Markup:
    """For attributes and fields, where an element cannot be opened."""
    return escape(" ".join(clean(as_text(value)).split()))
