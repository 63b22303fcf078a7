"""The words that betray commune A, and handles to everything that belongs to it.

A marker is a word that no text of the site holds (« zq… »). Names of the directory are public to
whoever acts under a mandate; every other marker is a secret of A.
"""

import uuid
from dataclasses import dataclass, field
from typing import Any

from audit.actor import Actor
from conventions.models import Convention

PUBLIC = frozenset({"zqcommune", "zqecole", "zqecoledeux", "zqcirco", "zqmaire", "zqepci"})
"""Names of the directory: seen by whoever acts under a mandate, by nobody else."""

SECRET = frozenset(
    {
        "zqref",
        "zqnum",
        "zqtitre",
        "zqfondement",
        "zqremarque",
        "zqreponse",
        "zqprojet",
        "zqancien",
        "zqacte",
        "zqfichier",
        "zqvote",
        "zqobjet",
        "zqadresse",
        "zqsigner",
        "zqmotif",
        "zqarrete",
        "zqtravail",
        "zqligne",
        "zqcourriel",
        "zqdestinataire",
        "zqnavigateur",
        "zqinformation",
        "zqclassedeux",
        "zqcle",
        "zqbesoin",
        "zqsignataire",
        "zqclos",
        "zqexpediteur",
        "zqsignale",
        "zqechange",
        "zqcontact",
        "zqinstance",
        "zqdesignation",
        "zqordre",
        "zqsalle",
        "zqclasse",
        "zqfiche",
        "zqconstat",
        "zqvisite",
        "zqphoto",
        "zqpiece",
        "zqconseil",
        "zqreserve",
        "zqevenement",
        "zqanomalie",
        "zqdecision",
        "zqformation",
        "zqlieu",
        "zqvacances",
        "zqobjectifs",
        "zqbilan",
        "zqtarif",
        "zqpart",
        "zqmateriel",
        "zqaccord",
        "zqcondition",
        "zqlot",
        "zqassistance",
        "zqurgence",
        "zqdelegation",
    }
)
EVIDENCE = "203.0.113.77"
"""The address of the signatory's computer: in the evidence, on no page at all."""


@dataclass
class World:
    """``of_a`` and ``of_b`` are the casts by name; ``conventions`` those of A by status."""

    of_a: dict[str, Actor] = field(default_factory=dict)
    of_b: dict[str, Actor] = field(default_factory=dict)
    conventions: dict[str, Convention] = field(default_factory=dict)
    dasen_signs: Convention | None = None
    own: Convention | None = None
    things: dict[str, Any] = field(default_factory=dict)
    token: str = ""

    def id(self, name: str) -> uuid.UUID:
        """The public id of a thing of A."""
        return self.things[name].public_id
