"""Bodies and people that a trial needs and that the directory does not hold: gone afterwards."""

import datetime as dt

from common import clock
from governance.models import Institution, InstitutionKind, Mandate, Person
from governance.offices import AREA_OFFICES, SCHOOL_OFFICES, Office

from ..models import SYNDICATE, ActKind, KindParty
from . import describing

NAMES: dict[str, str] = {
    InstitutionKind.COMMUNE: "Saint-Essai",
    InstitutionKind.EPCI: "Communauté de communes d’Essai",
    InstitutionKind.DSDEN: "DSDEN d’Essai",
    InstitutionKind.ACADEMIE: "Académie d’Essai",
}
"""Names that the acts print well; the other kinds of body bear their own label."""


def cast(kind: ActKind) -> tuple[dict[str, Institution], Mandate]:
    """The body of each part, and the mandate that prepares the act."""
    bodies = {}
    for number, part in enumerate(kind.parts.all()):
        bodies[part.role] = _body(part, number)
        for office in _offices(kind, part):
            _holder(bodies[part.role], office)
    return bodies, _holder(bodies[SYNDICATE], Office.PROJECT_MANAGER)


def _body(part: KindParty, number: int) -> Institution:
    """The syndicate itself; an invented body for anybody else."""
    if part.role == SYNDICATE:
        operator = Institution.unscoped.filter(operator=True).first()
        if operator is not None:
            return operator
    kind = InstitutionKind(part.bodies[0])
    name = NAMES.get(kind, f"{kind.label} d’Essai")
    body = Institution(
        kind=kind,
        name=f"{name} {number}" if number else name,
        fictitious=True,
        operator=part.role == SYNDICATE,
        address="1 place de l’Essai",
        postal_code="00000",
        city="Essai",
    )
    body.save()
    return body


def _offices(kind: ActKind, part: KindParty) -> list[str]:
    """Every office of the part that signs, reads or acts at a step."""
    found = [*part.signatories[:1], *part.readers[:1]]
    for moment in (describing.REVIEW, describing.SIGN):
        found += [
            office
            for step in describing.steps(kind, moment)
            if step.party == part.role
            for office in step.offices[:1]
        ]
    return [o for o in dict.fromkeys(found) if o not in AREA_OFFICES | SCHOOL_OFFICES]


def _holder(body: Institution, office: str) -> Mandate:
    """Whoever holds the office today, else somebody invented."""
    now = clock.now()
    held = Mandate.unscoped.valid(now).with_words().filter(institution=body, office=office).first()
    if held is not None:
        return held
    person = Person(civility="madam", first_name="Camille", last_name="Essai")
    person.save()
    since = clock.today() - dt.timedelta(days=30)
    mandate = Mandate(
        person=person,
        institution=body,
        office=office,
        starts_on=since,
        status=Mandate.Status.VALID,
        act_kind="election",
        act_reference="essai",
        act_date=since,
        confirmed_at=now,
    )
    mandate.save()
    return mandate
