"""The cases of what changes an act in force."""

from .answers import Answer, Build, Case, Own, act, thing
from .scene import World
from .visible import readers

NOBODY: frozenset[str] = frozenset()
AUTHORS = frozenset({"project_manager"})
READERS = readers("in_force", "T")


def _hidden(may: frozenset[str], told: frozenset[str], build: Build, /, **data: object) -> Case:
    """A record that does not exist for others."""
    return Case(Answer.HIDDEN, build, data, Own(may, told))


def article(world: World) -> list[dict[str, object]]:
    """An article of A's amendment."""
    return [{"public_id": world.things["amendment"].public_id, "key": "article-essai"}]


CASES = {
    "conventions:begin_amendment": _hidden(
        AUTHORS, READERS - AUTHORS, act("in_force", "draft"), reason="price"
    ),
    "conventions:begin_entry_slip": _hidden(
        AUTHORS, READERS - AUTHORS, act("in_force", "draft"), levels="élémentaire"
    ),
    "conventions:edit_entry_slip": _hidden(
        AUTHORS, readers("draft"), thing("slip"), levels="élémentaire"
    ),
    "conventions:text_in_force": _hidden(READERS, NOBODY, act("in_force", "draft")),
    "conventions:edit_modification": _hidden(
        AUTHORS, readers("draft"), thing("amendment"), title="Essai"
    ),
    "conventions:type_article": _hidden(
        AUTHORS, readers("draft"), thing("amendment"), article="Essai"
    ),
    "conventions:amend_article": _hidden(AUTHORS, readers("draft"), article, p1="Essai"),
    "conventions:restore_article": _hidden(AUTHORS, readers("draft"), article, sure="on"),
}
