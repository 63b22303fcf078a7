"""How a form field is shown: label, hint, error, and the words that tie them for a screen reader.

What was typed is kept: a bound field renders its own data. Dates use the browser's own picker,
which speaks ISO 8601, whatever Django's French format is.
"""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField

DASHES = "---------"
_PICKERS: tuple[
    tuple[type[forms.DateInput | forms.DateTimeInput | forms.TimeInput], str, str], ...
] = (
    (forms.DateTimeInput, "datetime-local", "%Y-%m-%dT%H:%M"),
    (forms.DateInput, "date", "%Y-%m-%d"),
    (forms.TimeInput, "time", "%H:%M"),
)


def describe(bound: BoundField, label: str = "", hint: str = "", **attrs: Any) -> dict[str, Any]:
    """The context of ``ui/components/field.html``; ``attrs`` go to the control itself."""
    _name_the_blank(bound.field)
    widget = bound.field.widget
    hint = hint or str(bound.help_text)
    described = [f"{bound.auto_id}_helptext"] if hint else []
    described += [f"{bound.auto_id}_error"] if bound.errors else []
    context: dict[str, Any] = {
        "field": bound,
        "label": label or bound.label,
        "hint": hint,
        "described": " ".join(described),
        "kind": "input",
        "optional": not bound.field.required,
    }
    if bound.is_hidden:
        context["kind"] = "hidden"
    elif isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        context.update(kind="choices", options=_options(bound))
    else:
        attrs = {**attrs, "class": f"{_css(widget)} {attrs.get('class', '')}".strip()}
        if described:
            attrs["aria-describedby"] = context["described"]
        if isinstance(widget, forms.Textarea) and widget.attrs.get("rows") == "10":
            attrs.setdefault("rows", "5")  # Django's own ten fill a phone's screen
        if isinstance(widget, forms.CheckboxInput):
            context.update(kind="check", optional=False)
        context["control"] = bound.as_widget(_picker(widget), attrs=attrs)
    return context


def _css(widget: forms.Widget) -> str:
    if isinstance(widget, forms.CheckboxInput):
        return "form-check-input"
    return "form-select" if isinstance(widget, forms.Select) else "form-control"


def _name_the_blank(field: forms.Field) -> None:
    """« À choisir » in place of Django's dashes."""
    if isinstance(field, forms.ModelChoiceField) and field.empty_label == DASHES:
        field.empty_label = "À choisir"
        field.widget.choices = field.choices
    elif isinstance(field, forms.ChoiceField) and isinstance(field.widget, forms.Select):
        given: Any = field.widget.choices
        if not isinstance(field, forms.ModelChoiceField):
            field.widget.choices = [
                (value, "À choisir" if words == DASHES else words) for value, words in given
            ]


def _picker(widget: forms.Widget) -> forms.Widget | None:
    """The browser's picker in place of Django's bare text input; None keeps any other widget."""
    for plain, kind, pattern in _PICKERS:
        if type(widget) is plain:
            return plain(attrs={**widget.attrs, "type": kind}, format=pattern)
    return None


def _options(bound: BoundField) -> list[dict[str, Any]]:
    options = []
    for option in bound.subwidgets:
        option.data["attrs"]["class"] = "form-check-input"
        # A list of boxes is required as a whole: the attribute on each would ask for all.
        if isinstance(bound.field.widget, forms.CheckboxSelectMultiple):
            option.data["attrs"].pop("required", None)
        options.append(
            {"id": option.id_for_label, "label": option.choice_label, "control": option.tag()}
        )
    return options


def mistakes(*given: forms.BaseForm) -> list[dict[str, Any]]:
    """Every error of the forms, with the field to go to: the summary at the top of the page."""
    found: list[dict[str, Any]] = []
    for form in given:
        found += [{"target": "", "label": "", "error": e} for e in form.non_field_errors()]
        for bound in form:
            target = bound.id_for_label or f"{bound.auto_id}_0"
            label = "" if bound.is_hidden else bound.label
            found += [
                {"target": "" if bound.is_hidden else target, "label": label, "error": error}
                for error in bound.errors
            ]
    return found
