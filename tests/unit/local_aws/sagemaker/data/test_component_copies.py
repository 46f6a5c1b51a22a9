"""Inference components: copies, none of them, and who is asked (S2, S5, S6)."""

from tests.support.served import is_running, wait_until


def endpoint_of_components(world, **changes):
    return world.deploy(world.variant(model=None), **changes)


def test_a_component_answers_on_its_endpoint(world):
    endpoint = endpoint_of_components(world)
    red = world.component(endpoint, environment={"COLOUR": "red"})
    blue = world.component(endpoint, environment={"COLOUR": "blue"})

    told = [
        world.invoke(endpoint, InferenceComponentName=name)["environment"]["COLOUR"]
        for name in (red, blue)
    ]

    assert told == ["red", "blue"]


def test_without_a_copy_there_is_no_capacity_and_a_metric_says_so(world):
    endpoint = endpoint_of_components(world)
    name = world.component(endpoint, copies=0)

    error = world.refused(endpoint, InferenceComponentName=name)

    assert error["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert error["Error"] == {
        "Code": "ValidationError",
        "Message": (
            "Inference Component has no capacity to process this request. "
            "ApplicationAutoScaling may be in-progress (if configured) or try to "
            "increase the capacity by invoking UpdateInferenceComponentRuntimeConfig "
            "API."
        ),
    }
    failures = world.metric("NoCapacityInvocationFailures", InferenceComponentName=name)
    assert sum(failures) == 1
    assert not world.metric("Invocations", InferenceComponentName=name)


def test_copies_come_and_go(world):
    endpoint = endpoint_of_components(world)
    name = world.component(endpoint, copies=0)
    world.component(endpoint, copies=1, name=name)
    pid = world.invoke(endpoint, InferenceComponentName=name)["pid"]

    world.component(endpoint, copies=0, name=name)

    assert world.refused(endpoint, InferenceComponentName=name)
    wait_until(lambda: not is_running(pid))


def test_an_update_of_the_endpoint_leaves_its_components_alone(world):
    endpoint = endpoint_of_components(world)
    name = world.component(endpoint)
    before = world.invoke(endpoint, InferenceComponentName=name)["pid"]

    world.deploy(world.variant(model=None, instance_count=2), name=endpoint)

    assert world.invoke(endpoint, InferenceComponentName=name)["pid"] == before


def test_a_component_must_be_named_and_be_there(world):
    endpoint, other = endpoint_of_components(world), endpoint_of_components(world)
    elsewhere = world.component(other, copies=0)

    unnamed = world.refused(endpoint)["Error"]["Message"]

    assert unnamed.startswith("Inference Component Name header is required")
    for name in ("ghost", elsewhere):
        error = world.refused(endpoint, InferenceComponentName=name)["Error"]
        assert error["Code"] == "ValidationError"
        assert "no capacity" not in error["Message"]


def test_an_endpoint_of_models_takes_no_component(world):
    error = world.refused(world.deploy(), InferenceComponentName="any")["Error"]

    assert error["Message"].startswith("Inference Component Name header is not allowed")


def test_calls_of_a_component_are_counted_for_it(world):
    endpoint = endpoint_of_components(world)
    name = world.component(endpoint, copies=2)

    world.invoke(endpoint, InferenceComponentName=name)

    assert world.metric("Invocations", InferenceComponentName=name) == [1]
    assert world.metric("InvocationsPerCopy", InferenceComponentName=name) == [0.5]
