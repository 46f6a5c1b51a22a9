"""Jobs run in order, stop at a failure, and hand on what they say."""

import os

import pytest

from tests.support.workflow_expressions import ExpressionError
from tests.support.workflow_files import UnknownPartError
from tests.support.workflow_parts import Event, StandInError
from tests.support.workflow_runs import Runner

PUSH = Event(name="push", sha="0" * 40)


@pytest.fixture
def run(tmp_path):
    """Run a workflow with these jobs; return its jobs."""

    def refuse(job, given):
        raise StandInError(given["because"])

    gates = []

    def start(jobs, event=PUSH, on="  push:\n    branches: [main]\n", **settings):
        path = tmp_path / "workflow.yml"
        path.write_text(f"on:\n{on}permissions: {{}}\njobs:\n{jobs}")
        runner = Runner(
            machine=lambda job: {"PATH": os.environ["PATH"]},
            variables={"NAME": "value"},
            actions={"ours/refuses": refuse, "ours/passes": lambda job, given: None},
            instead={"make nothing": "echo instead"},
            gate=lambda environment, before: gates.append(environment),
            folder=tmp_path / "runs",
            **settings,
        )
        return runner.run(path, event)

    start.gates = gates
    return start


ORDER = """
  last:
    needs: [first]
    if: needs.first.outputs.said == 'hello'
    permissions: {}
    environment: there
    env: {HEARD: "${{ needs.first.outputs.said }}"}
    steps:
      - run: test "$HEARD $OWN" = "hello value"
        env: {OWN: "${{ vars.NAME }}"}
      - run: make nothing
  first:
    permissions: {}
    outputs: {said: "${{ steps.say.outputs.word }}"}
    steps:
      - id: say
        run: echo word=hello >> "$GITHUB_OUTPUT"
      - uses: ours/passes@0
"""


def test_a_job_gets_what_the_one_before_it_said(run):
    jobs = run(ORDER)

    assert [(n, j.result) for n, j in jobs.items()] == [
        ("first", "success"),
        ("last", "success"),
    ]
    assert jobs["last"].step("make nothing").said == "instead\n"
    assert run.gates == ["there"]


FAILING = """
  first:
    permissions: {}
    steps:
      - id: bad
        run: |
          false
          echo never
      - run: echo skipped
      - if: failure() && steps.bad.outcome == 'failure'
        run: echo back
  last:
    needs: first
    permissions: {}
    environment: there
    steps: [{run: echo never}]
"""


def test_after_a_failure_runs_what_asks_for_it_and_no_other_job(run):
    jobs = run(FAILING)

    assert [s.outcome for s in jobs["first"].steps] == ["failure", "skipped", "success"]
    assert "never" not in jobs["first"].failed_step.said
    assert jobs["last"].result == "skipped"
    assert run.gates == []


def test_a_stand_in_can_refuse(run):
    jobs = run(
        "  a:\n    permissions: {}\n"
        "    steps: [{uses: ours/refuses@0, with: {because: rain}}]\n"
    )

    assert jobs["a"].failed_step.said == "rain"


@pytest.mark.parametrize(
    ("jobs", "error"),
    [
        ("steps: [{uses: theirs/unknown@0}]", AssertionError),
        ("steps: [{run: 'true', continue-on-error: true}]", UnknownPartError),
        ("container: image, steps: [{run: 'true'}]", UnknownPartError),
        ("needs: a, steps: [{run: 'true'}]", UnknownPartError),
        ("steps: [{run: 'true', shell: pwsh}]", AssertionError),
        ("steps: [{run: 'echo word >> $GITHUB_OUTPUT'}]", AssertionError),
        ('steps: [{run: "echo ${{ secrets.KEY }}"}]', ExpressionError),
        (
            "outputs: {o: '${{ steps.s.outputs.x }}'}, steps: [{id: s, run: 'true'}]",
            ExpressionError,
        ),
    ],
)
def test_what_is_not_known_fails_the_test(run, jobs, error):
    with pytest.raises(error):
        run(f"  a: {{permissions: {{}}, {jobs}}}\n")


def test_another_branch_starts_nothing(run):
    with pytest.raises(AssertionError):
        run(ORDER, Event(name="push", sha="0" * 40, branch="feature"))


CHOICE = """  schedule: [{cron: "1 1 1 * *"}]
  workflow_dispatch:
    inputs:
      where: {type: choice, options: [one, two], default: one}
"""
CHOSEN = """
  a:
    permissions: {}
    environment: ${{ inputs.where || 'none' }}-gate
    steps: [{run: 'true'}]
"""


@pytest.mark.parametrize(
    ("event", "gate"),
    [
        (Event(name="schedule", sha="0"), "none-gate"),
        (Event(name="workflow_dispatch", sha="0"), "one-gate"),
        (
            Event(name="workflow_dispatch", sha="0", inputs={"where": "two"}),
            "two-gate",
        ),
    ],
)
def test_a_person_chooses_and_a_schedule_does_not(run, event, gate):
    run(CHOSEN, event, on=CHOICE)

    assert run.gates == [gate]
