"""A mark as people type it: a number, nothing, or 免."""

from __future__ import annotations

from decimal import Decimal

from flask_babel import gettext as _

from app.gradebook.ledger import Held
from app.gradebook.models import GradeColumn
from app.web.numbers import plain, read_number

# What is typed to excuse somebody from a column; the first is what the page shows.
EXCUSED = ("免", "免修", "excused", "ex")


class TypedError(ValueError):
    """A text that is no mark of its column; `message` says why."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def read_typed(text: str, column: GradeColumn) -> tuple[Decimal | None, bool]:
    """The mark and whether it is excused; raises TypedError."""
    if is_excused(text):
        return None, True
    if not text.strip():
        return None, False
    mark = read_number(text)
    if mark is None:
        raise TypedError(_("请写数字，最多两位小数，或写“免”。"))
    if mark > column.max and not column.may_pass:
        raise TypedError(_("不能超过满分 %(max)s。", max=plain(column.max)))
    if mark > 10 * column.max:
        raise TypedError(_("最多写到满分的十倍。"))
    return mark, False


def is_excused(text: str) -> bool:
    return text.strip().lower() in EXCUSED


def text_of(held: Held | None) -> str:
    """What stands in the input of a cell."""
    if held is None:
        return ""
    if held.excused:
        return EXCUSED[0]
    return "" if held.new is None else plain(held.new)


def canonical(text: str) -> str:
    """The same for 85, 85.0 and ８５, and for all words that excuse."""
    if is_excused(text):
        return EXCUSED[0]
    number = read_number(text)
    return text.strip() if number is None else plain(number)
