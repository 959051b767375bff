"""Options that lost their letters: side by side below the stem, or one a line."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.bank.exchange.questions import ProblemKind
from app.bank.exchange.text.questions.evidence import GAP, KEY_INSIDE
from app.bank.exchange.text.sections.draft import Draft
from app.bank.exchange.text.words.values import plain

_APART = re.compile(r"[ \u3000]{2,}|[ ]?\t[ \t]*|\s*[|｜]\s*")
_WORDS = re.compile(
    r"[\u4e00-\u9fffA-Za-z0-9%％“”‘’（）()《》·+-]+(?: [\u4e00-\u9fffA-Za-z0-9%％“”（）()《》·+-]+){2,5}"
)
_ASKS = re.compile(r"[?？:：]\s*$")
_SENTENCE = re.compile(r"[。？?！!]")
_CIRCLES = "①②③④⑤⑥⑦⑧"
_CIRCLE = re.compile(rf"[{_CIRCLES}]|[（(]\s?[1-8]\s?[)）]")
_FIRST = re.compile(r"①|[（(]\s?1\s?[)）]")
_KEY_CIRCLE = re.compile(rf"[（(]\s*([{_CIRCLES}](?:[\s、,，]*[{_CIRCLES}]){{0,7}})\s*[)）]")
_COUNTED_KEY = re.compile(
    r"[（(]?\s*[1-8](?:\s?[)）]?\s?[、,，]?\s?[（(]?\s?[1-8]){0,7}\s*[)）]?[。.]?"
)
_ODD_LETTER = re.compile(
    r"(?:备?选项|选择)?\s*[<＜《]?([A-H])\s*(?:项\s*[:：.．、]|[-—–>＞》】\]）):：.．、。；;~～=]|\s)\s*(?=\S)"
)
_FEWEST, _MOST, _LONGEST = 3, 6, 60


def bare_options(draft: Draft) -> list[tuple[str, str]]:
    """The options that the last lines of a stem hold without letters, taken out of it and noted; empty
    where there are none. The stem has to end above them: with a gap, a key or a question mark."""
    if circled := _circled(draft):
        return circled
    lines = draft.parts["stem"]
    first = next((n for n, line in enumerate(lines, 1) if _ends(line)), 0)
    below = [plain(line).strip() for line in lines[first:]]
    texts = _texts(below) if first and below else []
    if not texts and first == len(lines):
        texts = _behind(draft)
    if not _FEWEST <= len(texts) <= _MOST:
        return []
    if below:
        del lines[first:]
    draft.part_lines.setdefault("options", draft.first)
    draft.note(ProblemKind.NO_LETTERS, "options")
    return [(chr(ord("A") + n), text) for n, text in enumerate(texts)]


def _circled(draft: Draft) -> list[tuple[str, str]]:
    """①甲 ②乙 ③丙 ④丁 as A to D, where nothing has letters: the text ends above them."""
    lines = draft.parts["stem"]
    first = next((n for n, line in enumerate(lines) if n and _FIRST.match(line.lstrip())), 0)
    if not first or not _ends(lines[first - 1]):
        return []
    told = " ".join(plain(line).strip() for line in lines[first:])
    marks = list(_CIRCLE.finditer(told))
    if [_place(mark[0]) for mark in marks] != list(range(len(marks))):
        return []
    ends = [*(mark.start() for mark in marks[1:]), len(told)]
    texts = [told[mark.end() : end].strip(" ；;　") for mark, end in zip(marks, ends, strict=True)]
    if not _FEWEST <= len(texts) <= len(_CIRCLES) or not all(texts):
        return []
    del lines[first:]
    _take_circle(draft)
    draft.circled = True
    draft.part_lines.setdefault("options", draft.first)
    return [(chr(ord("A") + n), text) for n, text in enumerate(texts)]


def _place(mark: str) -> int:
    digits = mark.strip("（() ）")
    return int(digits) - 1 if digits.isdecimal() else _CIRCLES.index(mark)


def _take_circle(draft: Draft) -> None:
    """Make （ ② ） in the stem, or the answer (2), the key of options that count so."""
    answer = "\n".join(draft.parts["answer"])
    if answer and _COUNTED_KEY.fullmatch(answer.strip()):
        draft.parts["answer"] = [re.sub(r"\d", lambda m: _CIRCLES[int(m[0]) - 1], answer)]
    lines = draft.parts["stem"]
    for n, line in enumerate(lines):
        if not draft.has_answer and (told := _KEY_CIRCLE.search(line)):
            draft.parts["answer"].append(told[1])
            lines[n] = f"{line[: told.start()]}（　）{line[told.end() :]}"


def _ends(line: str) -> bool:
    text = plain(line).strip()
    if GAP.search(text) or KEY_INSIDE.search(text) or _ASKS.search(text):
        return True
    return _KEY_CIRCLE.search(text) is not None


def _texts(below: Sequence[str]) -> list[str]:
    """The texts of options on these lines, all cut the same way."""
    if any(len(line) > _LONGEST * _MOST or _SENTENCE.search(line) for line in map(_bare, below)):
        return []
    rows = [[text.strip() for text in _APART.split(line) if text.strip()] for line in below]
    texts = [text for row in rows for text in row]
    if len(below) == 1 and len(texts) == 1 and _WORDS.fullmatch(below[0]):
        texts = below[0].split(" ")
    if any(len(text) > _LONGEST or GAP.search(text) for text in texts):
        return []
    return _without_letters(texts)


def _bare(line: str) -> str:
    """A line without an odd letter in front, which may end with a full stop: A。甲"""
    return _ODD_LETTER.sub("", line, count=1) if line[:1] in "ABCDEFGH<" else line


def _without_letters(texts: list[str]) -> list[str]:
    """The texts without letters in a form that nobody else uses: A-甲, 选项A：甲."""
    marks = [_ODD_LETTER.match(text) for text in texts]
    letters = [mark[1] if mark else "" for mark in marks]
    if letters != [chr(ord("A") + n) for n in range(len(texts))]:
        return texts
    return [text[mark.end() :] for text, mark in zip(texts, marks, strict=True) if mark]


def _behind(draft: Draft) -> list[str]:
    """Options on the line of the stem itself, wide apart behind its gap."""
    line = draft.parts["stem"][-1] if draft.parts["stem"] else ""
    gap = next(reversed(list(GAP.finditer(line))), None)
    if gap is None:
        return []
    rest = line[gap.end() :].lstrip("。.？? ")
    texts = [text.strip() for text in _APART.split(rest) if text.strip()]
    if len(texts) < _FEWEST or any(_SENTENCE.search(text) for text in texts):
        return []
    draft.parts["stem"][-1] = line[: gap.end()] + "。" * line[gap.end() :].lstrip().startswith("。")
    return texts
