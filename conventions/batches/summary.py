"""What the pages say of a batch in a few words: its acts by state, its last work, what is next."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count

from audit.actor import Actor

from ..models import Batch, BatchRow, Convention, Status
from ..visibility import STAGES
from . import board, moving


@dataclass(frozen=True, slots=True)
class Batched:
    """A batch in the list: how many acts, how many of them late, the states that they are in."""

    batch: Batch
    total: int
    late: int
    states: tuple[tuple[str, int], ...]


def of_batches(batches: Sequence[Batch], actor: Actor) -> list[Batched]:
    """The acts of each batch as far as ``actor`` sees them: three queries for the whole list."""
    acts = Convention.objects.visible_to(actor).filter(batch_row__batch__in=batches).order_by()
    states: dict[int, Counter[str]] = defaultdict(Counter)
    rows = acts.values_list("batch_row__batch", "status").annotate(total=Count("pk"))
    for batch, status, total in rows:
        states[batch][status] = total
    late = board.narrowed(acts, {"etat": board.LATE}).values_list("batch_row__batch")
    overdue = dict(late.annotate(total=Count("pk")))
    return [
        Batched(
            batch,
            states[batch.pk].total(),
            overdue.get(batch.pk, 0),
            tuple((str(Status(s).label), n) for s in STAGES if (n := states[batch.pk][s])),
        )
        for batch in batches
    ]


def moves_offered(counts: Iterable[tuple[str, str, int]]) -> list[tuple[moving.BulkMove, int]]:
    """The moves that some acts may make, with how many stand where it starts."""
    number = {state: total for state, _words, total in counts}
    found = [
        (move, sum(number.get(state, 0) for state in move.sources))
        for move in moving.MOVES.values()
    ]
    return [each for each in found if each[1]]


def findings(batch: Batch) -> list[tuple[str, str, int]]:
    """Each finding with its words and its number of rows without act, in the order of the enum."""
    rows = batch.rows.filter(convention=None).order_by().values_list("finding")
    total = dict(rows.annotate(total=Count("pk")))
    return [(f, str(BatchRow.Finding(f).label), total[f]) for f in BatchRow.Finding if total.get(f)]
