"""A form whose free texts are looked into for names of pupils and of families before it passes."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms

from common import private_names
from common.french import list_fr, quoted

BOX = "names_checked"


class NamesForm(forms.Form):
    """Refuses once what seems to name a pupil or somebody of a family; then a box lets it pass.

    ``free``: the names of its fields in which anything may be typed; ``known``: names of places
    that these may well hold. The box is shown only when there is something to confirm.
    """

    free: Iterable[str] = ()
    known: Iterable[str] = ()
    names_checked = forms.BooleanField(
        label="Ces mots ne désignent ni un élève ni quelqu’un de sa famille",
        help_text=private_names.LIMITS,
        required=False,
        widget=forms.HiddenInput,
    )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        named = list(dict.fromkeys(self._named(given)))
        if named:
            self.fields[BOX].widget = forms.CheckboxInput()
            if not given.get(BOX):
                words = list_fr([quoted(each) for each in named])
                self.add_error(
                    BOX,
                    f"{words} : un élève ou quelqu’un de sa famille semble nommé. Ici, des nombres "
                    "seulement : retirez le nom, ou cochez cette case si ce n’en est pas un.",
                )
        return given

    def _named(self, given: dict[str, Any]) -> Iterator[str]:
        for name in self.free:
            yield from private_names.found(str(given.get(name) or ""), self.known)
