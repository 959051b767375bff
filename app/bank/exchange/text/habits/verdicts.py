"""判断 whose verdict stands in the sentence behind any sign, with or without the reason: …决定——错，还有质量,
…上升：√, （错，应为客户）, written as （错） with 解析：… below."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from app.bank.domain.types import ItemType
from app.bank.exchange.text.cleaning.lines import Line
from app.bank.exchange.text.keys.keylist import find_keys
from app.bank.exchange.text.words.headings import find_heading
from app.bank.exchange.text.words.marks import find_answer, find_explanation, find_start
from app.bank.exchange.text.words.options import opens_options

_WORDS = {
    "√": "√",
    "×": "×",
    "对": "对",
    "错": "错",
    "正确": "对",
    "错误": "错",
    "不正确": "错",
    "不对": "错",
    "是对的": "对",
    "是错的": "错",
    "对的": "对",
    "错的": "错",
}
_WORD = "|".join(sorted(_WORDS, key=len, reverse=True))
_DIVIDER = r"(?:\s*(?:——|[—–－\-]{1,4}|→|⇒|➜|➔|[=-]{0,2}>{1,2}|…{1,4}|\.{3,6}|[:：|／/~＝=☞👉·]{1,3})\s*|[\s　]+|(?=[√×]))"
_REASON = r"(?:\s*(?:[,，;；:：。.、]|因为|因|——|—|\s)\s*(?P<{}>\S.*))?"
_BEHIND = re.compile(
    rf"(?P<stem>\S.{{3,}}?){_DIVIDER}(?P<word>{_WORD})\s*(?:[。.；;]?|{_REASON.format('why')})\s*",
    re.DOTALL,
)
# （错，应为客户）, 【×：……】
_BRACKETED = re.compile(
    rf"(?P<stem>\S.{{3,}}?)\s*[（(【\[]\s*(?P<word>{_WORD})\s*[,，;；:：。、\s]\s*(?P<why>[^（()）【】]{{2,160}}(?:[（(][^（()）]*[)）][^（()）【】]*)*)[)）】\]]\s*[。.]?",
    re.DOTALL,
)
_MAY = re.compile(
    r"(?:[—–\-→⇒➜➔>….:：|／/~＝=☞👉·\s　]|[（(【\[])\s*(?:[对错]|正确|不正确|不对|是[对错])|[√×]"
)
_EMPTY = re.compile(r"[（(][\s　]*[)）]\s*$")
_STATED = re.compile(r"[\u4e00-\u9fff].*[\u4e00-\u9fff“”A-Za-z].*[\u4e00-\u9fff]", re.DOTALL)
# 我的答案：对, 判断：对: said of the answer.
_TOLD = re.compile(r"(?:答案?|判断|选择?|结果|作答|得分|是|为)\s*$")
# 题目	对/错	依据: both words in the head of a column.
_BOTH = re.compile(r"\t\s*(?:对|√|正确)\s*$")
_LONGEST_HEAD = 24
_HEADS = re.compile("[选判填辨论述释案操计]|是非|简答|问答|思考|题|部分|rue")
_FEWEST = 2


# 对 / 错 printed behind the statement for whoever answers.
_OFFERED = re.compile(
    r"(?<=\S)\s*(?:[（(【\[]\s*(?:对|正确|√|T|是)\s*(?:[/／|、]|或|\s+)\s*(?:错误?|×|F|否)\s*[)）】\]]|\s(?:对|正确|√|T|是)\s*[/／|]\s*(?:错误?|×|F|否))\s*$"
)


def plain_verdicts(lines: Sequence[Line]) -> list[Line]:
    """The lines with such verdicts in brackets, below a heading 判断, or where several numbered lines on end have one."""
    found: list[Line] = []
    truths = False
    if not any(_MAY.search(line.text) for line in lines):
        return list(lines)
    found_at = [_verdict(line.text) for line in lines]
    several = _several(lines, [match is not None for match in found_at])
    for place, (line, match) in enumerate(zip(lines, found_at, strict=True)):
        heading = find_heading(line.text) if _HEADS.search(line.text[:_LONGEST_HEAD]) else None
        if heading is not None:
            truths = heading.type is ItemType.TRUE_FALSE
        if truths and heading is None and (offered := _offered(line.text)):
            found.append(replace(line, text=f"{line.text[: offered.start()]}（ ）"))
            continue
        if match and heading is None and (truths or place in several):
            found += _written(line, match, told_next=_told(lines, place + 1))
        else:
            found.append(line)
    return found


def _offered(text: str) -> re.Match[str] | None:
    """对 / 错 behind a statement, and no row of a table of keys."""
    return _OFFERED.search(text) if text.count("|") < _FEWEST else None


def _verdict(text: str) -> re.Match[str] | None:
    """The verdict at the end of a statement. A space alone divides it from no reason."""
    if not _MAY.search(text) or text.count("|") > 1:
        return None
    match = _BRACKETED.fullmatch(text) or _BEHIND.fullmatch(text)
    if match is None or opens_options(text):
        return None
    if find_answer(text) is not None or find_explanation(text) is not None:
        return None
    if match.re is _BRACKETED:
        return match
    if (
        _BOTH.search(match["stem"])
        or not _STATED.search(match["stem"])
        or _TOLD.search(match["stem"])
        or find_keys(text)
    ):
        return None
    divider = text[match.end("stem") : match.start("word")].strip()
    return match if divider or not match["why"] else None


def _several(lines: Sequence[Line], told: Sequence[bool]) -> frozenset[int]:
    """The places of numbered lines on end that count on and all have a verdict."""
    found: set[int] = set()
    run: list[int] = []
    due = 0
    for place, line in enumerate(lines):
        start = find_start(line.text) if told[place] else None
        if start is not None and run and start.number == due and start.style != "bare":
            run.append(place)
        else:
            found |= set(run) if len(run) >= _FEWEST else set()
            run = [place] if start is not None and start.style != "bare" else []
        due = start.number + 1 if start is not None else 0
    return frozenset(found | (set(run) if len(run) >= _FEWEST else set()))


def _told(lines: Sequence[Line], place: int) -> bool:
    return place < len(lines) and find_answer(lines[place].text) is not None


def _written(line: Line, match: re.Match[str], *, told_next: bool) -> list[Line]:
    stem = _EMPTY.sub("", match["stem"].rstrip())
    if told_next or not stem:
        return [line]
    found = [replace(line, text=f"{stem}（{_WORDS[match['word']]}）")]
    if why := (match["why"] or "").strip():
        found.append(replace(line, text=f"解析：{why}", after_gap=False))
    return found
