"""Answers that come as lines of JSON, one a line, and proposals that leave as lines of JSON."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

from app.bank.answers.doubts import Doubted
from app.bank.answers.grader import Grader, Marked
from app.bank.answers.item import KeyPoint, Question
from app.bank.domain.types import ItemType

_LARGEST = 1_000_000
_MOST_POINTS = 200
_LONGEST = 200_000


class LineError(ValueError):
    """A line that cannot be marked; `place` names it: its id, or its number."""

    def __init__(self, message: str, place: dict[str, Any] | None = None) -> None:
        super().__init__(message)
        self.place = place or {}


def grade_lines(lines: Iterable[str], grader: Grader) -> Iterator[dict[str, Any]]:
    """Mark each line; blank lines are skipped.

    Yields `{"id", "score", "hit_key_points", "half_key_points", "spans", "confidence",
    "needs_review", "reasons", "doubts"}`, or `{"id" or "line", "error"}` for a line that is malformed, in the
    order of the lines. Spans are half-open ranges of the answer in code points.
    """
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield grade_line(line, grader)
        except LineError as error:
            yield {**(error.place or {"line": number}), "error": str(error)}


def grade_line(line: str, grader: Grader) -> dict[str, Any]:
    """Mark one line, or raise `LineError`."""
    data = _parse(line)
    id_ = data.get("id")
    if isinstance(id_, bool) or not isinstance(id_, str | int) or id_ == "":
        raise LineError("缺少 id（文字或整数）")
    try:
        return {"id": id_, **_as_json(_marked(data, grader))}
    except ValueError as error:
        raise LineError(str(error), {"id": id_}) from None


def question_of(data: Mapping[str, Any]) -> Question:
    """The question that a line carries; `ValueError` says in Chinese what is wrong with it."""
    most = _number(data.get("max"), "max")
    if most <= 0:
        raise ValueError("max 应大于 0")
    raw = data.get("key_points")
    if not isinstance(raw, list) or not raw:
        raise ValueError("缺少采分点 key_points")
    if len(cast("list[object]", raw)) > _MOST_POINTS:
        raise ValueError(f"采分点太多，最多 {_MOST_POINTS} 个")
    points = tuple(_key_point(row, n) for n, row in enumerate(cast("list[object]", raw), 1))
    if len({point.id for point in points}) < len(points):
        raise ValueError("采分点的 id 重复")
    return Question(
        stem=_text(data, "question"),
        reference=_text(data, "reference"),
        max=most,
        key_points=points,
        is_term=_type(data) is ItemType.TERM,
    )


def _marked(data: Mapping[str, Any], grader: Grader) -> Marked:
    type_ = _type(data)
    question = question_of(data)
    if "answer" not in data:
        raise ValueError("缺少 answer")
    answer = "" if data["answer"] is None else _text(data, "answer")
    if type_ is ItemType.FILL_BLANK:
        return grader.grade_blank(question, answer, data.get("exchangeable") is True)
    return grader.grade(question, answer)


def _as_json(marked: Marked) -> dict[str, Any]:
    return {
        "score": marked.score,
        "hit_key_points": list(marked.hits),
        "half_key_points": list(marked.halves),
        "spans": [
            {"key_point": span.key_point, "start": span.start, "end": span.end}
            for span in marked.spans
        ],
        "confidence": marked.confidence,
        "needs_review": marked.needs_review,
        "reasons": [str(reason) for reason in marked.reasons],
        "doubts": [_doubt(one) for one in marked.doubts],
    }


def _doubt(one: Doubted) -> dict[str, Any]:
    told: dict[str, Any] = {"key_point": one.key_point, "why": str(one.why)}
    return told | ({"start": one.start, "end": one.end} if one.start < one.end else {})


def _parse(line: str) -> dict[str, Any]:
    try:
        line.encode()
    except UnicodeEncodeError:
        raise LineError("不是 UTF-8 文字") from None
    try:
        data: object = json.loads(line.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        raise LineError("不是一行完整的 JSON") from None
    if not isinstance(data, dict):
        raise LineError("这一行应是一个 JSON 对象")
    return cast("dict[str, Any]", data)


def _type(data: Mapping[str, Any]) -> ItemType:
    if "type" not in data:
        raise ValueError("缺少 type")
    type_ = ItemType.parse(data["type"])
    if type_.is_objective and type_ is not ItemType.FILL_BLANK:
        raise ValueError("选择题和判断题请用 items grade 判分")
    return type_


def _key_point(raw: object, number: int) -> KeyPoint:
    if not isinstance(raw, dict):
        raise ValueError(f"第 {number} 个采分点应是一个对象")
    row = cast("dict[str, Any]", raw)
    id_ = row.get("id")
    if not isinstance(id_, str) or not id_:
        raise ValueError(f"第 {number} 个采分点缺少 id")
    text = _text(row, "text")
    if not text.strip():
        raise ValueError(f"采分点 {id_} 没有文字")
    points = _number(row.get("points"), f"采分点 {id_} 的 points")
    return KeyPoint(
        id_,
        text,
        points,
        _texts(row, id_, "variants"),
        must_any=_texts(row, id_, "must_any"),
        forbidden=_texts(row, id_, "forbidden"),
        ordered=_flag(row, id_, "ordered", False),
        half=_flag(row, id_, "half", True),
    )


def _texts(row: Mapping[str, Any], point: str, name: str) -> tuple[str, ...]:
    texts: object = row.get(name)
    if not texts:
        return ()
    if not isinstance(texts, list) or not all(
        isinstance(text, str) for text in cast("list[object]", texts)
    ):
        raise ValueError(f"采分点 {point} 的 {name} 应为文字的列表")
    return tuple(text for text in cast("list[str]", texts) if text.strip())


def _flag(row: Mapping[str, Any], point: str, name: str, usual: bool) -> bool:
    value: object = row.get(name)
    if value is None:
        return usual
    if not isinstance(value, bool):
        raise ValueError(f"采分点 {point} 的 {name} 应为 true 或 false")
    return value


def _text(data: Mapping[str, Any], name: str) -> str:
    if name not in data:
        raise ValueError(f"缺少 {name}")
    value = data[name]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        raise ValueError(f"{name} 应为文字")
    if len(value) > _LONGEST:
        raise ValueError(f"{name} 太长，最多 {_LONGEST} 个字符")
    return value


def _number(raw: object, name: str) -> float:
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        raise ValueError(f"{name} 应为数字")
    if not math.isfinite(raw) or not 0 <= raw <= _LARGEST:
        raise ValueError(f"{name} 应在 0 与 {_LARGEST} 之间")
    return raw
