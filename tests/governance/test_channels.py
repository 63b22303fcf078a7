"""Which address may receive a code, and who reads it in clear."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from audit.models import Event
from common import clock
from common.lifecycle import NotYours, Refusal, Refused
from governance import channels, services
from governance.models import ContactChannel
from governance.offices import Office
from tests import factories
from tests.factories import mandate_of

SCAN = "d" * 64
EMAIL, MOBILE = "email", "mobile"


def sheet(actor, signatory, **fields):
    given = {
        "scan": SCAN,
        "signed_on": dt.date(2026, 4, 2),
        "email": "h.martin@val.example",
        "mobile": "06 12 34 56 40",
        "accepts_process": True,
    }
    return services.register_sheet(actor=actor, mandate=mandate_of(signatory), **(given | fields))


def code_channel(signatory):
    """Whatever its age: what is tried is the address itself."""
    return channels.for_code(mandate_of(signatory), at=clock.now(), recent=True)


@pytest.mark.parametrize(
    ("kind", "typed", "kept", "shown"),
    [
        (EMAIL, " H.Martin@Exemple.FR ", "h.martin@exemple.fr", "h••••@exemple.fr"),
        (MOBILE, "06 12 34 56 40", "0612345640", "06 •• •• •• 40"),
        (MOBILE, "+33 (0)7 12.34.56.41", "0712345641", "07 •• •• •• 41"),
        (MOBILE, "0033612345640", "0612345640", "06 •• •• •• 40"),
        (MOBILE, "+262 692 12 34 56", "0692123456", "06 •• •• •• 56"),
        (MOBILE, "01 99 00 12 34", "0199001234", "01 •• •• •• 34"),
    ],
)
def test_written_form_and_mask(kind, typed, kept, shown):
    assert channels.normalised(kind, typed) == kept
    assert channels.masked(kind, kept) == shown


@pytest.mark.parametrize("typed", ["03 22 00 00 00", "06 12 34 56", "0612345678901", "abc", ""])
def test_number_that_receives_no_text_message_is_refused(typed):
    with pytest.raises(ValidationError, match="mobile refusé"):
        channels.normalised(MOBILE, typed)


def test_code_goes_to_the_mobile_of_the_sheet(mayor, preparer):
    sheet(preparer, mayor)
    found = code_channel(mayor)
    assert (found.kind, found.value, found.masked) == (MOBILE, "0612345640", "06 •• •• •• 40")
    assert found.entered_by_id == preparer.mandate_id
    assert found.sheet.scan == SCAN


def test_mail_alone_serves_when_there_is_no_mobile(mayor, preparer):
    sheet(preparer, mayor, mobile="")
    assert code_channel(mayor).kind == EMAIL


def test_no_code_without_a_sheet_that_accepts_the_process(mayor, preparer):
    assert code_channel(mayor).key == "channel.no_sheet"
    sheet(preparer, mayor, accepts_process=False)
    assert code_channel(mayor).key == "channel.no_sheet"


def test_sheet_without_address_leaves_paper(mayor, preparer):
    sheet(preparer, mayor, mobile="", email="")
    assert code_channel(mayor).key == "channel.none"


@pytest.mark.parametrize(
    "address",
    [
        "mairie.clairval@poste.example",
        "mairie@clairval.example",
        "secretariat-mairie@clairval.example",
        "contact@clairval.example",
        "maire@clairval.example",
        "ce.0800154h@academie.example",
    ],
)
def test_shared_mailbox_receives_no_code(mayor, preparer, address):
    with pytest.raises(Refused, match="institution ou d’un service") as caught:
        sheet(preparer, mayor, email=address)
    assert caught.value.refusals[0].source.startswith("CAA Nancy")
    assert not ContactChannel.unscoped.exists()


@pytest.mark.parametrize("address", ["louise.maire@val.example", "j.laville@val.example"])
def test_surname_is_not_an_office(mayor, preparer, address):
    assert sheet(preparer, mayor, email=address).email == address


def test_known_address_of_an_institution_receives_no_code(mayor, preparer, commune):
    services.add_channel(
        actor=preparer,
        kind=EMAIL,
        value="Clairval@val.example",
        scope="institutional",
        institution=commune,
    )
    with pytest.raises(Refused):
        sheet(preparer, mayor, email="clairval@val.example")


@pytest.mark.parametrize("typed", ["06 12 34 56 40", "06.12.34.56.40", "+33612345640"])
def test_telephone_of_the_office_receives_no_code(mayor, preparer, commune, typed):
    commune.phone = typed
    factories.recorded(commune)
    with pytest.raises(Refused, match="institution"):
        sheet(preparer, mayor)


def test_address_of_another_person_receives_no_code(mayor, deputy, preparer):
    sheet(preparer, mayor)
    with pytest.raises(Refused, match="autre personne"):
        sheet(preparer, deputy, mobile="")


def test_account_of_another_person_receives_no_code(mayor, preparer):
    secretary = mandate_of(preparer).person.user.email
    with pytest.raises(Refused, match="autre personne"):
        sheet(preparer, mayor, email=secretary)


def test_address_taken_by_an_institution_meanwhile_is_refused_at_use(mayor, preparer, commune):
    sheet(preparer, mayor, mobile="")
    factories.recorded(
        ContactChannel(
            kind=EMAIL,
            value="h.martin@val.example",
            scope="institutional",
            institution=commune,
            starts_on=clock.today(),
        )
    )
    assert code_channel(mayor).key == "channel.institutional"


def test_signing_address_is_not_given_to_another_use(mayor, deputy, preparer):
    sheet(preparer, mayor)
    with pytest.raises(ValidationError, match="autre personne"):
        services.add_channel(
            actor=preparer,
            kind=MOBILE,
            value="0612345640",
            scope="personal",
            person=mandate_of(deputy).person,
        )


def test_new_sheet_replaces_the_address_and_keeps_the_one_unchanged(mayor, preparer):
    first = sheet(preparer, mayor)
    old_mail = ContactChannel.unscoped.get(kind=EMAIL)
    with clock.at(clock.now() + dt.timedelta(days=3)):
        second = sheet(preparer, mayor, mobile="0712345641")
        assert code_channel(mayor).value == "0712345641"
    first.refresh_from_db()
    assert (first.current, second.current) == (False, True)
    kept = ContactChannel.unscoped.get(kind=EMAIL)
    assert (kept.pk, kept.recorded_at, kept.sheet_id) == (
        old_mail.pk,
        old_mail.recorded_at,
        second.pk,
    )
    assert ContactChannel.unscoped.get(value="0612345640").ends_on is not None


def test_address_cools_for_ten_days(mayor, preparer, parameters):
    sheet(preparer, mayor)
    channel = code_channel(mayor)
    soon = channel.recorded_at + dt.timedelta(days=10)
    assert channels.cooling(channel, soon - dt.timedelta(seconds=1)).key == "channel.cooling"
    assert channels.cooling(channel, soon) is None


def test_a_recent_address_receives_no_code_before_its_second_check(
    mayor, preparer, project_manager, parameters
):
    sheet(preparer, mayor, mobile="")
    mandate, at = mandate_of(mayor), clock.now()
    assert channels.for_code(mandate, at=at).key == "channel.cooling"
    aged = channels.for_code(mandate, at=at + dt.timedelta(days=10))
    assert aged == code_channel(mayor)
    services.check_channel(actor=project_manager, channel=aged, how="Appel à la mairie.")
    found = channels.for_code(mandate, at=at)
    assert found == aged
    assert (found.checked_by_id, found.checked_how) == (
        project_manager.mandate_id,
        "Appel à la mairie.",
    )
    assert Event.objects.filter(verb="check_channel", reason="Appel à la mairie.").exists()


def test_the_older_address_serves_while_the_new_one_waits(mayor, preparer, parameters):
    sheet(preparer, mayor, mobile="")
    later = clock.now() + dt.timedelta(days=12)
    with clock.at(later):
        sheet(preparer, mayor)
        assert channels.for_code(mandate_of(mayor), at=later).kind == EMAIL
        assert code_channel(mayor).kind == MOBILE


def test_a_second_check_says_how_and_is_made_once(mayor, preparer, project_manager):
    sheet(preparer, mayor)
    channel = code_channel(mayor)
    with pytest.raises(Refused, match="motif"):
        services.check_channel(actor=project_manager, channel=channel, how=" ")
    services.check_channel(actor=project_manager, channel=channel, how="Appel.")
    with pytest.raises(Refused, match="n’attend pas"):
        services.check_channel(actor=project_manager, channel=channel, how="Appel.")


@pytest.mark.parametrize("who", ["mayor", "preparer", "admin", "inspector"])
def test_who_does_not_make_the_second_check(who, request, mayor, preparer):
    sheet(preparer, mayor)
    with pytest.raises(NotYours):
        services.check_channel(
            actor=request.getfixturevalue(who), channel=code_channel(mayor), how="Appel."
        )


def test_the_day_of_an_address_is_the_day_in_paris(mayor, preparer, parameters):
    with clock.at(dt.datetime(2026, 5, 4, 22, 30, tzinfo=dt.UTC)):
        sheet(preparer, mayor)
        refusal = channels.cooling(code_channel(mayor), clock.now())
    assert "enregistrée le 5\xa0mai 2026" in refusal.sentence


@pytest.mark.parametrize("who", ["mayor", "other_mayor", "deputy", "admin", "inspector"])
def test_who_does_not_file_a_sheet(who, request, deputy):
    actor = request.getfixturevalue(who)
    if who == "mayor":
        assert sheet(actor, deputy).pk, "the executive keeps the sheets of the commune"
        return
    with pytest.raises(NotYours):
        sheet(actor, deputy)


def test_sheet_signed_tomorrow_or_without_scan_is_refused(mayor, preparer):
    with pytest.raises(ValidationError, match="futur"):
        sheet(preparer, mayor, signed_on=clock.today() + dt.timedelta(days=1))
    with pytest.raises(ValidationError):
        sheet(preparer, mayor, scan="")


def test_own_people_read_in_clear_others_masked(
    mayor, preparer, other_mayor, project_manager, admin, stranger
):
    sheet(preparer, mayor)
    channel = code_channel(mayor)
    for actor in (mayor, preparer):
        assert channels.shown(channel, actor) == "0612345640"
    for actor in (other_mayor, project_manager, admin, stranger):
        assert channels.shown(channel, actor) == "06 •• •• •• 40"


def test_visibility_of_addresses(mayor, preparer, other_mayor, project_manager, admin, commune):
    """A signing address: its own people and the syndicate; the desk of a body: everybody."""
    sheet(preparer, mayor)
    services.add_channel(
        actor=preparer,
        kind=EMAIL,
        value="accueil@clairval.example",
        scope="institutional",
        institution=commune,
    )

    def scopes(actor):
        return sorted(set(ContactChannel.objects.visible_to(actor).values_list("scope", flat=True)))

    for actor in (mayor, preparer, project_manager):
        assert scopes(actor) == ["institutional", "signing"]
    for actor in (other_mayor, admin):
        assert scopes(actor) == ["institutional"]


def test_address_for_one_body_is_not_shown_to_another(mayor, preparer, epci):
    """The mayor also serves the EPCI, whose staff do not read the commune's sheet."""
    factories.mandate(Office.DEPUTY, epci, who=mandate_of(mayor).person, rank=1)
    sheet(preparer, mayor)
    director = factories.actor(Office.AUTHORITY_DIRECTOR, epci)
    channel = code_channel(mayor)
    assert channel not in ContactChannel.objects.visible_to(director)
    assert channels.shown(channel, director) == "06 •• •• •• 40"


def test_overseas_sheet_serves_the_day_it_is_filed(preparer):
    """At 2 h UTC it is still the day before in Guadeloupe (UTC-4)."""
    island = factories.commune("Anse-Vive", time_zone="America/Guadeloupe")
    mayor = factories.actor(Office.EXECUTIVE, island)
    secretary = factories.actor(Office.PREPARER, island)
    with clock.at(dt.datetime(2026, 9, 2, 2, tzinfo=dt.UTC)):
        filed = sheet(secretary, mayor)
        assert filed.starts_on == dt.date(2026, 9, 1)
        assert code_channel(mayor).value == "0612345640"


def test_signing_address_comes_from_the_sheet_of_that_person(mayor, deputy, preparer):
    filed = sheet(preparer, mayor, email="", mobile="")
    with pytest.raises(Refused, match="fiche signataire"):
        services.add_channel(
            actor=preparer,
            kind=MOBILE,
            value="0612345640",
            scope="signing",
            person=mandate_of(deputy).person,
            sheet=filed,
        )


def test_refusal_is_a_sentence_with_its_source(mayor):
    answer = channels.refusal(
        EMAIL, "mairie@clairval.example", mandate_of(mayor).person, clock.today()
    )
    assert isinstance(answer, Refusal)
    assert "m••••@clairval.example" in answer.sentence
