"""What goes into each zip to verify it without this site: the verifier and how to use it.

The verifier is read by court experts: its comments are in French. It is kept here in three parts
and given as one file.
"""

from functools import cache
from pathlib import Path

VERIFIER, README = "verifier.py", "LISEZMOI.txt"
_FOLDER = Path(__file__).parent
_PARTS = {
    "from .signatures import check_pdf\n": "signatures.py",
    "from .public_keys import HASHES, Node, verified\n": "public_keys.py",
}


@cache
def files() -> dict[str, bytes]:
    """Name → content of what goes into the zip."""
    whole = _read(VERIFIER)
    for line, name in _PARTS.items():
        if whole.count(line) != 1:
            raise RuntimeError(f"the verifier no longer imports {name} in one line")
        whole = whole.replace(line, _read(name))
    return {VERIFIER: whole.encode(), README: _read(README).encode()}


def _read(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")
