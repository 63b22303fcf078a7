"""Forms of the scans: files dropped together, a page placed by hand."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from common import french
from documents.models import Slot
from governance.views.asking import MEDIA, SCANS, Upload

MOST_FILES = 20
TURNS = ((0, "À l’endroit"), (90, "Un quart de tour à droite"), (180, "Demi-tour"),
         (270, "Un quart de tour à gauche"))  # fmt: skip


class _Several(forms.FileInput):
    allow_multiple_selected = True


class Uploads(Upload):
    """Several files, each through the gate; a refusal names its file."""

    widget = _Several

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data or [None]
        if len(given) > MOST_FILES:
            raise ValidationError(
                f"{len(given)} fichiers : {MOST_FILES} au plus à la fois. Ajoutez les autres "
                "ensuite, au même dépôt."
            )
        found, wrong = [], []
        for each in given:
            try:
                found.append(super().clean(each, initial))
            except ValidationError as refused:
                name = f"{french.quoted(each.name, 60)} : " if len(given) > 1 else ""
                wrong += [f"{name}{message}" for message in refused.messages]
        if wrong:
            raise ValidationError(wrong)
        return found


class DepositForm(forms.Form):
    """The files that a scanner or a telephone made."""

    files = Uploads(
        label="Fichiers numérisés",
        kinds=SCANS,
        help_text=f"PDF, PNG ou JPEG, 20 Mo au plus chacun, {MOST_FILES} fichiers au plus. Les "
        "pages de plusieurs actes peuvent se suivre dans n’importe quel ordre, à l’envers ou "
        "tournées ; les dos blancs sont ignorés.",
        error_messages={
            "required": "Choisissez au moins un fichier numérisé.",
            "empty": "Ce fichier est vide : numérisez de nouveau les pages.",
        },
    )


def media(upload: Any) -> str:
    """The type under which a checked file is stored."""
    return MEDIA[upload.checked.kind]


class PlaceForm(forms.Form):
    """Where a page goes that no code placed."""

    copy = forms.ChoiceField(label="Exemplaire de", required=False)
    reference = forms.CharField(
        label="ou référence courte",
        required=False,
        max_length=20,
        help_text="Imprimée au bas de chaque page et sur la lettre : « FS-7K2P ».",
    )
    page = forms.IntegerField(
        label="Page de l’acte",
        min_value=1,
        max_value=9999,
        error_messages={"required": "Indiquez le numéro de la page, tel qu’il est imprimé."},
    )
    turn = forms.TypedChoiceField(label="Tourner la page", choices=TURNS, coerce=int, initial=0)

    def __init__(self, *args: Any, copies: Sequence[Slot] = (), **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["copy"].choices = [  # type: ignore[attr-defined]
            *((str(slot.public_id), named(slot)) for slot in copies),
            ("", "Un autre : indiquer sa référence courte"),
        ]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not found.get("copy") and not (found.get("reference") or "").strip():
            self.add_error("reference", "Choisissez l’exemplaire, ou écrivez sa référence courte.")
        return found


def named(slot: Slot) -> str:
    """« CONV-2026-012, commune de Cerisy (FS-7K2P) »."""
    short = f" ({slot.paper_reference})" if slot.paper_reference else ""
    return f"{slot.envelope.reference}, {slot.label}{short}"
