"""The course's schemes: two views of one structure, 20 + 10 + 10 = 40 being 平时."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from flask_babel import gettext as _


@dataclass(frozen=True, slots=True)
class PresetCategory:
    """A category of a preset scheme; `weight` is a percentage."""

    name: str
    weight: Decimal
    is_final: bool = False


def four_parts() -> tuple[PresetCategory, ...]:
    """技巧训练 20, 建立客户档案 10, 满意度调查 10, 期末考试 60."""
    return (
        PresetCategory(_("技巧训练"), Decimal(20)),
        PresetCategory(_("建立客户档案"), Decimal(10)),
        PresetCategory(_("满意度调查"), Decimal(10)),
        PresetCategory(_("期末考试"), Decimal(60), is_final=True),
    )


def two_parts() -> tuple[PresetCategory, ...]:
    """平时成绩 40, 期末考试 60."""
    return (
        PresetCategory(_("平时成绩"), Decimal(40)),
        PresetCategory(_("期末考试"), Decimal(60), is_final=True),
    )


PRESETS = {"four": four_parts, "two": two_parts}
