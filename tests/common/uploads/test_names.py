"""File names as they may be shown."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.uploads import safe_name
from common.uploads.names import LONGEST, extension_of


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Délibération n° 7.pdf", "Délibération n° 7.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\maire\\acte.pdf", "acte.pdf"),
        ("acte\x00.pdf", "acte.pdf"),
        ("acte\u202efdp.exe", "actefdp.exe"),
        ("a\u200bc\u2066te.pdf", "acte.pdf"),
        ("acte\r\nSubject: x.pdf", "acteSubject_ x.pdf"),
        ("e\u0301cole.csv", "école.csv"),
        ('<a>"b"|c?*.txt', "_a__b__c__.txt"),
        (".htaccess", "htaccess"),
        ("con.txt", "_con.txt"),
        ("..", "fichier"),
        ("", "fichier"),
        ("acte.pdf. .", "acte.pdf"),
    ],
)
def test_safe_name(typed, shown):
    assert safe_name(typed) == shown


def test_long_name_keeps_its_extension():
    shown = safe_name("é" * 200 + ".docx")
    assert len(shown) == LONGEST
    assert extension_of(shown) == "docx"


@given(st.text(max_size=300))
def test_whatever_is_typed_the_name_is_plain(typed):
    shown = safe_name(typed)
    assert 1 <= len(shown) <= LONGEST
    assert not set(shown) & set('/\\<>:"|?*')
    assert not any(unicodedata.category(char) in ("Cc", "Cf", "Cs") for char in shown)
    assert shown not in (".", "..")
    assert safe_name(shown) == shown
