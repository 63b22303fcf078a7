# ruff: noqa: RUF009 - always and optional return dataclass fields

"""Contracts between an order that opens or closes bases and its two Word models.

The order is a text to decide, never the decision: that is the act signed, whose copy is kept. What
only the act says (its number, its day) is a dotted blank.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from audit.actor import Actor
from common import clock
from common.french import NBSP, date_fr, plural
from common.lifecycle import Refusal, Refused
from documents.contract import DocumentData, always, at_issue, only_if, optional
from governance import authority, wording
from governance.authority import Authority
from governance.models import Mandate
from governance.offices import Office

from .. import covering
from ..models import (
    BaseOpeningOrder,
    CheckName,
    EntryStatus,
    LineStatus,
    OpeningLine,
    OrderKind,
    OrderStatus,
    Profile,
)
from . import guards, listing

MODELS = {OrderKind.OPEN: "ordre-ouverture-base", OrderKind.CLOSE: "ordre-fermeture-base"}
TO_MEET = "à réunir"
EXECUTANTS = (
    "l’enseignant référent pour les usages du numérique de la circonscription, ou la délégation "
    "régionale académique au numérique éducatif"
)


@dataclass(frozen=True, kw_only=True)
class OpenedSchool:
    """A school of the annex, and each of its preconditions."""

    uai: str = always("UAI")
    name: str = always("École")
    commune: str = always("Commune")
    classes_text: str = always("Classes concernées")
    convention: str = always("Convention en vigueur")
    register_label: str = always("Registre du responsable")
    dpia_label: str = always("Analyse d’impact")
    families_label: str = always("Familles informées")
    processor_label: str = always("Accord de sous-traitance")
    contact_label: str = always("Contact local")


@dataclass(frozen=True, kw_only=True)
class ClosedSchool:
    """A school of the annex; ``reason_label`` is empty when the records do not say it."""

    uai: str = always("UAI")
    name: str = always("École")
    commune: str = always("Commune")
    reason_label: str = at_issue("Motif")
    convention: str = always("Convention")
    families_label: str = always("Familles informées")
    accounts_text: str = always("Comptes à fermer, par profil")


@dataclass(frozen=True, kw_only=True)
class Debt:
    """What an urgent opening leaves to settle."""

    label: str = always("Pièce")
    due: date = always("Échéance")


@dataclass(frozen=True, kw_only=True)
class _Order(DocumentData):
    """``stage``: a project for its readers, or the copy that whoever decides signs.

    ``reference``: that of the order, « OB-2026-004 ». ``authority_formula`` and
    ``delegation_reference``: on what ground that person decides.
    """

    reference: str = always("Référence de l’ordre")
    stage: Literal["draft", "to_sign"] = always("État du texte")
    place: str = at_issue("Fait à")
    circonscription_name: str = always("Circonscription")
    dsden_name: str = always("Service départemental de l’État")
    dasen_name: str = at_issue("DASEN : civilité et nom")
    dasen_office: str = at_issue("Qualité, accordée")
    signatory_name: str = at_issue("Signataire, DASEN ou délégataire : civilité et nom")
    act_date: date | None = at_issue("Date de la décision", empty=None)
    order_number: str = at_issue("Numéro de la décision")
    authority_formula: str = optional("Formule de compétence")
    delegation_reference: str = at_issue("Acte de délégation, avec son article")
    requested_by: str = at_issue("Auteur de la demande")
    requested_on: date | None = at_issue("Date de la demande", empty=None)
    effective_date: date = always("Date d’effet")
    executor_text: str = always("Service chargé de l’exécution")
    school_count: int = always("Nombre d’écoles")


@dataclass(frozen=True, kw_only=True)
class OpeningData(_Order):
    """``track`` « urgent »: the text that grounds it, its days, what remains to be produced."""

    track: Literal["normal", "urgent"] = always("Piste ordinaire ou urgente")
    urgent_ground_text: str = always("Texte qui fonde l’urgence", only_if("track", "urgent"))
    urgent_ground_from: date | None = always(
        "Applicable du", only_if("track", "urgent"), empty=None
    )
    urgent_ground_to: date | None = always(
        "Applicable jusqu’au", only_if("track", "urgent"), empty=None
    )
    debts: tuple[Debt, ...] = optional("Régularisations attendues", empty=())
    profiles_text: str = always("Profils ouverts")
    report_due: date = always("Compte rendu attendu le")
    lines: tuple[OpenedSchool, ...] = always("Écoles, une ligne par UAI")


@dataclass(frozen=True, kw_only=True)
class ClosingData(_Order):
    """Four days in order: contents frozen, contents fetched, base closed, accounts erased."""

    read_only_from: date | None = at_issue("Lecture seule à compter du", empty=None)
    export_until: date | None = at_issue("Récupération des contenus jusqu’au", empty=None)
    purge_date: date = always("Suppression au plus tard le")
    certificate_due: date | None = at_issue("Attestation de suppression attendue le", empty=None)
    lines: tuple[ClosedSchool, ...] = always("Écoles, une ligne par UAI")


def undecided(order: BaseOpeningOrder) -> bool:
    """Once it is decided the act signed counts, and nothing is printed beside it."""
    return order.status in (*guards.EDITABLE, OrderStatus.REQUESTED_ORDER)


def build(order: BaseOpeningOrder, *, decider: Actor | None = None) -> OpeningData | ClosingData:
    """The text of ``order`` and its annex; for ``decider`` to sign, a project otherwise.

    ``Refused`` without a school, and when ``decider`` may not decide today.
    """
    rows = _lines(order)
    if not rows:
        raise Refused(guards.EMPTY)
    common: dict[str, Any] = _common(order, decider) | {"school_count": len(rows)}
    if order.opens:
        return OpeningData(
            **common,
            track="normal",
            profiles_text=", ".join(each.label.lower() for each in Profile),
            report_due=order.report_due,
            lines=tuple(_opened(line) for line in rows),
        )
    return ClosingData(
        **common,
        read_only_from=order.read_only_on,
        export_until=order.export_until,
        purge_date=order.purge_on,
        certificate_due=order.certificate_due,
        lines=tuple(_closed(line) for line in rows),
    )


def _common(order: BaseOpeningOrder, decider: Actor | None) -> dict[str, object]:
    dsden, by = order.circonscription.dsden, order.requested_by
    held = _awaited(order, decider)
    return {
        **(_signing(held) if isinstance(held, Authority) else {}),
        "reference": order.reference,
        "stage": "to_sign" if decider else "draft",
        "place": dsden.city,
        "circonscription_name": order.circonscription.name,
        "dsden_name": dsden.name,
        "requested_by": f"{by.person.formal_name}, {wording.quality(by)}" if by else "",
        "requested_on": order.requested_on,
        "effective_date": order.effective_on,
        "executor_text": order.provider.name if order.provider else EXECUTANTS,
    }


def _signing(held: Authority) -> dict[str, object]:
    """The DASEN decides, whoever signs in their place."""
    own = Mandate.unscoped.with_words().get(pk=held.mandate_id)
    dasen = own
    if own.office != Office.DASEN:
        dasen = Mandate.unscoped.with_words().get(pk=held.holder_mandate_id)
    return {
        "dasen_name": dasen.person.formal_name,
        "dasen_office": wording.office(dasen),
        "signatory_name": held.name,
        "authority_formula": held.formula,
        "delegation_reference": _delegation(held),
    }


def _awaited(order: BaseOpeningOrder, decider: Actor | None) -> Any:
    """Who signs: whoever asks for the copy to sign, else the person awaited for the DASEN."""
    if decider is not None:
        held = guards.deciding(order, decider, clock.today())
        if isinstance(held, Refusal):
            raise Refused(held)
        return held
    dsden = order.circonscription.dsden
    return authority.who_signs(dsden, Office.DASEN, guards.KIND, None, clock.now())


def _delegation(held: Authority) -> str:
    """« l’arrêté n° 2026-14 du 12 janvier 2026, publié le 15 janvier 2026 », or nothing known."""
    if not held.act_number:
        return ""
    dated = f" du {date_fr(held.act_date)}" if held.act_date else ""
    published = f", publié le {date_fr(held.published_on)}" if held.published_on else ""
    return f"l’arrêté n°{NBSP}{held.act_number}{dated}{published}"


def _lines(order: BaseOpeningOrder) -> list[OpeningLine]:
    rows = order.lines.exclude(status=LineStatus.LEFT_OUT).select_related(
        "order", "entry__school__commune", "entry__campaign"
    )
    return list(rows.prefetch_related("checks").order_by("entry__school__name", "pk"))


def _opened(line: OpeningLine) -> OpenedSchool:
    held = dict(_held(line))
    found = covering.found(line.entry)
    return OpenedSchool(
        **_school(line),
        classes_text=line.entry.perimeter,
        convention=found.reference if found and found.in_force else TO_MEET,
        register_label=held.get(CheckName.REGISTER, TO_MEET),
        dpia_label=held.get(CheckName.DPIA, TO_MEET),
        families_label=held.get(CheckName.FAMILIES, TO_MEET),
        processor_label=held.get(CheckName.PROCESSOR, TO_MEET),
        contact_label=held.get(CheckName.CONTACT, TO_MEET),
    )


def _closed(line: OpeningLine) -> ClosedSchool:
    found = covering.found(line.entry)
    return ClosedSchool(
        **_school(line),
        reason_label=_reason(line),
        convention=f"{found.reference}, {found.status.lower()}" if found else "aucune",
        families_label=dict(_held(line)).get(CheckName.FAMILIES, TO_MEET),
        accounts_text=_accounts(line),
    )


def _school(line: OpeningLine) -> dict[str, str]:
    school = line.entry.school
    return {"uai": school.uai, "name": school.name, "commune": school.commune.name}


def _held(line: OpeningLine) -> Iterator[tuple[str, str]]:
    """« 16 juin 2026, conseil d’école »: since when, and what shows it."""
    for check in line.checks.all():
        yield check.name, ", ".join(part for part in (date_fr(check.on), check.evidence) if part)


def _reason(line: OpeningLine) -> str:
    """Only what the file says: nobody guesses why a base closes."""
    entry = line.entry
    if entry.status == EntryStatus.SUSPENDED:
        return f"école suspendue : {entry.reason}" if entry.reason else "école suspendue"
    if entry.status == EntryStatus.COMPLETED:
        return f"fin de l’année scolaire {entry.school_year}"
    return ""


def _accounts(line: OpeningLine) -> str:
    """What the school has, as its opening was reported; small numbers are not told."""
    opened = OpeningLine.unscoped.filter(
        entry__school=line.entry.school, order__kind=OrderKind.OPEN, status=LineStatus.IMPORTED
    ).order_by("-pk")
    counts = found.counts if (found := opened.first()) else {}
    told = [
        f"{listing.number(counts[each])}{NBSP}{_accounts_of(each, counts[each])}"
        for each in Profile
        if counts.get(each)
    ]
    return ", ".join(told) or "non communiqués"


WORDS = {
    Profile.PUPILS: ("élève", "élèves"),
    Profile.GUARDIANS: ("responsable", "responsables"),
    Profile.TEACHERS: ("enseignant", "enseignants"),
    Profile.HEADS: ("direction", "directions"),
}


def _accounts_of(profile: Profile, count: int) -> str:
    """« moins de 5 élèves »: a number that is not told is plural."""
    one, many = WORDS[profile]
    return many if 0 < count < listing.FEW else plural(count, one, many)
