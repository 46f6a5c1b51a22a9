"""Settings of the SageMaker container fail closed, and name the variable."""

from pathlib import Path

import pytest

from functions.environment import SettingsError
from prediction.container_settings import (
    ContainerSettings,
    PinnedFolder,
    model_source,
)
from prediction.settings import StoreSettings

SHA256 = "0123456789abcdef" * 4
FOLDER = {"SM_MODEL_DIR": "/opt/ml/model"}
LIVE = {
    **FOLDER,
    "AWS_REGION": "eu-west-1",
    "MODEL_BUCKET": "models",
    "MODEL_POINTER_KEY": "live.json",
    "MODEL_REFRESH_SECONDS": "60",
}


def settings(**env):
    return ContainerSettings.from_env(env, processors=3)


def test_what_holds_where_nothing_is_set():
    assert settings() == ContainerSettings(port=8080, workers=3, batch=False)


def test_what_sagemaker_sets():
    assert settings(
        SAGEMAKER_BIND_TO_PORT="9000",
        SAGEMAKER_MODEL_SERVER_WORKERS="1",
        SAGEMAKER_BATCH="true",
    ) == ContainerSettings(port=9000, workers=1, batch=True)


@pytest.mark.parametrize("batch", ["", "false", "no"])
def test_what_is_no_transform_job(batch):
    assert not settings(SAGEMAKER_BATCH=batch).batch


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("SAGEMAKER_BIND_TO_PORT", ["0", "65536", "http", ""]),
        ("SAGEMAKER_MODEL_SERVER_WORKERS", ["0", "257", "all", ""]),
    ],
)
def test_a_number_out_of_range_is_named(name, values):
    for value in values:
        with pytest.raises(SettingsError, match=name):
            settings(**{name: value})


def test_the_live_pointer_is_followed():
    assert model_source(LIVE) == StoreSettings(
        region="eu-west-1",
        bucket="models",
        pointer_key="live.json",
        refresh_seconds=60,
    )


def test_a_folder_is_pinned():
    assert model_source({**FOLDER, "MODEL_MANIFEST_SHA256": SHA256}) == PinnedFolder(
        folder=Path("/opt/ml/model"), manifest_sha256=SHA256
    )


@pytest.mark.parametrize("name", [name for name in LIVE if name != "SM_MODEL_DIR"])
def test_a_part_of_the_live_settings_is_refused_by_name(name):
    env = {**LIVE, name: ""}

    with pytest.raises(SettingsError, match=f"{name} is not set"):
        model_source(env)


def test_no_source_names_what_to_set():
    with pytest.raises(SettingsError) as caught:
        model_source({**FOLDER, "AWS_REGION": "eu-west-1"})

    for name in (
        "MODEL_BUCKET",
        "MODEL_POINTER_KEY",
        "MODEL_REFRESH_SECONDS",
        "MODEL_MANIFEST_SHA256",
        "/opt/ml/model",
    ):
        assert name in str(caught.value)


@pytest.mark.parametrize("name", ["MODEL_BUCKET", "MODEL_REFRESH_SECONDS"])
def test_two_sources_are_one_too_many(name):
    env = {**FOLDER, "MODEL_MANIFEST_SHA256": SHA256, name: LIVE[name]}

    with pytest.raises(SettingsError, match=f"MODEL_MANIFEST_SHA256 .* {name}"):
        model_source(env)


@pytest.mark.parametrize("sha256", ["0" * 63, "0" * 65, "G" * 64, SHA256.upper(), "x"])
def test_what_is_no_sha256_is_named(sha256):
    with pytest.raises(SettingsError, match="MODEL_MANIFEST_SHA256 must be 64"):
        model_source({**FOLDER, "MODEL_MANIFEST_SHA256": sha256})
