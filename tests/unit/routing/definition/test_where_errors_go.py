"""Where each error leads, as moto's engine runs the definition."""

import itertools

import pytest

ALL = ("provisioned", "serverless", "batch")
DONE = [("answer", "succeeded")]
ANSWERED = [("token", "succeeded")]


def always(name):
    return [("raise", name)]


def in_order(run):
    """Return what was asked, each once where it was asked again and again."""
    return [name for name, _ in itertools.groupby(run.asked())]


# Name, how often the first path is asked in all.
ON_A_CHAIN = [
    ("NoCapacityError", 1),
    ("EndpointGoneError", 1),
    ("PathLimitError", 1),
    ("ModelFailedError", 4),
    ("AttemptTimedOutError", 4),
    ("ThrottledError", 11),
    ("EndpointBusyError", 11),
    ("ModelNotReadyError", 17),
    ("UnavailableError", 9),
    ("Runtime.ExitError", 9),
    ("Sandbox.Timedout", 9),
    ("KeyError", 4),
]


@pytest.mark.parametrize(("error", "times"), ON_A_CHAIN)
@pytest.mark.parametrize("path", ["provisioned", "serverless"])
def test_an_error_leads_to_the_next_path(run, path, error, times):
    chain = ALL[ALL.index(path) :]
    after = chain[1] if chain[1] != "batch" else "queue"

    script = {"serverless": DONE, "queue": ANSWERED, path: always(error)}

    found = run(chain, script)

    assert found.status == "SUCCEEDED"
    assert found.asked() == [path] * times + [after]
    assert found.wait_seconds == []
    assert found.messages == []


@pytest.mark.parametrize(
    ("code", "times"),
    [
        ("ServiceException", 9),
        ("AWSLambdaException", 9),
        ("SdkClientException", 9),
        ("TooManyRequestsException", 9),
        ("Unknown", 9),
        ("ResourceNotFoundException", 4),
    ],
)
def test_a_function_that_cannot_be_called_is_called_again(run, code, times):
    found = run(
        ("serverless", "batch"), {"serverless": [("refuse", code)], "queue": ANSWERED}
    )

    assert found.asked() == ["serverless"] * times + ["queue"]


@pytest.mark.parametrize("error", [name for name, times in ON_A_CHAIN if times > 1])
def test_what_passes_is_answered_by_the_same_path(run, error):
    found = run(ALL, {"provisioned": [("raise", error)] * 3 + DONE})

    assert found.status == "SUCCEEDED"
    assert found.asked() == ["provisioned"] * 4
    assert len(found.retry_seconds) == 3


@pytest.mark.parametrize(
    "error",
    ["NoCapacityError", "ModelNotReadyError", "ThrottledError", "EndpointBusyError"],
)
def test_the_only_path_is_given_more_than_20_minutes(run, error):
    found = run(("provisioned",), {"provisioned": always(error)})

    assert sum(found.wait_seconds) >= 20 * 60
    assert in_order(found) == ["provisioned", "fail"]
    assert (found.status, found.error) == ("FAILED", "ChainExhaustedError")
    assert found.events[-1]["error"] == {"Error": error}


def test_an_endpoint_that_wakes_after_ten_minutes_answers(run):
    asleep = [("raise", "NoCapacityError")] * 20

    found = run(("provisioned",), {"provisioned": asleep + DONE})

    assert found.status == "SUCCEEDED"
    assert sum(found.wait_seconds) == 600


@pytest.mark.parametrize(
    "error",
    [
        *("EndpointGoneError", "PathLimitError", "ModelFailedError"),
        *("AttemptTimedOutError", "UnavailableError", "KeyError"),
    ],
)
def test_the_last_of_other_errors_ends_the_record(run, error):
    found = run(("serverless",), {"serverless": always(error)})

    assert in_order(found) == ["serverless", "fail"]
    assert found.wait_seconds == []
    assert found.events[-1]["error"] == {"Error": error}
    assert found.messages == [
        {"id": "0" * 32, "execution": "the-execution", "error": error}
    ]


@pytest.mark.parametrize(
    ("acts", "error", "times"),
    [
        ([("token fails", "WindowFailedError")], "WindowFailedError", 5),
        ([("silence",)], "States.Timeout", 5),
        ([("raise", "UnavailableError")], "UnavailableError", 9),
        ([("refuse", "Unknown")], "Lambda.Unknown", 9),
        ([("raise", "KeyError")], "KeyError", 4),
    ],
)
def test_a_window_is_redriven_then_given_up(run, acts, error, times):
    found = run(("batch",), {"queue": acts})

    assert found.asked() == ["queue"] * times + ["fail"]
    assert found.events[-1]["error"] == {"Error": error}
    assert [message["error"] for message in found.messages] == [error]
    assert found.error == "ChainExhaustedError"


@pytest.mark.parametrize("act", [("token fails", "WindowFailedError"), ("silence",)])
def test_a_later_window_answers(run, act):
    found = run(("batch",), {"queue": [act, act, *ANSWERED]})

    assert found.status == "SUCCEEDED"
    assert found.asked() == ["queue"] * 3


@pytest.mark.parametrize("outcome", ["succeeded", "failed", "ended"])
def test_whoever_ended_the_record_ends_the_execution(run, outcome):
    by_attempt = run(ALL, {"provisioned": [("answer", outcome)]})
    by_window = run(("batch",), {"queue": [("token", outcome)]})

    assert by_attempt.asked() == ["provisioned"]
    assert by_window.asked() == ["queue"]
    assert {by_attempt.status, by_window.status} == {"SUCCEEDED"}


@pytest.mark.parametrize(
    ("position", "asked"),
    [(0, "provisioned"), (1, "serverless"), (2, "queue"), (3, "fail")],
)
def test_it_goes_on_at_the_position(run, position, asked):
    found = run(
        ALL,
        {"provisioned": DONE, "serverless": DONE, "queue": ANSWERED},
        position=position,
    )

    assert found.asked() == [asked]


def test_the_function_is_told_id_run_and_path_and_no_more(run):
    found = run(
        ("serverless", "batch"),
        {"serverless": always("EndpointGoneError"), "queue": [("silence",)]},
    )
    about = {"id": "0" * 32, "run": 3}
    attempt, queued, failed = found.events[0], found.events[1], found.events[-1]

    assert attempt == {"action": "attempt", "path": "serverless", **about}
    assert queued.pop("token")
    assert queued == {"action": "queue", **about}
    assert failed == {
        "action": "fail",
        "error": {"Error": "States.Timeout"},
        **about,
    }


def test_a_record_that_was_answered_meanwhile_is_no_dead_letter(run):
    found = run(
        ("serverless",),
        {"serverless": always("EndpointGoneError"), "fail": [("answer", "ended")]},
    )

    assert found.status == "SUCCEEDED"
    assert found.messages == []


def test_a_record_that_cannot_be_ended_is_a_dead_letter_all_the_same(run):
    found = run(
        ("serverless",),
        {
            "serverless": always("EndpointGoneError"),
            "fail": always("UnavailableError"),
        },
    )

    assert found.status == "FAILED"
    assert [message["error"] for message in found.messages] == ["EndpointGoneError"]


def test_an_execution_fails_even_without_a_dead_letter(run):
    found = run((), {}, queue_refuses=True)

    assert found.error == "ChainExhaustedError"
    assert found.messages == []


def test_little_passes_from_state_to_state(run):
    """A cause holds a stack trace, of 3,000 characters here: it is left behind."""
    found = run(
        ALL,
        {
            "provisioned": always("ThrottledError"),
            "serverless": always("ModelFailedError"),
            "queue": [("token fails", "WindowFailedError")],
        },
    )

    assert found.status == "FAILED"
    kept = {
        name: size
        for name, size in found.sizes.items()
        if name not in {"NoteWhyBusy", "NoteWhyNot"}
    }
    assert len(kept) > 8
    assert max(kept.values()) < 400


MISSING = "DocumentMissingError"


@pytest.mark.parametrize(
    ("chain", "first"), [(ALL, "provisioned"), (("batch",), "queue")]
)
def test_a_payload_on_its_way_from_a_lost_region_is_waited_for(run, chain, first):
    done = ANSWERED if first == "queue" else DONE

    found = run(chain, {first: [("raise", MISSING)] * 18 + done})

    assert found.status == "SUCCEEDED"
    assert found.asked() == [first] * 19
    # S3 copies most objects within a quarter of an hour.
    assert sum(found.retry_seconds) >= 15 * 60


@pytest.mark.parametrize(
    ("chain", "first"), [(ALL, "provisioned"), (("batch",), "queue")]
)
def test_one_that_never_arrives_ends_the_record_with_that_name(run, chain, first):
    found = run(chain, {first: always(MISSING)})

    assert found.asked() == [first] * 19 + ["fail"]
    assert found.events[-1]["error"] == {"Error": MISSING}
    assert found.messages == [
        {"id": "0" * 32, "execution": "the-execution", "error": MISSING}
    ]
