"""Under which mandate somebody acts: the frozen ``Actor`` that every service receives."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from audit.actor import Actor
from common import articles, clock
from common.french import date_fr
from common.lifecycle import NotYours

from . import wording
from .models import Mandate, Person
from .offices import SYNDICATE_OFFICES, plural


def mandates_of(user: Any, at: dt.datetime) -> list[Mandate]:
    """The mandates under which ``user`` may act at ``at``; none for a closed account."""
    if not user.is_authenticated or not user.is_active:
        return []
    found = Mandate.unscoped.filter(person__user_id=user.pk).with_words()
    return [mandate for mandate in found if mandate.is_valid(at)]


def acting_as(user: Any, mandate: Mandate, at: dt.datetime) -> Actor:
    """The actor of ``user`` under ``mandate``; ``NotYours`` if it is not theirs or not valid."""
    if mandate.person.user_id != user.pk or not user.is_active:
        raise NotYours("Ce mandat n’est pas le vôtre.")
    if not mandate.is_valid(at):
        raise NotYours(ended_words(mandate, at))
    return actor_of(mandate)


def actor_of(mandate: Mandate) -> Actor:
    """The plain values of a mandate, whatever its validity: for a line of the journal."""
    title = wording.quality(mandate)
    return Actor(
        label=f"{mandate.person}, {title}",
        title=title,
        user_id=mandate.person.user_id,
        person_id=mandate.person_id,
        person_key=mandate.person.key,
        mandate_id=mandate.pk,
        office=role_of(mandate),
        institution_id=mandate.institution_id,
        institution_kind=mandate.institution.kind,
    )


def role_of(mandate: Mandate) -> str:
    """The office that permissions read; a delegate to data protection of another body has none.

    That office alone of the syndicate's may be held elsewhere, where it opens no file here.
    """
    elsewhere = mandate.office in SYNDICATE_OFFICES and not mandate.institution.operator
    return "" if elsewhere else mandate.office


def fresh(mandate: Mandate) -> Mandate:
    """``mandate`` read again: what it was when a page was shown proves nothing now."""
    return Mandate.unscoped.with_words().get(pk=mandate.pk)


def ended_words(mandate: Mandate, at: dt.datetime) -> str:
    """Why ``mandate`` does not let one act at ``at``, and who is awaited instead."""
    day = mandate.day_of(at)
    yours = f"Votre mandat {articles.of(wording.office(mandate))}"
    if mandate.starts_on > day:
        return f"{yours} commence le {date_fr(mandate.starts_on)}."
    if mandate.ends_on is None or mandate.ends_on > day:
        return f"{yours} n’est pas en cours : {mandate.get_status_display()}."
    successor = successor_of(mandate, day)
    awaited = "que la fonction soit pourvue"
    if successor is not None:
        since = date_fr(successor.starts_on)
        awaited = f"{successor.person.formal_name}, {wording.office(successor)} depuis le {since}"
    return (
        f"{yours} a pris fin le {date_fr(mandate.ends_on)}. Cet acte attend "
        f"désormais {awaited}. Les signatures déjà données restent acquises."
    )


def successor_of(mandate: Mandate, day: dt.date) -> Mandate | None:
    """Who holds the same office on ``day``; None when nobody does, or when it is plural."""
    if plural(mandate.office):
        return None
    found = list(
        Mandate.unscoped.valid_on(day)
        .filter(
            institution_id=mandate.institution_id,
            office=mandate.office,
            circonscription_id=mandate.circonscription_id,
            school_id=mandate.school_id,
        )
        .exclude(person_id=mandate.person_id)
        .with_words()[:2]
    )
    return found[0] if len(found) == 1 else None


def printed_names(keys: Iterable[str]) -> dict[str, str]:
    """Names of the pseudonyms of the journal, for those who may read it."""
    people = Person.unscoped.filter(public_id__in=list(keys))
    return {person.key: person.formal_name for person in people}


def mandate_of(actor: Actor) -> Mandate | None:
    """The mandate under which ``actor`` acts, read again; None for the system or a visitor."""
    if actor.mandate_id is None:
        return None
    return Mandate.unscoped.with_words().filter(pk=actor.mandate_id).first()


def still_in_office(actor: Actor) -> None:
    """A long work stops being somebody's when their mandate ends (403)."""
    mandate = mandate_of(actor)
    if mandate is None or not mandate.is_valid(clock.now()):
        raise NotYours(
            "Le mandat de la personne qui a lancé ce travail a pris fin : une personne en "
            "fonction le reprend."
        )
