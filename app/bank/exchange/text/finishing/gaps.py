"""Blanks in other shapes than underscores, answers in other marks than brackets, and remarks on the order."""

from __future__ import annotations

import re

from app.bank.exchange.text.sections.draft import Draft
from app.bank.exchange.text.words.values import BLANK

_BRACKETED_GAP = re.compile(r"[\[〔]\s*____\s*[\]〕]")
_SPACED_WORD = re.compile(r"([（(])[ \u3000]+([^\s（()）][^（()）]{0,40}?)[ \u3000]*([)）])")
_COUNTED_INSIDE = re.compile(r"_{1,20}[ ]?[（(]?(\d{1,2}|[①-⑨])[)）]?[ ]?_{1,20}")
_COUNTED_BEHIND = re.compile(r"_{2,20}[ ]?[（(](\d{1,2}|[①-⑨])[)）]")
_COUNTED_BEFORE = re.compile(r"[（(](\d{1,2}|[①-⑨])[)）][ ]?_{2,20}")
# ……, □□□ and [  ] in the place of a blank.
_OTHER_GAPS = re.compile(r"…{1,8}|(?<![.．])[.．]{4,}|□{2,}|\[[ \u3000]*\]|〔[ \u3000]*〕")
# 是企业最宝贵的资源。: what it speaks of was the blank, and was nothing but space.
_HEADLESS = re.compile(r"(?:是|为|即|指|叫|属于|包括|可以|能够?|不是)[\u4e00-\u9fff]")
# **词**, 〔词〕, <u>词</u>, 「词」: the answer in other marks, where a sentence has no blank.
_OTHER_MARKS = tuple(
    re.compile(shape)
    for shape in (
        r"\*\*([^*]{1,40})\*\*",
        r"<u>([^<>]{1,40})</u>",
        r"〔([^〔〕]{1,40})〕",
        r"[<＜]([\u4e00-\u9fff]{1,20})[>＞]",
        r"「([^「」]{1,20})」",
    )
)
# 新客户、老客户（顺序可换）: how to mark, and no word of a blank.
_ANY_ORDER = re.compile(
    r"\s*[（(【\[，,；;]?\s*(?:答案|两空|各空)?(?:先后|前后)?(?:(?:顺序|次序|位置)(?:不限|不分(?:先后)?|不论|任意|随意|不作要求)|不分(?:先后|顺序|次序)(?:顺序)?"
    r"|(?:顺序|次序|位置|前后)?(?:均|都)?(?:可以?|能)(?:互|调|对|交|颠)?[换调倒])(?:均可|即可|顺序)?\s*[)）】\]]?[。.]?\s*$"
)


def take_any_order(draft: Draft) -> bool:
    """Whether a remark says that the words of the blanks may change places; the remark is taken out."""
    told = False
    for part in ("stem", "answer"):
        for n, line in enumerate(draft.parts[part]):
            rest = _ANY_ORDER.sub("", line)
            told = told or rest != line
            draft.parts[part][n] = rest
        draft.parts[part] = [line for line in draft.parts[part] if line.strip()]
    return told


def closed_words(raw: str) -> str:
    """The stem without the spaces around a word in brackets: they are no blanks."""
    return _SPACED_WORD.sub(r"\1\2\3", raw)


def uncounted(raw: str) -> str:
    """____(1)____ and __②__ as blanks, where the numbers in them count on."""
    for shape in (_COUNTED_INSIDE, _COUNTED_BEHIND, _COUNTED_BEFORE):
        told = [_number(match[1]) for match in shape.finditer(raw)]
        if told and told == list(range(told[0], told[0] + len(told))):
            raw = shape.sub(BLANK, raw)
    return raw


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else "①②③④⑤⑥⑦⑧⑨".index(text) + 1


def other_gaps(stem: str, count: int) -> str:
    """The stem with such gaps as blanks, where it has none and they are as many as the words to fill in."""
    if BLANK not in stem and len(_OTHER_GAPS.findall(stem)) == count:
        stem = _OTHER_GAPS.sub(BLANK, stem)
    elif BLANK not in stem and count == 1 and _HEADLESS.match(stem):
        stem = BLANK + stem
    return _BRACKETED_GAP.sub(BLANK, stem)


def other_marks(raw: str) -> tuple[str, list[str]] | None:
    """A sentence with blanks in the place of words in such marks, and the words; None where it has none."""
    for shape in _OTHER_MARKS:
        if told := shape.findall(raw):
            return shape.sub(BLANK, raw), told
    return None
