"""Whether functions and containers find their image."""

from collections.abc import Sequence

from preflight.asked import Image
from preflight.findings import Finding, blocked, good


def check_of(image: Image) -> str:
    """Return the name of the check."""
    return f"image {image.repository}"


def judge_place(region: str, image: Image) -> Finding | None:
    """Return what is wrong with where an image is; None where nothing is."""
    if image.region == region:
        return None
    return blocked(
        check_of(image),
        f"{image} is in {image.region}: Lambda pulls from {region} alone.",
        f"Replicate it to {region}, or push it there, and give that address.",
    )


def judge(image: Image, tags: Sequence[str] | None) -> Finding:
    """Return whether an image is there and will stay.

    Args:
        image: Which one.
        tags: That it has; None where it is not there.

    """
    if tags is None:
        return blocked(
            check_of(image),
            f"{image} is not in {image.region}.",
            "Push it, and take the digest that the push printed; what is pushed"
            " elsewhere replicates only if it was pushed after replication was set"
            " up.",
        )
    if not tags:
        return blocked(
            check_of(image),
            f"{image} has no tag, so the repository lets it expire, and the function"
            " that runs it would fail.",
            "Push it again under a tag: tags never move, digests stay the same.",
        )
    return good(check_of(image), f"{image} is there, as {', '.join(sorted(tags))}.")
