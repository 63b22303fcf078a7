"""The families' side of an entry: numbers by class, never a name."""
