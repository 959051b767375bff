"""An item's words without their Markdown: one line for lists, and all of them for search."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from app.content import cutting

_PICTURE = re.compile(r"!\[([^\]\n]*)\]\([^)\n]*\)")
_LINK = re.compile(r"\[([^\]\n]*)\]\([^)\n]*\)")
_SEEDED = re.compile(r"\{\{[^{}]*\}\}")
_MARKS = re.compile(r"(?<!\\)(\*\*?|~~|`+|\$\$?)|^\s*(#{1,6}|>|[-*+])\s+", re.MULTILINE)
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+.!|$~<>-])")
_SPACE = re.compile(r"[ \t\r\n]+")
# A row of a table, and the rule below its headings.
_ROW = re.compile(r"^[ \t]*\|(.*)\|[ \t]*$", re.MULTILINE)
_RULE = re.compile(r"^[ \t]*\|(?:[ \t]*:?-+:?[ \t]*\|)+[ \t]*$", re.MULTILINE)
_CELL_END = re.compile(r"(?<!\\)\|")
_FORMULA = re.compile(r"(?<!\\)\$[^$]+\$")
_FRACTION = re.compile(r"\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}")
_WRAPPED = re.compile(r"\\(?:text|mathrm|mathbf|operatorname)\s*\{([^{}]*)\}")
_COMMAND = re.compile(r"\\([A-Za-z]+)\s*")
_SIGNS = {
    "times": "×", "div": "÷", "cdot": "·", "pm": "±", "approx": "≈", "ne": "≠", "neq": "≠", "le": "≤",
    "leq": "≤", "ge": "≥", "geq": "≥", "sum": "Σ", "sqrt": "√", "alpha": "α", "beta": "β", "mu": "μ",
    "sigma": "σ", "pi": "π", "infty": "∞", "to": "→",
}  # fmt: skip
_WORD = re.compile(r"[^\W_]")
LONGEST_TITLE = 300


# Stands between words of the searched text, and in no text itself.
BAR = "|"


def plain_line(markdown: str) -> str:
    """A Markdown text as one line of plain text, at most 300 signs."""
    line = plain_text(markdown)
    return line if len(line) <= LONGEST_TITLE else line[: LONGEST_TITLE - 1] + "…"


def plain_text(markdown: str) -> str:
    """A Markdown text as one line of plain text, whole."""
    text = _PICTURE.sub(r"\1", markdown)
    text = _LINK.sub(r"\1", text)
    text = _SEEDED.sub("…", text)
    text = _ROW.sub(_cells, _RULE.sub("", text))
    text = _FORMULA.sub(_typed, text)
    text = _MARKS.sub("", text)
    text = _ESCAPE.sub(r"\1", text)
    return _SPACE.sub(" ", text).strip()


def _cells(row: re.Match[str]) -> str:
    """A row of a table as its cells, a comma between."""
    return "，".join(cell for part in _CELL_END.split(row[1]) if (cell := part.strip()))


def _typed(formula: re.Match[str]) -> str:
    """A formula as one would type it: a/b, ×, ≤."""
    text = _FRACTION.sub(r"\1/\2", _WRAPPED.sub(r"\1", formula[0]))
    text = _COMMAND.sub(lambda name: _SIGNS.get(name[1], ""), text)
    return text.replace("\\%", "%").replace("{", "").replace("}", "")


def fold(text: str) -> str:
    """`text` as it is compared in searches: full-width signs, case and spaces are evened out."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace(BAR, " ")
    return _SPACE.sub(" ", folded).strip()


def cut_words(text: str) -> list[str]:
    """The words of a text, short ones inside long ones too; case is evened out."""
    return [word for word in cutting.cut_for_search(fold(text)) if _WORD.search(word)]


def pieces(text: str) -> list[str]:
    """A text cut into words, marks and spaces; joined they are the text again."""
    cut = list(cutting.cut(text))
    return cut if "".join(cut) == text else list(text)


def search_text(texts: Iterable[str]) -> str:
    """All that one searches, folded: the texts, then their words, each with a bar before and behind
    it, so that `|客户|` finds a whole word and `客户` finds it inside another one too."""
    lines = [folded for text in texts if (folded := fold(plain_text(text)))]
    words = dict.fromkeys(word for line in lines for word in cut_words(line))
    return f"{BAR}{BAR.join(lines)}{BAR}{BAR}{BAR.join(words)}{BAR}" if lines else ""
