"""An item's words without their Markdown: one line for lists, and cut apart for search."""

from __future__ import annotations

import re
from collections.abc import Iterable

_PICTURE = re.compile(r"!\[([^\]\n]*)\]\([^)\n]*\)")
_LINK = re.compile(r"\[([^\]\n]*)\]\([^)\n]*\)")
_SEEDED = re.compile(r"\{\{[^{}]*\}\}")
_MARKS = re.compile(r"(?<!\\)(\*\*?|~~|`+|\$\$?)|^\s*(#{1,6}|>|[-*+])\s+", re.MULTILINE)
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+.!|$~<>-])")
_SPACE = re.compile(r"[ \t\r\n]+")
_WORD = re.compile(r"[^\W_]")
LONGEST_TITLE = 300


def plain_line(markdown: str) -> str:
    """A Markdown text as one line of plain text, at most 300 signs."""
    text = _PICTURE.sub(r"\1", markdown)
    text = _LINK.sub(r"\1", text)
    text = _SEEDED.sub("…", text)
    text = _MARKS.sub("", text)
    text = _ESCAPE.sub(r"\1", text)
    line = _SPACE.sub(" ", text).strip()
    return line if len(line) <= LONGEST_TITLE else line[: LONGEST_TITLE - 1] + "…"


def cut_words(text: str) -> list[str]:
    """The words of a text, short ones inside long ones too; case is evened out."""
    import rjieba  # slow to load its dictionary, and only writers and searchers need it

    return [word for word in rjieba.cut_for_search(text.casefold()) if _WORD.search(word)]


def pieces(text: str) -> list[str]:
    """A text cut into words, marks and spaces; joined they are the text again."""
    import rjieba  # as above

    cut = list(rjieba.cut(text))
    return cut if "".join(cut) == text else list(text)


def search_tokens(texts: Iterable[str]) -> str:
    """Words with a space before and behind each, so that ` 客户 ` finds whole words."""
    words = dict.fromkeys(word for text in texts for word in cut_words(text))
    return f" {' '.join(words)} " if words else ""
