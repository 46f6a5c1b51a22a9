"""What a person typed for `inferway advise`, as costs reads it."""

from dataclasses import fields, replace
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from costs.errors import CostError
from costs.measured import Measured, measure, read_requests
from costs.traffic import Office, Traffic, business_hours, nightly, steady
from costs.workload import Assumptions


class Profile(StrEnum):
    """Shape of a week."""

    STEADY = "steady"
    BUSINESS_HOURS = "business-hours"
    NIGHTLY = "nightly"


def first(*values: int | None) -> int:
    """Return the first number that there is."""
    return next(value for value in values if value is not None)


def decimal(value: float) -> Decimal:
    """Return the number that was typed, not the nearest binary one."""
    return Decimal(str(value))


def office_of(text: str) -> Office:
    """Read business hours, such as 8-18.

    Raises:
        CostError: They are none.

    """
    opens, _, closes = text.partition("-")
    if not (opens.isdecimal() and closes.isdecimal()):
        message = f"business hours {text!r}: give two hours of a day, such as 8-18"
        raise CostError(message)
    return Office(opens=int(opens), closes=int(closes))


def traffic_of(
    rate: float | None,
    profile: Profile,
    office: Office,
    measured: Measured | None,
) -> Traffic:
    """Return the traffic that was measured, or that a profile makes of a rate.

    Raises:
        CostError: There is not one of the two.

    """
    if (rate is None) == (measured is None):
        message = "give either --requests-per-hour or --requests"
        raise CostError(message)
    if measured is not None:
        return measured.traffic
    requests = decimal(rate or 0)
    if profile is Profile.BUSINESS_HOURS:
        return business_hours(requests, office)
    if profile is Profile.NIGHTLY:
        return nightly(requests)
    return steady(requests)


def measured_of(path: Path, time_zone: str) -> Measured:
    """Read a file of measured requests.

    Raises:
        CostError: It cannot be read, is wrong, or there is no such time zone.

    """
    try:
        zone = ZoneInfo(time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        message = f"there is no time zone {time_zone!r}: name one of IANA's"
        raise CostError(message) from error
    try:
        data = path.read_bytes()
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror}"
        raise CostError(message) from error
    return measure(read_requests(data, str(path)), zone, f"measured, {path.name}")


def assumed(pairs: list[str] | None) -> Assumptions:
    """Return the assumptions, some of them replaced by NAME=NUMBER.

    Raises:
        CostError: There is no such assumption, or its value is wrong.

    """
    found = Assumptions()
    known = {one.name for one in fields(Assumptions)}
    for pair in pairs or ():
        name, _, digits = pair.partition("=")
        name = name.strip().replace("-", "_")
        if name not in known:
            message = f"no assumption {name!r}: there are {', '.join(sorted(known))}"
            raise CostError(message)
        try:
            value = type(getattr(found, name))(digits.strip())
        except (ValueError, ArithmeticError) as error:
            message = f"assumption {name!r} is {digits!r}, not a number that fits"
            raise CostError(message) from error
        found = replace(found, **{name: value})
    return found
