"""Several PDFs as one file to print: a bookmark for each. Never used on a signed act."""

import io
from collections.abc import Sequence

from pypdf import PdfWriter


def merged(parts: Sequence[tuple[str, bytes]]) -> bytes:
    """One PDF of ``(title, pdf)`` parts, in order. A copy for paper: its signatures, if any,
    no longer hold, so the caller only gives papers that are not signed in the file."""
    writer = PdfWriter()
    for title, pdf in parts:
        writer.append(io.BytesIO(pdf), outline_item=title)
    out = io.BytesIO()
    writer.write(out)
    writer.close()
    return out.getvalue()
