"""A form whose free texts are looked into for names of pupils and of families before it passes."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from common import private_names
from common.french import list_fr, quoted
from common.uploads import CheckedFile, Kind
from documents.pdf import pages
from documents.pdf.errors import PdfRefused

BOX = "names_checked"
MOST_PAGES = 50
"""Pages of a deposited file that are read."""
NOT_TYPED_FREELY = frozenset({"hidden", "url", "email", "search", "password"})
"""Controls that hold an address, a secret or a search: no sentence is stored from them."""


class NamesForm(forms.Form):
    """Refuses once what seems to name a pupil or somebody of a family; then a box lets it pass.

    Works with a ``ModelForm`` too: ``class AskForm(NamesForm, forms.ModelForm)``. The box comes
    last, is shown only when there is something to confirm, and is not in ``cleaned_data``;
    ``confirmed`` says whether it was ticked.

    A PDF that is deposited is read too, on the pages where it has text; an image or a scan is not.

    ``free``: the names of the fields that are read, all those in which a text is typed unless the
    form narrows it; ``known``: names of places that these may well hold; ``anyone``: no person at
    all is to be named, teachers included.
    """

    free: Iterable[str] | None = None
    known: Iterable[str] = ()
    anyone = False
    confirmed = False
    names_checked = forms.BooleanField(
        label="Ces mots ne désignent ni un élève ni quelqu’un de sa famille",
        help_text=private_names.LIMITS,
        required=False,
        widget=forms.HiddenInput,
    )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        self.confirmed = given.pop(BOX, False)
        found = (
            private_names.found(text, self.known, anyone=self.anyone) for text in self.texts(given)
        )
        if named := list(dict.fromkeys(name for names in found for name in names)):
            self._ask(named)
        return given

    def texts(self, given: dict[str, Any]) -> Iterator[str]:
        """What was typed freely. A field that looks something up gives a record, not a text."""
        free = typed_freely(self.fields) if self.free is None else self.free
        for name in free:
            if isinstance(text := given.get(name), str):
                yield text
        for each in given.values():
            if isinstance(each, UploadedFile):
                yield from printed(each)

    def _ask(self, named: list[str]) -> None:
        box = self.fields[BOX] = self.fields.pop(BOX)
        box.widget = forms.CheckboxInput()
        who = "un élève ou quelqu’un de sa famille"
        if self.anyone:
            self[BOX].label, who = "Ces mots ne nomment personne", "quelqu’un"
        if not self.confirmed:
            words = list_fr([quoted(each) for each in named])
            self.add_error(
                BOX,
                f"{words} : {who} semble nommé. Ici, des nombres seulement : retirez le nom, ou "
                "cochez cette case si ce n’en est pas un.",
            )


def printed(upload: UploadedFile) -> Iterator[str]:
    """The text of the first pages of a PDF that passed the gate of uploads; of nothing else."""
    checked: CheckedFile | None = getattr(upload, "checked", None)
    if checked is None or checked.kind != Kind.PDF:
        return
    upload.seek(0)
    data = upload.read()
    upload.seek(0)
    with suppress(PdfRefused):
        yield from pages.texts(data, MOST_PAGES)


def typed_freely(fields: Mapping[str, forms.Field]) -> list[str]:
    """The names of the fields in which a text is typed: no address, no search, nothing hidden."""
    return [
        name
        for name, field in fields.items()
        if isinstance(field, forms.CharField)
        and getattr(field.widget, "input_type", "") not in NOT_TYPED_FREELY
    ]
