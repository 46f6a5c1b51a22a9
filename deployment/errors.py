"""Why a step of a deployment stops."""


class DeploymentError(Exception):
    """A step failed; the message says what, and what to do."""
