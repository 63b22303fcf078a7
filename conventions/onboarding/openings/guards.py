"""What must be true before an order or one of its lines moves."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from audit.actor import Actor
from common import clock, private_names
from common.french import NBSP, date_fr, list_fr, plural, quoted
from common.lifecycle import Refusal
from governance import authority
from governance.authority import Authority
from governance.models import Institution, Mandate, School
from governance.offices import Office

from ..lifecycle import OPENED
from ..models import (
    BaseOpeningOrder,
    EntryStatus,
    LineStatus,
    OpeningLine,
    OrderStatus,
    Profile,
    SchoolEntry,
)
from ..models.openings import CLOSED, DONE
from . import checks

KIND = "decision"
"""What an arrêté of delegation names to cover this act."""
EDITABLE = (OrderStatus.LIST_DRAFT, OrderStatus.LIST_RETURNED)
TO_OPEN = (
    EntryStatus.FINANCED,
    EntryStatus.AWAITING_CONVENTION,
    EntryStatus.UNDER_CONVENTION,
    EntryStatus.OPENING_REQUESTED,
)
TO_CLOSE = (*OPENED, EntryStatus.SUSPENDED, EntryStatus.COMPLETED)
EMPTY = Refusal("Ajoutez au moins une école à la liste.", "practice § 4", "opening.empty")
MOST = 5_000_000
"""Accounts of one profile in one school: more is a mistake of typing."""


def concerned(order: BaseOpeningOrder) -> tuple[EntryStatus, ...]:
    """Statuses in which a file goes on such an order."""
    return TO_OPEN if order.opens else TO_CLOSE


def addition(order: BaseOpeningOrder, entry: SchoolEntry) -> Iterator[Refusal]:
    """A school of the district on the day of effect, on no other open order (P10)."""
    school: School = entry.school
    if order.status not in EDITABLE:
        yield Refusal(
            f"La liste de l’ordre {order.reference} ne change plus : il est "
            f"« {order.get_status_display()} ».",
            key="opening.closed",
        )
    if school.circonscription_on(order.effective_on) != order.circonscription:
        yield Refusal(
            f"L’école {school.name} n’est pas dans la circonscription {order.circonscription} au "
            f"{date_fr(order.effective_on)}.",
            "P10",
            "opening.district",
        )
    if entry.status not in concerned(order):
        yield Refusal(
            f"L’école {school.name} est au stade « {entry.get_status_display()} » : "
            + ("elle n’est pas encore financée, ou sa base est déjà ouverte." if order.opens
               else "sa base n’est pas ouverte."),
            "4.3",
            "opening.entry",
        )  # fmt: skip
    elsewhere = OpeningLine.unscoped.filter(entry__school=school)
    elsewhere = elsewhere.exclude(status=LineStatus.LEFT_OUT).exclude(order__status__in=CLOSED)
    if found := elsewhere.select_related("order").first():
        yield Refusal(
            f"L’école {school.name} est déjà sur l’ordre {found.order.reference}.",
            "P10",
            "opening.twice",
        )


def list_ready(order: BaseOpeningOrder) -> Iterator[Refusal]:
    """Every school of the list has its preconditions (S3)."""
    lines = [line for line in _lines(order) if line.status != LineStatus.LEFT_OUT]
    if not lines:
        yield EMPTY
    for line in lines:
        if names := checks.missing(line):
            yield Refusal(
                f"{line.entry.school.name}{NBSP}: il manque {list_fr(names)}.",
                "S3",
                "opening.missing",
            )


def deciding(order: BaseOpeningOrder, actor: Actor, on: dt.date) -> Authority | Refusal:
    """On what ground ``actor`` decides on the day ``on``: the DASEN, delegate or replacement."""
    at = clock.now()
    if on != clock.today():
        noon = dt.time(12, tzinfo=ZoneInfo(settings.TIME_ZONE))
        at = dt.datetime.combine(on, noon)
    dsden = order.circonscription.dsden
    for held in authority.entitled(dsden, Office.DASEN, KIND, None, at):
        if held.mandate_id == actor.mandate_id and _for_the_dasen(held, dsden):
            return held
    what = f"cette décision {'d’ouverture' if order.opens else 'de fermeture'}"
    mandate = Mandate.unscoped.with_words().get(pk=actor.mandate_id)
    refused = authority.to_sign(mandate, KIND, None, at, what=what)
    if isinstance(refused, authority.Refusal):
        return Refusal(refused.reason, refused.source, refused.key)
    return Refusal(
        f"Aucune délégation du DASEN ne vous permet de prendre {what} au {date_fr(on)}.",
        "P15",
        "opening.authority",
    )


def _for_the_dasen(held: Authority, dsden: Institution) -> bool:
    """Whether one signs for the DASEN: a former delegate may bind a body of their own."""
    holders = Mandate.unscoped.filter(office=Office.DASEN, institution=dsden)
    return bool(holders.filter(pk=held.holder_mandate_id).exists())


def decision(order: BaseOpeningOrder, actor: Actor, given: Mapping[str, Any]) -> Iterator[Refusal]:
    """The act signed elsewhere: its number, its date, its copy, and who could take it (P15)."""
    on = given.get("decided_on")
    if not (on and str(given.get("decision_reference", "")).strip() and given.get("file")):
        yield Refusal(
            "Joignez la copie de la décision, avec sa référence et sa date.",
            "P15",
            "opening.decision",
        )
    if on is None:
        return
    if on > clock.today():
        yield Refusal(
            f"La décision est datée du {date_fr(on)}, qui n’est pas encore venu.",
            "P15",
            "opening.future",
        )
    else:
        held = deciding(order, actor, on)
        if isinstance(held, Refusal):
            yield held


def effective(order: BaseOpeningOrder) -> Iterator[Refusal]:
    if order.effective_on > clock.today():
        what = "Ouverture" if order.opens else "Fermeture"
        yield Refusal(
            f"{what} prévue le {date_fr(order.effective_on)}.", "4.3", "opening.effective"
        )


def all_done(order: BaseOpeningOrder) -> Iterator[Refusal]:
    """Every line is imported or left out."""
    waiting = order.lines.exclude(status__in=DONE).count()
    if waiting:
        words = plural(waiting, "école n’a pas", "écoles n’ont pas")
        yield Refusal(f"{waiting} {words} encore de compte rendu.", "S3", "opening.waiting")


def nothing_imported(order: BaseOpeningOrder) -> Iterator[Refusal]:
    done = order.lines.filter(status=LineStatus.IMPORTED).count()
    if done:
        words = plural(done, "école est déjà ouverte", "écoles sont déjà ouvertes")
        yield Refusal(f"{done} {words} : établissez un ordre de fermeture.", "D", "opening.open")


def executing(line: OpeningLine) -> Iterator[Refusal]:
    if line.order.status != OrderStatus.EXECUTING:
        yield Refusal(
            f"L’ordre {line.order.reference} est « {line.order.get_status_display()} » : son "
            "exécution n’a pas commencé.",
            "4.3",
            "opening.not_executing",
        )


def list_alive(line: OpeningLine) -> Iterator[Refusal]:
    if line.order.status in CLOSED:
        yield Refusal(
            f"L’ordre {line.order.reference} est « {line.order.get_status_display()} » : sa liste "
            "ne change plus.",
            key="opening.closed",
        )


def counted(counts: Mapping[str, Any]) -> Iterator[Refusal]:
    """A number for each profile, one account at least, and no name (S3)."""
    numbers = [counts.get(profile) for profile in Profile]
    right = set(counts) <= set(Profile.values) and all(
        type(each) is int and 0 <= each <= MOST for each in numbers
    )
    if not right or not any(numbers):
        labels = list_fr([profile.label.lower() for profile in Profile])
        yield Refusal(
            f"Indiquez le nombre de comptes par profil : {labels}.", "S3", "opening.counts"
        )


def nobody_named(text: str, *, checked: bool) -> Iterator[Refusal]:
    """A report of accounts names nobody, teachers included, unless its author says so."""
    named = private_names.found(text, anyone=True)
    if named and not checked:
        yield Refusal(
            f"Ce texte semble nommer une personne{NBSP}: {quoted(named[0])}. Retirez le nom, ou "
            "confirmez que ce n’en est pas un.",
            "practice § 4",
            "opening.name",
        )


def _lines(order: BaseOpeningOrder) -> Any:
    return order.lines.select_related("order", "entry__school", "entry__campaign").prefetch_related(
        "checks"
    )
