"""Headings of sections: 一、单项选择题（本大题共 10 小题，每小题 2 分，共 20 分）."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from app.bank.domain.types import ItemType

HAN = "一二三四五六七八九十"
_TYPES: tuple[tuple[str, ItemType | None], ...] = (
    (r"不定项(?:选择)?|复选|多项选择|多选|双项选择|多重选择", ItemType.MULTIPLE_RESPONSE),
    (r"单项选择|单选|单向选择|单项", ItemType.SINGLE_CHOICE),
    (r"判断|是非|辨析判断|[Tt]rue\s{0,4}(?:or|/)\s{0,4}[Ff]alse", ItemType.TRUE_FALSE),
    (r"填空|填充", ItemType.FILL_BLANK),
    (
        r"名词解释|名词释义|术语解释|解释名词|解释(?:下列|以下)?(?:名词|概念|术语)|概念解释|基本概念|概念|名解|名词",
        ItemType.TERM,
    ),
    (
        r"论述|策划|设计|写作|探究|情景|情境|实务操作|综合运用|案例|材料分析|综合分析|综合应用|综合|分析|应用|实务|方案设计|情景分析|论文|计算分析|辨析",
        ItemType.ESSAY,
    ),
    (
        r"解答(?=题)|问题解答|实操|操作|实训|实践|技能|匹配|配对|搭配|简答|问答|简述|简要回答|思考|复习思考|计算|改错|排序|连线|匹配",
        ItemType.SHORT_ANSWER,
    ),
    (r"选择|客观|主观", None),
)
_NAMES = "|".join(names for names, _type in _TYPES)
NAME = (
    rf"(?:{_NAMES})(?:对错|正误|改错|说明|分析|选择|并改错|并说明理由)?(?:题|題)?(?:型)?"
    r"(?:\s?[（(]?[对错正误√×/／、TF]{2,6}[)）]?)?"
)
ORDINAL = rf"(?:第\s*[{HAN}\d]{{1,3}}\s*(?:部分|大题|题)?\s*[、.．:：,，]?|[（(]?\s*[{HAN}]{{1,3}}\s*[)）]?\s*[、.．:：,，]?|[ⅠⅡⅢⅣⅤⅥ]+\s*[、.．]|I{{1,3}}\s*[、.．]|\d{{1,2}}\s*[.．]\s*\d{{1,2}}(?=[^\d.．])\s*[、.．]?|\d{{1,2}}\s*[、.．])"
_INFO = r"[（(【\[][^（()）]*(?:[（(][^（()）]*[)）][^（()）]*)*[)）】\]]"
_TOLD = r"(?:[请每共将本在下从以正选填多只答对注凡要写备错把判说根]|回答)[^？?]*"
_HEADING = re.compile(
    rf"(?:#{{1,6}}\s*)?(?:\*\*)?(?:习题|题型|(?:Part|PART|Section)\s*(?:[A-E\d]|[IVX]{{1,3}})\s*[:：.、]?\s*)?(?P<ordinal>{ORDINAL})?\s*[【\[（(]?\s*(?P<name>{NAME})\s*[】\])）]?(?:\*\*)?"
    rf"\s*(?P<rest>[:：]?\s*(?:{_INFO})?\s*[:：。.，,、]?\s*(?:{_TOLD})?)"
)
_SECTION = re.compile(
    rf"(?:第\s*[{HAN}]{{1,3}}\s*(?:部分|大题)|[{HAN}]{{1,3}})\s*[、.．:：]?\s*(?P<text>[^。？?]{{0,40}}?(?:大?题|部分))\s*(?P<rest>(?:{_INFO})?\s*[:：]?)"
)
# 二、把做法与所属的策略连起来（每线1分）: whatever it is called, it gives marks to each of several.
_EACH_OF = re.compile(
    rf"[{HAN}]{{1,3}}\s*[、.．]\s*(?P<text>[^。？?]{{2,60}}?)\s*(?P<rest>[（(][^（()）]{{0,30}}每\s*(?:小|道)?(?:题|空|个|线|句|组|对)[^（()）]{{0,30}}[)）])\s*[:：]?"
)
# 三、名词解释与简答: questions of two types, each of which shows its own.
_SEVERAL = re.compile(
    rf"(?P<ordinal>{ORDINAL})?\s*(?P<name>{NAME}(?:\s*(?:与|和|及|以及|、|/|\+|＋|·)\s*{NAME}){{1,2}})\s*(?P<rest>(?:{_INFO})?\s*[:：]?)"
)
# 【一、单选题】 with the frame around the ordinal too.
_BOXED = re.compile(
    rf"[【\[「『<《]\s*(?P<inside>[{HAN}]{{1,3}}\s*[、.．][^【】\[\]「」『』<>《》]{{2,40}})[】\]」』>》]\s*[:：]?"
)
# What is said of all questions of a section: 把答案填在横线上, 对的打“√”.
_INSTRUCTS = re.compile(
    r"(?<![问话主难课标])题|答案|选项|横线|括号|空格|填[入写在]|选出|[√×]|\d\s*分|打[“\"勾叉对]|得分|不给分|回答(?:下列|以下)|作答|改正|判断(?:正误|对错)|[作进]行?出?判断|字数|不少于|下列(?:说法|各)|是否正确|[写画记]“"
)
_LEADS = re.compile(r"(?:[是有为指]|包括|属于|[（(][\s\u3000]*[)）])\s*[。：:]?$")
# 客户关系管理简答题及答案: a title that names the one type of all that follows.
_TITLED = re.compile(
    r"(?!\s*[（(]?[\dA-H]+\s*[)）.．、])[^。？?！；;：:，,、（(【】\[\]]{0,24}?(?P<name>单选题|单项选择题|多选题|多项选择题|判断题|填空题|名词解释|简答题|问答题|论述题|案例分析题)"
    r"(?:库|集|汇总|大全|整理|部分|练习)?(?:及|和|与|附|含)?(?:参考)?(?:答案)?(?:[（(][^（()）]{0,8}答案[^（()）]{0,8}[)）])?"
)
# 小组抢答（多选）: what is done, and of what type its questions are.
_DONE = re.compile(
    r"[\u4e00-\u9fff]{0,8}(?:抢答|必答|竞答|练习|训练|测试|测验|检测|自测|小测|热身|作业|考核|闯关)[（(]\s*(?P<name>单选|多选|不定项|判断|填空|简答)(?:题)?\s*[)）]\s*[:：]?"
)
# 3. [多选题]下列…: a question that names its type, however much it reads like an instruction.
_TYPED = re.compile(
    rf"(?:\d{{1,3}}\s*[.．、)）]|第\s*\d{{1,3}}\s*题\s*[.．、:：]?)\s*[【\[（(]\s*{NAME}\s*(?:[,，、]?\s*\d{{1,2}}(?:\.\d)?\s*分\s*)?[】\])）]\s*(?:(?:【(?:分值|难度|章节)：[^】]{{1,12}}】){{1,3}}(?=\S)|(?![（(【\[\s:：。]|[共每本]|$))"
    r"|(?:\d{1,3}\s*[.．、)）]|第\s*\d{1,3}\s*题\s*[.．、:：]?)\s*(?:单选|多选|判断|填空|简答|问答|论述)(?:题|对错|正误)?\s*[:：](?!.{0,40}分)\s*\S.{3}"
)
# 【课堂小测】 between the paragraphs of a lesson: questions follow.
_TASKS = re.compile(
    r"[【\[]\s*(?P<name>[^【】\[\]。？?：:]{0,8}(?:(?P<asks>思考|讨论|复习|问答)(?:题|与练习|与讨论)?|小测验?|练习题?|测试题?|测验|习题|作业|自测题?|检测题?|巩固|真题|例题))\s*[】\]]\s*[:：]?"
)
_EACH = re.compile(
    r"(?:每(?:小|道)?(?P<a>题|空|个|格)|(?P<b>每空))\s*(?:各)?\s*(?P<n>\d+(?:\.\d+)?)\s*分"
)
_TOTAL = re.compile(
    r"(?:共|计|总(?:分|计)|满分|合计)\s*[:：]?\s*(\d+(?:\.\d+)?)\s*分|^[（(【\[]\s*(\d+(?:\.\d+)?)\s*分"
    r"|(?:(?<!每)(?<!每小)(?<!每道)题|[，,、；;])\s*(\d+(?:\.\d+)?)\s*分\s*[)）】\]]"
    r"|题\s*[，,]\s*(\d+(?:\.\d+)?)\s*分\s*[。.]?$"
)
_COUNT = re.compile(r"(?<![第、,，和\d])(?:共|有|计)?\s*(\d{1,3})\s*(?:个?小题|道|题|个|空)")
# 第1、2题各9分，第3题10分: marks that questions have by their numbers.
_BY_NUMBER = re.compile(
    r"第\s*(?P<numbers>\d{1,2}(?:\s*[、,，和及]\s*第?\s*\d{1,2}){0,9})\s*小?题\s*(?:各|每题|均)?\s*(?P<n>\d{1,2}(?:\.\d)?)\s*分"
)
# ◆ 选择 and ★判断题（每题2分）: a mark in place of the ordinal.
_BULLETED = re.compile(
    r"[◆◇●■□▲★☆◎※▶►➤❖]\s{0,4}(?P<name>单选|单项选择|多选|多项选择|选择|判断|填空|名词解释|名解|名词|简答|问答|论述|案例分析)题?\s{0,4}(?P<rest>[（(][^（()）]{0,40}[)）])?\s*[:：]?"
)
# ==== 第二站：开发区 ====: a frame shows a title, whatever its words; dashes are rules and ornament too, and
# frame only what has an ordinal, --- 二、旧卷 ---.
FRAMED = re.compile(
    r"(?:(?:={3,}|\*{4,}|#{3,}|~{3,})|-{3,}(?=\s*[一二三四五六七八九十]{1,3}\s*、))\s*(?P<title>[^=*#~。？?！!；;_]{2,40}?)\s*(?:={3,}|\*{4,}|#{3,}|~{3,}|-{3,})"
)
# 第五站：速记区（填空，答案在箭头后面）: a part by any name, with the type of its questions in brackets.
_PART_TYPE = re.compile(
    r"[^。？?！；;（）()]{2,24}[（(]\s*(?P<name>单选|单项选择|多选|多项选择|不定项选择|选择|判断|填空|名词解释|简答|问答|论述)(?:题)?\s*(?P<rest>[,，、;；:：\s][^（）()]{0,30})?[)）]"
)
# 判断题：错 对 错 tells the keys of a section.
_TRUTHS = re.compile(r"[:：]\s*[对错](?:\s*[、,，;；]?\s*[对错]){2,}\s*[。.]?$")
# [单选题][2分] 下列…: the marks of one question, behind its type.
_OWN_MARKS = re.compile(r"^[\[【]\s*\d{1,2}(?:\.\d{1,2})?\s*分\s*[\]】]\s*(?=\S)")
_LONGEST_PART = 60
_TWO = 2
_LETTERS = tuple("ABCDEFGH")
_MARKS = tuple(".．、)）")
_CHINESE = {char: number for number, char in enumerate(HAN, 1)}
# 第二部分  服务与满意（答案写在括号内）: a part of a bank that is all of one type.
_PART = re.compile(
    rf"第\s*[{HAN}]{{1,3}}\s*(?:部分)\s*[\s:：、.．]\s*[^。？?！；;，,：:（(]{{1,24}}(?:[（(][^（()）]{{1,30}}[)）])?"
)


@dataclass(frozen=True, slots=True)
class Heading:
    """A section's heading. `each` are marks of a question, or of a blank where `per_blank`;
    `total` and `count` are those of the section. What it does not say is None."""

    title: str
    type: ItemType | None = None
    ordinal: int = 0
    each: Decimal | None = None
    per_blank: bool = False
    total: Decimal | None = None
    count: int | None = None
    any_number: bool = False
    named: bool = False
    by_number: tuple[tuple[int, str], ...] = ()


def type_named(text: str) -> tuple[ItemType | None, bool]:
    """The type a title names, and whether it names any."""
    for names, type_ in _TYPES:
        if re.search(names, text):
            return type_, True
    return None, False


def find_heading(line: str) -> Heading | None:
    """一、单项选择题（每题 2 分）; a line that goes on like a sentence is none."""
    text = line.rstrip(
        "\ue011\ue012\ue013 \t\u3000"
    ).strip()  # A reader of Word marks what stands out.
    if len(text) > 240 or (text[:1] in _LETTERS and text[1:2] in _MARKS):
        return None  # A. 甲 is an option, and most lines are such.
    if _TYPED.match(text) or _TRUTHS.search(text):
        return None
    if boxed := _BOXED.fullmatch(text):
        text = boxed["inside"].strip()
    if framed := FRAMED.fullmatch(text):
        part = _PART_TYPE.fullmatch(framed["title"])
        return _heading(part["name"] + "题", "", part["rest"] or "") if part else None
    if bulleted := _BULLETED.fullmatch(text):
        return _heading(bulleted["name"] + "题", "", bulleted["rest"] or "")
    match = _HEADING.fullmatch(text)
    if match and _heads(match, text) and not _asks(match):
        return _heading(match["name"], match["ordinal"] or "", match["rest"])
    match = _SEVERAL.fullmatch(text)
    if match:
        return _several(match)
    match = _EACH_OF.fullmatch(text)
    if match:
        return _heading(match["text"], text, match["rest"])
    match = _TASKS.fullmatch(text)
    if match:
        return Heading(match["name"], ItemType.SHORT_ANSWER if match["asks"] else None)
    match = _TITLED.fullmatch(text) or _DONE.fullmatch(text)
    if match:
        return _heading(match["name"], "", "")
    match = _SECTION.fullmatch(text)
    if match:
        return _heading(match["text"], text, match["rest"])
    return None


def _heads(match: re.Match[str], text: str) -> bool:
    """Whether it is a heading and no short answer like “分析” or the term “应用”."""
    name, ordinal, rest = match["name"], match["ordinal"], match["rest"].strip()
    if (
        ordinal
        and re.match(r"\d", ordinal)
        and not name.endswith(("题", "題"))
        and "名词解释" not in name
    ):
        return False
    if name.endswith(("题", "題", "题型")) or name in (
        "名词解释",
        "填空",
        "判断",
        "简答",
        "论述",
        "单选",
        "多选",
        "术语解释",
        "名词释义",
    ):
        return True
    weak = re.fullmatch(
        r"概念|案例|综合|分析|应用|实务|论文|思考|选择|客观|主观|单项|辨析|是非|填充|综合应用|计算|简述",
        name,
    )
    if weak:
        # 第一题 选择 names a part as 一、选择题 does.
        part = "第" in (ordinal or "") and not rest
        return bool(ordinal) and (part or bool(re.search(r"\d\s*分|题", rest)))
    return bool(ordinal or rest or re.match(r"[【\[#*]", text))


def _several(match: re.Match[str]) -> Heading | None:
    """The heading of questions of several types; 案例分析与应用 names one."""
    names = re.split(r"与|和|以及|及|、|/|\+|＋|·", match["name"])
    types = {type_named(name)[0] for name in names}
    if len(types) < _TWO or not (match["ordinal"] or match["rest"].strip()):
        return None
    heading = _heading(match["name"], match["ordinal"] or "", match["rest"])
    return replace(heading, type=next(iter(types)) if len(types) == 1 else None)


def _asks(match: re.Match[str]) -> bool:
    """Whether what follows [单选] or 判断： is its question, 下列属于服务的是, and no instruction."""
    told = _OWN_MARKS.sub("", match["rest"].lstrip(" \u3000:："))
    if match["ordinal"] or not told or told[0] in "（(【[,，。":
        return False
    return bool(_LEADS.search(told)) or not _INSTRUCTS.search(told)


def each_told(text: str) -> tuple[Decimal, bool] | None:
    """The marks that a line gives each question, and whether they are those of each blank."""
    each = _EACH.search(text)
    if each is None:
        return None
    return Decimal(each["n"]), bool(each["b"] or each["a"] in ("空", "格"))


def _heading(name: str, ordinal: str, rest: str) -> Heading:
    type_, named = type_named(name)
    each = each_told(rest)
    total = _TOTAL.search(rest)
    count = _COUNT.search(rest)
    return Heading(
        title=name.strip(),
        type=type_,
        ordinal=_ordinal(ordinal),
        each=each[0] if each else None,
        per_blank=each is not None and each[1],
        total=Decimal(next(filter(None, total.groups()))) if total else None,
        count=int(count[1]) if count else None,
        any_number="不定项" in name,
        named=named,
        by_number=tuple(
            (int(number), match["n"])
            for match in _BY_NUMBER.finditer(rest)
            for number in re.findall(r"\d+", match["numbers"])
        ),
    )


def part_of(line: str, above: Heading | None) -> Heading | None:
    """第二部分 服务与满意 as a heading, of the type that the title `above` gives to all parts."""
    if len(line) > _LONGEST_PART or not _PART.fullmatch(line):
        return None
    if above is None or above.ordinal or not above.named or type_named(line)[1]:
        return None
    return Heading(above.title, above.type, named=True)


def headed(name: str, rest: str) -> Heading:
    """The heading of a section that has a name of its own, with the marks that it tells."""
    return _heading(name, "", rest or "")


def _ordinal(text: str) -> int:
    digits = re.search(r"\d{1,3}", text)
    if digits:
        return int(digits[0])
    han = re.search(rf"[{HAN}]+", text)
    return han_number(han[0]) if han else 0


def han_number(text: str) -> int:
    """一 to 九十九 as a number; 0 for what is none."""
    tens, ten, ones = text.partition("十")
    if not ten:
        return _CHINESE.get(text, 0) if len(text) == 1 else 0
    if len(tens) > 1 or len(ones) > 1:
        return 0
    return (_CHINESE[tens] if tens else 1) * 10 + (_CHINESE[ones] if ones else 0)
