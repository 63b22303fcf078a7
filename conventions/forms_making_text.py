"""Forms by which an administrator says what the acts of a kind say: fields, mails, Word text."""

from typing import Any

from django import forms

from common import french
from common.uploads import Kind
from governance.views.asking import Upload

from .making import letters, wording
from .models import ActKind, KindField, KindMail


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
