"""The form of the public page Vérifier."""

from django import forms
from django.conf import settings


class VerifyForm(forms.Form):
    """A PDF or an evidence zip to check; nothing of it is kept."""

    file = forms.FileField(
        label="Fichier PDF, ou dossier de preuve zip (20 Mo au plus)",
        error_messages={
            "required": "Choisissez le fichier à vérifier.",
            "empty": "Ce fichier est vide : choisissez le fichier reçu.",
        },
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf,.zip"}),
    )

    def clean_file(self) -> object:
        file = self.cleaned_data["file"]
        if file.size > settings.UPLOAD_MAX_BYTES:
            raise forms.ValidationError(
                f"Fichier de {file.size // 1_048_576} Mo : 20 Mo au plus. Un exemplaire signé par "
                "cette plateforme est plus léger."
            )
        return file
