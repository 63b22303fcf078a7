"""Invented communes around the world of the demonstration: a school, a mayor, a membership each."""

import datetime as dt

from audit.actor import SYSTEM
from audit.recording import recording
from common import jobs
from conventions import kinds
from conventions.batches import moving, places, reading, services
from conventions.models import Batch, Convention
from governance.models import (
    CirconscriptionLink,
    Competence,
    Institution,
    Mandate,
    Membership,
    Person,
    School,
)
from governance.offices import Office
from tests import factories

AUTUMN = dt.date(2026, 9, 1)
SINCE = dt.date(2020, 1, 1)
COMMON = {"diagnosis_date": "2026-02-05", "legal_ground_reference": "l’article 4"}
"""What makes every act complete, given once for a batch."""


def names(count, first=1):
    """What a list says of them."""
    return [f"Essai-{number:03d}" for number in range(first, first + count)]


def invent(here, count, *, first=1, area=None, **fields):
    """So many communes of the district of the world, each ready to be party to an act."""
    with recording(SYSTEM):
        return [
            _commune(here, number, area or here.area, fields)
            for number in range(first, first + count)
        ]


def _commune(here, number, area, fields):
    body = Institution(
        kind="commune",
        name=f"Commune d’Essai-{number:03d} (fictive)",
        insee_code=f"80{chr(65 + number // 100)}{number % 100:02d}",
        fictitious=True,
        address="1 place de la Mairie",
        postal_code="80999",
        city="Essai",
        **fields,
    )
    body.save()
    add_school(body, number + 100, area)
    _leads(body, f"Maire{number}")
    return body


def group(name, towns, kind="epci"):
    """An EPCI, or another ``kind`` of body, that answers for the schools of these communes, ready
    to be party to an act."""
    with recording(SYSTEM):
        body = Institution(kind=kind, name=name, fictitious=True, address="1 rue du Val")
        body.postal_code, body.city = "80999", "Essai"
        body.save()
        _leads(body, "Présidente")
        for town in towns:
            for row in town.schools.get().competences.all():
                row.institution = body
                row.save()
    return body


def _leads(body, last_name):
    """A member of the syndicate, under an executive in office; under ``recording``."""
    Membership(institution=body, kind="member", starts_on=SINCE).save()
    person = Person(civility="madam", first_name="Anne", last_name=last_name)
    person.save()
    Mandate(
        person=person,
        institution=body,
        office=Office.EXECUTIVE,
        starts_on=dt.date(2026, 3, 28),
        status="valid",
        act_kind="election",
        act_reference="procès-verbal d’élection",
        act_date=dt.date(2026, 3, 28),
        confirmed_at=dt.datetime(2026, 3, 29, 8, tzinfo=dt.UTC),
    ).save()


def add_school(commune, number, area, competent=None, pupils=40):
    """One more school of a commune, answered for by it or by ``competent``; under ``recording``."""
    school = School(
        uai=factories.uai(number),
        name=f"École {number}",
        commune=commune,
        kinds=["elementaire"],
        pupils=pupils,
        postal_code="80999",
        city="Essai",
    )
    school.save()
    CirconscriptionLink(school=school, circonscription=area, starts_on=SINCE).save()
    Competence(institution=competent or commune, school=school, starts_on=SINCE).save()
    return school


def fresh(batch):
    return Batch.unscoped.get(pk=batch.pk)


def work(batch):
    """The work under way on the batch."""
    return services.work(fresh(batch))


# --- a batch, step by step ---
def places_of(text, actor):
    return places.named(reading.pasted(text), actor=actor, day=AUTUMN, with_schools=True)


def opened(text, actor, **given):
    """A batch of the list, examined."""
    given = {"common": COMMON, "bodies": {}, **given}
    kind = given.pop("kind", None) or kinds.current("tripartite")
    batch = services.open_batch(kind, "Rentrée", places_of(text, actor), actor=actor, **given)
    run(batch)
    return fresh(batch)


def run(batch):
    """The worker does what is asked on the batch; what each line says."""
    job = work(batch)
    jobs.run(job.pk)
    return [item.message for item in job.items.all()]


def made(here, manager, count):
    """A batch of so many communes, whose drafts exist."""
    invent(here, count)
    batch = opened("\n".join(names(count)), manager)
    services.launch(batch, actor=manager)
    run(batch)
    return fresh(batch)


def in_batch(batch):
    return list(Convention.unscoped.filter(batch_row__batch=batch).order_by("reference"))


def send(batch, slug, actor, **given):
    chosen = given.pop("acts", None) or in_batch(batch)
    services.send(fresh(batch), moving.MOVES[slug], chosen, actor=actor, **given)
    return run(batch)
