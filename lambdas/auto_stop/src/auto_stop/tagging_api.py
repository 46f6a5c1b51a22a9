"""Tags of all endpoints, by the Resource Groups Tagging API."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from inferences.clients import reaching

if TYPE_CHECKING:
    from mypy_boto3_resourcegroupstaggingapi import ResourceGroupsTaggingAPIClient


class TaggingApi:
    """A hundred endpoints a call, of those that have ever had a tag."""

    def __init__(self, client: "ResourceGroupsTaggingAPIClient") -> None:
        """Take the client."""
        self._client = client

    def all(self) -> Mapping[str, Mapping[str, str]]:
        """Return the tags of endpoints by ARN.

        Raises:
            UnavailableError: The service cannot be reached or refuses.

        """
        found: dict[str, Mapping[str, str]] = {}
        with reaching("the tagging API"):
            pages = self._client.get_paginator("get_resources")
            for page in pages.paginate(
                ResourceTypeFilters=["sagemaker:endpoint"],
                PaginationConfig={"PageSize": 100},
            ):
                for each in page["ResourceTagMappingList"]:
                    tags = {tag["Key"]: tag["Value"] for tag in each["Tags"]}
                    found[each["ResourceARN"]] = tags
        return found
