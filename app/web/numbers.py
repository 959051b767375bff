"""Numbers as people read them."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from flask import Flask


def plain(value: Decimal | int | None) -> str:
    """A mark without trailing zeros: 2.50 → 2.5, 10.00 → 10; a dash for none."""
    if value is None:
        return "—"
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(value: float | Fraction | Decimal) -> str:
    """A share 0–1 as a whole percentage, rounded half up."""
    return f"{int(Fraction(value) * 100 + Fraction(1, 2))}%"


def init_app(app: Flask) -> None:
    app.jinja_env.filters["plain"] = plain
    app.jinja_env.filters["percent"] = percent
