from tests.circuits.fixtures import here, issued, issued_of_the_file, world_of_the_file

__all__ = ["here", "issued", "issued_of_the_file", "world_of_the_file"]
