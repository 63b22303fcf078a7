"""Forms of a batch: the list, what is given once for every act, the filters of the board."""

from collections.abc import Mapping
from typing import Any

from django import forms

from audit.actor import Actor
from common.uploads import Kind
from governance.models import Circonscription, Institution

from .batches import board, drafts, parts, places
from .docdata import free
from .forms import PaperField
from .forms_creation import DraftForm
from .models import ActKind, LegalGround, Status


class ListField(PaperField):
    """A CSV file or a workbook, through the gate of uploads."""

    KINDS = {
        Kind.CSV: "text/csv",
        Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }


class ListForm(forms.Form):
    """Bodies: pasted, in a file, or those of a territory; what is given adds up."""

    pasted = forms.CharField(
        label="Coller une liste",
        required=False,
        max_length=100_000,
        strip=False,
        help_text="Une collectivité par ligne : nom, code commune, code postal, SIREN, ou l’UAI "
        "d’une école. Les accents et les majuscules sont indifférents.",
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
    )
    file = ListField(
        label="Déposer un fichier",
        required=False,
        help_text="CSV ou classeur Excel (.xlsx). Les colonnes de noms et de codes sont "
        "reconnues ; sinon, chaque ligne est lue telle quelle.",
    )
    departement = forms.ChoiceField(label="Département", required=False)
    epci = forms.ModelChoiceField(
        label="EPCI",
        required=False,
        queryset=Institution.unscoped.none(),
        empty_label="Tous",
        to_field_name="public_id",
    )
    area = forms.ModelChoiceField(
        label="Circonscription",
        required=False,
        queryset=Circonscription.unscoped.none(),
        empty_label="Toutes",
        to_field_name="public_id",
    )

    def __init__(self, *args: Any, actor: Actor, territory: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own: Any = self.fields
        self.with_territory = territory
        if not territory:  # an act without schools: nothing links a body to a territory
            for name in ("departement", "epci", "area"):
                del own[name]
            return
        codes = places.departements(actor)
        own["departement"].choices = [("", "Tous"), *((code, code) for code in codes)]
        bodies = Institution.objects.visible_to(actor).filter(kind=Institution.Kind.EPCI)
        own["epci"].queryset = bodies.order_by("name")
        own["area"].queryset = Circonscription.objects.visible_to(actor)

    def territory(self) -> places.Territory:
        """The filters chosen; after ``is_valid()``."""
        data = self.cleaned_data
        return places.Territory(data.get("departement") or "", data.get("epci"), data.get("area"))

    def territory_fields(self) -> list[Any]:
        names = ("departement", "epci", "area")
        return [self[name] for name in names if name in self.fields]


class BatchForm(ListForm):
    """A new batch: its name, its list, who plays the parts that no line gives."""

    label = forms.CharField(
        label="Nom du lot",
        max_length=120,
        help_text="Par exemple : Rentrée 2026, circonscription de Montval.",
        error_messages={"required": "Donnez un nom au lot : il sert à le retrouver."},
    )

    def __init__(self, *args: Any, kind: ActKind, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, territory=parts.proposes(kind), **kwargs)
        self.roles = []
        for part in parts.others(kind):
            rows = Institution.objects.visible_to(actor).filter(kind__in=part.bodies, ends_on=None)
            self.roles.append(part.role)
            self.fields[part.role] = forms.ModelChoiceField(
                label=part.label,
                queryset=rows.order_by("name"),
                empty_label="À choisir",
                initial=rows.first() if rows.count() == 1 else None,
                error_messages={"required": f"Choisissez l’institution partie : {part.label}."},
            )

    def bodies(self) -> dict[str, Institution]:
        """Who plays each part given once; after ``is_valid()``."""
        return {role: self.cleaned_data[role] for role in self.roles}

    def role_fields(self) -> list[Any]:
        return [self[role] for role in self.roles]


OF_ONE_ACT = (
    "title",
    "circonscription",
    "state_mode",
    "framework",
    "unit_price",
    "max_accounts",
    "max_yearly_amount",
    "legal_ground_text",
)
"""Fields of a draft that are proposed for each act, and never given once for all."""


class CommonForm(DraftForm):
    """Values given once for every act; an empty one leaves what is proposed for each."""

    def __init__(self, *args: Any, kind: ActKind, actor: Actor, **kwargs: Any) -> None:
        contract = drafts.contract(kind)
        super().__init__(
            *args,
            actor=actor,
            contract=contract,
            schools=(),
            details=free.own_names(contract),
            **kwargs,
        )
        own: Any = self.fields
        for name in OF_ONE_ACT:
            own.pop(name, None)
        for each in own.values():
            each.required = False
        if "legal_ground" in own:
            own["legal_ground"].choices = [("", "Comme proposé"), *LegalGround.choices]

    def shared_fields(self) -> list[Any]:
        """Dates, duration, ground: what the text prints."""
        names = (
            *("starts_on", "duration_months", "diagnosis_date"),
            *("legal_ground", "legal_ground_reference"),
        )
        return [self[name] for name in names if name in self.fields]


class BoardForm(forms.Form):
    """Filters of the board; the answers live in the address."""

    etat = forms.ChoiceField(
        label="État",
        required=False,
        choices=[("", "Tous les états"), (board.LATE, "En retard"), *Status.choices],
        widget=forms.HiddenInput,  # the counts above the board are its links
    )
    epci = forms.ModelChoiceField(
        label="EPCI",
        required=False,
        queryset=Institution.unscoped.none(),
        empty_label="Tous",
        to_field_name="public_id",
    )
    circonscription = forms.ModelChoiceField(
        label="Circonscription",
        required=False,
        queryset=Circonscription.unscoped.none(),
        empty_label="Toutes",
        to_field_name="public_id",
    )
    nature = forms.ChoiceField(label="Nature", required=False)

    def __init__(self, *args: Any, choices: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own: Any = self.fields
        for name in ("epci", "circonscription"):
            own[name].queryset = choices[name]
        own["nature"].choices = [("", "Toutes"), *choices["nature"]]
        if len(choices["nature"]) < 2:
            del own["nature"]
