"""Numbers as people read and type them."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from fractions import Fraction

from flask import Flask

# Nine digits are far beyond any mark, and keep arithmetic exact.
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


def init_app(app: Flask) -> None:
    app.jinja_env.filters["plain"] = plain
    app.jinja_env.filters["percent"] = percent
