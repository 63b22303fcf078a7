"""The field register: what happens around the acts, one sheet a fact, whose kinds are rows."""
