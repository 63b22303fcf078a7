"""Forms of orders that open or close bases."""

from typing import Any

from django import forms

from audit.actor import Actor
from common.uploads import Kind
from governance.forms_fields import districts
from governance.forms_names import BOX, NamesForm
from governance.models import Circonscription, Institution, InstitutionKind, School
from governance.offices import Office
from governance.views.asking import Upload

from ..models import (
    BaseOpeningOrder,
    LineStatus,
    OpeningLine,
    OrderKind,
    OrderStatus,
    Profile,
    SchoolEntry,
)
from ..models.openings import CLOSED
from . import checks, guards

NO_NAME = "Ne nommez ni élève ni famille."


class OrderFilter(forms.Form):
    """Filters of the list of orders; their answers live in the address."""

    nature = forms.ChoiceField(
        label="Nature", required=False, choices=[("", "Toutes"), *OrderKind.choices]
    )
    statut = forms.ChoiceField(
        label="Statut", required=False, choices=[("", "Tous"), *OrderStatus.choices]
    )


class PrepareForm(forms.Form):
    """One district, one date, one kind."""

    kind = forms.ChoiceField(label="Nature de l’ordre", choices=OrderKind)
    area = forms.ModelChoiceField(
        label="Circonscription",
        queryset=Circonscription.unscoped.none(),
        to_field_name="public_id",
        empty_label="À choisir",
    )
    effective_on = forms.DateField(
        label="Date d’effet", help_text="L’exécution ne commence pas avant ce jour."
    )
    report_due = forms.DateField(
        label="Compte rendu attendu le", help_text="Le jour de la date d’effet, ou après."
    )
    provider = forms.ModelChoiceField(
        label="Prestataire chargé de l’exécution",
        queryset=Institution.unscoped.none(),
        to_field_name="public_id",
        empty_label="Aucun : l’ERUN ou la DRANE exécute",
        required=False,
        help_text="Il ne lit que les écoles à traiter, et seulement après la décision.",
    )
    read_only_on = forms.DateField(
        label="Espaces en lecture seule à compter du",
        required=False,
        help_text="Pour une fermeture, comme les trois dates qui suivent.",
    )
    export_until = forms.DateField(
        label="Contenus à récupérer jusqu’au",
        required=False,
        help_text="Chaque titulaire d’un compte reprend ses contenus avant la date d’effet.",
    )
    purge_on = forms.DateField(
        label="Comptes effacés au plus tard le",
        required=False,
        help_text="Pour une fermeture : trois mois au plus après la date d’effet "
        "(arrêté du 30 novembre 2006, art. 6).",
    )
    certificate_due = forms.DateField(
        label="Attestation d’effacement attendue le",
        required=False,
        help_text="En nombres, par école ; après l’effacement.",
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own: Any = self.fields
        own["area"].queryset = preparable(actor)
        providers = Institution.objects.visible_to(actor).filter(kind=InstitutionKind.PROVIDER)
        own["provider"].queryset = providers.filter(ends_on__isnull=True).order_by("name")


def preparable(actor: Actor) -> Any:
    """The districts for which ``actor`` may begin a list."""
    rows = districts(actor)
    if actor.office == Office.DSDEN_OFFICER:
        return rows.filter(dsden=actor.institution_id)
    if actor.office == Office.INSPECTOR:
        return rows.filter(mandates=actor.mandate_id)
    return rows


class AddForm(forms.Form):
    """Schools of the district whose file is ready for the order."""

    entries = forms.ModelMultipleChoiceField(
        label="Écoles",
        queryset=SchoolEntry.unscoped.none(),
        to_field_name="public_id",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Cochez au moins une école."},
    )

    def __init__(self, *args: Any, actor: Actor, order: BaseOpeningOrder, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own: Any = self.fields
        own["entries"].queryset = addable(actor, order)
        own["entries"].label_from_instance = _named


def addable(actor: Actor, order: BaseOpeningOrder) -> Any:
    """Files that ``actor`` sees, of that district, in a status of that kind, on no open order."""
    busy = OpeningLine.objects.visible_to(actor).exclude(status=LineStatus.LEFT_OUT)
    busy = busy.exclude(order__status__in=CLOSED)
    rows = SchoolEntry.objects.visible_to(actor).filter(
        status__in=guards.concerned(order),
        school__in=_schools(actor, order),
    )
    rows = rows.exclude(pk__in=busy.values("entry")).select_related("school__commune")
    return rows.order_by("school__commune__name", "school__name")


def _schools(actor: Actor, order: BaseOpeningOrder) -> Any:
    rows = School.objects.visible_to(actor)
    return rows.in_circonscription(order.circonscription_id, order.effective_on).values("pk")


def _named(entry: Any) -> str:
    return f"{entry.school.name}, {entry.school.commune.name} ({entry.school.uai})"


class TickForm(NamesForm):
    """Since when a precondition holds, and what shows it."""

    on = forms.DateField(label="Acquis le")
    evidence = forms.CharField(
        label="Référence",
        required=False,
        max_length=200,
        help_text=f"Un document, une réunion : « conseil d’école du 16 juin ». {NO_NAME}",
    )

    def __init__(self, *args: Any, name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own: Any = self.fields
        own["on"].help_text = checks.HELP.get(name, "")


class OrderMoveForm(NamesForm):
    """What a move of an order asks for, beyond its button."""

    decision_reference = forms.CharField(
        label="Référence de la décision", max_length=80, help_text="Le numéro que porte l’acte."
    )
    decided_on = forms.DateField(label="Date de la décision")
    file = Upload(
        label="Copie de la décision",
        kinds=(Kind.PDF, Kind.PNG, Kind.JPEG),
        help_text="L’acte signé, en PDF ou en image, sans nom d’élève ni de famille.",
    )
    reason = forms.CharField(
        label="Motif",
        max_length=2000,
        help_text=f"Il figurera dans l’historique. {NO_NAME}",
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    ASKS = {
        "return_list": ("reason",),
        "decide": ("decision_reference", "decided_on", "file"),
        "withdraw_order": ("reason",),
    }

    def __init__(self, *args: Any, verb: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in set(self.fields) - {BOX, *self.ASKS.get(verb, ())}:
            del self.fields[name]


class LineMoveForm(NamesForm):
    """What a move of a school of the list asks for."""

    text = forms.CharField(
        label="Anomalie",
        max_length=2000,
        help_text=f"Ce qui a empêché l’exécution : doublons, fichier refusé… {NO_NAME}",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    reason = forms.CharField(
        label="Motif",
        max_length=2000,
        help_text=f"Il figurera dans l’historique. {NO_NAME}",
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    ASKS = {"report_anomaly": ("text",), "leave_out": ("reason",)}

    def __init__(self, *args: Any, verb: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in set(self.fields) - {BOX, *self.ASKS.get(verb, ())}:
            del self.fields[name]
        self.anyone = verb == "report_anomaly"
        if verb == "import_line":
            for profile in Profile:
                self.fields[profile.value] = forms.IntegerField(
                    label=f"{profile.label} : nombre de comptes",
                    min_value=0,
                    max_value=guards.MOST,
                )

    def given(self, verb: str) -> dict[str, Any]:
        """The arguments of the move; after ``is_valid()``."""
        if verb == "import_line":
            return {"counts": {each.value: self.cleaned_data[each.value] for each in Profile}}
        if verb == "report_anomaly":
            return {**self.cleaned_data, "names_checked": self.confirmed}
        return dict(self.cleaned_data)
