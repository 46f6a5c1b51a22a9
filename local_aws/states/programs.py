"""Definitions, parsed once: a parse takes longer than a short execution."""

import threading
from functools import lru_cache
from typing import Any

from moto.stepfunctions.parser.asl.parse.asl_parser import AmazonStateLanguageParser

# moto's lexer and parser share tables that grow while they work.
_lock = threading.Lock()


def program_of(definition: str) -> Any:  # noqa: ANN401 - moto is untyped
    """Return moto's program for a definition; executions share it.

    Its components keep what they learn in the environment of an execution.

    Raises:
        Exception: Of many kinds; the definition is not valid.

    """
    with _lock:
        return _parsed(definition)


@lru_cache(maxsize=128)
def _parsed(definition: str) -> Any:  # noqa: ANN401 - moto is untyped
    program, _ = AmazonStateLanguageParser.parse(definition)
    return program
