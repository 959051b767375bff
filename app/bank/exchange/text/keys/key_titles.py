"""Titles of the part of a paper that holds its answers: 参考答案及评分标准, 答题卡（标准答案）."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.bank.exchange.text.keys.case_keys import names_case
from app.bank.exchange.text.keys.keylist import (
    bare_key,
    find_keys,
    is_table_row,
    listed_in_order,
    strip_section,
)
from app.bank.exchange.text.questions.cases import is_case_heading
from app.bank.exchange.text.sections.breaking import Piece
from app.bank.exchange.text.sections.draft import Section
from app.bank.exchange.text.sections.section_words import (
    bare_name,
    chapter_of,
    holds_answers,
    is_bare_title,
    names_paper,
)
from app.bank.exchange.text.words.headings import Heading, find_heading
from app.bank.exchange.text.words.marks import cut_tail, find_answer, find_explanation, find_start

_FEW = 2
_NEAR = 3
_KEY_TITLE = re.compile(
    r"[【\[（(#*\s]*(?:附\s*(?:录|件)?\s*[:：]?\s*)?(?:[^。？?，,；;（(]{0,44}?(?:[（(][^（()）]{1,12}[)）][^。？?，,；;（(]{0,12}?)?)(?:参考|标准|试题|习题|练习|试卷|正确|课后)?(?:题)?答案"
    r"(?:(?:及|与|和|、|以及)?(?:其)?(?:评分标准|评分细则|评分参考|评分要点|解析|详解|解答|要点|提示))?(?:一览表?|汇总|部分|如下|附后|公布|在后面|在最后|速查表?|速览|分[割隔]线|[区栏页表]|来[啦了]|见下)?\s*(?:[（(][^（()）]{0,20}[)）])?[】\]）)*\s]*[:：]?"
)
# 答题卡（标准答案）, and 评分细则 where the answers of a section follow it.
_KEY_SHEET = re.compile(
    r"[^。？?，,；;（(]{0,40}(?:答题[卡纸]|答卷纸?)\s*[（(【]\s*(?:附|含)?(?:参考|标准|正确)?答案[^（()）]{0,10}[)）】]\s*[:：]?"
)
_KEY_SCHEME = re.compile(
    r"[【\[（(]?[^。？?，,；;（(:：]{0,40}(?:[（(][^（()）]{1,12}[)）])?[^。？?，,；;（(:：]{0,12}(?:评分(?:标准|细则|参考|说明)|阅卷(?:标准|参考)|(?:参考|习题|试题)解[答析]|答案卷|[Aa]nswer\s?[Kk]eys?|ANSWER\s?KEYS?|KEYS?)[】\])）]?\s*[:：]?"
)
# B. 建议性答案 is an option.
_OPTION = re.compile(r"[（(【\[]?\s*[A-H]\s*[)）】\].．、:：]")


def names_keys(text: str) -> bool:
    """Whether a line may be such a title: 参考答案, 第一章习题答案."""
    return "答案" in text and not _OPTION.match(text) and _KEY_TITLE.fullmatch(text) is not None


def names_sheet(text: str) -> bool:
    """Whether a line is the title of a sheet that was filled in with the answers."""
    return _KEY_SHEET.fullmatch(text) is not None


def names_scheme(text: str) -> bool:
    """Whether a line is a title of answers where the heading of a section follows it."""
    return not _OPTION.match(text) and _KEY_SCHEME.fullmatch(text) is not None


class KeyTitles:
    """Tells such titles from the 答案： of one question, by what stands around them."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self.pieces = pieces
        self.sections: list[Section] = []
        # The chapters and papers that were named, by the names that answers may call them.
        self.seen: dict[str, str] = {}
        self.bare_titles = sum(is_bare_title(piece.text.strip()) for piece in pieces)

    def titles_keys(self, place: int, text: str) -> bool:
        """Whether a line is the title of answers to all questions before it."""
        if len(text) > 60:
            return False
        headed = any(find_heading(one.text) for one in self.pieces[place + 1 : place + 2])
        if names_sheet(text) or (headed and names_scheme(text)):
            return True
        if not names_keys(text):
            return False
        if self._case_again(place + 1):
            return True
        if not headed and self._of_one_question(place, text):
            return False
        if not is_bare_title(text):
            return (
                not re.match(r"[（(]?\s*\d{1,3}\s*[)）.．、]", text) and find_answer(text) is None
            )
        return self._keys_follow(place, text)

    def _of_one_question(self, place: int, text: str) -> bool:
        """Whether 答案要点： stands behind the questions of a case, or 答案解析： behind one question."""
        if find_answer(text) is not None and is_case_heading(self.sections[-1].heading):
            return True
        return find_explanation(text) is not None and not self._keys_below(place)

    def _keys_follow(self, place: int, text: str) -> bool:
        """Whether 答案 alone on a line is the title of a part of keys: such follow."""
        if self._mirrored_near(place):
            return True
        following = [piece.text for piece in self.pieces[place + 1 : place + 3]]
        if not following or self._answers_one(following[0]):
            return False
        keys = len(find_keys(following[0])) > 1 or is_table_row(following[0])
        if find_heading(following[0]) or keys:
            return True
        answers = strip_section(following[0])
        if answers and holds_answers(answers):
            return True
        if names_paper(following[0]) and chapter_of(bare_name(following[0])) in self.seen:
            return True
        start = find_start(following[0])
        if start is None or start.number != 1:
            return False
        if bare_key(cut_tail(start.text)[0]):
            return self._counts_on(place + 2)
        return self.bare_titles <= _FEW and not text.endswith((":", "："))

    def _mirrored_near(self, place: int) -> bool:
        """Whether the heading of a section that was asked follows behind a remark, with keys below it."""
        for n in range(place + 2, min(place + 2 + _FEW, len(self.pieces) - 1)):
            heading = find_heading(self.pieces[n].text)
            if heading is not None:
                return self.mirrors(n, heading)
        return False

    def mirrors(self, place: int, heading: Heading) -> bool:
        """Whether a heading is that of a section that was asked before, and a list of keys stands below it."""
        if not heading.named or place + 1 >= len(self.pieces):
            return False
        below = self.pieces[place + 1].text
        if len(find_keys(below)) < _FEW and len(listed_in_order(below)) < _FEW:
            return False
        return any(
            one.heading is not None
            and one.pieces
            and (one.heading.title, one.heading.ordinal) == (heading.title, heading.ordinal)
            for one in self.sections[:-1]
        )

    def _case_again(self, place: int) -> bool:
        """Whether 材料一 alone on a line was told before: a line begins with its name."""
        text = self.pieces[place].text if place < len(self.pieces) else ""
        if not names_case(text):
            return False
        name = text.strip("【】[]（）():：、 ")
        told = (piece.text for section in self.sections for piece in section.pieces)
        return any(line.lstrip("【[（( ").startswith(name) for line in told)

    def _counts_on(self, place: int) -> bool:
        """Whether the second answer follows, perhaps below the explanation of the first."""
        for piece in self.pieces[place : place + _NEAR]:
            if find_start(piece.text) is not None:
                return True
            if find_explanation(piece.text) is None:
                return False
        return False

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
