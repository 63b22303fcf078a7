"""A project as it is written: several authors, one version per save, nobody's text lost."""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django.utils import timezone

from audit import registry as audit
from audit.actor import Actor
from audit.models import Event
from audit.recording import recording
from common import clock, french, private_names
from common.lifecycle import Refusal, Refused
from governance.services.store import require, store

from .. import registry
from ..models import SchoolEntry
from ..models.projects import PedagogicalProject, ProjectStatus
from . import merging, permissions

SEE = " Voir ce qui a changé."
WRITTEN = (ProjectStatus.WRITING, ProjectStatus.RETURNED)
FIELDS = (
    "levels", "cycles", "class_count", "pupil_count", "authors", "diagnosis", "goals", "uses",
    "families_place", "college_link", "accessibility", "technical_needs", "training_needs",
    "calendar", "indicators", "teachers_council_on", "school_council_on", "authority_position",
)  # fmt: skip
"""What its authors write."""
REQUIRED = (
    "levels", "cycles", "class_count", "pupil_count", "authors", "diagnosis", "goals", "uses",
    "technical_needs", "training_needs", "calendar", "indicators", "teachers_council_on",
    "authority_position",
)  # fmt: skip
"""What is needed to deposit it; « place des parents » has its own sentence."""
CARRIED = tuple(name for name in FIELDS if name not in ("teachers_council_on", "school_council_on"))
"""What last year's project gives to this one."""


def start(*, actor: Actor, entry: SchoolEntry) -> PedagogicalProject:
    """The project of ``entry``, begun from last year's when the school has one."""
    require(permissions.may_write(actor, entry), permissions.WRITES)
    found: PedagogicalProject | None = PedagogicalProject.unscoped.filter(entry=entry).first()
    if found is not None:
        return found
    before = PedagogicalProject.unscoped.filter(entry=entry.previous_id).first()
    kept = {name: getattr(before, name) for name in CARRIED} if before is not None else {}
    with recording(actor):
        return store(PedagogicalProject(entry=entry, **kept), "start_project")


def save(
    *,
    actor: Actor,
    project: PedagogicalProject,
    given: Mapping[str, Any],
    version: int,
    choices: Mapping[str, str] | None = None,
) -> PedagogicalProject:
    """Store what its author changed since ``version`` as a new one; nothing when nothing changed.

    What somebody else stored meanwhile in other fields stays. Refused (``common.stale``) when both
    changed the same field in different words and ``choices`` (``merging.merge``) does not say which
    to keep; and once the project is deposited.
    """
    require(permissions.may_write(actor, project.entry), permissions.WRITES)
    with recording(actor):
        now = PedagogicalProject.unscoped.select_for_update().get(pk=project.pk)
        if refusals := list(closed(project.entry)):
            raise Refused(*refusals)
        if now.status not in WRITTEN:
            raise Refused(
                Refusal("Ce projet est déposé : il ne change plus, sauf reprise demandée.",
                        key="common.wrong_status")
            )  # fmt: skip
        merged = merging.merge(now, written(given), version, choices or {})
        if merged.clashes:
            raise Refused(stale(now, merged.clashes, but=actor))
        if not merged.changed:
            return now
        for name, value in merged.changed.items():
            setattr(now, name, value)
        now.version += 1
        return store(now, "write_project")


def written(given: Mapping[str, Any]) -> dict[str, Any]:
    """What of ``given`` its authors write."""
    return {name: given[name] for name in FIELDS if name in given}


def not_stored(project: PedagogicalProject, given: Mapping[str, Any]) -> list[str]:
    """The fields of ``given`` that say something else than ``project``."""
    return [
        name
        for name, value in written(given).items()
        if not merging.same(getattr(project, name), value)
    ]


def keep_extract(
    *, actor: Actor, project: PedagogicalProject, sha256: str, met_on: dt.date
) -> PedagogicalProject:
    """The extract of the minutes of the school council that met on ``met_on``; both may follow the
    opinion, when the text does not change any more (domain, § 4.3)."""
    require(permissions.may_submit(actor, project), permissions.WRITES)
    with recording(actor):
        now = PedagogicalProject.unscoped.select_for_update().get(pk=project.pk)
        if now.status in WRITTEN and now.school_council_on != met_on:
            now.version += 1  # the day is a field that others have on their page
        now.school_council_extract, now.school_council_on = sha256, met_on
        store(now, "keep_council_extract")
        registry.moved(now.entry, "keep_council_extract", actor)
        return now


def stale(
    project: PedagogicalProject, names: Collection[str] = (), *, but: Actor | None = None
) -> Refusal:
    """« Le projet a changé depuis l’ouverture de la page (M. Petit, 10 h 42) », after the journal:
    by the last one who was not ``but``. ``names``: the fields that two people wrote."""
    events = Event.objects.filter(
        object_type=project._meta.label_lower, object_id=project.pk
    ).order_by("-sequence")
    others = events.exclude(actor_person=but.person_key) if but is not None else events
    last = others.first() or events.first()
    told = ""
    if last is not None:
        found = audit.names([last.actor_person] if last.actor_person else [])
        who = found.get(last.actor_person) or last.actor_title
        told = f" ({who}, {french.time_fr(timezone.localtime(last.at))})"
    both = ""
    if names:
        both = f" Vous avez écrit tous les deux {labels(names)} : choisissez le texte à garder."
    return Refusal(
        f"Le projet a changé depuis l’ouverture de la page{told}.{both or SEE}",
        key="common.stale",
    )


def labels(names: Collection[str]) -> str:
    """« usages prévus » et « calendrier »: the fields as their page names them."""
    field = PedagogicalProject._meta.get_field
    return french.list_fr(french.quoted(field(name).verbose_name) for name in names)


def closed(entry: SchoolEntry) -> Iterator[Refusal]:
    """A school that does not go on keeps its project, and takes it up in the next campaign (S1)."""
    if entry.final:
        yield Refusal(
            f"Le dossier {entry.school_year} est clos{french.NBSP}: l’école garde ce projet et le "
            f"reprend dans la campagne {entry.campaign.next_year}.",
            "S1",
            "project.closed",
        )


def lacking(project: PedagogicalProject) -> Iterator[Refusal]:
    """What is still to write before it is deposited (domain, § 3.9)."""
    missing = [
        str(project._meta.get_field(name).verbose_name)
        for name in REQUIRED
        if getattr(project, name) in (None, "")
    ]
    if missing:
        yield Refusal(f"Il manque : {french.list_fr(missing)}.", "S0", "project.lacking")
    if not project.families_place.strip():
        yield Refusal("Décrivez la place des parents.", "S2", "project.families")


def names(project: PedagogicalProject) -> Iterator[Refusal]:
    """Somebody seems to be named: a person says that nobody is."""
    if said := warned(project):
        yield Refusal(said, "practice, § 4", "project.names")


def warned(project: PedagogicalProject) -> str:
    """The warning beside the text; empty when no name is seen in it."""
    texts = [
        value for name in FIELDS if isinstance(value := getattr(project, name), str)
        and name != "authors"
    ]  # fmt: skip
    named = private_names.found("\n".join(texts))
    if not named:
        return ""
    words = french.list_fr(french.quoted(each) for each in named[:3])
    return f"Aucune donnée d’élève ne doit figurer ici. Vérifiez : {words}."


def saved_hour() -> str:
    return french.time_fr(timezone.localtime(clock.now()))
