"""Prove that a line is in the journal without showing the others.

The hashes of the lines, in order, are the leaves of a Merkle tree built as in RFC 9162, 2.1: a
leaf is SHA-256 of 0x00 and the hash as written (ASCII), a node SHA-256 of 0x01 and its two
children, and what is left alone goes up unchanged. The root is kept with each checkpoint; whoever
holds it verifies a line with its path, which says nothing of the other lines.
"""

from collections.abc import Collection, Iterable
from hashlib import sha256

Path = tuple[tuple[str, str], ...]
"""From the leaf up: side of the neighbour (« left » or « right ») and its value."""


def leaf(line_hash: str) -> bytes:
    return sha256(b"\x00" + line_hash.encode()).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


class Tree:
    """The tree of a journal read line by line; holds one value a level, whatever its length."""

    def __init__(self) -> None:
        self._peaks: list[tuple[int, bytes]] = []  # complete trees: their height, their value

    def add(self, line_hash: str) -> None:
        height, value = 0, leaf(line_hash)
        while self._peaks and self._peaks[-1][0] == height:
            value = _node(self._peaks.pop()[1], value)
            height += 1
        self._peaks.append((height, value))

    def root(self) -> str:
        """The root of the lines added so far; empty before the first."""
        if not self._peaks:
            return ""
        value = self._peaks[-1][1]
        for _, left in reversed(self._peaks[:-1]):
            value = _node(left, value)
        return value.hex()


def root(line_hashes: Iterable[str]) -> str:
    """The root of the lines whose hashes are given in order."""
    tree = Tree()
    for each in line_hashes:
        tree.add(each)
    return tree.root()


def paths(line_hashes: Iterable[str], wanted: Collection[int]) -> dict[int, Path]:
    """The path of each wanted line to the root, by its position from 0 among ``line_hashes``."""
    level = [leaf(each) for each in line_hashes]
    places = {number: number for number in wanted}
    found: dict[int, list[tuple[str, str]]] = {number: [] for number in wanted}
    while len(level) > 1:
        for number, place in places.items():
            other = place ^ 1
            if other < len(level):
                side = "left" if other < place else "right"
                found[number].append((side, level[other].hex()))
            places[number] = place // 2
        pairs = zip(level[::2], level[1::2], strict=False)
        level = [_node(*pair) for pair in pairs] + level[len(level) // 2 * 2 :]
    return {number: tuple(path) for number, path in found.items()}
