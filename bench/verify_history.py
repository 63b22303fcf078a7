"""How long ``verify_history`` reads a million lines of the journal, and in how much memory."""

import resource
import sys
import time

from bench.protocol import database, publish

LINES = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000


def main() -> None:
    with database() as engine:
        from django.db import transaction

        from audit import chain, registry
        from audit.chain import Line

        def line(number: int) -> Line:
            return Line(
                at=registry.now(), verb="change", object_type="conventions.convention",
                object_id=number, object_key="0" * 36, history_id=None, after_hash="a" * 64,
                actor_user=7, actor_person="k" * 36, actor_mandate=3, actor_institution=12,
                actor_title="maire de Clairval", reason="", data={"before": "a", "after": "b"},
                request_id="r" * 32,
            )  # fmt: skip

        for start in range(0, LINES, 10_000):
            with transaction.atomic():
                chain.append([line(n) for n in range(start, min(start + 10_000, LINES))])
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        clock = time.perf_counter()
        if list(chain.faults()) or chain.head()[0] != LINES:
            raise SystemExit("the chain is not whole")
        publish(
            {
                "name": f"verify_history, {LINES} lines of the journal, {engine}",
                "unit": "seconds",
                "value": round(time.perf_counter() - clock, 2),
                "goal": 5,
                "memory_grown_mb": round(
                    (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024, 1
                ),
            }
        )


if __name__ == "__main__":
    main()
