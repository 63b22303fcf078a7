"""Many acts of one kind: read from a list, previewed row by row, created, sent, followed."""
