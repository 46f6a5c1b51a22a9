"""What was found against what is wanted."""

from dataclasses import replace

import pytest

from smoke.checks import (
    answer_checks,
    component_checks,
    endpoint_checks,
    function_checks,
    missing,
    store_check,
)
from smoke.found import Answer, Failure, FoundEndpoint, FoundFunction, NoModel
from tests.unit.smoke.conftest import DIGEST, LIVE, OLD, endpoint, function

FUNCTION = FoundFunction(
    version="3", image_digest=DIGEST, state="Active", updating=False, reason=""
)
ENDPOINT = FoundEndpoint(
    status="InService",
    reason="",
    config_name="inferway-test-steady-2",
    image_digests=(DIGEST,),
)
COMPONENT = replace(ENDPOINT, config_name="", copies=1)


def wrong(checks):
    return [check.what for check in checks if not check.right]


def test_a_function_as_the_state_has_it():
    assert wrong(function_checks("f", function(), FUNCTION)) == []
    assert (
        wrong(function_checks("f", function(), replace(FUNCTION, state="Inactive")))
        == []
    )


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"version": "2"}, "version"),
        ({"image_digest": "sha256:" + "2" * 64}, "image"),
        ({"image_digest": ""}, "image"),
        ({"state": "Failed"}, "status"),
        ({"updating": True}, "status"),
    ],
)
def test_a_function_that_differs(change, what):
    assert wrong(function_checks("f", function(), replace(FUNCTION, **change))) == [
        what
    ]


def test_an_endpoint_as_the_state_has_it():
    assert wrong(endpoint_checks("e", endpoint(), ENDPOINT)) == []


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"config_name": "inferway-test-steady-1"}, "configuration"),
        ({"image_digests": ("sha256:" + "2" * 64,)}, "image"),
        ({"image_digests": (DIGEST, "sha256:" + "2" * 64)}, "image"),
        ({"image_digests": ()}, "image"),
        ({"status": "Failed"}, "status"),
        ({"status": "Updating"}, "status"),
    ],
)
def test_an_endpoint_that_differs(change, what):
    found = replace(ENDPOINT, **change)

    assert wrong(endpoint_checks("e", endpoint(), found)) == [what]


def test_a_roll_back_says_where_to_look():
    found = replace(ENDPOINT, config_name="inferway-test-steady-1")

    [check] = [one for one in endpoint_checks("e", endpoint(), found) if not one.right]

    assert (check.wanted, check.found) == (
        *("inferway-test-steady-2", "inferway-test-steady-1"),
    )
    assert "rolled back" in check.remark


def test_why_an_endpoint_failed_is_told():
    found = replace(ENDPOINT, status="Failed", reason="no image")

    assert endpoint_checks("e", endpoint(), found)[0].remark == "no image"


@pytest.mark.parametrize("check", [function_checks, endpoint_checks, component_checks])
def test_what_does_not_exist_is_one_finding(check):
    wanted = function() if check is function_checks else endpoint(component="c")

    [found] = check("t", wanted, None)

    assert (found.found, found.right) == ("does not exist", False)


def test_an_endpoint_of_a_component_is_not_asked_for_an_image():
    found = replace(ENDPOINT, image_digests=())

    assert wrong(endpoint_checks("e", endpoint(component="c"), found)) == []


def test_a_component_that_sleeps_is_right_and_told():
    wanted = endpoint(component="c")

    checks = component_checks("e", wanted, replace(COMPONENT, copies=0))

    assert wrong(checks) == []
    assert "asleep" in checks[-1].remark
    assert "asleep" not in component_checks("e", wanted, COMPONENT)[-1].remark


def test_a_component_with_another_image():
    found = replace(COMPONENT, image_digests=("sha256:" + "2" * 64,))

    assert wrong(component_checks("e", endpoint(component="c"), found)) == ["image"]


def test_no_model_is_a_finding():
    check = store_check("store", NoModel(wanted="a live model", reason="nothing"))

    assert (check.right, check.found) == (False, "nothing")


def test_the_right_model_with_the_right_predictions(live):
    answer = Answer(predictions=["x", "y", "x"], model=LIVE)

    assert missing(live, answer) is None
    assert wrong(answer_checks("e", live, answer, "")) == []


def test_the_first_prediction_that_differs_is_named(live):
    answer = Answer(predictions=["x", "z", "z"], model=LIVE)

    assert missing(live, answer) is None
    by, golden = answer_checks("e", live, answer, "")
    assert by.right
    assert (golden.wanted, golden.found) == ('instance 1: "y"', 'instance 1: "z"')
    assert not golden.right


def test_too_few_predictions_differ(live):
    answer = Answer(predictions=["x", "y"], model=LIVE)

    assert answer_checks("e", live, answer, "")[-1].found == "instance 2: no prediction"


def test_measured_numbers_may_differ_in_the_last_digits(live, golden):
    numbers = replace(golden, predictions=(0.1, 0.2, 0.3))
    model = replace(live, golden=numbers, exact=False)
    near = Answer(predictions=[0.1, 0.2, 0.3000000001], model=LIVE)
    far = Answer(predictions=[0.1, 0.2, 0.31], model=LIVE)

    assert wrong(answer_checks("e", model, near, "")) == []
    assert wrong(answer_checks("e", model, far, "")) == ["golden instances"]


def test_another_model_is_waited_for_and_then_a_finding(live):
    answer = Answer(predictions=["z", "z", "z"], model=OLD)

    assert "fedcba9876543210 answers" in missing(live, answer)
    [check] = answer_checks("e", live, answer, "still so after 900 s")
    assert (check.what, check.wanted, check.found, check.right) == (
        *("model", str(LIVE), str(OLD), False),
    )
    assert "its log says why" in check.remark
    assert "still so after 900 s" in check.remark


def test_an_answer_that_names_no_model_is_a_finding(live):
    answer = Answer(predictions=["x", "y", "x"], model=None)

    assert missing(live, answer) is None
    assert wrong(answer_checks("e", live, answer, "")) == ["model"]


def test_a_failure_that_passes_is_waited_for(live):
    assert missing(live, Failure(reason="cold", passes=True)) == "cold"
    assert missing(live, Failure(reason="broken", passes=False)) is None
    [check] = answer_checks("e", live, Failure(reason="broken", passes=False), "late")
    assert (check.found, check.remark, check.right) == ("broken", "late", False)
