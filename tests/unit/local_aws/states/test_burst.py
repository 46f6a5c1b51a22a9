"""Many at once: what moto finds out for each request is found out once."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from moto import backends


def test_moto_s_folders_are_not_listed_for_each_request(served, monkeypatch):
    states = served.client("stepfunctions")
    states.list_state_machines()

    def listing():
        pytest.fail("moto lists its folders")

    monkeypatch.setattr(backends, "list_of_moto_modules", listing)

    assert "stateMachines" in states.list_state_machines()


def test_all_of_a_burst_wait_and_all_are_answered(machine, ask, queue, served):
    states, sqs = served.client("stepfunctions"), served.client("sqs")
    asking = machine(ask())
    with ThreadPoolExecutor(8) as pool:
        begun = set(pool.map(lambda _: asking.start(), range(100)))
    answered = 0
    while answered < len(begun):
        received = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10)
        for message in received.get("Messages", []):
            token = json.loads(message["Body"])["token"]
            states.send_task_success(taskToken=token, output="1")
            answered += 1

    assert {asking.ended(each)["status"] for each in begun} == {"SUCCEEDED"}
