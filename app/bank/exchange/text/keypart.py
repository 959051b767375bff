"""Keys from a part of their own, given to the questions they belong to."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from app.bank.domain.types import ItemType
from app.bank.exchange.text.breaking import Piece
from app.bank.exchange.text.cases import counted
from app.bank.exchange.text.draft import Draft, Section
from app.bank.exchange.text.headings import Heading
from app.bank.exchange.text.keylist import (
    bare_key,
    find_keys,
    find_table,
    is_table_row,
    listed_in_order,
    split_numbered,
)
from app.bank.exchange.text.marks import (
    cut_tail,
    family_of,
    find_answer,
    find_explanation,
    find_points,
    find_start,
)
from app.bank.exchange.text.starts import choose_starts

_OBJECTIVE = (ItemType.SINGLE_CHOICE, ItemType.MULTIPLE_RESPONSE, ItemType.TRUE_FALSE, None)
# Keys stand at most so many sections behind their questions, which keeps the work linear.
_MOST_WAITING = 200
_MOST_IN_ORDER = 200
_SQUARED = re.compile(r"【(?P<text>[^【】]+)】\s*[。；;]?")


def give_keys(sections: Sequence[Section], loose: list[tuple[int, str]]) -> None:
    """Give every key of the key parts, and every list inside a section, to a question without one."""
    for place, section in enumerate(sections):
        if section.keys:
            _give_list(_own_scope(sections, place), section.keys, loose)
    waiting: list[Section] = []
    for key_part, run in groupby(sections, key=lambda section: section.key_part):
        if not key_part:
            waiting = [*waiting, *(one for one in run if one.drafts)][-_MOST_WAITING:]
            continue
        keys = list(run)
        near = _nearest(keys, waiting)
        for section in keys:
            _KeyPart(section, near, waiting, loose).give()


def _nearest(keys: Sequence[Section], waiting: Sequence[Section]) -> list[Section]:
    """The questions that a part of keys is for where it names no chapter: those of the last paper,
    unless it has more to give than that one asks."""
    region = [one for one in waiting if one.region == keys[0].region]
    last = [one for one in region if one.group == region[-1].group]
    headings = [section.heading for section in keys if section.heading and section.pieces]
    twice = len({(one.type, one.ordinal) for one in headings}) < len(headings)
    if twice or not all(
        any(one.heading and _alike(one.heading, h) for one in last) for h in headings
    ):
        return region
    given = sum(len(find_keys(piece.text)) for section in keys for piece in section.pieces)
    return last if given <= sum(len(one.drafts) for one in last) else region


def _own_scope(sections: Sequence[Section], place: int) -> list[Section]:
    """The section itself first, then those before it in the same paper."""
    own = sections[place]
    near = sections[max(0, place - _MOST_WAITING) : place]
    return [own, *(one for one in near if not one.key_part and one.group == own.group)]


class _KeyPart:
    """One section of keys: a list, a table, or an answer for each number."""

    def __init__(
        self,
        section: Section,
        near: list[Section],
        before: list[Section],
        loose: list[tuple[int, str]],
    ) -> None:
        self.section, self.near, self.before, self.loose = section, near, before, loose
        self.scope = self._scope(self.section.heading)

    def _scope(self, heading: Heading | None) -> list[Section]:
        """The sections of questions that these keys may be for, the likeliest first."""
        own = self.section
        named = [one for one in self.before if one.title == own.title] if own.title else []
        pool = [one for one in named if one.region == own.region]
        pool = pool if pool and own.title_told else self.near
        if heading is None:
            return pool
        same = [one for one in pool if one.heading and _alike(one.heading, heading)]
        # 论述题 and 案例分析题 are of one type: the title decides between them, then the ordinal.
        for agree in (_same_title, _same_ordinal):
            same = [one for one in same if one.heading and agree(one.heading, heading)] or same
        return same or ([one for one in pool if one.heading is None] if heading.named else pool)

    def give(self) -> None:
        pieces: list[Piece] = []
        listed: list[tuple[int, str, int]] = []
        for piece in self._rows():
            if keys := find_keys(piece.text):
                listed += [(number, key, piece.number) for number, key in keys.items()]
            else:
                pieces.append(piece)
        _give_list(self.scope, listed, self.loose)
        pieces = [piece for piece in pieces if not self._in_order(piece)]
        self._answers(pieces)

    def _in_order(self, piece: Piece) -> bool:
        """Give keys without numbers, BACDD or 对错对, where there are as many as questions."""
        drafts = [
            draft for section in self.scope for draft in section.drafts if not draft.has_answer
        ]
        keys = listed_in_order(piece.text)
        if len(drafts) == 1 and keys and all(len(key) == 1 for key in keys):
            keys = ["".join(keys)]
        if not keys or len(keys) != len(drafts) or len(drafts) > _MOST_IN_ORDER:
            return False
        for draft, key in zip(drafts, keys, strict=True):
            draft.listed_key, draft.key_line = key, piece.number
        return True

    def _rows(self) -> Iterator[Piece]:
        """The pieces; tables of keys are given on the way."""
        pieces = self.section.pieces
        place = 0
        while place < len(pieces):
            rows = place
            while rows < len(pieces) and is_table_row(pieces[rows].text):
                rows += 1
            keys = find_table([piece.text for piece in pieces[place:rows]]) if rows > place else {}
            if keys:
                number = pieces[place].number
                rows_given = [(n, key, number) for n, key in keys.items()]
                _give_list(self.scope, rows_given, self.loose)
                place = rows
            else:
                yield pieces[place]
                place += 1

    def _answers(self, pieces: list[Piece]) -> None:
        """Answers that stand number by number, each perhaps over several lines."""
        pieces = [part for piece in pieces for part in split_numbered(piece)]
        open_ = _Open(self.scope)
        awaited = open_.awaited()
        pieces = [part for piece in pieces for part in _of_case(piece, awaited)]
        chosen = choose_starts(pieces, self.section.heading, key_part=True, awaited=awaited)
        starts = {one.place: one.start for one in chosen}
        if self._lone() is not None and not any(
            (one.family, one.number) in awaited for one in starts.values()
        ):
            starts = {}  # They count the points of the one answer.
        draft: Draft | None = None
        for place, piece in enumerate(pieces):
            start = starts.get(place)
            if start is not None:
                draft = open_.take(start.number)
                text = start.text.strip()
            elif draft is None and not starts and (lone := self._lone()) is not None:
                draft, text = lone, piece.text.strip()
            else:
                text = piece.text.strip()
            if draft is None:
                self.loose.append((piece.number, piece.text))
                continue
            _add(draft, piece.number, text, first=start is not None)

    def _lone(self) -> Draft | None:
        """The one question of a section that has no number: an essay, a case."""
        drafts = [draft for section in self.scope for draft in section.drafts]
        return drafts[0] if len(drafts) == 1 and not drafts[0].has_answer else None


def _of_case(piece: Piece, awaited: frozenset[tuple[str, int]]) -> list[Piece]:
    """39.（1）甲（2）乙 as （1）甲 and （2）乙 where 39. is a case and its questions wait for answers."""
    start = find_start(piece.text)
    inner = find_start(start.text) if start is not None else None
    if start is None or inner is None or any(start.number == n for _family, n in awaited):
        return [piece]
    if (inner.family, inner.number) not in awaited:
        return [piece]
    return [replace(piece, text=text) for text in counted(start.text)]


def _add(draft: Draft, number: int, text: str, *, first: bool) -> None:
    """Add a line to the answer of a question; 解析： opens its explanation."""
    told = find_answer(text)
    told = find_points(text) if told is None else told
    text = told if told is not None else text
    squared = _SQUARED.fullmatch(text) if first else None
    head, tail = cut_tail(squared["text"] if squared else text)
    if find_explanation(text) is not None:
        head, tail = "", text
    if first and not draft.parts["answer"] and bare_key(head.rstrip("，,")):
        draft.listed_key, draft.key_line = head.strip(" ，,。.；;（()）【】[]"), number
    elif head.strip():
        part = "explanation" if draft.listed_key or draft.parts["explanation"] else "answer"
        draft.part_lines.setdefault(part, number)
        draft.parts[part].append(head.strip())
    if tail:
        why = find_explanation(tail)
        draft.part_lines.setdefault("explanation", number)
        draft.parts["explanation"].append(tail if why is None else why)


def _alike(question: Heading, key: Heading) -> bool:
    if key.named and question.named:
        if key.type is question.type:
            return key.type is not None or key.title == question.title
        return key.type is None and question.type in _OBJECTIVE and key.ordinal == question.ordinal
    return bool(key.ordinal) and key.ordinal == question.ordinal


def _same_title(question: Heading, key: Heading) -> bool:
    return question.title.removesuffix("题") == key.title.removesuffix("题")


def _same_ordinal(question: Heading, key: Heading) -> bool:
    return question.ordinal == key.ordinal


class _Open:
    """Questions that have no key yet, by number, in the order of the sections."""

    def __init__(self, scope: Sequence[Section]) -> None:
        self.waiting: dict[int, deque[Draft]] = {}
        for section in scope:
            for draft in section.drafts:
                if not draft.has_answer:
                    self.waiting.setdefault(draft.number, deque()).append(draft)

    def awaited(self) -> frozenset[tuple[str, int]]:
        """Family and number of each of them."""
        return frozenset(
            (family_of(draft.style), number)
            for number, drafts in self.waiting.items()
            for draft in drafts
            if draft.style
        )

    def take(self, number: int) -> Draft | None:
        """The next question of this number; it will not be given again."""
        waiting = self.waiting.get(number)
        return waiting.popleft() if waiting else None


def _give_list(
    scope: Sequence[Section], keys: list[tuple[int, str, int]], loose: list[tuple[int, str]]
) -> None:
    """Give a list of keys; where its numbers begin again, the next section's keys begin. Keys that no
    question takes are left among the loose lines."""
    for run in _runs(keys):
        objective = [one for one in scope if _takes(one, run)]
        unnumbered = [] if objective else [one for one in scope if _counts(one)]
        open_ = _Open(objective or scope)
        for number, key, line in run:
            draft = open_.take(number)
            if draft is None and unnumbered:
                drafts = unnumbered[0].drafts
                draft = drafts[number - 1] if 0 < number <= len(drafts) else None
                draft = draft if draft is not None and not draft.has_answer else None
            if draft is not None:
                draft.listed_key, draft.key_line = key, line
            else:
                loose.append((line, f"{number}. {key}"))


def _counts(section: Section) -> bool:
    """Whether the questions of a section have no numbers, so that their places count."""
    return bool(section.drafts) and not any(draft.number for draft in section.drafts)


def _takes(section: Section, run: list[tuple[int, str, int]]) -> bool:
    """Whether a run of keys fits a section: its questions lack keys and are of a kind that has such."""
    type_ = section.heading.type if section.heading else None
    if type_ not in _OBJECTIVE and type_ is not ItemType.FILL_BLANK:
        return False
    truths = sum(key in ("√", "×", "对", "错", "正确", "错误") for _n, key, _line in run)
    if type_ is ItemType.TRUE_FALSE and not truths:
        return all(key in ("T", "F", "A", "B", "Y", "N") for _n, key, _line in run)
    if truths > len(run) / 2 and type_ is not None and type_.is_choice:
        return False
    numbers = {draft.number for draft in section.drafts if not draft.has_answer}
    return any(number in numbers for number, _key, _line in run)


def _runs(keys: list[tuple[int, str, int]]) -> Iterator[list[tuple[int, str, int]]]:
    run: list[tuple[int, str, int]] = []
    for key in keys:
        if run and key[0] <= run[-1][0]:
            yield run
            run = []
        run.append(key)
    if run:
        yield run
