"""Lines on which a heading and its first question, or several short questions, were typed on end: 填空 ①客户是【资源】,
(1)退化只在稳定期 错(2)信息要更新 对."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from app.bank.exchange.text.cleaning.lines import Line
from app.bank.exchange.text.keys.keylist import find_keys
from app.bank.exchange.text.words.marks import find_start

_NAMES = "单选|单项选择|多选|多项选择|不定项选择|选择|判断(?:对错|正误)?|是非|填空|名词解释|名解|简答|问答|论述"
_HEADED = re.compile(
    rf"(?P<name>[【\[（(]?\s*(?:{_NAMES})题?\s*[】\])）]?)\s*(?P<marks>[（(][^（()）]{{0,40}}分[^（()）]{{0,20}}[)）])?\s*[:：]?\s*(?P<rest>(?:①|[（(]\s*1\s*[)）]|1\s*[.．、)）])\s*\S.*)",
    re.DOTALL,
)
_NUMBER = re.compile(
    r"(?P<a>[①-⑳])|[（(]\s*(?P<b>\d{1,3})\s*[)）]|(?<![\d.．A-Za-z])(?P<c>\d{1,3})\s*[.．、)）](?!\d)"
)
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
# A statement with its verdict, or a sentence with its blank or the word in it.
_WHOLE = re.compile(
    r"[\u4e00-\u9fff].{3,}?(?:\s*[（(【\[]\s*(?:对|错|正确|错误|√|×)\s*[)）】\]]|[\s。.—–\-：:…]+(?:对|错|正确|错误)|\s*[√×])\s*[。；;]?\s*$|[\u4e00-\u9fff].*(?:_{2,}|【[^【】]{1,30}】).*[\u4e00-\u9fff。]?\s*$",
    re.DOTALL,
)
_SHOWS = ("对", "错", "正确", "√", "×", "__", "【")
_OPTIONS = re.compile(r"[（(]?[AB]\s*[.．、)）]\s*\S")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
# 选项A：是, and A选项：是, of an exported page.
_LETTERED = re.compile(
    r"^[【\[]?\s*(?:备?选项\s*(?P<a>[A-H])|(?P<b>[A-H])\s*(?:选项|项))\s*[】\]]?\s*[:：.．、)）]\s*(?=\S)"
)
_POINTED = re.compile(
    r"(?P<asked>[^?？]*[\u4e00-\u9fff][^?？]*[?？])\s*(?:[👉☞➡➜→⇒▶►»]|[=-]>|>>|——)+\s*(?P<told>[^\s?？][^?？]*)",
    re.DOTALL,
)
_FEWEST = 2


def parted_lines(lines: Sequence[Line]) -> list[Line]:
    """The lines, each heading and each such question on one of its own."""
    found: list[Line] = []
    if sum("项" in line.text[:6] and bool(_LETTERED.match(line.text)) for line in lines) >= _FEWEST:
        lines = [
            replace(line, text=_LETTERED.sub(lambda m: f"{m['a'] or m['b']}. ", line.text))
            for line in lines
        ]
    for place, line in enumerate(lines):
        below = lines[place + 1].text if place + 1 < len(lines) else ""
        texts = [text for row in _rows(line.text) for text in _parted(row, below)]
        if texts == [line.text]:
            found.append(line)
            continue
        for n, text in enumerate(texts):
            found.append(replace(line, text=text, after_gap=line.after_gap and not n))
    return found


def _rows(text: str) -> list[str]:
    """A line of a page's source at its <br>."""
    if "<" not in text:
        return [text]
    return [row.strip() for row in _BREAK.split(text) if row.strip()]


def _parted(text: str, below: str) -> Iterator[str]:
    if told := _pointed(text):
        yield from told
        return
    match = (
        _HEADED.fullmatch(text)
        if len(text) > 3 and text.lstrip("【[（( ")[:1] in "单多不选判是填名简问论"
        else None
    )
    if match is not None and not find_keys(match["rest"]):
        parts = _questions(match["rest"])
        start = find_start(below)
        if len(parts) > 1 or (start is not None and start.number == _FEWEST):
            yield f"{match['name'].strip('【】[]（）() ').removesuffix('题')}题{match['marks'] or ''}"
            yield from parts
            return
    yield from _questions(text)


def _pointed(text: str) -> list[str]:
    """客户档案内容？ 👉 基本资料 as a question and its answer; empty where no sign points from one to the other."""
    match = _POINTED.fullmatch(text) if "?" in text or "？" in text else None
    return [match["asked"].strip(), f"答：{match['told'].strip()}"] if match else []


def _questions(text: str) -> list[str]:
    """The questions of a line whose numbers run on, each of them whole; else the line."""
    if not text[:1].isdecimal() and text[:1] not in "（(" and text[:1] not in _CIRCLED:
        return [text]
    if not any(word in text for word in _SHOWS):
        return [text]
    cuts: list[re.Match[str]] = []
    family, due = "", 0
    for match in _NUMBER.finditer(text):
        kind, number = _number(match)
        if not cuts:
            if match.start():
                return [text]
            family, due = kind, number
        if (kind, number) == (family, due):
            cuts.append(match)
            due += 1
    if len(cuts) < _FEWEST or find_keys(text) or _OPTIONS.search(text):
        return [text]
    ends = [*(cut.start() for cut in cuts[1:]), len(text)]
    parts = [text[cut.start() : end].strip() for cut, end in zip(cuts, ends, strict=True)]
    told = (part[cut.end() - cut.start() :] for cut, part in zip(cuts, parts, strict=True))
    return parts if all(_WHOLE.search(part) for part in told) else [text]


def _number(match: re.Match[str]) -> tuple[str, int]:
    if match["a"]:
        return "a", _CIRCLED.index(match["a"]) + 1
    return ("b", int(match["b"])) if match["b"] else ("c", int(match["c"]))
