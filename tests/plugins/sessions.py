"""Sessions of the database that a thread left open: they would hold it when it must go."""

from django.db import connection


def end_others() -> None:
    """On PostgreSQL, end every session of the test database but ours."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
