"""The cases of signatures on paper: who chooses it, prints, deposits scans, certifies them."""

from .answers import Answer, Build, Case, Kwargs, Own, act, plain, thing
from .scene import World

NOBODY: frozenset[str] = frozenset()
EXAMINERS = frozenset({"project_manager", "legal_officer"})
ON_PAPER = EXAMINERS | {"preparer"}


def _hidden(may: frozenset[str], build: Build, /, **data: object) -> Case:
    """A record that does not exist for others."""
    return Case(Answer.HIDDEN, build, data, Own(may, NOBODY))


def _scan(world: World) -> list[Kwargs]:
    """A page of a deposit of A."""
    return [{"public_id": world.id("scans"), "page_id": world.id("scanned page")}]


def _page(world: World) -> list[Kwargs]:
    """The two images of a page that came back to A."""
    slot = world.id("paper slot")
    return [{"public_id": slot, "which": which, "page": 1} for which in ("emise", "numerisee")]


CASES = {
    "circuits:paper_for": _hidden(ON_PAPER, thing("step"), verb="change_mode"),
    "circuits:printed_for": _hidden(ON_PAPER, thing("step")),
    "circuits:drop_scans": Case(Answer.OWN_LIST, plain, {}, Own(ON_PAPER, NOBODY)),
    "circuits:scans": _hidden(ON_PAPER, thing("scans"), verb="retry"),
    "circuits:scan_image": _hidden(ON_PAPER, _scan),
    "conventions:attest": _hidden(
        EXAMINERS, act("in_force"), copy="electronic", recipient="Zq", office="Zq", use="Zq"
    ),
    "circuits:certify": _hidden(EXAMINERS, thing("paper slot"), decision="reject", reason="essai"),
    "circuits:certify_image": _hidden(EXAMINERS, _page),
    "circuits:certify_scan": _hidden(EXAMINERS, thing("paper slot")),
}
