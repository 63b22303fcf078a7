"""Three years of conventions signed on paper before the platform, entered with their scan.

Real communes appear in neutral or positive states only; what went wrong is told of communes that
exist on no map.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from audit.actor import SYSTEM, Actor
from audit.recording import recording
from common import calendar, clock
from conventions import kinds
from conventions import services as conventions
from conventions.lifecycle import ConventionLifecycle
from conventions.models import (
    ACADEMIE,
    AUTHORITY,
    STATE,
    SYNDICATE,
    TRIPARTITE,
    Convention,
    ConventionSchool,
    LegalGround,
    StateMode,
)
from conventions.undertakings import channel
from demo import paper
from demo import world as stage
from demo.world import World
from documents import catalogue, store
from governance import services, wording
from governance.models import Deliberation, Institution, School

from . import territory
from .scale import Scale

MODEL = "convention-tripartite"
PRICE = Decimal("9.87")
MONTHS = 36
YEARS = ((3, 12), (2, 8), (1, 12), (0, 8))
"""How many acts took effect so many school years ago; the first ones have expired since."""


@dataclass(frozen=True, slots=True)
class Past:
    """An act signed elsewhere; ``fate`` is the move that follows its notification, if any.

    ``fate`` also says « signed » (not notified yet) or « early » (before its délibération).
    """

    commune: Institution
    starts_on: dt.date
    signed_on: dt.date
    fate: str = "notify"

    @property
    def title(self) -> str:
        year = self.starts_on.year
        return f"Convention ENT {wording.of_institution(self.commune)} ({year}-{year + 3})"


def acts(scale: Scale, today: dt.date) -> Iterator[Past]:
    """Every act of the past, oldest first, chosen among communes that have a school."""
    here = territory.places(scale)
    with_school = set(School.unscoped.values_list("commune_id", flat=True))
    pool = iter([each for each in here.others[1:] if each.pk in with_school])
    back_to_school = _last_september(today)
    for years, count in YEARS:
        start = back_to_school.replace(year=back_to_school.year - years)
        for nth in range(max(1, count // scale.past)):
            yield Past(next(pool), start, start - dt.timedelta(days=100 - 5 * nth))
    soon = (today.replace(day=1) + dt.timedelta(days=40)).replace(day=1)
    lately = today - dt.timedelta(days=100)
    yield Past(next(pool), soon, lately)
    yield Past(next(pool), soon, lately + dt.timedelta(days=3))
    yield Past(next(pool), soon, lately + dt.timedelta(days=5), "signed")
    apart = territory.invented_communes()[-4:]
    earlier = back_to_school.replace(year=back_to_school.year - 1)
    spring = earlier - dt.timedelta(days=90)
    for nth, commune in enumerate(territory.served()):
        yield Past(commune, earlier, spring + dt.timedelta(days=3 * nth))
    yield Past(apart[0], earlier, spring, "early")
    yield Past(apart[1], earlier, spring, "terminate")
    yield Past(apart[2], earlier, spring, "record_annulment")


def bring_past(scale: Scale, world: World, now: dt.datetime) -> int:
    """Enter each act that is not there yet; returns how many are there."""
    today = now.date()
    _old_votes(world, today)
    found = list(acts(scale, today))
    for act in found:
        convention = Convention.unscoped.filter(title=act.title).first() or _entered(act, world)
        _settled(convention, act, world)
    _renewal(scale, world, today)
    return len(found)


def _last_september(today: dt.date) -> dt.date:
    first = dt.date(today.year, 9, 1)
    return first if first <= today else dt.date(today.year - 1, 9, 1)


def _old_votes(world: World, today: dt.date) -> None:
    """The syndicate voted the same framework each spring before the platform."""
    for year in range(_last_september(today).year - 3, 2026):
        _voted(
            world.syndicate,
            f"{year}-04",
            dt.date(year, 3, 10),
            "Convention type relative à l’espace numérique de travail",
            "comité syndical",
        )


def _voted(
    body: Institution, number: str, on: dt.date, words: str, organ: str, **limits: object
) -> Deliberation:
    """A vote and its proof: stamped three days later."""
    known = Deliberation.unscoped.filter(institution=body, number=number, year=on.year).first()
    vote = known or services.record_deliberation(
        actor=SYSTEM,
        institution=body,
        number=number,
        voted_on=on,
        object=words,
        body=organ,
        **limits,
    )
    if vote.status == Deliberation.Status.RECORDED:
        vote = stage.prove(vote, on=on + dt.timedelta(days=3))
    return vote


def _entered(act: Past, world: World) -> Convention:
    """The file of the act as the project manager types it from its paper."""
    schools = list(School.unscoped.filter(commune=act.commune).order_by("pk"))
    accounts = sum(school.pupils or 0 for school in schools)
    manager = world.people["chef-de-projet"]
    area = schools[0].circonscription_on(act.starts_on)
    with recording(world.actor("chef-de-projet")):
        convention = Convention(
            kind=kinds.current(TRIPARTITE),
            reference=stage.case_reference(act.signed_on.year),
            title=act.title,
            owner=manager,
            model=catalogue.in_use(MODEL, act.signed_on),
            circonscription=area,
            framework=Convention.unscoped.filter(kind__code=ACADEMIE).first(),
            starts_on=act.starts_on,
            ends_on=calendar.end_date(act.starts_on, MONTHS),
            duration_months=MONTHS,
            unit_price=PRICE,
            max_accounts=accounts * 11 // 10 + 1,
            max_yearly_amount=PRICE * (accounts * 11 // 10 + 1),
            legal_ground=LegalGround.STATUTORY_SERVICE,
            legal_ground_reference="l’article 4",
            state_mode=StateMode.INSPECTOR,
            options={channel.OPTION: True},
            details={"diagnosis_date": (act.signed_on - dt.timedelta(days=60)).isoformat()},
        )
        convention.full_clean()
        convention.save()
        for school in schools:
            ConventionSchool(
                convention=convention, school=school, forecast_accounts=school.pupils or 0
            ).save()
        bodies = {AUTHORITY: act.commune, STATE: world.dsden, SYNDICATE: world.syndicate}
        for party in kinds.parties(convention, bodies):
            party.transmission = "not_needed" if party.votes else ""
            party.save()
    return convention


def _settled(convention: Convention, act: Past, world: World) -> None:
    """Bring an act to its fate from wherever an interruption left it."""
    manager = world.actor("chef-de-projet")
    if convention.status == Convention.Status.DRAFT:
        _bind(convention, act, world)
        convention = _register(convention, act, manager)
    if convention.status == Convention.Status.SIGNED and act.fate != "signed":
        convention = ConventionLifecycle.move(convention, "notify", actor=manager)
    if convention.status == Convention.Status.NOTIFIED and act.fate != "notify":
        _ended(convention, act.fate, world)


def _bind(convention: Convention, act: Past, world: World) -> None:
    """Attach the votes that authorised the signature; an early act has none of its commune."""
    votes = Deliberation.unscoped.valid().filter(institution=world.syndicate)
    syndicate = votes.filter(voted_on__lt=act.signed_on).exclude(kind="tariff")
    _attach(convention, SYNDICATE, syndicate.order_by("-voted_on").first(), world)
    if act.fate == "early":
        return
    day = act.signed_on - dt.timedelta(days=21)
    own = _voted(
        act.commune,
        f"{day.year}-{convention.pk % 40 + 1:02d}",
        day,
        f"Autorisation de signer la convention {convention.reference}",
        "conseil municipal",
        max_amount=convention.max_yearly_amount,
        max_accounts=convention.max_accounts,
        duration_months=MONTHS,
    )
    _attach(convention, AUTHORITY, own, world)


def _attach(convention: Convention, role: str, vote: Deliberation | None, world: World) -> None:
    party = convention.parties.get(role=role)
    if vote is not None and party.deliberation_id is None:
        conventions.attach_deliberation(party, vote, actor=world.actor("chef-de-projet"))


def _register(convention: Convention, act: Past, manager: Actor) -> Convention:
    early = act.fate == "early"
    words = paper.signed_act(convention.title, act.signed_on)
    with store.prepared((words, store.PDF)) as (file,):
        return conventions.register_signed(
            convention,
            "register_early_signed" if early else "register_signed_elsewhere",
            file=file,
            file_name=f"{convention.reference}-signee.pdf",
            signed_at=dt.datetime.combine(act.signed_on, dt.time(10), dt.UTC),
            actor=manager,
        )


def _ended(convention: Convention, verb: str, world: World) -> None:
    lawyer = world.actor("juriste")
    if verb == "terminate":
        ConventionLifecycle.move(
            convention,
            verb,
            actor=lawyer,
            effective_on=clock.today(),
            reason="fermeture de l’école, accord des parties",
        )
        return
    judgment = paper.judgment(convention.reference)
    with store.prepared((judgment, store.PDF)) as (file,), recording(lawyer):
        ConventionLifecycle.move(
            convention,
            verb,
            actor=lawyer,
            file_sha256=file.keep().sha256,
            reason="annulée par le tribunal administratif (jugement inventé) : "
            "la délibération avait été votée sans convocation régulière",
        )


def _renewal(scale: Scale, world: World, today: dt.date) -> None:
    """One act replaced before its term by a wider one: the second is the first's successor."""
    commune = territory.invented_communes()[-1]
    start = _last_september(today)
    before = Past(commune, start.replace(year=start.year - 2), start - dt.timedelta(days=830))
    after = Past(commune, start, start - dt.timedelta(days=95))
    first, second = (
        Convention.unscoped.filter(title=act.title).first() or _entered(act, world)
        for act in (before, after)
    )
    if second.successor_of_id is None:
        with recording(world.actor("chef-de-projet")):
            second.successor_of = first
            second.save()
    for convention, act in ((first, before), (second, after)):
        _settled(convention, act, world)
