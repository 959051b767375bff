"""Lists of keys that begin with no title, or with one that nobody knows, told by their shape; and questions that go on
behind them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.bank.domain.types import ItemType
from app.bank.exchange.text.keys.key_titles import KeyTitles
from app.bank.exchange.text.keys.keylist import bare_key, find_keys
from app.bank.exchange.text.sections.breaking import Piece
from app.bank.exchange.text.sections.section_words import has_gap, may_ask, may_hold, prefix
from app.bank.exchange.text.words.headings import Heading
from app.bank.exchange.text.words.marks import asks, find_answer, find_start
from app.bank.exchange.text.words.options import opens_options

_ASKING = (
    ItemType.SINGLE_CHOICE,
    ItemType.MULTIPLE_RESPONSE,
    ItemType.TRUE_FALSE,
    ItemType.FILL_BLANK,
)
# 下面是张老师发的补充题 behind a list of keys.
_MORE_ASKED = re.compile(
    r"[\W_]{0,12}(?:以下|下面|另附|另外|还有|其他|其余|补充|附加|续|再加|新增)[^。？?答]{0,20}题(?:目)?[^。？?答]{0,16}"
    # 自己补充的（7.3）
    r"|[\W_]{0,12}(?:自己|我|本人|老师|另外?|再|又|后来){0,2}(?:补充|新增|追加|添加|加)(?:的|了|几个|几道|一些|内容|部分){0,2}\s*(?:[（(][^（()）]{0,12}[)）])?\s*[:：]?"
)
_TOLD = re.compile(r"答|[Kk]ey|KEY|核对|评分|阅卷|教师用|老师用")
_REMARK = re.compile(
    r"(?!.*(?:请|要求|材料|字|分|题))(?![（(]?[A-Ha-h①-⑳\d]\s*[)）.．、])[^。？?，,；;_]{2,20}"
)
_ENDS = ("。", "；", "？", "?", "！", "”", "）", ")", ";")
_LONGEST = 40
_FAR = 200
_FEW = 2
_NEAR = 3


class KeyLists(KeyTitles):
    """What the lines around one say of it, while the sections are walked over."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        super().__init__(pieces)
        self.region: int = 0
        # The section whose keys are being told, where their title names it: 【填空题答案】.
        self.answered: Heading | None = None
        self.keys = self.title_told = False
        self.named: list[tuple[int, str]] = []

    def lists_all(self, place: int, text: str) -> bool:
        """Whether 答案：1A 2B 3对, or a bare 1-3 ABC behind all that is asked, lists keys from the first question on,
        though the section it stands in begins with a later number."""
        keys = find_keys(text)
        if not keys:
            return False
        starts = (find_start(piece.text) for piece in self.sections[-1].pieces)
        first = next((one.number for one in starts if one and one.family == "plain"), 0)
        if min(keys) >= first:
            return False
        if find_answer(text) is not None:
            return True
        behind = self.pieces[place + 1 : place + _FAR]
        if len(keys) < _FEW or any(opens_options(one.text) or has_gap(one.text) for one in behind):
            return False
        self.name_title(place)
        return True

    def begins_keys(self, place: int, text: str, answers: str) -> bool:
        """Whether 判断：1√ 2× begins a part of keys that no title announces: it answers questions before."""
        heading = prefix(text[: len(text) - len(answers)])
        if len(find_keys(answers)) < _FEW:
            return False
        if not heading.named:
            if not self._again_from(heading):
                return False
            self.name_title(place)
            self.keys, self.answered, self.title_told = True, None, False
            return True
        asked = {one.heading.type for one in self.sections if one.heading and one.pieces}
        if heading.type not in asked:
            return False
        self.keys, self.answered, self.title_told = True, heading, False
        return True

    def _again_from(self, heading: Heading) -> bool:
        """Whether 一. 1)A 2)B lists keys below a later section, whatever the line above calls them."""
        own = [one for one in self.sections if one.region == self.region and one.pieces]
        return heading.ordinal in [one.heading.ordinal for one in own if one.heading][:-1]

    def name_title(self, place: int) -> None:
        """Take the line above such a list for its title, where it is set apart or speaks of answers."""
        last = self.sections[-1].pieces
        if not last or last[-1] is not self.pieces[place - 1]:
            return
        piece = last[-1]
        text = piece.text.strip()
        if len(text) > _LONGEST or find_start(text) is not None or asks(text):
            return
        apart = piece.after_gap and len(last) > 1 and not text.endswith(_ENDS)
        if (apart or _TOLD.search(text)) and find_answer(text) in (None, ""):
            self.named.append((piece.number, last.pop().text))

    def name_remark(self, place: int) -> None:
        """Take a few words that are set apart above a title of keys for what they are: 转发自班级群."""
        last = self.sections[-1].pieces
        if len(last) > 1 and last[-1].after_gap and self.pieces[place - 1] is last[-1]:
            text = last[-1].text.strip()
            told = find_start(text) is not None or find_answer(text) is not None or asks(text)
            if not told and _REMARK.fullmatch(text):
                self.named.append((last[-1].number, last.pop().text))

    def asks_new(self, place: int, heading: Heading) -> bool:
        """Whether a heading in a part of keys is that of questions: none of its type was asked before, or it
        counts on behind all that were, and what follows asks."""
        if not self.keys or not heading.named:
            return False
        own = [one for one in self.sections if one.region == self.region and one.pieces]
        told = [one for one in own if not one.key_part]
        asked = [one.heading.ordinal for one in told if one.heading]
        if not asked:
            return False
        if heading.ordinal == max(asked) + 1 > 1 and self._asks_at(place + 1):
            return True
        if heading.type not in _ASKING or any(may_hold(one, heading) for one in told):
            return False
        below = self.pieces[place + 1 : place + 1 + _FEW]
        return any(has_gap(piece.text) for piece in below)

    def _asks_at(self, place: int) -> bool:
        """Whether a question stands at a place, and no answer to one that is asked once more."""
        text = self.pieces[place].text if place < len(self.pieces) else ""
        below = [piece.text for piece in self.pieces[place + 1 : place + _FEW]]
        return may_ask(text) and not any(find_answer(line) is not None for line in below)

    def announces_more(self, place: int, text: str) -> bool:
        """Whether 下面是张老师发的补充题 announces questions behind a part of keys: such follow."""
        if not self.keys or not _MORE_ASKED.fullmatch(text):
            return False
        near = [piece.text for piece in self.pieces[place + 1 : place + 1 + _NEAR]]
        first = next(((line, start) for line in near if (start := find_start(line))), None)
        return first is not None and not find_keys(first[0]) and not bare_key(first[1].text)
