import io
import zipfile

import pytest

from common import clock
from conventions.evidence import making, readers
from documents import store
from documents.models import EvidenceFile
from tests.circuits import acts
from tests.circuits.fixtures import here, issued, issued_of_the_file, world_of_the_file
from tests.plugins.stages import kept

__all__ = ["here", "issued", "issued_of_the_file", "world_of_the_file"]


@kept
def _final(here):
    convention = acts.sign_all(acts.issued(here))
    acts.final(convention)
    making.make(acts.fresh(convention).envelope)
    return convention


@pytest.fixture(scope="module")
def final_of_the_file(world_of_the_file):
    with clock.at(acts.NOW):
        return _final(world_of_the_file)


@pytest.fixture
def final(here, final_of_the_file):
    """An act signed by all, final, with its evidence, brought there once per file."""
    return acts.fresh(final_of_the_file)


@pytest.fixture
def zips(final):
    """The evidence rows by reader: « » for the whole, else the public id of a body."""
    return {each.reader: each for each in EvidenceFile.objects.filter(envelope=final.envelope)}


@pytest.fixture
def opened():
    """The files of a zip, by name."""

    def read(kept):
        with zipfile.ZipFile(io.BytesIO(store.read(kept.file.sha256))) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    return read


@pytest.fixture
def of():
    """The evidence of the body that plays a role in the act."""

    def find(convention, zips, role):
        return zips[readers.name(convention.party(role).institution)]

    return find
