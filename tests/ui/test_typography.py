"""A page leaves with French spaces and apostrophes, and nothing else of it is touched."""

import datetime as dt

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from ui import typography

N, T = "\u00a0", "\u202f"


def rendered(source: str, **context: object) -> str:
    return Template("{% load french %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<p>L'acte : qui signe ?</p>", f"<p>L’acte{N}: qui signe{T}?</p>"),
        ("<p>L&#x27;acte &amp; l&#39;avenant</p>", "<p>L’acte &amp; l’avenant</p>"),
        ("<b>« Pourquoi ? »</b>", f"<b>«{N}Pourquoi{T}?{N}»</b>"),
        ("<td>le 1er juin</td>", f"<td>le 1<sup>er</sup>{N}juin</td>"),
        ("<p>a &lt; b ; c</p>", f"<p>a &lt; b{T}; c</p>"),
        ("<p>Reçu&nbsp;; lu</p>", f"<p>Reçu{T}; lu</p>"),
    ],
)
def test_words_are_corrected(before, after):
    assert typography.of_page(before) == after


@pytest.mark.parametrize(
    "markup",
    [
        "<textarea name='r'>\nl'acte ; quoi ?</textarea>",
        '<input value="l\'acte : quoi ?" title="qui ?">',
        "<option value='a ; b'>a ; b</option>",
        "<div data-verbatim><p>l'acte ; <b>10 000 €</b></p><div>x ; y</div></div>",
        "<code>a ; b</code><svg><title>a ; b</title></svg>",
        "<!-- l'acte ; -->",
        "<p>a &lt;script&gt; &amp; &quot;b&quot;</p>",
    ],
)
def test_what_must_stay_to_the_letter_stays(markup):
    assert typography.of_page(markup) == markup


def test_words_after_a_verbatim_part_are_corrected_again():
    page = "<div data-verbatim><br><div>a ; b</div>c ; d</div><p>e ; f</p>"
    assert typography.of_page(page) == page.replace("e ; f", f"e{T}; f")


@given(st.text(alphabet="l'a<>&;:?! »«1er0€\x00\u00a0", max_size=60))
def test_a_text_stays_escaped_and_a_second_pass_changes_nothing(text):
    markup = rendered("{% filter typo %}<p>{{ text }}</p>{% endfilter %}", text=text)
    inside = markup.removeprefix("<p>").removesuffix("</p>").replace("<sup>er</sup>", "er")
    assert "<" not in inside
    assert ">" not in inside
    assert typography.of_page(markup) == markup


def test_filters_of_a_template():
    day = dt.date(2026, 9, 1)
    at = dt.datetime(2026, 6, 18, 14, 5, tzinfo=dt.UTC)
    assert rendered("{{ d|date_full }}", d=day) == f"mardi 1<sup>er</sup>{N}septembre 2026"
    assert rendered('<a title="{{ d|date_fr|striptags }}">', d=day) == (
        f'<a title="1er{N}septembre 2026">'
    )
    assert rendered("{{ a|datetime_fr }}", a=at) == f"18{N}juin 2026 à 16{N}h{N}05"
    assert rendered("{{ a|time_fr }}", a=at) == f"16{N}h{N}05"
    assert rendered('{{ n|counted:"tâche,tâches" }}', n=1) == f"1{N}tâche"
    assert rendered('{{ n|counted:"tâche,tâches" }}', n=43810) == f"43{T}810{N}tâches"
    assert rendered("{{ m|euros }} {{ p|percent }}", m=9.87, p=80) == f"9,87{T}€ 80{T}%"
    assert (
        rendered(
            "{{ nothing|date_fr }}{{ nothing|euros }}{{ missing|date_full }}{{ missing|number }}",
            nothing=None,
        )
        == ""
    )
    assert rendered("{{ t|typo }}", t="l'acte <b>, oui ?") == f"l’acte &lt;b&gt;, oui{T}?"


def test_a_character_written_by_its_number_never_becomes_markup():
    assert typography.of_page("<p>&#60;b&#x3e; &#38;</p>") == "<p>&lt;b&gt; &amp;</p>"
