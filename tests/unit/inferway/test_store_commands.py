"""publish, promote, rollback, versions as a person types them."""

import pytest

from tests.support.model_stores import BUCKET, bucket_on_moto, model_directory


@pytest.fixture(autouse=True)
def s3():
    with bucket_on_moto() as client:
        yield client


@pytest.fixture
def models(tmp_path):
    return [model_directory(tmp_path / label, label) for label in "ab"]


def test_from_publishing_to_rolling_back(inferway, models):
    a, b = models
    for model in models:
        shown = inferway("publish", model.path, "--bucket", BUCKET, "--json")
        assert shown.code == 0
        assert shown.document["version"] == model.manifest.version
        assert len(shown.document["uploaded"]) == 3

    def live_after(*arguments):
        shown = inferway(*arguments, "--bucket", BUCKET, "--json")
        assert shown.code == 0, shown.err
        return shown.document["live"]["version"], shown.document["changed"]

    promote_a = ("promote", "tiny", a.manifest.version)
    assert live_after(*promote_a) == (a.manifest.version, True)
    assert live_after(*promote_a) == (a.manifest.version, False)
    assert live_after("promote", "tiny", b.manifest.version)[0] == b.manifest.version
    assert live_after("rollback") == (a.manifest.version, True)

    listed = inferway("versions", "--bucket", BUCKET, "--json").document
    assert {one["version"]: one["mark"] for one in listed} == {
        a.manifest.version: "live",
        b.manifest.version: "previous",
    }
    history = inferway("versions", "--history", "--bucket", BUCKET, "--json").document
    versions = [one["version"] for one in history]
    assert versions == [a.manifest.version, b.manifest.version, a.manifest.version]


def test_publish_and_promote_at_once(inferway, models, monkeypatch):
    monkeypatch.setenv("INFERWAY_BUCKET", BUCKET)

    shown = inferway("publish", models[0].path, "--promote", "--json")

    assert shown.code == 0
    assert shown.document["live"]["version"] == models[0].manifest.version
    again = inferway("publish", models[0].path, "--promote", "--json").document
    assert (again["uploaded"], again["changed"]) == ([], False)


def test_what_a_person_reads(inferway, models):
    version = models[0].manifest.version
    published = inferway("publish", models[0].path, "--bucket", BUCKET)
    assert f"inferway promote tiny {version} --bucket {BUCKET}\n" in published.out

    promoted = inferway("promote", "tiny", version, "--bucket", BUCKET)
    assert promoted.out == f"live      tiny {version}\n"
    listed = inferway("versions", "--bucket", BUCKET)
    (line,) = [one for one in listed.out.splitlines() if version in one]
    assert "live" in line.split()
    assert version in inferway("versions", "--history", "--bucket", BUCKET).out


def test_an_empty_store_is_no_error(inferway):
    shown = inferway("versions", "--bucket", BUCKET)

    assert (shown.code, shown.out) == (0, "nothing yet\n")


def test_a_refusal_is_1_and_a_missing_bucket_3(inferway):
    refused = inferway("rollback", "--bucket", BUCKET, "--json")
    missing = inferway("versions", "--bucket", "no-such-bucket", "--json")

    assert (refused.code, refused.document["error"]["code"]) == (1, "refused")
    assert (missing.code, missing.document["error"]["code"]) == (3, "unavailable")
    assert "no-such-bucket does not exist" in missing.document["error"]["message"]


def test_another_pointer_key(inferway, models, s3):
    shown = inferway(
        *("publish", models[0].path, "--promote", "--bucket", BUCKET),
        *("--pointer-key", "eu/live.json"),
    )

    assert shown.code == 0
    assert s3.head_object(Bucket=BUCKET, Key="eu/live.json")


def test_no_credentials_and_no_profile(inferway, monkeypatch, tmp_path):
    monkeypatch.setenv("AWS_PROFILE", "no-such-profile")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))

    shown = inferway("versions", "--bucket", BUCKET, "--json")

    assert shown.code == 3
    assert "set AWS_PROFILE" in shown.document["error"]["message"]
