"""How large the demonstration is: that of the real programme, or a small one for tests."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scale:
    """Counts of what is invented; ``departement`` names the real communes and EPCI.

    ``town``, ``group`` and ``syndicate`` are the schools of the largest town, of the EPCI that
    has the competence, and of the school syndicate. ``past`` divides the number of past acts;
    ``running`` names the acts under way, all when None.
    """

    departement: str
    schools: int
    pupils: int
    town: int
    group: int
    syndicate: int
    invented: int
    past: int = 1
    running: frozenset[str] | None = None


FULL = Scale(
    departement="80", schools=493, pupils=43_810, town=60, group=10, syndicate=5, invented=40
)
SMALL = Scale(
    departement="90",
    schools=60,
    pupils=3_000,
    town=6,
    group=4,
    syndicate=2,
    invented=22,
    past=8,
    running=frozenset({"draft", "changes_requested"}),
)
SCALES = {"full": FULL, "small": SMALL}
