"""Under which mandate a request acts."""

import datetime as dt
import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import JsonResponse
from django.test import Client
from django.urls import path

from accounts.models import User
from audit import registry
from audit.actor import NOBODY
from common import clock
from common.lifecycle import NotYours
from config import urls as site
from governance import acting
from governance.models import Mandate
from governance.offices import Office
from tests import factories
from tests.factories import mandate_of


def whoami(request):
    actor = request.actor
    return JsonResponse(
        {
            "title": actor.title,
            "institution": actor.institution_id,
            "nobody": actor == NOBODY,
            "mandates": len(request.mandates),
        }
    )


urlpatterns = [path("moi/", whoami), *site.urlpatterns]
SWITCH = "/mandat/"
OTHER = r'name="mandate" value="([^"]+)">([^<]+)</button>'
pytestmark = pytest.mark.urls(__name__)


def seen(client, method="get"):
    return getattr(client, method)("/moi/").json()


def switch(client, mandate, **given):
    return client.post(SWITCH, {"mandate": str(mandate.public_id), **given})


def end(mandate):
    mandate = Mandate.unscoped.get(pk=mandate.pk)
    mandate.ends_on = clock.today()
    factories.recorded(mandate)


def test_actor_carries_plain_values(mayor, commune):
    mandate = mandate_of(mayor)
    assert acting.acting_as(mandate.person.user, mandate, clock.now()) == mayor
    assert mayor.title == "maire de Clairval"
    assert mayor.label == f"{mandate.person}, maire de Clairval"
    assert mayor.person_key == str(mandate.person.public_id)
    assert (mayor.office, mayor.institution_kind) == ("executive", "commune")


def test_journal_names_people_by_their_pseudonym(mayor):
    person = mandate_of(mayor).person
    assert registry.names([mayor.person_key]) == {mayor.person_key: person.formal_name}


def test_somebody_elses_mandate_is_refused(mayor, other_mayor):
    with pytest.raises(NotYours, match="pas le vôtre"):
        acting.acting_as(mandate_of(other_mayor).person.user, mandate_of(mayor), clock.now())


def test_ended_mandate_is_refused_and_names_the_successor(commune):
    last = factories.mandate(Office.EXECUTIVE, commune, ends_on=dt.date(2026, 3, 27))
    who = factories.person(civility="madam", first_name="Jeanne", last_name="Dumont")
    factories.mandate(Office.EXECUTIVE, commune, starts_on=dt.date(2026, 3, 27), who=who)
    with pytest.raises(NotYours) as caught:
        acting.acting_as(last.person.user, last, dt.datetime(2026, 4, 1, tzinfo=dt.UTC))
    assert str(caught.value) == (
        "Votre mandat de maire a pris fin le 27\u00a0mars 2026. Cet acte attend désormais Mme "
        "Jeanne Dumont, maire depuis le 27\u00a0mars 2026. Les signatures déjà données restent "
        "acquises."
    )


def test_ended_mandate_without_successor_says_so(commune):
    last = factories.mandate(Office.EXECUTIVE, commune, ends_on=dt.date(2026, 3, 27))
    words = acting.ended_words(last, dt.datetime(2026, 4, 1, tzinfo=dt.UTC))
    assert "attend désormais que la fonction soit pourvue" in words


def test_closed_account_has_no_mandate(mayor):
    user = User.objects.get(pk=mayor.user_id)
    assert acting.mandates_of(user, clock.now())
    user.is_active = False
    user.save()
    assert acting.mandates_of(user, clock.now()) == []
    with pytest.raises(NotYours):
        acting.acting_as(user, mandate_of(mayor), clock.now())
    assert acting.mandates_of(AnonymousUser(), clock.now()) == []


def test_visitor_is_nobody(db):
    assert seen(Client())["nobody"]


def test_account_without_mandate_is_nobody(db):
    client = Client()
    client.force_login(factories.user())
    assert seen(client)["nobody"]


def test_signed_in_person_acts_under_their_mandate(mayor, client_as):
    assert seen(client_as(mayor))["title"] == "maire de Clairval"


def test_preparer_of_two_communes_switches(preparer, commune, other_commune, client_as):
    client = client_as(preparer)
    assert seen(client) == {
        "title": "secrétaire de mairie de Clairval",
        "institution": commune.pk,
        "nobody": False,
        "mandates": 2,
    }
    other = Mandate.unscoped.get(person_id=preparer.person_id, institution=other_commune)
    answer = switch(client, other, next="/?page=2")
    assert (answer.status_code, answer["Location"]) == (302, "/?page=2")
    assert seen(client)["institution"] == other_commune.pk


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example", "", "javascript:x"])
def test_switch_stays_on_the_site(preparer, client_as, address):
    answer = switch(client_as(preparer), mandate_of(preparer), next=address)
    assert answer["Location"] == "/"


def test_switch_to_somebody_elses_mandate_does_not_exist(preparer, mayor, client_as):
    client = client_as(preparer)
    assert switch(client, mandate_of(mayor)).status_code == 404
    assert client.post(SWITCH, {"mandate": "garbage"}).status_code == 404
    assert seen(client)["title"].startswith("secrétaire")


def test_switch_is_a_post_of_somebody_signed_in(preparer, client_as):
    assert client_as(preparer).get(SWITCH).status_code == 405
    assert Client().post(SWITCH).status_code == 302


def test_rights_are_read_again_at_each_request(mayor, client_as):
    client = client_as(mayor)
    assert not seen(client)["nobody"]
    end(mandate_of(mayor))
    assert seen(client)["nobody"]


def test_suspension_takes_effect_at_once(mayor, client_as):
    client = client_as(mayor)
    mandate = mandate_of(mayor)
    mandate.status = Mandate.Status.SUSPENDED
    factories.recorded(mandate)
    assert seen(client)["nobody"]


def test_what_was_being_sent_is_not_done_under_another_mandate(preparer, other_commune, client_as):
    """The chosen mandate ends between page and click: the POST acts for nobody."""
    client = client_as(preparer)
    end(mandate_of(preparer))
    assert seen(client, "post")["nobody"]
    assert seen(client, "get")["institution"] == other_commune.pk
    assert seen(client, "post")["institution"] == other_commune.pk


def test_first_mandate_is_kept_as_a_choice(preparer, commune, other_commune, client_as):
    """Nobody slides from one quality to another because the first one ended."""
    client = Client()
    client.force_login(User.objects.get(pk=preparer.user_id))
    first = seen(client)["institution"]
    chosen = Mandate.unscoped.get(person_id=preparer.person_id, institution_id=first)
    end(chosen)
    assert seen(client, "post")["nobody"]


def offered(client):
    """The other mandates offered under one's name: words → value."""
    shown = client.get("/").content.decode()
    return {words: value for value, words in re.findall(OTHER, shown)}


def test_who_holds_several_mandates_is_offered_the_others_under_their_name(preparer):
    client = Client()
    client.force_login(mandate_of(preparer).person.user)
    (words,) = before = offered(client)
    switched = client.post(SWITCH, {"mandate": before[words], "next": "/"})
    assert switched.url == "/"
    (other,) = offered(client)
    assert {words, other} == {"secrétaire de mairie de Clairval", "secrétaire de mairie de Brumont"}


def test_who_holds_one_mandate_is_offered_nothing(mayor):
    client = Client()
    client.force_login(mandate_of(mayor).person.user)
    assert offered(client) == {}
