"""Two sweepers over one global table: no record is begun in two Regions.

Records arrive in the other Region late, in any order, and the last writer of an item
wins, as with a global table. A Region takes records over as a failover does.
"""

import io
from dataclasses import dataclass, field

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from batch.sweeper_service import SweeperParts, SweeperService
from batch.telemetry import SweeperTelemetry
from tests.support.batch_windows import (
    Clock,
    MemoryJobs,
    MemoryResults,
    MemoryWindows,
    log_stream,
    plenty,
)
from tests.support.inferences import (
    MemoryRecords,
    MemoryWorkflow,
    a_record,
    an_answer,
)

HOME, STANDBY = REGIONS = ("eu-west-1", "eu-central-1")
_OTHER = {HOME: STANDBY, STANDBY: HOME}


@dataclass
class Place:
    """A Region."""

    name: str
    clock: Clock
    records: MemoryRecords = field(default_factory=MemoryRecords)
    workflow: MemoryWorkflow = field(default_factory=MemoryWorkflow)

    def sweep(self) -> None:
        windows = MemoryWindows()
        service = SweeperService(
            SweeperParts(
                records=self.records,
                workflow=self.workflow,
                jobs=MemoryJobs(windows),
                results=MemoryResults(),
                telemetry=SweeperTelemetry(log_stream(io.StringIO(), "two-sweepers")),
                region=self.name,
            ),
            now=self.clock,
        )
        service.run(plenty)


class TwoSweepers(RuleBasedStateMachine):
    """Requests, sweeps, deaths and a failover, in any order."""

    @initialize()
    def begin(self) -> None:
        self.clock = Clock()
        self.places = {name: Place(name, self.clock) for name in REGIONS}
        self.count = 0
        # Which Region worked on a record when: one at a time.
        self.moved: set[str] = set()

    @rule(region=st.sampled_from(REGIONS))
    def accept(self, region: str) -> None:
        record = a_record(self.count, home_region=region)
        self.count += 1
        self.places[region].records.create(record, attend_by=int(self.clock()))

    @rule(data=st.data(), region=st.sampled_from(REGIONS))
    def arrive(self, data: st.DataObject, region: str) -> None:
        """Show what was written in a Region in the other one, or not yet."""
        source, target = self.places[region], self.places[_OTHER[region]]
        for record in source.records.all():
            if record.home_region == region and data.draw(st.booleans()):
                target.records.arrive(record, source.records.attend_by.get(record.id))

    @rule(seconds=st.integers(1, 2_000))
    def time_passes(self, seconds: int) -> None:
        self.clock.now += seconds

    @rule(region=st.sampled_from(REGIONS))
    def sweep(self, region: str) -> None:
        self.places[region].sweep()

    @rule(data=st.data(), region=st.sampled_from(REGIONS))
    def die(self, data: st.DataObject, region: str) -> None:
        workflow = self.places[region].workflow
        if workflow.running:
            workflow.end(*data.draw(st.sampled_from(sorted(workflow.running))))

    @rule(data=st.data(), region=st.sampled_from(REGIONS))
    def end(self, data: st.DataObject, region: str) -> None:
        place = self.places[region]
        if place.workflow.running:
            name = data.draw(st.sampled_from(sorted(place.workflow.running)))
            place.workflow.end(*name)
            place.records.succeed(name[0], an_answer())

    @precondition(lambda self: self.count)
    @rule(data=st.data())
    def fail_over(self, data: st.DataObject) -> None:
        """Let the standby take over what has arrived, and tell the home Region."""
        home, standby = self.places[HOME], self.places[STANDBY]
        for record in standby.records.all():
            if record.home_region == HOME and record.id in standby.records.attend_by:
                standby.records.move(record.id, STANDBY)
                self.moved.add(record.id)
                home.workflow.forget(record.id)
                moved = standby.records.get(record.id)
                assert moved is not None
                home.records.arrive(moved, int(self.clock()))

    @invariant()
    def each_record_is_worked_on_in_one_region(self) -> None:
        running = [
            {record for record, _ in place.workflow.running}
            for place in self.places.values()
        ]
        assert not running[0] & running[1]

    @invariant()
    def no_region_begins_what_was_never_its_own(self) -> None:
        for place in self.places.values():
            for started, _, _ in place.workflow.started:
                assert (
                    place.records.get(started).home_region == place.name
                    or started in self.moved
                )


TestTwoSweepers = TwoSweepers.TestCase
TestTwoSweepers.settings = settings(
    max_examples=60, stateful_step_count=30, deadline=None
)
