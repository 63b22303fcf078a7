"""The form of a kind of sheet: what it is about, who writes it, three to six typed fields."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from .models import SheetKind
from .models.kinds import FEWEST, MOST, places
from .models.scopes import PARTNERS
from .typed import LABELS

PARTS = ("label", "type", "required", "choices", "help")


class KindForm(forms.Form):
    """The rows of fields are asked one by one; one whose label is emptied goes."""

    label = forms.CharField(label="Nom de la nature", max_length=80)
    purpose = forms.CharField(
        label="À quoi elle sert", max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    subjects = forms.MultipleChoiceField(
        label="Sur quoi porte la fiche",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choisissez sur quoi porte la fiche."},
    )
    offices = forms.MultipleChoiceField(
        label="Qui l’écrit et la lit, hors du syndicat",
        choices=[(each.value, each.label) for each in PARTNERS],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Chacun sur son territoire. Le syndicat écrit et lit toutes les fiches.",
    )
    due_days = forms.IntegerField(
        label="Délai proposé, en jours ouvrés", min_value=0, max_value=250, initial=10
    )
    by_phone = forms.BooleanField(
        label="Une fiche à faire est un appel à passer",
        required=False,
        help_text="Elle paraît alors dans « Qui appeler ce matin », avec le téléphone.",
    )
    published = forms.BooleanField(
        label="Les fiches faites forment une page lue par tous",
        required=False,
        help_text="Leurs champs seulement : ni le compte rendu, ni la pièce.",
    )

    def __init__(self, *args: Any, kind: SheetKind | None = None, **kwargs: Any) -> None:
        """``kind``: the version in use, whose fields keep their names."""
        self.kind = kind
        self.known = [dict(row) for row in kind.fields] if kind is not None else []
        first = {} if kind is None else {name: getattr(kind, name) for name in self.base_fields}
        super().__init__(*args, initial=first, **kwargs)
        self.fields["subjects"].choices = list(places().items())
        for rank in range(MOST):
            self._ask_row(rank, self.known[rank] if rank < len(self.known) else {})

    def _ask_row(self, rank: int, row: dict[str, Any]) -> None:
        asked: dict[str, forms.Field] = {
            "label": forms.CharField(label="Libellé", max_length=80),
            "type": forms.ChoiceField(label="Type", choices=list(LABELS.items())),
            "required": forms.BooleanField(label="Obligatoire"),
            "choices": forms.CharField(
                label="Choix, un par ligne",
                max_length=1000,
                widget=forms.Textarea(attrs={"rows": 2}),
                help_text="Pour le type « Choix dans une liste » seulement.",
            ),
            "help": forms.CharField(label="Aide sous le champ", max_length=200),
        }
        for part, field in asked.items():
            field.required = False
            value = row.get(part)
            field.initial = "\n".join(value) if part == "choices" and value else value
            self.fields[f"{part}_{rank}"] = field

    def rows(self) -> Iterator[tuple[int, list[BoundField]]]:
        """The number of each field of the kind, and its controls."""
        for rank in range(MOST):
            yield rank + 1, [self[f"{part}_{rank}"] for part in PARTS]

    def general(self) -> list[BoundField]:
        """The controls about the kind itself."""
        return [self[name] for name in self.base_fields]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        rows = list(self._rows(given))
        if len(rows) < FEWEST:
            rank = next((r for r in range(MOST) if not given.get(f"label_{r}")), 0)
            self.add_error(
                f"label_{rank}",
                f"Une fiche a de {FEWEST} à {MOST} champs ; trouvé : {len(rows)}. Ajoutez-en un.",
            )
        given["fields"] = rows
        return given

    def _rows(self, given: dict[str, Any]) -> Iterator[dict[str, Any]]:
        taken = {row["name"] for row in self.known}
        labels: set[str] = set()
        for rank in range(MOST):
            label = (given.get(f"label_{rank}") or "").strip()
            if not label:
                continue
            if label.casefold() in labels:
                self.add_error(f"label_{rank}", "Un autre champ porte déjà ce libellé.")
            labels.add(label.casefold())
            kept = self.known[rank]["name"] if rank < len(self.known) else ""
            name = kept or _free(label, taken)
            taken.add(name)
            choices = [line.strip() for line in (given.get(f"choices_{rank}") or "").splitlines()]
            choices = list(dict.fromkeys(filter(None, choices)))
            kind = given.get(f"type_{rank}") or "text"
            if kind == "choice" and len(choices) < 2:
                self.add_error(f"choices_{rank}", "Donnez au moins deux choix, un par ligne.")
            yield {
                "name": name,
                "label": label,
                "type": kind,
                "required": bool(given.get(f"required_{rank}")),
                "choices": choices if kind == "choice" else [],
                "help": (given.get(f"help_{rank}") or "").strip(),
            }

    @property
    def said(self) -> dict[str, Any]:
        """What ``services`` receive."""
        names = [*self.base_fields, "fields"]
        return {name: self.cleaned_data[name] for name in names}


def _free(label: str, taken: set[str]) -> str:
    """The name of a new field: its label, told apart from a field that was renamed."""
    name, number = label, 2
    while name in taken:
        name, number = f"{label} ({number})", number + 1
    return name
