"""What every page of the directory shares: load with the right, ask, say what was refused."""

import uuid
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.paginator import Page, Paginator
from django.db import transaction
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from common import sorting
from common.lifecycle import NotYours, Refused
from common.models import Record
from common.uploads import CheckedFile, Kind, RefusedUpload, check
from documents import store

R = TypeVar("R", bound=Record)
PAGE = 50
MEDIA = {
    Kind.PDF: store.PDF,
    Kind.PNG: "image/png",
    Kind.JPEG: "image/jpeg",
    Kind.CSV: "text/csv",
    Kind.JSON: "application/json",
    Kind.CALENDAR: "text/calendar",
    Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
SCANS = (Kind.PDF, Kind.PNG, Kind.JPEG)


def load(model: type[R], request: Any, public_id: uuid.UUID, *related: str) -> R:
    """The record of an address, when who acts may see it; 404 otherwise."""
    visible = model.objects.visible_to(request.actor)
    return get_object_or_404(visible.select_related(*related), public_id=public_id)


def opens(request: Any, record: Record) -> bool:
    """Whether who acts may see ``record``: a page names without a link what would not open."""
    model: Any = type(record)
    return bool(model.objects.visible_to(request.actor).filter(pk=record.pk).exists())


def reader(request: Any) -> None:
    """The directory is open to whoever acts under a mandate (403 otherwise)."""
    if request.actor.mandate_id is None:
        raise NotYours(
            "Le répertoire est ouvert aux personnes qui ont un mandat en cours. Demandez au "
            "syndicat d’enregistrer le vôtre."
        )


def allowed(may: bool, whose: str) -> None:
    """403 with the name of those to whom the action belongs, before a form is shown."""
    if not may:
        raise NotYours(f"Cette action revient à {whose}. Vous pouvez consulter le dossier.")


def paged(request: Any, rows: Any, sorts: dict[str, Sequence[str]], default: str) -> Page:
    """A page of the list in the order that the address asks for (``?tri=``, ``?page=``)."""
    return Paginator(ordered(request, rows, sorts, default), PAGE).get_page(request.GET.get("page"))


NAMES = frozenset({"name", "last_name", "first_name", "label"})
"""Columns that people read as names."""


def ordered(request: Any, rows: Any, sorts: dict[str, Sequence[str]], default: str) -> Any:
    """``rows`` sorted by a key of ``sorts``; anything else in the address gives the default.

    « -date », in the address or by default, is the latest first.
    """
    asked = request.GET.get("tri", "")
    if asked.removeprefix("-") not in sorts:
        asked = default
    down = asked.startswith("-")
    fields = sorts[asked.removeprefix("-")]
    return rows.order_by(*(_order(name, down=down) for name in fields), "-pk" if down else "pk")


def _order(field: str, *, down: bool) -> Any:
    """A name in the order of a dictionary; dates, codes and statuses as they are."""
    by = sorting.french(field) if field.split("__")[-1] in NAMES else F(field)
    return by.desc() if down else by.asc()


def ask(
    request: Any,
    form: forms.Form,
    act: Callable[[dict[str, Any]], Any],
    *,
    title: str,
    verb: str,
    back: str,
    done: str,
    template: str = "governance/form.html",
    edition: str = "",
    **context: Any,
) -> HttpResponse:
    """Show ``form``; once it is right, do ``act``. What was typed is kept after a refusal.

    ``act`` may return the address to go to; ``back`` otherwise. 422 for a field to correct, 409
    for an action that is impossible now. ``edition`` names what the page shows, sent back with
    the form (``seen``) so that the service may tell it from what somebody else stored meanwhile.
    """
    refusals: Sequence[Any] = ()
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                with transaction.atomic():
                    target = act(form.cleaned_data)
            except Refused as refused:
                refusals, status = refused.refusals, 409
            except ValidationError as refused:
                _spread(form, refused)
            else:
                messages.success(request, done)
                return redirect(target if isinstance(target, str) else back)
    page = {"form": form, "title": title, "verb": verb, "back": back, "refusals": refusals}
    if edition:
        page |= editing(request, form, edition, refusals)
    return render(request, template, {**page, **context}, status=status)


def editing(
    request: Any, form: forms.Form, edition: str, refusals: Sequence[Any]
) -> dict[str, Any]:
    """What a page whose record somebody else may change says of it: the edition that it shows and,
    once it was refused for having changed, which fields its reader had changed."""
    changed = any(refusal.key == "common.stale" for refusal in refusals)
    again = request.method == "POST" and not changed
    return {
        "edition": seen(request) if again else edition,
        "stale": [form[name].label for name in form.changed_data] if changed else (),
        "changed": changed,
    }


def seen(request: Any) -> str:
    """The edition that the form was made for, as its page sent it back."""
    return str(request.POST.get("edition", ""))[:64]


def _spread(form: forms.Form, refused: ValidationError) -> None:
    """The model's refusals beside the fields that bear the same name."""
    if not hasattr(refused, "error_dict"):
        form.add_error(None, refused)
        return
    for name, errors in refused.error_dict.items():
        for error in errors:
            own = name in form.fields and name != NON_FIELD_ERRORS
            form.add_error(name if own else None, error)


class Upload(forms.FileField):
    """A file that passed the gate; its refusal stands under the field."""

    def __init__(self, *args: Any, kinds: Sequence[Kind] = SCANS, **kwargs: Any) -> None:
        self.kinds = kinds
        super().__init__(*args, **kwargs)
        self.widget.attrs["accept"] = ",".join(f".{e}" for k in kinds for e in k.extensions)

    def clean(self, data: Any, initial: Any = None) -> Any:
        upload = super().clean(data, initial)
        if upload:
            try:
                upload.checked = check(upload.name, upload, self.kinds)
            except RefusedUpload as refused:
                raise ValidationError(str(refused)) from refused
        return upload


def kept(upload: Any, then: Callable[[str], Any]) -> Any:
    """Store an upload, then ``then(sha256)`` in the same transaction; «» when there is none."""
    if not upload:
        return then("")
    checked: CheckedFile = upload.checked
    upload.seek(0)
    with store.prepared((upload.read(), MEDIA[checked.kind])) as (file,), transaction.atomic():
        file.keep()
        return then(file.sha256)
