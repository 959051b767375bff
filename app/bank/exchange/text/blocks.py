"""The pieces of a section into drafts: which line belongs to which part of which question."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.bank.domain.types import ItemType
from app.bank.exchange.text import marks
from app.bank.exchange.text.breaking import Piece
from app.bank.exchange.text.cases import (
    break_cases,
    find_cases,
    is_case_heading,
    starts_of_cases,
)
from app.bank.exchange.text.draft import Draft, Section
from app.bank.exchange.text.headings import type_named
from app.bank.exchange.text.keylist import find_keys, find_table, is_table_row, split_numbered
from app.bank.exchange.text.marks import Start, find_start
from app.bank.exchange.text.materials import Materials
from app.bank.exchange.text.options import opens_options, split_options
from app.bank.exchange.text.sharing import share_answers
from app.bank.exchange.text.starts import choose_starts
from app.bank.exchange.text.typed import find_typed, without_type
from app.bank.exchange.text.unnumbered import begins_question, ends_with_truth

_WRAPPED = 18
_TASKS = (None, ItemType.SHORT_ANSWER, ItemType.ESSAY)
_ENDS = re.compile(r"[。；;！!？?）)]$")
_BREAKS_OFF = re.compile(r"[，,、：:的地得为和与及以在对把被将是（(《“]$")
# What an online examination prints beside the key: 我的答案：B 得分：2.0分.
_OTHERS_ANSWER = re.compile(r"\s{0,8}(?:(?:我的|学生|你的|考生)答案|得分)\s*[:：].*")
_KEY_A = re.compile(r"[（(]\s*A\s*[)）](?!.*[（(]?B\s*[)）.．、])")


def fill_section(section: Section, last_number: int) -> list[tuple[int, str]]:
    """Make the drafts of a section of questions; returns the lines that belong to none."""
    return _Filler(section, last_number).run()


class _Filler:
    def __init__(self, section: Section, last_number: int) -> None:
        self.section = section
        self.type = section.heading.type if section.heading else None
        self.loose: list[tuple[int, str]] = []
        self.material: tuple[str, str] | None = None
        self.gathering: list[tuple[int, str]] | None = None
        # The lines of a material that no question was given yet.
        self.waiting: list[tuple[int, str]] = []
        self.part = "stem"
        pieces = self._without_keys(section.pieces)
        if self.type is ItemType.TERM:
            pieces = [part for piece in pieces for part in split_numbered(piece)]
        self.in_cases = is_case_heading(section.heading)
        self.pieces = break_cases(pieces) if self.in_cases else pieces
        self.cases = find_cases(self.pieces) if self.in_cases else {}
        if self.cases:
            chosen = starts_of_cases(self.pieces, section, list(self.cases))
        else:
            chosen = choose_starts(
                self.pieces, section.heading, last_number, trusted=section.trusted
            )
        self.starts = {one.place: one for one in chosen}
        numbered = {place: one.start.number for place, one in self.starts.items()}
        self.materials = Materials(self.pieces, numbered, self.cases, in_cases=self.in_cases)

    def run(self) -> list[tuple[int, str]]:
        for place, piece in enumerate(self.pieces):
            chosen = self.starts.get(place)
            if chosen is not None:
                self._begin(piece, chosen.start, keyed=self._keyed(place, chosen.start.text))
            else:
                self._take(place, piece)
        self._end_material()
        self._lone_material()
        self._lone_task()
        share_answers(self.section.drafts, self.type)
        return self.loose

    def _lone_task(self) -> None:
        """六、实操题 with nothing but a text below it asks one question."""
        heading = self.section.heading
        if self.section.drafts or not self.loose or heading is None:
            return
        if not heading.title.endswith("题") or "选" in heading.title or self.type not in _TASKS:
            return
        first, last = self.loose[0][0], self.loose[-1][0]
        draft = Draft(first, last=last, sure=False, heading=heading, material=self.material)
        draft.parts["stem"] += [text for _line, text in self.loose]
        self.loose = []
        self.section.drafts.append(draft)

    @property
    def draft(self) -> Draft | None:
        return self.section.drafts[-1] if self.section.drafts else None

    def _without_keys(self, pieces: Sequence[Piece]) -> list[Piece]:
        """The pieces without lists of keys, which go to the section."""
        kept: list[Piece] = []
        place = 0
        while place < len(pieces):
            piece = pieces[place]
            keys: dict[int, str] = find_keys(piece.text)
            rows = 1
            if not keys and is_table_row(piece.text):
                rows = next(
                    (n for n, later in enumerate(pieces[place:]) if not is_table_row(later.text)),
                    len(pieces) - place,
                )
                keys = find_table([row.text for row in pieces[place : place + rows]])
            if keys:
                self.section.keys += [(number, key, piece.number) for number, key in keys.items()]
                place += rows
                continue
            kept += pieces[place : place + rows]
            place += rows
        return kept

    # ── where questions begin

    def _keyed(self, place: int, text: str) -> bool:
        """Whether (A) in front of a question is its key, as the option (A) is still to come."""
        ahead = self._ahead(place)[:1]
        return _KEY_A.match(text) is not None and bool(ahead) and opens_options(ahead[0])

    def _begin(
        self, piece: Piece, start: Start | None, text: str | None = None, *, keyed: bool = False
    ) -> None:
        self._end_material()
        text = text if text is not None else (start.text if start else piece.text)
        self.waiting = []
        draft = Draft(piece.number, material=self.material, heading=self.section.heading)
        if start is not None:
            draft.number, draft.style, draft.marks = start.number, start.style, start.points
        draft.sure = start is not None
        draft.last = piece.number
        self.section.drafts.append(draft)
        self.part = "stem"
        typed = find_typed(text)
        if typed is not None:
            draft.labels["type"], text, told = typed
            draft.marks = draft.marks or told
        if keyed:
            draft.parts["stem"].append(without_type(draft, text))
        elif text.strip():
            self._put(draft, piece.number, text)

    def _take(self, place: int, piece: Piece) -> None:
        text = self.cases[place].text if place in self.cases else piece.text
        if self.materials.begins(place, text, self.draft, self.part, self.gathering is not None):
            self._end_material()
            self.gathering = [(piece.number, text)]
            return
        if self.gathering is not None and not self.materials.asks_now(place):
            self.gathering.append((piece.number, text))
            return
        draft = self.draft
        typed = find_typed(text)
        if typed is not None and find_start(text) is None:
            start = find_start(typed[1])
            self._begin(piece, start)
            self.draft.labels["type"] = typed[0]  # type: ignore[union-attr]
            self.draft.marks = self.draft.marks or typed[2]  # type: ignore[union-attr]
            return
        if self._lost_number(place, draft) or begins_question(
            text, self._ahead(place), draft, self.type, numbered=bool(self.starts)
        ):
            self._begin(piece, None, text)
            return
        if draft is None:
            self.loose.append((piece.number, text))
            return
        draft.last = max(draft.last, piece.number)
        self._put(draft, piece.number, text, wrapped=self._wrapped(place))

    def _ahead(self, place: int) -> list[str]:
        """The next lines that begin no numbered question."""
        found: list[str] = []
        for n in range(place + 1, min(place + 4, len(self.pieces))):
            if n in self.starts:
                break
            found.append(self.pieces[n].text)
        return found

    def _lost_number(self, place: int, draft: Draft | None) -> bool:
        """Whether a line begins a question that lost its number: options come, and the one before has
        its own already."""
        text = self.pieces[place].text
        if draft is None or len(draft.options) < 2 or marks.find_explanation(text) is not None:
            return False
        if marks.find_answer(text) is not None or self.part == "explanation":
            return False
        head, pairs = split_options(text)
        if head and len(pairs) > 1 and all(label for label, _text in pairs):
            return pairs[0][0] == "A"
        ahead = self._ahead(place)
        return not pairs and bool(ahead) and opens_options(ahead[0])

    def _wrapped(self, place: int) -> bool:
        """Whether a line may be the rest of the one before it: that one was long, or broke off, or
        the next option is still to come."""
        before = self.pieces[place - 1]
        if self.pieces[place].after_gap:
            return False
        return (
            len(before.text) >= _WRAPPED
            or _BREAKS_OFF.search(before.text) is not None
            or self._option_follows(place)
        )

    def _option_follows(self, place: int) -> bool:
        """Whether the next line begins with the option that is due."""
        draft, ahead = self.draft, self._ahead(place)[:1]
        if draft is None or not draft.options or not ahead:
            return False
        head, pairs = split_options(ahead[0], len(draft.options))
        return not head and bool(pairs) and pairs[0][0] == chr(ord("A") + len(draft.options))

    def _end_material(self) -> None:
        if self.gathering is not None:
            self._lone_material()
            self.material = ("", "\n\n".join(text for _number, text in self.gathering))
            self.waiting, self.gathering = self.gathering, None

    def _lone_material(self) -> None:
        """A case behind which no question was found is one itself; other texts stay loose."""
        lines, self.waiting = self.waiting, []
        if not lines:
            return
        if not self.in_cases:
            self.loose += lines
            return
        draft = Draft(lines[0][0], last=lines[-1][0], sure=False, heading=self.section.heading)
        self.section.drafts.append(draft)
        self.part = "stem"
        for number, text in lines:
            self._put(draft, number, text)

    # ── the parts of a question

    def _put(self, draft: Draft, number: int, line: str, *, wrapped: bool = False) -> None:
        """Put a line where it belongs; a line may hold several parts."""
        line, labels = marks.cut_remarks(line)
        draft.labels |= labels
        if not line.strip():
            return
        for find, part in (
            (marks.find_explanation, "explanation"),
            (marks.find_points, "points"),
            (marks.find_answer, "answer"),
        ):
            text = find(line.strip())
            if text is not None:
                self._open_part(draft, number, part, text)
                return
        if self.part == "stem" and not draft.options:
            line = without_type(draft, line)
        if draft.awaits_options and opens_options(line):
            self.part = "options"
        if self.part in ("stem", "options"):
            head, tail = marks.cut_tail(line)
            if tail:
                self._put(draft, number, head, wrapped=wrapped)
                self._put(draft, number, tail)
                return
            self._question_line(draft, number, line, wrapped)
        else:
            head, tail = marks.cut_tail(line)
            if tail and marks.find_explanation(tail) is not None:
                draft.parts[self.part].append(head)
                self._put(draft, number, tail)
            else:
                draft.parts[self.part].append(line.strip())

    def _open_part(self, draft: Draft, number: int, part: str, text: str) -> None:
        self.part = part
        draft.part_lines.setdefault(part, number)
        text = _OTHERS_ANSWER.sub("", text) if part == "answer" else text
        head, tail = marks.cut_tail(text) if part != "explanation" else (text, "")
        if part == "answer" and text and marks.find_explanation(text) is not None:
            head, tail = "", text
        if head.strip():
            draft.parts[part].append(head.strip())
        if tail:
            self._put(draft, number, tail)

    def _question_line(self, draft: Draft, number: int, line: str, wrapped: bool) -> None:
        head, options = (
            (line, []) if line.startswith("|") else split_options(line, len(draft.options))
        )
        # Letters inside a stem are words of it, unless several of them have text behind.
        several = len(options) > 1 and all(text for _label, text in options)
        if options and (not head or several or (draft.options and len(options) > 1)):
            if head and draft.options and self.part == "options":
                self._more_of_option(draft, number, head, wrapped=True)
            elif head:
                draft.parts["stem"].append(head)
            self._add_options(draft, number, options)
        elif self.part == "options" and draft.options:
            self._more_of_option(draft, number, line.strip(), wrapped)
        elif self._is_over(draft):
            self.loose.append((number, line))
        else:
            draft.parts["stem"].append(line)

    def _is_over(self, draft: Draft) -> bool:
        """Whether a 判断 ended with its key, so that what follows it is no more of it."""
        named = type_named(draft.labels.get("type", ""))[0] or self.type
        stem = draft.parts["stem"]
        return named is ItemType.TRUE_FALSE and bool(stem) and ends_with_truth(stem[-1])

    def _add_options(self, draft: Draft, number: int, options: list[tuple[str, str]]) -> None:
        self.part = "options"
        for label, text in options:
            if label == "A" and len(draft.options) > 1:
                draft = Draft(number, heading=self.section.heading, material=self.material)
                draft.sure = False
                draft.last = number
                self.section.drafts.append(draft)
            draft.part_lines.setdefault("options", number)
            draft.options.append((label, text))

    def _more_of_option(self, draft: Draft, number: int, line: str, wrapped: bool) -> None:
        """A line behind options that is none: the rest of a broken one, or a remark."""
        label, text = draft.options[-1]
        if (
            self.type is not None
            and not self.type.is_choice
            and self.type is not ItemType.TRUE_FALSE
        ):
            draft.parts["stem"].append(line)
        elif not text or (wrapped and not _ENDS.search(text)) or line.startswith(("|", "![](")):
            draft.options[-1] = (label, text + line)
        else:
            self.loose.append((number, line))
