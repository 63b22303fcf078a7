"""Forms of the pages of conventions."""

from collections.abc import Sequence
from typing import Any

from django import forms

from common.uploads import Kind, RefusedUpload, check
from documents import store
from governance.models import Circonscription, Deliberation, Institution

from .forms_creation import FrenchDecimalField, FrenchIntegerField
from .models import Party, RefusalCategory, Status


class FilterForm(forms.Form):
    """Search and filters of the list; the answers live in the address."""

    q = forms.CharField(label="Commune, école, référence", required=False, max_length=80)
    etat = forms.ChoiceField(
        label="État", required=False, choices=[("", "Tous les états"), *Status.choices]
    )
    circonscription = forms.ModelChoiceField(
        label="Circonscription",
        required=False,
        queryset=Circonscription.unscoped.none(),
        empty_label="Toutes",
        to_field_name="public_id",
    )

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["circonscription"]
        field.queryset = Circonscription.objects.visible_to(actor)


class ReasonForm(forms.Form):
    """A move that needs a reason: it will be read in the history."""

    reason = forms.CharField(
        label="Motif",
        help_text="Il figurera dans l’historique.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Indiquez le motif : il figurera dans l’historique."},
    )


class ChangesForm(ReasonForm):
    """What should change, and where."""

    article = forms.CharField(label="Article ou annexe", required=False, max_length=60)
    field_order = ("article", "reason")


class RefusalForm(ReasonForm):
    """A party refuses, or its assembly voted against."""

    category = forms.ChoiceField(
        label="Catégorie", choices=RefusalCategory.choices, widget=forms.RadioSelect
    )
    field_order = ("category", "reason")


class RejectionForm(RefusalForm):
    """The assembly voted against."""

    voted_on = forms.DateField(
        label="Date de la séance",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": "Indiquez la date de la séance."},
    )
    field_order = ("voted_on", "category", "reason")


class ExtendForm(ReasonForm):
    """A later date to sign."""

    until = forms.DateField(
        label="Nouvelle échéance", widget=forms.DateInput(attrs={"type": "date"})
    )
    field_order = ("until", "reason")


class SignatoryForm(forms.Form):
    """Who signs for a party: whoever is awaited that day, or somebody by name."""

    AWAITED = "attendue"
    mandate = forms.ChoiceField(label="Signataire", widget=forms.RadioSelect, choices=[])

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["mandate"]
        field.choices = choices


class ReviewForm(forms.Form):
    """The answer of a reader: nothing to say, a remark, or a request for changes."""

    answer = forms.ChoiceField(
        label="Votre réponse",
        choices=[
            ("ok", "Sans observation"),
            ("remark", "J’ai une observation, qui ne bloque pas"),
            ("changes", "Je demande une correction"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez une réponse."},
    )
    article = forms.CharField(label="Article ou annexe", required=False, max_length=60)
    text = forms.CharField(
        label="Observation ou correction demandée",
        help_text="Demandée pour une observation ou une correction.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(
        self, *args: Any, visa: bool = False, refuses: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if visa:
            answer: Any = self.fields["answer"]
            answer.choices = [("ok", "Je donne mon visa"), *answer.choices[1:]]
            if refuses:
                answer.choices = [*answer.choices[:2], ("changes", "Je refuse mon visa")]
                self.fields["text"].label = "Observation, ou motif du refus"
                self.fields["text"].help_text = "Demandée pour une observation ou un refus."
                del self.fields["article"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("answer") in ("remark", "changes") and not data.get("text", "").strip():
            self.add_error("text", "Écrivez votre observation, ou la correction demandée.")
        return data


class ReceiptForm(forms.Form):
    """An acknowledgement: the document was received, nothing is judged. Same values as a review."""

    answer = forms.ChoiceField(
        label="Votre réponse",
        choices=[("ok", "J’ai reçu ce document et j’en ai pris connaissance")],
        widget=forms.RadioSelect,
        error_messages={"required": "Cochez la case pour accuser réception."},
    )

    def clean(self) -> dict[str, Any]:
        return {**(super().clean() or {}), "article": "", "text": ""}


class AnswerForm(forms.Form):
    """The owner's answer to a remark."""

    answer = forms.CharField(
        label="Réponse",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Écrivez la réponse."},
    )


class TransmissionForm(forms.Form):
    """Whether the signed act itself is transmitted to the State's representative (P4)."""

    value = forms.ChoiceField(
        label="Transmission de l’acte", choices=Party.Transmission.choices, widget=forms.RadioSelect
    )
    receipt = forms.CharField(label="Accusé de transmission", required=False, max_length=100)


class PaperField(forms.FileField):
    """A PDF or an image, through the gate of uploads: cleaned to ``(bytes, mime, name)``."""

    KINDS = {Kind.PDF: store.PDF, Kind.PNG: "image/png", Kind.JPEG: "image/jpeg"}

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        if not file:
            return None
        try:
            checked = check(file.name, file, set(self.KINDS))
        except RefusedUpload as refused:
            raise forms.ValidationError(str(refused)) from None
        file.seek(0)
        return file.read(), self.KINDS[checked.kind], checked.safe_name


class WordField(PaperField):
    """A Word file alone: what a lawyer corrects."""

    KINDS = {Kind.DOCX: store.DOCX}


class ReturnForm(forms.Form):
    """The corrected Word file; staff say whose corrections they are."""

    file = WordField(
        label="Fichier Word corrigé",
        help_text="Au format .docx, 20 Mo au plus, modifications suivies de préférence.",
        error_messages={"required": "Choisissez le fichier Word corrigé."},
    )
    institution = forms.ModelChoiceField(
        label="Partie qui a corrigé",
        queryset=Institution.unscoped.none(),
        to_field_name="public_id",
        empty_label="À choisir",
        error_messages={"required": "Dites de quelle partie viennent ces corrections."},
    )

    def __init__(self, *args: Any, parties: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["institution"]
        field.queryset = parties
        if parties.count() == 1:
            field.initial = parties.get()


class DepositForm(forms.Form):
    """The délibération as it came back from the préfecture, or a photograph of it."""

    file = PaperField(
        label="Délibération (PDF ou image, 20 Mo au plus)",
        error_messages={"required": "Choisissez le fichier de la délibération."},
    )


class MentionsForm(forms.ModelForm):
    """What was voted: read in the file when it could be, confirmed or corrected by a person."""

    class Meta:
        model = Deliberation
        fields = (
            "number",
            "voted_on",
            "object",
            "body",
            "max_amount",
            "max_accounts",
            "duration_months",
        )
        field_classes = {"max_amount": FrenchDecimalField, "max_accounts": FrenchIntegerField}
        widgets = {"voted_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
        labels = {
            "body": "Assemblée",
            "max_amount": "Montant annuel maximal, en euros",
            "duration_months": "Durée, en mois",
        }
        help_texts = {"object": "Tel que l’assemblée l’a voté."}

    REQUIRED = {
        "number": "Recopiez le numéro de la délibération.",
        "voted_on": "Indiquez la date de la séance.",
        "object": "Recopiez l’objet de la délibération.",
        "body": "Indiquez l’assemblée qui a voté, par exemple : conseil municipal.",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, sentence in self.REQUIRED.items():
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = sentence


class ProofForm(forms.Form):
    """One of the three proofs that a délibération may be applied (CGCT, art. L. 2131-1)."""

    proof = forms.ChoiceField(
        label="Preuve", choices=Deliberation.Proof.choices, widget=forms.RadioSelect
    )
    proof_file = PaperField(label="Fichier de la preuve", required=False)
    actes_id = forms.CharField(
        label="Identifiant @CTES",
        required=False,
        max_length=120,
        help_text="Par exemple : 080-218001766-20260610-2026_07-DE",
    )
    published_on = forms.DateField(
        label="Publiée le", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    published_time = forms.TimeField(
        label="Heure de la publication",
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}),
    )
    received_on = forms.DateField(
        label="Reçue par l’État le", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    received_time = forms.TimeField(
        label="Heure de la réception",
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}),
    )
