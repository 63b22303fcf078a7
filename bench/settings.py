"""Settings of the benchmarks: the tests' own database, and the models that they compare."""

from tests.settings import *  # noqa: F403
from tests.settings import DATABASES, INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "bench"]
SILENCED_SYSTEM_CHECKS = ["audit.E001"]  # the stock history is here to be compared with
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # What a user pays: the durability of the site, not that of the tests.
    DATABASES["default"]["OPTIONS"]["init_command"] = (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
    )
