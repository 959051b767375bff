"""Chinese text: how long it is, and whether it is set with Chinese marks."""

from __future__ import annotations

import re

_HANZI = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f〇"
_HANZI_RE = re.compile(f"[{_HANZI}]")
_FORMULA = re.compile(r"\$\$.+?\$\$|(?<![\\$])\$(?!\s)[^$\n]+?(?<!\s)\$(?![\d$])", re.DOTALL)
_CODE = re.compile(r"`[^`\n]+`")
_LINK_TARGET = re.compile(r"(?<=\])\([^()\s]*\)")
_PLACEHOLDER = re.compile(r"\{\{[^{}]*\}\}")
_STRAIGHT_QUOTE = re.compile(
    f"[\"'](?=[{_HANZI}，。；：、（）])|(?<=[{_HANZI}，。；：、（）])[\"']"
)
_HALF_WIDTH = re.compile(f"(?<=[{_HANZI}])[,;:!?](?=[{_HANZI}])")
_ALL_OF_THE_ABOVE = re.compile(
    "以上(都|均|全|各项|皆)|上述(都|均|全|各项|皆)|(都|均)(正确|不对|不正确|错误)$"
)
_LIST_ITEM = re.compile(r"\s*([-*+]|\d{1,2}[.)])\s+\S")
_TABLE_ROW = re.compile(r"\s*\|.*\|\s*$")


def words(text: str) -> frozenset[str]:
    """Return the words of a list written as one text."""
    return frozenset(text.split())


def count_hanzi(text: str) -> int:
    """Count the 汉字 in a text."""
    return len(_HANZI_RE.findall(text))


def prose_of(markdown: str) -> str:
    """Leave out what is not prose: formulas, code, link targets, placeholders of numbers."""
    for pattern in (_FORMULA, _CODE, _PLACEHOLDER):
        markdown = pattern.sub(" ", markdown)
    return _LINK_TARGET.sub("", markdown)


def straight_quotes(markdown: str) -> list[str]:
    """Find ASCII quotation marks beside 汉字; returns what stands around each."""
    return _around(_STRAIGHT_QUOTE, prose_of(markdown))


def half_width_marks(markdown: str) -> list[str]:
    """Find half-width `,;:!?` between 汉字; returns what stands around each."""
    return _around(_HALF_WIDTH, prose_of(markdown))


def says_all_of_the_above(option: str) -> bool:
    return bool(_ALL_OF_THE_ABOVE.search(option.strip(" 。.")))


def glued_blocks(markdown: str) -> list[int]:
    """Find lists and tables that begin right under a paragraph, without the blank line they need.

    Returns line numbers, counted from one. Markdown would run such a list into the paragraph.
    """
    found: list[int] = []
    previous = ""
    for number, line in enumerate(markdown.splitlines(), 1):
        for starts in (_LIST_ITEM, _TABLE_ROW):
            if starts.match(line) and _is_paragraph(previous):
                found.append(number)
        previous = line
    return found


def _is_paragraph(line: str) -> bool:
    bare = line.strip()
    if not bare or bare.startswith(("#", "///", ">", "[^", "    src:")):
        return False
    return not (_LIST_ITEM.match(line) or _TABLE_ROW.match(line) or line.startswith("  "))


def _around(pattern: re.Pattern[str], text: str) -> list[str]:
    return [
        text[max(0, match.start() - 6) : match.end() + 6].replace("\n", " ")
        for match in pattern.finditer(text)
    ]
