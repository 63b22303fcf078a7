"""Forms of the stock and of loans."""

from typing import Any

from django import forms

from audit.actor import Actor
from governance.forms_names import NamesForm
from governance.models import Institution

from ..models import ItemKind, LoanItem, LoanRequest
from . import checks

MOST = 1_000
"""Lines brought to the stock at once."""


class StockFilter(forms.Form):
    """Filters of the stock; their answers live in the address."""

    nature = forms.ChoiceField(
        label="Nature", required=False, choices=[("", "Toutes"), *ItemKind.choices]
    )
    etat = forms.ChoiceField(
        label="État",
        required=False,
        choices=[
            ("", "Tous"),
            ("libre", "En stock"),
            ("prete", "Prêté"),
            ("sorti", "Sorti ou non rendu"),
        ],
    )


class BringForm(forms.Form):
    """Items of one kind, one per line."""

    kind = forms.ChoiceField(label="Nature", choices=ItemKind)
    owner = forms.ModelChoiceField(
        label="Propriétaire",
        queryset=Institution.unscoped.none(),
        to_field_name="public_id",
        empty_label="À choisir",
    )
    lines = forms.CharField(
        label="Numéros",
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Un matériel par ligne : son numéro d’inventaire, puis, après un "
        "point-virgule, son IMEI ou son numéro de série.",
    )
    subscription_ends_on = forms.DateField(label="Abonnement jusqu’au (inclus)", required=False)
    monthly_cost = forms.DecimalField(
        label="Abonnement mensuel (€ TTC)",
        required=False,
        min_value=0,
        max_digits=7,
        decimal_places=2,
        localize=True,
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own: Any = self.fields
        rows = Institution.objects.visible_to(actor).filter(
            kind__in=[
                Institution.Kind.MIXED_SYNDICATE, Institution.Kind.COMMUNE, Institution.Kind.EPCI,
                Institution.Kind.SCHOOL_SYNDICATE,
            ]
        )  # fmt: skip
        own["owner"].queryset = rows.order_by("name")

    def clean_lines(self) -> list[tuple[str, str]]:
        rows = []
        for line in self.cleaned_data["lines"].splitlines():
            if line.strip():
                number, _, identifier = line.partition(";")
                rows.append((" ".join(number.split()), identifier.strip()))
        numbers = [number for number, _ in rows]
        if len(rows) > MOST:
            raise forms.ValidationError(f"{MOST} lignes au plus : faites-en plusieurs fois.")
        if "" in numbers:
            raise forms.ValidationError(
                f"Ligne {numbers.index('') + 1} : il manque le numéro d’inventaire."
            )
        twice = next((each for each in numbers if numbers.count(each) > 1), "")
        if twice:
            raise forms.ValidationError(f"Le numéro {twice} est écrit deux fois.")
        known = LoanItem.unscoped.filter(number__in=numbers).values_list("number", flat=True)
        if already := sorted(known):
            raise forms.ValidationError(
                f"Déjà dans le stock : {', '.join(already[:5])}. Retirez ces lignes."
            )
        return rows


class AskForm(NamesForm, forms.ModelForm):
    """What the school asks for."""

    class Meta:
        model = LoanRequest
        fields = ("kind", "quantity", "need")
        help_texts = {
            "need": "« Familles sans connexion », « étude du soir »… Ne nommez ni élève ni famille."
        }


class LendForm(forms.Form):
    """Which items, until when, after which checks."""

    items = forms.ModelMultipleChoiceField(
        label="Matériel en stock",
        queryset=LoanItem.unscoped.none(),
        to_field_name="public_id",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Cochez au moins un matériel."},
    )
    due_on = forms.DateField(label="À rendre avant le (inclus)")
    ticked = forms.MultipleChoiceField(
        label="Vérifié avant le prêt", required=False, widget=forms.CheckboxSelectMultiple
    )

    SHOWN = 60

    def __init__(self, *args: Any, actor: Actor, request: LoanRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own: Any = self.fields
        rows = LoanItem.objects.visible_to(actor).free().filter(kind=request.kind)
        keys = list(rows.order_by("number").values_list("pk", flat=True)[: self.SHOWN])
        own["items"].queryset = LoanItem.unscoped.filter(pk__in=keys).order_by("number")
        own["ticked"].choices = [*checks.OUT[request.kind].items()]


class ReturnForm(NamesForm):
    """When it came back, in what state."""

    returned_on = forms.DateField(label="Rendu le")
    ticked = forms.MultipleChoiceField(
        label="Vérifié au retour", required=False, widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(
        label="Constat",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Ce qui manque ou ne marche plus. Ne nommez ni élève ni famille.",
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own: Any = self.fields
        own["ticked"].choices = [*checks.BACK[kind].items()]
