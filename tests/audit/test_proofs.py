"""A line is proved by its path to the root, whatever the length of the journal."""

from hashlib import sha256

import pytest

from audit import proofs

LINES = [sha256(bytes([number])).hexdigest() for number in range(40)]


def climbed(line, path):
    value = proofs.leaf(line)
    for side, other in path:
        pair = (bytes.fromhex(other), value) if side == "left" else (value, bytes.fromhex(other))
        value = sha256(b"\x01" + b"".join(pair)).digest()
    return value.hex()


@pytest.mark.parametrize("length", range(1, 40))
def test_every_line_climbs_to_the_root(length):
    lines = LINES[:length]
    root = proofs.root(lines)
    for number, path in proofs.paths(lines, range(length)).items():
        assert climbed(lines[number], path) == root
        assert climbed(LINES[39], path) != root


def test_the_tree_is_that_of_rfc_9162():
    a, b, c = map(proofs.leaf, LINES[:3])
    pair = sha256(b"\x01" + a + b).digest()
    assert proofs.root(LINES[:3]) == sha256(b"\x01" + pair + c).hexdigest()
    assert proofs.root(LINES[:1]) == a.hex()
    assert proofs.root([]) == ""


def test_no_line_has_no_path():
    assert proofs.paths(LINES, []) == {}
