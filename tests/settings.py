"""Settings of the test suite: the site's own, with a small app of audited models.

SQLite tests use a file, because a guard on a table and a lock between two processes do not
behave in memory as they do on a disk. Each process has its own, so that two runs never meet.
"""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("DEMO", "1")

from config.settings import *  # noqa: F403
from config.settings import DATABASES, INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.app"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

_database = DATABASES["default"]
if _database["ENGINE"].endswith("sqlite3"):
    _name = Path(tempfile.gettempdir()) / f"contreseing-tests-{os.getpid()}.sqlite3"
    _database["TEST"] = {"NAME": str(_name)}
    # Nothing of a test database outlives the machine: waiting for its disk serves nobody.
    # Its few megabytes stay in memory; what the savepoints of a long transaction keep aside does
    # not, for it grows with them.
    _database["OPTIONS"]["init_command"] = (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA cache_size=-65536;"
    )
    _database["OPTIONS"]["cached_statements"] = 500
else:
    # Tests open their own processes and connections: a pool's threads do not follow a fork.
    _database.pop("OPTIONS", None)
    _database["TEST"] = {"NAME": f"test_contreseing_{os.getpid()}"}
