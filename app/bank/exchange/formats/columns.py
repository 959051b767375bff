"""Tables of questions: what the columns mean, and a row as a question.

Our own tables have the headings of `OWN_COLUMNS`, one row a question. Foreign ones are read by a
`Mapping` that `propose_mapping` guesses from their headings and a person may change.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.bank.domain.items import LETTERS

# Field of a question, its heading in our own tables, and other headings that people use.
_FIELDS: tuple[tuple[str, str, str], ...] = (
    ("number", "题号", "序号 编号 no number 试题编号 question number"),
    ("section", "大题", "section 部分 题组"),
    ("type", "题型", "类型 type 试题类型 题目类型 试题类别 题目类别 类别 题目种类 question type"),
    (
        "stem",
        "题干",
        "题目 试题 问题 题目内容 试题内容 题目题干 question stem text 内容 question text",
    ),
    ("options", "选项", "备选项 备选答案 options choices 全部选项 候选项"),
    (
        "key",
        "答案",
        "正确答案 标准答案 参考答案 answer key correct correct answer 答案选项 参考解答",
    ),
    ("reference", "参考作答", "范文 model answer reference sample answer 示例答案"),
    ("key_points", "采分点", "评分点 得分点 评分标准 key points rubric 要点"),
    (
        "explanation",
        "解析",
        "答案解析 试题解析 题目解析 说明 解答 详解 解题思路 explanation analysis feedback",
    ),
    ("points", "分值", "分数 得分 score points marks 题目分值 mark"),
    ("tolerance", "误差", "tolerance 允许误差"),
    ("ordered", "各空有序", "ordered"),
    ("shuffle", "选项可乱序", "shuffle"),
    ("misconception", "误解", "misconception"),
    ("material_title", "材料标题", "material title"),
    ("material", "材料", "材料正文 material passage 案例 stimulus"),
    ("id", "标识", "id 试题id"),
    ("chapter", "章节", "章 chapter 所属章节 单元 所属单元 所在章节 unit"),
    ("knowledge", "知识点", "knowledge 知识点名称 所属知识点 考点 topic"),
    ("level", "要求", "level 掌握程度 教学要求"),
    ("cognitive", "认知层次", "cognitive bloom 认知"),
    ("difficulty", "难度", "difficulty 难易度 难易 难度系数 难易程度"),
    ("use", "用途", "use"),
    ("source", "出处", "source 来源"),
    ("stimulus", "材料标识", "stimulus id"),
    ("tags", "标签", "tags 标记"),
)
LABELS = (
    "id",
    "chapter",
    "knowledge",
    "level",
    "cognitive",
    "difficulty",
    "use",
    "source",
    "stimulus",
    "tags",
)
_CHOICE = "选项|选择项?|备选项?|备选答案|备选选项|候选项?|候选答案|答案选项|可选项|可选答案|option|choice|answer option"
_OPTION = re.compile(
    rf"(?:{_CHOICE}|答案)?[ _:.-]?([a-z])(?:选项|项|选择项|答案)?[ _]?(?:内容|文本|描述)?[.、:]?"
)
_COUNT = "[0-9]{1,2}|[一二三四五六七八九十]"
_NUMBERED_OPTION = re.compile(
    rf"(?:第)?(?:{_CHOICE}|答案)[ _:.-]?(?P<a>{_COUNT})(?:个)?(?:内容|文本|描述)?"
    rf"|第?(?P<b>{_COUNT})(?:个|项)?(?:选择?项|备选项|备选答案|答案项)(?:内容|文本|描述)?"
)
_OPTION_NOTE = re.compile(r"(?:选项)?([a-z])(反馈|误解)")
_BRACKETED_OPTION = re.compile(r"(?:选项|备选项?|答案选项|选择项)\s*[(（]\s*([a-z])\s*[)）]")
_CHINESE_DIGITS = "一二三四五六七八九十"
OWN_OPTIONS = 8
# Headings made of a word for the question and a word for the field: 试题内容, 题目分值, 考题解析.
_ASKED = "(?:试题|题目|考题|习题|问题|练习题|题库|本题|该题|每题|小题|题)?(?:的)?"
_SHAPES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("number", rf"{_ASKED}(?:序列?号|编号|编码|代码|号码?|次序|顺序号?)"),
        ("type", rf"{_ASKED}(?:所属)?(?:题型|类型|类别|种类|形式|题类)(?:名称?|分类|代码)?"),
        (
            "stem",
            (
                rf"{_ASKED}(?:题干|题面|正文|主干|主体|题文)(?:内容|文本|描述|正文|部分|信息)?"
                "|(?:试题|题目|考题|习题|问题|练习题)(?:内容|文本|文字|描述|名称|标题|表述|信息|本体)"
                "|考题|习题|练习题|提问|试题题目|题目题干|题干题目|问题描述"
            ),
        ),
        (
            "options",
            rf"{_ASKED}(?:备选|候选|可选)?(?:选择项|选项|答案项|备选答案|备选项)(?:内容|列表|集合?|信息)?",
        ),
        (
            "key",
            (
                rf"{_ASKED}(?:正确|标准|参考|正解|最终|唯一)?(?:的)?(?:答案|选项|标答|正答|答题答案)(?:内容|字母|代码|序号|编号)?"
                "|正确项|正解|标答|正确结果|答"
            ),
        ),
        ("reference", rf"{_ASKED}(?:参考|示范|样例|范例)(?:作答|范文|答卷|回答)"),
        (
            "key_points",
            rf"{_ASKED}(?:采分|评分|得分|给分|答案|答题|答案采分)(?:要点|点|标准|细则|规则|依据)",
        ),
        (
            "explanation",
            rf"{_ASKED}(?:答案|答题|解题|解析|试题|正确答案)?(?:解析|分析|解释|讲解|说明|详解|题解|点评|注解|思路)(?:内容|说明)?",
        ),
        (
            "points",
            rf"{_ASKED}(?:默认|标准|单题|所占)?(?:分值|分数|得分|满分|配分|赋分|题分|分)(?:值)?",
        ),
        (
            "chapter",
            "(?:所属|所在|对应|归属|教材|课程)?(?:章节?|单元|模块|项目|课次|讲次)(?:名称?|标题|编号|目录|号)?",
        ),
        (
            "knowledge",
            "(?:所属|对应|关联|涉及|主要|考查|考核|考察|相关)*(?:知识点|考点|知识要点|考核点|考查点|知识模块|知识单元|鉴定点)(?:名称?|编号|代码|标签)?",
        ),
        ("cognitive", "(?:认知|能力|目标|考核|教学)(?:层次|水平|层级|维度)"),
        ("difficulty", rf"{_ASKED}(?:难度|难易度?|难易程度)(?:等级|系数|级别|值|程度|分级|水平)?"),
        (
            "source",
            rf"{_ASKED}(?:来源|出处|出题依据|命题依据|依据|参考依据|依据条款|出处依据|来源出处)",
        ),
        ("tags", rf"{_ASKED}(?:标签|关键字|关键词|主题词)"),
    )
)
# Of these a second column is no reason to ask: the first one counts, the other is told as not read.
_MAY_REPEAT = frozenset({"number", "id", "chapter", "knowledge", "difficulty", "source", "tags"})


@dataclass(frozen=True, slots=True)
class Mapping:
    """Which column (from 0) holds which field; option columns are `option_A` …

    `heading_row` is the row (from 0) of the headings, and -1 where there are none. `unused` are the
    headings of columns that hold something and mean nothing to us; `twice` says that one of them names
    a field that another column has already.
    """

    columns: dict[str, int] = field(default_factory=dict[str, int])
    heading_row: int = 0
    unused: tuple[str, ...] = ()
    twice: bool = False

    @property
    def has_stem(self) -> bool:
        """Whether there is a column for the text of questions."""
        return "stem" in self.columns

    @property
    def is_usable(self) -> bool:
        """Whether the text of questions has a column, and nothing of a question can stay behind: a
        column that says nothing to us (备注) may only be left out where the answers have theirs."""
        answered = "key" in self.columns or "reference" in self.columns
        return self.has_stem and not self.twice and (answered or not self.unused)


def own_headings(options: int, *, notes: bool = True) -> list[tuple[str, str]]:
    """Fields and headings of our own tables, with so many columns of options."""
    columns: list[tuple[str, str]] = []
    for name, heading, _ in _FIELDS:
        if name != "options":
            columns.append((name, heading))
            continue
        letters = LETTERS[: max(options, 4)]
        columns += [(f"option_{letter}", f"选项{letter}") for letter in letters]
        if notes:
            columns += [(f"feedback_{letter}", f"{letter}反馈") for letter in letters]
            columns += [(f"misconception_{letter}", f"{letter}误解") for letter in letters]
    return columns


def propose_mapping(rows: Sequence[Sequence[str]]) -> Mapping:
    """Guess the columns of a sheet from its headings, which may stand in one of its first ten rows.

    The row that names most fields is taken; the mapping is not usable where none names the stem.
    """
    best = Mapping({}, -1)
    for number, row in enumerate(rows[:10]):
        columns: dict[str, int] = {}
        for column, cell in enumerate(row):
            name = field_of(cell)
            if name and name not in columns:
                columns[name] = column
        if "stem" in columns and len(columns) > max(len(best.columns), 1):
            unused = _unused(row, columns, rows[number + 1 :])
            twice = any(
                (name := field_of(heading)) in columns and name not in _MAY_REPEAT
                for heading in unused
            )
            best = Mapping(columns, number, unused, twice)
    return best


def _unused(
    headings: Sequence[str], columns: dict[str, int], rows: Sequence[Sequence[str]]
) -> tuple[str, ...]:
    """The headings that name no field, of columns that hold something.

    A second column of a field counts too: which of the two is meant, only a person knows.
    """
    used = set(columns.values())
    return tuple(
        heading.strip()
        for column, heading in enumerate(headings)
        if column not in used
        and heading.strip()
        and any(column < len(row) and row[column].strip() for row in rows)
    )


def field_of(heading: str) -> str:
    """The field that a heading names, empty for none."""
    name = unicodedata.normalize("NFKC", heading).strip().lower()
    if option := _BRACKETED_OPTION.fullmatch(name):
        return f"option_{option[1].upper()}"
    name = re.sub(r"[*:：\s]+", " ", re.sub(r"[(（].*?[)）]", "", name)).strip()
    if not name or len(name) > 40:
        return ""
    if name in _NAMES:
        return _NAMES[name]
    if note := _OPTION_NOTE.fullmatch(name):
        return f"{'feedback' if note[2] == '反馈' else 'misconception'}_{note[1].upper()}"
    if option := _OPTION.fullmatch(name):
        return f"option_{option[1].upper()}"
    if option := _NUMBERED_OPTION.fullmatch(name):
        digits = option["a"] or option["b"]
        place = int(digits) if digits.isdecimal() else _CHINESE_DIGITS.index(digits) + 1
        return f"option_{LETTERS[place - 1]}" if 0 < place <= len(LETTERS) else ""
    bare = re.sub(r"\s", "", name).strip("/._-、")
    return next((field for field, shape in _SHAPES if shape.fullmatch(bare)), "")


def _names() -> dict[str, str]:
    names: dict[str, str] = {}
    two_words = ("question type", "question text", "question number", "correct answer")
    three = ("model answer", "sample answer", "key points", "material title", "stimulus id")
    for name, heading, others in _FIELDS:
        names.setdefault(heading, name)
        for phrase in (*two_words, *three):
            if phrase in others:
                names.setdefault(phrase, name)
                others = others.replace(phrase, "")
        for other in others.split():
            names.setdefault(other, name)
    return names


_NAMES = _names()
