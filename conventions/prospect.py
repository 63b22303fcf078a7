"""The facts from which a convention is proposed: competent body, schools, votes, State, money.

Each function adds to ``said`` the sentences that the author must read: what is doubtful or
missing never stops the preparation.
"""

import datetime as dt
import uuid
from collections import Counter
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from zoneinfo import ZoneInfo

from django.conf import settings

from common import articles, clock, french
from common.lifecycle import Refusal, Refused
from common.scoping import ScopedQuerySet
from documents import catalogue
from documents.contract import DocumentData
from governance import authority, parameters, wording
from governance.models import (
    Circonscription,
    CirconscriptionLink,
    Competence,
    CompetencePart,
    CouncilDate,
    Deliberation,
    Institution,
    Membership,
    ParameterScope,
    School,
    SchoolState,
    covers,
)
from governance.offices import Office

from . import coverage, defaults
from .docdata.builders import mentions, names
from .docdata.tripartite import TripartiteData
from .finding import KINDS
from .models import ACADEMIE, TRIPARTITE, Convention, LegalGround, StateMode, Status
from .search import plain

MODEL = "convention-tripartite"
MARGIN = "accounts_margin_percent"
AREA = "circonscription__dsden__parent"
GROUNDS = {
    Membership.Kind.MEMBER: LegalGround.MEMBER_CONTRIBUTION,
    Membership.Kind.THROUGH_EPCI: LegalGround.STATUTORY_SERVICE,
    Membership.Kind.NONE: LegalGround.PUBLIC_COOPERATION,
}
"""Proposed grounds to pay; which one holds is for a lawyer to confirm (P11)."""

Said = list[str]
Origin = Institution | School


def resolved(code: str) -> Origin:
    """The body or the school of a SIREN, SIRET, INSEE code, UAI, or key of the directory.

    ``Refused`` when unknown. An invented body may have no code: it is known by its key.
    """
    text = "".join(code.split()).upper()
    bodies = Institution.unscoped.filter(kind__in=[*KINDS, Institution.Kind.REGION])
    found: Origin | None = (
        _by_key(code, bodies)
        or School.unscoped.filter(uai=text).first()
        or bodies.filter(siren=text[:9]).exclude(siren="").first()
        or bodies.filter(insee_code=text).exclude(insee_code="").first()
    )
    if found is None:
        raise Refused(
            Refusal(
                f"{french.quoted(code)} n’est ni un SIREN, ni un code commune, ni l’UAI d’une "
                "école de l’annuaire. Cherchez par le nom, ou complétez l’annuaire."
            )
        )
    return found


def _by_key(key: str, bodies: ScopedQuerySet[Institution]) -> Origin | None:
    try:
        public_id = uuid.UUID(key)
    except ValueError:
        return None
    school: School | None = School.unscoped.filter(public_id=public_id).first()
    return school or bodies.filter(public_id=public_id).first()


def next_school_year(on: dt.date) -> dt.date:
    """The next 1 September, the day itself included."""
    first = dt.date(on.year, 9, 1)
    return first if on <= first else dt.date(on.year + 1, 9, 1)


def instant(on: dt.date) -> dt.datetime:
    """Now for today, else noon of the day at the syndicate."""
    if on == clock.today():
        return clock.now()
    return dt.datetime.combine(on, dt.time(12), ZoneInfo(settings.TIME_ZONE))


def competent(origin: Origin, day: dt.date, said: Said) -> Institution | None:
    """The body that answers for the schools meant; itself when nobody says; None for a region."""
    if isinstance(origin, School):
        found = origin.competent_on(day, CompetencePart.RUNNING_AND_ENT)
        if found is None:
            said.append(
                f"Aucune institution n’est compétente pour {origin.name} au {french.date_fr(day)} "
                "dans l’annuaire : la commune est proposée."
            )
        return found or origin.commune
    if origin.kind not in KINDS:
        said.append(
            f"{origin} ({origin.get_kind_display().lower()}) n’est pas partie à une convention "
            "tripartite ; elle peut la consulter."
        )
        return None
    if origin.kind != Institution.Kind.COMMUNE:
        return origin
    rows = competences(day).filter(school__commune=origin).select_related("institution")
    count = Counter(row.institution for row in rows)
    if not count or origin in count:
        return origin
    body = count.most_common(1)[0][0]
    of_origin, of_body = wording.of_institution(origin), wording.of_institution(body)
    said.append(f"Les écoles {of_origin} relèvent {of_body}, qui signerait la convention.")
    return body


def competences(day: dt.date) -> ScopedQuerySet[Competence]:
    """Who answers, on the day, for the running of schools and their ENT."""
    parts = (CompetencePart.WHOLE, CompetencePart.RUNNING_AND_ENT)
    return Competence.unscoped.filter(covers(day), part__in=parts).order_by("pk")


def open_schools(body: Institution | None, day: dt.date, said: Said) -> list[School]:
    """Schools open on the day for which the body answers, by name."""
    if body is None:
        return []
    answered = competences(day).filter(institution=body).order_by().values("school_id")
    rows = School.unscoped.filter(covers(day), pk__in=answered).exclude(state=SchoolState.CLOSED)
    found = sorted(rows.select_related("commune"), key=lambda each: (plain(each.name), each.pk))
    if not found:
        said.append(
            f"Aucune école ouverte au {french.date_fr(day)} ne relève "
            f"{wording.from_institution(body)}."
        )
    return found


def meant(school: School, origin: Origin) -> bool:
    """Whether the name typed means this school: itself, its commune, or the body as a whole."""
    if isinstance(origin, School):
        return school.pk == origin.pk
    return origin.kind != Institution.Kind.COMMUNE or school.commune_id == origin.pk


def area_of(
    schools: list[School],
    origin: Origin,
    day: dt.date,
    said: Said,
    wanted: Circonscription | None = None,
) -> tuple[Circonscription | None, dict[int, Circonscription | None]]:
    """The district of most of the schools meant, and that of each school.

    With ``wanted``, the act is that of this district: its author knows of the others.
    """
    links = CirconscriptionLink.unscoped.on(day).filter(school__in=[s.pk for s in schools])
    linked = {link.school_id: link.circonscription for link in links.select_related(AREA)}
    areas = {school.pk: linked.get(school.pk) for school in schools}
    if wanted is not None:
        return wanted, areas
    count = Counter(areas[s.pk] for s in schools if meant(s, origin) and areas[s.pk])
    if not count:
        if schools:
            said.append("La circonscription des écoles n’est pas dans l’annuaire.")
        return None, areas
    area = count.most_common(1)[0][0]
    apart = sum(count.values()) - count[area]
    if apart:
        said.append(
            f"{apart} {french.plural(apart, 'école relève', 'écoles relèvent')} d’une autre "
            f"circonscription que {area} : une convention par circonscription."
        )
    return area, areas


@dataclass(frozen=True, slots=True)
class Votes:
    """What the syndicate has voted: price, ceiling, longest duration; printed references."""

    price: Decimal | None
    ceiling: Decimal | None
    months: int
    framework: str
    tariff: str

    @property
    def top(self) -> Decimal | None:
        """The price on which the yearly maximum is counted: the ceiling, so that a new tariff
        within it needs no new vote."""
        known = [price for price in (self.price, self.ceiling) if price is not None]
        return max(known, default=None)


def votes(syndicate: Institution | None, on: dt.date, said: Said) -> Votes:
    """The syndicate's tariff and framework délibérations in force."""
    ceiling = _parameter("framework.price_ceiling", on, said)
    months = _parameter("convention.duration", on, said) or 36
    if syndicate is None:
        said.append("Le syndicat qui porte le programme n’est pas enregistré.")
        return Votes(None, ceiling, months, "", "")
    tariff, framework = mentions.tariff(syndicate), _framework_vote(syndicate, on)
    price = (
        tariff.max_unit_price.quantize(Decimal("0.01"))
        if tariff and tariff.max_unit_price
        else None
    )
    if tariff is None:
        said.append("Aucune délibération tarifaire exécutoire du syndicat n’est enregistrée.")
    elif price is None:
        said.append(f"La délibération tarifaire n° {tariff.number} n’indique pas de prix.")
    if framework is None:
        said.append(
            "Aucune délibération-cadre du syndicat n’approuve ce modèle : le comité syndical devra "
            "délibérer sur cet acte."
        )
    elif framework.max_unit_price is not None:
        ceiling = min(framework.max_unit_price, ceiling or framework.max_unit_price)
    if framework is not None and framework.duration_months:
        months = min(months, framework.duration_months)
    if price is not None and ceiling is not None and price > ceiling:
        said.append(
            f"Le tarif voté ({french.euros(price)}) dépasse le plafond de "
            f"{french.euros(ceiling)} par compte et par an."
        )
    return Votes(price, ceiling, months, _reference(framework), _reference(tariff))


def _framework_vote(syndicate: Institution, on: dt.date) -> Deliberation | None:
    try:
        model = catalogue.in_use(MODEL, on)
    except catalogue.ModelMissing:
        return None
    return coverage.framework_of(syndicate, model)


def _reference(vote: Deliberation | None) -> str:
    return f"n° {vote.number} du {french.date_fr(vote.voted_on)}" if vote else ""


def _parameter(key: str, on: dt.date, said: Said) -> "int | Decimal | None":
    try:
        found: int | Decimal = parameters.value(key, on=on, scope=ParameterScope.SYNDICATE)
    except parameters.MissingParameter as missing:
        said.append(str(missing))
        return None
    return found


def with_margin(accounts: int, on: dt.date) -> int:
    """The maximum of accounts: those expected and the model's margin, rounded up to the ten."""
    margin = defaults.in_use(MODEL, on).get(MARGIN, 0)
    return int(rounded_up(Decimal(accounts) * (100 + Decimal(str(margin))) / 100, 10))


def rounded_up(value: Decimal, step: int) -> Decimal:
    return (value / step).to_integral_value(ROUND_CEILING) * step


def membership(body: Institution | None, day: dt.date, said: Said) -> tuple[str, str]:
    """How the body is served, and the words that say it."""
    if body is None:
        return str(Membership.Kind.NONE), ""
    row = Membership.unscoped.on(day).filter(institution=body).select_related("through").first()
    if row is None:
        said.append(
            f"{wording.institution_title(body)} n’est ni membre du syndicat ni servie par "
            "son EPCI, d’après l’annuaire : le fondement de sa participation est à confirmer par "
            "le juriste."
        )
        return str(Membership.Kind.NONE), str(Membership.Kind.NONE.label)
    label = f"{row.get_kind_display()} ({row.through})" if row.through else row.get_kind_display()
    return str(row.kind), label


def last_reference(ground: str) -> str:
    """The reference given with this ground in the latest act: most acts share it."""
    rows = Convention.unscoped.filter(kind__code=TRIPARTITE, legal_ground=ground)
    found = rows.exclude(legal_ground_reference="").order_by("-pk").first()
    return found.legal_ground_reference if found and ground else ""


def framework(day: dt.date, said: Said) -> Convention | None:
    """The framework convention with the académie in force, and still on the day."""
    rows = Convention.unscoped.filter(kind__code=ACADEMIE, status=Status.IN_FORCE)
    found: Convention | None = rows.order_by("-ends_on", "-pk").first()
    if found is None:
        said.append("Aucune convention-cadre avec l’académie n’est en vigueur.")
    elif found.ends_on is not None and found.ends_on < day:
        said.append(
            f"La convention-cadre {found.reference} prend fin le {french.date_fr(found.ends_on)}, "
            "avant la date d’effet."
        )
    return found


def signs(
    body: Institution | None, office: str, amount: Decimal | None, at: dt.datetime, said: Said
) -> str:
    """Who is awaited to sign for the body: « Mme …, maire de … »; a warning when nobody may."""
    if body is None:
        return ""
    held = authority.who_signs(body, office, mentions.KIND, amount, at)
    if isinstance(held, authority.Refusal):
        said.append(held.reason)
        return ""
    return f"{held.name}, {held.quality}"


def state(
    area: Circonscription | None, amount: Decimal | None, at: dt.datetime, said: Said
) -> tuple[str, str]:
    """Who binds the State (P9): the inspector when a delegation is on file, else the DASEN."""
    if area is None:
        return str(StateMode.DASEN), ""
    inspector = mentions.inspector_in(area.pk, at)
    name = inspector.person.formal_name if inspector else ""
    if inspector is None:
        said.append(f"Aucun inspecteur n’est en exercice dans la circonscription {area}.")
    held = authority.who_signs(
        area.dsden, Office.INSPECTOR, mentions.KIND, amount, at, circonscription_id=area.pk
    )
    if isinstance(held, authority.Authority) and not held.on_visa_of:
        return str(StateMode.INSPECTOR), name
    dasen = authority.who_signs(area.dsden, Office.DASEN, mentions.KIND, amount, at)
    if isinstance(dasen, authority.Refusal):
        said.append(dasen.reason)
    elif dasen.ground != "delegation":
        said.append(
            f"La délégation de signature de {dasen.name} n’est pas déposée : l’acte la cite."
        )
    return str(StateMode.DASEN), name


def council(body: Institution | None, on: dt.date, said: Said) -> dt.date | None:
    """The next council announced."""
    if body is None:
        return None
    rows = CouncilDate.unscoped.filter(institution=body, date__gte=on).order_by("date")
    found: dt.date | None = rows.values_list("date", flat=True).first()
    if found is None:
        whose = articles.of_the(articles.named(names.full_name(body, on)))
        said.append(f"La date du prochain conseil {whose} n’est pas connue.")
    return found


def diagnosis(area: Circonscription | None, said: Said) -> dt.date | None:
    """The day of the common diagnosis, as the latest act of the district gives it."""
    rows = Convention.unscoped.filter(kind__code=TRIPARTITE, circonscription=area)
    for details in rows.order_by("-pk").values_list("details", flat=True)[:20]:
        found = _day(details.get("diagnosis_date"))
        if found is not None and area is not None:
            return found
    if area is not None:
        said.append("Indiquez la date du diagnostic commun de la circonscription.")
    return None


def _day(recorded: object) -> dt.date | None:
    data: type[DocumentData] = TripartiteData
    try:
        found: dt.date = data.read("diagnosis_date", recorded)
    except ValueError:
        return None
    return found
