"""The API gives, label for label, what evaluate gave on this machine."""

import json

from tests.support.deployment import Deployment, batches

BATCH = 250


def test_every_test_instance_gets_the_label_of_evaluate(
    deployment: Deployment, tmp_path
):
    evaluated = tmp_path / "evaluated.json"
    figures = deployment.inferway(
        "evaluate",
        deployment.state_dir / "model",
        *("--report", tmp_path / "report.html", "--predictions", evaluated),
    )
    rows = json.loads(evaluated.read_text())
    instances = [row["instance"] for row in rows]

    answered = []
    with deployment.client_key("accuracy") as key:
        for batch in batches(instances, BATCH):
            answer = deployment.predict(list(batch), key=key)
            assert answer.status == 200, answer.body
            answered += answer.body

    assert answered == [row["prediction"] for row in rows]
    right = sum(a == row["label"] for a, row in zip(answered, rows, strict=True))
    assert right / len(rows) == figures["accuracy"] == deployment.demo["accuracy"]
    if deployment.demo["model"]["name"] == "newsgroups":
        assert len(rows) == 7532
        assert figures["accuracy"] > 0.84
