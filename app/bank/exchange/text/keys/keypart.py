"""Keys from a part of their own, given to the questions they belong to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from itertools import groupby

from app.bank.exchange.questions import ProblemKind
from app.bank.exchange.text.keys.case_keys import answers_by_case
from app.bank.exchange.text.keys.giving import (
    OpenDrafts,
    alike,
    give_list,
    one_each,
    open_drafts,
    same_ordinal,
    same_title,
)
from app.bank.exchange.text.keys.keylist import (
    bare_key,
    find_keys,
    find_table,
    is_table_row,
    listed_in_order,
    row_answer,
    split_awaited,
    split_numbered,
    split_rounded,
)
from app.bank.exchange.text.questions.cases import counted, is_case_heading
from app.bank.exchange.text.questions.matching import is_matching
from app.bank.exchange.text.questions.starts import choose_starts
from app.bank.exchange.text.sections.breaking import Piece
from app.bank.exchange.text.sections.draft import Draft, Section
from app.bank.exchange.text.words.headings import Heading
from app.bank.exchange.text.words.marks import (
    Start,
    cut_tail,
    find_answer,
    find_explanation,
    find_points,
    find_start,
)

# Keys stand at most so many sections behind their questions, which keeps the work linear.
_MOST_WAITING = 200
_MOST_IN_ORDER = 200
_SQUARED = re.compile(r"【(?P<text>[^【】]+)】\s*[。；;]?")


def give_keys(sections: Sequence[Section], loose: list[tuple[int, str]]) -> None:
    """Give every key of the key parts, and every list inside a section, to a question without one."""
    for place, section in enumerate(sections):
        if section.keys:
            scope = _own_scope(sections, place)
            asked = any(one.drafts for one in scope)
            give_list(scope if asked else _ahead(sections, place), section.keys, loose)
    waiting: list[Section] = []
    runs = [(part, list(run)) for part, run in groupby(sections, key=lambda one: one.key_part)]
    for place, (key_part, keys) in enumerate(runs):
        if not key_part:
            waiting = [*waiting, *(one for one in keys if one.drafts)][-_MOST_WAITING:]
            continue
        near = _nearest(keys, waiting) if waiting else _following(runs[place + 1 : place + 2])
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
        any(one.heading and alike(one.heading, h) for one in last) for h in headings
    ):
        return region
    given = sum(len(find_keys(piece.text)) for section in keys for piece in section.pieces)
    return last if given <= sum(len(one.drafts) for one in last) else region


def _following(runs: Sequence[tuple[bool, list[Section]]]) -> list[Section]:
    """The questions behind keys that stand in front of all of them."""
    return [one for _part, run in runs for one in run if one.drafts][:_MOST_WAITING]


def _own_scope(sections: Sequence[Section], place: int) -> list[Section]:
    """The section itself first, then those before it in the same paper."""
    own = sections[place]
    near = sections[max(0, place - _MOST_WAITING) : place]
    return [own, *(one for one in near if not one.key_part and one.group == own.group)]


def _ahead(sections: Sequence[Section], place: int) -> list[Section]:
    """The sections behind a table of answers that heads the paper (答题栏), before anything is asked: those of
    its own heading, else all of the paper."""
    own = sections[place]
    behind = sections[place + 1 : place + 1 + _MOST_WAITING]
    paper = [one for one in behind if one.drafts and one.group == own.group]
    heading = own.heading
    same = [one for one in paper if heading and one.heading and alike(one.heading, heading)]
    return same or paper


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
        same = [one for one in pool if one.heading and alike(one.heading, heading)]
        # 论述题 and 案例分析题 are of one type: the title decides between them, then the ordinal.
        for agree in (same_title, same_ordinal):
            same = [one for one in same if one.heading and agree(one.heading, heading)] or same
        if same or not heading.named or own.key_titled:
            return same or pool
        return [one for one in pool if one.heading is None]

    def give(self) -> None:
        if self._joins():
            return
        pieces: list[Piece] = []
        listed: list[tuple[int, str, int]] = []
        for piece in self._rows():
            if keys := find_keys(piece.text):
                listed += [(number, key, piece.number) for number, key in keys.items()]
            else:
                pieces.append(piece)
        give_list(self.scope, listed, self.loose)
        pieces = [piece for piece in pieces if not self._in_order(piece)]
        self._answers(pieces)

    def _joins(self) -> bool:
        """Give the pairs of a 连线题, 1-A 2-B, as they stand."""
        drafts = open_drafts(self.scope)
        if len(drafts) != 1 or not is_matching(drafts[0].heading):
            return False
        for piece in self.section.pieces:
            _add(drafts[0], piece.number, piece.text.strip(), first=False)
        return True

    def _in_order(self, piece: Piece) -> bool:
        """Give keys without numbers, BACDD or 对错对, where there are as many as questions."""
        drafts = open_drafts(self.scope)
        keys = listed_in_order(piece.text)
        if len(drafts) == 1 and keys and all(len(key) == 1 for key in keys):
            keys = ["".join(keys)]
        keys = one_each(keys, drafts)
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
                give_list(self.scope, rows_given, self.loose)
                place = rows
            else:
                yield pieces[place]
                place += 1

    def _answers(self, pieces: list[Piece]) -> None:
        """Answers that stand number by number, each perhaps over several lines."""
        drafts = open_drafts(self.scope)
        numbers = {draft.number for draft in drafts}
        pieces = [part for piece in _of_rows(pieces) for part in split_numbered(piece)]
        pieces = [part for piece in pieces for part in split_awaited(piece, numbers)]
        pieces = [part for piece in pieces for part in split_rounded(piece, numbers)]
        named, pieces = answers_by_case(pieces, drafts)
        for group, answer in named:
            self._give(answer, group, group)
        waiting = [draft for draft in drafts if not draft.has_answer]
        self._give(pieces, waiting, self._whole(waiting))

    def _give(self, pieces: list[Piece], drafts: list[Draft], whole: list[Draft]) -> None:
        """Give answers number by number, or one text to the questions of `whole`."""
        open_ = OpenDrafts(drafts)
        awaited = open_.awaited()
        pieces = [part for piece in pieces for part in _of_case(piece, awaited)]
        chosen = choose_starts(pieces, self.section.heading, key_part=True, awaited=awaited)
        starts = {one.place: one.start for one in chosen}
        alone = len(starts) == len(whole) == 1 and starts.get(0) is not None
        if alone and starts[0].number == whole[0].number:
            awaited |= {
                (starts[0].family, starts[0].number)
            }  # (1) is the number of the one question.
        if whole and not _counts_questions(list(starts.values()), whole, awaited):
            starts = {}  # They count the points of the one answer.
        takers: list[Draft] = []
        for place, piece in enumerate(pieces):
            start = starts.get(place)
            if start is not None:
                draft = open_.take(start.number)
                takers = [] if draft is None else [draft]
            elif not takers and not starts:
                takers = whole
            text = (start.text if start is not None else piece.text).strip()
            for draft in takers:
                _add(draft, piece.number, text, first=start is not None)
            if not takers:
                self.loose.append((piece.number, piece.text))
        if len(takers) > 1:
            for draft in takers:
                draft.note(ProblemKind.SHARED_ANSWER, "answer")

    def _whole(self, waiting: list[Draft]) -> list[Draft]:
        """The questions that one answer without a number is for: the only one of a section, an essay or a
        case, or all those of its only case."""
        if sum(len(section.drafts) for section in self.scope) == 1:
            return waiting
        cases = {id(draft.material) for draft in waiting}
        told = bool(waiting) and (waiting[0].material or is_case_heading(waiting[0].heading))
        return waiting if len(cases) == 1 and told else []


def _counts_questions(
    starts: Sequence[Start], whole: Sequence[Draft], awaited: Set[tuple[str, int]]
) -> bool:
    """Whether the numbers of an answer are those of the questions and do not count its points."""
    if len(whole) == 1:
        return any((one.family, one.number) in awaited for one in starts)
    numbers = {number for _family, number in awaited}
    return bool(starts) and {one.number for one in starts} <= numbers


def _of_case(piece: Piece, awaited: frozenset[tuple[str, int]]) -> list[Piece]:
    """39.（1）甲（2）乙 as （1）甲 and （2）乙 where 39. is a case and its questions wait for answers."""
    start = find_start(piece.text)
    inner = find_start(start.text) if start is not None else None
    if start is None or inner is None or any(start.number == n for _family, n in awaited):
        return [piece]
    if (inner.family, inner.number) not in awaited:
        return [piece]
    return [replace(piece, text=text) for text in counted(start.text)]


def _of_rows(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces; a table that tells an answer beside each number is a list of answers."""
    for piece in pieces:
        told = row_answer(piece.text) if piece.text.startswith("|") else None
        if told is None:
            yield piece
        elif told:
            yield replace(piece, text=told)


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
