"""Which kinds of act are made from a list, and who plays their other parts."""

from audit.actor import Actor
from governance.models import Institution

from ..finding import KINDS
from ..models import TRIPARTITE, ActKind, Batch, KindParty

LOCAL = frozenset(map(str, KINDS))


def local_part(kind: ActKind) -> KindParty | None:
    """The one part that a commune, an EPCI or a school syndicate plays; None when no list can
    give the acts of this kind, or when two could."""
    found = [part for part in kind.parts.all() if LOCAL & set(part.bodies)]
    return found[0] if len(found) == 1 else None


def kinds(actor: Actor) -> list[ActKind]:
    """Kinds in use that a list of bodies can be made into, the tripartite first."""
    rows = ActKind.objects.visible_to(actor).in_use().begun_alone().prefetch_related("parts")
    found = [kind for kind in rows if local_part(kind)]
    return sorted(found, key=lambda kind: (kind.code != TRIPARTITE, kind.label))


def proposes(kind: ActKind) -> bool:
    """Whether each act is proposed from the directory: schools, price, district, State."""
    return kind.code == TRIPARTITE


def others(kind: ActKind) -> list[KindParty]:
    """The parts to give once for every act: neither the bodies of the list, nor the syndicate."""
    if proposes(kind):
        return []  # the State is that of each district
    local = local_part(kind)
    return [
        part
        for part in kind.parts.all()
        if part != local and Institution.Kind.MIXED_SYNDICATE not in part.bodies
    ]


def bodies(batch: Batch, body: Institution) -> dict[str, Institution]:
    """The institution of each part of the act made for ``body``."""
    operator = Institution.unscoped.filter(operator=True).first()
    chosen = Institution.unscoped.in_bulk(batch.bodies.values())
    local = local_part(batch.kind)
    found = {role: chosen[key] for role, key in batch.bodies.items()}
    for part in batch.kind.parts.all():
        if part == local:
            found[part.role] = body
        elif operator is not None and part.role not in found:
            found[part.role] = operator
    return found
