"""Who sees which convention, and how much of it: one table, one queryset.

Cells: T text · D drafts and redlines · C comments · E own evidence · F full file · S status, dates
and parties · M the financial article alone · m less the amounts of other schools, hence less the
files that hold them · "" unseen (404). The columns group the statuses as one reader meets them.
"""

import datetime as dt

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, QuerySet

from audit.actor import Actor
from circuits.models import SigningLink
from common import clock
from common.scoping import ScopedQuerySet
from governance import registry
from governance.models import Mandate, examined
from governance.offices import Office

STAGES = {
    "draft": 0,
    "under_review": 1,
    "changes_requested": 1,
    "text_settled": 2,
    "in_deliberation": 2,
    "ready_to_issue": 2,
    "awaiting_signature": 3,
    "signed": 4,
    "signed_subject_to_deliberation": 4,
    "notified": 4,
    "in_force": 4,
    "expired": 4,
    "terminated": 4,
    "superseded": 4,
    "refused": 5,
    "withdrawn": 5,
    "annulled": 5,
}

#: Statuses that nothing leaves any more.
ENDED = frozenset({"expired", "terminated", "superseded", "refused", "withdrawn", "annulled"})

#: relation → what it sees in each of the six stages.
VISIBLE: dict[str, tuple[str, str, str, str, str, str]] = {
    "staff": ("TDC", "TDC", "TDC", "TDCF", "TDCF", "TDCF"),
    "president": ("S", "TC", "TC", "TCE", "TF", "T"),
    "accounts": ("", "", "", "SM", "T", "S"),
    "party": ("", "TC", "TC", "TCE", "TCE", "T"),
    "party_preparer": ("", "TC", "TC", "T", "T", "T"),
    "competent": ("", "", "S", "S", "T", ""),
    "inspector": ("", "TC", "TC", "TCE", "TE", "T"),
    "inspector_who_left": ("", "", "", "TE", "TE", "TE"),
    "dasen": ("", "S", "T", "T", "T", "S"),
    "dasen_signatory": ("", "S", "T", "TCE", "T", "S"),
    "rector": ("", "", "S", "S", "T", ""),
    "school_head": ("", "", "S", "S", "Tm", "S"),
    "only_school": ("", "", "S", "S", "T", "S"),
    "digital_adviser": ("", "", "S", "S", "T", ""),
    "auditor": ("", "", "T", "T", "TDF", "TD"),
    "admin": ("S", "S", "S", "S", "S", "S"),
}

STAFF = frozenset(
    {Office.PROJECT_MANAGER, Office.LEGAL_OFFICER, Office.SYNDICATE_DIRECTOR, Office.DPO}
)
PARTY = frozenset({Office.EXECUTIVE, Office.DEPUTY, Office.AUTHORITY_DIRECTOR})
PARTNERS = frozenset({Office.RECTOR, Office.DRANE, Office.CANOPE_DIRECTOR, Office.CANOPE_OFFICER})
"""Offices of a body that is itself party to some kinds: the académie, Réseau Canopé."""
RELATION_OF_OFFICE = {
    Office.SYNDICATE_PRESIDENT: "president",
    Office.ACCOUNTS_OFFICER: "accounts",
    Office.INSPECTOR: "inspector",
    Office.DASEN: "dasen",
    Office.DSDEN_OFFICER: "dasen",
    Office.RECTOR: "rector",
    Office.DRANE: "rector",
    Office.SCHOOL_HEAD: "school_head",
    Office.DIGITAL_ADVISER: "digital_adviser",
    Office.AUDITOR: "auditor",
    Office.ADMIN: "admin",
}


def statuses(relation: str) -> list[str]:
    """Statuses in which a relation sees at least that the act exists."""
    return [status for status, stage in STAGES.items() if VISIBLE[relation][stage]]


def statuses_read(office: str) -> list[str]:
    """Statuses in which an office reads the text of an act that it sees, in whatever quality: for
    what is written about an act from its entry into force on."""
    relations = {
        **dict.fromkeys(STAFF, ("staff",)),
        **dict.fromkeys(PARTY, ("party", "competent")),
        **dict.fromkeys(PARTNERS, ("party", RELATION_OF_OFFICE.get(office, "party"))),
        Office.PREPARER: ("party_preparer", "competent"),
        Office.INSPECTOR: ("inspector", "inspector_who_left"),
    }
    own = relations.get(office, (RELATION_OF_OFFICE.get(office, ""),))
    return [
        status
        for status, stage in STAGES.items()
        if any(relation and "T" in VISIBLE[relation][stage] for relation in own)
    ]


class ConventionQuerySet(ScopedQuerySet["Convention"]):  # type: ignore[name-defined]
    """Sets of conventions."""

    def scope(self, actor: Actor) -> "ConventionQuerySet":
        """The union of what the actor's office and institution let see."""
        if actor.mandate_id is None:
            return self.none()
        if actor.office in STAFF:
            return self.filter(status__in=statuses("staff"))
        if actor.office in PARTY | {Office.PREPARER}:
            return self._of_authority(actor)
        own = self._own(actor) if actor.office in PARTNERS else Q(pk__in=[])
        relation = RELATION_OF_OFFICE.get(actor.office)
        if relation is None:
            return self.filter(own)
        reach = Q(status__in=statuses(relation)) & self._reach(relation, actor)
        if relation == "inspector":
            own |= self._answered_as_inspector(actor)
        return self.filter(own | reach)

    def _own(self, actor: Actor) -> Q:
        """Acts to which the actor's body is party."""
        return Q(status__in=statuses("party")) & Exists(
            _rows("Party").filter(institution_id=actor.institution_id)
        )

    def _answered_as_inspector(self, actor: Actor) -> Q:
        """Acts that the person signed or refused as inspector, wherever they are inspector now."""
        answered = SigningLink.unscoped.filter(
            person_id=actor.person_id,
            status=SigningLink.Status.CONSUMED,
            mandate__office=Office.INSPECTOR,
            step__circuit__subject_type="conventions.convention",
            step__circuit__subject_id=OuterRef("pk"),
        )
        return Q(status__in=statuses("inspector_who_left")) & Exists(answered)

    def _of_authority(self, actor: Actor) -> "ConventionQuerySet":
        relation = "party_preparer" if actor.office == Office.PREPARER else "party"
        own = Q(status__in=statuses(relation)) & Exists(
            _rows("Party").filter(institution_id=actor.institution_id)
        )
        competent = Q(status__in=statuses("competent")) & Exists(
            _rows("ConventionSchool").filter(
                school__competences__institution_id=actor.institution_id,
                school__competences__ends_on=None,
            )
        )
        return self.filter(own | competent)

    def _reach(self, relation: str, actor: Actor) -> Q:
        """The part of the programme that an office sees: its district, its school, its body."""
        mandate = Mandate.unscoped.filter(pk=actor.mandate_id)
        if relation in ("inspector", "digital_adviser"):
            return Q(circonscription__in=mandate.values("circonscription"))
        if relation == "school_head":
            return Q(Exists(_rows("ConventionSchool").filter(school__in=mandate.values("school"))))
        if relation in ("dasen", "rector"):
            return Q(
                Exists(
                    _rows("Party").filter(
                        Q(institution_id=actor.institution_id)
                        | Q(institution__parent_id=actor.institution_id),
                        role="state",
                    )
                )
            )
        if relation == "auditor":
            return _in_mission(actor)
        return Q()

    def running(self) -> "ConventionQuerySet":
        """Neither final nor in force: somebody still has something to do."""
        return self.filter(
            status__in=[s for s, stage in STAGES.items() if stage < 4] + ["signed", "notified"]
        )

    def in_force(self) -> "ConventionQuerySet":
        return self.filter(status="in_force")

    def to_enter_into_force(self) -> "ConventionQuerySet":
        return self.filter(status="notified", starts_on__lte=clock.today())


def _in_mission(actor: Actor) -> Q:
    """Acts whose term or date meets the period examined, with a party that the letter names; the
    term of an act closed before its last day stops there."""

    def during(first: dt.date, last: dt.date) -> Q:
        begun = Q(starts_on__lte=last)
        not_over = (Q(ends_on=None) | Q(ends_on__gte=first)) & (
            Q(closed_on=None) | Q(closed_on__gte=first)
        )
        return begun & not_over | Q(act_date__range=(first, last))

    return examined(
        actor,
        "convention",
        during=during,
        concerning=lambda ids: Q(Exists(_rows("Party").filter(institution_id__in=ids))),
    )


@registry.votes_examined
def votes_of_acts_examined(actor: Actor) -> Q:
    """The votes by which the parties of the acts examined were authorised: a control reads an act
    with its authority, be it older than the period (a framework délibération above all)."""
    acts = apps.get_model("conventions", "Convention").objects.visible_to(actor)
    parties = apps.get_model("conventions", "Party").unscoped.filter(convention__in=acts)
    covered = parties.filter(
        votes=True,
        deliberation=None,
        institution=OuterRef("institution"),
        convention__model__code=OuterRef("model_code"),
        convention__model__version=OuterRef("model_version"),
    )
    own = parties.exclude(deliberation=None).values("deliberation")
    return Q(pk__in=own) | Q(Exists(covered), kind="framework")


def _rows(model: str) -> QuerySet:  # type: ignore[type-arg]
    """Child rows of the convention of the outer query."""
    return apps.get_model("conventions", model).unscoped.filter(convention=OuterRef("pk"))


def rights(actor: Actor, convention: "Convention") -> str:  # type: ignore[name-defined]  # noqa: F821
    """What ``actor`` sees of one convention already loaded in scope: letters of ``VISIBLE``."""
    stage = STAGES[convention.status]
    if actor.system:
        return "TDCF"
    if actor.office in STAFF:
        return VISIBLE["staff"][stage]
    is_party = any(p.institution_id == actor.institution_id for p in convention.parties.all())
    if actor.office in PARTY | {Office.PREPARER}:
        relation = "party" if actor.office in PARTY else "party_preparer"
        return VISIBLE[relation if is_party else "competent"][stage]
    if actor.office in PARTNERS and is_party:
        return VISIBLE["party"][stage]
    relation = RELATION_OF_OFFICE.get(actor.office, "")
    if relation == "inspector" and not _in_district(actor, convention):
        relation = "inspector_who_left"
    if relation == "dasen" and convention.state_mode == "dasen_signs":
        relation = "dasen_signatory"
    if relation == "school_head" and convention.schools.count() == 1:
        relation = "only_school"
    return VISIBLE[relation][stage] if relation else ""


def _in_district(actor: Actor, convention: "Convention") -> bool:  # type: ignore[name-defined]  # noqa: F821
    """Whether an inspector's present mandate is over the circonscription of the act."""
    here = Mandate.unscoped.filter(
        pk=actor.mandate_id, circonscription=convention.circonscription_id
    )
    return convention.circonscription_id is not None and here.exists()
