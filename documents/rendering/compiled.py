"""A Word model compiled once, then filled as often as needed.

docxtpl's own preparation of the XML (``patch_xml``) gives the syntax that its users know:
``{{ }}``, ``{% %}``, ``{%p %}``, ``{%tr %}``, ``{%tc %}``. What it does again for each document,
this module does once per model: parse, prepare, compile. Filling is then string work, a check
that the XML is well-formed, and a zip whose other parts are copied untouched.
"""

import hashlib
import io
import re
import threading
import traceback
import zipfile
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any, cast

from docxtpl import DocxTemplate
from jinja2 import Template, nodes
from jinja2.exceptions import SecurityError, TemplateError, UndefinedError
from lxml import etree

from documents.rendering.errors import ModelError, RenderingTooHeavy, UnknownVariable
from documents.rendering.package import Package, entry, parse_part, read_package, write_package
from documents.rendering.sandbox import ModelEnvironment, paths_used, refused_nodes

MAX_PART_CHARS = 20_000_000
CACHED_MODELS = 64
# Fast enough that the zip costs less than the rendering, at 3 % more bytes than the default.
COMPRESSION = 3

_ENVIRONMENTS = {
    False: ModelEnvironment(mark_values=False),
    True: ModelEnvironment(mark_values=True),
}
_TOKENS = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|<[^>{]*(?:\{(?![{%#])[^>{]*)*|>", re.DOTALL)
_TAG_NAME = re.compile(r"<(/?[\w:.-]+)")
_TEXT_TAGS = {"w:t": True, "w:instrText": False, "w:delText": False, "a:t": False}
_QUOTES = re.compile(r"«[\s\u00a0\u202f]*|[\s\u00a0\u202f]*»")


@dataclass(frozen=True)
class _Part:
    name: str
    source: str
    template: Template
    needs_tables: bool
    needs_ids: bool


@dataclass(frozen=True)
class Use:
    """One use of a value: ``title``, or ``schools.name`` for a field of a list's rows."""

    path: str
    paragraph: str


@dataclass(frozen=True)
class CompiledModel:
    """The templates of one model version and the archive of its other parts."""

    parts: tuple[_Part, ...]
    rest: bytes
    uses: tuple[Use, ...]

    def fill(self, data: dict[str, Any]) -> bytes:
        """The .docx for these plain values."""
        buffer = io.BytesIO(self.rest)
        with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
            for part in self.parts:
                xml = _render(part, data)
                archive.writestr(entry(part.name), xml, compresslevel=COMPRESSION)
        return buffer.getvalue()


def filled(model: bytes, data: dict[str, Any]) -> bytes:
    """The .docx of a model for plain values."""
    return compiled_model(model).fill(data)


_cache: "OrderedDict[tuple[str, bool], CompiledModel]" = OrderedDict()
_lock = threading.Lock()


def compiled_model(model: bytes, *, mark_values: bool = False) -> CompiledModel:
    """The compiled form of a model, kept for the models used last."""
    key = (hashlib.sha256(model).hexdigest(), mark_values)
    with _lock:
        if key in _cache:
            _cache.move_to_end(key)
            return _cache[key]
    made = _compile(model, mark_values=mark_values)
    with _lock:
        _cache[key] = made
        while len(_cache) > CACHED_MODELS:
            _cache.popitem(last=False)
    return made


def _compile(model: bytes, *, mark_values: bool) -> CompiledModel:
    package = read_package(model)
    environment = _ENVIRONMENTS[mark_values]
    parts = []
    uses: list[Use] = []
    for name in package.templated:
        source = _prepared(package, name)
        if "{{" not in source and "{%" not in source and "{#" not in source:
            continue
        template, tree = _template(environment, source)
        uses += [Use(path, _paragraph(source, line)) for path, line in paths_used(tree)]
        parts.append(
            _Part(
                name,
                source,
                template,
                needs_tables="{%tc " in _text_of(package.members[name]),
                needs_ids="<wp:docPr" in source and "{% for" in source,
            )
        )
    templated = {part.name for part in parts}
    rest = {name: body for name, body in package.members.items() if name not in templated}
    return CompiledModel(tuple(parts), write_package(rest), tuple(uses))


def _prepared(package: Package, name: str) -> str:
    root = parse_part(package.members[name], name)
    xml = etree.tostring(root, encoding="unicode")
    # patch_xml uses nothing of the file: it is called on the text alone.
    source = DocxTemplate(io.BytesIO()).patch_xml(xml)
    # One paragraph per line: the line of an error then gives the text around it.
    source = re.sub(r"<w:p([ >])", r"\n<w:p\1", source)
    return _in_context(source)


def _in_context(source: str) -> str:
    """Fit each ``{{ }}`` to its place, and its quotes to what Word's correction made of them.

    Between text tags a value may hold line breaks; in an attribute or a field it stays on one
    line; anywhere else (``{{p }}``, ``{{r }}``) it would be lost, so it is refused.
    """
    out = []
    position = 0
    in_tag = False
    last_tag = ""
    for found in _TOKENS.finditer(source):
        out.append(source[position : found.start()])
        position = found.end()
        piece = found.group()
        if piece.startswith("{#"):
            continue
        if piece.startswith("{%"):
            piece = _QUOTES.sub('"', piece)
        elif piece.startswith("{{"):
            piece = _QUOTES.sub('"', piece)
            if in_tag or _TEXT_TAGS.get(last_tag) is False:
                piece = "{{ (" + piece[2:-2].strip() + ") | one_line }}"
            elif last_tag not in _TEXT_TAGS:
                raise ModelError(
                    f"La balise « {_readable(piece)} » n’est pas admise : écrivez "
                    "« {{ variable }} » dans le texte, sans « p » ni « r »."
                )
        elif piece == ">":
            in_tag = False
        else:
            in_tag = True
            name = _TAG_NAME.match(piece)
            last_tag = name.group(1) if name else last_tag
        out.append(piece)
    out.append(source[position:])
    return "".join(out)


def _template(environment: ModelEnvironment, source: str) -> tuple[Template, nodes.Template]:
    try:
        tree = environment.parse(source)
        for line, what in refused_nodes(tree):
            raise ModelError(
                f"Le modèle emploie {what}, ce qui n’est pas admis, "
                f"dans le paragraphe « {_paragraph(source, line)} »."
            )
        return environment.from_string(source), tree
    except TemplateError as error:
        line = getattr(error, "lineno", None) or 1
        raise ModelError(
            f"Une balise du modèle n’est pas comprise, dans le paragraphe "
            f"« {_paragraph(source, line)} » ({error.message}). Vérifiez que chaque accolade est "
            "fermée et que chaque « if » ou « for » a sa fin."
        ) from None
    except (SyntaxError, ValueError, OverflowError, RecursionError, MemoryError):
        # What Python itself refuses: loops nested twenty deep, numbers of thousands of digits.
        raise RenderingTooHeavy(
            "Le modèle imbrique trop de balises, ou contient un nombre démesuré."
        ) from None


def _render(part: _Part, data: dict[str, Any]) -> bytes:
    try:
        xml = _bounded(part.template, data)
    except UndefinedError as error:
        raise UnknownVariable(str(error), _failing_paragraph(part, error)) from None
    except SecurityError as error:
        raise ModelError(
            f"Le modèle est refusé, dans le paragraphe "
            f"« {_failing_paragraph(part, error)} » : {error}."
        ) from None
    except (TemplateError, ValueError, TypeError, ArithmeticError, RecursionError) as error:
        raise ModelError(
            f"Le modèle ne peut pas être rempli, dans le paragraphe "
            f"« {_failing_paragraph(part, error)} » ({error})."
        ) from None
    xml = re.sub(r"\n<w:p([ >])", r"<w:p\1", xml)
    content = xml.encode()
    try:
        root = etree.fromstring(content)
    except etree.XMLSyntaxError as error:
        raise ModelError(
            f"Le document rempli n’est plus un document Word ({part.name} : {error}). "
            "Une boucle ou une condition commence dans un paragraphe ou un tableau et finit dans "
            "un autre : écrivez-la avec {%p … %} ou {%tr … %}."
        ) from None
    if part.needs_tables or part.needs_ids:
        content = _mended(part, root)
    return content


def _bounded(template: Template, data: dict[str, Any]) -> str:
    pieces = []
    size = 0
    for piece in template.generate(data):
        size += len(piece)
        if size > MAX_PART_CHARS:
            raise RenderingTooHeavy(
                "Le document rempli dépasse "
                f"{MAX_PART_CHARS // 1_000_000} millions de caractères : le modèle répète trop."
            )
        pieces.append(piece)
    return "".join(pieces)


def _mended(part: _Part, root: Any) -> bytes:
    """docxtpl's corrections where cells or pictures were repeated: columns and identifiers."""
    helper = DocxTemplate(io.BytesIO())
    helper.docx_ids_index = 1000
    if part.needs_tables:
        root = helper.fix_tables(etree.tostring(root, encoding="unicode"))
    if part.needs_ids:
        helper.fix_docpr_ids(root)
    return cast(bytes, etree.tostring(root, encoding="UTF-8", standalone=True))


def _failing_paragraph(part: _Part, error: BaseException) -> str:
    lines = [
        frame.lineno
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename == "<template>"
    ]
    return _paragraph(part.source, lines[-1] if lines and lines[-1] else 1)


def _paragraph(source: str, line: int) -> str:
    lines = source.split("\n")
    return _readable(lines[min(max(line, 1), len(lines)) - 1])


def _readable(xml: str) -> str:
    text = re.sub(r"<[^>]*>", "", xml)
    text = text.replace("&amp;", "&").replace(" | one_line", "")
    return " ".join(text.split())[:200]


def _text_of(part: bytes) -> str:
    return re.sub(r"<[^>]*>", "", part.decode("utf-8", "replace"))
