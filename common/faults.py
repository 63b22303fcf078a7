"""Faults of the machine, in the words for whoever meets them: a full disk, a busy database."""

import errno

from django.db import InterfaceError, OperationalError

FULL = (
    "Le disque du serveur est plein : rien n’a été enregistré. Prévenez l’administrateur, puis "
    "recommencez quand il aura libéré de la place."
)
BUSY = (
    "La base de données est occupée ou ne répond pas : rien n’a été enregistré. Réessayez dans "
    "une minute ; si cela dure, prévenez l’administrateur."
)
_FULL = (errno.ENOSPC, errno.EDQUOT)
#: SQLite by the name of the error, PostgreSQL by its SQLSTATE (class 53: resources).
_FULL_DATABASE = ("SQLITE_FULL", "SQLITE_IOERR", "53100")


def sentence(fault: BaseException | None) -> str:
    """What happened and what to do; empty for a fault that is not the machine's."""
    match fault:
        case OSError():
            return FULL if fault.errno in _FULL else ""
        case OperationalError() | InterfaceError():
            cause = fault.__cause__
            name = getattr(cause, "sqlite_errorname", None) or getattr(cause, "sqlstate", None)
            return FULL if (name or "").startswith(_FULL_DATABASE) else BUSY
    return ""
