"""Transform jobs: S3 in, container, S3 out; what SageMaker refuses (S15)."""

import gzip
import json
import uuid

import pytest

from tests.support.served import wait_until

END = ("Completed", "Failed", "Stopped")


@pytest.fixture
def batch(world):
    return Batch(world)


class Batch:
    """A model, a bucket and jobs on them."""

    def __init__(self, world):
        self.world = world
        self.bucket = world.bucket()
        self.s3 = world.served.client("s3")
        self.api = world.served.client("sagemaker")
        self.allow("s3:GetObject", "s3:PutObject", "s3:ListBucket")

    def allow(self, *actions):
        statement = {"Effect": "Allow", "Action": actions, "Resource": "*"}
        self.world.served.client("iam").put_role_policy(
            RoleName=self.world.role.rpartition("/")[2],
            PolicyName="storage",
            PolicyDocument=json.dumps(
                {"Version": "2012-10-17", "Statement": statement}
            ),
        )

    def model(self, **environment):
        name = f"m-{uuid.uuid4().hex[:12]}"
        self.api.create_model(
            ModelName=name,
            ExecutionRoleArn=self.world.role,
            PrimaryContainer={
                "Image": self.world.image_uri,
                "Environment": environment,
            },
        )
        return name

    def put(self, **objects):
        for key, body in objects.items():
            self.s3.put_object(Bucket=self.bucket, Key=key, Body=body)

    def begin(self, url="in/", *, data_type="S3Prefix", given=None, **changes):
        """Start a job and return its name."""
        job = {
            "TransformJobName": f"j-{uuid.uuid4().hex[:12]}",
            "ModelName": changes.pop("model", None) or self.model(),
            "TransformInput": {
                "DataSource": {
                    "S3DataSource": {
                        "S3DataType": data_type,
                        "S3Uri": f"s3://{self.bucket}/{url}",
                    }
                },
                "ContentType": "text/plain",
                **(given or {}),
            },
            "TransformOutput": {"S3OutputPath": f"s3://{self.bucket}/out"},
            "TransformResources": {"InstanceType": "ml.m5.large", "InstanceCount": 1},
            **changes,
        }
        self.api.create_transform_job(**job)
        return job["TransformJobName"]

    def describe(self, name):
        return self.api.describe_transform_job(TransformJobName=name)

    def end(self, name):
        """Return the description of a job that is over."""

        def over():
            job = self.describe(name)
            return job if job["TransformJobStatus"] in END else None

        return wait_until(over, 20)

    def run(self, *arguments, **changes):
        return self.end(self.begin(*arguments, **changes))

    def output(self):
        """Return the output's objects by key."""
        found = self.s3.list_objects_v2(Bucket=self.bucket, Prefix="out/")
        return {
            each["Key"]: self.s3.get_object(Bucket=self.bucket, Key=each["Key"])[
                "Body"
            ].read()
            for each in found.get("Contents", [])
        }

    def log(self, job):
        logs = self.world.served.client("logs")

        def lines():
            found = logs.filter_log_events(
                logGroupName="/aws/sagemaker/TransformJobs", logStreamNamePrefix=job
            )
            return [
                (event["logStreamName"].rpartition("/")[2], event["message"])
                for event in found["events"]
            ]

        return lines


def test_each_object_is_answered_as_one(batch):
    batch.put(**{"in/a.txt": b"a\nb", "in/sub/c.txt": b"c", "in/folder/": b""})

    job = batch.run()

    assert job["TransformJobStatus"] == "Completed", job
    assert batch.output() == {"out/a.txt.out": b"A\nB", "out/sub/c.txt.out": b"C"}
    assert job["TransformEndTime"] >= job["TransformStartTime"] >= job["CreationTime"]
    assert job["TransformJobArn"].endswith(f":transform-job/{job['TransformJobName']}")


def test_lines_are_sent_one_by_one_and_put_together_again(batch):
    batch.put(**{"in/a.txt": b"one\ntwo\nthree\n"})

    batch.run(
        given={"SplitType": "Line"},
        BatchStrategy="SingleRecord",
        MaxConcurrentTransforms=3,
        TransformOutput={
            "S3OutputPath": f"s3://{batch.bucket}/out/",
            "AssembleWith": "Line",
        },
    )

    assert batch.output() == {"out/a.txt.out": b"ONE\n\nTWO\n\nTHREE\n\n"}


def test_a_manifest_names_the_objects(batch):
    manifest = [{"prefix": f"s3://{batch.bucket}/in/"}, "a.txt", "sub/b.txt"]
    batch.put(
        **{
            "in/a.txt": b"a",
            "in/sub/b.txt": b"b",
            "in/not.txt": b"n",
            "manifest.json": json.dumps(manifest).encode(),
        }
    )

    batch.run("manifest.json", data_type="ManifestFile")

    assert batch.output() == {"out/a.txt.out": b"A", "out/sub/b.txt.out": b"B"}


def test_compressed_input_is_unpacked(batch):
    batch.put(**{"in/a.gz": gzip.compress(b"packed")})

    batch.run(given={"CompressionType": "Gzip"})

    assert batch.output() == {"out/a.gz.out": b"PACKED"}


def test_instances_share_the_objects(batch):
    batch.put(**{f"in/{number}": b"{}" for number in range(6)})

    batch.run(TransformResources={"InstanceType": "ml.m5.large", "InstanceCount": 4})

    output = batch.output()
    assert len(output) == 6
    assert len({json.loads(body)["pid"] for body in output.values()}) == 2


def test_the_container_knows_that_it_is_a_batch(batch):
    batch.put(**{"in/a": b"{}"})

    batch.run(
        model=batch.model(COLOUR="red", SHAPE="round"),
        Environment={"COLOUR": "blue"},
        MaxPayloadInMB=3,
        TransformOutput={
            "S3OutputPath": f"s3://{batch.bucket}/out",
            "Accept": "text/csv",
        },
    )

    told = json.loads(batch.output()["out/a.out"])
    environment = told["environment"]
    assert environment["SAGEMAKER_BATCH"] == "true"
    assert environment["SAGEMAKER_MAX_PAYLOAD_IN_MB"] == "3"
    assert (environment["COLOUR"], environment["SHAPE"]) == ("blue", "round")
    assert told["asked"]["Accept"] == "text/csv"
    assert told["asked"]["Content-Type"] == "text/plain"


def test_what_the_job_leaves_open_the_container_says(batch):
    batch.put(**{"in/a": b"x\ny\n"})
    said = {
        "MaxConcurrentTransforms": 4,
        "BatchStrategy": "SINGLE_RECORD",
        "MaxPayloadInMB": 2,
    }

    job = batch.run(
        model=batch.model(EXECUTION_PARAMETERS=json.dumps(said)),
        given={"SplitType": "Line"},
    )

    lines = batch.log(job["TransformJobName"])
    wanted = "MaxConcurrentTransforms=4, MaxPayloadInMB=2, BatchStrategy=SingleRecord"
    # Lines are delivered one after another, and a job may end before they are.
    assert wait_until(
        lambda: [
            message
            for stream, message in lines()
            if stream == "data-log" and wanted in message
        ]
    )


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (400, "ClientError: See job logs for more information"),
        (500, "AlgorithmError: See job logs for more information"),
    ],
)
def test_an_error_of_the_container_fails_the_job(batch, status, reason):
    batch.put(**{"in/a": json.dumps({"status": status}).encode()})

    job = batch.run()

    assert (job["TransformJobStatus"], job["FailureReason"]) == ("Failed", reason)
    assert batch.output() == {}


def test_a_record_over_the_payload_limit_fails_the_job(batch):
    batch.put(**{"in/a": b"x" * (1024 * 1024 + 1)})

    job = batch.run(MaxPayloadInMB=1)

    assert job["TransformJobStatus"] == "Failed"
    lines = wait_until(
        lambda: [
            message
            for _, message in batch.log(job["TransformJobName"])()
            if "Too much data for max payload size" in message
        ]
    )
    assert lines


def test_a_container_that_does_not_come_up_fails_the_job(batch):
    batch.put(**{"in/a": b"a"})

    job = batch.run(model=batch.model(BROKEN="1"))

    assert job["FailureReason"].startswith(
        "AlgorithmError: Model container failed to respond to ping"
    )


def test_without_an_object_or_the_right_to_look_it_fails(batch):
    assert "No S3 objects found" in batch.run("nothing/")["FailureReason"]

    batch.allow("s3:GetObject")
    batch.put(**{"in/a": b"a"})
    assert "AccessDenied" in batch.run()["FailureReason"]


def test_a_job_is_stopped(batch):
    batch.put(**{f"in/{number}": b'{"sleep": 0.3}' for number in range(50)})
    name = batch.begin()
    wait_until(batch.output, 10)

    batch.api.stop_transform_job(TransformJobName=name)

    assert batch.end(name)["TransformJobStatus"] == "Stopped"
    assert len(batch.output()) < 50
    with pytest.raises(batch.api.exceptions.ClientError, match="in status Stopped"):
        batch.api.stop_transform_job(TransformJobName=name)


def test_output_is_encrypted_with_the_key_that_is_named(batch):
    key = batch.world.served.client("kms").create_key()["KeyMetadata"]
    batch.allow("s3:*", "kms:*")
    batch.put(**{"in/a": b"a"})

    batch.run(
        TransformOutput={
            "S3OutputPath": f"s3://{batch.bucket}/out",
            "KmsKeyId": key["Arn"],
        }
    )

    found = batch.s3.head_object(Bucket=batch.bucket, Key="out/a.out")
    assert found["SSEKMSKeyId"].endswith(key["KeyId"])


def refusal(batch, **changes):
    with pytest.raises(batch.api.exceptions.ClientError) as refused:
        batch.begin(**changes)
    return refused.value.response["Error"]


def test_a_name_is_taken_for_ever(batch):
    batch.put(**{"in/a": b"a"})
    model, name = batch.model(), f"j-{uuid.uuid4().hex[:12]}"
    batch.run(model=model, TransformJobName=name)

    error = refusal(batch, model=model, TransformJobName=name)

    assert error["Code"] == "ResourceInUse"
    assert error["Message"].startswith("Job name must be unique within an AWS account")


@pytest.mark.parametrize(
    ("concurrent", "payload", "allowed"),
    [(50, 2, True), (50, 3, False), (2, 51, False), (1, 101, False), (17, None, False)],
)
def test_at_most_100_mb_are_under_way(batch, concurrent, payload, allowed):
    batch.put(**{"in/a": b"a"})
    changes = {"MaxConcurrentTransforms": concurrent}
    if payload is not None:
        changes["MaxPayloadInMB"] = payload

    if allowed:
        assert batch.run(**changes)["TransformJobStatus"] == "Completed"
    else:
        assert refusal(batch, **changes)["Code"] == "ValidationException"


@pytest.mark.parametrize("given", [{}, {"SplitType": "None"}])
def test_a_strategy_needs_a_split(batch, given):
    error = refusal(batch, BatchStrategy="MultiRecord", given=given)

    assert error["Code"] == "ValidationException"
    assert "SplitType" in error["Message"]


def test_a_ghost_model_and_a_ghost_job_are_refused(batch):
    assert "Could not find model" in refusal(batch, model="ghost")["Message"]
    with pytest.raises(batch.api.exceptions.ClientError, match="Could not find"):
        batch.describe("ghost")


@pytest.mark.parametrize(
    "changes",
    [
        {"given": {"SplitType": "RecordIO"}},
        {"DataProcessing": {"JoinSource": "Input"}},
        {"DataProcessing": {"InputFilter": "$.a"}},
    ],
)
def test_what_is_lacking_here_is_said(batch, changes):
    assert "The local AWS lacks this" in refusal(batch, **changes)["Message"]
