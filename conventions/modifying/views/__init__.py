"""Pages of the acts that change an act in force."""
