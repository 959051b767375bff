"""Headings of sections by everyday names, in any frame and behind any ordinal: 【甲】记住下面几个词, ——单选——,
◆说对错◆, Part B 选择（不止一个）, written as 一、名词解释."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.bank.exchange.text.cleaning.lines import Line
from app.bank.exchange.text.words.headings import HAN, find_heading, han_number
from app.bank.exchange.text.words.marks import find_answer, find_explanation, find_start

_STEMS = "甲乙丙丁戊己庚辛壬癸"
_FORMAL = "壹贰叁肆伍陆柒捌玖拾"
_LETTERS = "ABCDEFGHIJ"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩"
_PART = "(?:部分|板块|模块|单元|大题|关|组|类|区|块|环节|轮|站)"
_N = rf"[{HAN}]{{1,2}}|\d{{1,2}}|[{_STEMS}{_FORMAL}]|[A-Ja-j]|[{_CIRCLED}]|[IVX]{{1,4}}|[Ⅰ-Ⅹ]"
_OPENS = r"[【\[（(〔《<「『]"
_CLOSES = r"[】\]）)〕》>」』]"
_ORDINAL = (
    rf"(?:{_OPENS}\s*(?:第\s*|(?:Part|PART|part|Section|SECTION)\s*)?(?P<a>{_N})\s*{_PART}?\s*{_CLOSES}\s*[、.．:：]?|第\s*(?P<b>{_N})\s*{_PART}\s*[、.．:：]?"
    rf"|(?:Part|PART|part|Section|SECTION|板块|部分|模块|任务|环节|活动|关卡|挑战|闯关)\s*(?P<c>{_N})\s*[、.．:：)）]?|(?P<d>{_N})\s*(?:{_PART}\s*[、.．:：]?|[、.．:：)）])|(?P<e>[{_CIRCLED}])|(?P<f>[{_STEMS}{_FORMAL}{HAN}])(?=[\s　]))"
)
_SIGN = (
    r"[^\w\s\u4e00-\u9fff，,。．.、；;：:？?！!（(）)【】\[\]〔〕“”\"'‘’《》「」『』…%√×|<>○〇◯●◉□]"
)
_SOME = rf"(?:下面|下列|以下|这|哪|那)?(?:的)?(?:几|些|[{HAN}两\d]{{1,2}})?(?:个|条|道|句|些|段)?"
# What sections are called by those who write for their own class.
_CALLED: tuple[tuple[str, str], ...] = (
    (
        r"不定项(?:选择)?|多项?选择?|多选|(?:选|挑)(?:出)?(?:几个|多个|所有|全部)(?:对|正确)?(?:的)?",
        "多选题",
    ),
    (
        r"单项选择|单项?选|(?:[三四几多])(?:个|项)?(?:里|中)?选一(?:个)?|(?:只)?(?:选|挑)(?:出)?一个(?:最?(?:对|正确|好|合适|恰当)的?)?",
        "单选题",
    ),
    (
        rf"[判辨断]一[判辨断]|我(?:会|能|来|要)[判辨断]|(?:来)?(?:说|判|辨|分|看|断|评)(?:一[说判辨分看断评])?(?:一下|清|断|出)?(?:对错|正误|是非|真假|对与错)|(?:是)?对(?:还)?是错|对不对|对错(?:判断)?|是非|判断(?:对错|正误|是非|一下)?|{_SOME}(?:话|说法|句子|观点|做法)(?:是)?(?:对不对|对吗|对还是错|是否正确|正确吗)|真假",
        "判断题",
    ),
    (
        r"我(?:会|能|来|要)填(?:空)?|填(?:一填|一下)?空?|填空(?:格|补缺)?|挖空|缺词|补缺|(?:把)?(?:空|空格|空白|句子|横线)(?:处|里|上)?(?:填|补)(?:上|满|好|充?完整|全)?|补(?:全|充完整|充句子)(?:句子)?|完成(?:下列|下面)?句子",
        "填空题",
    ),
    (
        rf"(?:要|必须|请|先)?(?:记住?|背(?:会|熟|下来|诵|一背)?|解释|说说|认识|掌握|弄懂|理解|认一认)(?:一下)?{_SOME}(?:重要|基本|核心|关键|常用|专业)?(?:的)?(?:词语?|概念|名词|术语)(?:的?(?:意思|含义|解释))?|名词?解?释?|名词|词语解释|概念(?:解释)?|术语(?:解释)?",
        "名词解释",
    ),
    (
        r"论述|(?:写|谈|说)(?:一|几)段话|小?论文|(?:综合)?案例(?:分析|讨论)?|(?:看|读)(?:一?[看读])?(?:下面|下列|以下)?(?:的)?(?:材料|案例)[,，]?(?:回答|答)?(?:下列|下面)?(?:问题|题)?",
        "论述题",
    ),
    (
        rf"(?P<verb>[答问说想谈讲写议评析论辩])一(?P=verb)|(?:答|问|说|想|谈|讲)一(?:答|问|说|想|谈|讲)|我(?:会|能|来|要)[答说讲写谈想]|问答|简答|简述|简要回答|简单(?:回答|说说|答答)|(?:回答|想想|答){_SOME}(?:小)?问题|有问必答|动脑筋|大题",
        "简答题",
    ),
    (
        r"(?:选|挑)一(?:选|挑)|我(?:会|能|来|要)[选挑]|选择|(?:选|挑)(?:出)?(?:正确|合适|对|最佳)的(?:一项|答案|选项)?",
        "选择题",
    ),
)
_NAMED = "|".join(f"(?P<{name}>{words})" for words, name in _CALLED)
_COUNTED = (
    rf"(?:题|[{HAN}两\d]{{1,3}}(?:道|个|小)?题|[{HAN}两\d]{{1,3}}[则个道])?(?:部分|环节|专区|专练)?"
)
# 对√ 错×: what is written, without brackets around it.
_SIGNS = r"(?:对|正确)的?\s*[打画划写填用]?\s*[√TV]\s*[,，、；;]?\s*(?:错误?|不对)的?\s*[打画划写填用]?\s*[×FX]"
_HEAD = re.compile(
    rf"(?P<front>(?:{_SIGN}|[\s　]){{0,10}})(?P<ordinal>{_ORDINAL})?(?P<space>[\s　]*)(?P<open>(?:{_SIGN}|{_OPENS}){{0,4}})\s*(?:{_NAMED}){_COUNTED}\s*(?P<close>(?:{_SIGN}|{_CLOSES}){{0,4}})"
    rf"\s*(?P<rest>[（(][^（()）]{{0,60}}[)）]|[,，][^。？?；;]{{0,40}}|{_SIGNS})?\s*[:：]?\s*(?P<back>(?:{_SIGN}|[\s　]){{0,10}})"
)
# 四、案例 of a plan for a lesson.
_WEAK = re.compile(
    rf"[（(]?[{HAN}]{{1,3}}[)）]?\s*[、.．]?\s*(?:综合)?(?:案例(?:分析|讨论)?|概念|术语|名词|选择|(?P<verb>[说想谈讲写议评析论辩])一(?P=verb)|论述)\s*[:：]?"
)
_ONE = r"(?:只有?|仅有?|有且[仅只]有)?(?:能|可)?(?:选|挑)?(?:一个|1\s*个|一项|1\s*项)(?:是?(?:正确|对)的?|答案)*|(?:单个|唯一)(?:的)?答案|单选"
_MANY = r"(?:答案)?不[止只](?:一个|1\s*个|一项)[^。]{0,8}|(?:至少|最少)?(?:有)?(?:两|二|2|多|几)\s*(?:个|项)(?:或|及)?(?:以上)?(?:是)?(?:正确|对|答案)?的?(?:答案|选项)?|可?多选|一个或(?:多|几)个[^。]{0,8}|有几个选几个|多选"
_COUNT = re.compile(
    rf"[（(]\s*(?:(?P<one>{_ONE})|(?P<many>{_MANY}))\s*(?P<more>[,，;；][^（()）]{{1,40}})?[)）]"
)
# （每题只有一个选项正确）, （有两个或两个以上正确）: said in a sentence.
_SAID = re.compile(
    r"[（(](?=[^（()）]*(?:选|答案|正确|对|符合))(?:[^（()）]*(?P<many>不[止只]一|(?:两|二|2|多|几)\s*[个项]|至少|以上|一个或多个)|(?P<one>[^（()）]*(?:只|仅|唯一|一个|1\s*个|一项)))[^（()）]*(?P<more>)[)）]"
)
# 说一说（名词，每题2分）: what is done, with the type of its questions in brackets.
_KIND = re.compile(
    r"[（(]\s*(?:(?P<term>名词(?:解释)?|术语(?:解释)?|概念)|(?P<essay>论述|案例(?:分析)?))题?\s*(?:[,，;；、]\s*(?P<more>[^（()）]{1,40}))?[)）]"
)
# 17、（不止一个）社群管理员…（ ）: the same in front of a question.
_TAG = re.compile(
    rf"^(?P<number>\d{{1,3}}\s*[.．、)）]\s*)[（(【\[]\s*(?:(?P<one>{_ONE})|(?P<many>{_MANY}))\s*[)）】\]]\s*(?=\S)"
)
_PREFIXED = re.compile(
    r"(?P<prefix>[\u4e00-\u9fff\d]{1,8})\s*[·•・\-—–~|｜/]{1,2}\s*(?P<name>单选|单项选择|多选|多项选择|不定项选择|选择|判断|是非|填空|名词解释|简答|问答|论述|案例分析)题?\s*(?P<rest>[（(][^（()）]{0,40}[)）])?\s*[:：]?"
)
# 课后大作业（下周三前交，不少于600字）
_HOMEWORK = re.compile(
    r"[【\[]?(?:课后|课外|期末|平时|小组|实践|综合)?[大小]?作业[】\]]?\s*(?P<rest>[（(][^（()）]*(?:交|打印|手写|字数|\d+\s*字)[^（()）]*[)）])\s*[:：]?"
)
# 想一想，填一填: the second says what is done.
_PLAYED_ON = re.compile(r"(?P<verb>[\u4e00-\u9fff])一(?P=verb)")
_PER = re.compile(r"(\d{1,2}(?:\.\d)?)\s*分\s*[/／每]\s*小?([题空])")
_TIMES = re.compile(r"(\d{1,2}(?:\.\d)?)\s*分\s*[×xX*＊]\s*(\d{1,2})\s*(?:小?题)?")
# 8*2'=16分: how many, marks of each, and all of them.
_PRIMES = re.compile(
    r"(?:(?P<n>\d{1,2})\s*[×xX*＊]\s*(?P<each>\d{1,2}(?:\.\d)?)\s*['’′＇]|(?P<first>\d{1,2}(?:\.\d)?)\s*['’′＇]\s*[×xX*＊]\s*(?P<m>\d{1,2}))\s*(?:[=＝]\s*(?P<all>\d{1,3})\s*(?:分|['’′＇]))?"
)
_LONGEST = 70
# What all those names have one of.
_HINTS_AT = re.compile(
    "[选挑判断辨错对非假填空挖缺补完词念语名释述段文案料答问想讲谈说题写议评析论辩]"
)
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class _Named:
    """A line that may be such a heading. `shown` says that a frame, an ordinal or brackets set it apart."""

    name: str
    ordinal: int
    style: str
    rest: str
    shown: bool


def named_heads(lines: Sequence[Line]) -> list[Line]:
    """The lines with such headings as a paper has them. A name that is only numbered, 2) 填空, counts where others
    are so and questions are counted from 1 below each."""
    lines = _without_prefix(lines)
    found = [_find(line.text) for line in lines]
    times = Counter(line.text for line, one in zip(lines, found, strict=True) if one)
    numbered = [n for n, one in enumerate(found) if one and one.style == "number"]
    heading = {n for n in numbered if _first_below(lines, n)}
    many = len(heading) >= _FEWEST and len(heading) == len(numbered)
    written: list[Line] = []
    for place, (line, one) in enumerate(zip(lines, found, strict=True)):
        if (
            one is None
            or (one.style == "number" and not many)
            or (times[line.text] < _FEWEST and _tells(lines, place))
        ):
            written.append(_counted(line))
        elif one.shown or _first_below(lines, place):
            ordinal = f"{_han(one.ordinal)}、" if one.ordinal else ""
            written.append(replace(line, text=_marked(f"{ordinal}{one.name}{one.rest}")))
        else:
            written.append(line)
    return written


def _without_prefix(lines: Sequence[Line]) -> list[Line]:
    """测一测·单选 and 测一测·判断 without the words that all headings of a text begin with."""
    marks = [
        _PREFIXED.fullmatch(line.text.strip()) if len(line.text) <= _LONGEST else None
        for line in lines
    ]
    counts = Counter(match["prefix"] for match in marks if match)
    return [
        replace(line, text=f"{match['name'].removesuffix('题')}题{match['rest'] or ''}")
        if match and counts[match["prefix"]] >= _FEWEST
        else line
        for line, match in zip(lines, marks, strict=True)
    ]


def _marked(text: str) -> str:
    """（2分/题） and （5分×4） of a heading as （每题2分） and （每题5分，共4题）."""
    text = _PER.sub(lambda match: f"每{match[2]}{match[1]}分", text)
    text = _PRIMES.sub(
        lambda match: f"每题{match['each'] or match['first']}分，共{match['n'] or match['m']}题",
        text,
    )
    return _TIMES.sub(lambda match: f"每题{match[1]}分，共{match[2]}题", text)


def _counted(line: Line) -> Line:
    if (
        "分" in line.text
        and len(line.text) <= _LONGEST
        and any(shape.search(line.text) for shape in (_PER, _TIMES, _PRIMES))
    ):
        heading = find_heading(line.text) or find_heading(_marked(line.text))
        return replace(line, text=_marked(line.text)) if heading and heading.named else line
    match = _TAG.match(line.text) if line.text[:1].isdecimal() else None
    if match is None:
        return line
    name = "单选题" if match["one"] else "多选题"
    return replace(line, text=f"{match['number']}【{name}】{line.text[match.end() :]}")


def _find(text: str) -> _Named | None:
    text = text.strip()
    if "作业" in text[:8] and _HOMEWORK.fullmatch(text):
        return _Named("论述题", 0, "", "", True)
    if not 2 <= len(text) <= _LONGEST or not _HINTS_AT.search(text):
        return None
    match = _HEAD.fullmatch(text)
    if match is None:
        return None
    name = next(name for _words, name in _CALLED if match[name])
    rest = match["rest"] or ""
    if (count := _COUNT.fullmatch(rest) or _SAID.fullmatch(rest)) and name in (
        "选择题",
        "单选题",
        "多选题",
    ):
        name = "单选题" if count["one"] else "多选题"
        told = rest if "分" in rest else ""
        rest = f"（{count['more'].strip('，,；;')}）" if count["more"] else told
    if name == "简答题" and (kind := _KIND.fullmatch(rest)):
        name = "名词解释" if kind["term"] else "论述题"
        rest = f"（{kind['more']}）" if kind["more"] else ""
    if rest and rest[0] not in "（(,，":
        rest = f"（{rest}）"
    known = find_heading(text)
    if known is not None and known.named and (known.type is not None or name == "选择题"):
        return None
    if known is None and _WEAK.fullmatch(text):
        return None
    ordinal = next((match[group] for group in "abcdef" if match[group]), "")
    framed = bool(
        (match["front"].strip() or match["open"]) and (match["close"] or match["back"].strip())
    )
    style = ("number" if _as_option(match, ordinal) else "named") if ordinal else ""
    if rest[:1] in (",", "，"):
        if not (ordinal or framed) or _PLAYED_ON.search(rest):
            return None
        rest = f"（{rest[1:].strip()}）"
    shown = bool(ordinal and (match["space"] or not match["f"])) or framed
    shown = (
        shown
        or bool(match["front"].strip() and name != "选择题")
        or text.endswith(("：", ":"))
        or bool(count)
    )
    return _Named(name, _number(ordinal), style, rest, shown)


def _as_option(match: re.Match[str], ordinal: str) -> bool:
    """Whether such an ordinal may be that of a question, of a point or of an option: 2) 填空, (B) 判断."""
    alike = (
        ordinal.isascii()
        and len(ordinal) <= 2
        and not re.search(rf"{_PART}|(?i:part|section)", match["ordinal"])
    )
    return alike and bool(match["d"] or (match["a"] and match["ordinal"].startswith(("（", "("))))


def _number(ordinal: str) -> int:
    if ordinal.isdecimal() and ordinal not in _CIRCLED:
        return int(ordinal)
    for row in (_STEMS, _FORMAL, _LETTERS, _LETTERS.lower(), _CIRCLED, "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ"):
        if len(ordinal) == 1 and ordinal in row and ordinal not in "IVX":
            return row.index(ordinal) + 1
    roman = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"]
    return roman.index(ordinal) + 1 if ordinal in roman else han_number(ordinal)


def _han(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if not tens else "十" if tens == 1 else f"{HAN[tens - 1]}十") + (
        HAN[ones - 1] if ones else ""
    )


def _first_below(lines: Sequence[Line], place: int) -> bool:
    """Whether the first of several that are counted stands right below."""
    start = find_start(lines[place + 1].text) if place + 1 < len(lines) else None
    return start is not None and start.number == 1


def _tells(lines: Sequence[Line], place: int) -> bool:
    """Whether the line is what stands below 答案： or an explanation."""
    before = lines[place - 1].text.strip() if place else ""
    return bool(place) and (find_answer(before) == "" or find_explanation(before) == "")
