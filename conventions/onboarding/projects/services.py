"""What people do with projects, visits and opinions, each in one transaction."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from audit.actor import Actor
from audit.recording import recording
from common.lifecycle import NotYours, Refusal, Refused
from governance.models import Mandate
from governance.services.store import lock, require, store

from .. import registry
from ..models import SchoolEntry
from ..models.projects import InspectorOpinion, PedagogicalProject, SiteVisit, VisitPhoto
from . import permissions
from .lifecycle import OpinionLifecycle, ProjectLifecycle

MOST_PHOTOS = 12


def submit(*, actor: Actor, project: PedagogicalProject, no_name: bool) -> PedagogicalProject:
    """Deposit the project, and the file of the school with it."""
    return ProjectLifecycle.move(project, "submit", actor=actor, no_name=no_name)


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one opinion among several; ``refusals`` say why it was not given."""

    opinion: InspectorOpinion
    refusals: tuple[Refusal, ...] = ()

    @property
    def school(self) -> str:
        return self.opinion.project.entry.school.name


def give(
    *, actor: Actor, opinions: Iterable[InspectorOpinion], verb: str, reasons: Mapping[int, str],
    **given: Any,
) -> list[Result]:  # fmt: skip
    """Give the same opinion on several projects, each on its own, with a reason of its own or the
    common one: ``reasons`` by key of the opinion."""
    found = []
    for opinion in opinions:
        try:
            OpinionLifecycle.move(
                opinion, verb, actor=actor, reason=reasons.get(opinion.pk, ""), **given
            )
        except Refused as refused:
            found.append(Result(opinion, tuple(refused.refusals)))
        except NotYours as refused:
            found.append(Result(opinion, (Refusal(str(refused)),)))
        else:
            found.append(Result(opinion))
    return found


def record_visit(*, actor: Actor, entry: SchoolEntry, **fields: Any) -> SiteVisit:
    """What was seen at the school; a second record replaces what the first one said, the lines
    typed before there were rows included."""
    require(permissions.may_visit(actor, entry), permissions.VISITS)
    with recording(actor):
        old = {"waiver_reason": "", "rooms": "", "recommendations": ""}
        return _keep(actor, entry, "record_visit", **old, **fields)


def waive_visit(*, actor: Actor, entry: SchoolEntry, reason: str) -> SiteVisit:
    """Nobody goes, and why; a visit that was made stays."""
    require(permissions.may_waive_visit(actor, entry), permissions.VISITS)
    if SiteVisit.unscoped.filter(entry=entry, visited_on__isnull=False).exists():
        raise Refused(Refusal("La visite technique est faite : elle n’est pas à dispenser."))
    with recording(actor):
        return _keep(actor, entry, "waive_visit", waiver_reason=reason.strip())


def add_photo(*, actor: Actor, visit: SiteVisit, sha256: str, caption: str) -> VisitPhoto:
    """A photograph of the premises; the report has room for ``MOST_PHOTOS``."""
    require(permissions.may_visit(actor, visit.entry), permissions.VISITS)
    with recording(actor):
        lock(visit)
        if visit.photos.count() >= MOST_PHOTOS:
            raise Refused(
                Refusal(
                    f"Cette visite a déjà {MOST_PHOTOS} photographies : le compte rendu n’en joint "
                    "pas davantage.",
                    key="visit.photos",
                )
            )
        return store(VisitPhoto(visit=visit, file=sha256, caption=caption), "add_photo")


def _keep(actor: Actor, entry: SchoolEntry, verb: str, **fields: Any) -> SiteVisit:
    visit = SiteVisit.unscoped.filter(entry=entry).first() or SiteVisit(entry=entry)
    for name, value in fields.items():
        setattr(visit, name, value)
    visit.visitor = Mandate.unscoped.get(pk=actor.mandate_id)
    store(visit, verb)
    registry.moved(entry, verb, actor)
    return visit
