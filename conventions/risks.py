"""Acts at risk before a mandate ends, at an election or at any other term (N8).

Which acts wait for a signatory who leaves before the due date, which are not issued yet, which
delegations fall with the mandate, and what to do about each. The staff read everybody's; each
institution its own.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from audit.actor import Actor
from circuits.models import Assignment, Circuit, Step, StepKind
from common import clock
from common.french import date_fr
from governance import parameters, permissions, wording
from governance.models import Mandate, MandateStatus, SigningDelegation
from governance.offices import Office
from governance.standing import SIGNING_OFFICES

from .models import Convention, Party

ELECTIONS = "elections.municipal"
ELECTED = frozenset({Office.EXECUTIVE, Office.DEPUTY})
HORIZON = dt.timedelta(days=183)
"""What the page shows when no date is asked: six months."""

HEAD = ["Dossier", "Institution", "Signataire", "Fin du mandat", "Échéance", "Situation", "À faire"]


@dataclass(frozen=True, slots=True)
class Ending:
    """A mandate that ends in the period, at its term or at the elections."""

    mandate: Mandate
    ends_on: dt.date
    by_election: bool

    @property
    def last_day(self) -> dt.date:
        return self.ends_on - dt.timedelta(days=1)

    @property
    def who(self) -> str:
        return f"{self.mandate.person.formal_name}, {wording.office(self.mandate)}"


@dataclass(frozen=True, slots=True)
class Risk:
    """An act, or a delegation, that the end of a mandate touches."""

    what: str
    url: str
    ending: Ending
    due: dt.date | None
    situation: str
    todo: str
    urgent: bool = False


def may_read(actor: Actor) -> bool:
    """The syndicate's staff, and those who keep the acts of an institution."""
    return permissions.is_staff(actor) or (
        actor.mandate_id is not None and actor.office in permissions.OWN_KEEPERS
    )


def elections_on(today: dt.date) -> dt.date:
    """The next general municipal elections (code électoral, art. L. 227)."""
    found: dt.date = parameters.value(ELECTIONS, on=today)
    return found


def endings(actor: Actor, today: dt.date, until: dt.date) -> list[Ending]:
    """Mandates of signatories and delegates that end after ``today`` and by ``until``."""
    vote = elections_on(today)
    held = Mandate.objects.visible_to(actor).filter(
        office__in=SIGNING_OFFICES | ELECTED,
        status__in=[MandateStatus.VALID, MandateStatus.SUSPENDED],
        confirmed_at__isnull=False,
    )
    if not permissions.is_staff(actor):
        held = held.filter(institution_id=actor.institution_id)
    known = [
        Ending(mandate, mandate.ends_on, by_election=False)
        for mandate in held.filter(ends_on__gt=today, ends_on__lte=until).with_words()
    ]
    elected = (
        [
            Ending(mandate, vote, by_election=True)
            for mandate in held.filter(ends_on=None, office__in=ELECTED).with_words()
        ]
        if today < vote <= until
        else []
    )
    return sorted(known + elected, key=lambda each: (each.ends_on, str(each.mandate.institution)))


def acts(actor: Actor, found: list[Ending], today: dt.date) -> list[Risk]:
    """Acts that wait, or will wait, for one of these mandates; the ones at risk first."""
    risks = [*_to_sign(actor, found), *_not_issued(actor, found)]
    return sorted(risks, key=lambda risk: (not risk.urgent, risk.ending.ends_on, risk.what))


def _to_sign(actor: Actor, found: list[Ending]) -> Iterator[Risk]:
    by_mandate = {each.mandate.pk: each for each in found}
    tasks = (
        Assignment.unscoped.open()
        .filter(
            mandate__in=by_mandate,
            step__kind=StepKind.SIGNATURE,
            step__status=Step.Status.OPEN,
            step__circuit__status=Circuit.Status.RUNNING,
            step__circuit__subject_type=Convention._meta.label_lower,
        )
        .select_related("step__circuit")
    )
    visible = _visible(actor, [task.step.circuit.subject_id for task in tasks])
    for task in tasks:
        convention = visible.get(task.step.circuit.subject_id)
        if convention is None or task.mandate_id is None:
            continue
        ending = by_mandate[task.mandate_id]
        late = task.due_on is None or task.due_on >= ending.ends_on
        yield Risk(
            what=str(convention),
            url=convention.get_absolute_url(),
            ending=ending,
            due=task.due_on,
            situation="L’échéance tombe après la fin du mandat"
            if late
            else "L’échéance tombe avant la fin du mandat",
            todo=f"Faire signer avant le {date_fr(ending.ends_on)} ; sinon la tâche passe au "
            "successeur, et les signatures déjà données restent acquises."
            if late
            else f"Rappeler l’échéance du {date_fr(task.due_on)}.",
            urgent=late,
        )


def _not_issued(actor: Actor, found: list[Ending]) -> Iterator[Risk]:
    """Acts under way whose signature is not asked yet."""
    by_office: dict[tuple[int, str], Ending] = {}
    for each in found:
        by_office.setdefault((each.mandate.institution_id, each.mandate.office), each)
    under_way = (
        Convention.objects.visible_to(actor)
        .running()
        .exclude(status__in=["awaiting_signature", "signed", "notified"])
    )
    parties = Party.unscoped.filter(
        convention__in=under_way, institution__in={key for key, _ in by_office}
    ).select_related("convention__kind", "institution", "signatory")
    for party in parties:
        ending = _signatory_of(party, found, by_office)
        if ending is None:
            continue
        yield Risk(
            what=str(party.convention),
            url=party.convention.get_absolute_url(),
            ending=ending,
            due=None,
            situation=f"Pas encore en signature ({party.convention.get_status_display().lower()})",
            todo=f"Émettre et faire signer avant le {date_fr(ending.ends_on)}, ou attendre le "
            "successeur : la délibération déjà exécutoire reste acquise.",
        )


def _signatory_of(
    party: Party, found: list[Ending], by_office: dict[tuple[int, str], Ending]
) -> Ending | None:
    if party.signatory_id is not None:
        return next((each for each in found if each.mandate.pk == party.signatory_id), None)
    offices = party.part.signatories
    return by_office.get((party.institution_id, offices[0])) if offices else None


def _visible(actor: Actor, keys: list[int]) -> dict[int, Convention]:
    return Convention.objects.visible_to(actor).in_bulk(keys)


def delegations(actor: Actor, found: list[Ending]) -> list[Risk]:
    """Arrêtés in force that fall with the mandate of their delegator."""
    by_mandate = {each.mandate.pk: each for each in found}
    rows = (
        SigningDelegation.objects.visible_to(actor)
        .on(clock.today())
        .filter(delegator__in=by_mandate)
        .select_related("delegate__person", "delegate__institution")
    )
    return [
        Risk(
            what=f"Arrêté n° {row.act_number} : {row.delegate.person.formal_name}, "
            f"{wording.office(row.delegate)}",
            url=by_mandate[row.delegator_id].mandate.get_absolute_url() + "#delegations",
            ending=by_mandate[row.delegator_id],
            due=row.last_day,
            situation="Tombe avec le mandat du délégant",
            todo="Demander au nouvel exécutif un nouvel arrêté, publié avant toute signature.",
            urgent=True,
        )
        for row in rows
    ]


def as_row(risk: Risk) -> list[Any]:
    """One line of the file, in the order of ``HEAD``."""
    return [
        risk.what,
        str(risk.ending.mandate.institution),
        risk.ending.who,
        risk.ending.last_day,
        risk.due,
        risk.situation,
        risk.todo,
    ]
