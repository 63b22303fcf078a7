"""From the rows of an instance to the contracts of its papers."""
