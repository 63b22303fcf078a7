"""People who leave, arrive or are away: an absence, an end of mandate, a new mayor and a file."""

import datetime as dt

from audit.actor import SYSTEM
from audit.recording import recording
from circuits import succession
from common import clock, outbox
from demo.world import World
from governance import services
from governance.models import Absence, Institution, Mandate
from governance.offices import Office

from . import territory

AWAY, LEAVING, REPLACED = 2, 6, 5
"""Villages of the scenes: a mayor away, one who leaves soon, one replaced three weeks ago."""


def bring_people_in_motion(world: World) -> None:
    """Each scene only where its village has a mayor, and once."""
    village = territory.invented_communes()
    for rank, play in ((AWAY, _away), (LEAVING, _leaves), (REPLACED, _replaced)):
        mayor = _mayor(village[rank]) if rank < len(village) else None
        if mayor is not None:
            play(mayor)
    succession.succeed(clock.now())
    outbox.send_due()


def _mayor(commune: Institution) -> Mandate | None:
    held = Mandate.unscoped.valid(clock.now()).filter(
        institution=commune, office=Office.EXECUTIVE, ends_on=None
    )
    return held.with_words().first()


def _away(mayor: Mandate) -> None:
    """On leave since the day before yesterday, back in eight days."""
    today = clock.today()
    if not Absence.unscoped.filter(mandate=mayor).exists():
        services.announce_absence(
            actor=SYSTEM,
            mandate=mayor,
            starts_on=today - dt.timedelta(days=2),
            ends_on=today + dt.timedelta(days=8),
        )


def _leaves(mayor: Mandate) -> None:
    """Resigns in forty days: what waits for this signature is at risk."""
    with recording(SYSTEM) as journal:
        mayor.ends_on = clock.today() + dt.timedelta(days=40)
        mayor.ended_early_reason = "démission acceptée par le préfet"
        journal.says(mayor, "change", reason=mayor.ended_early_reason)
        mayor.save()


def _replaced(mayor: Mandate) -> None:
    """Replaced three weeks ago; the file of the commune waits for the new mayor."""
    day = clock.today() - dt.timedelta(days=21)
    if mayor.starts_on >= day:
        return  # elected since then, or replaced already by a chapter that was interrupted
    services.end_mandate(actor=SYSTEM, mandate=mayor, on=day, reason="démission")
    person = services.create_person(
        actor=SYSTEM, civility="madam", first_name="Aurore", last_name="Gabarit"
    )
    services.record_mandate(
        actor=SYSTEM,
        person=person,
        institution=mayor.institution,
        office=Office.EXECUTIVE,
        starts_on=day,
        act_kind="election",
        act_reference="procès-verbal d’élection",
        act_date=day,
    )
