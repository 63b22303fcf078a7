"""Before an election, and at each end of mandate: which acts and delegations are at risk."""

import datetime as dt

import pytest
from django.test import Client

from accounts.models import User
from common import clock
from conventions import risks
from governance.offices import Office
from tests import factories
from tests.circuits import acts

UNTIL = dt.date(2026, 12, 1)


def ends(here, slug, on):
    mandate = here.people[slug]
    mandate.refresh_from_db()
    mandate.ends_on = on
    return factories.recorded(mandate)


def found(here, slug, until=UNTIL):
    actor = here.actor(slug)
    endings = risks.endings(actor, clock.today(), until)
    return (
        endings,
        risks.acts(actor, endings, clock.today()),
        risks.delegations(actor, endings),
    )


def page(here, slug, query=""):
    client = Client()
    client.force_login(User.objects.get(pk=here.actor(slug).user_id))
    return client.get(f"/fins-de-mandat/{query}")


def test_an_act_due_after_the_mandate_is_urgent_and_says_what_to_do(here):
    convention = acts.issued(here)
    ends(here, "maire", dt.date(2026, 5, 20))
    _endings, (risk,), _none = found(here, "chef-de-projet")
    assert (risk.what, risk.urgent, risk.due) == (str(convention), True, dt.date(2026, 6, 3))
    assert risk.todo.replace("\u00a0", " ") == (
        "Faire signer avant le 20 mai 2026 ; sinon la tâche passe au successeur, et les "
        "signatures déjà données restent acquises."
    )


def test_an_act_due_before_the_end_is_only_recalled(here):
    acts.issued(here)
    ends(here, "maire", dt.date(2026, 6, 4))
    _endings, (risk,), _none = found(here, "chef-de-projet")
    assert not risk.urgent
    assert "Rappeler l’échéance du 3" in risk.todo


def test_an_act_not_issued_yet_is_listed(here):
    acts.settled(here)
    ends(here, "maire", dt.date(2026, 6, 4))
    _endings, (risk,), _none = found(here, "chef-de-projet")
    assert risk.situation == "Pas encore en signature (texte arrêté)"


def test_a_delegation_falls_with_its_delegator(here):
    ends(here, "dasen", dt.date(2026, 8, 31))
    _endings, _acts, (risk,) = found(here, "chef-de-projet")
    assert risk.what.startswith("Arrêté n° 2026-A3 : Mme Nadia Lefebvre")
    assert "nouvel arrêté" in risk.todo


def test_mandates_of_elected_people_end_at_the_general_elections(here):
    assert not [e for e in found(here, "chef-de-projet")[0] if e.by_election]
    endings = found(here, "chef-de-projet", dt.date(2032, 3, 1))[0]
    assert "maire" in [e.who.split(", ")[1] for e in endings if e.by_election]


def test_what_is_over_or_later_is_left_out(here):
    acts.issued(here)
    ends(here, "maire", dt.date(2026, 12, 2))
    assert found(here, "chef-de-projet")[0] == []


def test_each_institution_reads_its_own(here):
    acts.issued(here)
    ends(here, "maire", dt.date(2026, 5, 20))
    ends(here, "president", dt.date(2026, 5, 20))
    assert {e.mandate.pk for e in found(here, "secretaire")[0]} == {here.people["maire"].pk}
    assert len(found(here, "secretaire")[1]) == 1
    assert len(found(here, "chef-de-projet")[0]) == 2


@pytest.mark.parametrize(
    ("slug", "status"),
    [("chef-de-projet", 200), ("secretaire", 200), ("inspectrice", 404), ("administration", 404)],
)
def test_who_opens_the_page(here, slug, status):
    assert page(here, slug).status_code == status


def test_the_page_its_filter_and_its_file_hold_the_same_act(here):
    convention = acts.issued(here)
    ends(here, "maire", dt.date(2026, 5, 20))
    shown = page(here, "chef-de-projet").content.decode()
    assert str(convention) in shown
    assert "L’échéance tombe après la fin du mandat" in shown
    short = page(here, "chef-de-projet", "?jusqu_au=2026-05-10").content.decode()
    assert "Aucun acte à risque" in short
    file = page(here, "chef-de-projet", "?format=csv").content.decode("utf-8-sig")
    assert file.splitlines()[0].startswith("Dossier;Institution;Signataire")
    assert str(convention) in file
    wrong = page(here, "chef-de-projet", "?jusqu_au=demain")
    assert wrong.status_code == 200
    assert "demain" in wrong.content.decode()


def test_a_deputy_who_leaves_is_listed_too(here):
    factories.mandate(Office.DEPUTY, here.commune, ends_on=dt.date(2026, 6, 1))
    assert len(found(here, "chef-de-projet")[0]) == 1
