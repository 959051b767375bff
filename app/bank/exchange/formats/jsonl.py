"""JSON Lines: the archive format, which loses nothing.

The first line is `{"format": "zhike-questions", "version": 1, "title": …}`. Each line after it is one
question with the fields of `Question` by name; empty ones are left out. Decimals travel as text,
pictures in base64, places in `source`. Files are UTF-8; unknown fields are refused.
"""

from __future__ import annotations

import binascii
import json
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from decimal import Decimal
from typing import Any, cast

from app.bank.domain.items import Derived, KeyPoint, Variable
from app.bank.domain.types import ItemType
from app.bank.exchange.formats.common import MAX_QUESTIONS, check_size
from app.bank.exchange.formats.points import read_decimal
from app.bank.exchange.questions import (
    Choice,
    Found,
    Picture,
    Problem,
    ProblemKind,
    Question,
    ReadError,
    ReadFault,
    Source,
    SourceKind,
)
from app.bank.exchange.written import Written

FORMAT = "zhike-questions"
VERSION = 1
_TEXTS = ("number", "section", "explanation", "misconception")
_FIELDS = frozenset(one.name for one in fields(Question))


def sniff_jsonl(_name: str, data: bytes) -> bool:
    """Whether a file is such an archive, by its first line."""
    return f'"{FORMAT}"'.encode() in data[:200]


def write_jsonl(questions: Sequence[Question], *, title: str) -> Written:
    """An archive of the questions as they are, damaged ones too."""
    head = {"format": FORMAT, "version": VERSION, "title": title}
    lines = [_line(head), *(_line(question_data(question)) for question in questions)]
    # Half a character of damaged text leaves as its JSON escape.
    data = ("\n".join(lines) + "\n").encode("utf-8", "backslashreplace")
    return Written(data, "application/jsonl", "jsonl")


def read_jsonl(data: bytes, _name: str) -> Found:
    """The questions of an archive; `ReadError` naming the line where one is not as written."""
    check_size(data)
    try:
        lines = data.decode("utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise ReadError(ReadFault.BROKEN, "UTF-8", data[: error.start].count(b"\n") + 1) from None
    head = _object(lines[0], 1)
    if head.get("format") != FORMAT:
        raise ReadError(ReadFault.WRONG_FORMAT, FORMAT, 1)
    if head.get("version") != VERSION:
        raise ReadError(ReadFault.WRONG_FORMAT, f"version {head.get('version')}"[:60], 1)
    questions = [
        _question(_object(line, place), place)
        for place, line in enumerate(lines[1:], 2)
        if line.strip()
    ]
    if not questions:
        raise ReadError(ReadFault.NO_QUESTIONS)
    if len(questions) > MAX_QUESTIONS:
        raise ReadError(ReadFault.TOO_MANY, f"{len(questions)}")
    return Found(tuple(questions))


def question_data(question: Question) -> dict[str, Any]:
    """JSON-able data of a question; what is as in an empty question is left out."""
    data: dict[str, Any] = {
        "type": question.type.value if question.type else None,
        "stem": question.stem,
        "source": _given(
            {
                "kind": question.source.kind.value,
                "first": question.source.first,
                "last": question.source.last,
                "path": question.source.path,
            }
        ),
        "shuffle": None if question.shuffle else False,
        "ordered": None if question.ordered else False,
        "tolerance": str(question.tolerance) if question.tolerance else None,
        "points": None if question.points is None else str(question.points),
        "any_of": question.any_of or None,
        "confidence": None if question.confidence == 1 else question.confidence,
        "correct": question.correct,
        "truth": question.truth,
        "blanks": question.blanks,
        "reference": question.reference,
        "material": question.material,
        "options": [_option_data(one) for one in question.options],
        "key_points": [_point_data(one) for one in question.key_points],
        "variables": [_variable_data(one) for one in question.variables],
        "derived": [{"name": d.name, "expression": d.expression} for d in question.derived],
        "labels": dict(question.labels),
        "pictures": [
            {"name": p.name, "data": b64encode(p.data).decode()} for p in question.pictures
        ],
        "problems": [
            {"kind": p.kind.value, "place": p.place, "detail": p.detail} for p in question.problems
        ],
        **{name: getattr(question, name) for name in _TEXTS},
    }
    # An empty text is not the same as none where a text may be missing.
    kept = ("stem", "reference", "correct", "blanks")
    return {
        name: value
        for name, value in data.items()
        if value not in (None, "", [], {}) or (name in kept and value is not None)
    }


def _option_data(option: Choice) -> dict[str, Any]:
    return _given(
        {
            "label": option.label,
            "text": option.text,
            "feedback": option.feedback,
            "misconception": option.misconception,
        }
    )


def _point_data(point: KeyPoint) -> dict[str, Any]:
    return _given(
        {
            "id": point.id,
            "text": point.text,
            "points": str(point.points),
            "variants": point.variants,
            **point.terms,
        }
    )


def _variable_data(variable: Variable) -> dict[str, Any]:
    return {
        "name": variable.name,
        "choices": [str(choice) for choice in variable.choices],
        "low": str(variable.low),
        "high": str(variable.high),
        "step": str(variable.step),
    }


def question_from(data: dict[str, Any]) -> Question:
    """Read what `question_data` gave; `KeyError`, `TypeError` or `ValueError` where it is not that."""
    if not data.keys() <= _FIELDS:
        raise ValueError(sorted(data.keys() - _FIELDS)[0])
    source = data["source"]
    question = Question(
        source=Source(
            SourceKind(source["kind"]),
            _whole(source.get("first", 0)),
            _whole(source.get("last", 0)),
            _text(source.get("path", "")),
        ),
        type=ItemType(data["type"]) if "type" in data else None,
        stem=_text(data["stem"]) if "stem" in data else None,
        reference=_text(data["reference"]) if "reference" in data else None,
        shuffle=_flag(data.get("shuffle", True)),
        ordered=_flag(data.get("ordered", True)),
        truth=_flag(data["truth"]) if "truth" in data else None,
        tolerance=_decimal(data.get("tolerance", "0")),
        points=_decimal(data["points"]) if "points" in data else None,
        any_of=_whole(data.get("any_of", 0)),
        confidence=float(data.get("confidence", 1.0)),
        correct=_texts(data["correct"]) if "correct" in data else None,
        blanks=tuple(map(_texts, _list(data["blanks"]))) if "blanks" in data else None,
        labels={_text(n): _text(v) for n, v in data.get("labels", {}).items()},
        number=_text(data.get("number", "")),
        section=_text(data.get("section", "")),
        explanation=_text(data.get("explanation", "")),
        misconception=_text(data.get("misconception", "")),
    )
    return replace(question, **_rows(data))


def _rows(data: dict[str, Any]) -> dict[str, Any]:
    title_and_text = _texts(data.get("material", ()))
    if len(title_and_text) not in (0, 2):
        raise ValueError("material")
    return {
        "material": title_and_text or None,
        "options": tuple(map(_choice, _list(data.get("options", [])))),
        "key_points": tuple(
            KeyPoint(
                id=_text(row["id"]),
                text=_text(row["text"]),
                points=_decimal(row["points"]),
                variants=_texts(row.get("variants", ())),
                must_any=_texts(row.get("must_any", ())),
                forbidden=_texts(row.get("forbidden", ())),
                ordered=_flag(row.get("ordered", False)),
                half=_flag(row.get("half", True)),
            )
            for row in _list(data.get("key_points", []))
        ),
        "variables": tuple(
            Variable(
                name=_text(row["name"]),
                choices=tuple(map(_decimal, _list(row["choices"]))),
                low=_decimal(row["low"]),
                high=_decimal(row["high"]),
                step=_decimal(row["step"]),
            )
            for row in _list(data.get("variables", []))
        ),
        "derived": tuple(
            Derived(name=_text(row["name"]), expression=_text(row["expression"]))
            for row in _list(data.get("derived", []))
        ),
        "pictures": tuple(
            Picture(_text(row["name"]), b64decode(_text(row["data"]), validate=True))
            for row in _list(data.get("pictures", []))
        ),
        "problems": tuple(
            Problem(ProblemKind(row["kind"]), _whole(row["place"]), _text(row["detail"]))
            for row in _list(data.get("problems", []))
        ),
    }


def _choice(row: Mapping[str, object]) -> Choice:
    return Choice(
        _text(row["label"]),
        _text(row.get("text", "")),
        _text(row.get("feedback", "")),
        _text(row.get("misconception", "")),
    )


def _question(data: dict[str, Any], place: int) -> Question:
    try:
        return question_from(data)
    except (KeyError, TypeError, ValueError, AttributeError, binascii.Error) as error:
        raise ReadError(ReadFault.BROKEN, str(error)[:200], place) from None


def _object(line: str, place: int) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ReadError(ReadFault.BROKEN, str(error)[:200], place) from None
    if not isinstance(value, dict):
        raise ReadError(ReadFault.BROKEN, "{}", place)
    return cast("dict[str, Any]", value)


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _given(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value for name, value in row.items() if value is False or value not in ("", 0, ())
    }


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"text: {value!r}"[:80])
    return value


def _texts(value: object) -> tuple[str, ...]:
    return tuple(map(_text, _list(value)))


def _list(value: object) -> Sequence[Any]:
    if not isinstance(value, list | tuple):
        raise TypeError(f"list: {value!r}"[:80])
    return cast("Sequence[Any]", value)


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError(f"bool: {value!r}"[:80])
    return value


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"int: {value!r}"[:80])
    return value


def _decimal(value: object) -> Decimal:
    number = read_decimal(_text(value))
    if number is None:
        raise ValueError(f"number: {value!r}"[:80])
    return number
