"""Forms of instances: creation, seats, filters. The rules have theirs in ``forms_rules``."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from audit.actor import Actor
from circuits import matters
from common import clock
from governance.forms_fields import InstitutionField, districts
from governance.models import Circonscription, Institution, Mandate
from governance.offices import Office
from governance.views.searching import matching

from .models import Committee, CommitteeKind, Seat


class _DistrictField(forms.ModelChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            queryset=Circonscription.unscoped.none(),
            to_field_name="public_id",
            label="Circonscription",
            required=False,
            **kwargs,
        )


class _KindField(forms.ModelChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            queryset=CommitteeKind.unscoped.none(), to_field_name="public_id", **kwargs
        )


class CommitteeFilter(forms.Form):
    q = forms.CharField(label="Nom ou sigle", required=False)
    nature = _KindField(label="Nature", required=False, empty_label="Toutes")
    circonscription = _DistrictField(empty_label="Toutes")
    etat = forms.ChoiceField(
        label="État",
        choices=[("", "En place"), ("fin", "Terminées"), ("tout", "Toutes")],
        required=False,
    )

    def __init__(self, *args: Any, rows: Any, actor: Actor, **kwargs: Any) -> None:
        """``rows``: the instances that ``actor`` sees; only their kinds are offered."""
        super().__init__(*args, **kwargs)
        kinds = CommitteeKind.unscoped.filter(committees__in=rows).distinct()
        self.fields["nature"].queryset = kinds
        self.fields["circonscription"].queryset = districts(actor)


class IdentityForm(forms.Form):
    """How an instance is called, and who keeps its secretariat."""

    name = forms.CharField(
        label="Nom",
        max_length=160,
        help_text="Par exemple : Comité d’éthique du programme ENT.",
    )
    named = forms.CharField(
        label="Nom avec son article",
        max_length=170,
        help_text="Tel qu’une phrase le porte : le comité d’éthique du programme ENT.",
    )
    reference = forms.CharField(
        label="Sigle",
        max_length=20,
        help_text="Il commence le numéro des décisions : CE donne CE2026-02/03.",
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["host"] = InstitutionField(
            actor, label="Institution qui en tient le secrétariat"
        )
        self.order_fields(["kind", "name", "named", "reference", "host"])

    def clean_reference(self) -> str:
        return str(self.cleaned_data["reference"]).strip().upper()


class CommitteeForm(IdentityForm):
    """A new instance: its kind, its place, its first day. The syndicate is proposed as host."""

    kind = _KindField(label="Nature", help_text="Elle donne ses règles de départ.")
    circonscription = _DistrictField(
        empty_label="Tout le programme",
        help_text="Pour une nature qui a une instance par circonscription.",
    )
    starts_on = forms.DateField(label="En place à compter du")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self.fields["kind"].queryset = CommitteeKind.objects.visible_to(actor)
        self.fields["circonscription"].queryset = districts(actor)
        operator = Institution.objects.visible_to(actor).filter(operator=True)
        self.fields["host"].initial = operator.first()


def _examined() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label="Dossiers que ses instances examinent",
        choices=lambda: [(each.code, each.label) for each in matters.every()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Leur page propose alors de les inscrire à l’ordre du jour.",
    )


class CompetenceForm(forms.Form):
    """What the instances of a kind may be asked about."""

    examines = _examined()


class KindForm(forms.Form):
    label = forms.CharField(label="Nom de la nature", max_length=120)
    like = _KindField(
        label="Reprendre les règles de",
        help_text="Vous les changerez ensuite, avant de créer la première instance.",
    )
    by_circonscription = forms.BooleanField(
        label="Une instance dans chaque circonscription", required=False
    )
    examines = _examined()

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["like"].queryset = CommitteeKind.objects.visible_to(actor)


class PlaceForm(forms.Form):
    """Whose place it is: an office of an institution, or one person who holds it."""

    office = forms.ChoiceField(label="Fonction", choices=[("", "Choisir"), *Office.choices])
    circonscription = _DistrictField(
        empty_label="Aucune",
        help_text="Pour la fonction qui s’exerce dans une circonscription.",
    )
    person = forms.CharField(
        label="Personne désignée",
        required=False,
        help_text="Vide : siège quiconque exerce la fonction. Son nom est nécessaire quand "
        "plusieurs personnes l’exercent.",
    )
    act_reference = forms.CharField(
        label="Acte de désignation", max_length=200, required=False,
        help_text="Par exemple : délibération n° 2026-14.",
    )  # fmt: skip
    act_date = forms.DateField(label="Date de l’acte", required=False)
    starts_on = forms.DateField(label="À compter du")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.fields["institution"] = InstitutionField(actor, label="Institution représentée")
        self.fields["circonscription"].queryset = districts(actor)
        self.order_fields(["college", "institution"])

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        said = given.pop("person", "")
        body, office = given.get("institution"), given.get("office")
        given["mandate"] = None
        if said and body is not None and office:
            try:
                given["mandate"] = self._named(said, body, office)
            except ValidationError as refused:
                self.add_error("person", refused)
        return given

    def _named(self, said: str, body: Institution, office: str) -> Mandate:
        """The only mandate of that office, there, whose holder has that name."""
        on = self.cleaned_data.get("starts_on") or clock.today()
        held = Mandate.objects.visible_to(self.actor).valid_on(on)
        rows = held.filter(institution=body, office=office).with_words()
        for word in said.split():
            rows = rows.filter(matching(word, "person__last_name", "person__first_name"))
        found = list(rows[:5])
        if len(found) == 1:
            return found[0]
        if not found:
            raise ValidationError(
                f"Personne de ce nom n’exerce cette fonction ({body}) ce jour-là : « {said} »."
            )
        names = ", ".join(mandate.person.formal_name for mandate in found)
        raise ValidationError(f"Plusieurs personnes : {names}. Donnez le nom et le prénom.")


class SeatForm(PlaceForm):
    """A seat of the holder, in a college when the instance has some."""

    voting = forms.ChoiceField(
        label="Voix",
        choices=[("voting", "Délibérative"), ("consultative", "Consultative")],
    )

    def __init__(self, *args: Any, committee: Committee, actor: Actor, **kwargs: Any) -> None:
        rules = committee.rules_on(max(clock.today(), committee.starts_on))
        self.colleges = rules.colleges if rules is not None else []
        super().__init__(*args, actor=actor, **kwargs)
        if self.colleges:
            self.fields["college"] = forms.ChoiceField(
                label="Collège", choices=[("", "Choisir"), *((c, c) for c in self.colleges)]
            )
            self.order_fields(["college", "institution"])

    def clean_voting(self) -> bool:
        return bool(self.cleaned_data["voting"] == "voting")


class SubstituteForm(PlaceForm):
    """The place of a substitute: the college and the voice are those of the seat."""

    def __init__(self, *args: Any, seat: Seat, actor: Actor, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "institution": seat.institution.name,
            "starts_on": max(clock.today(), seat.starts_on),
        }
        super().__init__(*args, actor=actor, **kwargs)
