"""Forms by which an administrator describes a kind of act, one part of it a page."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms

from circuits.models import CircuitTemplate, Rule, StepKind, TemplateStep
from common import french
from common.uploads import Kind
from governance.models import InstitutionKind
from governance.offices import Office
from governance.views.asking import Upload

from .forms_creation import FrenchIntegerField
from .making import describing, letters, showing, steps, wording
from .models import SYNDICATE, ActKind, KindField, KindMail, KindParty

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

STEP_KINDS = {
    describing.REVIEW: (
        StepKind.REVIEW,
        StepKind.VISA,
        StepKind.OPINION,
        StepKind.ACKNOWLEDGEMENT,
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
    readers = forms.MultipleChoiceField(
        label="Qui reçoit l’acte signé",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    votes = forms.BooleanField(label="Une assemblée délibère avant la signature", required=False)

    def __init__(self, *args: Any, part: KindParty | None = None, **kwargs: Any) -> None:
        if part is not None:
            names = ("label", "bodies", "signatories", "readers", "votes")
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
        help_text="Inutile pour une signature : c’est la fonction qui engage la partie.",
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
        if moment == describing.SIGN:
            own["level"].choices = list(showing.levels().items())
        else:
            del own["level"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("kind") not in (None, StepKind.SIGNATURE) and not data.get("offices"):
            self.add_error("offices", "Cochez au moins une fonction qui peut agir.")
        return data

    def values(self) -> dict[str, Any]:
        """What ``steps.store`` takes; after ``is_valid()``."""
        data = self.cleaned_data
        delay = data["delay"]
        return {
            **{name: data[name] for name in ("kind", "label", "party", "offices", "group", "rule")},
            "level": data.get("level", ""),
            "due": f"{data['unit'] or UNITS[0][0]}:{delay}" if delay else steps.USUAL[self.moment],
            "due_reason": data["due_reason"] or steps.USUAL_REASON,
        }


def _of_step(step: TemplateStep) -> dict[str, Any]:
    names = ("kind", "label", "party", "offices", "group", "rule", "level", "due_reason")
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


class FieldsForm(forms.Form):
    """One group of inputs for each name that the Word text asks for."""

    def __init__(self, *args: Any, kind: ActKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = wording.asked(kind)
        known = {row.name: row for row in kind.fields.all()}
        for name in self.names:
            self._add(name, known.get(name))

    def _add(self, name: str, row: KindField | None) -> None:
        own: Any = self.fields
        guessed = name.replace("_", " ").capitalize()
        own[f"label_{name}"] = forms.CharField(
            label="Libellé",
            max_length=100,
            initial=row.label if row else guessed,
            error_messages={"required": f"Donnez un libellé à {name}."},
        )
        own[f"type_{name}"] = forms.ChoiceField(
            label="Type",
            choices=KindField.Type.choices,
            initial=row.type if row else KindField.Type.TEXT,
        )
        own[f"help_{name}"] = forms.CharField(
            label="Aide", max_length=200, required=False, initial=row.help if row else ""
        )
        own[f"required_{name}"] = forms.BooleanField(
            label="Nécessaire : sans elle, le texte ne part pas en relecture",
            required=False,
            initial=row.required if row else True,
        )

    def groups(self) -> list[tuple[str, list[Any]]]:
        """Each name with its four inputs."""
        parts = ("label", "type", "help", "required")
        return [(name, [self[f"{part}_{name}"] for part in parts]) for name in self.names]

    def rows(self) -> list[dict[str, Any]]:
        """What ``wording.set_fields`` takes; after ``is_valid()``."""
        parts = ("label", "type", "help", "required")
        return [
            {"name": name, **{part: self.cleaned_data[f"{part}_{name}"] for part in parts}}
            for name in self.names
        ]


class MailsForm(forms.Form):
    """Subject and text of each mail; both empty: the site's own words."""

    def __init__(self, *args: Any, kind: ActKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own: Any = self.fields
        known = {row.moment: row for row in kind.mails.all()}
        for moment, label in KindMail.Moment.choices:
            row, usual = known.get(moment), letters.usual(moment)
            own[f"subject_{moment}"] = forms.CharField(
                label=f"Objet : {label.lower()}",
                max_length=150,
                required=False,
                initial=row.subject if row else "",
                help_text=f"Par exemple : {usual.subject}",
            )
            own[f"body_{moment}"] = forms.CharField(
                label=f"Texte : {label.lower()}",
                max_length=2000,
                required=False,
                widget=forms.Textarea(attrs={"rows": 4}),
                initial=row.body if row else "",
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for moment in KindMail.Moment.values:
            names = (f"subject_{moment}", f"body_{moment}")
            for name in names:
                self._check_names(name, data.get(name) or "")
            if bool(data.get(names[0])) != bool(data.get(names[1])):
                empty = names[0] if not data.get(names[0]) else names[1]
                if empty not in self.errors:
                    self.add_error(empty, "Écrivez l’objet et le texte, ou videz les deux.")
        return data

    def _check_names(self, field: str, words: str) -> None:
        wrong = letters.unknown(words)
        if wrong:
            known = french.list_fr([f"{{{name}}}" for name in letters.NAMES])
            self.add_error(
                field, f"{{{wrong[0]}}} n’est pas connu. Ce qui peut s’écrire ici : {known}."
            )

    def letters(self) -> dict[str, tuple[str, str]]:
        """What ``wording.set_mails`` takes; after ``is_valid()``."""
        data = self.cleaned_data
        return {
            moment: (data[f"subject_{moment}"], data[f"body_{moment}"])
            for moment in KindMail.Moment.values
            if data[f"subject_{moment}"]
        }


class ChooseModelForm(forms.Form):
    """One of the Word models in use."""

    model_code = forms.ChoiceField(label="Modèle")

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["model_code"].choices = choices  # type: ignore[attr-defined]


class DepositModelForm(forms.Form):
    """A Word file, through the gate of uploads."""

    file = Upload(
        label="Fichier Word (.docx, 20 Mo au plus)",
        kinds=(Kind.DOCX,),
        error_messages={
            "required": "Choisissez le fichier Word de l’acte.",
            "empty": "Ce fichier est vide : choisissez le document Word de l’acte.",
        },
    )


class RetireForm(forms.Form):
    """Why nobody begins such an act any more."""

    reason = forms.CharField(
        label="Motif",
        max_length=500,
        help_text="Il figurera dans l’historique.",
        error_messages={"required": "Indiquez le motif : il figurera dans l’historique."},
    )
