from tests.circuits.fixtures import here, world_of_the_file

__all__ = ["here", "world_of_the_file"]
