"""What a line begins with: a question's number, an answer, an explanation, a remark."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.bank.exchange.text.words.headings import HAN, han_number

_WIDE = str.maketrans("ＡＢＣＤＥＦＧＨabcdefgh", "ABCDEFGHABCDEFGH")
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
# A bare number is a question's only where no unit stands behind it.
_UNIT = "年月日号个%％‰倍元万亿天周岁人次种项分小时名类家级层位条件点款批成折米秒只台篇页章节届世度:：~～至到-"
_START = re.compile(
    rf"(?:(?P<ordinal>[【\[]?第\s*(?P<a>\d{{1,4}}|[{HAN}]{{1,3}})\s*小?题\s*[】\]]?\s*[:：.．、，]?)"
    r"|(?P<named>(?:[【\[]\s*(?:题目?|试题)\s*(?P<k>\d{1,3})\s*[】\]]|(?:题目|试题|题)\s*(?P<l>\d{1,3})(?=\s*[:：.．、]))\s*[:：.．、]?)"
    r"|(?P<mark>(?P<m>\d{1,3})\s*[.．、]?\s*[（(]\s*(?P<p>\d{1,3}(?:\.\d)?)\s*分\s*[)）])"
    r"|(?P<round>[（(]\s*(?P<b>\d{1,3})\s*[)）]\s*[.．、]?)"
    r"|(?P<half>(?P<c>\d{1,3})\s*[)）])"
    r"|(?P<square>[\[【]\s*(?P<f>\d{1,3})\s*[\]】])"
    r"|(?P<dot>(?:\*\*)?(?:[QTqt])?(?P<d>\d{1,4})\s*(?:[.．](?!\d)|，(?!\d)|,(?=\s*[A-Za-z\u4e00-\u9fff“（(【\[])|[.．](?=\d{1,2}\s*[)）]|(?:19|20)\d\d\s*年|\d{1,2}世纪|\d0[%％]|\d+(?:[A-Za-z]|[/:：]\d))|．(?=\d)|[、:：·]|\*\*)\**)"
    rf"|(?P<circle>(?P<e>[{_CIRCLED}]))"
    rf"|(?P<han>(?P<h>[{HAN}]{{1,3}})\s*[、.．])"
    rf"|(?P<bare>(?P<g>\d{{1,3}})(?=[^\d.．、,，/)）\]】{_UNIT}])(?!\s+\d)(?!\s*(?:[{_UNIT}]|C(?![A-Za-z])))))"
    r"(?P<text>.*)",
    re.DOTALL,
)
_PLAIN_STYLES = frozenset({"dot", "half", "bare", "mark", "ordinal", "named", "square"})
_ANSWER_WORDS = "参考答案示例|答案示例|示例答案|参考回答|参考答复|标答|参考答案|正确的?答案|正确选项|标准答案|答案要点|参考要点|答题要点|回答要点|要点提示|答案提示|本题答案|答案|答题思路|解答|参考解答|参考"
_ENGLISH_ANSWER = (
    r"(?:(?:Correct\s+)?(?:[Aa]nswer|ANSWER|Ans\.?|ANS\.?|(?<![A-Za-z])(?:Key|KEY))\s{0,4}[:：]"
    r"|(?<![A-Za-z])(?:Key|KEY)\s{0,4}=(?=\s{0,4}[A-Ha-h]{1,8}$))"
)
_ENGLISH_WHY = r"(?:Explanation|EXPLANATION|Rationale)\s{0,4}[:：]"
_ANSWER = re.compile(
    rf"(?:{_ENGLISH_ANSWER}|The correct answers? (?:is|are)\s{{0,4}}[:：]|[【\[（(](?:{_ANSWER_WORDS}|答)[】\])）]\s*[:：]?|(?:{_ANSWER_WORDS})\s*(?:[是为]?\s*[:：]|是|为|应?选(?=\s*[A-H]))|"
    rf"(?:参考答案|正确答案|答案)(?=\s*[A-Ha-h√×对错]+\s*[。.;；]?$)|(?:参考答案|正确答案|标准答案|答案)(?=\s+[^\s|｜])|(?:参考答案|答案要点|参考要点|答题要点|回答要点|答案提示)$|(?:参考)?答案(?=略)|(?=略[。.]?$)|"
    r"(?:第\s*[1-9一二三四五六]\s*空|空\s*[1-9一二三四五六])\s*(?:的?答案)?\s*[:：]|(?:本题|此题)?(?:应该?|故|正确)?选(?:择)?\s*[:：]?(?=\s*[A-H](?:\s*[、,，]?\s*[A-H]){0,7}\s*(?:[。.，,；;]|$))|(?:(?:本题|此题|该题)(?:的)?(?:说法|表述|题干)?|(?:该|此)(?:说法|表述))(?:是)?(?=(?:正确|错误|不正确|对|错)(?:的)?\s*[。.，,；;]|(?:正确|错误|对|错)(?:的)?$)|[答解]\s*[:：]|答\s*[、．.](?=\s*[\u4e00-\u9fff（(])|答(?=[（(\s*1\s*[)）]))\s*(?P<text>.*)",
    re.DOTALL,
)
_KEY_LINE = re.compile(
    r"[（(【\[]?\s*(?:答|选)\s*[:：]?\s*[（(]?\s*(?P<text>[A-H]{1,6}|[√×对错])\s*[)）】\]]?[。.]?"
)
# 故答案为B。 and 答案→B and 答案（B）: however it is said, the line tells the key and nothing else.
_KEY_SAID = re.compile(
    r"(?:(?:本题|此题|该题|故|因此|因而|所以|综上(?:所述)?|即)\s*[，,:：]?\s*){0,2}的?(?:正确|参考|标准)?(?:答案|正答)\s*(?:应?该?[选为是]择?)?\s*(?:[:：→=＝]|-{1,2}>|—{1,2})?\s*"
    r"[（(【\[“\"]?\s*(?P<text>[A-H](?:[\s,，、]*[A-H]){0,7}|[√×对错]|正确|错误)\s*[)）】\]”\"]?\s*项?[。.]?"
)
_EXPLANATION = re.compile(
    r"(?:[【\[（(](?:答案解析|试题解析|题目解析|参考解析|名师解析|专家解析|解题思路|解析|详解|分析|说明|点评|考点解析)[】\])）]\s*[:：]?|"
    rf"{_ENGLISH_WHY}|(?:答案解析|试题解析|题目解析|参考解析|名师解析|专家解析|解题思路|试题分析|答案说明|解析|详解|解释|理由|点评|答题解析|改正|更正|订正|改为)\s*[:：])\s*(?P<text>.*)",
    re.DOTALL,
)
_POINTS = re.compile(
    r"(?:[【\[]?(?:采分点|评分要点|评分标准|得分点|给分点|要点)[】\]]?\s*(?:[:：]|$)|[【\[](?:采分点|评分要点|评分标准|得分点|给分点)[】\]])\s*(?P<text>.*)",
    re.DOTALL,
)
REMARK_NAMES = {
    "难度": "difficulty",
    "难易": "difficulty",
    "难易度": "difficulty",
    "难易程度": "difficulty",
    "难度系数": "difficulty",
    "知识点": "knowledge",
    "考点": "knowledge",
    "考查点": "knowledge",
    "考查知识点": "knowledge",
    "章节": "chapter",
    "所属章节": "chapter",
    "来源": "source",
    "出处": "source",
    "题型": "type",
    "认知层次": "cognitive",
    "能力层次": "cognitive",
    "关键词": "keywords",
    "关键字": "keywords",
    "标签": "keywords",
    "题目分类": "keywords",
    "试题分类": "keywords",
    "所属分类": "keywords",
    "出题依据": "source",
    "依据": "source",
    "题目来源": "source",
    "试题来源": "source",
    "分值": "points",
    "分数": "points",
    "本题分值": "points",
    "题目分值": "points",
    "题目分数": "points",
    "试题分值": "points",
    "难度等级": "difficulty",
    "考核点": "knowledge",
    "所属知识点": "knowledge",
    "试题类型": "type",
    "题目类型": "type",
}
_REMARK_WORDS = "|".join(sorted(REMARK_NAMES, key=len, reverse=True))
_REMARK = re.compile(
    rf"[【\[（(]\s*(?P<a>{_REMARK_WORDS})\s*(?:[】\])）]\s*[:：]?(?P<x>[^【\[]*)|[:：]\s*(?P<y>[^【\[（(】\])）]*)[】\])）])"
    rf"|(?:^|(?<=\s)|(?<=[。；;]))(?P<b>{_REMARK_WORDS})\s*[:：](?P<z>.*?)(?=[\s；;|]+(?:{_REMARK_WORDS})\s*[:：]|$)"
)
_TAIL = re.compile(
    rf"\s{{0,8}}(?:[【\[](?:答案解析|试题解析|参考解析|解析|{_ANSWER_WORDS})[】\]]|(?:答案解析|试题解析|参考解析|解析|改正|更正|订正)\s*[:：]"
    rf"|{_ENGLISH_ANSWER}|{_ENGLISH_WHY}"
    r"|(?:参考答案|正确答案|标准答案|答案要点|答题要点|参考要点|答案)\s*(?:[:：]|(?=\s*[A-H√×]{1,6}\s*$))|(?<=[?？。.；;)）\s])答\s*[:：])"
)
# 怎样挽回客户 答案先问原因: typed without a colon, behind a space.
_BARE_TAIL = re.compile(
    r"(?<=[\s\u3000])(?:参考|正确)?答案[是为]?(?=[^\s:：的是为否选中不要填写在都按可及和与、，。？?）)])"
)
LIST_ITEM = re.compile(
    rf"(?:[（(]\s*(?:\d{{1,2}}|[{HAN}]{{1,2}})\s*[)）][.．、]?|\d{{1,2}}\s*(?:[.．](?!\d)|[、)）])|[{_CIRCLED}]|[•·●◆■▪➢\-–*]\s?|[a-h]\s*[.．、)）]|第?[{HAN}]{{1,2}}\s*[、，,是]|首先|其次|再次|最后)\s*(?P<text>.+)",
    re.DOTALL,
)
_TASKS = (
    "请|试|简述|简答|简要|简单|概述|论述|阐述|叙述|描述|分析|说明|举例|列举|比较|对比|谈谈|浅谈|浅析|评价|解释|结合|联系|根据|"
    "运用|设计|计算|指出|回答|你认为|你怎|什么是|什么叫|何谓|何为|为什么|为何|如何|怎样|怎么"
)
_ASKS = re.compile(
    r"[?？]\s*(?:[（(]\s*(?:本题|共)?\s*\d+(?:\.\d)?\s*分\s*[)）])?\s*[)）”]?\s*(?:!\[\]\([^)]*\)\s*){0,4}$"
    r"|^(?:请|试)?(?:简述|试述|论述|试论|试析|概述|阐述|叙述|列举|举例(?!恰当|合理|正确|得当|充分|贴切)|谈谈|浅谈|浅析|简要|简单|比较|请|结合|联系)"
)
_TASK = re.compile(rf"^(?:{_TASKS})")
_ASKING_WORDS = re.compile(
    r"(?:什么|哪些|哪几|为什么|如何|怎样|怎么|何谓|何为|有何|是否|多少|区别|吗|呢)"
)


@dataclass(frozen=True, slots=True)
class Start:
    """A line that may begin a question. `style` tells 1. from （1）; `points` stand in 18(4分)."""

    number: int
    style: str
    text: str
    points: str = ""

    @property
    def family(self) -> str:
        """1. and 1) are of one family, （1）, ① and 一、 are each another."""
        return family_of(self.style)


def family_of(style: str) -> str:
    """The family that a style of numbers belongs to."""
    return "plain" if style in _PLAIN_STYLES else style


def letter(text: str) -> str:
    """An option's letter in its plain form."""
    return text.translate(_WIDE)


def find_start(line: str) -> Start | None:
    match = _START.fullmatch(line)
    if match is None or not match.lastgroup:
        return None
    if match["han"]:
        number = han_number(match["h"])
        return Start(number, "han", match["text"].strip()) if number else None
    style = next(
        name
        for name in ("ordinal", "named", "mark", "round", "half", "square", "dot", "circle", "bare")
        if match[name]
    )
    raw = next(match[name] for name in "aklmbcfdeg" if match[name])
    number = _CIRCLED.index(raw) + 1 if style == "circle" else _number(raw)
    text = match["text"]
    # A space behind a bare number may be the first blank of the sentence.
    text = text.rstrip() if style == "bare" else text.strip()
    return Start(number, style, text, match["p"] or "")


def _number(raw: str) -> int:
    return int(raw) if raw.isdecimal() else han_number(raw)


def find_answer(line: str) -> str | None:
    """What stands behind 答案：, or None where the line is no answer."""
    if "答" in line[:12] and (said := _KEY_SAID.fullmatch(line)):
        return said["text"].strip()
    match = _ANSWER.fullmatch(line) or _KEY_LINE.fullmatch(line)
    return match["text"].strip() if match else None


def find_explanation(line: str) -> str | None:
    match = _EXPLANATION.fullmatch(line)
    return match["text"].strip() if match else None


def find_points(line: str) -> str | None:
    match = _POINTS.fullmatch(line)
    return match["text"].strip() if match else None


def cut_tail(line: str) -> tuple[str, str]:
    """Cut a 答案： or 解析： inside a line off it; returns both parts, the second with its word."""
    match = _TAIL.search(line)
    if match is None or not line[: match.start()].strip():
        bare = _BARE_TAIL.search(line)
        if bare is None or not line[: bare.start()].strip():
            return line, ""
        return line[: bare.start()].rstrip(), f"答案：{line[bare.end() :].strip()}"
    return line[: match.start()], line[match.start() :].strip()


def _in_word(line: str, place: int) -> bool:
    return place > 0 and "\u4e00" <= line[place - 1] <= "\u9fff"


def cut_remarks(line: str) -> tuple[str, dict[str, str]]:
    """Take 【难度】易【知识点】客户 out of a line; returns the rest and the labels."""
    if not any(mark in line for mark in "【[（(:："):
        return line, {}
    labels: dict[str, str] = {}

    def take(match: re.Match[str]) -> str:
        value = next((match[name] for name in "xyz" if match[name]), "")
        if match[0][0] in "（(" and match["x"] is not None and _in_word(line, match.start()):
            return match[0]  # 叫做打（标签）。: a word of the sentence, and what fills its blank.
        labels.setdefault(REMARK_NAMES[match["a"] or match["b"]], value.strip(" ；;，,。"))
        return ""

    rest = _REMARK.sub(take, line)
    return (rest.rstrip(), labels) if labels else (line, {})


def asks(text: str) -> bool:
    """Whether a line is plainly a question or a task: it ends with a question mark or says 简述."""
    return bool(_ASKS.search(text))


def seems_to_ask(text: str) -> bool:
    """Whether a line may be a question, as a heading of a lesson may be too: 什么是客户忠诚."""
    return (
        asks(text)
        or bool(_TASK.match(text))
        or (len(text) <= 60 and bool(_ASKING_WORDS.search(text)))
    )


def short_marks(marks: str) -> str:
    """2.00 as 2, and 2.50 as 2.5."""
    return marks.rstrip("0").rstrip(".") if "." in marks else marks
