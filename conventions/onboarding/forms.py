"""Forms of campaigns and of the files of schools."""

from typing import Any

from django import forms

from audit.actor import Actor
from common.uploads import Kind
from governance.forms_fields import districts
from governance.forms_names import BOX, NamesForm
from governance.models import Circonscription, Institution, InstitutionKind, Rep, School, SchoolKind
from governance.views.asking import Upload

from . import enrolling
from .models import Campaign, CampaignStep, EntryStatus, RefusalReason, StepName
from .models.campaigns import school_year

ANY = [("", "Toutes")]
CHOSEN = 200
"""Schools offered to be ticked at once: the others are found by their district."""


class CampaignForm(forms.Form):
    """A new campaign; its steps come with the dates of the programme."""

    school_year = forms.CharField(
        label="Année scolaire",
        max_length=9,
        validators=[school_year],
        help_text="Deux années qui se suivent, par exemple 2026-2027.",
    )
    opens_on = forms.DateField(label="Inscriptions ouvertes le")
    closes_on = forms.DateField(label="Inscriptions closes le (inclus)")


class NothingForm(forms.Form):
    """A confirmation: the page says what will be done, the button does it."""


class StepForm(NamesForm):
    """When a step is expected, on what ground, of how many schools."""

    due_on = forms.DateField(label="À franchir avant le (inclus)")
    source = forms.CharField(
        label="Source",
        max_length=200,
        help_text="Le texte, la délibération ou la règle qui fixe cette date.",
    )
    objective = forms.IntegerField(
        label="Écoles attendues", min_value=0, max_value=100_000, required=False
    )

    @classmethod
    def of(cls, step: CampaignStep) -> dict[str, Any]:
        return {"due_on": step.due_on, "source": step.source, "objective": step.objective}


class EnrolForm(forms.Form):
    """Schools ticked, pasted or in a file; what is given adds up."""

    schools = forms.ModelMultipleChoiceField(
        label="Écoles",
        queryset=School.unscoped.none(),
        to_field_name="public_id",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    pasted = forms.CharField(
        label="Coller une liste d’UAI",
        required=False,
        max_length=200_000,
        help_text="Un UAI par ligne ; ce qui n’en est pas un est laissé.",
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
    )
    file = Upload(
        label="Déposer un fichier",
        required=False,
        kinds=(Kind.CSV, Kind.XLSX),
        help_text="CSV ou classeur Excel (.xlsx) : les UAI y sont reconnus, où qu’ils soient.",
    )

    def __init__(
        self,
        *args: Any,
        actor: Actor,
        campaign: Campaign,
        area: Circonscription | None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        own: Any = self.fields
        free = School.objects.visible_to(actor).filter(state=School.State.OPEN)
        free = free.exclude(entries__school_year=campaign.school_year).select_related("commune")
        if area is None:
            del own["schools"]
        else:
            own["schools"].queryset = free.in_circonscription(area.pk, campaign.starts_on).order_by(
                "commune__name", "name"
            )
            own["schools"].label_from_instance = _named

    def codes(self) -> list[str]:
        """The UAI chosen, whatever the way; after ``is_valid()``."""
        given = self.cleaned_data
        found = [school.uai for school in given.get("schools") or ()]
        found += enrolling.codes(given["pasted"])
        if file := given.get("file"):
            file.seek(0)
            found += enrolling.codes_of_file(file.read())
        return list(dict.fromkeys(found))


def _named(school: Any) -> str:
    return f"{school.name}, {school.commune.name} ({school.uai})"


class AreaFilter(forms.Form):
    """The district whose schools are offered to be ticked."""

    circonscription = forms.ModelChoiceField(
        label="Circonscription",
        queryset=Circonscription.unscoped.none(),
        to_field_name="public_id",
        empty_label="À choisir",
        required=False,
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own: Any = self.fields
        own["circonscription"].queryset = districts(actor)


class EntryFilter(AreaFilter):
    """Filters of the list of schools; their answers live in the address."""

    q = forms.CharField(label="École, commune ou UAI", required=False)
    epci = forms.ModelChoiceField(
        label="EPCI",
        queryset=Institution.unscoped.none(),
        to_field_name="public_id",
        empty_label="Tous",
        required=False,
    )
    competence = forms.ChoiceField(
        label="Compétence exercée par",
        required=False,
        choices=[
            ("", "Toutes"),
            (InstitutionKind.COMMUNE, "La commune"),
            (InstitutionKind.EPCI, "L’EPCI"),
            (InstitutionKind.SCHOOL_SYNDICATE, "Un syndicat scolaire"),
        ],
    )
    ep = forms.ChoiceField(
        label="Éducation prioritaire",
        required=False,
        choices=[("", "Toutes"), ("oui", "REP et REP+"), *Rep.choices],
    )
    classes = forms.ChoiceField(label="Classes", choices=[*ANY, *SchoolKind.choices],
                                required=False)  # fmt: skip
    etape = forms.ChoiceField(
        label="Étape attendue", choices=[*ANY, *StepName.choices], required=False
    )
    statut = forms.ChoiceField(
        label="Statut", choices=[("", "Tous"), *EntryStatus.choices], required=False
    )
    retard = forms.BooleanField(label="En retard seulement", required=False)

    field_order = ("q", "circonscription")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        own: Any = self.fields
        own["circonscription"].empty_label = "Toutes"
        bodies = Institution.objects.visible_to(actor).filter(kind=InstitutionKind.EPCI)
        own["epci"].queryset = bodies.order_by("name")


class ReasonForm(NamesForm):
    """Why: it stands in the history."""

    reason = forms.CharField(
        label="Motif",
        max_length=2000,
        help_text="Il figurera dans l’historique. Ne nommez ni élève ni famille.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class MoveForm(ReasonForm):
    """What a move of a file asks for, beyond its button."""

    category = forms.ChoiceField(
        label="Nature du motif", choices=[("", "À choisir"), *RefusalReason.choices]
    )
    purge_on = forms.DateField(
        label="Comptes effacés le",
        help_text="Trois mois au plus après la sortie (arrêté du 30 novembre 2006, art. 6).",
    )
    field_order = ("category", "purge_on", "reason")

    ASKS = {
        "refuse_school": ("category", "reason"),
        "refuse_authority": ("category", "reason"),
        "suspend": ("reason",),
        "resume": ("reason",),
        "exit": ("purge_on", "reason"),
    }

    def __init__(self, *args: Any, verb: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in set(self.fields) - {BOX, *self.ASKS.get(verb, ())}:
            del self.fields[name]
