# ruff: noqa: RUF009 - always and optional return dataclass fields

"""Contracts between the financing of a school and its two Word models.

The request of the syndicate, one body and one school; the text to decide, never the decision: that
is the act signed elsewhere, whose copy is kept. What only the act says is a dotted blank. Amounts
in euros, taxes included.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal
from zoneinfo import ZoneInfo

from common import clock, french
from documents.contract import DocumentData, always, at_issue, only_if, optional
from governance import parameters, wording
from governance.authority import Authority
from governance.models import CouncilDate

from .. import covering, letters
from ..models import (
    DecisionStatus,
    FinancingDecision,
    FinancingPlan,
    InspectorOpinion,
    OpinionStatus,
    RefusalReason,
    SchoolEntry,
    StepName,
)
from . import checks, facts, guards

REQUEST, DECISION = "demande-financement", "decision-financement"
PAPERS = ("demande", "projet", "a-signer")
"""What is printed of one decision: the letter that asks for it, its text, the copy to sign."""
OPINIONS = {
    OpinionStatus.FAVOURABLE: "favorable",
    OpinionStatus.WITH_RESERVES: "favorable avec réserves",
    OpinionStatus.RESERVES_LIFTED: "favorable, ses réserves levées",
}
GRANT, REFUSE = only_if("side", "grant"), only_if("side", "refuse")


@dataclass(frozen=True, kw_only=True)
class Share:
    """Who pays what, and its part of the whole in percent."""

    funder: str = always("Financeur")
    nature: str = always("Nature")
    amount: Decimal = always("Montant")
    rate: Decimal = always("Part, en %")


@dataclass(frozen=True, kw_only=True)
class _Financing(DocumentData):
    """``competent``: the body answers for the school, it does not only pay beside it.

    ``reference``: the school and its year. ``opinion_words`` is empty until one is given.
    """

    reference: str = always("Référence de dossier")
    place: str = always("Fait à")
    school_year: str = always("Année scolaire")
    school_name: str = always("École")
    school_uai: str = always("UAI")
    authority_label: str = always("Collectivité, avec son article, en minuscule")
    competent: bool = always("La collectivité exerce-t-elle la compétence scolaire ?")
    opinion_words: str = optional("Avis de l’inspection")
    opinion_date: date | None = optional("Date de l’avis", empty=None)
    accounts: int = always("Comptes élèves prévus")
    budget_year: int = always("Exercice budgétaire")
    amount: Decimal | None = always("Montant demandé, TTC")
    total: Decimal = always("Coût total annuel, TTC")
    plan: tuple[Share, ...] = always("Plan de financement annuel")


@dataclass(frozen=True, kw_only=True)
class FinancingRequestData(_Financing):
    """``yearly_maximum``, ``accounts_maximum`` and ``duration_text``: those of the convention that
    lists the school, for all its schools; empty while none says them."""

    syndicate_name: str = always("Nom du syndicat")
    syndicate_address: str = optional("Adresse du syndicat")
    syndicate_phone: str = at_issue("Téléphone du syndicat")
    sender_name: str = at_issue("Président du syndicat : civilité et nom")
    sender_office: str = at_issue("Sa qualité, accordée")
    sender_formula: str = optional("Formule de délégation")
    recipient_name: str = always("Destinataire")
    recipient_office: str = always("Qualité du destinataire")
    recipient_address: str = always("Adresse du destinataire")
    recipient_salutation: str = always("Formule d’appel")
    act_date: date = always("Date de la demande")
    subscription: Decimal = always("Abonnement annuel, TTC")
    unit_price: Decimal = always("Tarif annuel par compte élève, TTC")
    tariff_reference: str = optional("Délibération tarifaire")
    convention_reference: str = optional("Convention qui porte l’école")
    yearly_maximum: Decimal | None = optional("Maximum annuel à voter, TTC", empty=None)
    accounts_maximum: int | None = optional("Maximum de comptes", empty=None)
    duration_text: str = optional("Durée")
    european: bool = always("Un fonds européen paie-t-il une part ?")
    decision_by: date | None = optional("Décision attendue avant le", empty=None)
    due_source: str = optional("Source de l’échéance")
    next_council: date | None = optional("Prochain conseil annoncé", empty=None)


@dataclass(frozen=True, kw_only=True)
class FinancingDecisionData(_Financing):
    """``stage``: a project for its readers, or the copy that whoever decides signs."""

    stage: Literal["draft", "to_sign"] = always("État du texte")
    side: Literal["grant", "refuse"] = always("Sens de la décision")
    authority_title: str = always("Collectivité, en tête")
    authority_address: str = optional("Adresse de la collectivité")
    executive_name: str = at_issue("Exécutif : civilité et nom")
    executive_office: str = at_issue("Qualité, accordée")
    signatory_formula: str = optional("Formule de délégation ou d’empêchement")
    act_date: date | None = at_issue("Date de la décision", empty=None)
    decision_number: str = at_issue("Numéro de l’acte")
    ground_text: str = at_issue("Délibération, délégation ou texte d’urgence, avec son article")
    requested_on: date = always("Date de la demande")
    yearly_maximum: str = at_issue("Maximum annuel, TTC", GRANT)
    budget_line: str = at_issue("Imputation", GRANT)
    valid_until: date | None = at_issue("Valable jusqu’au", GRANT, empty=None)
    refusal_category: str = always("Catégorie du motif", REFUSE)
    refusal_reason: str = always("Motif", REFUSE)
    challenge_text: str = always("Délai de recours")


def known(decision: FinancingDecision, plan: FinancingPlan | None) -> bool:
    """The papers hold figures: there is a plan, and the body was asked for its part."""
    return plan is not None and decision.amount is not None


def undecided(decision: FinancingDecision) -> bool:
    """Once it is granted the act counts, and nothing is printed beside it; a refusal recorded
    here has no copy, and its text may be signed."""
    return decision.status in (DecisionStatus.EXPECTED, DecisionStatus.DECLINED)


def request(decision: FinancingDecision) -> FinancingRequestData:
    """The letter to the body asked; ``decision`` has a plan (``known``)."""
    entry, body = decision.entry, decision.institution
    plan = _plan(entry)
    coming = CouncilDate.unscoped.filter(institution=body, date__gte=clock.today())
    step = entry.campaign.steps.filter(step=StepName.FINANCING, due_on=decision.due_on).first()
    writing = letters.sender(entry.campaign.territory)
    del writing["syndicate_email"]
    return FinancingRequestData(
        **_common(decision, plan),
        **writing,
        **letters.to_body(body).as_recipient(),
        **_most(entry),
        act_date=decision.asked_on,
        subscription=plan.accounts * plan.unit_price,
        unit_price=plan.unit_price,
        tariff_reference=plan.tariff_reference,
        european=any(share.european for share in plan.shares.all()),
        decision_by=decision.due_on,
        due_source=step.source if step else "",
        next_council=coming.order_by("date").values_list("date", flat=True).first(),
    )


def to_decide(decision: FinancingDecision, *, sign: bool) -> FinancingDecisionData:
    """The text of an act of the body, granted or refused; ``sign``: the copy that it signs."""
    body = decision.institution
    held = guards.executive(body, decision.amount, clock.today())
    by = held if isinstance(held, Authority) else None
    refused = decision.status == DecisionStatus.DECLINED
    months = int(parameters.value("challenge.months", on=clock.today()))
    return FinancingDecisionData(
        **_common(decision, _plan(decision.entry)),
        place=body.city or body.name,
        stage="to_sign" if sign else "draft",
        side="refuse" if refused else "grant",
        authority_title=wording.institution_title(body),
        authority_address=wording.address(body),
        executive_name=by.name if by else "",
        executive_office=by.quality if by else "",
        signatory_formula=by.formula if by else "",
        requested_on=decision.asked_on,
        refusal_category=RefusalReason(decision.category).label.lower() if refused else "",
        refusal_reason=french.unstopped(decision.reason),
        challenge_text=f"{french.UNITS[months]} mois",
    )


def _plan(entry: SchoolEntry) -> FinancingPlan:
    plan = facts.plan_of(entry)
    if plan is None:
        raise ValueError("a decision without a plan has no paper")
    return plan


def _common(decision: FinancingDecision, plan: FinancingPlan) -> dict[str, Any]:
    entry, body = decision.entry, decision.institution
    school, shares = entry.school, list(plan.shares.all())
    rates = checks.rates([share.amount for share in shares], plan.total)
    return {
        "reference": f"{school.uai}, {entry.school_year}",
        "school_year": entry.school_year,
        "school_name": school.name,
        "school_uai": school.uai,
        "authority_label": wording.the_institution(body),
        "competent": body.pk == entry.competent_id,
        **_opinion(entry),
        "accounts": plan.accounts,
        "budget_year": plan.budget_year,
        "amount": decision.amount,
        "total": plan.total,
        "plan": tuple(
            Share(
                funder=share.funder,
                nature=share.get_nature_display().lower(),
                amount=share.amount,
                rate=rate,
            )
            for share, rate in zip(shares, rates, strict=True)
        ),
    }


def _opinion(entry: SchoolEntry) -> dict[str, Any]:
    """The last one that lets the school go on."""
    given = InspectorOpinion.unscoped.filter(
        project__entry=entry, status__in=OPINIONS, given_at__isnull=False
    )
    found = given.order_by("-pk").first()
    if found is None:
        return {}
    zone = ZoneInfo(entry.school.commune.time_zone)
    return {
        "opinion_words": OPINIONS[found.status],
        "opinion_date": found.given_at.astimezone(zone).date(),
    }


def _most(entry: SchoolEntry) -> dict[str, Any]:
    """What the convention allows at most, when it says all of it."""
    found = covering.found(entry)
    if found is None or not (found.max_amount and found.max_accounts and found.months):
        return {}
    years, rest = divmod(found.months, 12)
    lasts = f"{found.months} mois"
    if not rest:
        lasts = f"{years}{french.NBSP}{french.plural(years, 'an', 'ans')}"
    return {
        "convention_reference": found.reference,
        "yearly_maximum": found.max_amount,
        "accounts_maximum": found.max_accounts,
        "duration_text": lasts,
    }
