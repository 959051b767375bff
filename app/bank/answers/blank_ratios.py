"""Blanks that ask for a ratio: 3∶1, 3比1, 三比一 and 3000:1000 say the same, 1:3 another."""

from __future__ import annotations

import re
from fractions import Fraction

from app.bank.domain.numerals import parse_number

_ONE = "([0-9]+(?:\\.[0-9]+)?|[零一二两三四五六七八九十百千万]+)"
_RATIO = re.compile(rf"(?:^|[=是为等于之比,，:：\u3400-\u9fff])\s*{_ONE}\s*(?:[:：∶]|比)\s*{_ONE}$")


def ratio_of(text: str) -> Fraction | None:
    """The ratio that a text is or ends with; `None` where there is none."""
    match = _RATIO.search(text.strip().rstrip("。."))
    if match is None:
        return None
    first, second = parse_number(match[1]), parse_number(match[2])
    return first / second if first is not None and second else None
