"""Forms of a signed file that comes back, and of the agent who examines it."""

from django import forms

from common.uploads import Kind
from governance.views.asking import Upload


class ReturnForm(forms.Form):
    """The PDF as the signing software wrote it."""

    file = Upload(
        label="PDF signé",
        kinds=(Kind.PDF,),
        help_text="Le fichier enregistré par votre logiciel de signature, 20 Mo au plus.",
        error_messages={
            "required": "Choisissez le PDF que votre logiciel de signature a enregistré.",
            "empty": "Ce fichier est vide : choisissez le PDF que votre logiciel a enregistré.",
        },
    )


class ExamineForm(forms.Form):
    """What the agent decides of a doubtful return, and why."""

    decision = forms.ChoiceField(
        label="Décision",
        choices=[("certify", "Certifier conforme"), ("reject", "Écarter ce retour")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez : certifier conforme, ou écarter."},
    )
    reason = forms.CharField(
        label="Motif",
        max_length=2000,
        help_text="Ce que vous avez vérifié et comment. Il figure dans l’historique et dans la "
        "preuve ; le signataire le reçoit si vous écartez le retour.",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Écrivez ce que vous avez vérifié et comment."},
    )
