"""What moto lacks or gets wrong, by service."""


def apply() -> None:
    """Change moto in this process; once is enough and more does no harm."""
