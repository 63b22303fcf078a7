"""The form of a new version of the rules: every typed field, every article."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from common import clock
from governance.offices import Office

from .models import CommitteeRules
from .rules import CITED

SOURCE = "source_"
GROUPS = {
    "Version": ("starts_on", "reason", "text"),
    "Présidence et convocation": (
        "chair", "other_chair", "chairs_alternate", "convener", "other_convener",
        "notice_days", "clear_days", "urgent_days", "item_request_days",
        "meetings_per_year", "public",
    ),
    "Quorum": (
        "colleges", "quorum_share", "quorum_base", "remote_counts", "substitutes_count",
        "proxies_count", "interested_in_base", "second_session_days",
    ),
    "Votes et pouvoirs": (
        "consensus_first", "majority_of", "tie", "proxies_per_holder", "secret_nominations",
        "secret_threshold",
    ),
    "Procès-verbal": (
        "minutes_days", "written_approval_days", "list_days", "publication_days",
    ),
}  # fmt: skip
NOT_ADMITTED = "Vide : non admis."
NOBODY = [("", "Personne"), *Office.choices]
PAIRS = {"chairs": ("chair", "other_chair"), "conveners": ("convener", "other_convener")}
"""Lists of the model → the two fields that ask for them, in order."""
_APART = {name for names in PAIRS.values() for name in names}
TYPED = [name for names in GROUPS.values() for name in names if name not in _APART]
HINTS = {
    "notice_days": "0 : aucun délai imposé.",
    "clear_days": "Ni le jour de l’envoi ni celui de la séance ne comptent.",
    "urgent_days": NOT_ADMITTED,
    "item_request_days": "Vide : aucun délai.",
    "meetings_per_year": "0 : aucun nombre imposé.",
    "second_session_days": "Vide : non admise. 0 : sans intervalle imposé.",
    "proxies_per_holder": "0 : les pouvoirs ne sont pas admis.",
    "written_approval_days": NOT_ADMITTED,
    "list_days": "Vide : aucune publication imposée. 7 pour une assemblée (CGCT, L. 2121-25).",
    "publication_days": "Vide : aucune publication imposée. 7 pour une assemblée (L. 2121-15).",
    "tie": "Le syndicat, opérateur neutre, n’a jamais de voix prépondérante.",
    "text": "Par exemple : règlement intérieur.",
}


class LinesField(forms.CharField):
    """A list, one line each."""

    widget = forms.Textarea(attrs={"rows": 2})

    def to_python(self, value: Any) -> Any:
        text = str(super().to_python(value))
        return [line.strip() for line in text.splitlines() if line.strip()]

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value


class RulesForm(forms.ModelForm):
    """Typed fields of ``CommitteeRules``; the model checks them when the version is stored."""

    starts_on = forms.DateField(label="En vigueur à compter du")
    reason = forms.CharField(
        label="Motif de la nouvelle version",
        help_text="Par exemple : règlement intérieur modifié le 12 mars 2026.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    chair = forms.ChoiceField(label="Préside", choices=Office.choices)
    other_chair = forms.ChoiceField(
        label="Préside aussi", choices=NOBODY, required=False,
        help_text="À tour de rôle, ou en l’absence du premier.",
    )  # fmt: skip
    convener = forms.ChoiceField(label="Convoque", choices=Office.choices)
    other_convener = forms.ChoiceField(label="Convoque aussi", choices=NOBODY, required=False)
    colleges = LinesField(
        label="Collèges", required=False, help_text="Un par ligne ; vide : aucun."
    )

    class Meta:
        model = CommitteeRules
        fields = TYPED
        help_texts = HINTS

    def __init__(self, *args: Any, present: CommitteeRules, **kwargs: Any) -> None:
        initial = {name: getattr(present, name) for name in TYPED}
        initial |= {"reason": "", "starts_on": max(clock.today(), present.starts_on)}
        for listed, names in PAIRS.items():
            initial |= dict(zip(names, getattr(present, listed), strict=False))
        initial |= {_name(key): said for key, said in present.citations.items()}
        super().__init__(*args, initial=initial, **kwargs)
        for key, label in CITED.items():
            self.fields[_name(key)] = forms.CharField(label=label, max_length=120, required=False)

    def _post_clean(self) -> None:
        """The service stores a copy of the present version; nothing is built here."""

    def clean(self) -> dict[str, Any]:
        given = {**self.cleaned_data}
        sources = {key: given.pop(_name(key), "").strip() for key in CITED}
        given["citations"] = {key: said for key, said in sources.items() if said}
        for listed, names in PAIRS.items():
            given[listed] = list(dict.fromkeys(filter(None, (given.pop(n, "") for n in names))))
        return given

    def groups(self) -> Iterator[tuple[str, list[BoundField]]]:
        """Titles with their fields, articles last."""
        for title, names in GROUPS.items():
            yield title, [self[name] for name in names]

    def articles(self) -> list[BoundField]:
        return [self[_name(key)] for key in CITED]


def _name(key: str) -> str:
    return SOURCE + key.replace(".", "__")
