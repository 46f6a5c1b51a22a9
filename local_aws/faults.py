"""Faults that a test asks for: the next calls of an operation fail."""

import threading
from dataclasses import dataclass, field

from local_aws.calls import Call
from local_aws.errors import AwsError


@dataclass(kw_only=True)
class Fault:
    """What is to fail, how, and how often yet.

    Attributes:
        calls: How many more calls fail.
        code: The error's name.
        every: Of so many calls the last one fails, the others pass. A call that
            an earlier fault lets fail is none of them.
        from_functions: Only calls with a role's credentials fail.
        message: The error's text.
        passed: Calls that have passed since the last one failed.
        operation: As the API reference names it, such as "GetObject".
        service: The API's name in botocore, such as "s3".
        status: HTTP status, 400 to 599.

    """

    calls: int
    code: str
    every: int = 1
    from_functions: bool = False
    message: str = "asked for by a test"
    operation: str
    service: str
    status: int
    passed: int = field(default=0, init=False)


class Faults:
    """The faults that are still to happen, safe to use from several threads."""

    def __init__(self) -> None:
        """Start with none."""
        self._faults: list[Fault] = []
        self._lock = threading.Lock()

    def add(self, fault: Fault) -> None:
        """Let calls fail from now on."""
        with self._lock:
            self._faults.append(fault)

    def clear(self) -> None:
        """Forget all that are still to happen."""
        with self._lock:
            self._faults.clear()

    def strike(self, call: Call) -> None:
        """Let the call fail if it is one that is to.

        Raises:
            AwsError: It is.

        """
        with self._lock:
            fault = next((f for f in self._faults if _strikes(f, call)), None)
            if fault is None:
                return
            fault.calls -= 1
            if fault.calls <= 0:
                self._faults.remove(fault)
        raise AwsError(fault.message, code=fault.code, status=fault.status)


def _strikes(fault: Fault, call: Call) -> bool:
    """Tell whether this is the call that fails; count it where it is one to pass."""
    hits = (fault.service, fault.operation) == (call.service, call.operation) and (
        call.session_token is not None or not fault.from_functions
    )
    fault.passed = (fault.passed + hits) % fault.every
    return hits and fault.passed == 0
