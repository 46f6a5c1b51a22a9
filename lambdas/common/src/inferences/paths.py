"""The ways an inference can go."""

from enum import StrEnum


class Path(StrEnum):
    """A way to a prediction."""

    PROVISIONED = "provisioned"
    SERVERLESS = "serverless"
    BATCH = "batch"
