"""What holds for the definition as it is written."""

import re

import pytest

from inferences import failures
from inferences.errors import DocumentMissingError, UnavailableError
from inferences.failures import AttemptError, ClientFaultError

ATTEMPTS = ("AttemptProvisioned", "AttemptServerless")
OF_RECORDS = {DocumentMissingError.__name__, UnavailableError.__name__}


def leaves(kind=AttemptError):
    below = [leaf for sub in kind.__subclasses__() for leaf in leaves(sub)]
    return below or [kind]


def names(entries):
    return [name for entry in entries for name in entry["ErrorEquals"]]


def tasks(states):
    return {name: state for name, state in states.items() if state["Type"] == "Task"}


def followers(state):
    yield from (state[key] for key in ("Next", "Default") if key in state)
    for entry in (*state.get("Catch", ()), *state.get("Choices", ())):
        yield entry["Next"]


def test_terraform_puts_in_two_names_and_reads_nothing_else_as_its_own(text):
    assert set(re.findall(r"\$\{(.*?)\}", text)) == {
        "step_function_arn",
        "dead_letter_queue_url",
    }
    assert "%{" not in text
    # Within strings, or the file were no JSON by itself.
    assert text.count("${") == len(re.findall(r'"\$\{[a-z_]+\}"', text))


def test_every_name_of_a_state_resolves_and_every_state_is_reached(states):
    reached, frontier = set(), ["Begin"]
    while frontier:
        name = frontier.pop()
        if name not in reached:
            reached.add(name)
            frontier += followers(states[name])

    assert reached == set(states)


def test_every_task_has_a_time_limit_and_catches_all(states):
    found = tasks(states)

    assert len(found) == 5
    for name, task in found.items():
        assert 0 < task["TimeoutSeconds"] <= 6 * 3600, name
        assert task["Catch"][-1]["ErrorEquals"] == ["States.ALL"], name
        assert names(task["Retry"]), name


def test_every_way_ends(states):
    for name, state in states.items():
        ends = state["Type"] in {"Succeed", "Fail"}
        assert ends != bool(list(followers(state))), name


def test_both_attempts_differ_by_the_path_alone(states):
    provisioned, serverless = (dict(states[name]) for name in ATTEMPTS)
    ours = [
        one["Parameters"].pop("Payload").pop("path")
        for one in (
            {**provisioned, "Parameters": dict(provisioned["Parameters"])},
            {**serverless, "Parameters": dict(serverless["Parameters"])},
        )
    ]

    assert ours == ["provisioned", "serverless"]
    for key in provisioned.keys() | serverless.keys():
        if key != "Parameters":
            assert provisioned[key] == serverless[key], key


@pytest.mark.parametrize("name", ATTEMPTS)
def test_every_failure_of_an_endpoint_has_a_retrier_and_nothing_else_does(states, name):
    raised = {leaf.__name__ for leaf in leaves() if leaf is not ClientFaultError}
    ours = {
        error
        for error in names(states[name]["Retry"])
        if "." not in error and error not in OF_RECORDS
    }

    assert ours == raised


@pytest.mark.parametrize("name", [*ATTEMPTS, "AwaitWindow", "FailRecord"])
def test_a_function_that_was_not_run_or_died_is_retried(states, name):
    retried = {
        error
        for entry in states[name]["Retry"]
        if entry.get("MaxAttempts", 3) > 2
        for error in entry["ErrorEquals"]
    }

    assert {
        "Lambda.ServiceException",
        "Lambda.AWSLambdaException",
        "Lambda.SdkClientException",
        "Lambda.TooManyRequestsException",
        "Lambda.Unknown",
        "UnavailableError",
    } <= retried


def test_every_retry_grows_to_a_limit_with_full_jitter(states):
    retriers = [
        entry
        for task in tasks(states).values()
        for entry in task["Retry"]
        if entry.get("MaxAttempts") != 0
    ]

    assert len(retriers) > 10
    for entry in retriers:
        assert entry["JitterStrategy"] == "FULL"
        assert entry["BackoffRate"] > 1
        assert entry["IntervalSeconds"] < entry["MaxDelaySeconds"]
        assert 1 <= entry["MaxAttempts"] <= 20


def test_a_cold_start_of_45_seconds_is_waited_out(states):
    (entry,) = (
        entry
        for entry in states["AttemptServerless"]["Retry"]
        if entry["ErrorEquals"] == ["ModelNotReadyError"]
    )
    delays = [
        min(
            entry["IntervalSeconds"] * entry["BackoffRate"] ** retry,
            entry["MaxDelaySeconds"],
        )
        for retry in range(entry["MaxAttempts"])
    ]
    # Of a sum of uniform delays; four deviations below the mean is one in 30,000.
    mean = sum(delays) / 2
    deviation = sum(delay**2 / 12 for delay in delays) ** 0.5

    assert mean - 3.9 * deviation > 45


def test_the_failures_that_the_definition_names_are_classes():
    assert {leaf.__name__ for leaf in leaves()} <= set(vars(failures))
