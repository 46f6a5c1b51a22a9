"""SageMaker, its scaling, metrics, tags and records, in memory, by their ports."""

import io
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from auto_stop.fleet import (
    Component,
    ComponentDetails,
    ConfigVariant,
    Details,
    Endpoint,
    Series,
    Unreadable,
    Variant,
)
from auto_stop.looking import Sources
from auto_stop.run_service import RunParts, RunService
from auto_stop.settings import Covers, Mode, Settings
from auto_stop.telemetry import AutoStopTelemetry
from inferences.errors import UnavailableError
from stopped_endpoints.record import StoppedEndpoint, Target
from stopped_endpoints.record_json import from_json, to_json
from tests.support.batch_windows import Fuse, log_stream, plenty

BEGINNING = datetime(2026, 11, 22, 6, tzinfo=UTC)
_numbers = itertools.count()
INSTANCES = "sagemaker:variant:DesiredInstanceCount"
PROVISIONED = "sagemaker:variant:DesiredProvisionedConcurrency"
COPIES = "sagemaker:inference-component:DesiredCopyCount"
POLICY = {"PolicyName": "load", "PolicyType": "TargetTrackingScaling"}
SCHEDULE = {"ScheduledActionName": "evening", "Schedule": "rate(1 day)"}

SETTINGS = Settings(
    region="eu-west-1",
    covers=Covers(tags={}),
    mode=Mode.DELETE,
    dry_run=False,
    window_minutes=60,
    mark_first=False,
    path="/inferway/test/stopped",
)


@dataclass(kw_only=True)
class Kept:
    """An endpoint.

    Attributes:
        name: Of it.
        created: When.
        modified: When last, by anybody.
        others_modified: When last, by a person.
        variants: By name, as they serve.
        models: Names of variants with a model.
        components: Copies by component; all run on the first variant.
        asynchronous: Whether it is.
        tags: Its own.
        status: SageMaker's.
        requests: When there was one, and how many.
        leaving: Components that are being deleted.
        update: How often its configuration was replaced.

    """

    name: str
    created: datetime
    modified: datetime
    others_modified: datetime
    variants: dict[str, Variant]
    models: set[str]
    components: dict[str, int] = field(default_factory=dict)
    asynchronous: bool = False
    tags: dict[str, str] = field(default_factory=dict)
    status: str = "InService"
    requests: list[tuple[datetime, float]] = field(default_factory=list)
    leaving: set[str] = field(default_factory=set)
    update: int = 0

    @property
    def config(self) -> str:
        return f"{self.name}-config" + (f"-{self.update}" if self.update else "")

    @property
    def arn(self) -> str:
        return f"arn:aws:sagemaker:eu-west-1:111122223333:endpoint/{self.name}"


class World:
    """Everything, with a fuse in each call.

    Attributes:
        now: What time it is.
        endpoints: By name.
        targets: Scalable targets by key.
        records: Texts by endpoint.
        failing: Names of calls, or of endpoints, that are refused.
        touched: Writes that take something away, with the endpoint.
        judge: Asked at each of them.

    """

    def __init__(self) -> None:
        self.now = BEGINNING
        self.fuse = Fuse()
        self.endpoints: dict[str, Kept] = {}
        self.targets: dict[tuple[str, str], Target] = {}
        self.records: dict[str, str] = {}
        self.failing: set[str] = set()
        self.touched: list[tuple[str, str]] = []
        self.judge: Callable[[str, str], None] = lambda _what, _name: None
        self.log = io.StringIO()
        # A logger of the same name would be the one of another world.
        self.stream = log_stream(self.log, f"auto-stop-world-{next(_numbers)}")
        wire = self.fuse.wire
        self.parts = RunParts(
            sources=Sources(
                fleet=wire(MemoryFleet(self)),
                tags=wire(MemoryTags(self)),
                traffic=wire(MemoryTraffic(self)),
                targets=wire(MemoryTargets(self)),
            ),
            stopped=wire(MemoryStopped(self)),
            telemetry=AutoStopTelemetry(self.stream),
            price={"ml.m5.large": Decimal("0.115")}.get,
            by="auto-stop",
        )

    def run(self, settings: Settings = SETTINGS) -> Any:
        return RunService(self.parts, settings, self.now).run(plenty)

    def decide(self, **changes: Any) -> dict[str, Any]:
        """Run, and return the decisions by endpoint."""
        found = {}
        told = self.parts.telemetry
        parts = replace(self.parts, telemetry=Told(told, found))
        settings = replace(SETTINGS, **changes)
        RunService(parts, settings, self.now).run(plenty)
        return found

    def add(self, name: str, *, age: float = 10, **fields: Any) -> Kept:
        """Create an endpoint, `age` hours ago; one variant with an instance."""
        created = self.now - timedelta(hours=age)
        fields = {
            "variants": {"main": Variant(name="main", instances=1)},
            "models": {"main"},
            **fields,
        }
        kept = Kept(
            name=name,
            created=created,
            modified=created,
            others_modified=created,
            **fields,
        )
        self.endpoints[name] = kept
        return kept

    def scale(
        self,
        resource_id: str,
        dimension: str,
        low: int,
        high: int,
        *,
        plain: bool = False,
    ) -> Target:
        """Register a target, with a policy and a schedule."""
        target = Target(
            service_namespace="sagemaker",
            resource_id=resource_id,
            dimension=dimension,
            min=low,
            max=high,
            policies=() if plain else (POLICY,),
            scheduled_actions=() if plain else (SCHEDULE,),
        )
        self.targets[target.key] = target
        return target

    def record(self, name: str) -> StoppedEndpoint | None:
        text = self.records.get(name)
        return None if text is None else from_json(text)

    def settle(self) -> None:
        """Let what was begun end: deletions, and capacity within its bounds."""
        for name, kept in list(self.endpoints.items()):
            if kept.status == "Deleting":
                del self.endpoints[name]
                continue
            for component in kept.leaving:
                kept.components.pop(component, None)
            kept.leaving.clear()
            self._scale(kept)

    def move(self, hours: float) -> None:
        """Let time pass, at whose beginning things settle."""
        self.settle()
        self.now += timedelta(hours=hours)

    def _scale(self, kept: Kept) -> None:
        for target in self.targets.values():
            kind, name, *rest = target.resource_id.split("/")
            if kind == "inference-component" and name in kept.components:
                before = kept.components[name]
                kept.components[name] = _within(before, target)
                changed = kept.components[name] != before
            elif name == kept.name and rest and rest[1] in kept.variants:
                was = kept.variants[rest[1]]
                count = "provisioned" if was.serverless else "instances"
                after = replace(was, **{count: _within(getattr(was, count), target)})
                kept.variants[was.name] = after
                changed = after != was
            else:
                continue
            if changed:
                kept.modified = self.now
        # Managed scaling has instances for what runs.
        for name, variant in kept.variants.items():
            if variant.managed_min is not None:
                least = variant.managed_min or int(any(kept.components.values()))
                kept.variants[name] = replace(variant, instances=least)

    def refuse(self, call: str, name: str = "") -> None:
        if call in self.failing or (name and name in self.failing):
            message = f"{call} is refused"
            raise UnavailableError(message)

    def touch(self, what: str, name: str) -> None:
        self.judge(what, name)
        self.touched.append((what, name))

    def owner(self, resource_id: str) -> str:
        kind, name, *_ = resource_id.split("/")
        if kind == "endpoint":
            return name
        return next(e.name for e in self.endpoints.values() if name in e.components)

    def step(self) -> None:
        """One of several calls of a port."""
        self.fuse.calls += 1
        self.fuse.burn(after=False)
        self.fuse.burn(after=True)


def _within(count: int, target: Target) -> int:
    return max(target.min, min(target.max, count))


class Told:
    """Keeps decisions, and tells them."""

    def __init__(self, telemetry: AutoStopTelemetry, found: dict[str, Any]) -> None:
        self._telemetry = telemetry
        self._found = found

    def decided(self, decision: Any) -> None:
        self._found[decision.endpoint] = decision
        self._telemetry.decided(decision)

    def ran(self, summary: Any) -> None:
        self._telemetry.ran(summary)


class MemoryFleet:
    """SageMaker."""

    def __init__(self, world: World) -> None:
        self._world = world

    def endpoints(self) -> Sequence[Endpoint]:
        self._world.refuse("endpoints")
        return [
            Endpoint(
                name=each.name,
                arn=each.arn,
                status=each.status,
                created=each.created,
                modified=each.modified,
            )
            for each in self._world.endpoints.values()
        ]

    def components(self) -> Mapping[str, Sequence[Component]]:
        self._world.refuse("components")
        return {
            each.name: [
                Component(
                    name=name,
                    variant=next(iter(each.variants)),
                    status="Deleting" if name in each.leaving else "InService",
                    modified=each.created,
                )
                for name in each.components
            ]
            for each in self._world.endpoints.values()
            if each.components
        }

    def details(self, names: Sequence[str]) -> Mapping[str, Details | Unreadable]:
        return {name: self._tried("details", name, self._details) for name in names}

    def _details(self, name: str) -> Details:
        if name not in self._world.endpoints:
            raise UnavailableError(name)
        kept = self._world.endpoints[name]
        return Details(
            status=kept.status,
            modified=kept.modified,
            config=kept.config,
            asynchronous=kept.asynchronous,
            variants=list(kept.variants.values()),
        )

    def configs(self, names: Sequence[str]) -> Mapping[str, Any]:
        return {name: self._tried("configs", name, self._config) for name in names}

    def _config(self, name: str) -> Mapping[str, ConfigVariant]:
        kept = self._world.endpoints[name.partition("-config")[0]]
        return {
            variant.name: ConfigVariant(
                instance_type=None if variant.serverless else "ml.m5.large",
                has_model=variant.name in kept.models,
            )
            for variant in kept.variants.values()
        }

    def component_details(self, names: Sequence[str]) -> Mapping[str, Any]:
        return {
            name: self._tried("component_details", name, self._component)
            for name in names
        }

    def _component(self, name: str) -> ComponentDetails:
        for kept in self._world.endpoints.values():
            if name in kept.components:
                copies = kept.components[name]
                return ComponentDetails(copies=copies, specification={"ModelName": "m"})
        raise UnavailableError(name)

    def _tried(self, call: str, name: str, read: Callable[[str], Any]) -> Any:
        try:
            self._world.refuse(call, name)
            return read(name)
        except UnavailableError as error:
            return Unreadable(str(error))

    def tags(self, arn: str) -> Mapping[str, str]:
        self._world.refuse("list_tags")
        return dict(self._of(arn).tags)

    def tag(self, arn: str, name: str, value: str) -> None:
        self._world.refuse("tag")
        self._world.judge("tag", self._of(arn).name)
        self._of(arn).tags[name] = value

    def untag(self, arn: str, name: str) -> None:
        self._world.refuse("untag")
        self._of(arn).tags.pop(name, None)

    def set_counts(self, endpoint: str, counts: Mapping[str, tuple[int, bool]]) -> None:
        self._world.refuse("set_counts", endpoint)
        kept = self._in_service(endpoint)
        for name, (count, provisioned) in counts.items():
            was = kept.variants[name]
            assert provisioned == was.serverless
            field_name = "provisioned" if provisioned else "instances"
            if count < getattr(was, field_name):
                self._world.touch("set_counts", endpoint)
            assert count > 0, "fact S1"
            kept.variants[name] = replace(was, **{field_name: count})
        kept.modified = self._world.now

    def delete_component(self, name: str) -> None:
        self._world.refuse("delete_component")
        for kept in self._world.endpoints.values():
            if name in kept.components:
                if name in kept.leaving:
                    raise UnavailableError(name)
                self._world.touch("delete_component", kept.name)
                kept.leaving.add(name)

    def delete_endpoint(self, name: str) -> None:
        self._world.refuse("delete_endpoint", name)
        if name not in self._world.endpoints:
            return
        kept = self._in_service(name)
        assert not kept.components, "fact S7"
        self._world.touch("delete_endpoint", name)
        kept.status = "Deleting"

    def _in_service(self, name: str) -> Kept:
        kept = self._world.endpoints[name]
        if kept.status != "InService":
            raise UnavailableError(kept.status)
        return kept

    def _of(self, arn: str) -> Kept:
        with suppress(KeyError):
            return self._world.endpoints[arn.rpartition("/")[2]]
        raise UnavailableError(arn)


class MemoryTags:
    """The tagging API, which knows nothing of what never had a tag."""

    def __init__(self, world: World) -> None:
        self._world = world

    def all(self) -> Mapping[str, Mapping[str, str]]:
        self._world.refuse("tags")
        return {e.arn: dict(e.tags) for e in self._world.endpoints.values() if e.tags}


class MemoryTraffic:
    """CloudWatch: requests go to the first component, or the last variant."""

    def __init__(self, world: World) -> None:
        self._world = world
        # Metrics are listed late.
        self.listed: set[str] = set()

    def active(self, window_minutes: int) -> Iterator[tuple[str, str]]:
        self._world.refuse("active")
        for kept in self._world.endpoints.values():
            if kept.requests and kept.name in self.listed:
                yield kept.name, list(kept.variants)[-1]

    def measure(
        self, series: Sequence[Series], since: datetime, until: datetime
    ) -> Mapping[Series, float | Unreadable]:
        return {each: self._measure(each, since, until) for each in series}

    def _measure(
        self, series: Series, since: datetime, until: datetime
    ) -> float | Unreadable:
        names = dict(series.dimensions)
        total = 0.0
        for kept in self._world.endpoints.values():
            own = kept.name == names.get("EndpointName")
            if not own and names.get("InferenceComponentName") not in kept.components:
                continue
            try:
                self._world.refuse("measure", f"measure {kept.name}")
            except UnavailableError as error:
                return Unreadable(str(error))
            if series == self._where(kept):
                total += sum(n for at, n in kept.requests if since <= at <= until)
        return total

    def _where(self, kept: Kept) -> Series:
        if kept.components:
            name = next(iter(kept.components))
            return Series("Invocations", (("InferenceComponentName", name),))
        variant = (
            ("EndpointName", kept.name),
            ("VariantName", list(kept.variants)[-1]),
        )
        metric = "InvocationsProcessed" if kept.asynchronous else "Invocations"
        return Series(metric, variant)


class MemoryTargets:
    """Application Auto Scaling."""

    def __init__(self, world: World) -> None:
        self._world = world

    def bounds(self, resource_ids: Sequence[str]) -> Sequence[Target]:
        self._world.refuse("bounds")
        return [
            replace(each, policies=(), scheduled_actions=())
            for each in self._world.targets.values()
            if each.resource_id in resource_ids
        ]

    def describe(self, target: Target) -> Target:
        self._world.refuse("describe")
        found = self._world.targets.get(target.key, target)
        return replace(found, min=target.min, max=target.max)

    def lower(self, target: Target, capacity: int) -> None:
        self._world.touch("lower", self._world.owner(target.resource_id))
        self.bound(target, low=capacity, high=capacity)

    def bound(self, target: Target, *, low: int, high: int) -> None:
        self._world.refuse("bound")
        was = self._world.targets.get(target.key)
        if was is None:
            was = replace(target, policies=(), scheduled_actions=())
        self._world.targets[target.key] = replace(was, min=low, max=high)

    def remove(self, target: Target) -> None:
        self._world.refuse("remove")
        there = self._world.targets
        for gone in ({"scheduled_actions": ()}, {"policies": ()}):
            if target.key in there:
                self._world.touch("remove", self._world.owner(target.resource_id))
                there[target.key] = replace(there[target.key], **gone)
            self._world.step()
        there.pop(target.key, None)

    def restore(self, target: Target) -> None:
        self._world.refuse("restore")
        self.bound(target, low=target.min, high=target.max)
        for back in ({"policies": target.policies}, {}):
            self._world.step()
            there = self._world.targets
            there[target.key] = replace(there[target.key], **back)
        there[target.key] = target


class MemoryStopped:
    """Parameter Store."""

    def __init__(self, world: World) -> None:
        self._world = world

    def all(self) -> Mapping[str, StoppedEndpoint | None]:
        self._world.refuse("records")
        return {name: _read(text) for name, text in self._world.records.items()}

    def get(self, endpoint: str) -> StoppedEndpoint | None:
        self._world.refuse("get_record")
        return self._world.record(endpoint)

    def create(self, record: StoppedEndpoint) -> bool:
        self._world.refuse("create_record")
        if record.endpoint in self._world.records:
            return False
        self._world.records[record.endpoint] = to_json(record)
        return True

    def replace(self, record: StoppedEndpoint) -> None:
        self._world.refuse("replace_record")
        self._world.records[record.endpoint] = to_json(record)

    def delete(self, endpoint: str) -> None:
        self._world.refuse("delete_record")
        self._world.records.pop(endpoint, None)


def _read(text: str) -> StoppedEndpoint | None:
    try:
        return from_json(text)
    except ValueError:
        return None
