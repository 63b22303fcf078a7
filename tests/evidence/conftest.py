import pytest

from conventions.evidence import making
from documents.models import EvidenceFile
from tests.circuits import acts
from tests.circuits.fixtures import here, issued, issued_of_the_file, world_of_the_file

__all__ = ["here", "issued", "issued_of_the_file", "world_of_the_file"]


@pytest.fixture
def final(here, issued):
    """An act signed by all, final, with its evidence."""
    convention = acts.sign_all(issued)
    acts.final(convention)
    convention = acts.fresh(convention)
    making.make(convention.envelope)
    return convention


@pytest.fixture
def zips(final):
    """The evidence rows by reader: « » for the whole, else the public id of a body."""
    return {each.reader: each for each in EvidenceFile.objects.filter(envelope=final.envelope)}
