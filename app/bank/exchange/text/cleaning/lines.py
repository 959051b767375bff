"""The first stage: characters made plain, one `Line` a line of the source, numbers kept.

Offsets do not survive, line numbers do: every later stage says where something stands by its line.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from opencc import OpenCC

from app.bank.exchange.text.cleaning.enclosed import opened
from app.bank.exchange.text.cleaning.letterspaced import closed_up
from app.bank.exchange.text.cleaning.number_tags import tagged
from app.bank.exchange.text.cleaning.page_source import without_source
from app.bank.exchange.text.words.headings import HAN, han_number
from app.bank.exchange.text.words.titles import is_framed

# Hints that a reader of Word leaves: behind an option that stood out, around words that were underlined.
STRONG_CLOSE, UNDER_OPEN, UNDER_CLOSE = "\ue011", "\ue012", "\ue013"
HINTS = STRONG_CLOSE + UNDER_OPEN + UNDER_CLOSE
_HINTS = re.compile(f"[{HINTS}]")

_GONE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff"
    "\ue000-\ue010\ue014-\uf8ff\ufff9-\ufffb\ud800-\udfff]"
)
_SPACES = re.compile("[\x0b\x0c\x85\xa0\u2000-\u200a\u2028\u2029\u202f\u205f]")
# Letters and digits of full width, and the radicals that PDF readers give for whole characters.
_PLAIN = {
    ord(char): unicodedata.normalize("NFKC", char)
    for start, end in ((0xFF10, 0xFF1A), (0xFF21, 0xFF3B), (0xFF41, 0xFF5B), (0x2F00, 0x2FD6))
    for char in map(chr, range(start, end))
}
# Ticks and crosses of every kind, of which one is enough.
_MARKS = dict.fromkeys(map(ord, "✓✔☑🗸∨✅"), "√") | dict.fromkeys(map(ord, "✗✘✕✖╳☒⨯❌❎"), "×")
_CHARACTERS = _PLAIN | _MARKS | {ord("＿"): "_", ord("〖"): "【", ord("〗"): "】"}
# ……………10分 behind a point of an answer.
_DOTTED_MARKS = re.compile(r"\s*(?:[…·]{2,}|[.．]{4,})\s*(\d{1,2}(?:\.\d)?)\s*分")
# ____【答案：满意】: the word of a blank, told behind it.
_TOLD_BLANK = re.compile(
    r"_{2,}\s*[（(【\[]\s*(?:正确|参考)?答案\s*[:：]\s*([^（()）【】\[\]]{1,60})[)）】\]]"
)
# 客户是（ ）。（答案：A）: the key in brackets behind the question.
_TOLD_END = re.compile(
    r"(?<=\S)\s*[（(【\[]\s*(?:参考|正确|标准)?答案\s*[:：]\s*([^（()）【】\[\]]{1,400})[)）】\]]\s*[。.]?\s*$"
)
# 我选了B，正确是A in notes of what went wrong.
_MINE_THEN_RIGHT = re.compile(
    r"^我(?:选|写|填|答)(?:的|了|成)?\s{0,2}[^，,；;]{1,12}[，,；;]\s{0,4}(?:正确|标准|参考)?(?:的?答案)?(?:应该?)?(?:是|为|选|[:：])\s{0,2}(?=\S)"
)
# 1）、 and A）、 with two marks behind.
_TWO_MARKS = re.compile(r"(?<![A-Za-z\d])(\d{1,3}|[A-H])\s{0,2}[)）]\s{0,2}[、.．]\s{0,2}(?=\S)")
_LETTERS = tuple("ABCDEFGH")
# D. 报表   选D, or （选D）: the key at the end of the line of the question.
_CHOSEN_END = re.compile(
    r"(?<=\S)(?:\s+(?:应?选|答)\s{0,2}[:：]?\s{0,2}([A-H]{1,8})|\s*[（(]\s{0,2}(?:应?选|答)\s{0,2}[:：]?\s{0,2}([A-H]{1,8})\s{0,2}[)）])\s{0,2}[。.]?$"
)
# 要学会换位思考。      是
_YES_END = re.compile(r"(?<=[。.！!])[ \t\u3000]{2,}([是否])$")
# 取决于（  ）              B: the bracket for the key is empty, the key stands at the edge of the page.
_KEY_APART = re.compile(r"(?<=\S)[（(][ \t\u3000]*[)）][。.]?[ \t\u3000]{2,}([A-H]{1,8}|√|×)$")
_TRUTH_WORDS = frozenset("√×对错确误是否_")
_KEY_ENDS = tuple("ABCDEFGH√×")
# 第一小题 counts a question as 第1小题 does.
_SMALL_NUMBER = re.compile(rf"第\s?([{HAN}]{{1,3}})\s?小题")
# 怎样挽回客户？（答：先道歉。）
_ANSWER_END = re.compile(r"(?<=\S) {0,4}[（(]答\s*[:：]\s*([^（()）]{2,400})[)）]\s*[。.]?$")
# 客户都是上帝。{错} and ——错 and _×_ and （否）: whatever stands around the mark.
_TRUTH_END = re.compile(
    r"(?<=[\u4e00-\u9fff。.！!”])\s{0,4}(?:[{<＜]\s?(?P<a>√|×|对|错|正确|错误)\s?[}>＞]|_{1,8}\s?(?P<b>[√×对错])\s?_{1,8}|[—–]{1,4}\s?(?P<c>√|×|对|错|正确|错误))[。.]?$"
)
_YES_ENCLOSED = re.compile(r"(?<=[。.！!])\s{0,4}[（(]\s?([是否])\s?[)）]$")
# (答案: 1.B 2.A) around the whole line, and 【1-5答案】BACDA.
_ANSWERS_ENCLOSED = re.compile(r"^[（(]\s*((?:参考|正确|标准)?答案\s*[:：].{3,})[)）]$")
_ANSWERS_OF = re.compile(
    r"^[【\[（(]?\s*(?:第\s*)?(\d{1,3})\s*(?:[-—–~～至到]\s*(\d{1,3}))?\s*题?\s*的?(?:参考|正确|标准)?答案\s*[】\])）]?\s*[:：]?\s*(?=[A-H√×对错])"
)
# …（ B ）（易）
_LEVEL_END = re.compile(r"(?<=[）)。？?])\s*[（(]\s*(较?易|较?难|中|中等|容易|困难)\s*[)）]$")
# 公布答案：1A 2B
_ANNOUNCED = re.compile(r"^(?:公布|发布|附上?|揭晓|核对|上)(?:一?下)?(?=(?:参考|正确|标准)?答案)")
# ____为中心。→ 客户: the words of the blanks behind an arrow at the end of a sentence.
_ARROW = re.compile("[→⇒➔⟶]")
_SENTENCE_ENDS = ("。", ".", "？", "?", "！", "!", "”", "）", ")")
_LONGEST_TOLD = 120
# ★问：…: what a teacher marks as important is a question like the others.
_STARRED = re.compile(r"^[★☆▲△●◆※*]{1,5}\s{0,4}(?=(?:问|答|题目|问题|[Qq])\s{0,4}[:：])")
# A blank drawn with dashes, and dots that lead the eye to the bracket at the end of the line.
_DASHES = re.compile(r"(?<=[^\s—–－-])[—–－]{4,}|[—–－]{4,}(?=[^\s—–－-])")
# 属于【 A 】: a key, or the room for one, in square brackets.
_SQUARED = re.compile(
    r"(?:[【〔［]\s*((?:[A-H](?:[\s,，、]*[A-H]){0,7}|√|×|对|错|正确|错误)?)\s*[】〕］]|(?<!!)\[\s*([A-H]{1,6}|√|×)\s*\](?!\())"
)
# 称为[填空1]: a blank of an online course; at the beginning of a line with a colon, the answer of one.
_NAMED_BLANK = re.compile(r"[\[【{]\s{0,4}(?:填空|空格?)\s{0,4}(\d{1,2})?\s{0,4}[\]】}]")
# 【填空】5. 客户____: the type in front of a question, or of a section on a line of its own, and no blank.
_TYPE_FIRST = re.compile(
    r"^\s{0,8}(?P<n>\d{1,3}\s{0,4}[.．、)）]\s{0,4})?[\[【{]\s{0,4}填空\s{0,4}[\]】}]\s{0,4}(?=$|\d{1,3}\s{0,4}[.．、]|.{0,400}(?:_{2,}|[（(][ \u3000]*[)）]|[\[【]填空\d|【[^【】]{1,30}】|[（(][^（()）]{1,30}[)）]))"
)
# ____是基础。【填空】: the same behind one.
_TYPE_LAST = re.compile(r"(?<=\S)\s{0,8}[\[【{]\s{0,4}填空\s{0,4}[\]】}]\s*$")
_GAPS = re.compile(r"_{2,}|[（(][ \u3000]+[)）]")
# (主观填空题)5: 分为##和##: a blank of a distance course.
_HASHES = re.compile(r"(?<=[\u4e00-\u9fff，、“（(])##(?!#)")
_BLANK_TOLD = re.compile(
    r"^\s{0,8}[\[【{]\s{0,4}(?:填空|空格?)\s{0,4}(\d{1,2})\s{0,4}[\]】}]\s{0,4}[:：]"
)
_LEADERS = re.compile(r"(?<=[^\s.．…·])\s*[.．…·]{4,}\s*(?=[（(][^（()）]{0,8}[)）]\s*$)")
# —————答案—————, and the marks of Markdown around numbers and keys.
_ORNAMENT = re.compile(
    r"\s*[—–=*~·•＝-]{3,}\s*([A-Za-z\d]{0,3}[\u4e00-\u9fff（）、]{2,20})\s*[—–=*~·•＝-]{3,}\s*"
)
# ——答案——: a title between two dashes too.
_DASHED = re.compile(
    r"\s*—{2,20}\s*([\u4e00-\u9fff（）]{0,8}答案[\u4e00-\u9fff（）]{0,6})\s*—{2,20}\s*"
)
_QUOTED = re.compile(r"^(?:>\s{0,4}){1,3}(?=\S)|^#{1,6}\s{1,4}(?=\d{1,3}\s{0,4}[.．、])")
# • A. 甲, - B. 乙: a bullet in front of an option's letter.
_BULLETS = frozenset("•·●▪■◆➢-*")
_BULLET = re.compile(
    r"^\s*(?:[•·●▪■◆➢\-*]\s{0,3}(?=[A-H]\s{0,2}[.．、)）])|[•●▪■◆➢]\s{0,3}(?=[A-H]\s))"
)
# **答案**：C and **3. 题**, with the marks of Markdown around the whole.
_BOLD_LABEL = re.compile(r"^\s*\*\*\s*([\u4e00-\u9fff]{2,6})\s*([:：]?)\s*\*\*(?=\s*([:：]|\S))")
_BOLD_LINE = re.compile(r"^\*\*(\d{1,3}\s*[.．、](?:(?!\*\*).)+)\*\*$")
_BOLD_KEY = re.compile(r"\*\*([A-H]{1,8}|√|×|对|错|正确|错误)\*\*")
_BOLD_LETTER = re.compile(r"\*\*\s*([A-H]\s*[.．、:：)）])\s*\*\*(?=\s*\S)")
_BOLD_TERM = re.compile(r"^(\d{1,3}\s{0,4}[.．、]\s{0,4})\*\*([^*：:]{2,24})\*\*(?=\s{0,4}[:：])")
# 〔答案〕A: brackets that books of exercises put around the names of parts.
_TORTOISE = re.compile(
    r"〔\s*((?:参考|正确|标准)?(?:答案|解析|提示|要点)(?:要点|解析)?|解析|分析|难度|知识点|考点)\s*〕"
)
# D. 丁        2.（   ）: the box for the answer, at the right of the last option.
_BOX = re.compile(r"(?<=\S)[ \t\u3000]{2,}\d{1,3}\s{0,4}[.．、]\s{0,4}[（(][\s\u3000_]*[)）]\s*$")
# `____`: a blank as Markdown keeps it from being read as a mark.
_CODED = re.compile(r"`\s*(_{2,})\s*`")
_PINYIN = re.compile(
    "(?<=[\u4e00-\u9fff])[（(](?=[a-zɡüńňǹḿ']{0,7}[āáǎàōóǒòēéěèīíǐìūúǔùǖǘǚǜńňǹḿ])"
    "[a-zɡāáǎàōóǒòēéěèīíǐìūúǔùüǖǘǚǜńňǹḿ']{1,8}[)）]"
)
# —、选择题: what a scanner made of 一.
_SCANNED_ONE = re.compile(r"^[—–\-－]\s?、(?=\s?[\u4e00-\u9fff]{2})")
# 缩写IVR的中文名称是{}: a blank of an import template.
_BRACES = re.compile(
    r"(?<=[\u4e00-\u9fff，、“”（(A-Za-z])\{[ \u3000]{0,8}\}|(?<=\S\s)\{[ \u3000]{0,8}\}|\{[ \u3000]{0,8}\}(?=[\u4e00-\u9fff%])"
)
_CLOSING = frozenset("]】〕）)>》〉」}")
_WIDEST_GAP = 40
_WIDE_GAP = re.compile(rf"[ \t\u3000]{{{_WIDEST_GAP},}}")
_HAN = re.compile("[\u4e00-\u9fff]")
_LEAST_TRADITIONAL = 0.04


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `after_gap` says that a line without text stands before it; `turned` that Traditional
    characters in it were written as Simplified ones; `apart` that somebody else begins to speak, whose
    questions no heading before counts for. `text` keeps inner spaces: they may be blanks."""

    number: int
    text: str
    after_gap: bool = False
    turned: bool = False
    apart: bool = False


def clean(text: str, *, hinted: bool = False) -> tuple[list[Line], tuple[str, ...]]:
    """The lines that hold text, and all lines as they stood. Line numbers count from 1."""
    rows = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    source = tuple(_HINTS.sub("", row) if hinted else row for row in rows)
    plain = closed_up([_plain(row, hinted) for row in closed_up(rows)])
    simple = _simplified(plain)
    found: list[Line] = []
    gap = False
    for number, (before, after) in enumerate(zip(plain, simple, strict=True), 1):
        if after.strip(" \t\u3000"):
            found.append(Line(number, after, gap, before != after))
            gap = False
        else:
            gap = True
    return found, source


def _plain(row: str, hinted: bool) -> str:
    row = without_source(row) if "&" in row or "<" in row else row
    row = opened(_SPACES.sub(" ", _GONE.sub("", row)).translate(_CHARACTERS)).lstrip(" \t\u3000")
    row = _BULLET.sub("", row) if row.lstrip()[:1] in _BULLETS else row
    if row[-1:] in _CLOSING or any(bracket in row[:12] for bracket in "[【〔（(<「《〈{"):
        row = tagged(row)
    if not hinted:
        row = _HINTS.sub("", row)
    if "〔" in row:
        row = _TORTOISE.sub(r"【\1】", row)
    if "{" in row and "}" in row:
        row = _BRACES.sub("____", row)
    if "`" in row:
        row = _CODED.sub(r"\1", row)
    if "空" in row:
        row = _TYPE_FIRST.sub(r"\g<n>【填空题】", row)
        row = _TYPE_LAST.sub("【填空题】", row) if _GAPS.search(row) else row
        row = _HASHES.sub("____", row)
        row = _NAMED_BLANK.sub("____", _BLANK_TOLD.sub(r"第\1空：", row))
    row = _TWO_MARKS.sub(r"\1）", _with_answer(row.rstrip(" \t\u3000")))
    if "分" in row:
        row = _DOTTED_MARKS.sub(r"（\1分）", row)
    row = _SQUARED.sub(lambda found: f"（{found[1] or found[2] or ' '}）", row)
    row = _QUOTED.sub("", row.lstrip(" \t\u3000")) if row.lstrip()[:1] in (">", "#") else row
    if "小题" in row:
        row = _SMALL_NUMBER.sub(lambda found: f"第{han_number(found[1]) or found[1]}小题", row)
    if "**" in row:
        row = _BOLD_LETTER.sub(r"\1", row)
        row = _BOLD_LINE.sub(r"\1", _BOLD_LABEL.sub(r"\1\2", row.strip()))
        row = _BOLD_TERM.sub(r"\1\2", _BOLD_KEY.sub(r"\1", row))
    if (ornament := _ORNAMENT.fullmatch(row)) and not is_framed(row):
        row = ornament[1]
    row = _SCANNED_ONE.sub("一、", row) if row[:1] in "—–-－" else row
    row = _STARRED.sub("", row)
    row = _without_arrow(row)
    row = _BOX.sub("", row) if row[-1:] in "）)" else row
    row = _LEADERS.sub("", _DASHES.sub("____", row))
    # No blank is wider, and patterns that look for one must not walk through endless space.
    row = _WIDE_GAP.sub(" " * _WIDEST_GAP, row)
    return _PINYIN.sub("", row).rstrip(" \t\u3000").lstrip(" \t\u3000")


def _with_answer(row: str) -> str:
    """The row with 答案： in front of a key that it tells in another way."""
    if row[-1:] in ("是", "否"):
        row = _YES_END.sub(lambda found: "（√）" if found[1] == "是" else "（×）", row)
    if row[-4:].strip("）)。. ").endswith(_LETTERS):
        row = _CHOSEN_END.sub(lambda found: f" 答案：{found[1] or found[2]}", row)
    if row[-2:-1] in _TRUTH_WORDS or row[-1:] in _TRUTH_WORDS:
        row = _TRUTH_END.sub(lambda m: f"（{m['a'] or m['b'] or m['c']}）", row)
        row = _YES_ENCLOSED.sub(lambda m: "（√）" if m[1] == "是" else "（×）", row)
    if "答" in row and row[-2:].endswith(("）", ")", "）。", ").")):
        row = _ANSWER_END.sub(r" 答：\1", row)
    if row[-1:] in _KEY_ENDS:
        row = _KEY_APART.sub(r"（\1）", row)
    if row[:1] == "我":
        row = _MINE_THEN_RIGHT.sub("答案：", row)
    if row[-2:-1] in "易难中等" and len(row) > 1:
        row = _LEVEL_END.sub(r" 【难度】\1", row)
    if "答案" not in row:
        return row
    row = _ANSWERS_ENCLOSED.sub(r"\1", row)
    row = _ANSWERS_OF.sub(lambda m: f"{m[1]}-{m[2]} " if m[2] else "答案：", row)
    row = _ANNOUNCED.sub("", _DASHED.sub(r"\1", row))
    if told := _TOLD_BLANK.findall(row):
        row = f"{_TOLD_BLANK.sub('____', row)} 答案：{'；'.join(told)}"
    return _TOLD_END.sub(r" 答案：\1", row)


def _without_arrow(row: str) -> str:
    """The row with 答案： in place of the one arrow behind a sentence with blanks."""
    parts = _ARROW.split(row, maxsplit=2)
    if len(parts) != 2 or not 0 < len(parts[1].strip()) <= _LONGEST_TOLD:
        return row
    head = parts[0].rstrip()
    if not head.endswith(_SENTENCE_ENDS) or not _GAPS.search(head):
        return row
    return f"{head} 答案：{parts[1].strip()}"


def _simplified(rows: list[str]) -> list[str]:
    """The rows in Simplified characters if the text as a whole is Traditional.

    A few Traditional characters in a Simplified text are names or quotations and stay.
    """
    whole = "\n".join(rows)
    han = len(_HAN.findall(whole))
    if not han:
        return rows
    turned = _simplifier()(whole)
    changed = sum(a != b for a, b in zip(whole, turned, strict=False))
    turned_rows = turned.split("\n")
    if changed < max(2, han * _LEAST_TRADITIONAL) or len(turned_rows) != len(rows):
        return rows
    return turned_rows


@cache
def _simplifier() -> Callable[[str], str]:
    converter = cast("Any", OpenCC("t2s"))
    return cast("Callable[[str], str]", converter.convert)
