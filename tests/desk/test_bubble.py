"""The number beside « À faire »: that of the moment, counted again once it may have changed."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from common import clock
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(client_as):
    """``told(actor)``: the number on a page that is not the inbox, and how many questions that
    page asked; at the start of a minute."""
    minute = clock.now().replace(second=0, microsecond=0)

    def read(actor, after=0):
        client = client_as(actor)
        moment = clock.at(minute + dt.timedelta(minutes=after))
        with moment, CaptureQueriesContext(connection) as asked:
            page = client.get(reverse("ui:source")).content.decode()
        number = re.search(r'class="cs-count">(\d+)<', page)
        return int(number.group(1)) if number else 0, len(asked)

    return read


def test_a_new_task_shows_at_once_to_its_own_person(told, inspector, mayor, school, parameters):
    assert told(inspector)[0] == 0
    factories.sheet(factories.mandate_of(inspector), school=school)
    assert told(inspector)[0] == 1
    assert told(mayor)[0] == 0


def test_a_page_more_without_a_change_does_not_count_again(told, inspector, school, parameters):
    factories.sheet(factories.mandate_of(inspector), school=school)
    first, asked = told(inspector)
    again, fewer = told(inspector)
    assert first == again == 1
    assert fewer < asked - 5


def test_the_hour_alone_counts_again(told, inspector, school, parameters):
    factories.sheet(factories.mandate_of(inspector), school=school)
    _, asked = told(inspector)
    assert told(inspector, after=1) == (1, asked)
