"""The API gives, label for label, what evaluate gave on this machine."""

from tests.support.deployment import Deployment, batches

BATCH = 250


def test_every_test_instance_gets_the_label_of_evaluate(
    deployment: Deployment, evaluated
):
    rows = evaluated.rows
    instances = [row["instance"] for row in rows]

    answered = []
    with deployment.client_key("accuracy") as key:
        for batch in batches(instances, BATCH):
            answer = deployment.predict(list(batch), key=key)
            assert answer.status == 200, answer.body
            answered += answer.body

    accuracy = evaluated.figures["accuracy"]
    assert answered == [row["prediction"] for row in rows]
    right = sum(a == row["label"] for a, row in zip(answered, rows, strict=True))
    assert right / len(rows) == accuracy == deployment.demo["accuracy"]
    if deployment.demo["model"]["name"] == "newsgroups":
        assert len(rows) == 7532
        assert accuracy > 0.84
