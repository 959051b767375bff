"""Numbers of people and firms that are well formed and belong to nobody.

The check digits are right, so that exercises on data quality can ask for them. The ranges cannot be
anybody's: no operator has given out mobile numbers that begin with 154 0, and no region has the code
990000 (GB/T 2260 ends with 82, foreigners' permits begin with 91).

Check digits: GB 11643-1999 for resident identity numbers (ISO 7064 MOD 11-2), GB 11714-1997 for
organisations inside GB 32100-2015 for the unified social credit code (MOD 31).
"""

from __future__ import annotations

from datetime import date

REGION = "990000"
MOBILE = "1540"

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
_CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = tuple(3**place % 31 for place in range(17))
_ORGANISATION = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def mobile_number(number: int) -> str:
    """The mobile number for a customer's number, 0 to 9 999 999."""
    return f"{MOBILE}{number:07}"


def identity_number(born: date, sequence: int) -> str:
    """A resident identity number; `sequence` is 0 to 999, odd for men and even for women."""
    body = f"{REGION}{born:%Y%m%d}{sequence:03}"
    return body + identity_check(body)


def identity_check(body: str) -> str:
    """The check digit for the first seventeen digits of an identity number."""
    total = sum(int(digit) * weight for digit, weight in zip(body, _ID_WEIGHTS, strict=True))
    return _ID_CHECKS[total % 11]


def credit_code(number: int) -> str:
    """The unified social credit code (统一社会信用代码) of an enterprise, number 0 to 9 999 999."""
    organisation = f"Y{number:07}"
    body = f"91{REGION}{organisation}{organisation_check(organisation)}"
    return body + credit_check(body)


def organisation_check(body: str) -> str:
    """The check character for the first eight of an organisation code."""
    values = (_ORGANISATION.index(character) for character in body)
    total = sum(v * w for v, w in zip(values, _ORGANISATION_WEIGHTS, strict=True))
    return {10: "X", 11: "0"}.get(11 - total % 11, str(11 - total % 11))


def credit_check(body: str) -> str:
    """The check character for the first seventeen of a unified social credit code."""
    values = (_CREDIT.index(character) for character in body)
    total = sum(v * w for v, w in zip(values, _CREDIT_WEIGHTS, strict=True))
    return _CREDIT[(31 - total % 31) % 31]
