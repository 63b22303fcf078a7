"""Forms of a technical visit: what was seen room by room, what is recommended, photographs."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile

from common.uploads import Kind, images
from governance.forms_names import NamesForm
from governance.views.asking import Upload

from .forms_rows import Cell, Rows, RowsForm
from .models import SiteVisit, VisitPhoto
from .models.financing import CENT
from .models.visit_rows import (
    MOST_RECOMMENDATIONS,
    MOST_ROOMS,
    Priority,
    Recommendation,
    Room,
)


def _text(limit: int) -> Any:
    def make(**common: Any) -> forms.Field:
        return forms.CharField(max_length=limit, **common)

    return make


def _priority(**common: Any) -> forms.Field:
    return forms.ChoiceField(choices=[("", "À choisir"), *Priority.choices], **common)


def _amount(**common: Any) -> forms.Field:
    return forms.DecimalField(min_value=CENT, max_digits=10, decimal_places=2, **common)


ROOMS = Rows(
    name="room",
    title="Salles",
    one="Salle",
    add="Ajouter une salle",
    most=MOST_ROOMS,
    always=True,
    cells=(
        Cell("label", "Nom de la salle", _text(60), "Nommez la salle, par exemple « classe 2 »."),
        Cell(
            "network", "Réseau : prises, Wi-Fi", _text(120),
            "Dites son réseau : prises murales, Wi-Fi, ou « aucun ».",
        ),
        Cell("display", "Tableau, affichage", _text(120)),
        Cell("devices", "Ordinateurs, tablettes", _text(120)),
        Cell("remark", "Observation", _text(300)),
    ),
)  # fmt: skip
ADVICE = Rows(
    name="advice",
    title="Recommandations",
    one="Recommandation",
    add="Ajouter une recommandation",
    most=MOST_RECOMMENDATIONS,
    cells=(
        Cell("text", "Ce qui est à faire", _text(300), "Dites ce qui est à faire."),
        Cell("owner", "Par qui", _text(120), "Dites qui le fait : la commune, l’école…"),
        Cell("priority", "Quand", _priority, "Dites quand : avant l’ouverture, dans l’année…"),
        Cell("estimate", "Estimation, en euros TTC", _amount),
    ),
)  # fmt: skip


class VisitForm(RowsForm, forms.ModelForm):
    """What was seen at the school; ``attendees`` names agents and elected officials."""

    lists = (ROOMS, ADVICE)
    free = (
        "internet_access", "filtering", "electrical_note", "findings", "blocking_reason",
    )  # fmt: skip

    class Meta:
        model = SiteVisit
        fields = (
            "visited_on", "attendees", "internet_access", "download_mbps", "upload_mbps",
            "filtering", "electrical_note", "findings", "blocking_reason",
        )  # fmt: skip
        help_texts = {
            "attendees": "Une personne par ligne : civilité, nom, qualité.",
            "blocking_reason": "Vide : rien n’empêche l’ouverture.",
        }
        widgets = {
            name: forms.Textarea(attrs={"rows": 3})
            for name in ("attendees", "findings", "blocking_reason")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("visited_on", "internet_access", "findings"):
            self.fields[name].required = True

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if not self.rows[ROOMS.name]:
            self.add_error(
                ROOMS.key(0, ROOMS.cells[0]), "Décrivez au moins une salle : son nom, son réseau."
            )
        if not self.errors:
            given["room_rows"] = [Room(**row).row() for row in self.rows[ROOMS.name]]
            given["recommendation_rows"] = [
                Recommendation(**row).row() for row in self.rows[ADVICE.name]
            ]
        return given


def written(visit: SiteVisit | None) -> Mapping[str, list[dict[str, Any]]]:
    """The rows of a visit as its form shows them."""
    if visit is None:
        return {}
    return {
        ROOMS.name: [room.row() for room in visit.seen_rooms],
        ADVICE.name: [each.row() for each in visit.advice],
    }


class PhotoForm(NamesForm):
    """A photograph of the premises, kept without what its device wrote in it."""

    file = Upload(
        label="Photographie",
        kinds=(Kind.JPEG, Kind.PNG),
        help_text="Sans personne, ni étiquette de nom, ni liste d’élèves visible. Elle est gardée "
        "réduite, sans le lieu ni l’heure que l’appareil y inscrit, et jointe au compte rendu.",
    )
    caption = forms.CharField(
        label="Ce qu’elle montre", max_length=VisitPhoto._meta.get_field("caption").max_length
    )

    def clean_file(self) -> Any:
        """The picture alone, upright and reduced, in place of the file that was sent."""
        sent = self.cleaned_data["file"]
        sent.seek(0)
        try:
            content = images.picture(sent.read())
        except (OSError, ValueError):
            raise forms.ValidationError(
                "Cette image ne peut pas être réduite : exportez-la au format JPEG."
            ) from None
        file: Any = SimpleUploadedFile(sent.name, content, "image/jpeg")
        file.checked = replace(
            sent.checked,
            kind=Kind.JPEG,
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
        )
        return file
