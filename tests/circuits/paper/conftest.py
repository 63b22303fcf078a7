from tests.circuits.fixtures import *  # noqa: F403
