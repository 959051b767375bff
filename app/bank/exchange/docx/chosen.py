"""What the look of words tells of written answers and of 对 / 错: whole paragraphs in another colour below a question,
one of two words coloured, or the other struck out."""

from __future__ import annotations

import re

from app.bank.domain.types import ItemType
from app.bank.exchange.docx.names import Element, child, is_on, local, value
from app.bank.exchange.docx.runs import DARK
from app.bank.exchange.text.cleaning.lines import HINTS
from app.bank.exchange.text.keys.key_titles import names_keys
from app.bank.exchange.text.words.headings import find_heading
from app.bank.exchange.text.words.marks import asks, find_answer, find_explanation, find_start
from app.bank.exchange.text.words.options import opens_options
from app.bank.exchange.text.words.titles import is_title

_WRITTEN = (ItemType.TERM, ItemType.SHORT_ANSWER, ItemType.ESSAY)
_LOOK = f"[{HINTS}]"
_RIGHT, _WRONG = "对|正确|√|T|是", "错误|错|×|F|否"
_BOTH = re.compile(
    rf"\s*[（(【\[]?\s*(?P<a>{_LOOK}?(?:{_RIGHT}){_LOOK}*)\s*(?:[/／|、]|或|\s)\s*(?P<b>{_LOOK}?(?:{_WRONG}){_LOOK}*)\s*{_LOOK}?\s*[)）】\]]?\s*$"
)

_HINTS = re.compile(_LOOK)


def chosen_truth(line: str) -> str:
    """The line with the one word that stands out in place of both: 售后结束了。 对 / 错."""
    match = (
        _BOTH.search(line) if ("错" in line or "×" in line or "F" in line or "否" in line) else None
    )
    if match is None or not match.start():
        return line
    right, wrong = (_HINTS.search(match[name]) is not None for name in ("a", "b"))
    if right == wrong:
        return line
    return f"{line[: match.start()]}（{'√' if right else '×'}）"


def without_struck(paragraph: Element) -> str | None:
    """The key where one of 对 / 错 at the end of a paragraph was struck out, which is then taken out of it."""
    runs = [part for part in paragraph.iter() if local(part) == "w:r"]
    struck = [
        run
        for run in runs
        if _struck(run) and re.fullmatch(rf"{_RIGHT}|{_WRONG}", _text(run).strip())
    ]
    whole = "".join(map(_text, runs))
    if len(struck) != 1 or not _BOTH.search(whole):
        return None
    gone = _text(struck[0]).strip()
    return "×" if re.fullmatch(_RIGHT, gone) else "√"


def with_key(line: str, key: str) -> str:
    """A line whose 对 / 错 at the end is told by that key."""
    return _BOTH.sub(f"（{key}）", line)


def all_coloured(paragraph: Element) -> bool:
    """Whether all words of a paragraph are of another colour than black."""
    runs = [part for part in paragraph.iter() if local(part) == "w:r" and _text(part).strip()]
    return bool(runs) and all(map(_coloured, runs))


def answers(lines: list[str], before: str, type_: ItemType | None) -> bool:
    """Whether coloured lines answer the written question `before` them, which is not."""
    first = _HINTS.sub("", next((line for line in lines if line.strip()), "")).strip()
    plain = _HINTS.sub("", before).strip()
    if type_ not in _WRITTEN or not plain or not first:
        return False
    if find_heading(first) is not None or is_title(first) or names_keys(first):
        return False
    if (
        find_answer(first) is not None
        or find_explanation(first) is not None
        or opens_options(first)
    ):
        return False
    if find_heading(plain) is not None or (find_start(first) is not None and asks(first)):
        return False
    return find_start(plain) is not None or asks(plain)


def _coloured(run: Element) -> bool:
    properties = child(run, "w:rPr")
    if properties is None:
        return False
    colour = (value(child(properties, "w:color")) or "auto").lower()
    return colour not in DARK


def _struck(run: Element) -> bool:
    properties = child(run, "w:rPr")
    return properties is not None and (
        is_on(properties, "w:strike") or is_on(properties, "w:dstrike")
    )


def _text(run: Element) -> str:
    return "".join(part.text or "" for part in run if local(part) == "w:t")
