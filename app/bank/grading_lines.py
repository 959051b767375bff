"""Marking of objective answers that come as lines of JSON, one answer a line.

Everything a line says is checked before it is marked: a slip in an export must show up as an error
and not as a wrong mark. Messages are in Chinese, for the teacher who reads the output.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, cast

from app.bank.domain.grading import Grade, ResponseError, grade
from app.bank.domain.items import ItemFace, ItemKey, Option
from app.bank.domain.normalise import normalise
from app.bank.domain.responses import option_label, parse_truth, plain_text
from app.bank.domain.types import ItemType, MultipleResponseRule

LARGEST_POINTS = 1_000_000
_LARGEST_TOLERANCE = Decimal(10) ** 15
_SMALLEST_EXPONENT = -30


class LineError(ValueError):
    """A line that cannot be marked; `id` is the line's own, if it has a usable one."""

    def __init__(self, message: str, id_: str | int | None = None) -> None:
        super().__init__(message)
        self.id = id_


def grade_lines(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Mark each line; blank lines are skipped.

    Yields `{"id", "score", "max", "correctness", "detail"}`, or `{"id" or "line", "error"}` for a
    line that is malformed, in the order of the lines.
    """
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield grade_line(line)
        except LineError as error:
            place = {"line": number} if error.id is None else {"id": error.id}
            yield {**place, "error": str(error)}


def grade_line(line: str) -> dict[str, Any]:
    """Mark one line, or raise `LineError`."""
    data = _parse(line)
    if "id" in data.repeated:
        raise LineError("键 id 重复")
    id_ = _id(data)
    if id_ is None:
        raise LineError("缺少 id（文字或整数）")
    try:
        if data.repeated:
            raise ValueError(f"字段重复：{'、'.join(data.repeated)}")
        return {"id": id_, **_marked(data)}
    except ValueError as error:
        raise LineError(str(error), id_) from None


# ── reading ─────────────────────────────────────────────────────────────────────────────────────


class _Object(dict[str, Any]):
    """A JSON object that remembers which of its keys came twice."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        counts = Counter(name for name, _value in pairs)
        self.repeated = [name for name, count in counts.items() if count > 1]


def _parse(line: str) -> _Object:
    try:
        line.encode()
    except UnicodeEncodeError:
        raise LineError("不是 UTF-8 文字") from None
    try:
        data: object = json.loads(
            line.lstrip("\ufeff"),
            object_pairs_hook=_Object,
            parse_float=Decimal,
            parse_constant=Decimal,
        )
    except (ValueError, ArithmeticError, RecursionError):
        raise LineError("不是一行完整的 JSON") from None
    if not isinstance(data, _Object):
        raise LineError("这一行应是一个 JSON 对象")
    return data


def _id(data: _Object) -> str | int | None:
    id_ = data.get("id")
    if isinstance(id_, bool) or not isinstance(id_, str | int):
        return None
    return id_ if id_ != "" else None


def _required(data: Mapping[str, Any], name: str) -> Any:
    if name not in data:
        raise ValueError(f"缺少 {name}")
    return data[name]


def _marked(data: Mapping[str, Any]) -> dict[str, Any]:
    face, key = _item(data)
    rule = _rule(data.get("rule"))
    try:
        result = grade(face, key, _required(data, "response"), rule)
    except ResponseError as error:
        raise ValueError(f"response：{error}") from None
    share = result.share or 0
    return {
        "score": _json_number(result.points(face.points) or Decimal(0)),
        "max": _json_number(face.points),
        "correctness": int(share) if share in (0, 1) else float(share),
        "detail": describe(face, key, result, rule),
    }


def _item(data: Mapping[str, Any]) -> tuple[ItemFace, ItemKey]:
    type_ = ItemType.parse(_required(data, "type"))
    if not type_.is_objective:
        raise ValueError("这种题型由教师批阅，不能自动判分")
    points = _points(data)
    ordered, tolerance = _ordered(data.get("ordered")), _tolerance(data.get("tolerance"))
    raw_key = _required(data, "key")
    if type_.is_choice:
        options = _options(data.get("options"))
        face = ItemFace(type=type_, stem="", points=points, options=options)
        return face, ItemKey(correct=_correct(face, raw_key))
    if type_ is ItemType.TRUE_FALSE:
        return ItemFace(type=type_, stem="", points=points), ItemKey(truth=_truth(raw_key))
    blanks = _blanks(raw_key)
    face = ItemFace(type=type_, stem="", points=points, blanks=len(blanks))
    return face, ItemKey(blanks=blanks, ordered=ordered, tolerance=tolerance)


def _rule(raw: object) -> MultipleResponseRule:
    if raw is None:
        return MultipleResponseRule.HALF
    for rule in MultipleResponseRule:
        if raw == rule.value:
            return rule
    names = "、".join(MultipleResponseRule)
    raise ValueError(f"未知的计分规则 rule：{str(raw)[:40]}（可用 {names}）")


def _points(data: Mapping[str, Any]) -> Decimal:
    points = _number(data.get("points", 1), "points")
    if points > LARGEST_POINTS:
        raise ValueError(f"points 太大，最多 {LARGEST_POINTS}")
    return points


def _tolerance(raw: object) -> Decimal:
    tolerance = _number(0 if raw is None else raw, "tolerance")
    if tolerance > _LARGEST_TOLERANCE:
        raise ValueError("tolerance 太大")
    return tolerance


def _number(raw: object, name: str) -> Decimal:
    """A number of zero or more; JSON's true and "4" are none."""
    if isinstance(raw, bool) or not isinstance(raw, int | Decimal):
        raise ValueError(f"{name} 应为数字")
    number = Decimal(raw)
    if not number.is_finite():
        raise ValueError(f"{name} 应为数字")
    if number < 0:
        raise ValueError(f"{name} 不能是负数")
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or exponent < _SMALLEST_EXPONENT:
        raise ValueError(f"{name} 的小数位数太多")
    return number


def _ordered(raw: object) -> bool:
    if raw is None:
        return True
    if isinstance(raw, bool):
        return raw
    raise ValueError("ordered 应为 true 或 false")


def _options(raw: object) -> tuple[Option, ...]:
    if not isinstance(raw, list) or not raw:
        raise ValueError("缺少选项 options")
    names = cast("list[object]", raw)
    seen: set[str] = set()
    options: list[Option] = []
    for name in names:
        if not isinstance(name, str) or not name.strip():
            raise ValueError("options 的每一项应为文字")
        if option_label(name) in seen:
            raise ValueError(f"选项重复：{name[:20]}")
        seen.add(option_label(name))
        options.append(Option(name, ""))
    return tuple(options)


def _correct(face: ItemFace, raw: object) -> tuple[str, ...]:
    names = cast("list[object]", raw if isinstance(raw, list) else [raw])
    by_label = {option_label(id_): id_ for id_ in face.option_ids()}
    correct: list[str] = []
    for name in names:
        if not isinstance(name, str):
            raise ValueError("key 应为选项名")
        id_ = by_label.get(option_label(name))
        if id_ is None:
            raise ValueError(f"key 不在选项之中：{name[:20]}")
        if id_ in correct:
            raise ValueError(f"key 重复：{name[:20]}")
        correct.append(id_)
    if not correct:
        raise ValueError("key 里没有正确选项")
    if face.type is ItemType.SINGLE_CHOICE and len(correct) > 1:
        raise ValueError("单选题的 key 只能有一个选项")
    return tuple(id_ for id_ in face.option_ids() if id_ in correct)


def _truth(raw: object) -> bool:
    try:
        return parse_truth(raw)
    except ValueError as error:
        raise ValueError(f"key：{error}") from None


def _blanks(raw: object) -> tuple[tuple[str, ...], ...]:
    if not isinstance(raw, list) or not raw:
        raise ValueError("填空题的 key 应为列表，每空一个答案列表")
    return tuple(_forms(forms, number) for number, forms in enumerate(cast("list[object]", raw), 1))


def _forms(raw: object, number: int) -> tuple[str, ...]:
    if not isinstance(raw, list):
        raise ValueError(f"key 的第 {number} 空应为答案列表")
    values = cast("list[object]", raw)
    if any(value is None for value in values):
        raise ValueError(f"key 的第 {number} 空应填文字或数字")
    forms = tuple(plain_text(value) for value in values)
    if not any(normalise(form) for form in forms):
        raise ValueError(f"key 的第 {number} 空没有可接受的答案")
    return forms


# ── telling ─────────────────────────────────────────────────────────────────────────────────────


def describe(face: ItemFace, key: ItemKey, result: Grade, rule: MultipleResponseRule) -> str:
    """Say in one Chinese line how the mark came about."""
    detail = result.detail
    if not detail.answered:
        return "未作答"
    if face.type is ItemType.MULTIPLE_RESPONSE:
        return (
            f"选对 {detail.right} 项，漏选 {detail.missed} 项，错选 {detail.wrong} 项；"
            f"正确答案 {'、'.join(key.correct)}；按 {rule.value} 计分"
        )
    if face.type is ItemType.FILL_BLANK:
        return "，".join(
            f"第 {number} 空{'正确' if right else '错误'}"
            for number, right in enumerate(detail.blanks, 1)
        )
    if result.share == 1:
        return "正确"
    answer = ("对" if key.truth else "错") if face.type is ItemType.TRUE_FALSE else key.correct[0]
    return f"错误，正确答案是 {answer}"


def _json_number(number: Decimal) -> int | float:
    return int(number) if number == number.to_integral_value() else float(number)
