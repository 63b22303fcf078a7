"""The invented commune, with the circuits that an act follows once it is begun."""

import pytest

from audit.actor import SYSTEM
from circuits import loading
from conventions.reference import CIRCUITS


@pytest.fixture(scope="module")
def case_of_the_file(case_of_the_file):
    loading.load(CIRCUITS, actor=SYSTEM)
    return case_of_the_file
