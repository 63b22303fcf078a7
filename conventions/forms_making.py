"""Forms by which an administrator describes a kind of act, one part of it a page."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms

from circuits import matters
from circuits.models import CircuitTemplate, Rule, RulingKind, StepKind, TemplateStep
from common import french
from governance.models import InstitutionKind
from governance.offices import SIGNED_KINDS, Office

from .forms_creation import FrenchIntegerField
from .making import describing, showing, steps
from .models import SYNDICATE, ActKind, Called, KindParty
from .putting import MATTER

SIGNING = (
    Office.EXECUTIVE,
    Office.SYNDICATE_PRESIDENT,
    Office.RECTOR,
    Office.CANOPE_DIRECTOR,
    Office.DASEN,
    Office.DEPUTY,
)
"""Offices that may bind a part, holders before delegates: the first one chosen is awaited."""

ACTING = (
    Office.EXECUTIVE,
    Office.DEPUTY,
    Office.AUTHORITY_DIRECTOR,
    Office.PREPARER,
    Office.DASEN,
    Office.DSDEN_OFFICER,
    Office.RECTOR,
    Office.DRANE,
    Office.CANOPE_DIRECTOR,
    Office.CANOPE_OFFICER,
    Office.SYNDICATE_PRESIDENT,
    Office.SYNDICATE_DIRECTOR,
    Office.PROJECT_MANAGER,
    Office.LEGAL_OFFICER,
    Office.DPO,
)
"""Offices that read an act, give a visa or an opinion, or acknowledge it."""

COMMITTEE = StepKind.COMMITTEE
STEP_KINDS = {
    describing.REVIEW: (
        StepKind.REVIEW,
        StepKind.VISA,
        StepKind.OPINION,
        StepKind.ACKNOWLEDGEMENT,
        StepKind.COMMITTEE,
    ),
    describing.SIGN: (
        StepKind.SIGNATURE,
        StepKind.VISA,
        StepKind.OPINION,
        StepKind.ACKNOWLEDGEMENT,
    ),
}
RESERVED_SERIES = frozenset({"BT"})
"""Series that the site already gives to its own papers."""

UNITS = (("business_days", "jours ouvrés"), ("days", "jours"))
MAX_DELAY = 365


def _offices(known: Iterable[str], present: Iterable[str] = ()) -> list[tuple[str, str]]:
    """Choices of offices; those already chosen come first and are never lost."""
    order = list(dict.fromkeys([*present, *known]))
    return [(office, Office(office).label) for office in order]


class GeneralForm(forms.Form):
    """What the kind is called, how its acts are numbered and how long they usually last."""

    label = forms.CharField(
        label="Nom de l’acte",
        max_length=150,
        help_text="Par exemple : Convention de prêt de matériel.",
        error_messages={"required": "Donnez un nom à cet acte."},
    )
    called = forms.ChoiceField(
        label="Nom dans une phrase",
        choices=Called,
        initial=Called.CONVENTION,
        help_text="Ce que lit le signataire, par exemple : Signer la charte.",
    )
    series = forms.CharField(
        label="Série de numéros",
        max_length=8,
        initial="CONV",
        help_text="Deux à huit lettres majuscules. Elles commencent la référence de chaque "
        "dossier, par exemple PRET-2026-001, et son numéro au registre.",
        error_messages={"required": "Indiquez la série de numéros, par exemple CONV."},
    )
    duration_months = FrenchIntegerField(
        label="Durée proposée, en mois",
        min_value=1,
        max_value=120,
        initial=36,
        error_messages={"required": "Indiquez la durée proposée, en mois."},
    )

    def clean_series(self) -> str:
        series: str = self.cleaned_data["series"].strip().upper()
        if not re.fullmatch(r"[A-Z]{2,8}", series):
            raise forms.ValidationError(
                f"{french.quoted(series)} ne convient pas : écrivez deux à huit lettres sans "
                "accent, par exemple PRET."
            )
        if series in RESERVED_SERIES:
            raise forms.ValidationError(
                f"La série {series} est celle d’autres documents : choisissez-en une autre."
            )
        return series


class PartForm(forms.Form):
    """One part of the act: who may play it, who binds it, who receives the copy."""

    label = forms.CharField(
        label="Nom de la partie",
        max_length=60,
        help_text="Tel qu’il s’imprime : Emprunteur, Collectivité. Le cadre de signature du "
        "modèle Word porte ce nom.",
        error_messages={"required": "Donnez un nom à cette partie."},
    )
    bodies = forms.MultipleChoiceField(
        label="Institutions admises",
        choices=[c for c in InstitutionKind.choices if c[0] != InstitutionKind.REGION],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Cochez au moins une nature d’institution."},
    )
    signatories = forms.MultipleChoiceField(
        label="Qui peut signer",
        widget=forms.CheckboxSelectMultiple,
        help_text="La première fonction cochée est attendue ; les autres signent par délégation.",
        error_messages={"required": "Cochez au moins une fonction qui engage cette partie."},
    )
    authority = forms.ChoiceField(
        label="Habilitation que la signature demande",
        choices=list(SIGNED_KINDS.items()),
        initial="convention",
        help_text="Ce que doivent couvrir le mandat ou la délégation de la personne qui signe. "
        "C’est vérifié à l’émission, puis à l’instant de la signature.",
    )
    readers = forms.MultipleChoiceField(
        label="Qui reçoit l’acte signé",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    votes = forms.BooleanField(
        label="Une assemblée délibère avant la signature",
        required=False,
        help_text="Le site prépare alors son projet de délibération, et personne ne signe pour "
        "cette partie avant que la délibération soit exécutoire.",
    )

    def __init__(self, *args: Any, part: KindParty | None = None, **kwargs: Any) -> None:
        if part is not None:
            names = ("label", "bodies", "signatories", "authority", "readers", "votes")
            kwargs["initial"] = {name: getattr(part, name) for name in names}
        super().__init__(*args, **kwargs)
        own: Any = self.fields
        own["signatories"].choices = _offices(SIGNING, part.signatories if part else ())
        own["readers"].choices = _offices(ACTING, part.readers if part else ())
        if part is not None and part.role == SYNDICATE:
            del own["bodies"]


class StepForm(forms.Form):
    """One step of a circuit."""

    kind = forms.ChoiceField(label="Ce qui est demandé", widget=forms.RadioSelect)
    label = forms.CharField(
        label="Libellé",
        max_length=150,
        help_text="Lu par la personne : Relire le projet, Signer l’acte.",
        error_messages={"required": "Écrivez ce qui est demandé, en quelques mots."},
    )
    party = forms.ChoiceField(label="Partie")
    offices = forms.MultipleChoiceField(
        label="Fonctions qui peuvent agir",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Inutile pour une signature : c’est la fonction qui engage la partie. Inutile "
        "aussi pour une instance : son secrétariat suit le point.",
    )
    committee = forms.ChoiceField(
        label="Instance",
        required=False,
        help_text="Pour la décision d’une instance : l’étape reste ouverte jusqu’au relevé que "
        "confirme qui a présidé.",
    )
    ruling = forms.ChoiceField(
        label="Ce que l’instance rend",
        choices=RulingKind.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    group = FrenchIntegerField(
        label="Rang",
        min_value=1,
        max_value=20,
        help_text="Les étapes de même rang s’ouvrent ensemble ; le rang suivant attend qu’elles "
        "soient faites.",
        error_messages={"required": "Indiquez le rang : 1 pour la première étape."},
    )
    rule = forms.ChoiceField(
        label="Dans ce rang, il faut", choices=Rule.choices, widget=forms.RadioSelect
    )
    level = forms.ChoiceField(label="Niveau minimal de la signature", required=False)
    delay = FrenchIntegerField(
        label="Délai",
        min_value=1,
        max_value=MAX_DELAY,
        required=False,
        help_text="Vide : le délai habituel du programme.",
    )
    unit = forms.ChoiceField(
        label="Compté en", choices=UNITS, widget=forms.RadioSelect, required=False
    )
    due_reason = forms.CharField(
        label="Raison du délai",
        max_length=150,
        required=False,
        help_text="Dite à côté de l’échéance, par exemple : avant la rentrée.",
    )

    def __init__(
        self,
        *args: Any,
        act_kind: ActKind,
        moment: str,
        template: CircuitTemplate,
        step: TemplateStep | None = None,
        **kwargs: Any,
    ) -> None:
        kwargs["initial"] = _of_step(step) if step else _new_step(moment, template)
        super().__init__(*args, **kwargs)
        self.moment = moment
        own: Any = self.fields
        own["kind"].choices = [(k, k.label) for k in STEP_KINDS[moment]]
        own["party"].choices = [(part.role, part.label) for part in act_kind.parts.all()]
        own["offices"].choices = _offices(ACTING, step.offices if step else ())
        bodies = matters.bodies(MATTER.code) if moment == describing.REVIEW else []
        if not bodies:
            del own["committee"], own["ruling"]
            own["kind"].choices = [(k, k.label) for k in STEP_KINDS[moment] if k != COMMITTEE]
        else:
            own["committee"].choices = bodies
        if moment == describing.SIGN:
            own["level"].choices = list(showing.levels().items())
        else:
            del own["level"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        alone = (None, StepKind.SIGNATURE, COMMITTEE)
        if data.get("kind") not in alone and not data.get("offices"):
            self.add_error("offices", "Cochez au moins une fonction qui peut agir.")
        if data.get("kind") == COMMITTEE and not data.get("ruling"):
            self.add_error("ruling", "Dites ce que l’instance rend : une décision ou un avis.")
        return data

    def values(self) -> dict[str, Any]:
        """What ``steps.store`` takes; after ``is_valid()``."""
        data = self.cleaned_data
        delay = data["delay"]
        return {
            **{name: data[name] for name in ("kind", "label", "party", "offices", "group", "rule")},
            "level": data.get("level", ""),
            "committee": data.get("committee", "") if data["kind"] == COMMITTEE else "",
            "ruling": data.get("ruling", "") if data["kind"] == COMMITTEE else "",
            "due": f"{data['unit'] or UNITS[0][0]}:{delay}" if delay else steps.USUAL[self.moment],
            "due_reason": data["due_reason"] or steps.USUAL_REASON,
        }


def _of_step(step: TemplateStep) -> dict[str, Any]:
    names = (
        "kind", "label", "party", "offices", "group", "rule", "level", "due_reason", "committee",
        "ruling",
    )  # fmt: skip
    unit, _, count = step.due.partition(":")
    timed = unit in dict(UNITS)
    return {
        **{name: getattr(step, name) for name in names},
        "delay": int(count) if timed else None,
        "unit": unit if timed else UNITS[0][0],
    }


def _new_step(moment: str, template: CircuitTemplate) -> dict[str, Any]:
    last = template.steps.last()
    return {
        "kind": STEP_KINDS[moment][0],
        "group": last.group if last else 1,
        "rule": last.rule if last else Rule.ALL,
        "unit": UNITS[0][0],
    }


class RetireForm(forms.Form):
    """Why nobody begins such an act any more."""

    reason = forms.CharField(
        label="Motif",
        max_length=500,
        help_text="Il figurera dans l’historique.",
        error_messages={"required": "Indiquez le motif : il figurera dans l’historique."},
    )
