"""The tables by which a class turns marks into 等级 and 绩点: read, checked and shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.gradebook.domain.levels import FIVE_LEVELS, POINTS_OF_FIVE, POINTS_OF_FOUR, Level
from app.gradebook.models import GradeScheme
from app.web.forms import clean
from app.web.numbers import plain, read_number

DEFAULTS: Mapping[str, Sequence[Level]] = {
    "level": FIVE_LEVELS,
    "four": POINTS_OF_FOUR,
    "five": POINTS_OF_FIVE,
}
NAMES = {"level": _l("等级"), "four": _l("绩点（4.0 制）"), "five": _l("绩点（5.0 制）")}
MOST_LINES = 20
LONGEST_NAME = 12


def level_table(scheme: GradeScheme, name: str) -> Sequence[Level]:
    """A table of the class, or the one it begins with."""
    stored = (scheme.tables or {}).get(name)
    if not stored:
        return DEFAULTS[name]
    return tuple(Level(Decimal(mark), word) for mark, word in stored)


def show_table(table: Sequence[Level]) -> str:
    """A table as its field shows it, a line each: “90 优秀”."""
    return "\n".join(f"{plain(level.at_least)} {level.name}" for level in table)


def read_table(text: str) -> list[Level]:
    """Read a table; ValueError with a sentence that names the line."""
    table: list[Level] = []
    lines = [line for line in clean(text).splitlines() if line.strip()]
    for number, line in enumerate(lines, 1):
        mark, _space, name = line.replace("\u3000", " ").strip().partition(" ")
        at_least = read_number(mark)
        if at_least is None or at_least > 100 or not name.strip():
            raise ValueError(_("第 %(n)s 行没有读懂，请写成“90 优秀”。", n=number))
        if len(name.strip()) > LONGEST_NAME:
            raise ValueError(
                _("第 %(n)s 行的名称最多 %(most)s 个字。", n=number, most=LONGEST_NAME)
            )
        if table and at_least >= table[-1].at_least:
            raise ValueError(_("第 %(n)s 行的下限要比上一行小。", n=number))
        table.append(Level(at_least, name.strip()))
    if not table or len(table) > MOST_LINES:
        raise ValueError(_("请写 1 到 %(n)s 行。", n=MOST_LINES))
    if table[-1].at_least:
        raise ValueError(_("最后一行的下限要是 0。"))
    return table


def to_stored(table: Sequence[Level]) -> list[list[str]]:
    return [[plain(level.at_least), level.name] for level in table]
