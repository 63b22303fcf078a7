"""The kinds of act in use, and those that come with the software."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

from audit.actor import Actor
from audit.recording import recording
from common.lifecycle import Refusal, Refused
from governance.models import Institution

from .models import ActKind, Convention, KindParty, Party, StateMode

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


def _variant(convention: Convention, code: str) -> str:
    """The inspector, or the DASEN on the inspector's visa, binds the State (P9)."""
    if not convention.kind.chooses_state_mode:
        return code
    return f"{code}.{'inspector' if convention.state_mode == StateMode.INSPECTOR else 'dasen'}"
