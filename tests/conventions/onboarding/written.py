"""A project of the scene, complete, and what goes around it."""

import datetime as dt

from conventions.onboarding.models import (
    InspectorOpinion,
    OpinionStatus,
    PedagogicalProject,
    SiteVisit,
)
from tests import factories
from tests.conventions.onboarding.scene import NOW

WRITTEN = {
    "levels": "CE1, CE2",
    "cycles": "cycle 2",
    "class_count": 2,
    "pupil_count": 48,
    "authors": "Mme Colin, M. Petit",
    "diagnosis": "Peu d’échanges avec les familles éloignées.",
    "goals": "Écrire chaque semaine pour un lecteur réel.\nLire à voix haute.",
    "uses": "blog de classe : un article par semaine",
    "families_place": "Chaque compte est remis en réunion de rentrée.",
    "technical_needs": "réseau à compléter dans une classe",
    "training_needs": "prise en main, deux enseignants",
    "calendar": "septembre : prise en main",
    "indicators": "comptes activés : 60 % en fin d’année",
    "teachers_council_on": dt.date(2026, 1, 15),
    "authority_position": "accord de principe du 3 février",
}

ROOM = {"room_count": "1", "room_0_label": "classe 1", "room_0_network": "prise murale"}
"""One room, as the page of a visit sends it."""


def project(entry, **fields):
    return factories.recorded(PedagogicalProject(entry=entry, **{**WRITTEN, **fields}))


def typed(project, **changes):
    """The form of a project as its page sends it."""
    written = {name: getattr(project, name) for name in WRITTEN}
    sent = {name: "" if value is None else str(value) for name, value in written.items()}
    return {**sent, "version": str(project.version), **changes}


def visit(entry, visitor, **fields):
    fields.setdefault("visited_on", NOW.date())
    fields.setdefault("internet_access", "fibre")
    fields.setdefault("findings", "réseau à compléter")
    return factories.recorded(
        SiteVisit(entry=entry, visitor=factories.mandate_of(visitor), **fields)
    )


def opinion(project, area, **fields):
    fields.setdefault("status", OpinionStatus.REQUESTED)
    return factories.recorded(
        InspectorOpinion(
            project=project, project_version=project.version, circonscription=area, **fields
        )
    )
