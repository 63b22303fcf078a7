"""Preparing a convention on its pages: what is proposed, what is kept, what is said."""

from dataclasses import replace
from itertools import product

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from audit.actor import SYSTEM
from audit.recording import recording
from conventions import drafting, forms_creation
from conventions.docdata import TripartiteData
from conventions.docdata.academie import AcademieData
from conventions.docdata.builders import act
from conventions.forms_creation import DraftForm
from conventions.models import Convention
from tests.circuits import acts
from tests.depth import some

LONG = "x" * 60_000
HOSTILE = [
    "",
    "\x00",
    "a\x00b",
    LONG,
    "😀",
    "<b>x</b>",
    "2026-13-45",
    "-1",
    "1e999",
    "NaN",
    "9" * 400,
]
FIELDS = [
    "title",
    "starts_on",
    "duration_months",
    "circonscription",
    "state_mode",
    "framework",
    "diagnosis_date",
    "unit_price",
    "max_accounts",
    "max_yearly_amount",
    "legal_ground",
    "legal_ground_reference",
    "legal_ground_text",
    "version",
]


@pytest.fixture
def manager(here, client_as):
    return client_as(here.actor("chef-de-projet"))


def words(answer):
    return answer.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def typed_in(answer):
    """What a browser would send back from the form of a page."""
    form = answer.context["form"]
    found = {bound.html_name: bound.value() for bound in form}
    return {name: value for name, value in found.items() if value not in (None, False, "")}


def proposal_of(here):
    return f"{reverse('conventions:create')}?institution={here.commune.public_id}"


def each(values):
    """One value after the other, the database given back as it was after each."""
    for value in values:
        with transaction.atomic():
            yield value
            transaction.set_rollback(True)


# --- from a name --------------------------------------------------------------------------------
def test_half_a_name_without_accents_leads_to_the_proposal(here, manager):
    answer = manager.get(reverse("conventions:create"), {"q": "saint modele"}, follow=True)
    said = words(answer)
    assert "Préparer une convention" in said
    assert here.commune.name in said


def test_a_name_that_nobody_bears_says_what_to_try(manager):
    said = words(manager.get(reverse("conventions:create"), {"q": "zzzz"}))
    assert "Rien ne correspond" in said
    assert "Essayez moins de mots, ou un code" in said


def test_no_search_breaks_the_page(manager):
    for query in some(HOSTILE, 2):
        answer = manager.get(reverse("conventions:create"), {"q": query}, follow=True)
        assert answer.status_code == 200, query[:20]


def test_an_address_that_names_nothing_is_not_found(manager):
    for name, key in product(["institution", "ecole"], ["x", "\x00", LONG[:900], "0" * 32]):
        assert manager.get(reverse("conventions:create"), {name: key}).status_code == 404


def test_the_mayor_is_told_whose_work_it_is(here, client_as):
    answer = client_as(here.actor("maire")).get(reverse("conventions:create"))
    assert answer.status_code == 403
    assert "revient au chef de projet du syndicat" in words(answer)


# --- the proposal ---------------------------------------------------------------------------------
def test_the_proposal_becomes_a_draft_whose_title_reads_well(here, manager):
    url = proposal_of(here)
    shown = manager.get(url)
    assert shown.status_code == 200
    answer = manager.post(url, typed_in(shown), follow=True)
    assert "est préparée. Relisez, puis envoyez en relecture." in words(answer)
    made = Convention.unscoped.order_by("pk").last()
    assert made.title == "Convention ENT de Saint-Modèle (fictive)"


def test_a_wrong_amount_is_said_and_the_rest_is_kept(here, manager):
    url = proposal_of(here)
    typed = typed_in(manager.get(url)) | {"title": "Convention à moi", "unit_price": "dix euros"}
    answer = manager.post(url, typed)
    assert answer.status_code == 422
    said = words(answer)
    assert "Un point à corriger" in said
    assert 'value="Convention à moi"' in said
    assert 'value="dix euros"' in said
    assert not Convention.unscoped.filter(title="Convention à moi").exists()


# --- the draft ----------------------------------------------------------------------------------
@pytest.fixture
def draft(here):
    return acts.draft(here)


def edit(draft):
    return reverse("conventions:edit", args=[draft.public_id])


def test_the_page_of_a_draft_keeps_the_site_s_version_apart_from_its_own(draft, manager):
    said = words(manager.get(edit(draft)))
    assert "Code source, version 0." in said


def test_a_draft_saved_while_typing_says_the_hour_of_paris(draft, manager):
    typed = typed_in(manager.get(edit(draft)))
    typed["version"] = manager.get(edit(draft)).context["edition"]
    url = reverse("conventions:autosave", args=[draft.public_id])
    answer = manager.post(url, typed | {"title": "Convention ENT du matin"})
    assert answer.status_code == 200
    assert answer.json()["saved_at"].replace("\u00a0", " ") == "10 h"
    assert acts.fresh(draft).title == "Convention ENT du matin"


def test_what_is_missing_follows_what_is_typed(draft, manager):
    shown = manager.get(edit(draft))
    assert "Rien : la convention peut partir en relecture" in words(shown)
    typed = typed_in(shown) | {"version": shown.context["edition"], "max_accounts": "100"}
    url = reverse("conventions:autosave", args=[draft.public_id])
    part = manager.post(url, typed).json()["parts"]["manque"].replace("\u00a0", " ")
    assert "Maximum de comptes élèves ouverts (au moins 126)" in part
    assert '<a class="cs-link" href="#id_max_accounts">Champ : Maximum de comptes</a>' in part
    assert "Rien :" not in part


def test_what_the_sending_would_refuse_is_said_on_the_page_of_the_draft(draft, here, manager):
    with recording(SYSTEM):
        party = draft.parties.get(role="syndicate")
        party.institution = here.commune
        party.save()
    assert "figure deux fois" in words(manager.get(edit(draft)))


def test_a_share_is_a_hundred_per_cent_at_most():
    field = forms_creation._detail_field(AcademieData, "adviser_share")
    assert field.clean("100") == 100
    with pytest.raises(ValidationError) as refused:
        field.clean("101")
    assert refused.value.messages == ["Une part va de 0 à 100 % : vérifiez ce nombre."]


def test_a_ground_written_with_its_full_stop_is_printed_without(draft):
    draft.legal_ground_text = "convention de prestation. "
    assert act.values(draft, draft.starts_on)["legal_ground_text"] == "convention de prestation"


def test_two_people_on_one_draft_the_second_keeps_what_they_typed(draft, manager):
    page = manager.get(edit(draft))
    typed = typed_in(page) | {"version": page.context["edition"]}
    manager.post(edit(draft), typed | {"title": "Convention ENT de la première"})
    answer = manager.post(edit(draft), typed | {"title": "Convention ENT de la seconde"})
    assert answer.status_code == 409
    said = words(answer)
    assert "Ce que vous avez écrit est gardé dans cette page" in said
    assert 'value="Convention ENT de la seconde"' in said
    assert acts.fresh(draft).title == "Convention ENT de la première"


def test_nothing_typed_in_a_draft_breaks_its_page(draft, manager):
    page = manager.get(edit(draft))
    typed = typed_in(page) | {"version": page.context["edition"]}
    alone = [{name: "a\x00b"} for name in some(FIELDS, 3)]
    together = [dict.fromkeys(FIELDS, value) for value in some(HOSTILE, 2)]
    for wrong in each([*alone, *together]):
        answer = manager.post(edit(draft), typed | wrong)
        assert answer.status_code in (302, 409, 422), list(wrong)
        if answer.status_code == 422:
            assert "à corriger" in words(answer), list(wrong)
    assert manager.post(edit(draft)).status_code in (409, 422)


def test_the_schools_that_stay_out_are_folded_in_a_large_town(draft, here):
    line = drafting.schools(draft)[0]
    lines = [replace(line, pk=number, selected=number < 3) for number in range(1, 13)]
    form = DraftForm(actor=here.actor("chef-de-projet"), contract=TripartiteData, schools=lines)
    assert form.many_schools
    assert form.schools_left == 10
    few = DraftForm(actor=here.actor("chef-de-projet"), contract=TripartiteData, schools=lines[:4])
    assert not few.many_schools
