"""The cases of signatures on paper: who chooses it, prints, deposits scans, certifies them."""

from .answers import Answer, Build, Case, Own, thing

NOBODY: frozenset[str] = frozenset()
EXAMINERS = frozenset({"project_manager", "legal_officer"})
ON_PAPER = EXAMINERS | {"preparer"}


def _hidden(may: frozenset[str], build: Build, /, **data: object) -> Case:
    """A record that does not exist for others."""
    return Case(Answer.HIDDEN, build, data, Own(may, NOBODY))


CASES = {
    "circuits:paper_for": _hidden(ON_PAPER, thing("step"), verb="change_mode"),
    "circuits:printed_for": _hidden(ON_PAPER, thing("step")),
}
