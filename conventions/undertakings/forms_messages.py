"""Forms of the register of messages: who may write, what is reported, what the committee said."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms

from governance import wording
from governance.models import Mandate

from ..forms import ReasonForm
from ..forms_creation import day_field
from ..models import MessageReport
from . import channel

NO_NAME = "Sans nom d’élève ni de parent : ce texte sera lu par les parties."


class AgentsField(forms.ModelMultipleChoiceField):
    """People of the collectivité, by name and quality."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            queryset=Mandate.unscoped.none(),
            to_field_name="public_id",
            widget=forms.CheckboxSelectMultiple,
            **kwargs,
        )

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.person.formal_name}, {wording.office(obj)}"


class AuthoriseForm(forms.Form):
    """Who may write, on what, from when to when. ``for_another``: written down at the demand of
    the collectivité, which is then cited."""

    mandates = AgentsField(
        label="Agents ou élus", error_messages={"required": "Choisissez au moins une personne."}
    )
    codes = forms.MultipleChoiceField(
        label="Catégories de l’annexe 4",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choisissez au moins une catégorie."},
    )
    starts_on = day_field(
        label="À partir du", error_messages={"required": "Indiquez le premier jour."}
    )
    last_day = day_field(
        label="Dernier jour", required=False, help_text="Vide : jusqu’à la fin de la convention."
    )
    reason = forms.CharField(
        label="Demande de la collectivité",
        help_text="Sa date et sa référence : c’est elle qui tient cette liste.",
        max_length=250,
        error_messages={"required": "Indiquez la demande de la collectivité (date, référence)."},
    )

    def __init__(
        self,
        *args: Any,
        mandates: Any,
        categories: Sequence[channel.Category],
        for_another: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        own: Any = self.fields
        own["mandates"].queryset = mandates
        own["codes"].choices = [(each["code"], each["label"]) for each in categories]
        if not for_another:
            del self.fields["reason"]

    @property
    def ends_on(self) -> dt.date | None:
        """The first day without, after ``is_valid()``."""
        last = self.cleaned_data["last_day"]
        return last + dt.timedelta(days=1) if last else None


class EndForm(ReasonForm):
    """Why somebody no longer writes."""


class ReportForm(forms.Form):
    """A message out of the limits of article 6."""

    writer = forms.ChoiceField(
        label="Qui a écrit le message",
        choices=MessageReport.Writer.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Dites qui a écrit le message."},
    )
    sent_on = day_field(
        label="Date du message", error_messages={"required": "Indiquez la date du message."}
    )
    category = forms.ChoiceField(label="Catégorie annoncée", required=False)
    ground = forms.ChoiceField(
        label="Ce qui est signalé",
        widget=forms.RadioSelect,
        error_messages={"required": "Dites ce qui est signalé."},
    )
    text = forms.CharField(
        label="De quoi il s’agit",
        help_text=NO_NAME,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Décrivez le message, sans nom d’élève ni de parent."},
    )

    def __init__(self, *args: Any, categories: Sequence[channel.Category], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own: Any = self.fields
        labels = [each["label"] for each in categories]
        own["category"].choices = [
            ("", "Aucune, ou je ne sais pas"),
            *((label, label) for label in labels),
        ]
        own["ground"].choices = list(channel.grounds().items())


class AnswerForm(forms.Form):
    """What the side that wrote the message says of it."""

    text = forms.CharField(
        label="Vos observations",
        help_text=f"Pourquoi ce message, ou ce que vous en avez fait. {NO_NAME}",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Écrivez vos observations, ou ce qui a été fait du message."},
    )


class ExamineForm(forms.Form):
    """What the steering committee concluded."""

    examined_on = day_field(
        label="Réunion du comité", error_messages={"required": "Indiquez le jour de la réunion."}
    )
    outcome = forms.ChoiceField(
        label="Suite proposée",
        choices=MessageReport.Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez la suite."},
    )
    conclusion = forms.CharField(
        label="Conclusion",
        help_text=NO_NAME,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Écrivez la conclusion du comité."},
    )
