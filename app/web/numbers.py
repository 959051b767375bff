"""Numbers as people read and type them."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from fractions import Fraction
from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

# Nine digits are far beyond any mark, and keep arithmetic exact.
# The largest id: what the database's integer columns hold.
LARGEST = 2147483647
_TYPED = re.compile(r"\d{1,9}(\.\d{0,9})?|\.\d{1,9}")


def plain(value: Decimal | int | None) -> str:
    """A mark without trailing zeros: 2.50 → 2.5, 10.00 → 10; a dash for none."""
    if value is None:
        return "—"
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(value: float | Fraction | Decimal) -> str:
    """A share 0–1 as a whole percentage, rounded half up."""
    return f"{int(Fraction(value) * 100 + Fraction(1, 2))}%"


def read_number(text: str, places: int = 2) -> Decimal | None:
    """A typed number of zero or more with at most `places` decimals; None for anything else.

    Full-width digits and a Chinese full stop are what an input method leaves behind.
    """
    typed = unicodedata.normalize("NFKC", text).strip().replace("。", ".")
    if not _TYPED.fullmatch(typed):
        return None
    number = Decimal(typed)
    rounded = number.quantize(Decimal(1).scaleb(-places))
    return rounded if rounded == number else None


def read_int(text: str, most: int = LARGEST) -> int | None:
    """A whole number from 0 to `most` as a form or an address gave it; None for anything else.

    Longer numbers would not fit the database, and Python itself refuses to read very long ones.
    """
    typed = text.strip()
    if not typed.isdecimal() or len(typed) > 20:
        return None
    number = int(typed)
    return number if number <= most else None


class RowNumber(IntegerConverter):
    """`<int:…>` in addresses: a number that fits the database, or no such page."""

    regex = r"\d{1,10}"

    def __init__(self, url_map: Map, **bounds: Any) -> None:
        bounds.setdefault("max", LARGEST)
        super().__init__(url_map, **bounds)


def init_app(app: Flask) -> None:
    app.url_map.converters["int"] = RowNumber
    app.jinja_env.filters["plain"] = plain
    app.jinja_env.filters["percent"] = percent
