"""A district’s order, its school under a convention in force, and who executes."""

import datetime as dt

from conventions.onboarding import registry
from conventions.onboarding.models import (
    BaseOpeningOrder,
    EntryStatus,
    OpeningCheck,
    OpeningLine,
    OrderKind,
    Profile,
)
from conventions.onboarding.models.openings import DECIDED
from conventions.onboarding.openings import checks, services
from governance.models import InstitutionKind
from governance.offices import Office
from tests import factories
from tests.conventions.onboarding.scene import NOW, entry, put

TODAY = NOW.date()
COPY = "a" * 64
COUNTS = {Profile.PUPILS: 126, Profile.GUARDIANS: 210, Profile.TEACHERS: 6, Profile.HEADS: 1}
DECISION = {"decision_reference": "2026-118", "decided_on": TODAY, "file": COPY}


def convention(monkeypatch, *, in_force=True):
    found = registry.Coverage("CONV-1", "En vigueur", "/", in_force=in_force)
    monkeypatch.setattr(registry, "_covering", [lambda school, day, classes: found])


def provider(name="Édite-École SAS"):
    return factories.institution(InstitutionKind.PROVIDER, name)


def cast(scene):
    """The cast of entries, with those who execute and those whom the DASEN empowered."""
    named, other = provider(), provider("Autre-ENT SARL")
    academie = scene.dsden.parent or factories.academie()
    delegate = factories.actor(Office.DSDEN_OFFICER, scene.dsden)
    factories.delegation(
        factories.mandate_of(scene.cast["dasen"]),
        factories.mandate_of(delegate),
        objects_covered=["decision"],
    )
    return named, scene.cast | {
        "delegate": delegate,
        "drane": factories.actor(Office.DRANE, academie),
        "provider": factories.actor(Office.PROVIDER, named),
        "other_provider": factories.actor(Office.PROVIDER, other),
    }


def order(scene, *, by="manager", kind=OrderKind.OPEN, status=None, **fields):
    fields.setdefault("effective_on", TODAY)
    fields.setdefault("report_due", fields["effective_on"] + dt.timedelta(days=7))
    if kind == OrderKind.CLOSE:
        fields.setdefault("purge_on", TODAY + dt.timedelta(days=30))
    made = services.prepare(actor=scene.cast[by], kind=kind, area=scene.area, **fields)
    return standing(made, status) if status else made


def standing(made, status):
    """The order as its history would have left it."""
    more = {}
    if status in DECIDED:
        more = {"decision_reference": "2026-118", "decided_on": TODAY, "decision_file": COPY}
    return put(made, status=status, **more)


def line(scene, made, *, school=None, status=None, ticked=True, **fields):
    """The school of the scene on the list of ``made``, its preconditions ticked."""
    at = EntryStatus.UNDER_CONVENTION if made.opens else EntryStatus.BASE_OPEN
    file = entry(scene.campaign, school or scene.school, status=fields.pop("entry", at))
    found = factories.recorded(OpeningLine(order=made, entry=file))
    if ticked:
        for name in checks.NEEDED[made.kind]:
            ticked_by = factories.mandate_of(scene.cast["manager"])
            factories.recorded(OpeningCheck(line=found, name=name, on=TODAY, by=ticked_by))
    return put(found, status=status, **fields) if status else found


def fresh_line(found):
    return OpeningLine.unscoped.select_related("order", "entry").get(pk=found.pk)


def fresh_order(found):
    return BaseOpeningOrder.unscoped.get(pk=found.pk)
