"""Values in force of legal parameters."""


def check_value(key: str, value: object) -> None:
    """Refuse a value that its key cannot have."""
