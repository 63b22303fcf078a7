"""The kinds of act in use, and those that come with the software."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from audit.actor import Actor
from audit.recording import recording
from circuits import services as circuits
from circuits.models import StepKind
from common import clock
from common.lifecycle import Refusal, Refused
from documents import catalogue
from governance import levels
from governance.models import Institution

from .models import ActKind, Convention, KindParty, Party, StateMode

FIELD = "sig_"
"""A signature field is named after the role of its party: « sig_authority »."""

LEVEL = "level.convention"
"""The parameter that says the minimal level of a signature."""

SHIPPED = Path(__file__).parent / "data" / "kinds.toml"


def current(code: str) -> ActKind:
    """The version in use of a kind; ``Refused`` when it is retired or unknown."""
    found = ActKind.unscoped.in_use().filter(code=code).prefetch_related("parts").first()
    if found is None:
        raise Refused(Refusal(f"Aucune nature d’acte « {code} » n’est en usage."))
    return found


def load(actor: Actor) -> int:
    """Record the shipped kinds that are not known yet; returns how many. Twice adds nothing."""
    described = tomllib.loads(SHIPPED.read_text(encoding="utf-8"))["kind"]
    unknown = [row for row in described if not ActKind.unscoped.filter(code=row["code"]).exists()]
    with recording(actor) as journal:
        for row in unknown:
            parts = row.pop("part")
            kind = ActKind(status=ActKind.Status.IN_USE, **row)
            kind.full_clean()
            journal.says(kind, "load_kind")
            kind.save()
            for order, part in enumerate(parts, start=1):
                KindParty(kind=kind, order=order, **part).save()
    return len(unknown)


def parties(convention: Convention, bodies: Mapping[str, Institution]) -> list[Party]:
    """The parties of an act, not yet stored: ``bodies`` by role, the rest as its kind says."""
    return [
        Party(
            convention=convention,
            role=part.role,
            label=part.label,
            votes=part.votes,
            order=part.order,
            institution=bodies[part.role],
        )
        for part in convention.kind.parts.all()
    ]


def review_circuit(convention: Convention) -> str:
    """Code of the circuit in which the text is read."""
    return _variant(convention, convention.kind.review_circuit)


def sign_circuit(convention: Convention) -> str:
    """Code of the circuit in which the act is signed."""
    return _variant(convention, convention.kind.sign_circuit)


def signature_fields(convention: Convention) -> list[dict[str, Any]]:
    """Field, anchor, order and level of each signature: as the manifest of the model says, else
    one a part, in the order of the kind, at the level of its step."""
    model = convention.model
    if not model.free:
        level = model.manifest.get("level_parameter", LEVEL)
        played = {f"{FIELD}{party.role}" for party in convention.parties.all()}
        rows = catalogue.signatories(model.manifest)
        return [{**row, "level": level} for row in rows if row.get("field") in played]
    steps = circuits.latest(sign_circuit(convention)).steps.filter(kind=StepKind.SIGNATURE)
    levels = {step.party: step.level for step in steps}
    return [
        {
            "field": f"{FIELD}{part.role}",
            "anchor": anchor(part.label),
            "order": part.order,
            "level": levels.get(part.role) or LEVEL,
        }
        for part in convention.kind.parts.all()
    ]


def unsignable(convention: Convention) -> Iterator[Refusal]:
    """Levels that no way of signing of the site meets: the act is signed elsewhere (P15)."""
    today = clock.today()
    for key in dict.fromkeys(row["level"] for row in signature_fields(convention)):
        if not levels.modes(key, today):
            yield Refusal(
                f"Le niveau « {levels.label(key, today)} » n’admet aucune façon de signer cet acte "
                "ici : enregistrez l’acte signé hors plateforme.",
                levels.source(key, today),
            )


def anchor(label: str) -> str:
    """The small line that opens the frame of a party's signature in a text of its own."""
    return f"Signature — {label}"


def _variant(convention: Convention, code: str) -> str:
    """The inspector, or the DASEN on the inspector's visa, binds the State (P9)."""
    if not convention.kind.chooses_state_mode:
        return code
    return f"{code}.{'inspector' if convention.state_mode == StateMode.INSPECTOR else 'dasen'}"
