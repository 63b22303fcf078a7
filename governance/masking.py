"""What is shown of an address that belongs to somebody else."""

EMAIL, MOBILE = "email", "mobile"


def masked(kind: str, value: str) -> str:
    """« h••••@exemple.fr », « 06 •• •• •• 40 »: enough to recognise, not to write to."""
    if kind == EMAIL:
        local, _, domain = value.partition("@")
        return f"{local[:1]}••••@{domain}"
    if kind == MOBILE:
        return f"{value[:2]} •• •• •• {value[-2:]}"
    return "adresse postale enregistrée"
