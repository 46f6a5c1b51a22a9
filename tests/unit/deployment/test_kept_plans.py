import dataclasses

import boto3
import pytest
from moto import mock_aws

from deployment.errors import DeploymentError
from deployment.kept_plans import fetch, keep

BUCKET = "deployment-kept-plans"


@pytest.fixture
def s3(monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "a-person")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "a-person")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        client = boto3.client("s3", region_name="eu-west-1")
        client.create_bucket(
            Bucket=BUCKET,
            CreateBucketConfiguration={"LocationConstraint": "eu-west-1"},
        )
        client.put_bucket_versioning(
            Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"}
        )
        yield client


@pytest.fixture
def plan(tmp_path):
    path = tmp_path / "production.tfplan"
    path.write_bytes(b"what was approved")
    return path


def test_what_was_kept_is_fetched_although_it_was_written_over(s3, plan, tmp_path):
    kept = keep(s3, BUCKET, "production", "abc-1", plan)
    s3.put_object(Bucket=BUCKET, Key=kept.key, Body=b"another plan")

    fetch(s3, BUCKET, "production", kept, tmp_path / "dist/fetched")

    assert kept.key == "plans/production/abc-1.tfplan"
    assert (tmp_path / "dist/fetched").read_bytes() == plan.read_bytes()


def test_another_plan_is_not_applied(s3, plan, tmp_path):
    kept = keep(s3, BUCKET, "production", "abc-2", plan)
    other = s3.put_object(Bucket=BUCKET, Key=kept.key, Body=b"another plan")
    forged = dataclasses.replace(kept, version_id=other["VersionId"])

    with pytest.raises(DeploymentError, match="nothing was applied"):
        fetch(s3, BUCKET, "production", forged, tmp_path / "fetched")

    assert not (tmp_path / "fetched").exists()


def test_a_plan_of_another_environment_is_not_applied(s3, plan, tmp_path):
    kept = keep(s3, BUCKET, "staging", "abc-3", plan)

    with pytest.raises(DeploymentError, match="no plan of production"):
        fetch(s3, BUCKET, "production", kept, tmp_path / "fetched")
