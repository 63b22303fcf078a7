"""The end of the seal is told in time to those who can have it renewed, and to nobody else."""

import datetime as dt

from django.test import Client

from common import clock
from desk import seal
from documents.pdf import keys


def test_told_thirty_days_before_to_its_keepers(here):
    ends = keys.status(clock.now()).not_after
    keeper, mayor = here.actor("juriste"), here.actor("maire")
    with clock.at(ends - dt.timedelta(days=31)):
        assert seal.trouble(keeper) == ""
    with clock.at(ends - dt.timedelta(days=29)):
        assert "expire le" in seal.trouble(keeper)
        assert seal.trouble(mayor) == ""
    with clock.at(ends):
        assert "a expiré" in seal.trouble(keeper)


def test_told_on_the_first_page_when_there_is_no_seal(here, settings):
    settings.SEAL_PKCS12 = "absent.p12"
    for who, told in (("juriste", True), ("maire", False)):
        browser = Client()
        browser.force_login(here.people[who].person.user)
        page = browser.get("/").content.decode()
        assert ("Fichier du cachet introuvable" in page) is told
