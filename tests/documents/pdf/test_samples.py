"""Signed files of pyHanko's own tests, sound and forged, get the known answer."""

from pathlib import Path

import pytest

from documents.pdf.reading import read

SAMPLES = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "pdf-signed"

UNSOUND = [
    "pyhanko-base.pdf",
    "pyhanko-circular-page-tree.pdf",
    "pyhanko-form-update-override-appearance-stream-sneaky.pdf",
    "pyhanko-minimal-aes256.pdf",
    "pyhanko-minimal-badxref.pdf",
    "pyhanko-minimal-pdf-ua-and-a.pdf",
    "pyhanko-minimal-two-pages.pdf",
    "pyhanko-minimal.pdf",
    "pyhanko-one-byterange.pdf",
    "pyhanko-signature-gap-too-big.pdf",
    "pyhanko-tail-uncovered.pdf",
    "pyhanko-weird-byterange.pdf",
]
SOUND = [
    "pyhanko-minimal-signed-twice-both-created.pdf",
    "pyhanko-minimal-two-fields-signed-twice.pdf",
]


@pytest.mark.parametrize("name", UNSOUND + SOUND)
def test_known_samples_get_the_known_answer(name):
    path = SAMPLES / name
    if not path.exists():
        pytest.skip("the shared samples are absent")
    found = read(path.read_bytes())
    assert found.sound is (name in SOUND)
    assert not any(s.trusted for s in found.signatures)


def test_no_shared_sample_is_left_out():
    if not SAMPLES.exists():
        pytest.skip("the shared samples are absent")
    assert {path.name for path in SAMPLES.iterdir()} == {*UNSOUND, *SOUND}
