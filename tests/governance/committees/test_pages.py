"""The pages of instances: what they show, what they ask, what they keep after a refusal."""

import pytest
from django.urls import reverse

from common import clock
from governance.committees.models import Committee
from governance.offices import Office
from tests import factories

STATE, AUTHORITIES = "Éducation nationale", "Collectivités"


@pytest.fixture
def committee(parameters):
    return factories.committee(reference="CE")


def page(name, record):
    return reverse(f"committees:{name}", args=[record.public_id])


def text(answer):
    return answer.content.decode().replace("\xa0", " ").replace("\u202f", " ")


def form_of(client, url):
    """What the form of a page would send, were it sent untouched."""
    form = client.get(url).context["form"]
    values = {bound.html_name: bound.value() for bound in form}
    return {name: value for name, value in values.items() if value not in (None, False, "")}


def test_the_page_says_who_sits_what_is_vacant_and_by_which_rules(
    client_as, committee, mayor, commune, other_commune
):
    for body in (commune, other_commune):
        factories.seat(committee, body, Office.EXECUTIVE, college=AUTHORITIES)
    shown = text(client_as(mayor).get(committee.get_absolute_url()))
    assert factories.mandate_of(mayor).person.formal_name in shown
    assert "Maire de Brumont" in shown
    assert "Vacant" in shown
    assert "Aucun siège dans ce collège." in shown
    assert "règlement intérieur, art. 5.3" in shown
    assert "Ajouter un siège" not in shown, "a member changes nothing"


def test_an_instance_is_created_from_its_kind_and_listed(
    client_as, parameters, project_manager, syndicate
):
    client, kind = client_as(project_manager), factories.committee_kind()
    url = f"{reverse('committees:create')}?nature={kind.public_id}"
    given = form_of(client, url)
    assert given["host"] == syndicate, "the syndicate is proposed"
    wrong = client.post(
        url, {**given, "name": "Comité d’éthique", "named": "le comité", "reference": "c e"}
    )
    assert wrong.status_code == 422
    assert "Le sigle est fait de capitales" in text(wrong)
    assert "Comité d’éthique" in text(wrong), "what was typed is kept"
    made = client.post(
        url, {**given, "name": "Comité d’éthique", "named": "le comité", "reference": "ce"}
    )
    assert made.url == Committee.unscoped.get(reference="CE").get_absolute_url()
    assert "1 instance" in text(client.get(reverse("committees:list")))
    assert "Comité d’éthique" in text(client.get(reverse("committees:list") + "?format=csv"))


def test_a_seat_is_given_to_an_office_or_refused_with_a_sentence(
    client_as, committee, project_manager, commune
):
    client, url = client_as(project_manager), page("add_seat", committee)
    given = form_of(client, url) | {
        "college": AUTHORITIES, "institution": "Clairval", "office": Office.PREPARER,
        "voting": "voting",
    }  # fmt: skip
    assert "indiquez laquelle siège" in text(client.post(url, given))
    absent = client.post(url, given | {"person": "Personne Inconnue"})
    assert "Personne de ce nom n’exerce cette fonction" in text(absent)
    assert 'value="Personne Inconnue"' in text(absent)
    assert client.post(url, given | {"office": Office.EXECUTIVE}).status_code == 302
    assert committee.seats.get().voting
    assert "a ajouté un siège : maire de Clairval." in text(
        client.get(committee.get_absolute_url())
    )


def test_a_new_version_of_the_rules_is_typed_with_its_articles(client_as, committee, legal_officer):
    client, url = client_as(legal_officer), page("change_rules", committee)
    given = form_of(client, url) | {"reason": "Règlement modifié.", "notice_days": "8"}
    refused = client.post(url, given | {"tie": "chair"})
    assert refused.status_code == 422
    assert "il n’a jamais de voix prépondérante" in text(refused)
    assert 'value="8"' in text(refused)
    done = client.post(url, given | {"source_meeting__notice": "4.3 bis"})
    assert done.status_code == 302
    rules = committee.rules_on(clock.today())
    assert (rules.notice_days, rules.citations["meeting.notice"]) == (8, "4.3 bis")
    assert rules.chairs == ["dasen", "syndicate_president"]
    assert "8 jours francs" in text(client.get(committee.get_absolute_url()))
