"""A 填空 as people mark it: a line for each blank (pure)."""

from __future__ import annotations

from decimal import Decimal

from app.bank.domain.items import ItemKey, KeyPoint

LEAST = Decimal("0.01")
FORMS_SHOWN = 3


def points_of_blanks(key: ItemKey, worth: Decimal) -> tuple[KeyPoint, ...]:
    """One line a blank, equal shares of `worth` marks; its words are the first accepted forms."""
    share = max(LEAST, (worth / len(key.blanks)).quantize(LEAST))
    return tuple(
        KeyPoint(id=f"b{number}", text=" / ".join(forms[:FORMS_SHOWN]), points=share)
        for number, forms in enumerate(key.blanks, 1)
    )
