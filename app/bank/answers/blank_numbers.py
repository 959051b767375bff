"""Blanks that ask for a number: other units, numbers among words, and ranges (9～10, 九到十, 9 分及以上)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from app.bank.answers.blank_reckoning import reckoned
from app.bank.answers.blank_verdict import Verdict
from app.bank.answers.pinyin import sound
from app.bank.answers.reasons import Reason
from app.bank.domain.numerals import parse_number
from app.bank.domain.quantities import Quantity
from app.bank.domain.quantities import read_answer as read_form

_UNIT = "%|‰|成|倍|万|亿|元|块|个|家|位|人|年|月|天|分|单|条|次|笔|户"
_HAN_DIGITS = "零〇一二两三四五六七八九十百千万亿"
_NUMBER = re.compile(
    rf"-?[0-9][0-9,]*(?:\.[0-9]+)?\s*(?:{_UNIT})?"
    rf"|[{_HAN_DIGITS}]+分之[{_HAN_DIGITS}]+(?:点[{_HAN_DIGITS}]+)?"
    rf"|[{_HAN_DIGITS}]+(?:点[{_HAN_DIGITS}]+)?(?:{_UNIT})"
    rf"|[{_HAN_DIGITS}]{{2,}}(?:点[{_HAN_DIGITS}]+)?"
)
# A reckoning ends with its result.
_REASONED = re.compile("[=得净减除乘剩即]|去掉|以后|所以|因此|等于|也就是|[一总合]共|[总合]计")
# 一百个里头成了三个，3%: told in words before the comma, and what it comes to.
_TOLD = re.compile("(.*[\u3400-\u9fff].*)[,，:：](.+)")
_LEAST_TOLD = 4
# 不到80% is another number than 80%, as far as it is one.
_BOUND = re.compile(
    rf"(?:不[到足止只]|低于|少于|小于|超过|大于|高于|多于)(?=[0-9{_HAN_DIGITS}])|(?<=[0-9%{_HAN_DIGITS}])(?:以上|以下|多|余)$"
)
_OUTSIDE = re.compile("(?<=.)[(（][^()（）]*[)）]")
# How a number says itself that it is a share.
_PROPORTION = re.compile("[%％‰成折/]|分之")
_DIGITS = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_ONE = rf"((?:[-−–+负正]\s*)?(?:[0-9]+(?:\.[0-9]+)?|[{_HAN_DIGITS}]+))"
_MEASURE = "(?:%|分|人|元|个|次|天|年|月|岁|单|条)?"
_SPAN = re.compile(rf"{_ONE}{_MEASURE}(?:~|～|-|–|—+|到|至|或者?|和|、|,){_ONE}{_MEASURE}")
_ENDS = re.compile(rf"最[低小少][是为]?{_ONE}{_MEASURE}[,，;；]?最[高大多][是为]?{_ONE}{_MEASURE}")
_AT_LEAST = re.compile(
    rf"{_ONE}{_MEASURE}(?:及|或)?(?:以上|之上|往上|起)|(?:不低于|不少于|至少|不小于|>=|≥){_ONE}{_MEASURE}"
)
_AT_MOST = re.compile(
    rf"{_ONE}{_MEASURE}(?:及|或)?(?:以下|之下|往下)|(?:不超过|不高于|不多于|至多|最多|不大于|<=|≤){_ONE}{_MEASURE}"
)
_SCALE = re.compile(r"([0-9]+)\s*(?:~|～|-|到|至)\s*([0-9]+)\s*分")
_INCLUDED = re.compile(r"[(（]?(?:含|包括)(?:本数|[0-9]+分?)?[)）]?|都[算是]?|的?都?算|[分的]$")

Range = tuple[Fraction | None, Fraction | None]


def is_range(text: str) -> bool:
    """Whether an accepted form names a stretch of numbers."""
    found = range_of(text, "")
    return found is not None and found[0] != found[1]


def range_of(text: str, stem: str) -> Range | None:
    """The least and the greatest number that a text allows; the ends of the scale come from the question."""
    plain = re.sub(r"\s", "", text)
    plain = _INCLUDED.sub("", plain)
    if match := _SPAN.fullmatch(plain) or _ENDS.fullmatch(plain):
        low, high = parse_number(_signed(match[1])), parse_number(_signed(match[2]))
        return (low, high) if low is not None and high is not None and low < high else None
    scale = _SCALE.search(stem)
    ends = (Fraction(scale[1]), Fraction(scale[2])) if scale else (None, None)
    if match := _AT_LEAST.fullmatch(plain):
        return parse_number(match[1] or match[2]), ends[1]
    if match := _AT_MOST.fullmatch(plain):
        return ends[0], parse_number(match[1] or match[2])
    return None


def _signed(number: str) -> str:
    """正100 is 100, and − in front of a number is -."""
    return re.sub("^[−–]", "-", re.sub(r"\s", "", number)).removeprefix("正").removeprefix("+")


def compare_numbers(
    text: str, accepted: Sequence[str], wanted: Sequence[Quantity], stem: str, unit: str
) -> Verdict:
    """A number with its unit, with the unit of the question, or among other words; or a range."""
    ranges = [r for form in accepted if (r := range_of(form, stem)) is not None]
    said = range_of(text, stem)
    if ranges and said is not None:
        return Verdict(float(said in ranges), 0.9, Reason.NUMBER if said in ranges else None)
    text = _OUTSIDE.sub("", text).replace("零下", "负") or text
    if (due := reckoned(text)) is not None and any(due == quantity.value for quantity in wanted):
        return Verdict(0.5, 0.65, Reason.PARTIAL)
    text = _minus_mended(text, wanted)
    found = _quantity(text)
    bound = _BOUND.search(text)
    if found is None or (bound and bound[0] not in stem):
        return Verdict(0.0, 0.9)
    plain = any(_equal(found, quantity) for quantity in wanted)
    if plain or any(_equal_by_unit(found, quantity, unit) for quantity in wanted):
        return Verdict(1.0, 0.93, Reason.NUMBER)
    if not found.unit and any(_lacks_percent(found, quantity) for quantity in wanted):
        if unit.startswith(("%", "％")):
            return Verdict(1.0, 0.9, Reason.NUMBER)
        return Verdict(0.5, 0.75, Reason.UNIT)
    return Verdict(0.0, 0.93)


def is_other_percentage(piece: str, accepted: Sequence[str], unit: str) -> bool:
    """Whether a bare number, in front of the printed %, makes another percentage than any form: 0.4 for 40."""
    said = read_form(piece).quantity
    if not unit.startswith(("%", "％")) or said is None or _PROPORTION.search(piece):
        return False
    wanted = [(form, q) for form in accepted if (q := read_form(form).quantity) is not None]
    faces = {q.value * 100 if _PROPORTION.search(form) else q.value for form, q in wanted}
    return bool(faces) and said.value not in faces


def is_left_open(piece: str, stem: str) -> bool:
    """60/400, where the question tells of 400 and of 60: reckoned out it would be an answer."""
    numbers = _DIGITS.findall(piece)
    return (
        len(numbers) > 1
        and all(number in _DIGITS.findall(stem) for number in numbers)
        and reckoned(piece) is not None
    )


def _minus_mended(text: str, wanted: Sequence[Quantity]) -> str:
    """付100 where −100 is asked for: no other word of that sound stands before a number."""
    sounds = sound(text[:1]) == sound("负") and any(quantity.value < 0 for quantity in wanted)
    return "负" + text[1:] if sounds and _NUMBER.match(text, 1) else text


def _quantity(text: str) -> Quantity | None:
    """The quantity that a text is, or the only one that it holds."""
    whole = read_form(text).quantity
    if whole is not None:
        return whole
    told = _TOLD.fullmatch(text)
    if told and len(_NUMBER.sub("", told[1])) >= _LEAST_TOLD:
        last = read_form(told[2].strip()).quantity
        if last is not None:
            return last
    found = [q for match in _NUMBER.finditer(text) if (q := read_form(match[0]).quantity)]
    if not found:
        for length in range(min(8, len(text)), 0, -1):
            if parse_number(text[:length]) is not None:
                return read_form(text[:length]).quantity
        return None
    same_value = len({quantity.value for quantity in found}) == 1
    return found[-1] if same_value or _REASONED.search(text) else None


def _equal(found: Quantity, wanted: Quantity) -> bool:
    if found.unit and wanted.unit and found.unit != wanted.unit:
        return False
    return found.value == wanted.value


def _equal_by_unit(found: Quantity, wanted: Quantity, unit: str) -> bool:
    """182900元 where the question says 万元 and the answer is 18.29; 20% where it says %."""
    if unit.startswith(("万", "亿")):
        scale = 10**4 if unit[0] == "万" else 10**8
        return found.value == wanted.value * scale
    if unit.startswith(("%", "％")):
        return found.value == wanted.value / 100 and found.value != wanted.value
    return False


def _lacks_percent(found: Quantity, wanted: Quantity) -> bool:
    return not wanted.unit and found.value == wanted.value * 100 and wanted.value < Fraction(10)
