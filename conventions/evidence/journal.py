"""The journal's extract of an act: its lines as chained, each with its path to the checkpoint."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, QuerySet

from audit import chain, proofs, registry
from audit.models import Checkpoint, Event
from circuits.models import (
    Assignment,
    Circuit,
    SigningBatch,
    SigningBatchItem,
    SigningCode,
    SigningLink,
    Step,
)
from documents.models import Document
from governance.models import Deliberation, Institution

from ..models import Convention

ATTESTED = (
    "Attesté par le système du syndicat, partie à l’acte ; points de contrôle détenus par chaque "
    "partie, dans son exemplaire de la preuve."
)


class JournalDamaged(RuntimeError):
    """A line does not have the hash that it says: nothing is attested on such a journal."""


@dataclass(frozen=True, slots=True)
class Extract:
    """The lines told, by number, and the checkpoint that all of them lead to."""

    checkpoint: Checkpoint
    lines: tuple[Event, ...]
    paths: dict[int, proofs.Path]

    def to_data(self) -> dict[str, Any]:
        """The content of ``journal.json``."""
        return {
            "attestation": ATTESTED,
            "point_de_controle": {
                "numero": self.checkpoint.sequence,
                "empreinte": self.checkpoint.hash,
                "racine": self.checkpoint.root,
                "le": self.checkpoint.at.isoformat(),
            },
            "colonnes": list(chain.CHAINED),
            "lignes": [_line(each, self.paths[each.sequence]) for each in self.lines],
        }


def _line(event: Event, path: proofs.Path) -> dict[str, Any]:
    return {
        "phrase": registry.sentence(event.object_type, event.verb),
        "valeurs": ["" if value is None else str(value) for value in chain.values(event)],
        "empreinte_precedente": event.previous_hash,
        "empreinte": event.hash,
        "chemin": [list(step) for step in path],
    }


def extract(
    convention: Convention, checkpoint: Checkpoint, readers: list[Institution | None]
) -> dict[int | None, Extract]:
    """The extract of each reader (None: the whole), by the key of its body.

    The tree of the journal is built once for all. Raises ``JournalDamaged``.
    """
    chosen = {
        reader and reader.pk: _checked(_lines(convention, checkpoint, reader)) for reader in readers
    }
    wanted = {event.sequence for events in chosen.values() for event in events}
    hashes = chain.hashes(checkpoint.sequence)
    paths = proofs.paths(hashes, [number - 1 for number in wanted])
    return {
        key: Extract(
            checkpoint, events, {each.sequence: paths[each.sequence - 1] for each in events}
        )
        for key, events in chosen.items()
    }


def _checked(events: QuerySet[Event]) -> tuple[Event, ...]:
    found = tuple(events)
    for event in found:
        if chain.link(event.previous_hash, chain.values(event)) != event.hash:
            raise JournalDamaged(f"le fait n° {event.sequence} du journal a été modifié")
    return found


def _lines(
    convention: Convention, checkpoint: Checkpoint, reader: Institution | None
) -> QuerySet[Event]:
    about = Q(pk__in=[])
    for model, ids in _told(convention, reader):
        about |= Q(object_type=model._meta.label_lower, object_id__in=ids)
    found = Event.objects.filter(about, sequence__lte=checkpoint.sequence)
    if reader is not None:
        # What another body wrote beside its act (a remark, a list) stays its own.
        own = Q(actor_institution=reader.pk) | Q(actor_institution=None)
        found = found.filter(own | Q(data={}))
    return found.order_by("sequence")


def _told(
    convention: Convention, reader: Institution | None
) -> Iterator[tuple[type[Model], list[int]]]:
    """The records of the act whose lines ``reader`` is told, by model."""
    envelope = convention.envelope
    steps = Step.unscoped.filter(circuit__in=Circuit.unscoped.about(convention))
    votes = Deliberation.unscoped.filter(parties__convention=convention)
    yield Convention, [convention.pk]
    yield type(envelope), [envelope.pk]
    yield envelope.slots.model, _keys(envelope.slots.all())
    yield Document, [envelope.document_id]
    if reader is None:
        yield Circuit, _keys(Circuit.unscoped.about(convention))
        yield convention.parties.model, _keys(convention.parties.all())
    else:
        steps = steps.filter(institution=reader)
        votes = votes.filter(institution=reader)
        yield convention.parties.model, _keys(convention.parties.filter(institution=reader))
    links = SigningLink.unscoped.filter(step__in=steps)
    yield Deliberation, _keys(votes)
    yield Step, _keys(steps)
    yield Assignment, _keys(Assignment.unscoped.filter(step__in=steps))
    yield SigningLink, _keys(links)
    together = SigningBatch.unscoped.filter(items__link__in=links)
    own = SigningCode.unscoped.filter(Q(link__in=links) | Q(batch__in=together))
    yield SigningCode, _keys(own)
    # Acts signed together: the list, and this act in it; nothing of the other acts.
    yield SigningBatch, _keys(together)
    yield SigningBatchItem, _keys(SigningBatchItem.unscoped.filter(link__in=links))


def _keys(rows: QuerySet[Any]) -> list[int]:
    return list(rows.order_by("pk").values_list("pk", flat=True).distinct())
