"""The form of an attestation: which copy, for whom, for what use."""

from collections.abc import Sequence
from typing import Any

from django import forms

from documents.models import Slot

from .docdata.builders.attestation import Asked

FILES = (
    ("electronic", "Le fichier définitif, tel qu’il est conservé"),
    ("print", "Une impression du fichier définitif"),
)
SCAN = "scan:"


class AttestForm(forms.Form):
    """What the attestation says besides what the act knows."""

    copy = forms.ChoiceField(
        label="Copie attestée",
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez la copie qui est attestée."},
    )
    recipient = forms.CharField(
        label="Délivrée à",
        max_length=150,
        help_text="Civilité, prénom et nom.",
        error_messages={"required": "Écrivez à qui l’attestation est délivrée."},
    )
    office = forms.CharField(
        label="Qualité du destinataire",
        max_length=200,
        help_text="« maire de Saint-Modèle », « comptable public »…",
        error_messages={"required": "Écrivez la qualité de cette personne."},
    )
    use = forms.CharField(
        label="Usage déclaré de la copie",
        max_length=200,
        help_text="« une demande de subvention », « le contrôle de la chambre régionale »…",
        error_messages={"required": "Écrivez à quoi la copie servira."},
    )

    def __init__(self, *args: Any, papers: Sequence[Slot] = (), **given: Any) -> None:
        super().__init__(*args, **given)
        self.papers = {f"{SCAN}{slot.public_id}": slot for slot in papers}
        scans = [
            (key, f"La numérisation de l’original papier, {slot.label}")
            for key, slot in self.papers.items()
        ]
        self.fields["copy"].choices = [*FILES, *scans]  # type: ignore[attr-defined]

    def asked(self) -> Asked:
        """What a valid form asks for."""
        given = self.cleaned_data
        slot = self.papers.get(given["copy"])
        return Asked(
            copy="scan" if slot is not None else given["copy"],
            recipient=given["recipient"],
            office=given["office"],
            use=given["use"],
            slot=slot,
        )
