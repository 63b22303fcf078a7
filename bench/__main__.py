"""``make bench``: every figure, on SQLite and, with DATABASE_URL, on PostgreSQL too.

Each script of this folder that has a ``main`` prints one JSON line per figure. They are kept in
bench/results/<day>.jsonl, and printed as a table in docs/performance.md.
"""

import datetime as dt
import json
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
NOT_FIGURES = {"__init__", "__main__", "apps", "models", "protocol", "settings"}


def figures(script: str, environment: dict[str, str]) -> list[dict[str, object]]:
    """The JSON lines that one script prints; it stops everything when it fails."""
    command = [sys.executable, "-m", f"bench.{script}"]
    told = subprocess.run(
        command, env=environment, cwd=HERE.parent, stdout=subprocess.PIPE, text=True, check=True
    ).stdout
    sys.stdout.write(told)
    return [json.loads(line) for line in told.splitlines() if line.startswith("{")]


def table(found: list[dict[str, object]]) -> str:
    lines = ["| figure | value | goal | A/A |", "|---|---|---|---|"]
    for figure in found:
        value = figure.get("value", figure.get("ratio"))
        unit = "s" if figure["unit"] == "seconds" else "×"
        kept = figure.get("publishable", True)
        shown = f"{value} {unit}" if kept else "not published: the machine was too busy"
        lines.append(f"| {figure['name']} | {shown} | {figure['goal']} | {figure.get('aa', '')} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    environments = [{k: v for k, v in os.environ.items() if k != "DATABASE_URL"}]
    if os.environ.get("DATABASE_URL"):
        environments.append(dict(os.environ))
    scripts = sorted(path.stem for path in HERE.glob("*.py") if path.stem not in NOT_FIGURES)
    found = [figure for one in environments for s in scripts for figure in figures(s, one)]
    day = dt.datetime.now(dt.UTC).date().isoformat()
    results = HERE / "results" / f"{day}.jsonl"
    results.parent.mkdir(exist_ok=True)
    results.write_text("".join(json.dumps(f, ensure_ascii=False) + "\n" for f in found))
    (HERE.parent / "docs/performance.md").write_text(
        f"# Measured on {day}\n\nWritten by `make bench`; the protocol is in `bench/protocol.py`."
        f"\n\n{table(found)}"
    )


if __name__ == "__main__":
    main()
