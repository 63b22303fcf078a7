"""Forms of the directory. A period is asked with its last day included, and stored half-open."""

from typing import Any

from django import forms
from django.db.models import Q

from audit.actor import Actor
from common import clock
from common.uploads import Kind

from .forms_fields import ColleagueField, InstitutionField, SchoolField, districts
from .models import (
    ActKind,
    ChannelKind,
    Circonscription,
    Civility,
    CompetencePart,
    Ground,
    InstitutionKind,
    Mandate,
    Rep,
    Rpi,
    SchoolKind,
    SchoolState,
    SourceStatus,
)
from .offices import SIGNED_KINDS, Office
from .standing import NEVER_SIGNING, in_office
from .views.asking import Upload


# --- Institutions and schools -----------------------------------------------------------------
class InstitutionForm(forms.Form):
    """What the official list does not know of a body."""

    short_name = forms.CharField(label="Nom court", max_length=80, required=False)
    siren = forms.CharField(label="SIREN", max_length=9, required=False)
    siret = forms.CharField(label="SIRET", max_length=14, required=False)
    address = forms.CharField(
        label="Adresse", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    postal_code = forms.CharField(label="Code postal", max_length=5, required=False)
    city = forms.CharField(label="Ville", max_length=100, required=False)
    phone = forms.CharField(label="Téléphone du bureau", max_length=20, required=False)
    service_code = forms.CharField(
        label="Code service", max_length=100, required=False,
        help_text="Pour la facturation sur Chorus Pro.",
    )  # fmt: skip
    commitment_required = forms.BooleanField(label="Exige un numéro d’engagement", required=False)


class NewInstitutionForm(InstitutionForm):
    kind = forms.ChoiceField(label="Nature", choices=InstitutionKind.choices)
    name = forms.CharField(label="Nom complet, tel qu’il figure sur les actes", max_length=200)
    field_order = ["kind", "name"]


class RenameForm(forms.Form):
    name = forms.CharField(label="Nouveau nom", max_length=200)
    on = forms.DateField(label="À compter du")


class CouncilForm(forms.Form):
    date = forms.DateField(label="Date du conseil")
    source = forms.CharField(
        label="Source", max_length=200, required=False,
        help_text="Convocation, site de la mairie, appel du secrétariat…",
    )  # fmt: skip
    confirmed = forms.BooleanField(label="Date confirmée par la collectivité", required=False)


class ChannelForm(forms.Form):
    kind = forms.ChoiceField(label="Nature", choices=ChannelKind.choices)
    value = forms.CharField(label="Adresse ou numéro", max_length=254)


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="Motif, inscrit à l’historique", widget=forms.Textarea(attrs={"rows": 3})
    )


class CheckForm(forms.Form):
    how = forms.CharField(
        label="Comment vous l’avez vérifiée",
        help_text="Par exemple : appel de Mme Dumont au numéro de la mairie, qui a redonné "
        "l’adresse. Ces mots figurent à l’historique et dans la preuve.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ConfirmForm(forms.Form):
    compared = forms.BooleanField(
        label="J’ai comparé le mandat avec l’acte d’élection ou de nomination."
    )


class EndForm(ReasonForm):
    on = forms.DateField(label="Premier jour où cela ne s’applique plus")
    field_order = ["on", "reason"]


class LastDayForm(ReasonForm):
    last_day = forms.DateField(
        label="Dernier jour du mandat (inclus)",
        required=False,
        help_text="Vide : le mandat n’a plus de fin connue.",
    )
    field_order = ["last_day", "reason"]


class SchoolForm(forms.Form):
    name = forms.CharField(label="Nom", max_length=200)
    kinds = forms.MultipleChoiceField(
        label="Classes", choices=SchoolKind.choices, widget=forms.CheckboxSelectMultiple
    )
    rep = forms.ChoiceField(label="Éducation prioritaire", choices=Rep.choices)
    rpi = forms.ChoiceField(label="RPI", choices=Rpi.choices)
    state = forms.ChoiceField(label="État", choices=SchoolState.choices)
    pupils = forms.IntegerField(label="Nombre d’élèves", min_value=0, required=False)
    address = forms.CharField(
        label="Adresse", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    postal_code = forms.CharField(label="Code postal", max_length=5, required=False)
    city = forms.CharField(label="Ville", max_length=100, required=False)
    phone = forms.CharField(label="Téléphone", max_length=20, required=False)
    email = forms.EmailField(label="Adresse électronique", required=False)


class CompetenceForm(forms.Form):
    part = forms.ChoiceField(label="Part de la compétence", choices=CompetencePart.choices)
    starts_on = forms.DateField(label="À compter du")
    act_reference = forms.CharField(label="Acte de transfert", max_length=200, required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["institution"] = InstitutionField(actor, label="Institution compétente")
        self.order_fields(["institution"])


class LinkForm(forms.Form):
    circonscription = forms.ModelChoiceField(
        label="Circonscription",
        queryset=Circonscription.unscoped.none(),
        to_field_name="public_id",
    )
    starts_on = forms.DateField(label="À compter du")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["circonscription"].queryset = districts(actor)


class ImportForm(forms.Form):
    file = Upload(
        label="Annuaire des écoles", kinds=(Kind.CSV, Kind.XLSX),
        help_text="Fichier CSV ou classeur Excel, 20 Mo au plus, sans renommer ses colonnes.",
    )  # fmt: skip
    on = forms.DateField(
        label="Date d’effet", help_text="Des rattachements et des fermetures.",
        initial=clock.today,
    )  # fmt: skip


# --- People, mandates, acts ---------------------------------------------------------------------
class PersonForm(forms.Form):
    civility = forms.ChoiceField(
        label="Civilité", choices=Civility.choices, widget=forms.RadioSelect
    )
    first_name = forms.CharField(label="Prénom", max_length=100)
    last_name = forms.CharField(label="Nom", max_length=100)


class AccountForm(forms.Form):
    email = forms.EmailField(
        label="Adresse électronique",
        max_length=254,
        help_text="Propre à cette personne : elle y recevra le lien où choisir son mot de passe. "
        "Une boîte partagée ne convient pas.",
    )


class MandateForm(forms.Form):
    """A mandate with the act that gives it."""

    office = forms.ChoiceField(label="Fonction", choices=[("", "Choisir"), *Office.choices])
    title = forms.CharField(
        label="Intitulé exact", max_length=200, required=False,
        help_text="À remplir s’il diffère de la fonction, par exemple « maire délégué ».",
    )  # fmt: skip
    rank = forms.IntegerField(
        label="Rang dans l’ordre des nominations", min_value=1, max_value=40, required=False,
        help_text="Pour un adjoint ou un vice-président.",
    )  # fmt: skip
    starts_on = forms.DateField(label="Premier jour")
    last_day = forms.DateField(label="Dernier jour (inclus)", required=False)
    act_kind = forms.ChoiceField(label="Nature de l’acte", choices=ActKind.choices)
    act_reference = forms.CharField(label="Référence de l’acte", max_length=200)
    act_date = forms.DateField(label="Date de l’acte")
    act_file = Upload(
        label="Acte d’élection ou de nomination", required=False,
        help_text="PDF ou image, 20 Mo au plus.",
    )  # fmt: skip
    ceiling = forms.DecimalField(
        label="Plafond, en euros par an",
        help_text="Au-delà de ce montant annuel, elle ne peut pas signer. Vide : sans plafond.",
        min_value=0,
        decimal_places=2,
        required=False,
    )
    circonscription = forms.ModelChoiceField(
        label="Circonscription",
        queryset=Circonscription.unscoped.none(),
        to_field_name="public_id",
        required=False,
        help_text="Pour un inspecteur ou un ERUN.",
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["institution"] = InstitutionField(actor, label="Institution")
        self.fields["school"] = SchoolField(actor, label="École", required=False)
        self.fields["circonscription"].queryset = districts(actor)
        self.order_fields(["institution", "office", "title", "rank", "circonscription", "school"])


class DelegationForm(forms.Form):
    delegate = ColleagueField(label="Délégataire")
    objects_covered = forms.MultipleChoiceField(
        label="Objets de l’arrêté",
        choices=[*SIGNED_KINDS.items()],
        widget=forms.CheckboxSelectMultiple,
    )
    ceiling = forms.DecimalField(
        label="Plafond, en euros par an",
        help_text="Au-delà de ce montant annuel, elle ne peut pas signer. Vide : sans plafond.",
        min_value=0,
        decimal_places=2,
        required=False,
    )
    act_number = forms.CharField(label="Numéro de l’arrêté", max_length=60)
    act_date = forms.DateField(label="Date de l’arrêté")
    starts_on = forms.DateField(label="Premier jour")
    last_day = forms.DateField(
        label="Dernier jour (inclus)", required=False, help_text="Vide : la fin du mandat."
    )
    file = Upload(label="Arrêté", required=False, help_text="PDF ou image, 20 Mo au plus.")

    def __init__(self, *args: Any, actor: Actor, mandate: Mandate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["delegate"].queryset = colleagues(actor, mandate)


class PublicationForm(forms.Form):
    published_at = forms.DateTimeField(label="Publié le")


class SubstitutionForm(forms.Form):
    """The circumstance is asked first: an absence of a day prevents nobody."""

    reason = forms.CharField(
        label="Quelle circonstance empêche le titulaire, et depuis quand ?",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Une absence d’une journée n’est pas un empêchement. Cette phrase figurera sur "
        "l’acte.",
    )
    ground = forms.ChoiceField(label="Fondement", choices=Ground.choices, widget=forms.RadioSelect)
    replacement = ColleagueField(label="Remplaçant")
    order_reason = forms.CharField(
        label="Pourquoi ceux qui le précèdent ne remplacent pas",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Les adjoints remplacent dans l’ordre des nominations.",
    )
    starts_on = forms.DateField(label="Premier jour")
    last_day = forms.DateField(label="Dernier jour (inclus)", required=False)
    act_number = forms.CharField(label="Numéro de l’acte", max_length=60, required=False)
    act_date = forms.DateField(label="Date de l’acte", required=False)
    evidence = Upload(label="Pièce", required=False, help_text="PDF ou image, 20 Mo au plus.")
    confirmed_circumstance = forms.BooleanField(
        label="Je confirme que cette circonstance empêche le titulaire d’exercer ses fonctions, "
        "même pour une seule journée.",
        required=False,
    )

    def __init__(self, *args: Any, actor: Actor, mandate: Mandate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["replacement"].queryset = colleagues(actor, mandate)
        if not in_office(mandate, clock.now()):
            self.initial["ground"] = Ground.INTERIM
            self.fields["reason"].label = "Pourquoi la fonction est-elle vacante, et depuis quand ?"
            self.fields["reason"].help_text = "Cette phrase figurera sur l’acte."


def colleagues(actor: Actor, mandate: Mandate) -> Any:
    """Those in office today in the same body who may sign for the holder (P13)."""
    here = Q(institution=mandate.institution) | Q(institution__parent=mandate.institution)
    return (
        Mandate.objects.visible_to(actor)
        .valid_on(clock.today())
        .filter(here)
        .exclude(person=mandate.person)
        .exclude(office__in=NEVER_SIGNING)
        .with_words()
    )


class AbsenceForm(forms.Form):
    """Dates, and no motive."""

    starts_on = forms.DateField(label="Premier jour d’absence")
    last_day = forms.DateField(label="Dernier jour d’absence (inclus)")

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        first, last = given.get("starts_on"), given.get("last_day")
        if first and last and last < first:
            self.add_error(
                "last_day", "Le dernier jour précède le premier : corrigez l’une des deux dates."
            )
        return given


class SheetForm(forms.Form):
    scan = Upload(
        label="Fiche signée à la main, numérisée", help_text="PDF ou image, 20 Mo au plus."
    )
    signed_on = forms.DateField(label="Signée le")
    email = forms.EmailField(
        label="Adresse personnelle pour signer", required=False,
        help_text="Jamais celle de la mairie ni d’un service.",
    )  # fmt: skip
    mobile = forms.CharField(label="Mobile pour signer", max_length=20, required=False)
    accepts_process = forms.BooleanField(
        label="La fiche accepte le procédé de signature électronique simple", required=False
    )


class ParameterForm(forms.Form):
    """A new value from a day; the value in force until then ends that day."""

    value = forms.JSONField(
        label="Valeur",
        help_text="Écrite comme la précédente : un nombre seul (30) ; un montant, une date ou un "
        'mot entre guillemets ("10.00").',
    )
    starts_on = forms.DateField(label="À compter du")
    text = forms.CharField(label="Texte", max_length=200, help_text="Code, loi, règlement…")
    article = forms.CharField(label="Article", max_length=120, required=False)
    version = forms.CharField(label="Version du texte", max_length=120, required=False)
    status = forms.ChoiceField(label="Fiabilité", choices=SourceStatus.choices)
    checked_on = forms.DateField(label="Vérifié le", required=False)
    checked_by = forms.CharField(label="Vérifié par", max_length=120, required=False)

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("status") == SourceStatus.VERIFIED and not given.get("checked_on"):
            self.add_error("checked_on", "Une source lue a une date de vérification.")
        return given
