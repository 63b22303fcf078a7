"""The documentation is true: what it links to, types and names exists."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.core.management import get_commands

from tests.architecture import rules

PAGES = [p for p in rules.tracked(".md") if p == "README.md" or re.match(r"docs/[^/]+\.md", p)]
LINK = re.compile(r"\]\(([^)\s]+)\)")
CODE = re.compile(r"`([^`\n]+)`")
OUTSIDE = ("http://", "https://", "mailto:")
NOT_READ = {"TEST_DATABASE_URL", "TEST_WORKERS", "NAME_FILE"}


def _slug(title: str) -> str:
    """The anchor that a forge gives to a heading."""
    return re.sub(r"[^\w -]", "", title.strip().lower()).replace(" ", "-")


def _broken(page: str, text: str) -> list[str]:
    found = []
    for target in LINK.findall(text):
        if target.startswith(OUTSIDE):
            continue
        path, _, anchor = unquote(target).partition("#")
        there = (rules.ROOT / page).parent / path if path else rules.ROOT / page
        if not there.exists():
            found.append(target)
        elif anchor:
            titles = re.findall(r"^#+ (.+)$", there.read_text(encoding="utf-8"), re.MULTILINE)
            if anchor not in map(_slug, titles):
                found.append(target)
    return found


def _commands(text: str) -> set[str]:
    """What is typed after ``manage.py``, and what the tables of commands begin with."""
    typed = set(re.findall(r"manage\.py ([a-z]\w*)", text))
    for line in re.findall(r"^\| `([a-z]\w*)[ `]", text, re.MULTILINE):
        if "_" in line or line == "tick":
            typed.add(line)
    return typed


def _settings_read() -> set[str]:
    text = rules.read("config/settings.py")
    return set(re.findall(r'env\.(?:str|bool|int|list|dict)\(\s*"([A-Z0-9_]+)"', text)) | set(
        re.findall(r'env\.(?:db|email_url)\("([A-Z0-9_]+)"', text)
    )


def _table(text: str) -> list[str]:
    return re.findall(r"^\| `([A-Z0-9_]+)` \|", text, re.MULTILINE)


def test_the_pages_that_a_newcomer_needs_are_there():
    needed = ("README.md", "docs/ARCHITECTURE.md", "docs/exploitation.md", "docs/glossaire.md",
              "docs/guide.md")  # fmt: skip
    assert set(needed) <= set(PAGES)


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page):
    assert _broken(page, rules.read(page)) == []


@pytest.mark.parametrize("page", PAGES)
def test_every_command_exists(page):
    text = rules.read(page)
    assert _commands(text) - set(get_commands()) == set()
    targets = set(re.findall(r"^([a-z-]+):", rules.read("Makefile"), re.MULTILINE))
    assert set(re.findall(r"(?:`|^    |=\d+ )make ([a-z-]+)", text, re.MULTILINE)) <= targets


def test_the_table_of_settings_is_the_one_the_site_reads():
    rows = _table(rules.read("docs/exploitation.md"))
    assert sorted(rows) == sorted(_settings_read())


def test_the_example_of_settings_names_them_all():
    given = re.findall(r"^(?:# )?([A-Z0-9_]+)=", rules.read(".env.example"), re.MULTILINE)
    assert set(given) - NOT_READ == _settings_read()


def test_what_the_architecture_points_at_exists():
    text = rules.read("docs/ARCHITECTURE.md")
    for word in CODE.findall(text):
        if re.fullmatch(r"[a-z_/A-Z0-9-]+(?:/|\.py|\.toml|\.txt|\.json)", word) and "/" in word:
            assert (rules.ROOT / word).exists(), word


def test_every_name_of_the_glossary_is_in_the_code():
    code = "\n".join(rules.read(path) for path in rules.ours(".py") if "/migrations/" not in path)
    for row in rules.read("docs/glossaire.md").splitlines():
        if row.startswith("| ") and row.count("|") == 5:
            for name in CODE.findall(row.split("|")[2]):
                assert re.search(rf"\b{re.escape(name)}\b", code), name


def test_the_readme_shows_the_folders_that_the_code_has():
    named = set(re.findall(r"`([a-z_]+)/`", rules.read("README.md")))
    apps = {Path(path).parts[0] for path in rules.ours(".py")}
    assert apps <= named
    assert all((rules.ROOT / name).is_dir() for name in named - {"var"})


def test_a_false_page_is_seen():
    assert _broken("README.md", "[a](docs/rien.md) [b](docs/guide.md#rien)") == [
        "docs/rien.md",
        "docs/guide.md#rien",
    ]
    assert _commands("manage.py rien_du_tout\n| `pas_la` | x |") == {"rien_du_tout", "pas_la"}
