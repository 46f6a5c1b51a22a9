import json
from pathlib import Path

import pytest

from tests.support.definition_runs import Runner

REPOSITORY = Path(__file__).parents[4]
DEFINITION = (
    REPOSITORY / "modules/inference_workflow/definitions/inference.asl.json"
).read_text()


@pytest.fixture(scope="session")
def text():
    return DEFINITION


@pytest.fixture(scope="session")
def states():
    return json.loads(DEFINITION)["States"]


@pytest.fixture(scope="session")
def runner():
    started = Runner()
    yield started
    started.close()


@pytest.fixture
def run(runner):
    """Run the definition as rendered; every script ends what it is asked to fail."""
    definition = DEFINITION.replace(
        "${step_function_arn}",
        "arn:aws:lambda:eu-west-1:111111111111:function:step:live",
    ).replace("${dead_letter_queue_url}", "https://sqs.example/dead-letters")

    def run(chain, script, *, position=0, **more):
        return runner.run(
            definition,
            {
                "id": "0" * 32,
                "run": 3,
                "steps": [*chain, "fail"],
                "position": position,
            },
            {"fail": [("answer", "failed")], **script},
            **more,
        )

    return run
