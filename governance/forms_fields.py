"""Fields of the directory's forms: an institution, a school, a district, a last day."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from audit.actor import Actor

from . import wording
from .models import Circonscription, Institution, Mandate, School
from .views.searching import code, matching


def after(last_day: dt.date | None) -> dt.date | None:
    """The excluded end of a period whose last day was typed."""
    return last_day + dt.timedelta(days=1) if last_day else None


class InstitutionField(forms.CharField):
    """An institution by its SIREN, its commune code or its name; several answers are listed."""

    def __init__(self, actor: Actor, **kwargs: Any) -> None:
        self.actor = actor
        kwargs.setdefault("help_text", "Nom, SIREN ou code commune.")
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        visible = Institution.objects.visible_to(self.actor).filter(ends_on__isnull=True)
        typed = code(text)
        found = list(visible.filter(Q(siren=typed) | Q(insee_code=typed))[:2])
        found = found or list(visible.filter(Q(name__iexact=text) | Q(short_name__iexact=text))[:6])
        found = found or list(visible.filter(matching(text, "name", "short_name"))[:6])
        if len(found) == 1:
            return found[0]
        if not found:
            raise ValidationError(f"Aucune institution ne répond à « {text} ».")
        names = ", ".join(f"{body} ({body.insee_code or body.siren or '—'})" for body in found[:5])
        raise ValidationError(f"Plusieurs institutions : {names}. Donnez le code.")


class InstitutionsField(InstitutionField):
    """Several institutions, one a line; the line that is not understood is named."""

    widget = forms.Textarea

    def __init__(self, actor: Actor, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "Une par ligne : nom, SIREN ou code commune.")
        super().__init__(actor, **kwargs)
        self.widget.attrs["rows"] = 3

    def to_python(self, value: Any) -> list[Institution]:
        lines = [line.strip() for line in str(value or "").splitlines() if line.strip()]
        found = [super(InstitutionsField, self).to_python(line) for line in lines]
        return list(dict.fromkeys(found))


class ColleagueField(forms.ModelChoiceField):
    """Somebody of the same body, named as the act will name them; ``queryset`` comes later."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Mandate.unscoped.none(), to_field_name="public_id", **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.person.formal_name}, {wording.quality(obj)}"


class SchoolField(forms.CharField):
    """A school by its UAI."""

    def __init__(self, actor: Actor, **kwargs: Any) -> None:
        self.actor = actor
        kwargs.setdefault("help_text", "UAI de l’école, par exemple 0809001Z.")
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        found = School.objects.visible_to(self.actor).filter(uai=code(text)).first()
        if found is None:
            raise ValidationError(f"Aucune école n’a l’UAI « {text} » au répertoire.")
        return found


def districts(actor: Actor) -> Any:
    """Those that exist today."""
    return Circonscription.objects.visible_to(actor).filter(ends_on__isnull=True)
