"""The form view of a scenario: what of its YAML can be filled in by fields, and back again.

What the form does not show (own checks, exploits, special bands of replies) stays as it is in the text.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from app.roleplay.domain.scenario import Slot
from app.web.forms import clean

_SPLIT = re.compile(r"[,，、\n]+")
MOST_ROWS = 60


@dataclass(frozen=True, slots=True)
class Input:
    """A field. `kind`: text, area, number, words (split by commas) or lines (one a line)."""

    name: str
    kind: str
    label: LazyString


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of the same fields, such as facts; an empty row at the end takes a new one."""

    name: str
    label: LazyString
    inputs: tuple[Input, ...]
    prefix: str


@dataclass(frozen=True, slots=True)
class Shown:
    """An input with its name in the form and its value as text."""

    path: str
    input: Input
    value: str


HEAD = (
    Input("title", "text", _l("名称")),
    Input("minutes", "number", _l("约几分钟")),
    Input("chapters", "words", _l("属于哪几章（编号）")),
    Input("role", "text", _l("学员是谁")),
    Input("situation", "lines", _l("发生了什么（一行一段）")),
    Input("sees", "lines", _l("学员手边有什么（一行一件）")),
    Input("hidden", "lines", _l("只给老师看的说明（一行一条）")),
    Input("ends.good", "area", _l("圆满时的结局")),
    Input("ends.fair", "area", _l("部分解决时的结局")),
    Input("ends.bad", "area", _l("没办成时的结局")),
    Input("questions", "lines", _l("复盘时想一想（一行一问）")),
)
PERSONA = (
    Input("name", "text", _l("客户称呼")),
    Input("profile", "text", _l("客户是什么人")),
    Input("style", "text", _l("说话风格")),
    Input("mood.anger", "number", _l("开场怒气（0 到 100）")),
    Input("mood.trust", "number", _l("开场信任（0 到 100）")),
    Input("mood.patience", "number", _l("开场耐心（20 到 100）")),
    Input("opening", "area", _l("第一句话")),
)
FACTS = Group(
    "facts",
    _l("问了才说的事实"),
    (
        Input("name", "text", _l("事实")),
        Input("ask", "words", _l("问到哪些词会说")),
        Input("say", "area", _l("客户怎么说")),
        Input("words", "words", _l("复述时会有的词")),
        Input("question", "area", _l("一句问得出来的话")),
    ),
    "fact",
)
NEEDS = Group(
    "needs",
    _l("真正的需要"),
    (
        Input("name", "text", _l("需要")),
        Input("act", "words", _l("靠什么行为满足（英文编号）")),
        Input("any", "words", _l("要有哪些词之一")),
        Input("after", "words", _l("先要知道哪些事实（编号）")),
        Input("model", "area", _l("一句满足它的话")),
    ),
    "need",
)
OBJECTIONS = Group(
    "objections",
    _l("会提的顾虑"),
    (
        Input("turn", "number", _l("从第几轮起")),
        Input("say", "area", _l("客户怎么说")),
        Input("act", "words", _l("靠什么行为回应（英文编号）")),
        Input("any", "words", _l("要有哪些词之一")),
        Input("model", "area", _l("一句回应它的话")),
    ),
    "objection",
)
LIMITS = Group(
    "limits",
    _l("不能许的诺"),
    (Input("name", "text", _l("名称")), Input("any", "words", _l("有这些词之一"))),
    "limit",
)
SCRIPTS = (
    Input("scripts.model", "lines", _l("示范（一行一轮）")),
    Input("scripts.average", "lines", _l("一般的一次（一行一轮）")),
    Input("scripts.taboo", "lines", _l("满是禁忌语的一次（一行一轮）")),
)
SLOT_WORDS: dict[Slot, LazyString] = {
    Slot.REVEAL: _l("引出要说的事"),
    Slot.EASE: _l("觉得被听懂"),
    Slot.MET: _l("得到想要的"),
    Slot.PRESS: _l("没有进展，催问"),
    Slot.HURT: _l("被冒犯"),
    Slot.TIRED: _l("听腻了"),
    Slot.REFUSED: _l("被拒绝"),
    Slot.UNSURE: _l("没听懂"),
    Slot.HAPPY_END: _l("满意地结束"),
    Slot.OPEN_END: _l("不满地结束"),
}


def shown(value: Mapping[str, Any], inputs: Sequence[Input], base: str = "") -> Iterator[Shown]:
    """The inputs with what the document holds for them."""
    for one in inputs:
        yield Shown(f"{base}{one.name}", one, _text(_at(value, one.name), one.kind))


def rows_of(value: Mapping[str, Any], group: Group, base: str = "") -> list[list[Shown]]:
    """The rows of a group, and an empty one."""
    rows = [row for row in value.get(group.name) or [] if isinstance(row, dict)]
    return [
        list(shown(row, group.inputs, f"{base}{group.name}.{at}."))
        for at, row in enumerate([*rows, {}])
    ]


def replies_of(persona: Mapping[str, Any], base: str) -> Iterator[Shown]:
    """Each purpose's replies, one a line; bands stand one under the other with their name before."""
    replies = persona.get("replies") or {}
    for slot, label in SLOT_WORDS.items():
        own = replies.get(slot.value)
        bands = own if isinstance(own, dict) else {"": own or []}
        for band, lines in bands.items():
            name = f"replies.{slot.value}.{band}" if band else f"replies.{slot.value}"
            words = f"{label} · {band}" if band else str(label)
            yield Shown(f"{base}{name}", Input(name, "lines", words), _text(lines, "lines"))  # type: ignore[arg-type]


def fill_in(document: Mapping[str, Any], form: Mapping[str, str]) -> dict[str, Any]:
    """The document with what the form says; what the form does not name stays."""
    filled = copy.deepcopy(dict(document))
    _fill(filled, (*HEAD, *SCRIPTS), form, "")
    _fill_rows(filled, LIMITS, form, "")
    for at, persona in enumerate(filled.get("personas") or []):
        base = f"personas.{at}."
        _fill(persona, PERSONA, form, base)
        for group in (FACTS, NEEDS, OBJECTIONS):
            _fill_rows(persona, group, form, base)
        inputs = [
            Input(one.input.name, "lines", one.input.label) for one in replies_of(persona, base)
        ]
        _fill(persona, inputs, form, base)
    return filled


def to_yaml(document: Mapping[str, Any]) -> str:
    return yaml.safe_dump(dict(document), allow_unicode=True, sort_keys=False, width=100)


def _fill(
    value: dict[str, Any], inputs: Sequence[Input], form: Mapping[str, str], base: str
) -> None:
    for one in inputs:
        if (given := form.get(f"{base}{one.name}")) is not None:
            _put(value, one.name, _read(given, one.kind))


def _fill_rows(value: dict[str, Any], group: Group, form: Mapping[str, str], base: str) -> None:
    """Rows that were emptied go; a filled row at the end is new and gets an id."""
    old = [row for row in value.get(group.name) or [] if isinstance(row, dict)]
    rows: list[dict[str, Any]] = []
    for at in range(min(MOST_ROWS, len(old) + 1)):
        row = dict(old[at]) if at < len(old) else {}
        prefix = f"{base}{group.name}.{at}."
        if not any(f"{prefix}{one.name}" in form for one in group.inputs):
            if row:
                rows.append(row)
            continue
        _fill(row, group.inputs, form, prefix)
        if any(row.get(one.name) for one in group.inputs):
            known = {str(one.get("id")) for one in (*old, *rows)}
            row.setdefault("id", _free_id(group.prefix, known))
            rows.append({"id": row.pop("id"), **row})
    if rows or group.name in value:
        value[group.name] = rows


def _free_id(prefix: str, known: set[str]) -> str:
    at = 1
    while f"{prefix}-{at}" in known:
        at += 1
    return f"{prefix}-{at}"


def _at(value: Any, path: str) -> Any:
    for part in path.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value


def _put(value: dict[str, Any], path: str, given: Any) -> None:
    *way, last = path.split(".")
    for part in way:
        inner = value.get(part)
        if not isinstance(inner, dict):
            inner = value[part] = {}
        value = inner
    if given in ("", []) and last not in value:
        return
    value[last] = given


def _text(value: Any, kind: str) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return ("\n" if kind == "lines" else "、").join(str(one) for one in value)
    return str(value)


def _read(text: str, kind: str) -> Any:
    text = clean(text.replace("\r\n", "\n"))
    if kind == "number":
        return int(text) if text.isdecimal() and len(text) < 6 else text
    if kind == "words":
        return [one.strip() for one in _SPLIT.split(text) if one.strip()]
    if kind == "lines":
        return [line.strip() for line in text.split("\n") if line.strip()]
    return text
