"""Single values: what is well formed, and when two spellings are the same.

Check digits are those of `app.content.company.identifiers` (GB 11643-1999, GB 32100-2015).
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from app.content.company import LAST_DAY
from app.content.company.identifiers import credit_check, identity_check, organisation_check

# The day on which the file is looked at; whatever was not checked for two years is stale.
REFERENCE = LAST_DAY
STALE_DAYS = 730

_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_LOOSE_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_PHONE = re.compile(r"1\d{10}")
_IDENTITY = re.compile(r"\d{17}[\dX]")
_CREDIT = re.compile(r"[0-9A-HJ-NPQRTUWXY]{18}")
_NOISE = re.compile(r"[\s()（）·,，.。\-－_/]+")


def read_day(text: str) -> date | None:
    """A day written as 2024-03-05, and only so; None for anything else."""
    found = _DAY.fullmatch(text)
    return _date(found) if found else None


def guess_day(text: str) -> date | None:
    """A day in one of the ways people write it; None where it is none."""
    found = _LOOSE_DAY.fullmatch(unicodedata.normalize("NFKC", text).strip())
    return _date(found) if found else None


def _date(found: re.Match[str]) -> date | None:
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None


def is_phone(text: str) -> bool:
    """Eleven digits beginning with 1."""
    return text.isascii() and _PHONE.fullmatch(text) is not None


def is_identity(text: str) -> bool:
    """Eighteen signs, a day of birth that exists, and the right check digit."""
    if not text.isascii() or not _IDENTITY.fullmatch(text) or born_of(text) is None:
        return False
    return identity_check(text[:17]) == text[17]


def born_of(identity: str) -> date | None:
    """The day of birth in an identity number; None where there is none."""
    digits = identity[6:14]
    if len(digits) != 8 or not (digits.isascii() and digits.isdigit()):
        return None
    return read_day(f"{digits[:4]}-{digits[4:6]}-{digits[6:]}")


def is_credit_code(text: str) -> bool:
    """Eighteen signs without I, O, S, V, Z, and both check characters right."""
    if not _CREDIT.fullmatch(text):
        return False
    return organisation_check(text[8:16]) == text[16] and credit_check(text[:17]) == text[17]


def tidy(text: str) -> str:
    """What remains when width and outer spaces are left aside."""
    return unicodedata.normalize("NFKC", text).strip()


def bare(text: str) -> str:
    """What remains when inner spaces, brackets and dashes are left aside as well."""
    return _NOISE.sub("", tidy(text)).casefold()


def same(one: str, other: str) -> bool:
    """Whether two spellings say the same: width, spaces, brackets and dashes do not count."""
    return bare(one) == bare(other)
