"""One thing that is wrong with a definition."""

from dataclasses import dataclass

SCHEMA = "SCHEMA_VALIDATION_FAILED"


@dataclass(frozen=True)
class Diagnostic:
    """A fault, as ValidateStateMachineDefinition lists it.

    Attributes:
        code: The kind of fault.
        message: What is wrong.
        location: Where, as a path into the definition; empty for the whole.

    """

    code: str
    message: str
    location: str

    def __str__(self) -> str:
        """Return it as an InvalidDefinition error lists it."""
        where = f" at {self.location}" if self.location else ""
        return f"{self.code}: {self.message}{where}"


def schema_error(message: str, location: str) -> Diagnostic:
    """Return a fault of form."""
    return Diagnostic(SCHEMA, message, location)
