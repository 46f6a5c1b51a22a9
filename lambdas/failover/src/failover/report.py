"""What people are told of a failover, and of a failback."""

from collections.abc import Sequence
from dataclasses import dataclass

from failover.confirmation import Confirmation, Verdict
from failover.restarting import Progress, Restarted
from failover.turning import Turn, Turned

# "Up to 100 characters", and one line. A message has 256 KiB.
# https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
_SUBJECT = 100
_MOST_IDS = 1000


@dataclass(frozen=True, kw_only=True)
class Report:
    """What goes to the topic, and how it ends.

    Attributes:
        subject: One line.
        message: All of it.
        complete: Whether nothing was left undone.

    """

    subject: str
    message: str
    complete: bool


@dataclass(frozen=True, kw_only=True)
class Broken:
    """A shard that could not be gone through.

    Attributes:
        shard: First digit of the records' IDs.
        error: Name of the last error.

    """

    shard: str
    error: str


@dataclass(frozen=True, kw_only=True)
class Story:
    """A failover that is over.

    Attributes:
        name: Of the workflow.
        here: The Region that serves now.
        home: The Region that is lost.
        log_group: Where each record that failed is named.
        confirmation: Why it was done.
        turn: Since when it serves.
        shards: What was begun again.
        broken: What could not be gone through.

    """

    name: str
    here: str
    home: str
    log_group: str
    confirmation: Confirmation
    turn: Turn
    shards: Sequence[Restarted]
    broken: Sequence[Broken]


def tell(story: Story) -> Report:
    """Return the report: counts, and each record that was not begun, by its ID."""
    started = sum(shard.started for shard in story.shards)
    failed = sum(shard.failed_count for shard in story.shards)
    named = [record for shard in story.shards for record in shard.failed][:_MOST_IDS]
    unfinished = [s.shard for s in story.shards if s.progress is not Progress.DONE]
    complete = not (failed or story.broken or unfinished)
    declared = story.confirmation.verdict is Verdict.DECLARED
    lines = [
        f"{story.here} serves since {story.turn.since}, in place of {story.home}.",
        "People had declared it lost." if declared else "It was seen to be lost.",
        *(f"  {remark}" for remark in story.confirmation.remarks),
    ]
    if story.turn.outcome is Turned.ALREADY:
        lines.append("It served already: this is a run after another.")
    lines += [
        "",
        f"Inferences begun again: {started}",
        f"Inferences that could not be: {failed}",
        *(f"  {record}" for record in named),
    ]
    if failed > len(named):
        lines.append(f"  and {failed - len(named)} more: see {story.log_group}")
    lines += [
        f"Records whose IDs begin with {broken.shard} were not gone through:"
        f" {broken.error}"
        for broken in story.broken
    ]
    if not complete:
        lines.append(
            "What was not begun is tried by the sweeper, and by the next run of"
            " this workflow: begin one with the same input."
        )
    lines += [
        "",
        f"{story.home} stays out, however well it is.",
        f"To turn back, begin the workflow {story.name}-failback by hand.",
        "What was written there and not replicated is not known here.",
        "Its clients send it again, under the same idempotency key.",
    ]
    state = "done" if complete else "INCOMPLETE"
    subject = f"Failover {state}: {story.here} serves in place of {story.home}"
    return Report(
        subject=subject[:_SUBJECT], message="\n".join(lines), complete=complete
    )
