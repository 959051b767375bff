"""Word's automatic numbering, reconstructed: the number a paragraph shows is not in its text."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from app.bank.exchange.docx.names import Element, child, local, value

_LEVELS = 9
_DIGITS = "零一二三四五六七八九"
_PLACE = re.compile(r"%([1-9])")
_MOST = 20_000


@dataclass(slots=True)
class Level:
    """One level of a list: its format, its pattern such as `%1.`, where it begins."""

    format: str = "decimal"
    pattern: str = ""
    start: int = 1


@dataclass(slots=True)
class _List:
    levels: dict[int, Level] = field(default_factory=dict[int, Level])
    style: str = ""


class Numbering:
    """Counts the lists of one document, paragraph by paragraph in their order."""

    def __init__(self, numbering: Element | None, styles: Element | None) -> None:
        self.lists: dict[str, _List] = {}
        self.instances: dict[str, tuple[str, dict[int, int]]] = {}
        self.by_style: dict[str, tuple[str, int]] = {}
        self.counters: dict[str, list[int | None]] = {}
        self.begun: set[str] = set()
        if numbering is not None:
            self._read_lists(numbering)
        if styles is not None:
            self._read_styles(styles)

    def _read_lists(self, root: Element) -> None:
        for node in root:
            if local(node) == "w:abstractNum":
                levels = {
                    _number(value(one, "ilvl")): _level(one)
                    for one in node
                    if local(one) == "w:lvl"
                }
                link = value(child(node, "w:numStyleLink")) or ""
                self.lists[value(node, "abstractNumId") or ""] = _List(levels, link)
            elif local(node) == "w:num":
                starts: dict[int, int] = {}
                for one in node:
                    override = child(one, "w:startOverride")
                    if local(one) == "w:lvlOverride" and override is not None:
                        starts[_number(value(one, "ilvl"))] = _number(value(override), 1)
                abstract = value(child(node, "w:abstractNumId")) or ""
                self.instances[value(node, "numId") or ""] = (abstract, starts)

    def _read_styles(self, root: Element) -> None:
        """Styles may number their paragraphs, and pass that on to styles based on them."""
        base: dict[str, str] = {}
        for style in root:
            if local(style) != "w:style":
                continue
            name = value(style, "styleId") or ""
            base[name] = value(child(style, "w:basedOn")) or ""
            properties = child(style, "w:pPr", "w:numPr")
            number = value(child(properties, "w:numId"))
            if number:
                level = _number(value(child(properties, "w:ilvl")))
                self.by_style[name] = (number, level)
        for name in list(base):
            seen: set[str] = set()
            above = base[name]
            while name not in self.by_style and above and above not in seen:
                seen.add(above)
                if above in self.by_style:
                    self.by_style[name] = self.by_style[above]
                above = base.get(above, "")

    def label(self, properties: Element | None) -> str:
        """The number in front of a paragraph with these properties, with a space behind; else empty."""
        found = self._of(properties)
        if found is None:
            return ""
        number, level = found
        abstract, starts = self.instances.get(number, ("", {}))
        levels = self.lists[abstract].levels if abstract in self.lists else {}
        if level not in levels:
            return ""
        counters = self.counters.setdefault(abstract, [None] * _LEVELS)
        if number not in self.begun:
            self.begun.add(number)
            for place in starts:
                if 0 <= place < _LEVELS:
                    counters[place] = None
        self._count(counters, levels, starts, level)
        return _shown(counters, levels, level)

    def _of(self, properties: Element | None) -> tuple[str, int] | None:
        own = child(properties, "w:numPr")
        style = value(child(properties, "w:pStyle")) or ""
        number = value(child(own, "w:numId"))
        level = value(child(own, "w:ilvl"))
        inherited = self.by_style.get(style)
        if number is None and inherited is not None:
            return inherited[0], _number(level, inherited[1])
        if number is None or number == "0":
            return None
        return number, _number(level)

    def _count(
        self,
        counters: list[int | None],
        levels: dict[int, Level],
        starts: dict[int, int],
        level: int,
    ) -> None:
        current = counters[level]
        begin = starts.get(level, levels[level].start)
        counters[level] = begin if current is None else min(current + 1, _MOST)
        for above in range(level):
            if counters[above] is None and above in levels:
                counters[above] = starts.get(above, levels[above].start)
        for below in range(level + 1, _LEVELS):
            counters[below] = None


def _level(node: Element) -> Level:
    return Level(
        format=value(child(node, "w:numFmt")) or "decimal",
        pattern=value(child(node, "w:lvlText")) or "",
        start=_number(value(child(node, "w:start")), 1),
    )


def _shown(counters: list[int | None], levels: dict[int, Level], level: int) -> str:
    if levels[level].format in ("bullet", "none"):
        return "• " if levels[level].format == "bullet" else ""

    def fill(match: re.Match[str]) -> str:
        place = int(match[1]) - 1
        kind = levels[place].format if place in levels else "decimal"
        return written(counters[place] or 0, kind)

    text = _PLACE.sub(fill, levels[level].pattern).strip()
    return f"{text} " if text else ""


def written(number: int, kind: str) -> str:
    """A number in one of Word's number formats; unknown ones are written in digits."""
    return _WRITTEN.get(kind, str)(number)


def _han(number: int) -> str:
    if not 0 < number < 100:
        return "".join(_DIGITS[int(digit)] for digit in str(number))
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones else "")


def _letters(number: int) -> str:
    if not 0 < number <= 26 * 26:
        return str(number)
    times, place = divmod(number - 1, 26)
    return chr(ord("A") + place) * (times + 1)


def _roman(number: int) -> str:
    if not 0 < number < 4000:
        return str(number)
    text = ""
    for worth, sign in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"),
        strict=True,
    ):
        text += sign * (number // worth)
        number %= worth
    return text


def _circled(number: int) -> str:
    return chr(ord("①") + number - 1) if 0 < number <= 20 else str(number)


_WRITTEN: dict[str, Callable[[int], str]] = {
    "upperLetter": _letters,
    "lowerLetter": lambda number: _letters(number).lower(),
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
    "decimalZero": lambda number: f"{number:02d}",
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedParen": lambda number: f"({number})",
    "decimalEnclosedFullstop": lambda number: f"{number}.",
    "chineseCounting": _han,
    "chineseCountingThousand": _han,
    "japaneseCounting": _han,
    "taiwaneseCounting": _han,
    "taiwaneseCountingThousand": _han,
    "ideographDigital": _han,
    "japaneseDigitalTenThousand": _han,
}


def _number(text: str | None, default: int = 0) -> int:
    try:
        number = int(text or "")
    except ValueError:
        return default
    return max(0, min(number, _MOST))
