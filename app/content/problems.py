"""What is wrong with the content, said so that an author can mend it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, cast

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from app.content.yaml import Document, YamlError

_NUMBERS = re.compile(r"([0-9]+)")


class Severity(StrEnum):
    """Errors stop the site from starting; warnings do not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Problem:
    """One thing wrong: in which file (relative to the content folder), at which field, and what."""

    path: str
    field: str
    message: str
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        place = f"{self.path} › {self.field}" if self.field else self.path
        return f"{place}: {self.message}"

    @property
    def is_error(self) -> bool:
        return self.severity is Severity.ERROR

    def as_dict(self) -> dict[str, str]:
        return {
            "path": self.path,
            "field": self.field,
            "message": self.message,
            "severity": self.severity.value,
        }


def error(path: str, field: str, message: str) -> Problem:
    return Problem(path, field, message, Severity.ERROR)


def warning(path: str, field: str, message: str) -> Problem:
    return Problem(path, field, message, Severity.WARNING)


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Sort by file and by place in it, line 9 before line 10; each problem once."""
    return tuple(sorted(set(problems), key=_sort_key))


def _sort_key(problem: Problem) -> tuple[str, list[tuple[int, str]], str]:
    pieces = _NUMBERS.split(problem.field)
    numbered = [(int(piece), "") if piece.isdigit() else (-1, piece) for piece in pieces]
    return problem.path, numbered, problem.message


def has_errors(problems: Iterable[Problem]) -> bool:
    return any(problem.is_error for problem in problems)


def field_path(parts: Sequence[str | int]) -> str:
    """Write `("items", 3, "text")` as `items[3].text`."""
    text = ""
    for part in parts:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def from_yaml_error(path: str, failure: YamlError, offset: int = 0) -> Problem:
    """`offset` is the number of lines that stand before the YAML text in its file."""
    place = f"第 {failure.line + offset} 行" if failure.line else ""
    return error(path, place, failure.message)


def from_validation_error(path: str, failure: ValidationError, document: Document) -> list[Problem]:
    """Turn pydantic's findings into problems with the author's own field names and ids."""
    return [_problem(path, detail, document) for detail in failure.errors(include_url=False)]


def _problem(path: str, detail: ErrorDetails, document: Document) -> Problem:
    parts, owner = _locate(detail, document.value)
    field = field_path(parts)
    notes = [note for note in (owner, _line_note(document, tuple(parts))) if note]
    if notes:
        field = f"{field}（{'，'.join(notes)}）"
    return error(path, field, message_of(detail))


def _line_note(document: Document, parts: tuple[str | int, ...]) -> str:
    line = document.line_of(parts)
    return f"第 {line} 行" if line else ""


def _locate(detail: ErrorDetails, value: Any) -> tuple[list[str | int], str]:
    """Follow pydantic's location through the data.

    Pydantic puts the names of union members into a location; the data does not know them, so they
    are left out. Returns the parts that are left and the id of the innermost thing that has one.
    """
    parts: list[str | int] = []
    owner = ""
    location = detail["loc"]
    about_absence = detail["type"] in ("missing", "union_tag_not_found")
    for index, part in enumerate(location):
        last = index == len(location) - 1
        if isinstance(value, Mapping):
            mapping = cast("Mapping[str, Any]", value)
            owner = str(mapping.get("id") or owner)
            if part not in mapping:
                if last and about_absence:
                    parts.append(part)
                continue
            value = mapping[str(part)]
        elif isinstance(value, list):
            items = cast("list[Any]", value)
            if not isinstance(part, int) or part >= len(items):
                continue
            value = items[part]
        else:
            continue
        parts.append(part)
    if isinstance(value, Mapping):
        owner = str(cast("Mapping[str, Any]", value).get("id") or owner)
    return parts, owner


_MESSAGES = {
    "missing": "缺少这一项",
    "extra_forbidden": "没有这个字段，请检查拼写",
    "string_type": "应为文字；像数字、日期或是非的文字要加引号",
    "int_type": "应为整数",
    "int_from_float": "应为整数",
    "float_type": "应为数字",
    "decimal_type": "应为数字",
    "bool_type": "应为 true 或 false",
    "list_type": "应为列表",
    "tuple_type": "应为列表",
    "dict_type": "应为一组“键: 值”",
    "model_type": "应为一组“键: 值”",
    "model_attributes_type": "应为一组“键: 值”",
    "union_tag_not_found": "缺少类型",
}


def message_of(detail: ErrorDetails) -> str:
    """Say pydantic's finding in Chinese; validators of the specs already speak it."""
    kind = detail["type"]
    context = detail.get("ctx", {})
    if kind in ("value_error", "assertion_error"):
        return str(context.get("error", detail["msg"]))
    if kind in _MESSAGES:
        return _MESSAGES[kind]
    bounds = {
        "greater_than": ("gt", "应大于 {}"),
        "greater_than_equal": ("ge", "应不小于 {}"),
        "less_than": ("lt", "应小于 {}"),
        "less_than_equal": ("le", "应不大于 {}"),
        "string_too_short": ("min_length", "至少要有 {} 个字"),
        "string_too_long": ("max_length", "最多 {} 个字"),
        "too_short": ("min_length", "至少要有 {} 项"),
        "too_long": ("max_length", "最多 {} 项"),
        "literal_error": ("expected", "只能是 {} 之一"),
        "enum": ("expected", "只能是 {} 之一"),
        "union_tag_invalid": ("expected_tags", "只能是 {} 之一"),
    }
    if kind in bounds:
        key, template = bounds[kind]
        return template.format(str(context.get(key, "")).replace("'", "").replace(" or ", ", "))
    if kind == "string_pattern_mismatch":
        return f"写法不合要求：{context.get('pattern', '')}"
    return detail["msg"]
