"""The people of the authority cases, and the facts and questions that a case is made of.

Instants are written in Paris time; days are those of each body; an empty date is none.
"""

import datetime as dt
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from governance import authority
from governance.models import Institution, Mandate
from governance.offices import Office
from tests import factories

PARIS = ZoneInfo("Europe/Paris")
ELECTED = dt.date(2026, 3, 28)
NOW = "2026-06-15 10:00"


def instant(words: str) -> dt.datetime:
    return dt.datetime.fromisoformat(words).replace(tzinfo=PARIS)


def dated(fields: dict) -> dict:
    """The dates, instants and amounts of a case, written as texts."""
    kinds = {"starts_on": day, "ends_on": day, "act_date": day, "confirmed_at": moment}
    kinds |= {"published_at": moment, "ceiling": Decimal}
    return {name: kinds[name](value) if name in kinds else value for name, value in fields.items()}


def moment(words: str) -> dt.datetime | None:
    return instant(words) if words else None


def day(words: str | None) -> dt.date | None:
    return dt.date.fromisoformat(words) if words else None


@dataclass
class World:
    """Mandates by the word that the cases use; bodies by theirs."""

    people: dict[str, Mandate] = field(default_factory=dict)
    bodies: dict[str, Institution] = field(default_factory=dict)

    def fresh(self, who: str) -> Mandate:
        return Mandate.unscoped.with_words().get(pk=self.people[who].pk)


# who: office, body, civility, first name, last name, other fields
CAST = {
    "maire": (Office.EXECUTIVE, "clairval", "madam", "Louise", "Martin", {}),
    "adjointe": (Office.DEPUTY, "clairval", "madam", "Anne", "Roux", {"rank": 1}),
    "adjoint2": (Office.DEPUTY, "clairval", "sir", "Paul", "Petit", {"rank": 2}),
    "dgs": (Office.AUTHORITY_DIRECTOR, "clairval", "sir", "Marc", "Noël", {}),
    "secretaire": (Office.PREPARER, "clairval", "madam", "Odile", "Ferrand", {}),
    "maire-brumont": (Office.EXECUTIVE, "brumont", "sir", "Luc", "Evrard", {}),
    "president-sivos": (Office.EXECUTIVE, "sivos", "sir", "Luc", "Evrard", {}),
    "vice-sivos": (Office.DEPUTY, "sivos", "madam", "Inès", "Joly", {"rank": 1}),
    "presidente": (Office.EXECUTIVE, "cc", "madam", "Solène", "Marquant", {}),
    "vice": (Office.DEPUTY, "cc", "sir", "Hugo", "Klein", {"rank": 1}),
    "vice2": (Office.DEPUTY, "cc", "madam", "Claire", "Imbert", {"rank": 2}),
    "maire-reunion": (Office.EXECUTIVE, "reunion", "madam", "Marie", "Hoarau", {}),
    "adjoint-reunion": (Office.DEPUTY, "reunion", "sir", "Jean", "Payet", {"rank": 1}),
    "maire-tahiti": (Office.EXECUTIVE, "tahiti", "sir", "Teva", "Maire", {}),
    "rectrice": (Office.RECTOR, "academie", "madam", "Jeanne", "Dumont", {}),
    "dasen": (Office.DASEN, "dsden", "sir", "Rémi", "Quesnel", {}),
    "secretaire-general": (
        Office.DSDEN_OFFICER, "dsden", "sir", "Alain", "Baron", {"title": "secrétaire général"},
    ),
    "ien": (Office.INSPECTOR, "dsden", "madam", "Nadia", "Lefebvre", {"area": "Montval-Est"}),
    "ien-voisin": (Office.INSPECTOR, "dsden", "sir", "Yves", "Carlier", {"area": "Montval-Nord"}),
    "erun": (Office.DIGITAL_ADVISER, "dsden", "sir", "Éric", "Simon", {"area": "Montval-Est"}),
    "president": (Office.SYNDICATE_PRESIDENT, "syndicat", "sir", "Étienne", "Carpentier", {}),
    "vice-syndicat": (Office.DEPUTY, "syndicat", "madam", "Odette", "Tellier", {"rank": 1}),
    "direction": (Office.SYNDICATE_DIRECTOR, "syndicat", "madam", "Maud", "Leroux", {}),
    "juriste": (Office.LEGAL_OFFICER, "syndicat", "madam", "Inès", "Caron", {}),
    "administration": (Office.ADMIN, "syndicat", "sir", "Louis", "Bertin", {}),
    "canope": (Office.CANOPE_DIRECTOR, "canope", "madam", "Flore", "Guérin", {}),
    "auditrice": (Office.AUDITOR, "cour", "madam", "Rose", "Aubry", {}),
}  # fmt: skip


def build() -> World:
    """Everybody in office since 28 March 2026, without delegation nor replacement."""
    world = World()
    kind = Institution.Kind
    world.bodies = {
        "clairval": factories.commune("Clairval"),
        "brumont": factories.commune("Brumont"),
        "reunion": factories.commune("Sainte-Rive", time_zone="Indian/Reunion"),
        "tahiti": factories.commune("Motu-Clair", time_zone="Pacific/Tahiti"),
        "sivos": factories.institution(kind.SCHOOL_SYNDICATE, "SIVOS des Trois-Clochers"),
        "cc": factories.institution(kind.EPCI, "Communauté de communes du Val"),
        "syndicat": factories.syndicate(),
        "academie": factories.academie(),
        "dsden": factories.dsden(),
        "canope": factories.institution(kind.CANOPE, "Réseau Canopé du Val"),
        "cour": factories.institution(kind.OTHER, "Chambre des comptes du Val"),
    }
    persons = {}
    for who, (office, body, civility, first, last, more) in CAST.items():
        key = (first, last)
        if key not in persons:
            persons[key] = factories.person(
                signed_up=False, civility=civility, first_name=first, last_name=last
            )
        fields = dict(more)
        if area := fields.pop("area", ""):
            fields["circonscription"] = factories.circonscription(area)
        world.people[who] = factories.mandate(
            office, world.bodies[body], who=persons[key], starts_on=ELECTED, **fields
        )
    return world


# --- facts that a case adds ---


def mandate(who, **fields):
    """The mandate of somebody is changed: dates as texts."""

    def add(world):
        row = world.fresh(who)
        for name, value in dated(fields).items():
            setattr(row, name, value)
        factories.recorded(row)

    return add


def waived(who, reason):
    def add(world):
        row = world.fresh(who)
        row.habilitation_waived, row.waiver_reason = True, reason
        row.waived_by = world.people["juriste"]
        factories.recorded(row)

    return add


def arrives(who, office, body, civility, first, last, since, *, again=""):
    """Somebody takes an office; ``again``: the person of another mandate."""

    def add(world):
        person = (
            world.people[again].person
            if again
            else factories.person(
                signed_up=False, civility=civility, first_name=first, last_name=last
            )
        )
        world.people[who] = factories.mandate(
            office, world.bodies[body], who=person, starts_on=day(since)
        )

    return add


def delegation(giver, holder, number="2026-14", **fields):
    """An arrêté for conventions, published on 2 April 2026 at 8 h and in force from that day."""

    def add(world):
        given = dated(fields)
        given.setdefault("starts_on", dt.date(2026, 4, 2))
        given.setdefault("act_date", min(dt.date(2026, 4, 1), given["starts_on"]))
        given.setdefault("published_at", instant("2026-04-02 08:00"))
        factories.delegation(world.fresh(giver), world.fresh(holder), act_number=number, **given)

    return add


def replaced(absent, replacement, since="2026-06-08", until="2026-07-01", **fields):
    """A replacement, prevented unless said; ``until`` is excluded."""

    def add(world):
        given = {"ground": "prevented", "reason": "hospitalisation", **dated(fields)}
        factories.substitution(
            world.fresh(absent),
            world.fresh(replacement),
            starts_on=day(since),
            ends_on=day(until),
            **given,
        )

    return add


# --- what a case asks ---


def by(who, kind="convention", amount="", at=NOW):
    """May this person sign?"""

    def ask(world):
        euros = Decimal(amount) if amount else None
        return authority.to_sign(world.fresh(who), kind, euros, instant(at))

    return ask


def awaited(body, office, at=NOW, area=""):
    """Who signs for an office of a body?"""

    def ask(world):
        chosen = factories.circonscription(area).pk if area else None
        return authority.who_signs(
            world.bodies[body], office, "convention", None, instant(at), circonscription_id=chosen
        )

    return ask


WORDS = {
    each.__name__: each for each in (mandate, waived, arrives, delegation, replaced, by, awaited)
}


def said(words: list[Any]) -> Callable[[World], Any]:
    """A fact or a question: its word, its arguments, then a table of named ones."""
    named = words[-1] if isinstance(words[-1], dict) else {}
    return WORDS[words[0]](*(each for each in words[1:] if each is not named), **named)


def cases() -> list[dict[str, Any]]:
    """Every case of the tables, in the order of their files."""
    folder = Path(__file__).parent / "authority_cases"
    tables = [tomllib.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*.toml"))]
    return [case for table in tables for case in table["case"]]
