"""A convention of an invented commune, with all that its text and its signatures rest on."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

from django.conf import settings

from audit.actor import SYSTEM, Actor
from audit.recording import recording
from circuits.models import Circuit, CircuitTemplate, Step
from common import clock
from conventions import content, defaults, kinds
from conventions.models import ACADEMIE, TRIPARTITE, Convention, ConventionSchool
from documents import catalogue
from governance import acting
from governance.models import (
    Circonscription,
    CirconscriptionLink,
    Competence,
    CouncilDate,
    Deliberation,
    Institution,
    Mandate,
    Membership,
    Person,
    School,
    SigningDelegation,
)
from governance.offices import Office
from tests import factories
from tests.plugins import once

NOW = dt.datetime(2026, 5, 4, 8, 0, tzinfo=dt.UTC)
TODAY = NOW.date()
ELECTED = dt.date(2026, 3, 28)


def saved(record, verb="create"):
    with recording(SYSTEM) as journal:
        journal.says(record, verb)
        record.save()
    return record


def institution(kind, name, **values):
    given = {"address": "1 place du Modèle", "postal_code": "80998", "city": "Saint-Modèle"}
    return saved(Institution(kind=kind, name=name, **(given | values)))


def mandate(body, office, first_name, last_name, *, madam=True, **values):
    person = saved(
        Person(civility="madam" if madam else "sir", first_name=first_name, last_name=last_name)
    )
    given = {
        "starts_on": ELECTED,
        "status": "valid",
        "act_kind": "election",
        "act_reference": "procès-verbal d’élection",
        "act_date": ELECTED,
        "confirmed_at": dt.datetime(2026, 3, 29, 8, tzinfo=dt.UTC),
    }
    return saved(Mandate(person=person, institution=body, office=office, **(given | values)))


def delegation(delegator, delegate, number="2026-A1", **values):
    given = {
        "objects_covered": ["convention"],
        "act_number": number,
        "act_date": dt.date(2026, 4, 1),
        "published_at": dt.datetime(2026, 4, 2, 8, tzinfo=dt.UTC),
        "starts_on": dt.date(2026, 4, 3),
        "ends_on": dt.date(2032, 3, 1),
    }
    return saved(SigningDelegation(delegator=delegator, delegate=delegate, **(given | values)))


def deliberation(body, number, *, kind="act", **values):
    given = {
        "status": "enforceable",
        "voted_on": dt.date(2026, 4, 10),
        "proof": "actes_receipt",
        "enforceable_at": dt.datetime(2026, 4, 22, 8, tzinfo=dt.UTC),
    }
    return saved(Deliberation(institution=body, number=number, kind=kind, **(given | values)))


def school(commune, uai, name, pupils, **values):
    given = {"kinds": ["elementaire"], "postal_code": "80998", "city": "Saint-Modèle"}
    return saved(School(commune=commune, uai=uai, name=name, pupils=pupils, **(given | values)))


OF_THE_FRAMEWORK = {
    "territory_label": "la Selle (département fictif)",
    "adviser_count": 11,
    "adviser_share": 50,
    "adviser_fte": "5.5",
    "ethics_state_members": 6,
    "ethics_local_members": 6,
    "ethics_notice_days": 5,
    "minutes_days": 15,
}
"""What the convention with the académie still needs once it is begun."""


class Case:
    """The bodies, people and votes around one convention; built under ``clock.at(NOW)``."""

    def __init__(self):
        factories.load_parameters()
        defaults.load_defaults(dt.date(2026, 1, 1), SYSTEM)
        catalogue.load_shipped(on=dt.date(2026, 1, 1), actor=SYSTEM)
        kinds.load(SYSTEM)
        self.academie = institution("academie", "Académie de Montval")
        self.dsden = institution("dsden", "DSDEN de Montval", parent=self.academie)
        self.syndicate = institution(
            "mixed_syndicate", "Syndicat mixte Val numérique", siren="987654324", operator=True
        )
        self.commune = institution(
            "commune",
            "Albert-le-Modèle",
            siren="123456782",
            insee_code="80998",
            fictitious=False,
            population=312,
        )
        self.district = saved(Circonscription(name="Montval-Est", dsden=self.dsden))
        self.tilleuls = self.add_school("0809001Z", "École des Tilleuls", 80)
        self.parc = self.add_school("0809002A", "École du Parc", 46)
        saved(Membership(institution=self.commune, kind="member", starts_on=dt.date(2020, 1, 1)))
        self.people()
        self.framework = saved(
            Convention(
                kind=kinds.current(ACADEMIE),
                reference="CONV-2026-901",
                title="Convention-cadre",
                status="in_force",
                owner=self.manager,
                starts_on=dt.date(2025, 9, 1),
                ends_on=dt.date(2029, 8, 31),
            )
        )
        self.tariff = deliberation(
            self.syndicate, "D2026_018", kind="tariff", max_unit_price=Decimal("9.87")
        )
        self.frame_vote = deliberation(
            self.syndicate,
            "D2026_041",
            kind="framework",
            model_code="convention-tripartite",
            model_version=catalogue.in_use("convention-tripartite", TODAY).version,
            max_unit_price=Decimal("10"),
        )

    def people(self):
        self.manager = mandate(self.syndicate, Office.PROJECT_MANAGER, "Alix", "Modèle")
        self.president = mandate(
            self.syndicate, Office.SYNDICATE_PRESIDENT, "Morgan", "Modèle", madam=False
        )
        self.mayor = mandate(self.commune, Office.EXECUTIVE, "Camille", "Exemple")
        self.deputy = mandate(self.commune, Office.DEPUTY, "Sacha", "Gabarit", madam=False, rank=1)
        self.inspector = mandate(
            self.dsden,
            Office.INSPECTOR,
            "Dominique",
            "Spécimen",
            circonscription=self.district,
            act_kind="appointment",
        )
        self.dasen = mandate(
            self.dsden, Office.DASEN, "Claude", "Patron", madam=False, act_kind="appointment"
        )
        self.rector = mandate(
            self.academie, Office.RECTOR, "Andrea", "Type", act_kind="appointment"
        )
        self.rector_delegation = delegation(self.rector, self.dasen)

    def add_school(self, uai, name, pupils, **values):
        made = school(self.commune, uai, name, pupils, **values)
        saved(
            CirconscriptionLink(
                school=made, circonscription=self.district, starts_on=dt.date(2020, 9, 1)
            )
        )
        saved(Competence(institution=self.commune, school=made, starts_on=dt.date(2020, 1, 1)))
        return made

    @property
    def actor(self) -> Actor:
        return acting.actor_of(self.manager)

    def convention(self, **values) -> Convention:
        """A draft that lacks nothing; ``schools`` as pairs of a school and its accounts."""
        schools = values.pop("schools", [(self.tilleuls, 80), (self.parc, 46)])
        bodies = {
            "authority": values.pop("authority", self.commune),
            "state": self.dsden,
            "syndicate": self.syndicate,
        }
        given = {
            "kind": kinds.current(TRIPARTITE),
            "reference": "CONV-2026-012",
            "title": "Convention ENT d’Albert-le-Modèle",
            "owner": self.manager,
            "model": catalogue.in_use("convention-tripartite", TODAY),
            "circonscription": self.district,
            "framework": self.framework,
            "starts_on": dt.date(2026, 9, 1),
            "ends_on": dt.date(2029, 8, 31),
            "unit_price": Decimal("9.87"),
            "max_accounts": 160,
            "max_yearly_amount": Decimal("1600.00"),
            "legal_ground": "member_contribution",
            "legal_ground_reference": "l’article 4",
            "state_mode": "dasen_signs",
            "options": {"option_message_channel": True},
            "details": {"diagnosis_date": "2026-02-05"},
        }
        made = saved(Convention(**(given | values)))
        for party in kinds.parties(made, bodies):
            saved(party)
        for each, accounts in schools:
            saved(
                ConventionSchool(
                    convention=made,
                    school=each,
                    levels="élémentaire, 3 classes",
                    forecast_accounts=accounts,
                )
            )
        return made

    def settle(self, convention) -> Convention:
        """The text frozen, without the review that comes before."""
        data = content.project_data(convention)
        convention.snapshot = data.to_snapshot()
        convention.text_hash = content.text_hash(convention, data)
        convention.text_settled_at = clock.now()
        convention.matches_model = True
        convention.status = "text_settled"
        return saved(convention, "settle_text")

    def visa(self, convention, party="state", office=Office.INSPECTOR, at=None) -> Step:
        """A visa given in a review circuit of the act."""
        template = CircuitTemplate.unscoped.filter(code="test.review").first() or saved(
            CircuitTemplate(code="test.review", label="Relecture")
        )
        circuit = saved(
            Circuit(
                template=template,
                kind="convention.review.dasen",
                subject_type=convention._meta.label_lower,
                subject_id=convention.pk,
                subject_label=str(convention),
                subject_url="/",
            )
        )
        return saved(
            Step(
                circuit=circuit,
                group=1,
                position=1,
                kind="visa",
                label="Visa",
                party=party,
                institution=self.dsden,
                offices=[office],
                due="parameter:review.period",
                due_reason="relecture",
                status="done",
                closed_at=at or clock.now(),
            )
        )

    def vote(self, convention, **values) -> Deliberation:
        """The commune's own vote, recorded as enforceable and attached to the act."""
        given = {"voted_on": dt.date(2026, 4, 20), "text_hash": convention.text_hash}
        vote = deliberation(self.commune, "2026-07", target=convention, **(given | values))
        party = convention.party("authority")
        party.deliberation = vote
        saved(party, "attach_deliberation")
        return vote

    def council(self, day=dt.date(2026, 6, 18)):
        return saved(CouncilDate(institution=self.commune, date=day))


_case = once.Once(Case, once.Shelf())


def build() -> Case:
    """The same, made once in a process; files are those of the present site."""
    return _case(Path(settings.MEDIA_ROOT))
