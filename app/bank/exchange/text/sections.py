"""Pieces into sections: headings, chapters, papers put one after the other, parts that hold the keys."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.bank.exchange.text.breaking import Piece
from app.bank.exchange.text.cases import is_case_heading
from app.bank.exchange.text.draft import Section
from app.bank.exchange.text.headings import Heading, find_heading, is_title
from app.bank.exchange.text.keylist import (
    bare_key,
    find_keys,
    is_table_row,
    listed_in_order,
    strip_section,
)
from app.bank.exchange.text.lessons import lesson_places
from app.bank.exchange.text.marks import (
    asks,
    cut_remarks,
    find_answer,
    find_explanation,
    find_start,
)
from app.bank.exchange.text.options import opens_options, split_options

_KEY_TITLE = re.compile(
    r"[【\[（(#*\s]*(?:附\s*(?:录|件)?\s*[:：]?\s*)?(?:[^。？?，,；;（(]{0,44}?(?:[（(][^（()）]{1,12}[)）][^。？?，,；;（(]{0,12}?)?)(?:参考|标准|试题|习题|练习|试卷|正确|课后)?(?:题)?答案"
    r"(?:(?:及|与|和|、|以及)?(?:其)?(?:评分标准|评分细则|评分参考|评分要点|解析|详解|解答|要点|提示))?(?:一览表?|汇总|部分)?\s*(?:[（(][^（()）]{0,20}[)）])?[】\]）)*\s]*[:：]?"
)
_BARE_TITLE = re.compile(r"[【\[]?(?:参考|标准|正确)?答案[】\]]?\s*[:：]?")
_TRUST = re.compile(r"试卷|试题|习题|复习|练习|题库|模拟|测试|测验|考卷|自测|思考题|考试|答案")
_OPTION = re.compile(r"[（(]?\s*[A-Ha-h]\s*[.．、)）]")
_FEW = 2
_LOOK_AHEAD = 40
_ASKED = re.compile(r"[（(][\s\u3000]*[)）]|_{2,}|[?？]$")


def split_sections(pieces: Sequence[Piece]) -> tuple[list[Section], list[tuple[int, str]]]:
    """The sections in order, and the lines that only named them."""
    return _Splitter(pieces).run()


class _Splitter:
    """Walks over the pieces once; what a heading means depends on what stands around it."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self.pieces = pieces
        self.group = self.region = 0
        self.title = ""
        self.seen: dict[str, str] = {}
        self.key_titles: list[int] = []
        # The section whose keys are being told, where their title names it: 【填空题答案】.
        self.answered: Heading | None = None
        self.keys = self.title_told = False
        self.trusted = any(_promises_questions(piece.text.strip()) for piece in pieces)
        bare = [piece for piece in pieces if _is_bare_title(piece.text.strip())]
        self.bare_titles = len(bare)
        self.lessons = lesson_places(pieces)
        self.sections = [Section(None, 0, trusted=self.trusted)]
        self.named: list[tuple[int, str]] = []

    def run(self) -> tuple[list[Section], list[tuple[int, str]]]:
        for place, piece in enumerate(self.pieces):
            text = piece.text.strip()
            if self._key_title(place, text):
                self.keys = True
                self.title_told = False
                self._chapter_in(text)
                self.key_titles.append(len(self.sections))
                self.answered = _section_in(text)
                self._open(self.answered)
                self.sections[-1].key_titled = True
            elif heading := find_heading(text):
                if self.answered is not None and heading.type is not self.answered.type:
                    self._questions_again()
                if not heading.named:
                    self.named.append((piece.number, text))
                self._open(heading)
            elif self.keys and (answers := strip_section(text)) and _answers(answers):
                self._open(_prefix(text[: len(text) - len(answers)]))
                self.sections[-1].pieces.append(Piece(piece.number, answers))
            elif place in self.lessons:
                self.named.append((piece.number, text))
                self._open(None)
                self.sections[-1].trusted = False
            elif _names_paper(text):
                self.named.append((piece.number, text))
                self._paper(place, text)
            else:
                self.sections[-1].pieces.append(piece)
        return self._judged(), self.named

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
            if _names_paper(piece.text.strip()):
                break
            options += opens_options(piece.text)
            gaps += bool(_ASKED.search(piece.text)) and not find_heading(piece.text)
            keys += bool(find_keys(piece.text)) or find_answer(piece.text) is not None
        return options > 1 or gaps > keys + 1

    def _paper(self, place: int, text: str) -> None:
        """A chapter or a paper begins; in a part of keys it may be one named before."""
        name = _bare_name(text)
        again = self.seen.get(_chapter(name)) if self.keys else None
        if self.keys and "答案" not in text and (again is None or self._asks_again(place)):
            self._questions_again()
        name = again or name
        self.seen.setdefault(_chapter(name), name)
        self.title_told = True
        self.group += 1
        self.title = name
        self._open(None)

    def _chapter_in(self, text: str) -> None:
        """第一章参考答案 names whose keys they are."""
        chapter = re.match(r"第[一二三四五六七八九十\d]{1,3}[章讲单元篇课]", text)
        if chapter:
            self.title = self.seen.get(chapter[0], "")
            self.title_told = bool(self.title)

    def _key_title(self, place: int, text: str) -> bool:
        if len(text) > 60 or not _KEY_TITLE.fullmatch(text) or "答案" not in text:
            return False
        headed = any(find_heading(one.text) for one in self.pieces[place + 1 : place + 2])
        told = find_answer(text) is not None
        if told and not headed and is_case_heading(self.sections[-1].heading):
            return False  # 答案要点： behind the questions of a case
        if find_explanation(text) is not None and not headed and not self._keys_below(place):
            return False  # 答案解析： behind one question
        if not _is_bare_title(text):
            return (
                not re.match(r"[（(]?\s*\d{1,3}\s*[)）.．、]", text) and find_answer(text) is None
            )
        following = [piece.text for piece in self.pieces[place + 1 : place + 3]]
        if not following or self._answers_one(following[0]):
            return False
        keys = len(find_keys(following[0])) > 1 or is_table_row(following[0])
        if find_heading(following[0]) or keys:
            return True
        answers = strip_section(following[0])
        if answers and _answers(answers):
            return True
        if _names_paper(following[0]) and _chapter(_bare_name(following[0])) in self.seen:
            return True
        start = find_start(following[0])
        if start is None or start.number != 1:
            return False
        if bare_key(start.text):
            return len(following) > 1 and find_start(following[1]) is not None
        return self.bare_titles <= _FEW and not text.endswith((":", "："))

    def _keys_below(self, place: int) -> bool:
        """Whether what follows a title are keys, or answers that count from 1."""
        following = [piece.text for piece in self.pieces[place + 1 : place + 2]]
        start = find_start(following[0]) if following else None
        return bool(following) and (
            bool(find_keys(following[0])) or (start is not None and start.number == 1)
        )

    def _answers_one(self, following: str) -> bool:
        """Whether the list behind 【参考答案】 counts the points of one answer: (1) below question 1."""
        start = find_start(following)
        asked = [find_start(piece.text) for piece in self.sections[-1].pieces[-2:]]
        last = next((one for one in reversed(asked) if one is not None), None)
        if start is None or last is None or start.family not in ("round", "circle"):
            return False
        return last.family == "plain"

    def _judged(self) -> list[Section]:
        """Sections that hold only keys are keys whatever their title; those with options never are."""
        asking = -1
        self._mend_title()
        self._doubt_lessons()
        for section in self.sections:
            options = sum(_shows_options(piece.text) for piece in section.pieces)
            again = asking == section.group and not section.key_titled
            if section.key_part and (options >= 2 or again):
                section.key_part = False
                asking = section.group
            elif not section.key_part and not options and _only_keys(section):
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
        if any(_may_ask(text) or find_start(text) is not None for text in before):
            return
        end = next((n for n in self.key_titles if n > first), len(self.sections))
        run = [one for one in self.sections[first:end] if one.region == 0]
        lines = [piece.text for one in run for piece in one.pieces if one.key_part]
        if any(one.key_part for one in run) and sum(map(_may_ask, lines)) > 1:
            for section in run:
                section.key_part = False


def _section_in(title: str) -> Heading | None:
    """The section whose keys a title names: 【填空题答案】; None for 参考答案."""
    name = re.sub(r"[【】\[\]（()）:：\s]|(?:参考|标准|正确)?答案.*", "", title)
    heading = find_heading(name) or find_heading(f"{name}题") if name else None
    return heading if heading is not None and heading.named else None


def _may_ask(text: str) -> bool:
    """Whether a line is a question's: it asks, has a gap, or options follow."""
    start = find_start(text)
    text = start.text if start is not None else text
    return asks(text) or bool(_ASKED.search(text)) or opens_options(text)


def _is_bare_title(text: str) -> bool:
    """答案 or 答案要点： may begin a part of keys, or the answer of the question before."""
    return _BARE_TITLE.fullmatch(text) is not None or find_answer(text) == ""


def _shows_options(text: str) -> bool:
    if opens_options(text):
        return True
    return len(split_options(text)[1]) > 2 and not find_keys(text)


def _only_keys(section: Section) -> bool:
    if not section.pieces or len(section.pieces) > 40 or section.heading is None:
        return False
    listed = [len(find_keys(piece.text)) for piece in section.pieces]
    return listed[0] > 1 and all(listed)


def _answers(text: str) -> bool:
    """Whether what follows 一、 is a list of keys or the first of several answers."""
    return bool(find_keys(text) or listed_in_order(text)) or find_start(text) is not None


def _prefix(text: str) -> Heading:
    """The heading in front of answers on the same line: 四、简答题："""
    bare = text.strip(" :：、.．")
    return find_heading(bare) or find_heading(f"{bare}、题") or Heading("")


def _promises_questions(text: str) -> bool:
    """Whether a line calls what follows a set of questions."""
    if len(text) > 50 or find_start(text) is not None:
        return False
    heading = find_heading(text)
    return (heading is not None and heading.named) or bool(_TRUST.search(text))


def _names_paper(text: str) -> bool:
    return (
        is_title(text)
        and find_start(text) is None
        and find_answer(text) is None
        and not _OPTION.match(text)
        and not cut_remarks(text)[1]
    )


def _chapter(name: str) -> str:
    """第一章 of 第一章客户关系概述, as its answers may call it; another name as it is."""
    chapter = re.match(
        r"第[一二三四五六七八九十\d]{1,3}[章讲单元篇课]|(?:模块|项目|专题)[一二三四五六七八九十\d]{1,2}",
        name,
    )
    return chapter[0] if chapter else name


def _bare_name(text: str) -> str:
    name = re.sub(r"[\s#*（()）:：]|参考答案|答案", "", text)
    return name
