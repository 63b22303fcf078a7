"""Forms of the scans: files dropped together, a page placed by hand, a copy certified."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from common import french
from documents.models import Slot
from documents.paper.checking import Reading
from governance import wording
from governance.models import Mandate
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
        if len(copies) == 1:
            self.fields["copy"].initial = str(copies[0].public_id)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not found.get("copy") and not (found.get("reference") or "").strip():
            self.add_error("reference", "Choisissez l’exemplaire, ou écrivez sa référence courte.")
        return found


class CertifyForm(forms.Form):
    """What an agent reads on the paper, and what they decide of it."""

    compared = forms.BooleanField(
        label="J’ai comparé chaque page à l’acte émis",
        required=False,
    )
    mandate = forms.TypedChoiceField(label="Signataire", coerce=int, required=False)
    day = forms.DateField(
        label="Date écrite sur le papier",
        required=False,
        error_messages={"invalid": "Écrivez la date telle qu’elle est sur le papier."},
    )
    time = forms.TimeField(
        label="Heure écrite sur le papier",
        required=False,
        help_text="Seulement si le papier en porte une.",
        error_messages={"invalid": "Écrivez l’heure ainsi : 14:30, ou laissez vide."},
    )
    holder = forms.CharField(
        label="Original conservé par",
        required=False,
        max_length=250,
        help_text="Qui garde le papier, et où : « le syndicat, service juridique, armoire 3 ».",
    )
    remarks = forms.CharField(
        label="Particularités de l’original",
        required=False,
        max_length=1000,
        help_text="Tache, agrafage, mention manuscrite : elles figurent dans l’attestation.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    doubt = forms.CharField(
        label="Doute à lever par un second agent",
        required=False,
        max_length=300,
        help_text="Par exemple : « la page 3 paraît différente de l’acte ».",
    )
    reason = forms.CharField(
        label="Motif du refus",
        required=False,
        max_length=1000,
        help_text="Seulement pour refuser : le signataire le reçoit.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, people: Sequence[Mandate] = (), **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["mandate"].choices = [  # type: ignore[attr-defined]
            (each.pk, f"{each.person.formal_name}, {wording.office(each)}") for each in people
        ]

    @property
    def refuses(self) -> bool:
        return self.data.get("decision") == "reject"

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if self.refuses:
            self._due("reason", "Écrivez pourquoi la copie n’est pas certifiée.")
            return found
        self._due("compared", "Comparez chaque page, puis cochez cette case.")
        self._due("mandate", "Choisissez la personne qui a signé.")
        self._due("day", "Indiquez la date écrite sur le papier.")
        self._due("holder", "Indiquez qui conserve l’original, et où.")
        return found

    def _due(self, name: str, words: str) -> None:
        if not self.cleaned_data.get(name) and name not in self.errors:
            self.add_error(name, words)

    def reading(self) -> Reading:
        """What a valid form says of the paper."""
        given = self.cleaned_data
        return Reading(
            mandate_id=given["mandate"],
            day=given["day"],
            time=given["time"],
            holder=given["holder"].strip().rstrip("."),
            remarks=given["remarks"].strip(),
            doubt=given["doubt"].strip(),
        )


def named(slot: Slot) -> str:
    """« CONV-2026-012, commune de Cerisy (FS-7K2P) »."""
    short = f" ({slot.paper_reference})" if slot.paper_reference else ""
    return f"{slot.envelope.reference}, {slot.label}{short}"
