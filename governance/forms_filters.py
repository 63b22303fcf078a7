"""Filters of the directory's lists: their answers live in the address."""

from typing import Any

from django import forms

from audit.actor import Actor

from .forms_fields import districts
from .models import Circonscription, InstitutionKind, MandateStatus, Rep, SchoolKind, SchoolState
from .offices import Office

ANY = [("", "Toutes")]


class InstitutionFilter(forms.Form):
    q = forms.CharField(label="Nom, SIREN ou code", required=False)
    nature = forms.ChoiceField(
        label="Nature", choices=[*ANY, *InstitutionKind.choices], required=False
    )
    etat = forms.ChoiceField(
        label="État",
        choices=[("", "En vigueur"), ("fin", "Terminées"), ("tout", "Toutes")],
        required=False,
    )


class SchoolFilter(forms.Form):
    q = forms.CharField(label="Nom, commune ou UAI", required=False)
    classes = forms.ChoiceField(label="Classes", choices=[*ANY, *SchoolKind.choices],
                                required=False)  # fmt: skip
    ep = forms.ChoiceField(label="Éducation prioritaire", choices=[*ANY, *Rep.choices],
                           required=False)  # fmt: skip
    etat = forms.ChoiceField(label="État", choices=[*ANY, *SchoolState.choices], required=False)
    circonscription = forms.ModelChoiceField(
        label="Circonscription",
        queryset=Circonscription.unscoped.none(),
        to_field_name="public_id",
        empty_label="Toutes",
        required=False,
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["circonscription"].queryset = districts(actor)


class AtForm(forms.Form):
    """The day on which a record is read."""

    au = forms.DateField(label="Au", help_text="Qui répondait de l’école ce jour-là.")


class PersonFilter(forms.Form):
    q = forms.CharField(label="Nom ou prénom", required=False)


class MandateFilter(forms.Form):
    q = forms.CharField(label="Personne ou institution", required=False)
    fonction = forms.ChoiceField(label="Fonction", choices=[*ANY, *Office.choices], required=False)
    statut = forms.ChoiceField(
        label="Statut",
        choices=[("", "Tous"), ("confirmer", "À confirmer"), *MandateStatus.choices],
        required=False,
    )


class ParameterFilter(forms.Form):
    q = forms.CharField(label="Paramètre, texte ou article", required=False)
    confirmer = forms.BooleanField(label="À confirmer seulement", required=False)
