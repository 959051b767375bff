"""Pieces into sections: headings, chapters, papers put one after the other, parts that hold the keys."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.bank.exchange.text.keys.key_lists import KeyLists
from app.bank.exchange.text.keys.keylist import (
    find_keys,
    strip_section,
)
from app.bank.exchange.text.questions.cases import asks_next, is_case_heading
from app.bank.exchange.text.sections.breaking import Piece
from app.bank.exchange.text.sections.draft import Section
from app.bank.exchange.text.sections.lessons import lesson_places
from app.bank.exchange.text.sections.section_words import (
    PAPER_LETTER,
    bare_name,
    chapter_of,
    holds_answers,
    may_ask,
    names_paper,
    next_told,
    only_keys,
    own_word,
    points_of,
    prefix,
    promises_questions,
    section_in,
    shows_options,
)
from app.bank.exchange.text.words.headings import (
    HAN,
    Heading,
    find_heading,
    part_of,
)
from app.bank.exchange.text.words.marks import (
    find_answer,
    find_start,
)
from app.bank.exchange.text.words.options import opens_options

_TRUST = re.compile(r"试卷|试题|习题|复习|练习|题库|模拟|测试|测验|考卷|自测|思考题|考试|答案")
# 五、 alone over the answers of a section that has no other name there.
_ORDINAL = re.compile(rf"[{HAN}]{{1,3}}\s*[、.．]")
_LOOK_AHEAD, _NEAR = 40, 3
_ASKED = re.compile(r"[（(][\s\u3000]*[)）]|_{2,}|[?？]$")


def split_sections(pieces: Sequence[Piece]) -> tuple[list[Section], list[tuple[int, str]]]:
    """The sections in order, and the lines that only named them."""
    return _Splitter(pieces).run()


class _Splitter(KeyLists):
    """Walks over the pieces once; what a heading means depends on what stands around it."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        super().__init__(pieces)
        self.group = 0
        self.title = ""
        self.key_titles: list[int] = []
        self.trusted = any(promises_questions(piece.text.strip()) for piece in pieces)
        self.lessons = lesson_places(pieces)
        self.sections.append(Section(None, 0, trusted=self.trusted))

    def run(self) -> tuple[list[Section], list[tuple[int, str]]]:
        for place, piece in enumerate(self.pieces):
            text = piece.text.strip()
            if piece.apart:
                self._part(place)
            if not (self._tells_keys(place, piece, text) or self._heads(place, piece, text)):
                self.sections[-1].pieces.append(piece)
        return self._judged(), self.named

    def _part(self, place: int) -> None:
        """Other questions than those of the last heading begin, perhaps behind the keys of the first."""
        near = [piece.text for piece in self.pieces[place : place + _NEAR]]
        if self.keys and (any(map(opens_options, near)) or self._asks_again(place - 1)):
            self._questions_again()
        last = self.sections[-1]
        start = find_start(near[0])
        again = start is not None and start.number == 1 and bool(last.pieces)
        if not self.keys and (last.heading is not None or last.key_part or again):
            self._open(None)

    def _tells_keys(self, place: int, piece: Piece, text: str) -> bool:
        """Take the title of a part of keys, or a line that lists those of a section."""
        if self.titles_keys(place, text):
            self.name_remark(place)
            self.keys, self.title_told = True, False
            self._chapter_in(text)
            self.key_titles.append(len(self.sections))
            self.answered = section_in(text)
            self._open(self.answered)
            self.sections[-1].key_titled = True
        elif not self.keys and self.lists_all(place, text):
            self.keys, self.title_told = True, False
            self._open(None)
            self.sections[-1].pieces.append(piece)
        elif (answers := strip_section(text)) and (
            (self.keys and find_keys(answers)) or self.begins_keys(place, text, answers)
        ):
            self._answers_of(piece, text, answers)
        else:
            return False
        return True

    def _heads(self, place: int, piece: Piece, text: str) -> bool:
        """Take a heading, or the name of a part, a lesson, a chapter or a paper."""
        if self._asks_about_case(text):
            return False
        if self.announces_more(place, text):
            self.named.append((piece.number, text))
            self._questions_again()
            self._open(None)
            return True
        heading = find_heading(text) or own_word(self.pieces, place, text)
        if heading := heading or (points_of(text, self.sections) if self.keys else None):
            if not self.keys and self.mirrors(place, heading):
                self.name_title(place)
                self.keys, self.answered, self.title_told = True, None, False
            answered = self.answered is not None and heading.type is not self.answered.type
            if answered or self.asks_new(place, heading):
                self._questions_again()
            if not heading.named:
                self.named.append((piece.number, text))
            self._open(heading)
        elif (
            self.keys
            and (answers := strip_section(text))
            and (holds_answers(answers) or next_told(text, self.sections, self.region))
        ):
            self._answers_of(piece, text, answers)
        elif self.keys and _ORDINAL.fullmatch(text):
            self._open(prefix(text))
        elif not self.keys and (part := part_of(text, self.sections[-1].heading)):
            self.named.append((piece.number, text))
            self._open(part)
        elif place in self.lessons:
            self.named.append((piece.number, text))
            self._open(None)
            self.sections[-1].trusted = False
        elif names_paper(text):
            self.named.append((piece.number, text))
            self._paper(place, text)
        else:
            return False
        return True

    def _answers_of(self, piece: Piece, text: str, answers: str) -> None:
        """三、单选题 1.C 2.B: a heading of the part of keys, with its keys behind it."""
        self._open(prefix(text[: len(text) - len(answers)]))
        self.sections[-1].pieces.append(Piece(piece.number, answers))

    def _asks_about_case(self, text: str) -> bool:
        """Whether 思考题： stands below a case and heads no section of its own."""
        own = self.sections[-1]
        return (
            not self.keys
            and is_case_heading(own.heading)
            and bool(own.pieces)
            and asks_next(text)
            and text.endswith((":", "："))
        )

    def _open(self, heading: Heading | None) -> None:
        self.sections.append(
            Section(
                heading,
                self.group,
                self.region,
                self.title,
                self.keys and self.title_told,
                key_part=self.keys,
                trusted=self.trusted,
            )
        )

    def _questions_again(self) -> None:
        self.keys, self.answered = False, None
        self.region += 1

    def _asks_again(self, place: int) -> bool:
        """Whether what follows a chapter's name are its questions once more and no keys to them."""
        options = gaps = keys = 0
        for piece in self.pieces[place + 1 : place + _LOOK_AHEAD]:
            if names_paper(piece.text.strip()):
                break
            options += opens_options(piece.text)
            gaps += bool(_ASKED.search(piece.text)) and not find_heading(piece.text)
            keys += bool(find_keys(piece.text)) or find_answer(piece.text) is not None
        return options > 1 or gaps > keys + 1

    def _paper(self, place: int, text: str) -> None:
        """A chapter or a paper begins; in a part of keys it may be one named before."""
        name = bare_name(text)
        again = self.seen.get(chapter_of(name)) if self.keys else None
        if self.keys and "答案" not in text and (again is None or self._asks_again(place)):
            self._questions_again()
        name = again or name
        self.seen.setdefault(chapter_of(name), name)
        self.title_told = True
        self.group += 1
        self.title = name
        self._open(None)

    def _chapter_in(self, text: str) -> None:
        """第一章参考答案 names whose keys they are."""
        chapter = re.match(r"第[一二三四五六七八九十\d]{1,3}[章讲单元篇课]", text)
        paper = PAPER_LETTER.search(text)
        if chapter or paper:
            self.title = self.seen.get(chapter[0] if chapter else chapter_of(text), "")
            self.title_told = bool(self.title)

    def _judged(self) -> list[Section]:
        """Sections that hold only keys are keys whatever their title; those with options never are."""
        asking = -1
        self._mend_title()
        self._doubt_lessons()
        for section in self.sections:
            options = sum(shows_options(piece.text) for piece in section.pieces)
            again = asking == section.group and not section.key_titled
            if section.key_part and (options >= 2 or again):
                section.key_part = False
                asking = section.group
            elif not section.key_part and not options and only_keys(section):
                section.key_part = True
        return self.sections

    def _doubt_lessons(self) -> None:
        """What stands before the first 【课堂小测】 of a chapter is its lesson: numbered lines there are
        no questions only because others are."""
        headed = {section.group for section in self.sections if section.heading is not None}
        for section in self.sections:
            if section.heading is None and section.group in headed:
                section.trusted = bool(_TRUST.search(section.title))
            if section.heading is None and headed and section.title and section.group not in headed:
                section.trusted = section.trusted and bool(_TRUST.search(section.title))
            if section.heading is None and section.title.startswith("附"):
                section.trusted = False

    def _mend_title(self) -> None:
        """复习题及参考答案 over a whole text is its title: nothing was asked before, and what follows asks."""
        first = next((n for n, one in enumerate(self.sections) if one.key_part), 0)
        before = [piece.text for one in self.sections[:first] for piece in one.pieces]
        if any(may_ask(text) or find_start(text) is not None for text in before):
            return
        end = next((n for n in self.key_titles if n > first), len(self.sections))
        run = [one for one in self.sections[first:end] if one.region == 0]
        lines = [piece.text for one in run for piece in one.pieces if one.key_part]
        if any(one.key_part for one in run) and sum(map(may_ask, lines)) > 1:
            for section in run:
                section.key_part = False
