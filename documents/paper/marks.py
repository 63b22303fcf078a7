"""What the code of a printed page says: which act, which copy of it, which page, for whom.

The code is an address of the page Vérifier, so that anybody's telephone reads it too::

    https://…/verifier/?ref=CONV-2026-012&rev=1&p=3           a page of the issued act
    https://…/verifier/?ref=CONV-2026-012&rev=1&p=3&s=FS-7K2P  of the copy printed to be signed
    https://…/verifier/?ref=CONV-2026-012&rev=1&p=0&s=FS-7K2P  the letter that goes with it
"""

from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode, urlsplit

from django.conf import settings
from django.urls import reverse

LETTER = 0
"""The page number of the letter."""
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Mark:
    """One code; ``sheet`` is empty on a page that was not printed for one signatory."""

    reference: str
    revision: int
    page: int
    sheet: str = ""


def address(mark: Mark) -> str:
    """What the code of ``mark`` says."""
    told = {"ref": mark.reference, "rev": mark.revision, "p": mark.page}
    if mark.sheet:
        told["s"] = mark.sheet
    return f"{settings.SITE_URL}{reverse('documents:verify')}?{urlencode(told)}"


def read(text: str) -> Mark | None:
    """The mark that a code says; None for a code that is none of ours.

    Whatever the host: the site may have changed its address since the page was printed.
    """
    if len(text) > _LONGEST:
        return None
    try:
        parts = urlsplit(text.strip())
        told = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    except ValueError:
        return None
    if not parts.path.endswith(reverse("documents:verify")) or "ref" not in told:
        return None
    revision, page = told.get("rev", ""), told.get("p", "")
    if not (_is_number(revision) and _is_number(page)):
        return None
    return Mark(told["ref"][:40], int(revision), int(page), told.get("s", "")[:12])


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 4
