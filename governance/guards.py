"""What must be true before a délibération or a mandate moves: each refusal with its sentence."""

import datetime as dt
from collections.abc import Iterator
from typing import Any, TypeVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from audit.actor import Actor
from common import clock, identifiers
from common.french import date_fr
from common.lifecycle import Refusal
from common.models import Record

from . import enforceability, parameters, wording
from .models import Deliberation, DeliberationStatus, Mandate, Proof

R = TypeVar("R", bound=Record)

MENTIONS = (
    "number",
    "voted_on",
    "object",
    "body",
    "votes_for",
    "votes_against",
    "votes_abstain",
    "secretary",
    "actes_id",
    "text_hash",
    "max_amount",
    "max_accounts",
    "max_unit_price",
    "duration_months",
    "model_code",
    "model_version",
    "file",
)
"""What may be typed or confirmed about a vote; everything else comes from a move."""

COUNCIL_NATURES = frozenset({"DE", "BF", "AU"})
"""Natures under which an assembly's vote is transmitted: délibération, budget, other."""

PROOF_FIELDS = (
    "proof_file",
    "actes_id",
    "published_on",
    "published_time",
    "received_on",
    "received_time",
)


def mentions(record: Deliberation, given: dict[str, Any]) -> Iterator[Refusal]:
    """Number, date, object; not in the future; not recorded already; fields well formed."""
    probe = _copy(record)
    for name in MENTIONS:
        if name in given:
            setattr(probe, name, given[name])
    missing = [
        label
        for name, label in (
            ("number", "le numéro"),
            ("voted_on", "la date de séance"),
            ("object", "l’objet"),
            ("body", "l’organe"),
        )
        if not getattr(probe, name)
    ]
    if missing:
        yield Refusal(f"Indiquez {', '.join(missing)}.")
        return
    if probe.voted_on > clock.today(record.institution.time_zone):
        yield Refusal("La date de séance est dans le futur.")
        return
    same = Deliberation.unscoped.filter(
        institution=probe.institution, number=probe.number, year=probe.voted_on.year
    ).exclude(pk=probe.pk)
    if same.exists():
        yield Refusal(
            f"La délibération n° {probe.number} est déjà enregistrée pour "
            f"{probe.institution} en {probe.voted_on.year}."
        )
        return
    yield from _form_refused(_copy(probe, status=DeliberationStatus.RECORDED))


def proof(
    record: Deliberation, actor: Actor, kind: str, given: dict[str, Any]
) -> Iterator[Refusal]:
    """One proof among those that the parameters accept, with what it must show (P3)."""
    accepted = parameters.value("deliberation.proofs", on=clock.today(record.institution.time_zone))
    if kind not in accepted:
        yield Refusal(
            "Choisissez une preuve : accusé @CTES, cachet, ou certification de l’exécutif.",
            enforceability.SOURCE,
        )
        return
    checks = {
        Proof.ACTES_RECEIPT: _receipt_refused,
        Proof.STAMP: _stamp_refused,
        Proof.EXECUTIVE_CERTIFICATE: _certificate_refused,
    }
    yield from checks[Proof(kind)](record, actor, given)
    yield from _dates_refused(record, given)


def _receipt_refused(
    record: Deliberation, actor: Actor, given: dict[str, Any]
) -> Iterator[Refusal]:
    """The identifier names this act of this institution, and the State dated its receipt."""
    text = given.get("actes_id") or record.actes_id
    try:
        identifier = identifiers.parse_actes(text)
    except identifiers.InvalidIdentifier as refused:
        yield Refusal(str(refused), enforceability.SOURCE)
        return
    institution = record.institution
    if not institution.siren and not institution.fictitious:
        yield Refusal(
            f"Le SIREN {wording.from_institution(institution)} n’est pas enregistré : complétez "
            "sa fiche."
        )
    elif institution.siren and identifier.siren != institution.siren:
        yield Refusal(
            f"L’identifiant {identifier} porte le SIREN {identifier.siren} ; la délibération "
            f"est {wording.of_institution(institution)} ({institution.siren}).",
            enforceability.SOURCE,
        )
    if identifier.nature not in COUNCIL_NATURES:
        yield Refusal(
            f"L’identifiant {identifier} désigne un acte de nature {identifier.nature}, non une "
            "délibération (DE) : recopiez celui de la délibération.",
            enforceability.SOURCE,
        )
    voted_on = record.voted_on
    if voted_on and identifier.act_date < voted_on:
        yield Refusal(
            f"L’identifiant {identifier} date l’acte du {date_fr(identifier.act_date)}, avant "
            f"la séance du {date_fr(voted_on)}."
        )
    if given.get("received_on") is None:
        yield Refusal("Indiquez la date de l’accusé de réception.", enforceability.SOURCE)


def _stamp_refused(record: Deliberation, actor: Actor, given: dict[str, Any]) -> Iterator[Refusal]:
    if not given.get("proof_file") or given.get("received_on") is None:
        yield Refusal(
            "Déposez la délibération revêtue du cachet et indiquez la date du cachet.",
            enforceability.SOURCE,
        )


def _certificate_refused(
    record: Deliberation, actor: Actor, given: dict[str, Any]
) -> Iterator[Refusal]:
    if given.get("published_on") is None or given.get("received_on") is None:
        yield Refusal(
            "Certifiez les deux dates : publication et transmission.", enforceability.SOURCE
        )
    own = actor.office == "executive" and actor.institution_id == record.institution_id
    if not own and not given.get("proof_file"):
        yield Refusal(
            "La certification revient à l’exécutif, sous sa responsabilité : déposez-la "
            "signée de sa main.",
            enforceability.SOURCE,
        )


def _dates_refused(record: Deliberation, given: dict[str, Any]) -> Iterator[Refusal]:
    today = clock.today(record.institution.time_zone)
    voted_on = record.voted_on
    for name, what in (("published_on", "publication"), ("received_on", "réception")):
        day = given.get(name)
        if day is None:
            continue
        if voted_on and day < voted_on:
            yield Refusal(f"La {what} ({date_fr(day)}) précède la séance ({date_fr(voted_on)}).")
        if day > today:
            yield Refusal(f"La date de {what} est dans le futur.")


def end_of_mandate(record: Mandate, ends_on: dt.date | None) -> Iterator[Refusal]:
    """A day to come, in the mandate, that leaves the office to one holder; None takes it away."""
    today = record.day_of(clock.now())
    if ends_on == record.ends_on:
        yield Refusal(
            f"Le dernier jour de ce mandat est déjà le {date_fr(record.last_day)}."
            if record.last_day
            else "Indiquez le dernier jour du mandat."
        )
    elif ends_on is not None and ends_on <= today:
        yield Refusal(
            "Ce jour est passé : terminez le mandat, à compter du lendemain de son dernier jour."
        )
    elif ends_on is not None and ends_on <= record.starts_on:
        yield Refusal(
            f"Le mandat commence le {date_fr(record.starts_on)} : son dernier jour ne le précède "
            "pas."
        )
    else:
        try:
            _copy(record, ends_on=ends_on).clean()
        except ValidationError as refused:
            yield from map(Refusal, refused.messages)


def _copy(record: R, **changes: Any) -> R:
    """An unsaved twin, to try values on: a refused move leaves the record as it was."""
    values = {f.attname: getattr(record, f.attname) for f in record._meta.concrete_fields}
    twin = type(record)(**{**values, **changes})
    twin._state.adding = record._state.adding
    return twin


def _form_refused(probe: Deliberation) -> Iterator[Refusal]:
    try:
        probe.full_clean(validate_unique=False)
    except ValidationError as refused:
        for name, sentences in refused.message_dict.items():
            label = (
                "" if name == NON_FIELD_ERRORS else f"{probe._meta.get_field(name).verbose_name} : "
            )
            for sentence in sentences:
                yield Refusal(f"{label}{sentence}")
