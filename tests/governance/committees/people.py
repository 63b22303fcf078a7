"""The bodies and people around an instance, made once in a process and put back for each test.

``from … import *`` gives them to a module of tests in the place of those of ``tests/conftest.py``.
"""

import pytest

from governance.offices import Office
from tests import factories
from tests.plugins import once

__all__ = [
    "area",
    "cast",
    "commune",
    "dasen",
    "dsden",
    "inspector",
    "mayor",
    "other_commune",
    "other_mayor",
    "parameters",
    "secretary",
    "syndicate",
    "syndicate_president",
]


def _people():
    factories.load_parameters()
    factories.committee_kind()
    syndicate, dsden = factories.syndicate(), factories.dsden()
    commune, other_commune = factories.commune("Clairval"), factories.commune("Brumont")
    area = factories.circonscription("Montval-Est")
    return {
        "syndicate": syndicate,
        "dsden": dsden,
        "commune": commune,
        "other_commune": other_commune,
        "area": area,
        "dasen": factories.actor(Office.DASEN, dsden),
        "inspector": factories.actor(Office.INSPECTOR, dsden, circonscription=area),
        "syndicate_president": factories.actor(Office.SYNDICATE_PRESIDENT, syndicate),
        "mayor": factories.actor(Office.EXECUTIVE, commune),
        "other_mayor": factories.actor(Office.EXECUTIVE, other_commune),
        "secretary": factories.actor(Office.COMMITTEE_SECRETARY, syndicate),
    }


_cast = once.Once(_people, once.Shelf())


@pytest.fixture
def cast(db):
    return _cast()


@pytest.fixture
def parameters(cast):
    """The legal parameters at birth, and the kinds of instances."""


def _of(name):
    @pytest.fixture(name=name)
    def found(cast):
        return cast[name]

    return found


syndicate = _of("syndicate")
dsden = _of("dsden")
commune = _of("commune")
other_commune = _of("other_commune")
area = _of("area")
dasen = _of("dasen")
inspector = _of("inspector")
syndicate_president = _of("syndicate_president")
mayor = _of("mayor")
other_mayor = _of("other_mayor")
secretary = _of("secretary")
