"""A file is kept while it is previewed, so that what is written is what was shown."""

from typing import Any

from django.core import signing
from django.db import transaction

from common.lifecycle import Refusal
from documents import store

from .asking import MEDIA

SECONDS = 24 * 3600
EXPIRED = Refusal(
    "L’aperçu a plus d’un jour, ou n’est pas le vôtre. Déposez de nouveau le fichier."
)


def keep(request: Any, given: Any, salt: str, **facts: str) -> str:
    """Keep the upload, and a token that names it with ``facts``, for who is signed in."""
    given.seek(0)
    with store.prepared((given.read(), MEDIA[given.checked.kind])) as (file,), transaction.atomic():
        file.keep()
    return signing.dumps(
        {
            **facts,
            "file": file.sha256,
            "name": given.checked.safe_name,
            "kind": given.checked.kind.value,
            "by": request.user.pk,
        },
        salt=salt,
    )


def known(request: Any, salt: str) -> dict[str, Any] | None:
    """What the token of the form names; None once it expired, or when it is somebody else's."""
    try:
        found = signing.loads(request.POST.get("token", ""), salt=salt, max_age=SECONDS)
    except signing.BadSignature:
        return None
    return dict(found) if found.get("by") == request.user.pk else None
