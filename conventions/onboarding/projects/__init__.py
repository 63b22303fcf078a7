"""The pedagogical project of a school, the visit that goes before, the opinion of the inspector."""
