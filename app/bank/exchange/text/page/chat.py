"""The record of a chat: who spoke and when above every message, and what is said beside the questions.

It is one where at least two lines are nothing but a name and a time. Who asked most is the teacher; of
the others only what looks like questions is kept, for a colleague may have sent some.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from app.bank.exchange.text.cleaning.lines import Line
from app.bank.exchange.text.keys.keylist import find_keys, listed_in_order
from app.bank.exchange.text.questions.evidence import GAP
from app.bank.exchange.text.words.headings import find_heading, type_named
from app.bank.exchange.text.words.marks import asks, find_answer, find_start
from app.bank.exchange.text.words.options import opens_options

_DAY = r"(?:(?:19|20)\d{2}\s?[年/.\-]\s?\d{1,2}\s?[月/.\-]\s?\d{1,2}\s?日?|\d{1,2}\s?[月/\-]\s?\d{1,2}\s?日?|昨天|今天|前天|(?:星期|周)[一二三四五六日天])"
_TIME = r"(?:上午|下午|中午|晚上|凌晨|早上|AM|PM)?\s?\d{1,2}[:：]\d{2}(?:[:：]\d{2})?(?:\s?[AP]M)?"
_WHEN = rf"(?:{_DAY}\s*{_TIME}|{_TIME})"
_NAME = r"(?![（(]?\d{1,3}\s*[.．、)）])[^。？?！!；;，,：:|]{1,24}?"
# 李老师  2022年6月12日 20:14, or 2022-06-12 20:14:33 李老师(10086), or 李老师： on a line of its own.
_SAYS = re.compile(
    rf"(?P<a>{_NAME})\s+{_WHEN}|{_WHEN}\s+(?P<b>{_NAME})|(?P<c>[\u4e00-\u9fff]{{0,4}}(?:老师|同学|助教|班长|学委|课代表))\s*[:：]"
)
# 李老师: 1. 下列…, each message on one line behind its name.
_PREFIXED = re.compile(r"(?P<name>[\u4e00-\u9fff]{1,8})\s?[:：]\s?(?P<text>\S.*)")
_TEACHER = re.compile(r"(?:老师|助教|班主任)$")
_DATED_LINE = re.compile(_DAY)
_DATED = re.compile(rf"[-—–\s]*{_DAY}?\s*(?:{_TIME})?[-—–\s]*")
# 张三撤回了一条消息, and the title of a forwarded record.
_SYSTEM = re.compile(
    r".{0,24}(?:的聊天记录|撤回了(?:一条|成员的)?消息|(?:加入|退出|移出)了?(?:本)?群聊?|修改群名为.{0,40}|拍了拍.{0,20}|领取了.{0,12}红包|以上(?:是|为)打招呼的?内容|开启了朋友验证.{0,20})"
)
_FACES = "微笑|玫瑰|强|抱拳|OK|呲牙|偷笑|捂脸|笑哭|爱心|鼓掌|加油|太阳|拥抱|庆祝|机智|奸笑|旺柴|合十|握手|胜利|得意|愉快|害羞|流泪|大哭|调皮|惊讶|难过|抓狂|再见|擦汗|坏笑|疑问|晕|委屈|可怜|白眼|阴险|汗|嘿哈|耶|红包|福|吃瓜|裂开|苦涩|叹气|翻白眼|打脸|哇|666|憨笑|色|发呆|尴尬|咖啡|蛋糕|礼物|动画表情|表情"
_FACE = re.compile(rf"\s*(?:[\[【（](?:{_FACES})[\]】）]\s*)+$")
_SENT = re.compile(r"[\[【](?:图片|语音|视频|文件|链接|位置|表情|动画表情)[\]】].{0,40}")
# 大家先做，答案晚点发: spoken to people, and no part of a paper.
_TO_PEOPLE = re.compile(
    r"@|同学|大家|老师|各位|你们|收到|谢谢|记得|作业本|开卷|闭卷|明天|今晚|明早|群里|发(?:给|到|群|一下|出来)|辛苦|好的|写在|交(?:上来|给)|(?:晚点|稍后|等[会下]|过会儿?|回头)(?:再|我)?[发补给传]|截止|不要抄|自己(?:先)?做|别忘|下课|上课|^(?:嗯|哦|行|可以|没问题|ok|OK)"
)
# 对，C or 没错，选AC: the teacher says which answer of the class is right.
_KEY_SAID = re.compile(
    r"^(?:对|没错|正确|是的|恭喜|答对了)(?:的|了)?\s*[，,！!]\s*(?:就是|应?该?选|答案是?|是)?\s*([A-H]{1,6})\s*[。.！!]?$"
)
_OPTION = re.compile(r"[（(]?[A-H](?:\s*[.．、)）]|\s)")
# [转发] 二班的题也一并发给大家
_FORWARDED = re.compile(r"[\[【(（]?(?:转发?|转自|FW|Fw)[\]】)）:：]")
_ALONE = re.compile(r"([\u4e00-\u9fff]{2,4})\s*[:：]")
_NO_NAME = re.compile(
    r"题|答|问|案例|材料|要求|选项|解析|提示|说明|背景|注意|分析|理由|要点|步骤|优点|缺点|如下|包括|例如|比如|所以|因此|内容|任务"
)
# 单选漏了一个，补上
_ADDS = re.compile(
    r"(?:漏|少)(?:发|写|打|掉)?了.{0,8}(?:补|加|再发)|^(?:刚才|上面|前面).{0,8}(?:打错|发错|写错|漏)"
)
# 对的👍 to what somebody asked.
_AFFIRMS = re.compile(
    r"(?:对|是|嗯|好|行|可以|没错|正确|收到|OK|ok)(?:的|了|啊|呀|哦|滴|嗯)?[\s!！。~～]*[\U0001f300-\U0001faff\u2600-\u27bf]*"
)
_FEWEST = 2
_LONGEST_LINE = 40
_LONGEST_TALK = 80


@dataclass(slots=True)
class _Message:
    """What one person sent at once."""

    name: str
    lines: list[Line] = field(default_factory=list[Line])

    @property
    def asking(self) -> int:
        """How many lines look like those of questions."""
        return sum(_asks(line.text) for line in self.lines)

    @property
    def telling(self) -> bool:
        """Whether it gives keys, or a title says that it will."""
        return any(_tells(line.text) for line in self.lines)

    @property
    def keyed(self) -> bool:
        """Whether it lists keys."""
        return any(len(find_keys(line.text)) > 1 for line in self.lines)


def _parted(lines: Sequence[Line]) -> list[Line]:
    """李老师: 1. 下列… as who spoke and what was said, where a teacher speaks so several times."""
    spoken = [_PREFIXED.fullmatch(line.text.strip()) for line in lines]
    names = Counter(match["name"] for match in spoken if match)
    if not any(_TEACHER.search(name) and count > _FEWEST for name, count in names.items()):
        return list(lines)
    found: list[Line] = []
    for line, match in zip(lines, spoken, strict=True):
        if match is None or (not _TEACHER.search(match["name"]) and _tells(line.text)):
            found.append(line)
            continue
        name = match["name"] if _TEACHER.search(match["name"]) else f"{match['name'][:4]}同学"
        found += [replace(line, text=f"{name}："), replace(line, text=match["text"])]
    return found


def without_chat(
    lines: Sequence[Line],
) -> tuple[list[Line], list[tuple[int, str]], set[int]]:
    """The lines of the questions, those that only talk, and the numbers of those that name people."""
    lines = _parted(lines)
    heads = [_speaker(line.text.strip()) for line in lines]
    if sum(bool(head and _TEACHER.search(head)) for head in heads) >= _FEWEST:
        heads = [head or _named(line.text.strip()) for line, head in zip(lines, heads, strict=True)]
    names = Counter(filter(None, heads))
    dated = any(
        head and _DATED_LINE.search(line.text) for line, head in zip(lines, heads, strict=True)
    )
    # 早会 8:30 over 接待 9:00 is a timetable: there nobody speaks twice.
    people = names.total() > _FEWEST and any(map(_TEACHER.search, names))
    if names.total() < _FEWEST or not (dated or people or names.most_common(1)[0][1] >= _FEWEST):
        return list(lines), [], set()
    named = {line.number for line, head in zip(lines, heads, strict=True) if head}
    messages = [_Message("")]
    for line, head in zip(lines, heads, strict=True):
        if head:
            messages.append(_Message(head))
        else:
            first = not messages[-1].lines
            messages[-1].lines.append(replace(line, after_gap=True) if first else line)
    kept = _questions(messages)
    asked = {line.number for line in kept}
    left = asked | named
    loose = [(line.number, line.text) for line in lines if line.number not in left]
    return kept, loose, named - asked


def _speaker(text: str) -> str:
    if not text or len(text) > 60:
        return ""
    match = _SAYS.fullmatch(text)
    name = (match["a"] or match["b"] or match["c"]).strip() if match else ""
    return "" if _DATED.fullmatch(name or "-") or find_heading(name) else name


def _named(text: str) -> str:
    """The name alone on a line with a colon, where a teacher speaks so: 李想:"""
    match = _ALONE.fullmatch(text)
    if (
        match is None
        or find_heading(match[1])
        or type_named(text)[1]
        or find_answer(text) is not None
    ):
        return ""
    return "" if _NO_NAME.search(match[1]) else match[1]


def _questions(messages: Sequence[_Message]) -> list[Line]:
    counts = Counter[str]()
    for message in messages[1:]:
        counts[message.name] += message.asking
    teacher = counts.most_common(1)[0][0]
    answered = any(message.telling for message in messages if message.name == teacher)
    asked: dict[str, int] = {}  # Where the questions of each end in what is kept.
    kept: list[Line] = [line for line in messages[0].lines if not _SYSTEM.fullmatch(line.text)]
    speaker = ""
    for before, message in pairwise(messages):
        own = message.name == teacher
        # A colleague who sent questions tells their keys later.
        keyed = not own and message.name in asked and message.keyed
        if not own and not keyed and message.asking < _FEWEST and (answered or not message.telling):
            continue
        replies = before.name != teacher and _spoken_to(before)
        if own and _only_talks(message, kept, replies=replies):
            continue
        told = [
            replace(line, text=_KEY_SAID.sub(r"答案：\1", _FACE.sub("", line.text)))
            for line in _without_talk(message.lines)
            if not _said(line.text.strip()) and _FACE.sub("", line.text)
        ]
        if told and message.asking >= _FEWEST and message.name != speaker:
            told[0] = replace(told[0], apart=bool(speaker))
            speaker = message.name
        place = asked[message.name] if keyed and message.asking < _FEWEST else len(kept)
        kept[place:place] = told
        asked = {name: end + len(told) * (end > place) for name, end in asked.items()}
        if message.asking >= _FEWEST:
            asked[message.name] = place + len(told)
    return kept


def _without_talk(lines: Sequence[Line]) -> list[Line]:
    """What somebody sent, without words to the class in front of the questions or, set apart, behind them."""
    first, last = 0, len(lines)
    while first < last - 1 and _talks(lines[first].text.strip()):
        first += 1
    while last > first + 1 and lines[last - 1].after_gap and _talks(lines[last - 1].text.strip()):
        last -= 1
    return list(lines[first:last])


def _talks(text: str) -> bool:
    """Whether a line speaks to people, and neither asks nor answers."""
    if _ADDS.search(text) and len(text) <= _LONGEST_LINE and not _numbered(text):
        return True
    # 最后一道简答，写在作业本上 heads what follows.
    if (
        len(text) > _LONGEST_LINE
        or type_named(text)[1]
        or _numbered(text)
        or _asks(text)
        or _tells(text)
    ):
        return False
    return _FORWARDED.match(text) is not None or _TO_PEOPLE.search(text) is not None


def _said(text: str) -> bool:
    """Whether a line is one of the program's own, or of a picture that was sent."""
    if find_start(text) is not None and not _DATED.fullmatch(text):
        return False
    return bool(_SYSTEM.fullmatch(text) or (_DATED.fullmatch(text) and ":" in text))


def _spoken_to(message: _Message) -> bool:
    """Whether somebody asks the teacher: 老师，几点考？"""
    return message.asking < _FEWEST and any(
        line.text.rstrip().endswith(("？", "?")) and _TO_PEOPLE.search(line.text)
        for line in message.lines
    )


def _only_talks(message: _Message, before: Sequence[Line], *, replies: bool) -> bool:
    """Whether the teacher says something to the class: nothing in it asks or answers."""
    if replies_only(message, before):
        return True
    if message.asking or message.telling or any(_numbered(line.text) for line in message.lines):
        return False
    if sum(len(line.text) for line in message.lines) > _LONGEST_TALK:
        return False
    spoken = any(_TO_PEOPLE.search(line.text) for line in message.lines)
    behind = bool(before) and _OPTION.match(before[-1].text) is not None
    short = sum(len(line.text) for line in message.lines) <= _LONGEST_LINE
    return (
        spoken
        or behind
        or (replies and short)
        or all(_SENT.fullmatch(line.text.strip()) for line in message.lines)
    )


def replies_only(message: _Message, before: Sequence[Line]) -> bool:
    """Whether a message is nothing but 对的 to somebody, behind questions that were sent."""
    return bool(before) and all(_AFFIRMS.fullmatch(line.text.strip()) for line in message.lines)


def _numbered(text: str) -> bool:
    return find_start(text) is not None


def _asks(text: str) -> bool:
    start = find_start(text)
    if start is not None and start.style != "bare" and not find_keys(text):
        return True
    return bool(GAP.search(text)) or opens_options(text) or find_heading(text) is not None


def _tells(text: str) -> bool:
    told = find_answer(text) is not None or "答案" in text[:6]
    return told or bool(find_keys(text)) or len(listed_in_order(text)) > 1 or asks(text)
