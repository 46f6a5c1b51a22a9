"""Exit codes, and what a person is told when a command fails."""

from enum import IntEnum
from typing import Any

from typer import Context
from typer.core import TyperGroup

from inferway.options import terminal_of
from model.errors import ModelError, UnavailableError
from model_store.errors import ModelRefusedError


class ExitCode(IntEnum):
    """What a script can tell from how a command ended."""

    DONE = 0
    REFUSED = 1
    USAGE = 2
    UNAVAILABLE = 3
    DEFECT = 70
    INTERRUPTED = 130

    @property
    def meaning(self) -> str:
        """In words, for help and documentation."""
        return _MEANINGS[self]


_MEANINGS = {
    ExitCode.DONE: "done",
    ExitCode.REFUSED: "what was asked for failed or was refused",
    ExitCode.USAGE: "the command line is wrong",
    ExitCode.UNAVAILABLE: "AWS or the network cannot be reached or used",
    ExitCode.DEFECT: "a defect in inferway: --debug shows where",
    ExitCode.INTERRUPTED: "interrupted",
}


class ReportingGroup(TyperGroup):
    """Turns what a command raises into one line and an exit code."""

    def invoke(self, ctx: Context) -> Any:  # type: ignore[override] # noqa: ANN401 - click's own
        """Run the command that the arguments name."""
        terminal = terminal_of(ctx)
        try:
            return super().invoke(ctx)
        except (ModelError, ModelRefusedError) as error:
            terminal.failure("refused", str(error))
            code = ExitCode.REFUSED
        except UnavailableError as error:
            terminal.failure("unavailable", str(error))
            code = ExitCode.UNAVAILABLE
        except KeyboardInterrupt:
            terminal.failure("interrupted", "interrupted")
            code = ExitCode.INTERRUPTED
        except Exception as error:
            # Usage errors, exits and a reader that went away (`| head`) are
            # exceptions too, and typer's business.
            typers = type(error).__module__.startswith("typer.")
            if terminal.debug or typers or isinstance(error, BrokenPipeError):
                raise
            terminal.failure(
                "defect",
                f"unexpected {type(error).__name__}: {error} (`inferway --debug ...`"
                " shows where)",
            )
            code = ExitCode.DEFECT
        ctx.exit(code)
        return None
