"""The first minutes of an installation: two people, an account each, then the pages."""

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from accounts.models import User
from common import clock, outbox
from common.lifecycle import NotYours, Refused
from governance import acting, services
from governance.models import Institution, Mandate, Person
from governance.offices import Office
from tests import factories

ADMIN = "Mme Ada Martin <Ada@syndicat.example>"
MANAGER = "M. Paul de la Roche <paul@syndicat.example>"


@pytest.fixture
def inbox(db, settings):
    """What leaves is read here."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    return mail


def _open(**changed):
    given = {"city": "Montval", "admin": ADMIN, "manager": MANAGER, **changed}
    call_command("open_site", "Syndicat mixte d’essai", **given)


def test_the_site_opens_with_two_people_who_choose_their_password(inbox):
    _open()
    body = Institution.unscoped.get(operator=True)
    assert body.name == "Syndicat mixte d’essai"
    offices = {m.office for m in Mandate.unscoped.valid_on(clock.today()).filter(institution=body)}
    assert offices == {Office.ADMIN, Office.PROJECT_MANAGER}
    outbox.send_due()
    assert {m.to[0] for m in inbox.outbox} == {"ada@syndicat.example", "paul@syndicat.example"}
    assert all("/compte/mot-de-passe/nouveau/" in m.body for m in inbox.outbox)
    assert not any(user.has_usable_password() for user in User.objects.all())


def test_the_first_two_record_and_confirm_the_next_mandate(inbox):
    _open()
    admin, manager = (
        acting.actor_of(Mandate.unscoped.with_words().get(office=office))
        for office in (Office.ADMIN, Office.PROJECT_MANAGER)
    )
    mandate = services.record_mandate(
        actor=admin,
        person=factories.person(),
        institution=Institution.unscoped.get(operator=True),
        office=Office.LEGAL_OFFICER,
        starts_on=clock.today(),
        act_kind="appointment",
        act_reference="arrêté n° 4",
        act_date=clock.today(),
    )
    assert services.confirm_mandate(actor=manager, mandate=mandate).is_valid(clock.now())


def test_a_site_opens_once(inbox):
    _open()
    with pytest.raises(CommandError, match="déjà ouvert"):
        _open()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"admin": "Ada Martin"}, "Personne illisible"),
        ({"manager": "M. Ada Martin <ada@syndicat.example>"}, "deux personnes"),
        ({"manager": "M. Paul Roche <paul@nulle part>"}, "Personne illisible"),
        ({"manager": "M. Paul Roche <paul@@x>"}, "adresse"),
    ],
)
def test_what_cannot_be_read_opens_nothing(inbox, changed, said):
    with pytest.raises(CommandError, match=said):
        _open(**changed)
    assert not Institution.unscoped.filter(operator=True).exists()
    assert not User.objects.exists()


def test_the_administrator_alone_opens_an_account(inbox, admin, project_manager):
    person = Person(civility="sir", first_name="Rémi", last_name="Nouveau")
    person = factories.recorded(person)
    with pytest.raises(NotYours):
        services.open_account(actor=project_manager, person=person, email="remi@exemple.example")
    services.open_account(actor=admin, person=person, email="remi@exemple.example")
    with pytest.raises(Refused, match="déjà un compte"):
        services.open_account(actor=admin, person=person, email="autre@exemple.example")


def test_two_people_never_share_an_account(inbox):
    first, second = (
        factories.recorded(Person(civility="sir", first_name=name, last_name="Nouveau"))
        for name in ("Rémi", "Luc")
    )
    call_command("open_account", "bureau@exemple.example", person=str(first.public_id))
    with pytest.raises(CommandError, match="déjà celle d’un compte"):
        call_command("open_account", "Bureau@exemple.example", person=str(second.public_id))


def test_nobody_unknown_gets_an_account(db):
    with pytest.raises(CommandError, match="Personne inconnue"):
        call_command("open_account", "x@exemple.example", person="rien")
