"""Run the tests of a day (tests/depth.py) on SQLite, then on PostgreSQL when one answers.

PostgreSQL is the one of TEST_DATABASE_URL (a role that may create databases), else one that
trusts us on 127.0.0.1 or on the local socket. What is left out is said in one line.
"""

import argparse
import os
import subprocess
import sys

WORKERS = os.environ.get("TEST_WORKERS") or str(min(os.cpu_count() or 2, 8) + 2)
"""Two more than the cores: a test often waits for LibreOffice or for the browser."""
SOAK, KILLS = "tests/soak", "tests/soak/test_kills.py"
"""Twenty kills a turn; the races, the tampering and the many acts once on each database."""
PROBES = ("postgres://postgres@127.0.0.1:5432/postgres", "postgres:///postgres")


def usable(url: str) -> str:
    """Empty when tests may create their database there, else why not."""
    import psycopg

    try:
        with psycopg.connect(url, connect_timeout=3) as connection:
            role = connection.execute(
                "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
    except psycopg.Error as error:
        return str(error).strip().splitlines()[0]
    return "" if role and role[0] else "le rôle ne peut pas créer de base"


def postgresql() -> tuple[str, str]:
    """Address of a usable server, or why there is none."""
    given = os.environ.get("TEST_DATABASE_URL", "")
    why = "aucun serveur"
    for url in [given] if given else PROBES:
        why = usable(url)
        if not why:
            return url, ""
    return "", why


def run(title: str, *options: str, url: str = "", **settings: str) -> int:
    """One run of pytest; no test at all is not a failure of a selection."""
    environment = {**os.environ, "DEMO": "1", **settings}
    environment.pop("DATABASE_URL", None)
    # What one process compiled serves the others: half of the time that each takes to start.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    if url:
        environment["DATABASE_URL"] = url
    sys.stdout.write(f"\n== {title}\n")
    sys.stdout.flush()
    command = [sys.executable, "-m", "pytest", *options]
    code = subprocess.run(command, env=environment, check=False).returncode
    return 0 if code == 5 else code


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", action="store_true", help="tous les tests sur les deux bases")
    parser.add_argument("--soak", type=int, default=0, help="répéter courses et pannes N fois")
    options = parser.parse_args()
    url, why = postgresql()
    parallel = ("-n", WORKERS, "--dist", "loadfile", "--no-loadscope-reorder", "--durations", "25")
    codes = []
    for turn in range(1, options.soak + 1):
        what = ("-m", "soak") if turn < 3 else (KILLS,)
        if url and turn % 2:
            codes.append(run(f"PostgreSQL, tour {turn}", *what, url=url, SOAK="1"))
        else:
            codes.append(run(f"SQLite, tour {turn}", *what, SOAK="1"))
    if not options.soak:
        depth = {"FULL": "1"} if options.all else {}
        everything = "tous les tests" if options.all else "tests du jour"
        codes.append(run(f"SQLite : {everything}", *parallel, **depth))
        if url and options.all:
            codes.append(run(f"PostgreSQL : {everything}", *parallel, url=url, **depth))
        elif url:
            title = "PostgreSQL : tests qui en dépendent"
            codes.append(run(title, *parallel, "-m", "both", f"--ignore={SOAK}", url=url))
    if not url:
        sys.stdout.write(f"\nPostgreSQL laissé de côté : {why} (voir TEST_DATABASE_URL).\n")
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
