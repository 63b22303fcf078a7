"""The cast: people who act in the tests, each with a real mandate behind them.

Every name is an ``Actor``; ``factories.mandate_of(actor)`` gives the row. ``mayor``, ``deputy``,
``preparer`` and ``authority_director`` belong to one commune, ``other_mayor`` to another;
``stranger`` is the mayor of a commune that has nothing to do with anything.
"""

import gc
from contextlib import ExitStack
from itertools import zip_longest
from pathlib import Path

import hypothesis
import pytest
from django.db import connection
from django.test import Client

from accounts.models import User
from governance.middleware import SESSION_KEY
from governance.models import Institution
from governance.offices import Office
from tests import factories
from tests.depth import FULL
from tests.plugins import sessions, statics, template

gc.set_threshold(100_000, 50, 100)
"""A test makes millions of objects that live as long as it does: looking for cycles among them
at each seven hundred took a twelfth of the whole run."""

statics.found_once()

# An ordinary run always tries the same inputs: what it says of a change, it says twice.
hypothesis.settings.register_profile("daily", derandomize=True)
hypothesis.settings.load_profile("default" if FULL else "daily")

BROWSER = ("journeys", "ui", "soak")
"""Folders whose tests mostly wait: for a browser, for processes that are killed."""
LONG = ("rights", "conventions", "demo", "circuits", *BROWSER)
DATABASE = {"db", "transactional_db", "django_db_setup"}


def pytest_collection_modifyitems(items):
    """The folders with the longest files first, so that the workers end together; a file that
    waits after one that computes, so that the processor is seldom idle. While the worker of the
    first file makes the template of the database, the others have files that need none."""
    here = Path(__file__).parent
    files: dict[Path, list[pytest.Item]] = {}
    for item in items:
        files.setdefault(item.path, []).append(item)

    def folder(path):
        return path.relative_to(here).parts[0]

    ranked = sorted(files, key=lambda path: folder(path) not in LONG)
    waiting = [path for path in ranked if folder(path) in BROWSER]
    computing = [path for path in ranked if folder(path) not in BROWSER]
    turns = [path for pair in zip_longest(waiting, computing) for path in pair if path]
    free = [path for path in turns if not any(map(_needs_database, files[path]))]
    bound = [path for path in turns if path not in free]
    items[:] = [item for path in (*bound[:1], *free, *bound[1:]) for item in files[path]]


def _needs_database(item):
    return item.get_closest_marker("django_db") or not DATABASE.isdisjoint(item.fixturenames)


@pytest.fixture(scope="session")
def django_db_keepdb():
    """A file is there already when it is a copy of the template; it is removed below."""
    return connection.vendor == "sqlite"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, django_db_blocker):
    """The test database starts as a copy of a migrated one, as soon as there is one."""
    with django_db_blocker.unblock(), ExitStack() as held:
        held.enter_context(template.lock())
        given = template.give()
        if not given:
            held.enter_context(template.rendering_alone())
        yield held, given


@pytest.fixture(scope="session")
def django_db_setup(django_db_modify_db_settings, django_db_setup, django_db_blocker):
    """The test database, which no session of another thread keeps from being dropped."""
    held, given = django_db_modify_db_settings
    with django_db_blocker.unblock():
        if not given:
            template.keep()
    held.close()
    yield
    with django_db_blocker.unblock():
        sessions.end_others()
        if connection.vendor == "sqlite":
            connection.close()
            for path in Path(connection.settings_dict["NAME"]).parent.glob(
                Path(connection.settings_dict["NAME"]).name + "*"
            ):
                path.unlink()


@pytest.fixture
def recorded(db):
    """``recorded(record)``: check and store a record, with its history and its line."""
    return factories.recorded


@pytest.fixture
def parameters(db):
    """The legal parameters at birth."""
    factories.load_parameters()


@pytest.fixture
def client_as(db):
    """``client_as(actor)``: a browser where the actor is signed in under their mandate."""

    def sign_in(actor):
        client = Client()
        client.force_login(User.objects.get(pk=actor.user_id))
        session = client.session
        session[SESSION_KEY] = actor.mandate_id
        session.save()
        return client

    return sign_in


# --- Institutions ---------------------------------------------------------------------------


@pytest.fixture
def syndicate(db):
    return factories.syndicate()


@pytest.fixture
def commune(db):
    return factories.commune("Clairval")


@pytest.fixture
def other_commune(db):
    return factories.commune("Brumont")


@pytest.fixture
def epci(db):
    return factories.institution(Institution.Kind.EPCI, "Communauté de communes du Val")


@pytest.fixture
def dsden(db):
    return factories.dsden()


@pytest.fixture
def area(db):
    """The district of ``inspector``."""
    return factories.circonscription("Montval-Est")


@pytest.fixture
def other_area(db):
    """The district of ``other_inspector``."""
    return factories.circonscription("Montval-Ouest")


@pytest.fixture
def school(commune, area):
    """A school of ``commune``, in the district of ``inspector``."""
    return factories.school(commune, area=area)


# --- The syndicate --------------------------------------------------------------------------


@pytest.fixture
def project_manager(syndicate):
    return factories.actor(Office.PROJECT_MANAGER, syndicate)


@pytest.fixture
def legal_officer(syndicate):
    return factories.actor(Office.LEGAL_OFFICER, syndicate)


@pytest.fixture
def dpo(syndicate):
    return factories.actor(Office.DPO, syndicate)


@pytest.fixture
def syndicate_president(syndicate):
    return factories.actor(Office.SYNDICATE_PRESIDENT, syndicate)


@pytest.fixture
def syndicate_director(syndicate):
    return factories.actor(Office.SYNDICATE_DIRECTOR, syndicate)


@pytest.fixture
def accounts_officer(syndicate):
    return factories.actor(Office.ACCOUNTS_OFFICER, syndicate)


@pytest.fixture
def admin(syndicate):
    return factories.actor(Office.ADMIN, syndicate)


# --- Local authorities ----------------------------------------------------------------------


@pytest.fixture
def mayor(commune):
    return factories.actor(Office.EXECUTIVE, commune)


@pytest.fixture
def deputy(commune):
    """First deputy; signs nothing without a delegation."""
    return factories.actor(Office.DEPUTY, commune, rank=1)


@pytest.fixture
def preparer(commune, other_commune):
    """Secretary of two communes, acting here for ``commune``."""
    who = factories.person()
    factories.mandate(Office.PREPARER, other_commune, who=who)
    return factories.actor(Office.PREPARER, commune, who=who)


@pytest.fixture
def authority_director(commune):
    return factories.actor(Office.AUTHORITY_DIRECTOR, commune)


@pytest.fixture
def other_mayor(other_commune):
    return factories.actor(Office.EXECUTIVE, other_commune)


@pytest.fixture
def epci_president(epci):
    return factories.actor(Office.EXECUTIVE, epci)


@pytest.fixture
def stranger(db):
    return factories.actor(Office.EXECUTIVE, factories.commune("Loinville"))


# --- The State and partners -----------------------------------------------------------------


@pytest.fixture
def inspector(dsden, area):
    """Signs nothing without a delegation or a waiver."""
    return factories.actor(Office.INSPECTOR, dsden, circonscription=area)


@pytest.fixture
def other_inspector(dsden, other_area):
    return factories.actor(Office.INSPECTOR, dsden, circonscription=other_area)


@pytest.fixture
def dasen(dsden):
    return factories.actor(Office.DASEN, dsden)


@pytest.fixture
def dsden_officer(dsden):
    return factories.actor(Office.DSDEN_OFFICER, dsden)


@pytest.fixture
def school_head(dsden, school):
    return factories.actor(Office.SCHOOL_HEAD, dsden, school=school)


@pytest.fixture
def canope_director(db):
    canope = factories.institution(Institution.Kind.CANOPE, "Réseau Canopé du Val")
    return factories.actor(Office.CANOPE_DIRECTOR, canope)


@pytest.fixture
def provider(db):
    company = factories.institution(Institution.Kind.PROVIDER, "Édite-École SAS")
    return factories.actor(Office.PROVIDER, company)


@pytest.fixture
def auditor(db):
    body = factories.institution(Institution.Kind.OTHER, "Chambre des comptes du Val")
    actor = factories.actor(Office.AUDITOR, body)
    factories.mission(factories.mandate_of(actor))
    return actor


@pytest.fixture
def idle_auditor(db):
    """Whose mandate bears no mission."""
    body = factories.institution(Institution.Kind.OTHER, "Cour des comptes du Val")
    return factories.actor(Office.AUDITOR, body)
