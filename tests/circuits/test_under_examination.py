"""A document that came back and waits for an agent: its signatory is told, and asked nothing."""

import datetime as dt

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse

from circuits import links, reminders, returning, together
from circuits import services as circuits
from circuits.models import Assignment, SigningLink
from circuits.paper import certifying
from common import clock, outbox
from common.lifecycle import Refused
from desk import inbox
from documents import store
from documents.lifecycle import SlotLifecycle
from documents.models import PaperReturn, SignedReturn
from governance import acting
from tests.circuits import acts
from tests.circuits.paper import returns
from tests.documents.pdf import forgeries

FIRST_REMINDER = dt.timedelta(days=16)
LATE = dt.timedelta(days=60)


@pytest.fixture
def act(issued):
    return issued


def by_certificate(act, here, party="authority"):
    """The party's file, signed with a certificate that bears another name."""
    step, slot = acts.step_of(act, party), returns.slot_of(act, party)
    mandate = acts.task_of(step).mandate
    actor = acting.actor_of(mandate)
    SlotLifecycle.move(slot, "choose_certificate", actor=actor)
    other = forgeries.signer(settings.VAR_DIR, "Mairie de Saint-Modèle")
    signed = forgeries.sign(store.read(act.envelope.head.file.sha256), other, slot.field)
    returning.deposit(returning.Deposit(step, mandate, actor, signed, "signe.pdf", acts.FACTS))


def on_paper(act, here, party="authority"):
    returns.registered(act, here, party, by="secretaire" if party == "authority" else "juriste")


def set_aside(act, here, reason="Illisible."):
    """An agent refuses whatever waits."""
    agent = here.actor("chef-de-projet")
    for found in SignedReturn.objects.all():
        returning.reject(found, reason=reason, actor=agent)
    for found in PaperReturn.objects.all():
        certifying.reject(found, reason=reason, actor=agent)


WAYS = pytest.mark.parametrize("comes_back", [by_certificate, on_paper])


def page(here, who):
    client = Client()
    client.force_login(here.people[who].person.user)
    words = client.get(reverse("desk:inbox")).content.decode()
    return words.replace("\u00a0", " ").replace("\u202f", " ")


def asked(here, who):
    return [task.button for group in inbox.groups(here.actor(who)) for task in group.tasks]


@WAYS
def test_the_signatory_reads_where_it_stands_and_is_not_asked_again(act, here, comes_back):
    assert asked(here, "maire") == ["Lire et signer"]
    comes_back(act, here)
    assert asked(here, "maire") == []
    assert inbox.count(here.actor("maire")) == 0
    said = page(here, "maire")
    assert "Lire et signer" not in said
    assert "Votre document signé est arrivé le 4 mai 2026, il est en cours" in said
    assert "vous en serez prévenu et pourrez signer de nouveau" in said
    assert act.get_absolute_url() in said


@WAYS
def test_the_act_itself_offers_to_follow_it_not_to_sign(act, here, comes_back):
    client = Client()
    client.force_login(here.people["maire"].person.user)
    before = client.get(act.get_absolute_url()).content.decode()
    comes_back(act, here)
    said = client.get(act.get_absolute_url()).content.decode()
    assert "Voir où en est la vérification" in said
    assert "Lire et signer" not in said
    pressed = "À faire avant le"
    assert said.count(pressed) == before.count(pressed) - 1


@WAYS
def test_the_preparer_reads_it_too_and_has_nothing_to_bring(act, here, comes_back):
    comes_back(act, here)
    said = page(here, "secretaire")
    assert "Le document signé de Mme Hélène Dumont est arrivé le" in said
    assert "Ce que vos élus ont à faire" not in said


@WAYS
def test_nobody_is_reminded_nor_called_meanwhile(act, here, comes_back):
    comes_back(act, here)
    syndicate = here.people["chef-de-projet"].institution_id
    for wait in (FIRST_REMINDER, LATE):
        with clock.at(acts.NOW + wait):
            reminders.run(clock.now())
            late = circuits.late_elsewhere(syndicate, clock.today())
            assert "authority" not in [task.step.party for task in late]
    task = acts.task_of(acts.step_of(act, "authority"))
    assert (task.reminders, task.escalation) == (0, 0)


def test_a_mail_promised_before_it_came_back_asks_nothing(act, here):
    task = acts.task_of(acts.step_of(act, "authority"))
    outbox.send_due()
    circuits.announce(task)
    by_certificate(act, here)
    mail.outbox.clear()
    outbox.send_due()
    assert not [each for each in mail.outbox if each.subject.startswith("À signer")]


@WAYS
def test_once_set_aside_it_is_asked_again_as_on_the_first_day(act, here, comes_back):
    comes_back(act, here)
    with clock.at(acts.NOW + LATE):
        set_aside(act, here)
        assert asked(here, "maire") == ["Lire et signer"]
        assert "en cours de vérification" not in page(here, "maire")
        reminders.run(clock.now())
        task = acts.task_of(acts.step_of(act, "authority"))
        assert (task.reminders, task.escalation) == (0, 0), "they were told of it just now"
    with clock.at(acts.NOW + LATE + dt.timedelta(days=18)):  # a Tuesday of July
        reminders.run(clock.now())
    assert Assignment.unscoped.get(pk=task.pk).reminders == 1


def test_an_expired_link_is_not_renewed_meanwhile(act, here):
    step = acts.step_of(act, "authority")
    link = acts.link_for(step)
    by_certificate(act, here)
    with clock.at(link.expires_at + dt.timedelta(hours=1)):
        with pytest.raises(Refused, match="en cours de vérification"):
            links.renew(link)
        set_aside(act, here)
        links.renew(SigningLink.unscoped.get(pk=link.pk))


def test_an_act_under_examination_is_in_no_list_signed_together(act, here):
    actor = here.actor("inspectrice")
    before = together.count(actor)
    on_paper(act, here, "state")
    assert together.count(actor) == before - 1
