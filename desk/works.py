"""Works under way, for whoever asked for them."""

import uuid
from typing import Any

from audit.actor import Actor
from common.models import Job


def visible(actor: Actor, public_id: uuid.UUID) -> Job | None:
    """A work of the actor's own; None for anybody else's."""
    if actor.user_id is None:
        return None
    return Job.objects.filter(public_id=public_id, asked_by=actor.user_id).first()


def context(job: Job) -> dict[str, Any]:
    """The bar and the rows."""
    items = list(job.items.all())
    done = sum(item.state in (Job.State.DONE, Job.State.FAILED) for item in items)
    return {
        "job": job,
        "items": items,
        "done": done,
        "total": len(items),
        "finished": job.state in (Job.State.DONE, Job.State.FAILED),
        "failed": [item for item in items if item.state == Job.State.FAILED],
    }
