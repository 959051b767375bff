"""The pieces of a section into drafts: which line belongs to which part of which question."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.bank.domain.types import ItemType
from app.bank.exchange.text.keys.keylist import find_keys, find_table, is_table_row, split_numbered
from app.bank.exchange.text.keys.told_together import told_together
from app.bank.exchange.text.questions.cases import (
    break_cases,
    find_cases,
    is_case_heading,
    starts_of_cases,
)
from app.bank.exchange.text.questions.filling import Parts
from app.bank.exchange.text.questions.matching import fill_matching, is_matching
from app.bank.exchange.text.questions.materials import Materials
from app.bank.exchange.text.questions.sharing import share_answers
from app.bank.exchange.text.questions.starts import choose_starts
from app.bank.exchange.text.questions.typed import find_named, find_typed, without_type
from app.bank.exchange.text.questions.unnumbered import begins_question
from app.bank.exchange.text.sections.breaking import Piece
from app.bank.exchange.text.sections.draft import Draft, Section
from app.bank.exchange.text.words import marks
from app.bank.exchange.text.words.marks import Start, find_start
from app.bank.exchange.text.words.options import opens_options, split_options

_WRAPPED = 18
_TASKS = (None, ItemType.SHORT_ANSWER, ItemType.ESSAY)
_BREAKS_OFF = re.compile(r"[，,、：:的地得为和与及以在对把被将是（(《“]$")
_KEY_A = re.compile(r"[（(]\s*A\s*[)）](?!.*[（(]?B\s*[)）.．、])")


def fill_section(section: Section, last_number: int) -> list[tuple[int, str]]:
    """Make the drafts of a section of questions; returns the lines that belong to none."""
    if is_matching(section.heading):
        fill_matching(section)
        return []
    return _Filler(section, last_number).run()


class _Filler(Parts):
    def __init__(self, section: Section, last_number: int) -> None:
        super().__init__(section)
        self.gathering: list[tuple[int, str]] | None = None
        # The lines of a material that no question was given yet.
        self.waiting: list[tuple[int, str]] = []
        # The places right behind a list of keys: what stands there belongs to no question before.
        self.behind_keys: set[int] = set()
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

    def _without_keys(self, pieces: Sequence[Piece]) -> list[Piece]:
        """The pieces without lists of keys, which go to the section."""
        kept: list[Piece] = []
        place = 0
        while place < len(pieces):
            piece = pieces[place]
            keys: dict[int, str] = find_keys(piece.text) or told_together(pieces, place)
            rows = 1
            if not keys and is_table_row(piece.text):
                rows = next(
                    (n for n, later in enumerate(pieces[place:]) if not is_table_row(later.text)),
                    len(pieces) - place,
                )
                keys = find_table([row.text for row in pieces[place : place + rows]])
            if keys:
                self.behind_keys.add(len(kept))
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
        typed = find_typed(text.lstrip())
        if typed is not None:
            draft.labels["type"], text, told = typed
            draft.marks = draft.marks or told
        elif start is not None and (named := find_named(text.lstrip())):
            draft.labels["type"], text = named
        if keyed:
            draft.parts["stem"].append(without_type(draft, text))
        elif text.strip():
            self.put(draft, piece.number, text)

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
        if self._lost_number(place, draft) or (
            not self._explains(draft)
            and begins_question(
                text, self._ahead(place), draft, self.type, numbered=bool(self.starts)
            )
        ):
            self._begin(piece, None, text)
            return
        if draft is None or self._closed(place, text):
            self.loose.append((piece.number, text))
            return
        draft.last = max(draft.last, piece.number)
        self.put(draft, piece.number, text, wrapped=self._wrapped(place))

    def _closed(self, place: int, text: str) -> bool:
        """Whether a line stands right behind a list of keys, or such lines, and tells no part of an answer."""
        behind = place in self.behind_keys and not opens_options(text)
        closed = behind and not any(
            find(text) is not None
            for find in (marks.find_answer, marks.find_explanation, marks.find_points)
        )
        if closed:
            self.behind_keys.add(place + 1)
        return closed

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
        if opens_options(text) and len(pairs) == 1:
            return self._behind_page(place)
        if head and len(pairs) > 1 and all(label for label, _text in pairs):
            return pairs[0][0] == "A"
        ahead = self._ahead(place)
        return not pairs and bool(ahead) and opens_options(ahead[0])

    def _behind_page(self, place: int) -> bool:
        """Whether options begin where the head of a page was: the question stood at the end of the one before.
        Without it they may say of each option why it is wrong."""
        piece, before = self.pieces[place], self.pieces[place - 1]
        turned = piece.number > before.number + 1 and not piece.after_gap
        ahead = self._ahead(place)[:1]
        return turned and bool(ahead) and split_options(ahead[0], 1)[1][:1] != []

    def _explains(self, draft: Draft | None) -> bool:
        """Whether 解析： alone on the line before waits for its text."""
        return draft is not None and self.part == "explanation" and not draft.parts["explanation"]

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
            self.put(draft, number, text)
