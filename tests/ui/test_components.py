"""Components: what a person, a screen reader and the address bar receive."""

import pytest
from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.template import Context, Template
from django.test import RequestFactory

from ui import icons, navigation

pytestmark = pytest.mark.urls("tests.ui.urls")


def rendered(source: str, request: HttpRequest | None = None, **context: object) -> str:
    if request is not None:
        context["request"] = request
    return Template("{% load ui %}" + source).render(Context(context))


class Asked(forms.Form):
    title = forms.CharField(label="Objet", help_text="Tel qu’imprimé", max_length=5)
    day = forms.DateField(label="Date")
    way = forms.ChoiceField(label="Mode", choices=[("p", "Papier")], widget=forms.RadioSelect)
    note = forms.CharField(label="Remarque", required=False)
    step = forms.CharField(widget=forms.HiddenInput)


def test_a_wrong_field_keeps_what_was_typed_and_says_why():
    form = Asked({"title": "<trop long>", "day": "2026-09-07"})
    page = rendered("{% field form.title %}{% field form.day %}", form=form)
    assert 'value="&lt;trop long&gt;"' in page
    assert 'aria-describedby="id_title_helptext id_title_error"' in page
    assert 'id="id_title_helptext"' in page
    assert 'id="id_title_error"' in page
    assert 'aria-invalid="true"' in page
    assert 'type="date" name="day" value="2026-09-07"' in page


def test_a_first_value_fills_the_date_picker():
    import datetime as dt

    form = Asked(initial={"day": dt.date(2026, 9, 7)})
    assert 'value="2026-09-07"' in rendered("{% field form.day %}", form=form)


def test_an_optional_field_says_so_and_a_required_one_does_not():
    assert "(facultatif)" in rendered("{% field form.note %}", form=Asked())
    assert "(facultatif)" not in rendered("{% field form.title %}", form=Asked())


def test_a_choice_is_a_group_with_a_legend():
    page = rendered("{% field form.way %}", form=Asked())
    assert "<legend" in page
    assert 'for="id_way_0"' in page


def test_every_mistake_leads_to_its_field():
    form = Asked({"title": "trop long", "day": ""})
    form.add_error(None, "Les deux dates se contredisent.")
    page = rendered("{% error_summary form %}", form=form)
    assert "5 points à corriger" in page
    assert 'href="#id_title"' in page
    assert 'href="#id_way_0"' in page
    assert "Les deux dates se contredisent." in page
    assert "#id_step" not in page
    assert rendered("{% error_summary form %}", form=Asked()).strip() == ""


def test_what_a_tag_receives_is_escaped():
    page = rendered(
        "{% dossier t reference=t situation=t %}{% enddossier %}{% panel t %}{{ t }}{% endpanel %}"
        "{% note t %}{% endnote %}{% empty t %}{% endempty %}{% mark 'done' t %}"
        "{% mode 'paper' t %}{% register t %}{% endregister %}"
        "{% verdict 'refused' t %}{% endverdict %}"
        "{% circuit steps %}{% chronicle entries %}{% task entries.0 't' %}{% refusal entries %}",
        t="<script>",
        steps=[{"state": "now", "title": "<script>", "text": "<script>"}],
        entries=[
            {"who": "<script>", "sentence": "<script>", "what": "<script>", "verb": "<script>"}
        ],
    )
    assert "<script>" not in page


def test_pages_keep_the_filters_and_the_sort_in_the_address():
    request = RequestFactory().get("/liste/", {"q": "Cerisy", "tri": "-nom", "page": "2"})
    page = Paginator(range(100), 10).page(2)
    html = rendered("{% pagination page %}", request, page=page)
    assert 'href="?q=Cerisy&amp;tri=-nom&amp;page=3"' in html
    assert 'aria-current="page"' in html
    single = Paginator(range(3), 10).page(1)
    assert rendered("{% pagination page %}", request, page=single).strip() == ""


def test_a_cursor_replaces_the_other_one():
    request = RequestFactory().get("/liste/", {"avant": "x", "q": "a"})
    html = rendered("{% keyset before after %}", request, before=None, after="z")
    assert 'href="?q=a&amp;apres=z"' in html
    assert "Précédente" not in html


@pytest.mark.parametrize(
    ("present", "said", "target"),
    [("", "", "?tri=nom"), ("nom", "ascending", "?tri=-nom"), ("-nom", "descending", "?tri=nom")],
)
def test_a_column_sorts_one_way_then_the_other(present, said, target):
    request = RequestFactory().get("/liste/", {"tri": present, "page": "4"} if present else {})
    html = rendered('{% sort "Nom" "nom" %}', request)
    assert f'href="{target}"' in html
    assert (f'aria-sort="{said}"' in html) is bool(said)


def test_filters_keep_the_sort_and_offer_to_show_everything():
    request = RequestFactory().get("/liste/", {"note": "a", "tri": "nom"})
    html = rendered("{% filters form %}", request, form=Asked(request.GET))
    assert '<input type="hidden" name="tri" value="nom">' in html
    assert 'href="/liste/"' in html
    fresh = RequestFactory().get("/liste/")
    assert "Tout afficher" not in rendered("{% filters form %}", fresh, form=Asked())


def test_every_icon_is_hidden_from_screen_readers():
    assert all('aria-hidden="true"' in rendered("{% icon n %}", n=name) for name in icons.PATHS)


@pytest.fixture
def registry(monkeypatch):
    monkeypatch.setattr(navigation, "_entries", {})
    return navigation


def test_the_menu_shows_only_what_this_request_may_see(registry):
    registry.register("Mentions", "ui:legal", shown=registry.everyone, order=2)
    registry.register("Source", "ui:source", shown=lambda request: False)
    registry.register("Données", "ui:privacy", shown=registry.everyone, order=1, count=lambda r: 3)
    links = registry.links(RequestFactory().get("/mentions-legales/"), "main")
    assert [(link.label, link.current, link.count) for link in links] == [
        ("Données", False, 3),
        ("Mentions", True, None),
    ]


def test_the_same_link_twice_is_refused(registry):
    registry.register("Mentions", "ui:legal")
    with pytest.raises(ValueError, match="already"):
        registry.register("Légal", "ui:legal")


def test_a_single_mandate_offers_no_switch_and_several_offer_the_others(registry, monkeypatch):
    monkeypatch.setattr(navigation, "_switches", {})
    request = RequestFactory().get("/mentions-legales/", {"a": "b"})
    offered: list[tuple[str, str]] = []
    navigation.offer_mandates("ui:legal", lambda request: offered)
    assert navigation.mandates(request) == {}
    offered.append(("7", "maire de Cerisy"))
    assert navigation.mandates(request)["options"] == [("7", "maire de Cerisy")]
    assert navigation.mandates(request)["next"] == "/mentions-legales/?a=b"
    assert navigation.mandates(RequestFactory().post("/x/"))["next"] == "/"
