"""The data of the demonstration, played in order: territory, schools, officials, acts.

Each chapter is done once and remembered; a second start does nothing, an interrupted one goes on
where it stopped. Instants are recorded in order: the clock of a chapter never goes back behind
what the journal already holds.
"""

from .story import run

__all__ = ["run"]
