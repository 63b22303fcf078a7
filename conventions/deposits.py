"""Deposit a délibération for an act: the same three moves for the mairie and for the staff."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from audit.actor import Actor
from audit.recording import recording
from documents import store
from governance import deliberation_reading, wording
from governance.lifecycle import DeliberationLifecycle
from governance.models import Deliberation

from .models import Party

DONE = {
    "upload": "Fichier déposé. Vérifiez ce qui a été lu, puis confirmez.",
    "confirm": "Les mentions sont enregistrées. Joignez la preuve qu’elle est exécutoire.",
    "prove": "La preuve est enregistrée : la délibération est exécutoire.",
    "reject": "Le vote défavorable est enregistré. Le porteur de l’acte peut le clore.",
}


def apply(step: str, vote: Deliberation, data: Mapping[str, Any], *, actor: Actor) -> Deliberation:
    """One of the moves, with its file kept in the same transaction."""
    if step == "upload":
        content, kind, _name = data["file"]
        found = deliberation_reading.read(content).as_dict() if kind == store.PDF else {}
        with store.prepared((content, kind)) as (file,), recording(actor):
            return DeliberationLifecycle.move(
                vote, "upload", actor=actor, file=file.keep().sha256, reading=found
            )
    if step == "confirm":
        verb = "confirm" if vote.status == Deliberation.Status.TO_CONFIRM else "record_vote"
        text = _text_hash(vote, data["voted_on"])
        return DeliberationLifecycle.move(
            vote, verb, actor=actor, **{k: v for k, v in data.items() if v}, text_hash=text
        )
    if step == "reject":
        return DeliberationLifecycle.move(vote, "record_rejection", actor=actor, **data)
    given = {k: v for k, v in data.items() if v and k != "proof_file"}
    if data.get("proof_file"):
        content, kind, _name = data["proof_file"]
        with store.prepared((content, kind)) as (file,), recording(actor):
            return DeliberationLifecycle.move(
                vote, "prove", actor=actor, proof_file=file.keep().sha256, **given
            )
    return DeliberationLifecycle.move(vote, "prove", actor=actor, **given)


def _text_hash(vote: Deliberation, voted_on: dt.date) -> str:
    """The text annexed to the vote: the project that the act sent to the assembly.

    Empty when the session was held before the text was settled: it voted something else, or
    nobody knows yet, and a person compares.
    """
    party = Party.unscoped.filter(deliberation=vote).select_related("convention").first()
    settled = party.convention.text_settled_at if party else None
    if party is None or settled is None:
        return ""
    settled_on = settled.astimezone(vote.zone).date()
    return party.convention.text_hash if settled_on <= voted_on else ""


def proposed(vote: Deliberation) -> dict[str, Any]:
    """Mentions read in the file, and those of the act, for a person to confirm or correct."""
    party = Party.unscoped.filter(deliberation=vote).select_related("convention").first()
    found = dict(vote.reading or {})
    if party is not None:
        act = party.convention
        found.setdefault("max_amount", act.max_yearly_amount)
        found.setdefault("max_accounts", act.max_accounts)
        found.setdefault("duration_months", act.duration_months)
    found.setdefault("body", wording.assembly(vote.institution))
    return found
