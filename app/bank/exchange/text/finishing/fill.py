"""填空: where the blanks are, and what belongs into each."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.bank.domain.normalise import normalise
from app.bank.exchange.questions import ProblemKind
from app.bank.exchange.text.cleaning.joining import join_lines
from app.bank.exchange.text.cleaning.lines import UNDER_CLOSE, UNDER_OPEN
from app.bank.exchange.text.finishing.gaps import closed_words, other_gaps, other_marks, uncounted
from app.bank.exchange.text.sections.draft import Draft
from app.bank.exchange.text.words.values import (
    BLANK,
    forms,
    guess_pieces,
    pieces,
    plain,
    says_nothing,
)

_UNDERSCORES = re.compile(r"_{2,}")
_EMPTY = re.compile(r"[（(][\s\u3000]*[)）]")
_FILLED = re.compile(r"[（(]([^（()）]{1,60})[)）]")
_UNDERLINED = re.compile(f"{UNDER_OPEN}([^{UNDER_CLOSE}]{{1,60}}){UNDER_CLOSE}")
_BETWEEN = re.compile(
    r"(?<!_)_{1,20}[ \u3000]*([^_\s，。、；,;（）()和与及]{1,20})[ \u3000]*_{1,20}(?!_)"
)
_BRACKETED_BETWEEN = re.compile(
    r"_{2,20}[ \u3000]{0,4}[（(]([^（()）_]{1,60})[)）][ \u3000]{0,4}_{2,20}"
)
_BEHIND = re.compile(
    r"_{2,20}[ \u3000]{0,4}[（(]([^（()）_]{1,60}(?:[（(][^（()）]{1,20}[)）])?)[)）]"
)
# （填英文）, （两个字）: what to write there, and not the word.
_HINT = re.compile(r"^[填写]|字母?$|英文|中文|单位|保留|\d+\s*分|缩写$|全称$|选填|^[\s\u3000]*$")
_SQUARE = re.compile(r"【([^【】]{1,60})】")
# 和[顾客忠诚]。: in half brackets; no picture and no link.
_HALF_SQUARE = re.compile(r"(?<!!)\[([\u4e00-\u9fffA-Za-z0-9、]{1,20})\](?!\()")
_BRACES = re.compile(r"\{([^{}]{1,60})\}")
_SPACES = re.compile(
    r"(?:(?<=[\u4e00-\u9fff，,、；：:（(“《\"])|^)[ \u3000\t]+(?=[\u4e00-\u9fff，,、；。.)）”》\"]|$)|[ \u3000\t]{2,}"
)
# A space behind a comma is no blank where the one before it is.
_AFTER_COMMA = re.compile(r"([ \u3000]+)([,，、])[ \u3000]+")
_HAN = re.compile("[\u4e00-\u9fff]+")
# [填空1] 竞争, a line for each blank below 正确答案：
_ONLY_BLANKS = re.compile(r"(?m)^_{2,}[ \u3000]*(?=\S)")
_ONE_SPACE = re.compile(
    r"(?<=[\u4e00-\u9fff，,、；：:“”A-Za-z0-9]) (?=[\u4e00-\u9fff，,、；。“”A-Za-z0-9])"
)
# No word that begins or ends as a part of a sentence does: 大客户 和 between two blanks.
_SET_APART = re.compile(
    r"(?![和与及或是为的在对等把被到从向由])[\u4e00-\u9fffA-Za-z0-9]{2,14}(?<![和与及或是为的在对等把被到从向由])"
)
_FEWEST_FILLED = 3
_WIDE_SPACE = re.compile(" {2,}")
_BETWEEN_GAPS = re.compile(
    r"(?![和与及或是为的在对等把被到从向由、])[^\s，,。；;：:？?（）()_]{1,20}(?<![和与及或是为的在对等把被到从向由])"
)
# 新客户（1分）老客户（1分）
_OWN_MARKS = re.compile(r"\s*[（(]\s*(?:各?\d(?:\.\d)?|每空\d)\s*分\s*[)）]\s*[；;、，,]?")
_DEPTHS = {")": 1, "）": 1, "]": 1, "】": 1, "(": -1, "（": -1, "[": -1, "【": -1}
_CLOSING = (")", "）", "]", "】")
Blanks = tuple[tuple[str, ...], ...]


def read_fill(draft: Draft) -> tuple[str, Blanks | None]:
    """Stem with `____` for each blank, and the accepted forms of each; None where no key is given."""
    answer = draft.text("answer") or draft.listed_key
    answer = "" if says_nothing(answer) else _ONLY_BLANKS.sub("", answer)
    answer = _OWN_MARKS.sub("；", answer).strip("； ") if "分" in answer else answer
    raw = closed_words(_with_first_blank(draft))
    raw = uncounted(raw) if answer else raw
    stem = _UNDERSCORES.sub(BLANK, _EMPTY.sub(BLANK, plain(raw)))
    if answer:
        stem, given = _beside(draft, stem, answer)
    else:
        stem, given = _inside(draft, raw, stem)
    count = stem.count(BLANK)
    if not count:
        draft.note(ProblemKind.NO_BLANK)
    if given is None:
        draft.note(ProblemKind.NO_KEY)
    elif count and len(given) != count:
        draft.note(ProblemKind.BLANK_COUNT, "answer", f"{count}/{len(given)}")
    elif count == 1 and (words := _words_apart(given)) > 1:
        draft.note(ProblemKind.BLANK_COUNT, "answer", f"1/{words}")
    return stem.strip(), given


def _words_apart(given: Blanks) -> int:
    """How many Chinese words stand apart by a space in the one blank: 更多 更深 fills two."""
    words = [form.split() for form in given[0]] if given else []
    return max((len(w) for w in words if all(map(_HAN.fullmatch, w))), default=0)


def _with_first_blank(draft: Draft) -> str:
    """The stem; a space in front of a bare number's sentence is its first blank and is kept."""
    lines = draft.parts["stem"]
    space = " " if draft.style == "bare" and lines and lines[0][:1] in (" ", "\u3000", "\t") else ""
    return space + join_lines(lines)


def _beside(draft: Draft, stem: str, answer: str) -> tuple[str, Blanks]:
    """The answer stands on a line of its own or in a list."""
    blanks = stem.count(BLANK)
    if not blanks:
        stem = _spaced(stem, answer)
        blanks = stem.count(BLANK)
    stem = _hide_told(draft, stem, answer, blanks)
    blanks = stem.count(BLANK)
    stem = other_gaps(stem, len(guess_pieces(answer)))
    blanks = stem.count(BLANK)
    return stem, tuple(forms(piece) for piece in pieces(answer, blanks) if forms(piece))


def _inside(draft: Draft, raw: str, stem: str) -> tuple[str, Blanks | None]:
    """The answer stands in the sentence: at its end in brackets, in the blanks, or underlined."""
    for shape in (_BRACKETED_BETWEEN, _SQUARE, _HALF_SQUARE, *([] if "$" in raw else [_BRACES])):
        told = shape.findall(plain(raw))
        opened = _UNDERSCORES.sub(BLANK, shape.sub(BLANK, plain(raw)))
        if told and opened.count(BLANK) == len(told):
            return opened, tuple(forms(word) or (word,) for word in told)
    if told := _behind_blanks(plain(raw)):
        return told
    if BLANK not in stem or _told_behind(stem):
        head, told = _cut_told(stem)
        if told:
            opened = head if BLANK in head else _spaced(head, told)
            count = opened.count(BLANK)
            given = pieces(told, count) if count else guess_pieces(told)
            if count:
                return opened, tuple(forms(piece) for piece in given if forms(piece))
    underlined = _UNDERLINED.findall(raw)
    if underlined and BLANK not in stem:
        draft.note(ProblemKind.GUESSED_KEY)
        return plain(_UNDERLINED.sub(BLANK, raw)), tuple(
            forms(word) or (word.strip(),) for word in underlined
        )
    between = _BETWEEN.findall(plain(raw))
    if between:
        return _BETWEEN.sub(BLANK, plain(raw)), tuple(forms(word) for word in between)
    return (stem, None) if BLANK in stem else _without_blanks(draft, raw, stem)


def _without_blanks(draft: Draft, raw: str, stem: str) -> tuple[str, Blanks | None]:
    """The answer stands in a sentence without a blank: set apart, in brackets, in other marks."""
    if apart := (draft.filled and _words_between_gaps(plain(raw))) or _words_set_apart(plain(raw)):
        draft.note(ProblemKind.GUESSED_KEY)
        return apart
    if _FILLED.search(stem):
        given = [match[1].strip() for match in _FILLED.finditer(stem)]
        return _FILLED.sub(BLANK, stem), tuple(forms(word) or (word,) for word in given)
    if told := other_marks(plain(raw)):
        return told[0], tuple(forms(word) or (word,) for word in told[1])
    return _SPACES.sub(BLANK, stem), None


def _words_set_apart(raw: str) -> tuple[str, Blanks] | None:
    """方法有 分类 、 聚类 等。: what was underlined in another program, with a space on either side."""
    raw = raw.replace("\u3000", " ")
    parts = _ONE_SPACE.split(raw.strip())
    words = parts[1::2]
    if len(parts) % 2 == 0 or not words or "  " in raw or not all(map(_SET_APART.fullmatch, words)):
        return None
    parts[1::2] = [BLANK] * len(words)
    return "".join(parts), tuple(forms(word) or (word,) for word in words)


def tell_filled(drafts: Sequence[Draft]) -> None:
    """Where each of several sentences has words between wide gaps, they fill them; those of one may be its own."""
    shown = (
        not draft.has_answer and _words_between_gaps(plain(draft.text("stem"))) is not None
        for draft in drafts
    )
    if len(drafts) >= _FEWEST_FILLED and all(shown):
        for draft in drafts:
            draft.filled = True


def _words_between_gaps(raw: str) -> tuple[str, Blanks] | None:
    """取决于  感知  与  期望  之间的比较。: each word with a wide gap on either side."""
    parts = _WIDE_SPACE.split(raw.replace("\u3000", " ").strip())
    words = parts[1::2]
    if len(parts) % 2 == 0 or not words or not all(map(_BETWEEN_GAPS.fullmatch, words)):
        return None
    parts[1::2] = [BLANK] * len(words)
    return "".join(parts), tuple(forms(word) or (word,) for word in words)


def _behind_blanks(raw: str) -> tuple[str, Blanks] | None:
    """Each blank with its answer in brackets behind it: 有____（垄断忠诚）、____（惰性忠诚）等。"""
    told = [match[1].strip() for match in _BEHIND.finditer(raw)]
    opened = _UNDERSCORES.sub(BLANK, _BEHIND.sub(BLANK, raw))
    if not told or opened.count(BLANK) != len(told) or any(map(_HINT.search, told)):
        return None
    return opened, tuple(forms(word) or (word,) for word in told)


def _told_behind(stem: str) -> bool:
    head, told = _cut_told(stem)
    return bool(told) and BLANK not in told and BLANK in head


def _cut_told(stem: str) -> tuple[str, str]:
    """Cut the outermost brackets at the end off a stem, matching them from the end of the line."""
    text = stem.rstrip(" \u3000")
    mark = ""
    if text.endswith(("。", ".")):
        text, mark = text[:-1].rstrip(), "。"
    if not text.endswith(_CLOSING):
        return stem, ""
    depth = 0
    for place in range(len(text) - 1, -1, -1):
        depth += _DEPTHS.get(text[place], 0)
        if not depth:
            told = text[place + 1 : -1].strip()
            head = text[:place].rstrip()
            return (head if head.endswith(("。", "？", ".")) else head + mark), told
    return stem, ""


def _spaced(stem: str, told: str) -> str:
    """Spaces that stand for blanks turned into such, where there are as many as words to fill in."""
    count = len(guess_pieces(told))
    gaps = list(_SPACES.finditer(stem))
    counts = {len(guess_pieces(told)), len(told.split())}
    if len(gaps) - 1 in counts and len(gaps) not in counts and not gaps[0].start():
        # The space behind the question's number.
        stem, gaps = stem.lstrip(), gaps[1:]
        count = len(gaps)
        gaps = list(_SPACES.finditer(stem))
    if len(gaps) > count:
        stem = _AFTER_COMMA.sub(r"\1\2", stem)
        gaps = list(_SPACES.finditer(stem))
    if not gaps:
        return stem
    if len(gaps) > count:
        wide = [gap for gap in gaps if len(gap[0]) > 1]
        gaps = wide if len(wide) == count else gaps
    for gap in reversed(gaps):
        stem = stem[: gap.start()] + BLANK + stem[gap.end() :]
    return stem


def _hide_told(draft: Draft, stem: str, answer: str, blanks: int) -> str:
    """Take words in brackets that are an accepted answer out of the stem. Other words in brackets
    may be a unit or a hint, unless they alone stand where the blanks would."""
    given = [match[1].strip() for match in _FILLED.finditer(stem)]
    cut = pieces(answer, blanks or len(given))
    accepted = {normalise(form) for piece in cut for form in forms(piece)}

    def hidden(match: re.Match[str]) -> str:
        if normalise(match[1]) not in accepted:
            return match[0]
        return "" if blanks else BLANK

    opened = _FILLED.sub(hidden, stem)
    if opened == stem and not blanks and given:
        if len(pieces(answer, len(given))) != len(given):
            return stem
        opened = _FILLED.sub(BLANK, stem)
        if [normalise(word) for word in given] != [
            normalise(word) for word in pieces(answer, len(given))
        ]:
            draft.note(ProblemKind.KEYS_DIFFER, "answer", f"{'、'.join(given)[:40]}\n{answer[:40]}")
    return opened
