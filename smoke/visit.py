"""Looks at everything that an environment serves, and asks it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol, TypeVar

from model_store.manifest import Golden
from smoke.checks import (
    Check,
    answer_checks,
    component_checks,
    endpoint_checks,
    function_checks,
    missing,
    stop_check,
    store_check,
)
from smoke.found import (
    Answer,
    Failure,
    FoundEndpoint,
    FoundFunction,
    NoModel,
    Stop,
    WantedModel,
)
from smoke.waiting import Settled, Waiting
from smoke.wanted import ModelName, Wanted, WantedEndpoint, WantedFunction

T = TypeVar("T")
Ask = Callable[[Golden], Answer | Failure]


class Models(Protocol):
    """A model store."""

    def live(self) -> WantedModel | NoModel:
        """Return the model that the pointer names."""

    def pinned(self, model: ModelName) -> WantedModel | NoModel:
        """Return a model by its version."""


class Functions(Protocol):
    """Functions of the environment's Region."""

    def find(self, wanted: WantedFunction) -> FoundFunction | None:
        """Return what is behind the alias."""

    def ask(self, wanted: WantedFunction, golden: Golden) -> Answer | Failure:
        """Return what the function says."""


class Endpoints(Protocol):
    """Endpoints of the environment's Region."""

    def find(self, wanted: WantedEndpoint) -> FoundEndpoint | None:
        """Return the endpoint."""

    def find_component(self, wanted: WantedEndpoint) -> FoundEndpoint | None:
        """Return its inference component."""

    def ask_of(self, wanted: WantedEndpoint) -> Ask:
        """Return what asks the endpoint, as its kind needs it."""


class Stops(Protocol):
    """Records of stopped endpoints."""

    def find(self, endpoint: str) -> Stop | None:
        """Return that an endpoint was stopped on purpose; None if it was not."""


class Visitor:
    """Visits an environment once."""

    def __init__(
        self,
        models: Models,
        functions: Functions,
        endpoints: Endpoints,
        waiting: Waiting,
        stops: Stops | None = None,
    ) -> None:
        """Take the parts; without `stops` nothing is stopped on purpose."""
        self._models = models
        self._functions = functions
        self._endpoints = endpoints
        self._waiting = waiting
        self._stops = stops

    def visit(self, wanted: Wanted) -> list[Check]:
        """Return every check, of all at the same time, in the order of the state.

        Raises:
            UnavailableError: AWS could not be asked.

        """
        visits: list[Callable[[], list[Check]]] = []
        if wanted.functions or any(one.pinned is None for one in wanted.endpoints):
            visits.append(self._store)
        visits += [
            *(lambda one=one: self._function(one) for one in wanted.functions),
            *(lambda one=one: self._endpoint(one) for one in wanted.endpoints),
        ]
        # Each waits more than it works, and one that sleeps must not hold up
        # the others.
        with ThreadPoolExecutor(max_workers=max(1, len(visits))) as threads:
            return [
                check
                for checks in threads.map(lambda visit: visit(), visits)
                for check in checks
            ]

    def _store(self) -> list[Check]:
        return [store_check("model store", self._models.live())]

    def _function(self, wanted: WantedFunction) -> list[Check]:
        target = f"function {wanted.key}"
        found = self._waiting.settle(
            target, lambda: self._functions.find(wanted), _pending
        ).value
        checks = function_checks(target, wanted, found)
        if not checks[0].right or not wanted.predicts:
            return checks
        return checks + self._answer(
            target,
            self._models.live,
            lambda golden: self._functions.ask(wanted, golden),
        )

    def _endpoint(self, wanted: WantedEndpoint) -> list[Check]:
        target = f"endpoint {wanted.key}"
        found = self._waiting.settle(
            target, lambda: self._endpoints.find(wanted), _pending
        ).value
        if found is None and self._stops is not None:
            stop = self._stops.find(wanted.name)
            if stop is not None:
                return [stop_check(target, stop)]
        checks = endpoint_checks(target, wanted, found)
        callable_now = checks[0].right
        if callable_now and wanted.component is not None:
            component = component_checks(
                target,
                wanted,
                self._waiting.settle(
                    target, lambda: self._endpoints.find_component(wanted), _pending
                ).value,
            )
            callable_now = component[0].right
            checks += component
        if not callable_now:
            return checks
        pinned = wanted.pinned
        model = (
            self._models.live if pinned is None else lambda: self._models.pinned(pinned)
        )
        return checks + self._answer(target, model, self._endpoints.ask_of(wanted))

    def _answer(
        self, target: str, model: Callable[[], WantedModel | NoModel], ask: Ask
    ) -> list[Check]:
        """Ask until the model that is wanted answers, whichever that is by then."""

        def look() -> tuple[WantedModel | NoModel, Answer | Failure | None]:
            wanted = model()
            if isinstance(wanted, NoModel):
                return wanted, None
            return wanted, ask(wanted.golden)

        settled = self._waiting.settle(target, look, _unanswered)
        wanted, outcome = settled.value
        if isinstance(wanted, NoModel) or outcome is None:
            # Of the live one the store's own check tells.
            return [] if model == self._models.live else [store_check(target, wanted)]
        return answer_checks(target, wanted, outcome, _remark(settled))


def _pending(found: FoundFunction | FoundEndpoint | None) -> str | None:
    return None if found is None else found.pending


def _unanswered(
    found: tuple[WantedModel | NoModel, Answer | Failure | None],
) -> str | None:
    wanted, outcome = found
    if isinstance(wanted, NoModel) or outcome is None:
        return None
    return missing(wanted, outcome)


def _remark(settled: Settled[T]) -> str:
    if not settled.reasons:
        return ""
    after = f"after {settled.seconds:.0f} s"
    return f"still so {after}" if settled.late else f"{after}: {settled.reasons[0]}"
