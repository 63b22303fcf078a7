"""An entry of the page of a meeting: what its page says of it, and what it is answered.

The script sends entries one after the other and reads JSON; without it the browser sends the same
forms and reads pages.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse

from common import clock
from common.lifecycle import NotYours, Refusal, Refused
from governance.models import renewed

from .. import receiving
from ..models import Meeting
from ..receiving import Stamp

WRONG = Refusal("La saisie est incomplète : vérifiez-la, puis recommencez.")


def queued(request: Any) -> bool:
    """Whether the script of the page asks, which shows refusals beside the entry itself."""
    return request.headers.get("X-Requested-With") == "saisie"


def stamp(request: Any) -> Stamp | None:
    """Key and instants of an entry (``saisie``, ``faite``, ``partie``: milliseconds); None for a
    form sent without them, or with anything that cannot be read."""
    try:
        made, sent = (
            dt.datetime.fromtimestamp(int(request.POST[name]) / 1000, dt.UTC)
            for name in ("faite", "partie")
        )
        return Stamp(uuid.UUID(request.POST["saisie"]), made, sent)
    except (KeyError, ValueError, OverflowError, OSError):
        return None


def same_mandate(request: Any) -> None:
    """Refuse (403) what somebody entered on this device under another mandate: the page keeps it
    until they are signed in again. A renewed mandate is the same one."""
    made_by = request.POST.get("mandat", "")
    if made_by and made_by not in {str(each.pk) for each in renewed(request.actor)}:
        raise NotYours("Cette saisie a été faite sous un autre mandat que celui de cette session.")


def known(request: Any, meeting: Meeting) -> bool:
    """Whether a sending before this one was done already."""
    sent = stamp(request)
    return sent is not None and receiving.done(meeting, sent)


def attempt(request: Any, meeting: Meeting, act: Callable[[dt.datetime], Any]) -> Sequence[Refusal]:
    """Do ``act`` once at the hour of the entry; why not, or nothing when it is done."""
    try:
        receiving.once(actor=request.actor, meeting=meeting, stamp=stamp(request), act=act)
    except Refused as refused:
        return refused.refusals
    except ValidationError as wrong:
        return [Refusal(words) for words in wrong.messages]
    return ()


def done(request: Any, address: str) -> JsonResponse:
    """The entry is recorded; ``address`` shows the page after it."""
    sent = stamp(request)
    words = sent.clock_words(clock.now()) if sent is not None else ""
    return JsonResponse({"address": address, "clock": words})


def refused(refusals: Iterable[Refusal], status: int = 409) -> HttpResponse:
    """The entry is not recorded, for these reasons."""
    sentences = [
        f"{each.sentence} ({each.source})" if _cites(each) else each.sentence for each in refusals
    ]
    return JsonResponse({"refusals": sentences}, status=status)


def mistakes(form: forms.Form | None) -> list[Refusal]:
    """What is wrong in a form, as sentences; ``WRONG`` when it does not say."""
    if form is None:
        return [WRONG]
    found = []
    for name, words in form.errors.items():
        label = f"{form[name].label} : " if name in form.fields else ""
        found += [Refusal(f"{label}{each}") for each in words]
    return found or [WRONG]


def _cites(refusal: Refusal) -> bool:
    """Its source is not in its sentence already."""
    return bool(refusal.source) and refusal.source not in refusal.sentence
