"""The API in process."""

import pytest

from tests.support.inference_api import InferenceApi


@pytest.fixture
def api():
    return InferenceApi()
