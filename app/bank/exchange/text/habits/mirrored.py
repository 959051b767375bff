"""Keys that mirror the sections of their chapter, whatever counts these: 一 １Ａ ２Ｃ below 一　单项选择, 2) 1) database
2) 直接 below 2) 填空; and titles that name the chapter behind the word: 参考答案（第2章）."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from app.bank.exchange.text.cleaning.lines import Line
from app.bank.exchange.text.keys.key_titles import names_keys
from app.bank.exchange.text.keys.keylist import find_keys, listed_in_order
from app.bank.exchange.text.sections.section_words import chapter_of, is_bare_title
from app.bank.exchange.text.words.headings import HAN, Heading, find_heading, han_number
from app.bank.exchange.text.words.marks import find_start
from app.bank.exchange.text.words.titles import is_title

_CHAPTER = re.compile(
    rf"(?P<before>[^第模项单专]{{0,12}}答案(?:[及与和]?[\u4e00-\u9fff]{{2,6}})?)\s*[（(【\[〔:：·\s]\s*(?P<chapter>(?:第\s*[{HAN}\d]{{1,3}}\s*[章讲单元篇课节]|(?:模块|项目|单元|专题)\s*[{HAN}\d]{{1,3}})[^（()）】]{{0,20}}?)\s*[)）】\]〕]?\s*[:：]?"
)
_ANSWERS = re.compile(
    rf"(?:(?P<han>[{HAN}]{{1,3}})(?P<mark>\s*[、.．:：])?|[（(【\[]\s*(?P<enclosed>[{HAN}]{{1,3}}|\d{{1,2}})\s*[)）】\]]|(?P<digit>\d{{1,2}})\s*[)）.．、]|(?P<letter>[A-J])\s*(?:部分|[.．、:：)）])|第\s*(?P<part>[{HAN}\d]{{1,3}})\s*(?:大题|部分|题))[\s　:：、]*(?P<rest>[（(]?\s*\d.*|[A-H√×对错TF\s,，、]+)",
    re.DOTALL,
)
# 第四题：偏爱和重复购买。: words for the one question of a section, behind others that are counted so.
_IN_WORDS = re.compile(
    rf"(?P<han>)(?P<mark>)(?P<enclosed>)(?P<digit>)(?P<letter>)第\s*(?P<part>[{HAN}\d]{{1,3}})\s*(?:大题|部分|题)[\s　:：、.．]*(?P<rest>\S.*)",
    re.DOTALL,
)
# 1 推销 2 老客户, (1)甲(2)乙, 1. 甲；2. 乙
_COUNT = re.compile(
    r"(?:^|(?<=[\s　;；。，,]))[（(]?\s*(?P<n>\d{1,2})\s*(?:[)）.．、:：]+[\s　]*(?!\d)|[\s　]+|(?=[\u4e00-\u9fff（(]))|[（(]\s*(?P<m>\d{1,2})\s*[)）]"
)
# Behind a number that may be a question's own, only another number shows that it is a section's.
_FIRST = re.compile(r"[（(]\s*1\s*[)）]|1\s*(?:[)）.．、](?!\d)|[-—–~～至]\s*\d)|1[A-H√×对错]")
_ENCLOSED = re.compile(r"[（(【\[]([^（()）【】\[\]]+)[)）】\]]")
_NUMBERED = re.compile(r"\d{1,3}\s*(?:[（(、)）]|[.．](?!\d)|[A-H√×对错](?![A-Za-z])|[\s　]+\S)")
_LONGEST_HEAD = 240
_OPENS = frozenset(HAN + "0123456789（(【[第ABCDEFGHIJ")
_FEWEST = 2


@dataclass(slots=True)
class _Asked:
    """The sections of a chapter that were asked, by their ordinals: the lines that head them."""

    heads: dict[int, str] = field(default_factory=dict[int, str])


@dataclass(frozen=True, slots=True)
class _Head:
    """A line, and whether it is the title of keys, of a chapter, or the heading of a section."""

    line: Line
    titles: bool = False
    chapter: bool = False
    heading: Heading | None = None


def mirrored_keys(lines: Sequence[Line]) -> list[Line]:
    """The lines, with the heading of its section over each such list of keys."""
    lines = [_with_chapter(line) for line in lines]
    # The first of them stands right below the title of the keys, or of the chapter that they are for.
    above = (one.text for n, one in enumerate(lines[:-1]) if _foreign(lines[n + 1]))
    if not any(_titles(text) or is_title(text) for text in above):
        return lines
    found: list[Line] = []
    chapters: dict[str, _Asked] = {}
    asked = _Asked()
    keys = False
    for head, block in _blocks(lines):
        text = head.line.text.strip()
        if head.titles:
            keys = True
        elif head.chapter:
            again = chapters.get(chapter_of(text)) if keys else None
            asked = again or _Asked()
            chapters.setdefault(chapter_of(text), asked)
            keys = keys and again is not None
        elif not keys and head.heading and head.heading.ordinal and head.heading.named:
            asked.heads.setdefault(head.heading.ordinal, text)
        # Below a heading of keys 1. 1） 2） count the points of one answer.
        mirrors = keys and head.heading is None
        found += [head.line, *(_headed(block, asked) if mirrors else block)]
    return found


def _foreign(line: Line) -> bool:
    """Whether a line may be such a list that is not read as it stands: 一、1.关系 2.管理 is."""
    text = line.text.strip()
    match = _ANSWERS.fullmatch(text) if text[:1] in _OPENS else None
    return match is not None and not match["mark"] and _counts(match)


def _counts(match: re.Match[str]) -> bool:
    """Whether more than its own number shows that a line is of a section."""
    counted = (match["digit"] or match["enclosed"] or "一").isdecimal()
    if match["letter"]:
        return _NUMBERED.match(match["rest"]) is not None  # No A. 30% of an option.
    return not counted or _FIRST.match(match["rest"]) is not None


def _titles(text: str) -> bool:
    return (
        ("答" in text or "解" in text)
        and (names_keys(text) or is_bare_title(text))
        and find_start(text) is None
    )


def _with_chapter(line: Line) -> Line:
    match = _CHAPTER.fullmatch(line.text.strip()) if "答案" in line.text[:20] else None
    if match is None:
        return line
    return replace(line, text=f"{match['chapter'].strip()}{match['before'].strip()}")


def _blocks(lines: Sequence[Line]) -> Iterator[tuple[_Head, list[Line]]]:
    """Each line that heads something, with what stands below it."""
    head: _Head | None = None
    below: list[Line] = []
    for line in lines:
        new = _head(line)
        if head is None or new.titles or new.chapter or new.heading is not None:
            if head is not None:
                yield head, below
            head, below = new, []
        else:
            below.append(line)
    if head is not None:
        yield head, below


def _head(line: Line) -> _Head:
    text = line.text.strip()
    if len(text) > _LONGEST_HEAD:
        return _Head(line)
    if _titles(text):
        return _Head(line, titles=True)
    heading = find_heading(text)
    return _Head(line, chapter=is_title(text) and not names_keys(text), heading=heading)


def _headed(block: Sequence[Line], asked: _Asked) -> list[Line]:
    found = [_mirrors(line, asked) for line in block]
    if any(match and match["part"] for match in found):
        found = [match or _in_words(line, asked) for line, match in zip(block, found, strict=True)]
    told = [_ordinal(match) for match in found if match]
    foreign = any(match and not match["mark"] for match in found)
    if len(told) < min(_FEWEST, len(asked.heads)) or told != sorted(set(told)) or not foreign:
        return list(block)
    lines: list[Line] = []
    for line, match in zip(block, found, strict=True):
        if match is None:
            lines.append(line)
            continue
        lines.append(replace(line, text=asked.heads[_ordinal(match)]))
        lines += [
            replace(line, text=text, after_gap=False) for text in _counted(match["rest"].strip())
        ]
    return lines


def _mirrors(line: Line, asked: _Asked) -> re.Match[str] | None:
    match = _ANSWERS.fullmatch(line.text.strip())
    if match is None or _ordinal(match) not in asked.heads:
        return None
    return match if _counts(match) else None


def _in_words(line: Line, asked: _Asked) -> re.Match[str] | None:
    match = _IN_WORDS.fullmatch(line.text.strip())
    return match if match is not None and _ordinal(match) in asked.heads else None


def _ordinal(match: re.Match[str]) -> int:
    told = next(
        match[name] for name in ("han", "enclosed", "digit", "letter", "part") if match[name]
    )
    if told.isdecimal():
        return int(told)
    return ord(told) - ord("A") + 1 if told.isascii() else han_number(told)


def _counted(rest: str) -> list[str]:
    """1 推销 2 老客户 as 1. 推销 and 2. 老客户; keys as they stand."""
    if find_keys(rest) or listed_in_order(rest):
        return [rest]
    cuts: list[re.Match[str]] = []
    first = 0
    for match in _COUNT.finditer(rest):
        number = int(match["n"] or match["m"])
        if not cuts or number == first + len(cuts):
            first = first if cuts else number
            cuts.append(match)
    if not cuts or cuts[0].start():
        return [rest]
    ends = [*(cut.start() for cut in cuts[1:]), len(rest)]
    return [
        f"{n}. {_bare(rest[cut.end() : end].strip(' 　;；'))}"
        for n, (cut, end) in enumerate(zip(cuts, ends, strict=True), first)
    ]


def _bare(answer: str) -> str:
    """无形 of （无形）: brackets that stand around the whole answer."""
    match = _ENCLOSED.fullmatch(answer)
    return match[1].strip() if match else answer
