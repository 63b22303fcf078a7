"""What goes into each zip to verify it without this site: the verifier and how to use it.

The verifier is read by court experts: its comments are in French. It is kept here in two parts
and given as one file.
"""

from functools import cache
from pathlib import Path

VERIFIER, README = "verifier.py", "LISEZMOI.txt"
_FOLDER = Path(__file__).parent
_PART = "from .signatures import check_pdf\n"


@cache
def files() -> dict[str, bytes]:
    """Name → content of what goes into the zip."""
    main = _read(VERIFIER)
    if main.count(_PART) != 1:
        raise RuntimeError("the verifier no longer imports its second part in one line")
    whole = main.replace(_PART, _read("signatures.py"))
    return {VERIFIER: whole.encode(), README: _read(README).encode()}


def _read(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")
