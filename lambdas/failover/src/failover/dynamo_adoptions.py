"""Records change their home Region, in the table."""

from typing import TYPE_CHECKING

from inferences.conditional_writes import ConditionalWrites, LostError
from inferences.record_items import number, text

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class DynamoAdoptions:
    """Writes that count only while a record is pending, and the lost Region's."""

    def __init__(
        self, client: "DynamoDBClient", table: str, *, here: str, home: str
    ) -> None:
        """Take the client, the table's name, this Region and the lost one."""
        self._writes = ConditionalWrites(client, table)
        self._here = here
        self._home = home

    def adopt(self, record_id: str, run: int, *, attend_by: int) -> bool:
        """Make a pending record of the lost Region ours, with its next run.

        What it waited for there is forgotten: no token of that Region can be
        answered, and no job of it is ours.

        Raises:
            UnavailableError: The table cannot be reached or refuses.

        """
        try:
            self._writes.change(
                record_id,
                "SET #run = :run, #attendBy = :attendBy, #homeRegion = :here"
                " REMOVE #taskToken, #window",
                {
                    ":run": number(run),
                    ":before": number(run - 1),
                    ":attendBy": number(attend_by),
                    ":here": text(self._here),
                    ":home": text(self._home),
                },
                where="#run = :before AND #homeRegion = :home",
            )
        except LostError:
            return False
        return True
