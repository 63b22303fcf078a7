"""Forms of meetings: preparation, points, convocation, answers."""

import datetime as dt
from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from common.uploads import Kind
from governance import wording
from governance.models import Mandate
from governance.views.asking import Upload

from .answering import Ways
from .members import Member
from .models import Committee
from .models.invitations import Answer
from .models.items import Purpose


class MeetingForm(forms.Form):
    day = forms.DateField(label="Date de la séance")
    hour = forms.TimeField(label="Heure", help_text="Par exemple 18:00.")
    place = forms.CharField(label="Lieu", max_length=200)
    remote_link = forms.URLField(
        label="Adresse de la visioconférence",
        required=False,
        max_length=400,
        assume_scheme="https",
        help_text="Sans adresse, la présence à distance n’est pas proposée.",
    )
    chair = forms.ChoiceField(label="Président de séance")

    def __init__(
        self, *args: Any, chairs: Iterable[Mandate], zone: ZoneInfo, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.mandates = {str(mandate.public_id): mandate for mandate in chairs}
        self.zone = zone
        self.fields["chair"].choices = [
            (key, mandate.person.formal_name) for key, mandate in self.mandates.items()
        ]
        if not self.mandates:
            self.fields["chair"].required = False
            self.fields["chair"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        day, hour = given.pop("day", None), given.pop("hour", None)
        if day and hour:
            given["starts_at"] = dt.datetime.combine(day, hour, self.zone)
        given["chair"] = self.mandates.get(given.get("chair", ""))
        return given


def _question() -> forms.CharField:
    return forms.CharField(
        label="Question posée à l’instance",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Facultative. Lue par tous ceux qui lisent le point.",
    )


class ReconveneForm(MeetingForm):
    """The second session: in whose name, when, where."""

    convener = forms.ChoiceField(label="Au nom de")
    field_order = ("convener",)

    def __init__(self, *args: Any, conveners: Iterable[Mandate], **kwargs: Any) -> None:
        super().__init__(*args, chairs=(), **kwargs)
        self.conveners = {str(mandate.public_id): mandate for mandate in conveners}
        self.fields["convener"].choices = [
            (key, mandate.person.formal_name) for key, mandate in self.conveners.items()
        ]
        del self.fields["chair"]

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        del given["chair"]
        given["convener"] = self.conveners.get(given.get("convener", ""))
        return given


class ItemForm(forms.Form):
    title = forms.CharField(label="Intitulé", max_length=250)
    purpose = forms.ChoiceField(label="Objet", choices=Purpose.choices)
    question = _question()
    rapporteur = forms.CharField(label="Rapporteur", max_length=160, required=False)
    upload = Upload(
        label="Rapport",
        required=False,
        kinds=(Kind.PDF,),
        help_text="PDF. Un point pour décision en a un avant la convocation.",
    )
    secret = forms.BooleanField(
        label="À huis clos",
        required=False,
        help_text="Il n’apparaît qu’aux membres à voix délibérative, au président et au "
        "secrétaire.",
    )
    recurring = forms.BooleanField(label="L’inscrire à chaque séance", required=False)


class RequestForm(forms.Form):
    """What a member asks; the secretary places it."""

    title = forms.CharField(label="Intitulé", max_length=250)
    purpose = forms.ChoiceField(label="Objet", choices=Purpose.choices)
    question = _question()


class CaseForm(RequestForm):
    """A case put to one of the instances that examine it."""

    committee = forms.ChoiceField(label="Instance", widget=forms.RadioSelect)

    def __init__(self, *args: Any, committees: Iterable[Committee], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.committees = {str(each.public_id): each for each in committees}
        self.fields["committee"].choices = [(key, c.name) for key, c in self.committees.items()]
        self.fields["title"].help_text = "Lu par tous les membres de l’instance."
        self.order_fields(["committee"])

    def clean_committee(self) -> Committee:
        return self.committees[self.cleaned_data["committee"]]


class ConveneForm(forms.Form):
    convener = forms.ChoiceField(label="Au nom de")
    urgency_reason = forms.CharField(
        label="Motif de l’urgence",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Seulement quand le délai n’est plus tenu et que les règles l’admettent.",
    )

    def __init__(self, *args: Any, conveners: Iterable[Mandate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.mandates = {str(mandate.public_id): mandate for mandate in conveners}
        self.fields["convener"].choices = [
            (key, mandate.person.formal_name) for key, mandate in self.mandates.items()
        ]

    def clean_convener(self) -> Mandate:
        return self.mandates[self.cleaned_data["convener"]]


class AnswerForm(forms.Form):
    """The ways that the rules admit; nothing is chosen beforehand."""

    answer = forms.ChoiceField(label="Votre réponse", widget=forms.RadioSelect)
    power_to = forms.ChoiceField(
        label="Membre qui vote à votre place",
        required=False,
        help_text="Seulement si vous donnez pouvoir.",
    )

    def __init__(self, *args: Any, ways: Ways, member: Mandate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.holders: dict[str, Member] = {str(m.seat.public_id): m for m in ways.holders}
        present, represented = (wording.agreed(member, word) for word in ("présent", "représenté"))
        words = {
            Answer.PRESENT: f"Je serai {present} dans la salle",
            Answer.REMOTE: f"Je serai {present} en visioconférence",
            Answer.REPRESENTED: f"Je serai {represented} par {ways.substitute}, qui me supplée",
            Answer.POWER: "Je donne pouvoir à un autre membre",
            Answer.EXCUSED: "Je ne viendrai pas",
        }
        self.fields["answer"].choices = [
            (each.value, said) for each, said in words.items() if ways.admits(each)
        ]
        if ways.holders:
            self.fields["power_to"].choices = [("", "—")] + [
                (key, f"{m.name}, {m.seat.words}") for key, m in self.holders.items()
            ]
        else:
            del self.fields["power_to"]

    def clean_answer(self) -> Answer:
        return Answer(self.cleaned_data["answer"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        holder = self.holders.get(given.pop("power_to", ""))
        if given.get("answer") == Answer.POWER and holder is None and "power_to" in self.fields:
            self.add_error("power_to", "Choisissez le membre à qui vous donnez pouvoir.")
        given["power_to"] = holder.seat if holder is not None else None
        return given
