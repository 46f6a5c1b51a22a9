"""What AWS says is there, and what it answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from model_store.manifest import Golden
from smoke.wanted import ModelName

# What goes over by itself, of endpoints and of inference components.
# https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeEndpoint.html
_ON_THE_WAY = {"Creating", "Updating", "SystemUpdating", "RollingBack"}
IN_SERVICE = "InService"


@dataclass(frozen=True, kw_only=True)
class FoundFunction:
    """A function behind its alias.

    Attributes:
        version: That the alias names.
        image_digest: Of the image that it runs; "" if Lambda does not say.
        state: "Active" and so on.
        updating: Whether a change is under way.
        reason: Why it is in that state; "" if there is nothing to say.

    """

    version: str
    image_digest: str
    state: str
    updating: bool
    reason: str

    @property
    def pending(self) -> str | None:
        """What it waits for; None if nothing."""
        if self.state == "Pending" or self.updating:
            return "the function is being updated"
        return None


@dataclass(frozen=True, kw_only=True)
class FoundEndpoint:
    """An endpoint, or an inference component.

    Attributes:
        status: "InService" and so on.
        reason: Why it is in that status; "" if there is nothing to say.
        config_name: Of the configuration that it serves; "" of a component.
        image_digests: Of the images that it runs, without double ones.
        copies: Of an inference component, now running; None of an endpoint.

    """

    status: str
    reason: str
    config_name: str
    image_digests: Sequence[str]
    copies: int | None = None

    @property
    def pending(self) -> str | None:
        """What it waits for; None if nothing."""
        return f"it is {self.status}" if self.status in _ON_THE_WAY else None


@dataclass(frozen=True, kw_only=True)
class Stop:
    """That an endpoint was stopped on purpose.

    Attributes:
        at: When, ISO 8601.
        by: Who did it.
        reason: In words.
        start: The command that starts it.

    """

    at: str
    by: str
    reason: str
    start: str


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A prediction.

    Attributes:
        predictions: One an instance.
        model: That answered; None if the answer does not say.

    """

    predictions: Sequence[Any]
    model: ModelName | None


@dataclass(frozen=True, kw_only=True)
class Failure:
    """No prediction.

    Attributes:
        reason: Why.
        passes: Whether it passes by itself: a cold start, a throttled call.
        asleep: Whether nothing runs, and asking is what wakes it.

    """

    reason: str
    passes: bool
    asleep: bool = False


@dataclass(frozen=True, kw_only=True)
class WantedModel:
    """The model that is to answer, and what.

    Attributes:
        model: Name and version.
        golden: Instances with the predictions that it gives.
        exact: Whether predictions are labels, not measured numbers.

    """

    model: ModelName
    golden: Golden
    exact: bool


@dataclass(frozen=True, kw_only=True)
class NoModel:
    """There is no model that could be asked for.

    Attributes:
        wanted: What should be there.
        reason: What is there instead.

    """

    wanted: str
    reason: str
