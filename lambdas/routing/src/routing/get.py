"""GET /inferences/{id}: the record, to who asked for it."""

from http_contract.errors import ErrorCode, RequestError
from inferences.ports import Documents, Records
from routing.answers import ApiAnswer, record_answer
from routing.api_request import ApiRequest
from routing.idempotency import is_record_id
from routing.story import Story


class GetInference:
    """Tells of inferences."""

    def __init__(self, records: Records, documents: Documents) -> None:
        """Take the parts."""
        self._records = records
        self._documents = documents

    def answer(self, call: ApiRequest, story: Story) -> ApiAnswer:
        """Answer a call; what the log will say of it goes into the story.

        Raises:
            RequestError: not_found: there is none, or it is another's.
            UnavailableError: The table or the bucket cannot be reached.

        """
        parameters = call.event.get("pathParameters")
        wanted = parameters.get("id") if isinstance(parameters, dict) else None
        # The rest of the world's IDs are not even looked up.
        record = self._records.get(wanted) if is_record_id(wanted) else None
        if record is None or record.owner != call.owner:
            message = "There is no such inference; results are kept for 7 days."
            raise RequestError(ErrorCode.NOT_FOUND, message)
        story.tell(record)
        if record.answer is None:
            return record_answer(record, None)
        return record_answer(record, self._documents.read(record.answer.predictions))
