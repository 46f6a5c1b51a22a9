"""Whatever AWS answers becomes one line that names what to mend."""

import boto3
import pytest
from botocore import exceptions
from botocore.config import Config
from botocore.stub import Stubber

from model.aws_errors import explained
from model.errors import UnavailableError
from model.store import ModelStore
from tests.support.model_stores import BUCKET


def client(**options):
    return boto3.client(
        "s3",
        region_name="eu-west-1",
        aws_access_key_id="x",
        aws_secret_access_key="y",  # noqa: S106 - for a stub
        **options,
    )


@pytest.mark.parametrize(
    ("code", "status", "says"),
    [
        ("NoSuchBucket", 404, "does not exist: check --bucket"),
        ("AccessDenied", 403, "may not read objects in bucket a-model-store"),
        ("403", 403, "may not read objects"),
        ("ExpiredToken", 400, "have expired: log in again"),
        ("InvalidAccessKeyId", 403, "does not know this access key"),
        ("SignatureDoesNotMatch", 403, "secret access key is wrong"),
        ("RequestTimeTooSkewed", 403, "clock is wrong"),
        ("PermanentRedirect", 301, "another Region: set AWS_REGION"),
        ("AuthorizationHeaderMalformed", 400, "another Region"),
        ("KMS.DisabledException", 400, "key .* is disabled"),
        ("SlowDown", 503, "try again in a minute"),
        ("SomethingNew", 400, "SomethingNew: said so"),
    ],
)
def test_an_error_code_names_what_to_mend(code, status, says):
    s3 = client()
    with Stubber(s3) as stub:
        stub.add_client_error("get_object", code, "said so", http_status_code=status)
        with pytest.raises(UnavailableError, match=says) as raised:
            ModelStore(s3, BUCKET).rollback()

    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (exceptions.NoCredentialsError(), "no AWS credentials: give"),
        (
            exceptions.PartialCredentialsError(provider="env", cred_var="secret"),
            "incomplete",
        ),
        (exceptions.ProfileNotFound(profile="p"), "set AWS_PROFILE"),
        (exceptions.NoRegionError(), "set AWS_REGION"),
        (exceptions.UnauthorizedSSOTokenError(), "have expired"),
        (exceptions.TokenRetrievalError(provider="p", error_msg="m"), "have expired"),
        (
            exceptions.CredentialRetrievalError(provider="p", error_msg="m"),
            "cannot be read",
        ),
        (exceptions.EndpointConnectionError(endpoint_url="u"), "Check the network"),
        (exceptions.ConnectTimeoutError(endpoint_url="u"), "Check the network"),
        (exceptions.ReadTimeoutError(endpoint_url="u"), "Check the network"),
        (exceptions.SSLError(endpoint_url="u", error="e"), "Check the network"),
        (
            exceptions.UnknownServiceError(service_name="s", known_service_names="k"),
            "AWS cannot be used: Unknown service",
        ),
    ],
    ids=lambda one: type(one).__name__,
)
def test_what_botocore_raises_names_what_to_mend(error, says):
    with (
        pytest.raises(UnavailableError, match=says) as raised,
        explained("read objects", BUCKET),
    ):
        raise error

    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("name", ["", "Not A Bucket!"])
def test_a_bucket_name_that_is_none(name):
    with pytest.raises(UnavailableError, match="is no bucket's name"):
        ModelStore(client(), name).versions()


def test_nobody_at_the_endpoint(monkeypatch):
    config = Config(retries={"total_max_attempts": 1}, connect_timeout=1)
    s3 = client(endpoint_url="http://127.0.0.1:1", config=config)

    with pytest.raises(UnavailableError, match="cannot be reached"):
        ModelStore(s3, BUCKET).versions()


def test_no_credentials_at_all(monkeypatch, tmp_path):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    s3 = boto3.session.Session().client("s3", region_name="eu-west-1")

    with pytest.raises(UnavailableError, match="no AWS credentials"):
        ModelStore(s3, BUCKET).versions()
