"""Operations of Application Auto Scaling that moto lacks, in moto's own form."""

import json
from typing import Any

from local_aws.scaling.kept import beside


def describe_scaling_activities(self: Any) -> str:  # noqa: ANN401 - moto is untyped
    """Answer with what was done to targets, newest first."""
    wanted = {
        name: self._get_param(name)
        for name in ("ServiceNamespace", "ResourceId", "ScalableDimension")
        if self._get_param(name) is not None
    }
    found = [
        activity
        for activity in beside(self.applicationautoscaling_backend).activities
        if all(activity[name] == value for name, value in wanted.items())
    ]
    start = int(self._get_param("NextToken") or 0)
    end = start + int(self._get_param("MaxResults") or 50)
    more = {"NextToken": str(end)} if end < len(found) else {}
    return json.dumps({"ScalingActivities": found[start:end], **more})


def list_tags_for_resource(self: Any) -> str:  # noqa: ANN401 - moto is untyped
    """Answer with the tags of a target."""
    return json.dumps({"Tags": _tags(self)})


def tag_resource(self: Any) -> str:  # noqa: ANN401 - moto is untyped
    """Add tags to a target."""
    _tags(self).update(self._get_param("Tags"))
    return "{}"


def untag_resource(self: Any) -> str:  # noqa: ANN401 - moto is untyped
    """Remove tags from a target."""
    for key in self._get_param("TagKeys"):
        _tags(self).pop(key, None)
    return "{}"


def _tags(response: Any) -> dict[str, str]:  # noqa: ANN401 - moto is untyped
    # The strict layer has refused what is no target.
    return beside(response.applicationautoscaling_backend).tags[
        response._get_param("ResourceARN")  # noqa: SLF001 - moto's own way
    ]


ADDED = (
    describe_scaling_activities,
    list_tags_for_resource,
    tag_resource,
    untag_resource,
)
