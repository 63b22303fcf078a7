"""A form that looks for names: what it reads, when its box is shown, what it leaves behind."""

import datetime as dt

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from weasyprint import HTML

from common.uploads import Kind
from governance.fieldwork.models import FieldSheet
from governance.forms_names import NamesForm
from governance.views.asking import Upload

NAMED = "Léo Petit, élève de CE1"


class Asked(NamesForm):
    title = forms.CharField()
    note = forms.CharField(widget=forms.Textarea, required=False)
    kept = forms.CharField(widget=forms.HiddenInput, required=False)
    q = forms.CharField(widget=forms.TextInput(attrs={"type": "search"}), required=False)
    link = forms.URLField(required=False, assume_scheme="https")
    mail = forms.EmailField(required=False)


class Narrowed(Asked):
    free = ("title",)


class OfModel(NamesForm, forms.ModelForm):
    class Meta:
        model = FieldSheet
        fields = ("day", "text")


def test_every_text_that_is_typed_is_read():
    for name in ("title", "note"):
        form = Asked({"title": "Prêt", name: NAMED})
        assert not form.is_valid()
        assert list(form.errors) == ["names_checked"]
        assert form[name].value() == NAMED
    assert Asked({"title": "Prêt", "kept": NAMED, "q": NAMED}).is_valid()


def test_a_form_may_narrow_what_is_read():
    assert Narrowed({"title": "Prêt", "note": NAMED}).is_valid()
    assert not Narrowed({"title": NAMED}).is_valid()


def test_the_box_comes_last_once_something_is_to_be_confirmed():
    form = Asked({"title": "Prêt"})
    assert form.is_valid()
    assert form["names_checked"].is_hidden
    form = Asked({"title": NAMED})
    assert not form.is_valid()
    assert [bound.name for bound in form][-1] == "names_checked"
    assert not form["names_checked"].is_hidden


def test_the_box_is_no_part_of_what_was_given():
    form = Asked({"title": NAMED, "names_checked": "on"})
    assert form.is_valid()
    assert form.confirmed
    assert set(form.cleaned_data) == {"title", "note", "kept", "q", "link", "mail"}


def test_a_form_of_a_model_is_looked_into_as_well():
    typed = {"day": "16/06/2026", "text": NAMED}
    assert list(OfModel(typed).errors) == ["names_checked"]
    form = OfModel({**typed, "names_checked": "on"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {"day": dt.date(2026, 6, 16), "text": NAMED}
    assert form.instance.text == NAMED


class Deposited(NamesForm):
    file = Upload(kinds=(Kind.PDF,))


def deposited(words, **given):
    pdf = HTML(string=f"<p>Procès-verbal</p><p>{words}</p>").write_pdf()
    return Deposited(given, {"file": SimpleUploadedFile("extrait.pdf", pdf)})


def test_a_file_that_is_deposited_is_read():
    form = deposited(NAMED)
    assert not form.is_valid()
    assert "Léo Petit" in form.errors["names_checked"][0]
    assert deposited(NAMED, names_checked="on").is_valid()
    form = deposited("Les parents élus et les élèves de CE1")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["file"].read(5) == b"%PDF-"
