"""The course's schemes: two views of one structure, 20 + 10 + 10 = 40 being 平时."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class PresetCategory:
    """A category of a preset scheme; `weight` is a percentage.

    Names are stored with the class and belong to the course, so they do not depend on the language
    of whoever happens to open the gradebook first.
    """

    name: str
    weight: Decimal
    is_final: bool = False


FOUR_PARTS = (
    PresetCategory("技巧训练", Decimal(20)),
    PresetCategory("建立客户档案", Decimal(10)),
    PresetCategory("满意度调查", Decimal(10)),
    PresetCategory("期末考试", Decimal(60), is_final=True),
)
TWO_PARTS = (
    PresetCategory("平时成绩", Decimal(40)),
    PresetCategory("期末考试", Decimal(60), is_final=True),
)
PRESETS = {"four": FOUR_PARTS, "two": TWO_PARTS}
