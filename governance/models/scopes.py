"""Who sees rows of the directory: the sets shared by several models."""

from typing import Self

from audit.actor import Actor

from .periods import PeriodQuerySet


class PublicQuerySet(PeriodQuerySet):
    """The directory proper: what any signed-in person under a valid mandate reads."""

    def scope(self, actor: Actor) -> Self:
        return self.all() if actor.mandate_id is not None else self.none()
