"""Answers to blanks, read once and compared many times."""

from __future__ import annotations

import re
from collections.abc import Hashable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from app.bank.domain.normalise import normalise
from app.bank.domain.numerals import LONGEST_NUMBER, parse_number

# A number followed by anything else is a word (4P, 3M, 三角): only these are units. Percent is not
# a unit but part of the value; 百分点 is a unit.
_UNIT_NAMES = """
    个 家 位 人 名 户 人次 元 美元 欧元 日元 港元 天 日 月 个月 年 周 季度 小时 分钟 秒 毫秒 次 倍
    种 类 级 层 步 项 条 点 件 份 张 台 套 本 页 篇 章 节 题 分 笔 单 批 期 轮 届 岁 句 段
    步骤 阶段 方面 环节 要素 维度 层次 层级 等级 因素 指标 类型 客户 百分点 工作日 世纪
    公里 千米 米 厘米 毫米 公斤 千克 克 斤 吨 升 毫升 平方米 立方米
    kg km cm mm ml kb mb gb tb kwh
"""
_UNITS = frozenset(_UNIT_NAMES.split())
_SAME_UNIT = {
    "块": "元", "块钱": "元", "圆": "元", "元人民币": "元", "人民币": "元", "rmb": "元", "cny": "元",
    "美金": "美元", "usd": "美元", "星期": "周", "礼拜": "周", "钟头": "小时", "h": "小时", "min": "分钟",
    "公里": "千米", "km": "千米", "公斤": "千克", "kg": "千克", "cm": "厘米", "mm": "毫米", "ml": "毫升",
    "pp": "百分点",
}  # fmt: skip
_CURRENCY_SIGNS = {"人民币": "元", "rmb": "元", "cny": "元", "¥": "元", "$": "美元", "€": "欧元"}
_LONGEST_UNIT = 9
_PER = re.compile(r"(.+?)(?:/|每)(.+)")
_CACHED_LENGTH = 64


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit (`""` for none); 第三 is an ordinal and never equals 3."""

    value: Fraction
    unit: str = ""
    ordinal: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """A normalised text, and the quantity it is if it is wholly one."""

    text: str
    quantity: Quantity | None

    @property
    def meaning(self) -> Hashable:
        """Equal for forms that say the same: 80% and 0.8."""
        return self.quantity or self.text


def read_answer(raw: str) -> Answer:
    """Read what was typed into a blank, or an accepted form."""
    return _read_cached(raw) if len(raw) <= _CACHED_LENGTH else _read(raw)


def same(answer: Answer, form: Answer, tolerance: Fraction = Fraction(0)) -> bool:
    """Whether two answers are one: as texts, or as numbers within the absolute `tolerance`.

    Units must agree or be left out on one side. Nothing equals an empty answer.
    """
    if not answer.text or not form.text:
        return False
    if answer.text == form.text:
        return True
    a, b = answer.quantity, form.quantity
    if a is None or b is None or a.ordinal != b.ordinal:
        return False
    if a.unit and b.unit and a.unit != b.unit:
        return False
    return abs(a.value - b.value) <= (0 if a.ordinal else tolerance)


def parse_quantity(text: str) -> Quantity | None:
    """Read a normalised text that is wholly a number, with or without a unit."""
    if len(text) > LONGEST_NUMBER + _LONGEST_UNIT:
        return None
    if text.startswith("第"):
        quantity = _number_and_unit(text[1:])
        if quantity is None or quantity.value.denominator != 1:
            return None
        return Quantity(quantity.value, quantity.unit, ordinal=True)
    for sign, unit in _CURRENCY_SIGNS.items():
        if text.startswith(sign):
            quantity = _number_and_unit(text[len(sign) :])
            if quantity is None or quantity.unit not in ("", unit):
                return None
            return Quantity(quantity.value, unit)
    return _number_and_unit(text)


def _number_and_unit(text: str) -> Quantity | None:
    """Try the longest unit first: 3千克 is 3 of 千克, not 3000 of 克."""
    for length in range(min(_LONGEST_UNIT, len(text) - 1), -1, -1):
        cut = len(text) - length
        unit = _unit(text[cut:])
        if unit is not None:
            value = parse_number(text[:cut])
            if value is not None:
                return Quantity(value, unit)
    return None


def _unit(text: str) -> str | None:
    """The canonical name of a unit, `""` for no text, `None` for a text that is no unit."""
    if not text:
        return ""
    name = _SAME_UNIT.get(text, text)
    if name in _UNITS:
        return name
    if text.startswith("个") and text != "个月":
        return _unit(text[1:])  # 2个百分点, 3个小时
    if match := _PER.fullmatch(text):
        one, other = _unit(match[1]), _unit(match[2])
        return f"{one}/{other}" if one and other else None
    return None


def _read(raw: str) -> Answer:
    text = normalise(raw)
    return Answer(text, parse_quantity(text))


_read_cached = lru_cache(maxsize=4096)(_read)
