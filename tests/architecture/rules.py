"""The rules of the house as functions of a text: each returns one sentence per breach."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
APPS = (
    "accounts", "audit", "circuits", "common", "config", "conventions", "demo", "desk",
    "documents", "governance", "procurement", "ui", "workflows",
)  # fmt: skip
RANKS = {
    "config": 10, "demo": 9, "desk": 8, "workflows": 7, "conventions": 6,
    "conventions.onboarding": 6, "procurement": 6, "governance.committees": 6,
    "governance.fieldwork": 6, "circuits": 5,
    "governance": 4, "documents": 3, "accounts": 2, "common": 1, "audit": 0,
}  # fmt: skip
MAX_LINES = 400


def tracked(*endings: str) -> list[str]:
    """Paths of the files that git keeps, with one of these endings."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    paths = [path for path in listed.stdout.split("\0") if (ROOT / path).is_file()]
    return [path for path in paths if not endings or path.endswith(endings)]


def ours(*endings: str) -> list[str]:
    """The tracked files of the applications."""
    return [path for path in tracked(*endings) if path.split("/")[0] in APPS]


def read(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


# --- Layers -----------------------------------------------------------------------------------


def layer(module: str) -> str:
    """The layer that a dotted name belongs to, or "" when it is none of ours."""
    parts = module.split(".")
    for size in (2, 1):
        name = ".".join(parts[:size])
        if name in RANKS or name == "ui":
            return name
    return ""


def imports(path: str, text: str) -> Iterator[tuple[int, str]]:
    """Line and absolute dotted name of every import, also those inside functions."""
    package = path.removesuffix(".py").split("/")[:-1]
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *filter(None, [node.module])])
            for alias in node.names:
                yield node.lineno, f"{module}.{alias.name}"


def upward(path: str, text: str) -> list[str]:
    """Imports that climb a layer, or go from one sibling to another."""
    here = layer(path.removesuffix(".py").replace("/", "."))
    found = []
    for line, module in imports(path, text):
        there = layer(module)
        if not there or there == here or (there == "ui" and here):
            continue
        if there != "common" if here == "ui" else RANKS[there] >= RANKS[here]:
            found.append(f"{path}:{line} {here} may not import {there}")
    return found


# --- Length -----------------------------------------------------------------------------------


def too_long(path: str, text: str) -> list[str]:
    generated = "/migrations/" in path or path.endswith("package-lock.json")
    lines = text.count("\n")
    if generated or lines <= MAX_LINES:
        return []
    return [f"{path}: {lines} lines, {MAX_LINES} at most: split it by screen or by noun"]


# --- Status -----------------------------------------------------------------------------------


def status_writes(path: str, text: str) -> list[str]:
    """A status is written by its lifecycle alone; an exception may keep its HTTP status."""
    if path.endswith("lifecycle.py") or "/lifecycle/" in path or "/migrations/" in path:
        return []
    tree = ast.parse(text)
    exempt = {
        id(node)
        for made in ast.walk(tree)
        if isinstance(made, ast.FunctionDef) and made.name == "__init__"
        for node in ast.walk(made)
    }
    return [
        f"{path}:{node.lineno} writes a status: call the lifecycle's move"
        for node in ast.walk(tree)
        if id(node) not in exempt and _writes_status(node)
    ]


def _writes_status(node: ast.AST) -> bool:
    match node:
        case ast.Assign(value=ast.Attribute(value=ast.Name(id="STATUS" | "PROCESS"))):
            return False  # a task or a process of viewflow, which is its engine's own business
        case ast.Assign(targets=targets):
            return any(_is_status(part) for target in targets for part in ast.walk(target))
        case ast.AugAssign(target=target) | ast.AnnAssign(target=target, value=ast.expr()):
            return _is_status(target)
        case ast.Call(func=ast.Name(id="setattr"), args=[_, ast.Constant(value="status"), *_]):
            return True
        case ast.Call(func=ast.Attribute(attr="update"), keywords=keywords):
            return any(k.arg == "status" or (not k.arg and _names(k, "status")) for k in keywords)
        case ast.Call(func=ast.Attribute(attr="update_or_create"), keywords=keywords):
            return any(k.arg != "status" and _names(k, "status") for k in keywords)
        case ast.Call(func=ast.Attribute(attr=name), args=args, keywords=keywords) if (
            name.startswith("bulk_update")
        ):
            written = [*args[1:], *(k for k in keywords if k.arg == "fields")]
            return any(_names(part, "status") for part in written)
        case ast.Constant(value=str() as words):
            return bool(re.search(r"(?i)\bupdate\s+\S+\s+set\b.*\bstatus\s*=", words, re.DOTALL))
    return False


def _names(node: ast.AST, word: str) -> bool:
    """Whether a text equal to ``word`` stands somewhere in ``node``."""
    return any(isinstance(part, ast.Constant) and part.value == word for part in ast.walk(node))


def _is_status(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "status"


# --- Scope ------------------------------------------------------------------------------------

_OPEN_MANAGERS = {"unscoped", "_default_manager", "_base_manager"}
_CHOICES = {"ModelChoiceField", "ModelMultipleChoiceField", "ModelChoiceFilter",
            "ModelMultipleChoiceFilter"}  # fmt: skip


def is_page(path: str) -> bool:
    """Views of any app, and the whole of ``desk``."""
    return path.endswith("/views.py") or "/views/" in path or path.startswith("desk/")


def unscoped_reads(path: str, text: str) -> list[str]:
    """Rows read without a scope in a page; choices offered without an explicit set."""
    found = []
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Attribute(attr=name) if name in _OPEN_MANAGERS and is_page(path):
                found.append(f"{path}:{node.lineno} reads by {name}: use visible_to(actor)")
            case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name)) if name in _CHOICES:
                given = [*node.args[:1], *(k.value for k in node.keywords if k.arg == "queryset")]
                if not given:
                    found.append(f"{path}:{node.lineno} {name} without an explicit queryset")
                elif not ast.unparse(given[0]).endswith(".none()") and any(
                    isinstance(part, ast.Attribute) and part.attr in _OPEN_MANAGERS
                    for part in ast.walk(given[0])
                ):
                    found.append(f"{path}:{node.lineno} {name} offers rows without a scope")
    return found


# --- Names given to jobs and mails --------------------------------------------------------------


def constants(path: str, text: str) -> dict[str, str]:
    """Texts named at the top of a module, by ``NAME`` and by ``module.NAME``."""
    found, module = {}, Path(path).stem
    for node in ast.parse(text).body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=str() as value)):
                found[name] = found[f"{module}.{name}"] = value
    return found


def names_given(text: str, functions: set[str], known: dict[str, str]) -> list[str]:
    """First argument of each call of ``module.function``, when it can be read."""
    found: list[str] = []
    last = {name.rpartition(".")[2] for name in functions}
    if not any(name in text for name in last):
        return found
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Call(func=function, args=[first, *_]) if ast.unparse(function) in functions:
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    found.append(first.value)
                elif ast.unparse(first) in known:
                    found.append(known[ast.unparse(first)])
    return found


# --- Templates ----------------------------------------------------------------------------------

_COMMENTS = re.compile(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}|<!--.*?-->", re.DOTALL)
_INLINE = {
    "inline script": re.compile(r"<script(?![^>]*\ssrc=)[^>]*>", re.IGNORECASE),
    "style attribute": re.compile(r"<[a-z][^>]*\sstyle\s*=", re.IGNORECASE),
    "style element": re.compile(r"<style[\s>]", re.IGNORECASE),
    "event attribute": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.IGNORECASE),
}


def inline_code(path: str, text: str) -> list[str]:
    """What the content security policy would refuse; mails and printed pages have no policy."""
    text = _COMMENTS.sub("", text)
    if "/mail/" in path or "/pdf/" in path or "/print/" in path:
        return []
    return [f"{path}: {what}" for what, pattern in _INLINE.items() if pattern.search(text)]


# --- Addresses ----------------------------------------------------------------------------------

_HOSTS = ("pypi:org", "pythonhosted:org", "npmjs:org", "npmjs:com", "yarnpkg:com", "crates:io",
          "rubygems:org", "golang:org")  # fmt: skip
_PATHS = ("work", "root", "home", "Users", "tmp")


def addresses(path: str, text: str) -> list[str]:
    """Hosts of package registries and absolute paths of one machine.

    LibreOffice alone chooses where its pipe lies.
    """
    found = []
    for host in (host.replace(":", ".") for host in _HOSTS):
        if host in text:
            found.append(f"{path}: names the registry {host.split('.')[0]}")
    for folder in _PATHS:
        if re.search(rf"(?<![\w.~$}})\]/-])/{folder}/(?!OSL_PIPE)[\w.-]", text):
            found.append(f"{path}: absolute path of a machine, in its folder {folder}")
    return found
