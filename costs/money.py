"""Amounts, and how long a month is."""

from decimal import ROUND_HALF_UP, Decimal

# AWS's own calculator has months of 730 hours, which is 365 x 24 / 12. A week
# comes round 730 / 168 times in it, so every hour of the week does.
MONTH_HOURS = Decimal(730)
WEEK_HOURS = 168
HOUR_SECONDS = 3600

# AWS counts data and memory in powers of two.
GB = Decimal(2**30)
MB_A_GB = Decimal(1024)

_CENT = Decimal("0.01")


def cents(usd: Decimal) -> Decimal:
    """Round an amount to the cent, halves up, as a bill does with each line."""
    return usd.quantize(_CENT, ROUND_HALF_UP)


def a_month(a_week: Decimal) -> Decimal:
    """Return how much a month has of what a week has."""
    return a_week * MONTH_HOURS / WEEK_HOURS
