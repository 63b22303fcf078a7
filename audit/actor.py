"""Who acts: the frozen value that every service, gate and job receives."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """A person acting under one mandate, or the system itself.

    Plain values only, so that the journal needs no key to the layers above. ``label`` is what
    people read (name and quality); ``title`` is the quality alone, the only words the journal
    stores: the name lives in the table of persons, found again by ``person_key`` (RGPD, art. 17).
    """

    label: str
    title: str
    user_id: int | None = None
    person_id: int | None = None
    person_key: str = ""
    mandate_id: int | None = None
    office: str = ""
    institution_id: int | None = None
    institution_kind: str = ""
    system: bool = False


SYSTEM = Actor(label="Contreseing", title="tâche automatique", office="system", system=True)
"""The actor of jobs, timers and imports that nobody asked for in person."""

NOBODY = Actor(label="Visiteur", title="visiteur")
"""The actor of a request without a session: sees nothing, may do nothing."""
