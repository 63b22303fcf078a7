"""The first page of an act that does not start from a collectivité."""

from typing import Any

from django import forms

from audit.actor import Actor
from governance.models import Institution

from .forms_creation import FrenchIntegerField, day_field
from .models import ActKind, KindParty


class BeginForm(forms.Form):
    """Who is party, besides the syndicate that runs the programme, and from when."""

    title = forms.CharField(
        label="Intitulé",
        max_length=250,
        error_messages={"required": "Donnez un intitulé à l’acte."},
    )
    starts_on = day_field(
        label="Date d’effet", error_messages={"required": "Indiquez la date d’effet convenue."}
    )
    duration_months = FrenchIntegerField(
        label="Durée, en mois",
        min_value=1,
        max_value=120,
        error_messages={"required": "Indiquez la durée, en mois."},
    )

    def __init__(self, *args: Any, kind: ActKind, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.operator = Institution.objects.visible_to(actor).filter(operator=True).first()
        self.unknown: list[str] = []
        parts = list(kind.parts.all())
        self.chosen = [part.role for part in parts if not self._is_operator(part)]
        self.given = [part.role for part in parts if self._is_operator(part)]
        for part in parts:
            if part.role in self.chosen:
                self.fields[part.role] = self._party(part, actor)
        self.order_fields([*self.chosen, "title", "starts_on", "duration_months"])

    def _is_operator(self, part: KindParty) -> bool:
        return self.operator is not None and self.operator.kind in part.bodies

    def _party(self, part: KindParty, actor: Actor) -> forms.ModelChoiceField:
        bodies = Institution.objects.visible_to(actor).filter(kind__in=part.bodies, ends_on=None)
        if not bodies:
            self.unknown.append(part.label)
        only = bodies.first() if bodies.count() == 1 else None
        return forms.ModelChoiceField(
            label=part.label,
            queryset=bodies.order_by("name"),
            empty_label="À choisir",
            initial=only,
            error_messages={
                "required": f"Choisissez l’institution partie : {part.label}. Si elle manque à la "
                "liste, ajoutez-la dans le répertoire."
            },
        )

    def bodies(self) -> dict[str, Institution]:
        """The institution of each part; after ``is_valid()``."""
        chosen = {role: self.cleaned_data[role] for role in self.chosen}
        return {**dict.fromkeys(self.given, self.operator), **chosen}
