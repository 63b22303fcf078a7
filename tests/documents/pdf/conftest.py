"""One act, from its conversion to its final copy, made once for all the tests of this folder."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from documents.pdf import demo_keys
from tests.documents.pdf.acts import demonstration, finished, issued, to_pdfa, word_model


@pytest.fixture(scope="session")
def var_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("var")
    demo_keys.make(folder / "keys", now=datetime.now(UTC), bits=2048)
    return folder


@pytest.fixture(autouse=True)
def demonstration_site(var_dir: Path) -> Iterator[None]:
    with demonstration(var_dir):
        yield


@pytest.fixture(scope="session")
def converted(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed")
    folder = tmp_path_factory.mktemp("converted")
    return to_pdfa(word_model(folder / "convention.docx"), folder / "profile")


@pytest.fixture(scope="session")
def issued_act(converted: bytes, var_dir: Path) -> bytes:
    with demonstration(var_dir):
        return issued(converted)


@pytest.fixture(scope="session")
def final_act(issued_act: bytes, var_dir: Path) -> bytes:
    with demonstration(var_dir):
        return finished(issued_act)


@pytest.fixture(scope="session")
def other_final(converted: bytes, var_dir: Path) -> bytes:
    with demonstration(var_dir):
        return finished(issued(converted, reference="CONV-2026-013"))
