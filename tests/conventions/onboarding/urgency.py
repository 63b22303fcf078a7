"""A batch of urgency of the scene: its two decisions, its plan, its schools."""

import datetime as dt

from common import jobs
from conventions.onboarding.models import Ground, SchoolEntry, UrgentBatch
from conventions.onboarding.urgent import services
from tests.conventions.onboarding.scene import NOW

TODAY = NOW.date()
COPY = "b" * 64
PLAN = {
    "help_desk": "L’assistance du syndicat, de 8 h à 18 h.",
    "training": "Une visioconférence par circonscription, animée par les ERUN.",
    "families": "Un message de la direction, le premier jour.",
}
TEXT = {
    "ground": Ground.URGENT,
    "reference": "2026-041",
    "decided_on": TODAY,
    "legal_text": "ordonnance d’essai",
    "text_from": TODAY - dt.timedelta(days=5),
    "text_to": TODAY + dt.timedelta(days=60),
    "file": COPY,
}
DELEGATED = {
    "ground": Ground.DELEGATION,
    "reference": "2026-042",
    "decided_on": TODAY,
    "delegation_reference": "délibération n° 2026-02",
    "file": COPY,
}


def batch(scene, entries=(), *, body=DELEGATED, state=DELEGATED, **fields):
    """In preparation; ``body`` and ``state`` are what the commune and the DSDEN decided."""
    manager = scene.cast["manager"]
    fields = {"label": "Semaine du 16 juin", "resumes_on": TODAY, **PLAN, **fields}
    made = services.prepare(actor=manager, campaign=scene.campaign, **fields)
    for institution, given in ((scene.commune, body), (scene.dsden, state)):
        if given:
            services.decide(actor=manager, batch=made, institution=institution, **given)
    if entries:
        services.add(actor=manager, batch=made, entries=entries)
    return made


def launched(scene, entries, **given):
    """The batch, launched and its work done; returns what was said of each school."""
    made = batch(scene, entries, **given)
    services.launch(actor=scene.cast["manager"], batch=made)
    return fresh(made), run(made)


def run(made):
    job = services.work(fresh(made))
    jobs.run(job.pk)
    return list(job.items.values_list("message", flat=True))


def fresh(made):
    return UrgentBatch.unscoped.select_related("campaign", "circonscription").get(pk=made.pk)


def fresh_entry(entry):
    return SchoolEntry.unscoped.select_related("campaign", "school").get(pk=entry.pk)
