"""Forms of what follows a meeting: filters, and a decision said to be carried out."""

from typing import Any

from django import forms

from common.uploads import Kind
from governance.models import Mandate
from governance.views.asking import Upload


class FollowUpFilter(forms.Form):
    etat = forms.ChoiceField(
        label="État",
        choices=[
            ("", "Toutes"),
            ("ouvertes", "À exécuter"),
            ("retard", "En retard"),
            ("faites", "Exécutées"),
        ],
        required=False,
    )
    responsable = forms.ChoiceField(label="Responsable", required=False)

    def __init__(self, *args: Any, rows: Any, **kwargs: Any) -> None:
        """``rows``: those that the reader sees; only the people of theirs are offered."""
        super().__init__(*args, **kwargs)
        keys = rows.order_by().values("decision__responsible")
        people = Mandate.unscoped.filter(pk__in=keys).with_words().order_by("person__last_name")
        self.fields["responsable"].choices = [
            ("", "Tous"), *((str(each.public_id), each.person.formal_name) for each in people)
        ]  # fmt: skip


class AssiduityFilter(forms.Form):
    annee = forms.ChoiceField(label="Année", required=False)

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["annee"].choices = [("", "Toutes"), *((str(y), str(y)) for y in years)]


class CarryOutForm(forms.Form):
    note = forms.CharField(
        label="Ce qui a été fait",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="L’instance le lira à sa prochaine séance.",
        error_messages={"required": "Dites ce qui a été fait : l’instance le lira."},
    )
    upload = Upload(
        label="Pièce",
        required=False,
        kinds=(Kind.PDF,),
        help_text="PDF, facultatif : ce qui montre que la décision est exécutée.",
    )
