"""A case as the fields of a form, and back: what has lines of its own is one line each.

Facts are “label | value | note”, events “when | what”; a line that ends in “@b” is not shown before part b.
Options are “+ text | why” (right) or “- text | why”; key points “2 | text | other wording / another”; a rubric
is “name | 4” with its levels “4 | what it looks like” below. Tables and dialogues stay as they are: they
are written in the other view.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

Fields = dict[str, str]
Data = dict[str, Any]
BASICS = ("title", "id", "kind", "minutes", "summary", "status")
LISTS = ("chapters", "knowledge", "sources", "discussion")
REMARKS = ("doubts", "invented")
NEW_TYPES = ("choice", "text", "decision")
_PART = re.compile(r"\s+@([a-z][a-z0-9-]*)$")
_NUMBER = re.compile(r"\d{1,4}(\.\d{1,2})?")


def to_fields(data: Mapping[str, Any]) -> Fields:
    """What the inputs show."""
    fields = {name: _plain(data.get(name, "")) for name in BASICS}
    fields |= {name: "\n".join(_plain(one) for one in _list(data, name)) for name in LISTS}
    fields["facts"] = "\n".join(
        _line(one, "label", "value", "note") for one in _list(data, "facts")
    )
    fields["timeline"] = "\n".join(_line(one, "when", "what") for one in _list(data, "timeline"))
    for name in REMARKS:
        fields[name] = "\n".join(
            _line(one, "text") if isinstance(one, dict) else str(one) for one in _list(data, name)
        )
    fields["teaching_note"] = _plain(data.get("teaching_note", ""))
    for p, part in enumerate(_list(data, "parts")):
        for name in ("id", "title", "opens", "text"):
            fields[f"part-{p}-{name}"] = _plain(part.get(name, ""))
        for q, question in enumerate(_list(part, "questions")):
            fields |= _question_fields(f"q-{p}-{q}", question)
    return fields


def from_fields(fields: Mapping[str, str], data: Mapping[str, Any]) -> Data:
    """`data` with what the inputs now hold; what has no input stays as it was.

    Wrong lines are kept as they were typed: the check says what is wrong with them.
    """
    made: Data = dict(data)
    for name in BASICS:
        if name in fields:
            made[name] = _number(fields[name]) if name == "minutes" else fields[name].strip()
    for name in LISTS:
        if name in fields:
            made[name] = _lines(fields[name])
    if "facts" in fields:
        made["facts"] = [
            _record(line, "label", "value", "note") for line in _lines(fields["facts"])
        ]
    if "timeline" in fields:
        made["timeline"] = [_record(line, "when", "what") for line in _lines(fields["timeline"])]
    for name in REMARKS:
        if name in fields:
            made[name] = [_remark(line) for line in _lines(fields[name])]
    if "teaching_note" in fields:
        made["teaching_note"] = _block(fields["teaching_note"])
    parts = [
        _part(fields, p, part)
        for p, part in enumerate(_list(data, "parts"))
        if f"drop-part-{p}" not in fields
    ]
    if "add-part" in fields:
        parts.append(_new_part(parts))
    made["parts"] = parts
    return {name: value for name, value in made.items() if value not in ("", [], None)}


def _question_fields(name: str, question: Mapping[str, Any]) -> Fields:
    fields = {
        f"{name}-{key}": _plain(question.get(key, ""))
        for key in ("id", "type", "prompt", "points", "hint", "model_answer", "explanation")
    }
    if "options" in question:
        fields[f"{name}-options"] = "\n".join(
            f"{'+' if one.get('right') else '-'} {_line(one, 'text', 'why')}"
            for one in _list(question, "options")
        )
    if "key_points" in question:
        fields[f"{name}-key_points"] = "\n".join(
            " | ".join(
                piece
                for piece in (
                    _plain(one.get("points", "")),
                    _plain(one.get("text", "")),
                    " / ".join(one.get("variants", ())),
                )
                if piece
            )
            for one in _list(question, "key_points")
        )
    if "rubric" in question:
        rows: list[str] = []
        for line in _list(question, "rubric"):
            rows.append(f"{_plain(line.get('name', ''))} | {_plain(line.get('points', ''))}")
            rows += [f"  {_line(level, 'points', 'text')}" for level in _list(line, "levels")]
        fields[f"{name}-rubric"] = "\n".join(rows)
    return fields


def _part(fields: Mapping[str, str], p: int, part: Mapping[str, Any]) -> Data:
    made = dict(part)
    for key in ("title", "opens", "text"):
        name = f"part-{p}-{key}"
        if name in fields:
            made[key] = _block(fields[name]) if key == "text" else fields[name].strip()
    questions = [
        _question(fields, f"q-{p}-{q}", question)
        for q, question in enumerate(_list(part, "questions"))
        if f"drop-q-{p}-{q}" not in fields
    ]
    added = fields.get(f"add-q-{p}", "")
    if added in NEW_TYPES:
        questions.append(_new_question(str(part.get("id", "")), questions, added))
    made["questions"] = questions
    return {key: value for key, value in made.items() if value not in ("", [], None)}


def _question(fields: Mapping[str, str], name: str, question: Mapping[str, Any]) -> Data:
    made = dict(question)
    for key in ("prompt", "hint", "model_answer", "explanation"):
        if f"{name}-{key}" in fields:
            made[key] = _block(fields[f"{name}-{key}"])
    if f"{name}-points" in fields:
        made["points"] = _number(fields[f"{name}-points"])
    if f"{name}-options" in fields:
        made["options"] = _options(fields[f"{name}-options"], _list(question, "options"))
    if f"{name}-key_points" in fields:
        made["key_points"] = [_key_point(one) for one in _lines(fields[f"{name}-key_points"])]
    if f"{name}-rubric" in fields:
        made["rubric"] = _rubric(fields[f"{name}-rubric"])
    return {key: value for key, value in made.items() if value not in ("", [], None)}


def _options(text: str, before: Sequence[Mapping[str, Any]]) -> list[Data]:
    """Options keep their ids by their text, or by their place; new ones get the next free one."""
    ids = {one.get("text"): one.get("id") for one in before}
    rows: list[Data] = []
    for n, line in enumerate(_lines(text)):
        right, rest = line.startswith("+"), line.lstrip("+- ").strip()
        one = _record(rest, "text", "why")
        place = before[n].get("id") if n < len(before) else None
        rows.append(
            {"id": ids.get(one["text"]) or place, **one} | ({"right": True} if right else {})
        )
    taken: set[str] = set()
    for n, row in enumerate(rows):
        if not row["id"] or row["id"] in taken:
            row["id"] = next(f"o{k}" for k in range(n + 1, 100) if f"o{k}" not in taken)
        taken.add(row["id"])
    return rows


def _key_point(line: str) -> Data:
    pieces = [piece.strip() for piece in line.split("|")]
    made: Data = {
        "text": pieces[1] if len(pieces) > 1 else pieces[0],
        "points": _number(pieces[0]) if len(pieces) > 1 else "",
    }
    if len(pieces) > 2:
        made["variants"] = [one.strip() for one in pieces[2].split("/") if one.strip()]
    return made


def _rubric(text: str) -> list[Data]:
    rows: list[Data] = []
    for line in _lines(text):
        first, _bar, rest = (piece.strip() for piece in line.partition("|"))
        if _NUMBER.fullmatch(first) and rows:
            rows[-1]["levels"].append({"points": _number(first), "text": rest})
        else:
            rows.append({"name": first, "points": _number(rest), "levels": []})
    return rows


def _new_part(parts: Sequence[Mapping[str, Any]]) -> Data:
    taken = {part.get("id") for part in parts}
    letter = next(one for one in "abcdefghij" if one not in taken)
    question = _new_question(letter, [], "text")
    return {
        "id": letter,
        "title": "新的部分",
        "text": "写后来发生了什么。",
        "questions": [question],
    }


def _new_question(part: str, questions: Sequence[Mapping[str, Any]], type_: str) -> Data:
    taken = {question.get("id") for question in questions}
    id_ = next(f"{part}{n}" for n in range(1, 50) if f"{part}{n}" not in taken)
    base: Data = {"id": id_, "type": type_, "prompt": "写问题。", "points": 2}
    options: list[Data] = [{"id": "o1", "text": "第一项"}, {"id": "o2", "text": "第二项"}]
    if type_ == "choice":
        options = [
            options[0] | {"right": True, "why": "为什么对。"},
            options[1] | {"why": "为什么不对。"},
        ]
        return base | {"options": options}
    rubric = [
        {
            "name": "理由",
            "points": 2,
            "levels": [{"points": 2, "text": "有理有据"}, {"points": 0, "text": "没有"}],
        }
    ]
    if type_ == "decision":
        return base | {"options": options, "model_answer": "写参考答案。", "rubric": rubric}
    return base | {
        "model_answer": "写参考答案。",
        "key_points": [{"text": "写采分点", "points": 2}],
    }


# ── lines ──


def _list(data: Mapping[str, Any], name: str) -> list[Any]:
    found = data.get(name) or []
    return found if isinstance(found, list) else []


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.replace("｜", "|").splitlines() if line.strip()]


def _line(record: Mapping[str, Any], *keys: str) -> str:
    pieces = [_plain(record.get(key, "")) for key in keys]
    while pieces and not pieces[-1]:
        pieces.pop()
    part = record.get("part")
    return " | ".join(pieces) + (f" @{part}" if part else "")


def _record(line: str, *keys: str) -> Data:
    line, part = _cut_part(line)
    pieces = [piece.strip() for piece in line.split("|", len(keys) - 1)]
    made: Data = dict(zip(keys, pieces, strict=False))
    made = {key: value for key, value in made.items() if value}
    return {keys[0]: "", **made} | ({"part": part} if part else {})


def _remark(line: str) -> Any:
    text, part = _cut_part(line)
    return {"text": text, "part": part} if part else text


def _cut_part(line: str) -> tuple[str, str]:
    found = _PART.search(line)
    return (line[: found.start()], found[1]) if found else (line, "")


def _number(text: str) -> Any:
    """A number as YAML reads it; what is none stays a text, for the check to name."""
    typed = text.strip()
    if not _NUMBER.fullmatch(typed):
        return typed
    return float(typed) if "." in typed else int(typed)


def _block(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _plain(value: Any) -> str:
    return "" if value is None else str(value)
