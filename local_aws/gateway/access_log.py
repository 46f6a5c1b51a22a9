"""Access logs of stages.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
"""

import hashlib
import logging
import re
import threading
import time
from collections.abc import Mapping
from typing import Any

from moto.logs.exceptions import ResourceNotFoundException
from moto.logs.models import logs_backends

from local_aws.gateway.templates import render_log

logger = logging.getLogger(__name__)

_GROUP = re.compile(
    r"arn:aws:logs:(?P<region>[a-z0-9-]+):(?P<account>\d{12}):log-group:"
    r"(?P<name>[^:*]+)(?::\*)?"
)


class AccessLog:
    """Writes a line a request into the stage's log group."""

    def __init__(self) -> None:
        """Take turns: moto's streams are not safe for threads."""
        self._lock = threading.Lock()

    def write(
        self,
        settings: Mapping[str, Any] | None,
        stage_key: str,
        variables: Mapping[str, str],
    ) -> None:
        """Write a line, if the stage wants one.

        Args:
            settings: The stage's accessLogSettings.
            stage_key: Names the stage's stream.
            variables: Of $context.

        """
        if not settings or not settings.get("destinationArn"):
            return
        match = _GROUP.fullmatch(settings["destinationArn"])
        if match is None:
            logger.warning("no log group: %s", settings["destinationArn"])
            return
        backend = logs_backends[match["account"]][match["region"]]
        stream = hashlib.md5(stage_key.encode(), usedforsecurity=False).hexdigest()
        line = render_log(settings.get("format") or "", variables)
        event = {"timestamp": time.time_ns() // 1_000_000, "message": line}
        try:
            with self._lock:
                group = backend.groups.get(match["name"])
                if group is not None and stream not in group.streams:
                    backend.create_log_stream(match["name"], stream)
                backend.put_log_events(match["name"], stream, [event])
        except ResourceNotFoundException:
            # Requests are served all the same, as on AWS.
            logger.warning("log group %s is gone", match["name"])
