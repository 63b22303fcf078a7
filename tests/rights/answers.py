"""What a case may say: what others are answered, and who of A passes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum

from desk import history

from .scene import World

Kwargs = Mapping[str, object]
Build = Callable[[World], list[Kwargs]]


class Answer(Enum):
    """What somebody who has nothing to do with A may be answered."""

    HIDDEN = "404, as if it did not exist"
    DIRECTORY = "the public record, without any address or act of its people"
    KEPT = "403 or 404: an action on a public record"
    LIST = "their own list, where A is not"
    OWN_LIST = "their own list, for those who have one; 404 for the others"
    NAMES = "a list of the directory: names, nothing else"
    OWN_ACTION = "an action on what is theirs, for those who have some; 403 or 404 for the others"
    ADDRESSED = "403 or 404: a link sent to somebody else"
    OPEN = "a page about nobody"
    DEMONSTRATION = "exists in the demonstration only"


@dataclass(frozen=True, slots=True)
class Own:
    """Of the cast of A: who passes, who is told that it is not theirs (403); 404 for the rest."""

    may: frozenset[str]
    told: frozenset[str]


@dataclass(frozen=True, slots=True)
class Case:
    """``build`` gives the arguments of each address tried, the first one for A's own people;
    ``data`` is the form that is posted; ``own`` is None for a page about nothing of A's."""

    answer: Answer
    build: Build
    data: Mapping[str, object]
    own: Own | None


def plain(world: World) -> list[Kwargs]:
    return [{}]


def forged_copy(world: World) -> list[Kwargs]:
    return [{"token": "essai:essai:essai"}]


def thing(name: str) -> Build:
    return lambda world: [{"public_id": world.id(name)}]


def of_kind(code: str) -> Build:
    """The first page of an act of a kind: nothing of A’s stands in its address."""
    return lambda world: [{"code": code}]


def kind(**more: object) -> Build:
    """A kind of act that the administrator describes."""
    return lambda world: [{"public_id": world.id("kind"), **more}]


def kind_step(world: World) -> list[Kwargs]:
    """A step of its circuits."""
    return [{"public_id": world.id("kind"), "step_id": world.id("kind step")}]


def batch(**more: object) -> Build:
    """A batch of acts of A."""
    return lambda world: [{"public_id": world.id("act batch"), **more}]


def batch_row(world: World) -> list[Kwargs]:
    """A line of it without act."""
    return [{"public_id": world.id("act batch"), "row_id": world.id("batch row")}]


def act(*statuses: str, **more: object) -> Build:
    """A's convention in each of ``statuses``."""
    return lambda world: [
        {"public_id": world.conventions[status].public_id, **more} for status in statuses
    ]


def documents(**more: object) -> Build:
    """Documents of A through A's acts, then through the reader's own act."""

    def build(world: World) -> list[Kwargs]:
        found: list[Kwargs] = []
        for status in ("in_force", "in_deliberation"):
            convention = world.conventions[status]
            envelope = convention.envelope
            document = envelope.document if envelope else convention.project
            for parent in (convention, world.own):
                found.append(
                    {"public_id": parent.public_id, "document_id": document.public_id, **more}
                )
        return found

    return build


def remarks(world: World) -> list[Kwargs]:
    """A remark of A through A's act, then through the reader's own act."""
    convention = world.conventions["under_review"]
    remark = convention.remarks.get()
    return [
        {"public_id": parent.public_id, "remark_id": remark.public_id}
        for parent in (convention, world.own)
    ]


def returns(world: World) -> list[Kwargs]:
    """A version returned by A through A's act, then through the reader's own act."""
    convention = world.conventions["under_review"]
    returned = convention.returns.get()
    return [
        {"public_id": parent.public_id, "returned_id": returned.public_id}
        for parent in (convention, world.own)
    ]


def changes(world: World) -> list[Kwargs]:
    """The change of that version."""
    return [{**found, "number": 1} for found in returns(world)]


def clauses(**more: object) -> Build:
    """A value of A's act that is discussed apart."""
    return act("under_review", key="valeur-unit_price", **more)


def variant(**more: object) -> Build:
    """A variant of the clause library."""
    return lambda world: [{"public_id": world.id("variant"), **more}]


def variant_in_act(world: World) -> list[Kwargs]:
    """The same, put in the value that ``clauses`` names: no clause of a model has this key."""
    return [{**found, "variant_id": world.id("variant")} for found in clauses()(world)]


def moves(world: World) -> list[Kwargs]:
    verbs = {
        "draft": "submit",
        "ready_to_issue": "issue",
        "awaiting_signature": "refuse",
        "in_force": "withdraw",
    }
    return [
        {"public_id": world.conventions[status].public_id, "verb": verb}
        for status, verb in verbs.items()
    ]


def rulings(world: World) -> list[Kwargs]:
    """What the staff fix, then what the jurist alone decides."""
    verbs = ("set_end", "suspend_mandate", "resume_mandate", "annul_mandate", "waive_habilitation")
    return [{"public_id": world.id("mandate"), "verb": verb} for verb in verbs]


def histories(world: World) -> list[Kwargs]:
    """Of every kind of record that others may not see."""
    convention = world.conventions["in_deliberation"]
    hidden = ("channel", "sheet", "delegation", "substitution", "vote", "committee",
              "committee seat", "committee rules", "field sheet")  # fmt: skip
    inner = (convention.project, convention.parties.first(), convention.remarks.first())
    records = [convention, world.conventions["draft"], *inner]
    records += [world.things[name] for name in hidden]
    return [{"kind": history.kind_of(each), "public_id": each.public_id} for each in records]


def keys(**more: object) -> Build:
    """The number of the mayor's step, then the token of her mail."""
    return lambda world: [
        {"key": str(world.id("step")), **more},
        {"key": world.token, **more},
    ]


def late_tasks(world: World) -> list[Kwargs]:
    """The late task of the mayor."""
    return [{"public_id": world.things["step"].assignments.get().public_id}]


def every_key(world: World) -> list[Kwargs]:
    """The number of the inspector's step as well."""
    return [*keys()(world), {"key": str(world.id("state step"))}]
