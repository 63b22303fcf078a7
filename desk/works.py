"""Works under way, for whoever asked for them."""

import uuid

from audit.actor import Actor
from common.models import Job


def visible(actor: Actor, public_id: uuid.UUID) -> Job | None:
    """A work of the actor's own; None for anybody else's."""
    if actor.user_id is None:
        return None
    return Job.objects.filter(public_id=public_id, asked_by=actor.user_id).first()
