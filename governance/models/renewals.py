"""What a person keeps through a renewed mandate: reading it, and having it among their own."""

import datetime as dt

from django.db.models.functions import Coalesce

from audit.actor import Actor

from .people import Mandate, MandateQuerySet

_NOWHERE = 0
"""In the place of a district or a school that a mandate does not have: no key is 0."""


def renewed(actor: Actor) -> MandateQuerySet:
    """The mandate under which ``actor`` acts, with the others of the same person in the same
    office of the same body, district and school.

    Not those that the person holds elsewhere: one reads under one quality at a time.
    """
    area, school = Coalesce("circonscription", _NOWHERE), Coalesce("school", _NOWHERE)
    own = Mandate.unscoped.filter(pk=actor.mandate_id)
    own = own.order_by().annotate(area=area, taught=school)
    return (
        Mandate.unscoped.order_by()
        .alias(area=area, taught=school)
        .filter(
            person=actor.person_id,
            institution=actor.institution_id,
            office__in=own.values("office"),
            area__in=own.values("area"),
            taught__in=own.values("taught"),
        )
    )


def theirs(actor: Actor, mandate: Mandate | None) -> bool:
    """Whether ``mandate`` is the one under which ``actor`` acts, or one that it renews."""
    if mandate is None or actor.mandate_id is None or mandate.person_id != actor.person_id:
        return False
    return mandate.pk == actor.mandate_id or renewed(actor).filter(pk=mandate.pk).exists()


def still_held(mandate: Mandate, day: dt.date) -> Mandate | None:
    """``mandate`` when it covers ``day``, else the one that renews it; None for who left."""
    if mandate.in_force(day):
        return mandate
    same = Mandate.unscoped.valid_on(day).filter(
        person=mandate.person_id,
        institution=mandate.institution_id,
        office=mandate.office,
        circonscription=mandate.circonscription_id,
        school=mandate.school_id,
    )
    return same.with_words().order_by("pk").first()
