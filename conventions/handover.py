"""The handover file of an institution: what a new mayor finds, and what they must do first.

Acts in force and under way, votes, delegations to renew, people to call, next dates; each list is
what its reader may see. Offered by mail to the new executive when their mandate begins.
"""

import datetime as dt
from dataclasses import dataclass

from django.db.models import F, Q

from audit.actor import Actor
from circuits.models import Assignment, Circuit, Step
from common import clock
from common.french import NBSP, date_fr, date_full_fr, plural
from governance import permissions, wording
from governance.models import (
    CouncilDate,
    Deliberation,
    Institution,
    Mandate,
    SignatorySheet,
    SigningDelegation,
)
from governance.offices import Office

from .models import Convention
from .visibility import STAFF

READERS = frozenset({Office.EXECUTIVE, Office.PREPARER, Office.AUTHORITY_DIRECTOR})
VOTES = 30
COLLEAGUES = (Office.PREPARER, Office.AUTHORITY_DIRECTOR, Office.DEPUTY)
CONTACTS = (Office.PROJECT_MANAGER, Office.LEGAL_OFFICER)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing of the file: what it is, the detail, its page when there is one."""

    what: str
    detail: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One heading and its lines; ``none`` is said when there is none."""

    title: str
    none: str
    lines: tuple[Line, ...]


def may_read(actor: Actor, institution: Institution) -> bool:
    """The executive, the director and the préparateur of the body; at the syndicate, those who
    read every act."""
    own = actor.office in READERS and permissions.of_institution(actor, institution.pk)
    return own or permissions.has_office(actor, *STAFF, Office.SYNDICATE_PRESIDENT)


def parts(institution: Institution, actor: Actor) -> list[Part]:
    """The whole file as ``actor`` may read it."""
    own = Convention.objects.visible_to(actor).filter(parties__institution=institution).distinct()
    return [
        Part("À faire d’abord", "Rien d’urgent.", tuple(_first(institution))),
        Part(
            "Actes en cours",
            "Aucun acte en cours.",
            tuple(
                Line(str(each), each.get_status_display(), each.get_absolute_url())
                for each in own.running().order_by("reference")
            ),
        ),
        Part(
            "Actes en vigueur",
            "Aucun acte en vigueur.",
            tuple(
                Line(
                    str(each),
                    f"du {date_fr(each.starts_on)} au {date_fr(each.ends_on)} inclus",
                    each.get_absolute_url(),
                )
                for each in own.in_force().order_by("ends_on")
            ),
        ),
        Part(
            "Délibérations", "Aucune délibération enregistrée.", tuple(_votes(institution, actor))
        ),
        Part(
            "Délégations à renouveler",
            "Aucune délégation n’est tombée avec le mandat précédent.",
            tuple(_delegations(institution, actor)),
        ),
        Part("Qui appeler", "Personne n’est enregistré.", tuple(_people(institution))),
        Part("Prochaines dates", "Aucune date connue.", tuple(_dates(institution, own))),
    ]


def executive(institution: Institution) -> Mandate | None:
    """Who holds the office today."""
    held = Mandate.unscoped.valid(clock.now()).filter(
        institution=institution, office=Office.EXECUTIVE
    )
    return held.with_words().first()


def _waiting(institution: Institution) -> list[Assignment]:
    found = Assignment.unscoped.open().filter(
        institution=institution,
        step__status=Step.Status.OPEN,
        step__circuit__status=Circuit.Status.RUNNING,
    )
    return list(found.select_related("step__circuit").order_by("due_on", "pk"))


def _first(institution: Institution) -> list[Line]:
    found = []
    holder = executive(institution)
    if holder is None:
        found.append(Line("Enregistrer le mandat du nouvel exécutif", "La fonction est vacante."))
    elif not SignatorySheet.unscoped.filter(mandate=holder, current=True).exists():
        found.append(
            Line(
                "Signer la fiche signataire",
                f"Sans elle, {holder.person.formal_name} signe sur papier ou par certificat.",
                holder.get_absolute_url() + "#fiche",
            )
        )
    seen = set()
    for task in _waiting(institution):
        if task.step_id in seen:
            continue
        seen.add(task.step_id)
        due = f"avant le {date_full_fr(task.due_on)}" if task.due_on else "sans échéance"
        found.append(
            Line(
                f"{task.step.label} — {task.step.circuit.subject_label}",
                due,
                task.step.circuit.subject_url,
            )
        )
    return found


def _votes(institution: Institution, actor: Actor) -> list[Line]:
    rows = Deliberation.objects.visible_to(actor).filter(institution=institution)
    return [
        Line(
            f"n° {row.number or 'attendu'} : {row.object}",
            f"{row.get_status_display()}"
            + (f", votée le {date_fr(row.voted_on)}" if row.voted_on else ""),
        )
        for row in rows.order_by("-voted_on", "-pk")[:VOTES]
    ]


def _delegations(institution: Institution, actor: Actor) -> list[Line]:
    """Arrêtés that ran when the mandate of their delegator ended."""
    today = clock.today(institution.time_zone)
    rows = (
        SigningDelegation.objects.visible_to(actor)
        .filter(delegator__institution=institution, delegator__ends_on__lte=today)
        .filter(Q(ends_on=None) | Q(ends_on__gte=F("delegator__ends_on")))
        .select_related(
            "delegator__person", "delegator__institution", "delegate__person",
            "delegate__institution",
        )
    )  # fmt: skip
    return [
        Line(
            f"{row.delegate.person.formal_name}, {wording.office(row.delegate)}",
            f"arrêté n° {row.act_number}, tombé le {date_fr(row.delegator.ends_on)} avec le mandat "
            f"de {row.delegator.person.formal_name} : un nouvel arrêté publié est nécessaire",
        )
        for row in rows.order_by("-delegator__ends_on", "pk")
    ]


def _people(institution: Institution) -> list[Line]:
    now = clock.now()
    operator = Institution.unscoped.filter(operator=True).first()
    bodies = [(institution, COLLEAGUES)] + ([(operator, CONTACTS)] if operator else [])
    found = []
    for body, offices in bodies:
        held = Mandate.unscoped.valid(now).filter(institution=body, office__in=offices)
        for mandate in held.with_words().order_by("office", "rank", "pk"):
            found.append(
                Line(
                    f"{mandate.person.formal_name}, {wording.quality(mandate)}",
                    body.phone.replace(" ", NBSP),
                )
            )
    return found


def _dates(institution: Institution, own: object) -> list[Line]:
    today = clock.today(institution.time_zone)
    days: list[tuple[dt.date, Line]] = []
    for council in CouncilDate.unscoped.filter(institution=institution, date__gte=today):
        said = "confirmé" if council.confirmed else f"annoncé ({council.source or 'sans source'})"
        days.append((council.date, Line(f"Conseil, {date_full_fr(council.date)}", said)))
    for convention in own.in_force():  # type: ignore[attr-defined]
        if convention.ends_on is not None:
            months = convention.duration_months
            line = Line(
                f"Fin de {convention}",
                f"{date_full_fr(convention.ends_on)}, après {months} "
                f"{plural(months, 'mois', 'mois')} : renouvellement à décider avant",
                convention.get_absolute_url(),
            )
            days.append((convention.ends_on, line))
    return [line for _day, line in sorted(days, key=lambda pair: pair[0])]
