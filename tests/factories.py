"""Rows for tests: invented bodies, people and acts, stored as the system would.

Each function takes what the test is about and invents the rest. Nothing here is real: communes
carry INSEE codes that the official list cannot hold, addresses end in ``.example``.
"""

import datetime as dt
import itertools
from typing import Any

from django.utils import timezone

from accounts.models import User
from audit.actor import SYSTEM, Actor
from audit.recording import recording
from common import clock, identifiers
from documents import catalogue
from governance import acting, parameters
from governance.committees import loading
from governance.committees.models import (
    AgendaItem,
    Committee,
    CommitteeKind,
    CommitteeRules,
    Meeting,
    Seat,
)
from governance.fieldwork import loading as fieldwork
from governance.fieldwork.models import FieldSheet, SheetKind
from governance.models import (
    MISSION_SUBJECTS,
    Absence,
    Circonscription,
    CirconscriptionLink,
    Competence,
    Deliberation,
    Institution,
    InstitutionKind,
    LegalParameter,
    Mandate,
    Mission,
    MissionInstitution,
    Person,
    School,
    SigningDelegation,
    Substitution,
)
from governance.offices import Office
from tests.plugins.stages import kept

START = dt.date(2020, 7, 1)
_numbers = itertools.count(1)
_SURNAMES = (
    "Aubry",
    "Baron",
    "Carlier",
    "Dumont",
    "Evrard",
    "Fontaine",
    "Guérin",
    "Hubert",
    "Imbert",
    "Joly",
    "Klein",
    "Lambert",
    "Marchand",
    "Noël",
    "Olivier",
    "Perrin",
    "Quentin",
    "Renard",
    "Simon",
    "Tellier",
)
_FIRST_NAMES = ("Louise", "Paul", "Anne", "Marc", "Claire", "Hugo", "Inès", "Luc")


def recorded(record: Any, actor: Actor = SYSTEM) -> Any:
    """Check and store ``record`` as ``actor``; returns it."""
    with recording(actor):
        record.full_clean()
        record.save()
    return record


def institution(kind: str, name: str = "", **fields: Any) -> Institution:
    """A body; invented (no SIREN) unless a SIREN is given."""
    number = next(_numbers)
    if kind == InstitutionKind.COMMUNE and "insee_code" not in fields:
        fields["insee_code"] = f"80Z{number % 100:02}"
        if Institution.unscoped.filter(insee_code=fields["insee_code"]).exists():
            fields["insee_code"] = ""
    fields.setdefault("fictitious", not fields.get("siren"))
    label = InstitutionKind(kind).label
    return recorded(Institution(kind=kind, name=name or f"{label} n° {number}", **fields))


def commune(name: str = "Clairval", **fields: Any) -> Institution:
    return institution(InstitutionKind.COMMUNE, name, **fields)


def syndicate() -> Institution:
    """The syndicate that runs the programme: one per test."""
    found = Institution.unscoped.filter(operator=True).first()
    return found or institution(
        InstitutionKind.MIXED_SYNDICATE, "Syndicat mixte Val-Numérique", operator=True
    )


def academie() -> Institution:
    found = Institution.unscoped.filter(kind=InstitutionKind.ACADEMIE).first()
    return found or institution(InstitutionKind.ACADEMIE, "Académie de Montval")


def dsden() -> Institution:
    """The State's service of the département: one per test."""
    found = Institution.unscoped.filter(kind=InstitutionKind.DSDEN).first()
    return found or institution(InstitutionKind.DSDEN, "DSDEN du Val", parent=academie())


def circonscription(name: str = "Montval-Est") -> Circonscription:
    found = Circonscription.unscoped.filter(name=name).first()
    return found or recorded(Circonscription(name=name, dsden=dsden()))


def uai(number: int) -> str:
    """A well-formed UAI of the Somme, of the range kept for invented schools."""
    digits = f"08{9000 + number:05}"
    return digits + identifiers.UAI_KEYS[int(digits) % 23]


def school(
    commune: Institution,
    name: str = "École des Tilleuls",
    *,
    area: Circonscription | None = None,
    competent: Institution | None = None,
    **fields: Any,
) -> School:
    """A school, linked to ``area`` and answered for by ``competent`` (its commune by default)."""
    fields.setdefault("kinds", ["elementaire"])
    code = uai(next(_numbers) % 900)
    while School.unscoped.filter(uai=code).exists():  # put back with the scene of an earlier test
        code = uai(next(_numbers) % 900)
    made = recorded(School(uai=code, name=name, commune=commune, **fields))
    if area is not None:
        recorded(CirconscriptionLink(school=made, circonscription=area, starts_on=START))
    recorded(Competence(school=made, institution=competent or commune, starts_on=START))
    return made


def user(email: str = "") -> User:
    return User.objects.create_user(email or f"personne{next(_numbers)}@val.example", "x" * 12)


def person(*, signed_up: bool = True, **fields: Any) -> Person:
    """Somebody with an account, unless ``signed_up`` is false."""
    number = next(_numbers)
    fields.setdefault("civility", "madam" if number % 2 else "sir")
    fields.setdefault("last_name", _SURNAMES[number % len(_SURNAMES)])
    fields.setdefault("first_name", _FIRST_NAMES[number % len(_FIRST_NAMES)])
    if signed_up and "user" not in fields:
        fields["user"] = user()
    return recorded(Person(**fields))


def mandate(
    office: str, institution: Institution, *, who: Person | None = None, **fields: Any
) -> Mandate:
    """A mandate in force since 2020, with its act, confirmed."""
    fields.setdefault("starts_on", START)
    fields.setdefault("status", Mandate.Status.VALID)
    fields.setdefault("act_kind", "election" if office in _ELECTED else "appointment")
    fields.setdefault("act_reference", "procès-verbal")
    fields.setdefault("act_date", fields["starts_on"])
    fields.setdefault("confirmed_at", timezone.now())
    return recorded(
        Mandate(person=who or person(), institution=institution, office=office, **fields)
    )


_ELECTED = frozenset({Office.EXECUTIVE, Office.DEPUTY, Office.SYNDICATE_PRESIDENT})


def actor(office: str, institution: Institution, **fields: Any) -> Actor:
    """Somebody acting under a new mandate."""
    return acting.actor_of(mandate(office, institution, **fields))


def mandate_of(actor: Actor) -> Mandate:
    return Mandate.unscoped.with_words().get(pk=actor.mandate_id)


def delegation(delegator: Mandate, delegate: Mandate, **fields: Any) -> SigningDelegation:
    """A published delegation for conventions, without ceiling or end."""
    fields.setdefault("objects_covered", ["convention"])
    fields.setdefault("act_number", "2020-14")
    fields.setdefault("act_date", START)
    fields.setdefault("starts_on", START)
    fields.setdefault("published_at", dt.datetime(2020, 7, 1, 8, tzinfo=dt.UTC))
    return recorded(SigningDelegation(delegator=delegator, delegate=delegate, **fields))


def substitution(absent: Mandate, replacement: Mandate, **fields: Any) -> Substitution:
    """The holder is prevented since yesterday, for a month."""
    today = clock.today()
    fields.setdefault("ground", "prevented")
    fields.setdefault("reason", "hospitalisation")
    fields.setdefault("starts_on", today - dt.timedelta(days=1))
    fields.setdefault("ends_on", fields["starts_on"] + dt.timedelta(days=30))
    return recorded(Substitution(absent=absent, replacement=replacement, **fields))


def absence(mandate: Mandate, **fields: Any) -> Absence:
    """Away for a week, from today."""
    fields.setdefault("starts_on", clock.today())
    fields.setdefault("ends_on", fields["starts_on"] + dt.timedelta(days=7))
    return recorded(Absence(mandate=mandate, **fields))


def mission(mandate: Mandate, *institutions: Institution, **fields: Any) -> Mission:
    """A letter of 2020, without end: every kind of record, until three years from now."""
    fields.setdefault("reference", f"LM-{next(_numbers):03}")
    fields.setdefault("letter_date", START)
    fields.setdefault("starts_on", START)
    fields.setdefault("file", "a" * 64)
    fields.setdefault("examined_from", START)
    fields.setdefault("examined_to", clock.today() + dt.timedelta(days=3 * 365))
    fields.setdefault("subjects", list(MISSION_SUBJECTS))
    found = recorded(Mission(mandate=mandate, **fields))
    for institution in institutions:
        recorded(MissionInstitution(mission=found, institution=institution))
    return found


def deliberation(institution: Institution, **fields: Any) -> Deliberation:
    """A vote of ten days ago, recorded; enforceable two days later unless a status is given."""
    fields.setdefault("status", Deliberation.Status.ENFORCEABLE)
    voted_on = fields.setdefault("voted_on", clock.today() - dt.timedelta(days=10))
    fields.setdefault("number", f"D-{next(_numbers):03}")
    fields.setdefault("object", "Espace numérique de travail")
    fields.setdefault("body", "conseil municipal")
    if fields["status"] in (Deliberation.Status.ENFORCEABLE, Deliberation.Status.CHALLENGED):
        received = voted_on + dt.timedelta(days=2)
        fields.setdefault("proof", Deliberation.Proof.STAMP)
        fields.setdefault("proof_file", "a" * 64)
        fields.setdefault("received_on", received)
        fields.setdefault(
            "enforceable_at", dt.datetime.combine(received, dt.time(9), tzinfo=dt.UTC)
        )
        fields.setdefault("enforceable_time_known", True)
    return recorded(Deliberation(institution=institution, **fields))


def load_parameters() -> None:
    """The legal parameters at birth, in one write."""
    with recording(SYSTEM):
        LegalParameter.unscoped.all().bulk_create_recorded(parameters.birth_rows())


@kept
def load_models() -> None:
    """The Word models of the software, in use since ``START``."""
    catalogue.load_shipped(on=START, actor=SYSTEM)


def committee_kind(code: str = "ethics") -> CommitteeKind:
    """A kind of the data, with the rules that it starts with; ``load_parameters`` goes before."""
    found = CommitteeKind.unscoped.filter(code=code).first()
    if found is None:
        loading.load(START)
        loading.load_circuits(START)
        found = CommitteeKind.unscoped.get(code=code)
    return found


def committee(code: str = "ethics", **fields: Any) -> Committee:
    """An instance of the syndicate, in place since 2020 under the rules of its kind."""
    kind = committee_kind(code)
    number = next(_numbers)
    fields.setdefault("reference", f"I-{number}")
    fields.setdefault("name", f"Instance n° {number}")
    fields.setdefault("named", f"l’instance n° {number}")
    fields.setdefault("host", syndicate())
    fields.setdefault("starts_on", START)
    found = recorded(Committee(kind=kind, **fields))
    rules(found)
    return found


def rules(owner: Committee, **fields: Any) -> CommitteeRules:
    """Those of its kind, since the first day of the instance, with ``fields`` changed."""
    start = owner.kind.rules.get()
    same = {f.name: getattr(start, f.name) for f in CommitteeRules._meta.concrete_fields[3:]}
    own = {"kind": None, "committee": owner, "starts_on": owner.starts_on, "ends_on": None}
    return recorded(CommitteeRules(**{**same, **own, **fields}))


def seat(committee: Committee, institution: Institution, office: str, **fields: Any) -> Seat:
    """A seat of an office since 2020."""
    fields.setdefault("starts_on", START)
    return recorded(Seat(committee=committee, institution=institution, office=office, **fields))


def meeting(committee: Committee, **fields: Any) -> Meeting:
    """A meeting in preparation, at 18 h UTC, thirty days from now."""
    start = clock.now() + dt.timedelta(days=30)
    fields.setdefault("starts_at", start.replace(hour=18, minute=0, second=0, microsecond=0))
    fields.setdefault("rules", committee.rules_on(clock.today()))
    fields.setdefault("number", f"S-{next(_numbers)}")
    fields.setdefault("place", "salle du conseil")
    return recorded(Meeting(committee=committee, **fields))


def item(committee: Committee, **fields: Any) -> AgendaItem:
    """A point for information that waits to be placed."""
    fields.setdefault("title", f"Point n° {next(_numbers)}")
    fields.setdefault("purpose", AgendaItem.Purpose.INFORMATION)
    return recorded(AgendaItem(committee=committee, **fields))


CONTACT = {"Occasion": "Visite d’une école"}


def sheet_kind(code: str = "field_contact") -> SheetKind:
    """A kind of the data, in its version in use."""
    if not SheetKind.unscoped.exists():
        fieldwork.load(START)
    return SheetKind.unscoped.latest().get(code=code)


def sheet(author: Mandate, code: str = "field_contact", **fields: Any) -> FieldSheet:
    """A sheet left to do within ten days; a visit of a school unless a code is given."""
    if code == "field_contact":
        fields.setdefault("values", dict(CONTACT))
    fields.setdefault("day", clock.today())
    fields.setdefault("due_on", clock.today() + dt.timedelta(days=10))
    return recorded(FieldSheet(kind=sheet_kind(code), author=author, **fields))
