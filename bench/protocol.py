"""How every figure is measured: ratios of alternating arms, beside an A/A control.

Absolute times of a noisy machine mean little; the ratio of two arms that took turns does. The
baseline runs twice per round: if the two disagree by more than a tenth, the figure is not
published.
"""

import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Arm = Callable[[], object]


@contextmanager
def database() -> Iterator[str]:
    """A scratch database with every table of the site; gives the name of its engine."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
    import django

    django.setup()
    from django.db import connection
    from django.test.utils import setup_databases, teardown_databases

    created = setup_databases(verbosity=0, interactive=False)
    try:
        yield connection.vendor
    finally:
        teardown_databases(created, verbosity=0)


def compare(name: str, baseline: Arm, candidate: Arm, *, goal: float, rounds: int = 9) -> float:
    """Time both arms by turns; print one JSON line; the median of candidate / baseline."""
    arms = [("a", baseline), ("b", candidate), ("a2", baseline)]
    for _, arm in arms:
        arm()  # warm
    taken: dict[str, list[float]] = {key: [] for key, _ in arms}
    for turn in range(rounds):
        for key, arm in arms[turn % 3 :] + arms[: turn % 3]:
            start = time.perf_counter()
            arm()
            taken[key].append(time.perf_counter() - start)
    ratios = [b / a for a, b in zip(taken["a"], taken["b"], strict=True)]
    control = statistics.median(b / a for a, b in zip(taken["a"], taken["a2"], strict=True))
    median = statistics.median(ratios)
    figure = {
        "name": name,
        "unit": "candidate / baseline",
        "ratio": round(median, 2),
        "min": round(min(ratios), 2),
        "max": round(max(ratios), 2),
        "goal": goal,
        "rounds": rounds,
        "aa": round(control, 2),
        "publishable": 0.9 <= control <= 1.1,
        "baseline_s": round(statistics.median(taken["a"]), 4),
        "candidate_s": round(statistics.median(taken["b"]), 4),
        "python": platform.python_version(),
    }
    publish(figure)
    return median


def publish(figure: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(figure, ensure_ascii=False) + "\n")
    sys.stdout.flush()
