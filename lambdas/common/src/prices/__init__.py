"""What AWS charges: a dated file of prices, and its reader.

Standard library and `model_store.fields` alone: functions and commands share it.
"""

from prices.errors import PriceError, UnknownPriceError
from prices.price import GLOBAL, Price
from prices.table import Prices, load

__all__ = ["GLOBAL", "Price", "PriceError", "Prices", "UnknownPriceError", "load"]
