"""The cases of what changes an act in force."""

from .answers import Answer, Build, Case, Own, act, thing
from .scene import World
from .visible import readers

NOBODY: frozenset[str] = frozenset()
AUTHORS = frozenset({"project_manager"})
READERS = readers("in_force", "T")
DRAFTERS = readers("in_force", "D") - AUTHORS


def _hidden(may: frozenset[str], told: frozenset[str], build: Build, /, **data: object) -> Case:
    """A record that does not exist for others."""
    return Case(Answer.HIDDEN, build, data, Own(may, told))


def article(world: World) -> list[dict[str, object]]:
    """An article of A's amendment."""
    return [{"public_id": world.things["amendment"].public_id, "key": "article-essai"}]


def _rectification(name: str, **more: str) -> Build:
    """A rectification of A's act in force, through that act then through the reader's own."""

    def build(world: World) -> list[dict[str, object]]:
        made = world.things[name]
        keys: dict[str, object] = {"rectification_id": made.public_id}
        if more:
            keys["error_id"] = made.errors.get().public_id
        acts = (world.conventions["in_force"], world.own)
        return [{"public_id": each.public_id, **keys} for each in acts]

    return build


PARTIAL = frozenset({"school_head"})
"""Who reads an act less what other schools cost: no rectification of it."""

CASES = {
    "conventions:begin_rectification": _hidden(
        AUTHORS, READERS - AUTHORS, act("in_force", "draft"), wrong="Essai"
    ),
    "conventions:pending_rectification": _hidden(READERS, NOBODY, act("in_force", "draft")),
    "conventions:rectification": _hidden(
        READERS - PARTIAL, NOBODY, _rectification("rectification"), answer="accept"
    ),
    "conventions:record_letter": _hidden(
        AUTHORS,
        READERS - PARTIAL - AUTHORS,
        _rectification("rectification"),
        answer="accept",
    ),
    "conventions:add_error": _hidden(
        AUTHORS, DRAFTERS, _rectification("rectification draft"), wrong="Essai"
    ),
    "conventions:remove_error": _hidden(
        AUTHORS, DRAFTERS, _rectification("rectification draft", error="oui"), sure="on"
    ),
    "conventions:propose_rectification": _hidden(
        AUTHORS, DRAFTERS, _rectification("rectification draft"), sure="on"
    ),
    "conventions:withdraw_rectification": _hidden(
        AUTHORS, DRAFTERS, _rectification("rectification draft"), reason="Essai"
    ),
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
    # The site holds the text in force: articles are taken from it, nobody types them.
    "conventions:type_article": _hidden(
        NOBODY, readers("draft") - AUTHORS, thing("amendment"), article="Essai"
    ),
    "conventions:amend_article": _hidden(AUTHORS, readers("draft"), article, p1="Essai"),
    "conventions:restore_article": _hidden(AUTHORS, readers("draft"), article, sure="on"),
}
