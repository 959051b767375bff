"""Pasted text into cards: which line belongs to which question, and to which part of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.bank.domain.paste import lines as line_kinds
from app.bank.domain.paste.cards import Card
from app.bank.domain.paste.finish import Raw, finish
from app.bank.domain.paste.keylist import find_keys
from app.bank.domain.types import ItemType

MOST_CARDS = 300
# A part of the question that follows a remark on the same line: 【难度】易【解析】…
_PART_WORD = re.compile(
    r"[【\[](?:参考答案|正确答案|标准答案|答案解析|试题解析|答案|解析|详解)[】\]]"
)
_WRITTEN = frozenset({ItemType.TERM, ItemType.SHORT_ANSWER, ItemType.ESSAY})


@dataclass(frozen=True, slots=True)
class Pasted:
    """What the text became. `loose` are lines (number, text) that belong to no question."""

    cards: tuple[Card, ...]
    loose: tuple[tuple[int, str], ...] = ()


@dataclass(slots=True)
class _State:
    type: ItemType | None = None
    points: str = ""
    raws: list[Raw] = field(default_factory=list[Raw])
    loose: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])
    part: str = "stem"
    # Style and last number of the numbered list inside a written answer.
    list_style: str = ""
    list_number: int = 0

    @property
    def current(self) -> Raw | None:
        return self.raws[-1] if self.raws else None


def parse_text(text: str) -> Pasted:
    """Read pasted text. At most 300 questions; further ones are left among the loose lines."""
    rows = [
        (number, line.replace("\u00a0", " ").strip())
        for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1)
    ]
    state = _State()
    for index, (number, line) in enumerate(rows):
        if line:
            _take(state, number, line, [later for _n, later in rows[index + 1 :] if later])
    for raw in state.raws[MOST_CARDS:]:
        state.loose += raw.source
    cards = tuple(finish(raw) for raw in state.raws[:MOST_CARDS])
    return Pasted(cards, tuple(sorted(set(state.loose))))


def _take(state: _State, number: int, line: str, later: list[str]) -> None:
    heading = line_kinds.find_heading(line)
    if heading is not None:
        state.type, state.points, state.part = heading.type, heading.points, "heading"
        return
    if (keys := find_keys(line)) and _give_keys(state, keys):
        return
    start = line_kinds.find_start(line)
    if start is not None and not _continues_list(state, start, later):
        state.raws.append(Raw(start.number, start.style, state.type, state.points, number))
        state.part, state.list_style, state.list_number = "stem", "", 0
        _take_question_text(state, number, line, start.text)
        return
    if start is None and (typed := line_kinds.find_typed(line)):
        _take_typed(state, number, line, typed)
        return
    raw = state.current
    if raw is None or (state.part == "heading" and not _is_answer_part(line)):
        state.loose.append((number, line))
        return
    raw.source.append((number, line))
    _take_part(state, raw, number, line)


def _is_answer_part(line: str) -> bool:
    return line_kinds.find_answer(line) is not None or line_kinds.find_explanation(line) is not None


def _take_typed(state: _State, number: int, line: str, typed: line_kinds.Typed) -> None:
    """名词解释：客户忠诚 opens a section and asks its first question, with or without a number."""
    state.type, state.points = typed.type, ""
    start = line_kinds.find_start(typed.text)
    raw = Raw("", "", typed.type, "", number)
    if start is not None:
        raw = Raw(start.number, start.style, typed.type, "", number)
    state.raws.append(raw)
    state.part, state.list_style, state.list_number = "stem", "", 0
    _take_question_text(state, number, line, start.text if start else typed.text)


def _take_question_text(state: _State, number: int, line: str, text: str) -> None:
    raw = state.raws[-1]
    raw.source.append((number, line))
    if typed := line_kinds.find_typed(text):
        raw.type, text = typed.type, typed.text
    if text:
        _take_part(state, raw, number, text)


def _take_part(state: _State, raw: Raw, number: int, line: str) -> None:
    """Put a line of a question where it belongs; a line may hold several parts."""
    line, remark = line_kinds.cut_remark(line)
    if remark:
        state.loose.append((number, remark))
        remainder = _PART_WORD.search(remark)
        if remainder:
            state.loose[-1] = (number, remark[: remainder.start()].rstrip())
        if line:
            _take_part(state, raw, number, line)
        if remainder:
            _take_part(state, raw, number, remark[remainder.start() :])
        return
    for find, part in (
        (line_kinds.find_explanation, "explanation"),
        (line_kinds.find_points, "points"),
        (line_kinds.find_answer, "answer"),
    ):
        text = find(line)
        if text is not None:
            state.part = part
            raw.part_lines.setdefault(part, number)
            head, tail = line_kinds.cut_tail(text) if part != "explanation" else (text, "")
            if head:
                raw.parts[part].append(head)
            _note_list(state, head)
            if tail:
                _take_part(state, raw, number, tail)
            return
    for cut in (line_kinds.cut_answer, line_kinds.cut_tail):
        head, tail = cut(line)
        if tail and state.part in ("stem", "options"):
            _take_part(state, raw, number, head)
            _take_part(state, raw, number, tail)
            return
    _continue_part(state, raw, number, line)


def _continue_part(state: _State, raw: Raw, number: int, line: str) -> None:
    if state.part in ("stem", "options"):
        head, options = line_kinds.split_options(line, len(raw.options))
        # Letters inside a stem are words of it, unless several of them have text behind.
        if options and (not head or (len(options) > 1 and all(text for _name, text in options))):
            if head:
                raw.parts["stem"].append(head)
            raw.options += options
            raw.part_lines.setdefault("options", number)
            state.part = "options"
        elif state.part == "options" and raw.options:
            state.loose.append((number, line))
        else:
            raw.parts["stem"].append(line)
        return
    raw.parts[state.part].append(line)


def _continues_list(state: _State, start: line_kinds.Start, later: list[str]) -> bool:
    """Whether a numbered line is a piece of the present written answer and no new question."""
    raw = state.current
    if raw is None or state.part not in ("answer", "points", "explanation"):
        return False
    if raw.type is not None and raw.type not in _WRITTEN and state.part == "answer":
        return False
    number = int(start.number)
    begins = number == 1 and not state.list_number
    goes_on = state.list_style == start.style and number == state.list_number + 1
    if not (begins or goes_on):
        return False
    is_next_question = start.style == raw.style and number == int(raw.number) + 1
    if (is_next_question or (begins and start.style == raw.style)) and _has_own_answer(later):
        return False
    state.list_style, state.list_number = start.style, number
    return True


def _note_list(state: _State, head: str) -> None:
    """答：1. … begins the list on the line of the word itself."""
    start = line_kinds.find_start(head) if head else None
    if start is not None and start.number == "1":
        state.list_style, state.list_number = start.style, 1


def _has_own_answer(later: list[str]) -> bool:
    """Whether an answer, or options, come before the next numbered line."""
    for line in later[:12]:
        if line_kinds.find_start(line) is not None or line_kinds.find_heading(line) is not None:
            return False
        if line_kinds.find_answer(line) is not None or line_kinds.split_options(line, 0)[1]:
            return True
    return False


def _give_keys(state: _State, keys: dict[str, str]) -> bool:
    """Give a list of keys (`1-5 BACDA`) to the questions of these numbers that have none."""
    given = False
    for number, key in keys.items():
        raw = next(_unanswered(state.raws, number), None)
        if raw is not None:
            raw.parts["answer"].append(key)
            given = True
    return given


def _unanswered(raws: list[Raw], number: str) -> Iterator[Raw]:
    return (raw for raw in raws if raw.number == number and not raw.parts["answer"])
