"""What of an object goes into one request, and how answers become an object.

https://docs.aws.amazon.com/sagemaker/latest/dg/batch-transform.html
"""

from collections.abc import Iterator, Sequence

MB = 1024 * 1024


class RecordTooLargeError(Exception):
    """A record is larger than a request may be."""


def split(content: bytes, split_type: str) -> list[bytes]:
    """Return the records of an object.

    Args:
        content: Of the object.
        split_type: "None" for one record, "Line" for one a line, each with the
            newline that ends it.

    """
    if split_type == "None":
        return [content]
    # Only at newlines: text has more characters that end lines.
    *whole, rest = content.split(b"\n")
    return [line + b"\n" for line in whole] + ([rest] if rest else [])


def batches(records: Sequence[bytes], strategy: str, limit_mb: int) -> Iterator[bytes]:
    """Return the bodies of the requests.

    Args:
        records: Of one object.
        strategy: "SingleRecord", or "MultiRecord" for as many as fit.
        limit_mb: Of a request; 0 for none.

    Raises:
        RecordTooLargeError: One record alone does not fit.

    """
    limit = limit_mb * MB or float("inf")
    body: list[bytes] = []
    size = 0
    for record in records:
        if len(record) > limit:
            text = f"Too much data for max payload size: {len(record)} bytes"
            raise RecordTooLargeError(text)
        if body and (strategy == "SingleRecord" or size + len(record) > limit):
            yield b"".join(body)
            body, size = [], 0
        body.append(record)
        size += len(record)
    if body:
        yield b"".join(body)


def assemble(answers: Sequence[bytes], assemble_with: str) -> bytes:
    """Return the object that the answers make up.

    Args:
        answers: In the order of the requests.
        assemble_with: "None" for one after the other, "Line" with a newline
            after each, whatever it ends with.

    """
    end = b"\n" if assemble_with == "Line" else b""
    return b"".join(answer + end for answer in answers)
