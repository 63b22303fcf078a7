"""Members who asked to be convened on paper although they have an electronic address (P13)."""

from common.models import OutboxMessage
from governance import acting, services
from governance.committees.docdata.builders import convocation
from governance.committees.models import Invitation
from governance.offices import Office
from tests import factories
from tests.governance.committees.people import *  # noqa: F403
from tests.governance.committees.test_meetings import committee, convened, meeting

__all__ = ["committee", "meeting"]

HOME = "3 rue du Lavoir, 80999 Clairval"


def asks_for_paper(mayor, commune):
    """The secretary of the town hall records it for her."""
    services.add_channel(
        actor=factories.actor(Office.PREPARER, commune),
        person=factories.mandate_of(mayor).person,
        kind="post",
        value=HOME,
        scope="personal",
    )


def shown(client, url):
    return client.get(url).content.decode().replace("\xa0", " ")


def test_who_asked_for_paper_is_on_the_postal_list_and_gets_no_mail(
    meeting, secretary, dasen, mayor, commune, client_as
):
    client = client_as(secretary)
    page = f"{meeting.get_absolute_url()}convoquer/"
    assert "a demandé le papier" not in shown(client, page)
    asks_for_paper(mayor, commune)
    assert "a demandé le papier" in shown(client, page)
    convened(meeting, secretary, dasen)
    own = Invitation.unscoped.get(meeting=meeting, mandate=mayor.mandate_id)
    assert own.way == "post"
    told = OutboxMessage.objects.filter(template="committees.convocation")
    assert own.pk not in told.values_list("about_id", flat=True)
    assert told.count() == meeting.invitations.exclude(pk=own.pk).count()
    said = shown(client, meeting.get_absolute_url())
    assert "Convocations à poster" in said
    assert HOME in said
    assert convocation.letter(own).recipient_address == HOME


def test_once_the_address_is_taken_away_the_convocation_leaves_by_mail(
    meeting, secretary, dasen, mayor, commune
):
    asks_for_paper(mayor, commune)
    [channel] = factories.mandate_of(mayor).person.channels.filter(kind="post")
    keeper = acting.actor_of(factories.mandate_of(mayor))
    services.close_channel(actor=keeper, channel=channel, reason="préfère le courriel")
    convened(meeting, secretary, dasen)
    own = Invitation.unscoped.get(meeting=meeting, mandate=mayor.mandate_id)
    assert own.way == "mail"
