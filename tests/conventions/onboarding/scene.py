"""A campaign of the syndicate, one school of an invented commune, and everybody around it."""

import datetime as dt

from audit.actor import SYSTEM
from conventions.onboarding import enrolling, facts, participants
from conventions.onboarding.models import Campaign, CampaignStep, EntryDebt, SchoolEntry
from governance.models import InstitutionKind
from governance.offices import Office
from tests import factories
from tests.plugins import once

NOW = dt.datetime(2026, 6, 16, 9, tzinfo=dt.UTC)
YEAR = "2026-2027"


def campaign(school_year=YEAR, **fields):
    """Open all the year before its rentrée, with one dated step per name given in ``due``."""
    due = fields.pop("due", {})
    first = int(school_year[:4])
    fields.setdefault("opens_on", dt.date(first - 1, 11, 1))
    fields.setdefault("closes_on", dt.date(first, 8, 31))
    fields.setdefault("territory", factories.syndicate())
    if "owner" not in fields:
        fields["owner"] = factories.mandate(Office.PROJECT_MANAGER, factories.syndicate())
    found = factories.recorded(Campaign(school_year=school_year, **fields))
    for name, day in due.items():
        factories.recorded(CampaignStep(campaign=found, step=name, due_on=day, source="règle"))
    return found


def entry(campaign, school, **fields):
    """The file of ``school``, as the service enrols it, then with ``fields`` changed."""
    manager = factories.acting.actor_of(campaign.owner)
    found = enrolling.enrol(actor=manager, campaign=campaign, school=school)
    return put(found, **fields) if fields else found


def put(record, **values):
    """A record as a history that is not the subject would have left it."""
    for name, value in values.items():
        setattr(record, name, value)
    return factories.recorded(record)


def fresh(entry):
    return SchoolEntry.unscoped.select_related("campaign", "school", "competent").get(pk=entry.pk)


def debt(entry, kind, **fields):
    fields.setdefault("due_on", NOW.date() + dt.timedelta(days=90))
    return factories.recorded(EntryDebt(entry=entry, kind=kind, **fields))


def everything_holds(monkeypatch):
    """Every fact of an entry is true."""
    for name in facts.FACTS:
        monkeypatch.setitem(facts._readers, name, lambda entry, **given: ())


def nothing_known(monkeypatch):
    """No capability answers for any fact."""
    monkeypatch.setattr(facts, "_readers", {})


class Scene:
    """One commune, its school, its district; the people who act and those who may not."""

    def __init__(self):
        factories.load_parameters()
        participants.load_circuits(factories.START)
        self.syndicate, self.dsden = factories.syndicate(), factories.dsden()
        self.commune = factories.commune("Clairval")
        self.area = factories.circonscription("Montval-Est")
        self.school = factories.school(self.commune, area=self.area)
        self.campaign = campaign()
        elsewhere = factories.commune("Loinville")
        other_area = factories.circonscription("Montval-Ouest")
        other_school = factories.school(elsewhere, "École du Pont", area=other_area)
        other_dsden = factories.institution(InstitutionKind.DSDEN, "DSDEN du Nord")
        actor = factories.actor
        self.cast = {
            "system": SYSTEM,
            "manager": factories.acting.actor_of(self.campaign.owner),
            "colleague": actor(Office.PROJECT_MANAGER, self.syndicate),
            "jurist": actor(Office.LEGAL_OFFICER, self.syndicate),
            "director": actor(Office.SYNDICATE_DIRECTOR, self.syndicate),
            "accounts": actor(Office.ACCOUNTS_OFFICER, self.syndicate),
            "admin": actor(Office.ADMIN, self.syndicate),
            "head": actor(Office.SCHOOL_HEAD, self.dsden, school=self.school),
            "teacher": actor(Office.TEACHER, self.dsden, school=self.school),
            "inspector": actor(Office.INSPECTOR, self.dsden, circonscription=self.area),
            "adviser": actor(Office.DIGITAL_ADVISER, self.dsden, circonscription=self.area),
            "dasen": actor(Office.DASEN, self.dsden),
            "officer": actor(Office.DSDEN_OFFICER, self.dsden),
            "mayor": actor(Office.EXECUTIVE, self.commune),
            "preparer": actor(Office.PREPARER, self.commune),
            "director_of_commune": actor(Office.AUTHORITY_DIRECTOR, self.commune),
            "other_head": actor(Office.SCHOOL_HEAD, self.dsden, school=other_school),
            "other_inspector": actor(Office.INSPECTOR, self.dsden, circonscription=other_area),
            "other_adviser": actor(Office.DIGITAL_ADVISER, self.dsden, circonscription=other_area),
            "other_dasen": actor(Office.DASEN, other_dsden),
            "stranger": actor(Office.EXECUTIVE, elsewhere),
            "stranger_preparer": actor(Office.PREPARER, elsewhere),
            "parent": actor(
                Office.PARENT_REP, factories.institution(InstitutionKind.OTHER, "Parents")
            ),
        }

    def entry(self, **fields):
        return entry(self.campaign, self.school, **fields)


build = once.Once(Scene, once.Shelf())
"""The same, made once in a process."""
