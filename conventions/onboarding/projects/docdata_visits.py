# ruff: noqa: RUF009 - always and optional return dataclass fields

"""Contract between the technical visit of a school and its Word model.

What was seen, with neither a pupil nor a family. Photographs are counted in the text and annexed
after it (``annex``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from common.french import quoted, unstopped
from common.lifecycle import Refusal, Refused
from common.uploads import images
from documents import store
from documents.contract import DocumentData, always, only_if, optional
from documents.rendering.pictures import Annex, Picture
from governance import wording

from ..models.projects import SiteVisit, VisitPhoto
from ..models.visit_rows import lines

MODEL = "compte-rendu-visite-technique"


@dataclass(frozen=True, kw_only=True)
class Attendee:
    """An agent or an elected person who was there."""

    full_name: str = always("Civilité et nom")
    office: str = optional("Qualité")


@dataclass(frozen=True, kw_only=True)
class Room:
    """A room and what it holds. Visits typed before there were rows know no more than a remark."""

    label: str = always("Salle")
    network: str = optional("Réseau")
    display: str = optional("Affichage")
    devices: str = optional("Postes et tablettes")
    remark: str = optional("Observation")


@dataclass(frozen=True, kw_only=True)
class Recommendation:
    """What is to be done, by whom, how soon, for how much when it is known."""

    priority_label: str = optional("Priorité")
    text: str = always("Recommandation")
    owner: str = optional("Responsable")
    estimate: Decimal | None = optional("Estimation, € TTC", empty=None)


@dataclass(frozen=True, kw_only=True)
class VisitData(DocumentData):
    """``reference``: the school and its year; speeds in Mbit/s, None when they were not measured.

    ``visitor_*``: whoever made the visit, of the syndicate or of the district.
    """

    reference: str = always("Référence de dossier")
    syndicate_name: str = always("Nom du syndicat")
    visitor_name: str = always("Visite faite par : civilité et nom")
    visitor_office: str = always("Qualité, accordée")
    school_year: str = always("Année scolaire")
    school_name: str = always("Nom de l’école")
    school_uai: str = always("Identifiant UAI")
    commune_name: str = always("Commune")
    visit_date: date = always("Date de la visite")
    attendees: tuple[Attendee, ...] = optional("Personnes présentes (agents et élus)", empty=())
    internet_access: str = always("Accès à internet")
    download_mbps: Decimal | None = optional("Débit descendant mesuré, Mbit/s", empty=None)
    upload_mbps: Decimal | None = optional("Débit montant mesuré, Mbit/s", empty=None)
    filtering: str = optional("Filtrage et responsable")
    electrical_safety_note: str = optional("Sécurité et électricité")
    rooms: tuple[Room, ...] = always("Salles")
    findings: str = always("Constat général")
    blocking: bool = always("Un point empêche-t-il l’ouverture ?")
    blocking_reason: str = always("Point qui empêche l’ouverture", only_if("blocking", True))
    recommendations: tuple[Recommendation, ...] = optional("Recommandations", empty=())
    photo_count: int = optional("Photographies en annexe, sans personne", empty=0)


def report(visit: SiteVisit) -> VisitData:
    """A visit that was made; one that was waived has no report."""
    entry, school, by = visit.entry, visit.entry.school, visit.visitor
    if visit.visited_on is None:
        raise ValueError("a visit that was not made has no report")
    return VisitData(
        reference=f"{school.uai}, {entry.school_year}",
        syndicate_name=entry.campaign.territory.name,
        visitor_name=by.person.formal_name,
        visitor_office=wording.quality(by),
        school_year=entry.school_year,
        school_name=school.name,
        school_uai=school.uai,
        commune_name=school.commune.name,
        visit_date=visit.visited_on,
        attendees=tuple(_attendee(line) for line in lines(visit.attendees)),
        internet_access=unstopped(visit.internet_access),
        download_mbps=visit.download_mbps,
        upload_mbps=visit.upload_mbps,
        filtering=unstopped(visit.filtering),
        electrical_safety_note=unstopped(visit.electrical_note),
        rooms=tuple(Room(**room.row()) for room in visit.seen_rooms),
        findings=visit.findings,
        blocking=bool(visit.blocking_reason),
        blocking_reason=unstopped(visit.blocking_reason),
        recommendations=tuple(
            Recommendation(
                priority_label=each.priority_label,
                text=each.text,
                owner=each.owner,
                estimate=each.estimate,
            )
            for each in visit.advice
        ),
        photo_count=visit.photos.count(),
    )


def annex(photos: Iterable[VisitPhoto]) -> Annex | None:
    """The photographs as pages of the report, each with what it shows; None without any.

    ``Refused`` when a file is lost or damaged: a report never leaves one out in silence.
    """
    shown = tuple(Picture(_content(photo), photo.caption) for photo in photos)
    return Annex("Annexe : photographies", "Photographie", shown) if shown else None


def _content(photo: VisitPhoto) -> bytes:
    try:
        return images.picture(store.read(photo.file))
    except (store.FileDamaged, OSError):
        raise Refused(
            Refusal(f"La photographie {quoted(photo.caption)} n’est plus lisible.")
        ) from None


def _attendee(line: str) -> Attendee:
    """« M. Petit, directeur de l’école »."""
    name, _, office = line.partition(",")
    return Attendee(full_name=name.strip(), office=office.strip())
