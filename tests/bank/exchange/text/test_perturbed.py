"""A tidy paper that one habit at a time changes is read as before."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import pytest

from app.bank.exchange.text import read_text

CHOICES = (
    ("回访时首先要做的是", "问候客户|推销新品|催促付款", "A"),
    ("建档的第一步是", "打印表格|收集信息|评定等级", "B"),
    ("分级主要依据的是", "姓名笔画|客户价值|居住楼层", "B"),
)
TRUTHS = (("满意就一定忠诚。", "×"), ("保留老客户的成本较低。", "√"), ("投诉没有价值。", "×"))
FILLED = (("客户关系管理的缩写是____。", "CRM"), ("客户分为____和____。", "新客户；老客户"))
OPEN = (
    ("怎样挽回流失的客户？", "先了解原因，再提出办法。"),
    ("简述分级的意义。", "合理分配资源。"),
)
HAN = "一二三四"
TITLES = ("单选题", "判断题", "填空题", "简答题")
Key = Callable[[Sequence[tuple[int, str]]], str]


def keys_plain(pairs: Sequence[tuple[int, str]]) -> str:
    return " ".join(f"{n}.{key}" for n, key in pairs)


def paper(
    *,
    number: str = "{}. ",
    head: str = "{0}、{1}",
    answer: str = "答案：{}",
    title: str = "",
    keys: Key = keys_plain,
    odd: tuple[str, str] = ("", ""),
) -> str:
    """The paper with its answers below each question, or below a title at the end."""
    lines: list[str] = []
    listed: list[str] = []
    told: dict[str, int] = {}

    def put(place: str) -> None:
        told[place] = told.get(place, 0) + 1
        if odd[0] == place and told[place] == 1:
            lines.append(odd[1])

    put("top")
    for n, rows in enumerate((CHOICES, TRUTHS, FILLED, OPEN)):
        heading = head.format(HAN[n], TITLES[n])
        lines.append(heading)
        pairs: list[tuple[int, str]] = []
        for k, row in enumerate(rows, 1):
            room = "（  ）" if n < 2 else ""
            lines.append(f"{number.format(k)}{row[0]}{room}")
            if n == 0:
                lines += [f"{a}. {t}" for a, t in zip("ABC", row[1].split("|"), strict=True)]
            pairs.append((k, row[-1]))
            if not title:
                lines.append(answer.format(row[-1]))
        listed += [heading, keys(pairs)] if n < 2 else [heading]
        listed += [f"{number.format(k)}{key}" for k, key in pairs] if n > 1 else []
    if title:
        lines.append("")
        put("above title")
        lines.append(title)
        put("below title")
        lines += listed
    return "\n".join(lines) + "\n"


def told(text: str) -> list[tuple[object, ...]]:
    return [
        (
            one.type,
            re.sub(r"[\s（）]", "", one.stem or ""),
            tuple(o.text for o in one.options),
            one.key,
            one.reference,
        )
        for one in read_text(text).questions
    ]


TIDY = told(paper())


def test_the_tidy_paper_is_read() -> None:
    assert [row[3] for row in TIDY[:6]] == [("A",), ("B",), ("B",), False, True, False]
    assert TIDY[6][3] == (("CRM",),)
    assert [row[4] for row in TIDY[8:]] == [OPEN[0][1], OPEN[1][1]]
    assert told(paper(title="参考答案")) == TIDY


@pytest.mark.parametrize(
    "number",
    [
        "{}、",
        "（{}）",
        "{}) ",
        "第{}题 ",
        "Q{}. ",
        "【{}】",
        "#{} ",
        "NO.{} ",
        "<{}>",
        "{}】",
        "0{}.",
    ],
)
@pytest.mark.parametrize("title", ["", "参考答案"])
def test_numbers(number: str, title: str) -> None:
    assert told(paper(number=number, title=title)) == TIDY


@pytest.mark.parametrize(
    "answer",
    [
        "【答案】{}",
        "答：{}",
        "(答案{})",
        "(答：{})",
        "答案、{}",
        "答案，{}",
        "answer={}",
        "ans:{}",
        "答 案：{}",
        "答案是{}",
        "答案为：{}",
        "答案：\n{}",
        "答案：“{}”",
        "答案：【{}】",
        "答案：（{}）",
        "→{}",
        "👉{}",
        "——{}",
    ],
)
def test_answers(answer: str) -> None:
    assert told(paper(answer=answer)) == TIDY


@pytest.mark.parametrize(
    "head",
    ["【{1}】", "★{1}★", "『{1}』", "== {1} ==", "*{1}*", "<{1}>", "{1}--------", "【{0}、{1}】"],
)
@pytest.mark.parametrize("title", ["", "参考答案"])
def test_headings(head: str, title: str) -> None:
    assert told(paper(head=head, title=title)) == TIDY


@pytest.mark.parametrize(
    "title",
    [
        "标答",
        "习题解答",
        "答题参考",
        "答案仅供参考",
        "答案在此",
        "↓↓↓答案↓↓↓",
        "==========",
        "key",
        "-----B卷答案-----",
    ],
)
def test_titles_of_keys(title: str) -> None:
    assert told(paper(title=title)) == TIDY


@pytest.mark.parametrize("sign", ["=", "→", "/", "#", "*", "_", ":", ")", "—"])
def test_signs_between_number_and_key(sign: str) -> None:
    def keys(pairs: Sequence[tuple[int, str]]) -> str:
        return " ".join(f"{n}{sign}{key}" for n, key in pairs)

    assert told(paper(title="参考答案", keys=keys)) == TIDY


@pytest.mark.parametrize("shape", ["①{}", "No.{} {}", "第{}题：{}", "【{}】{}", "({}){}"])
def test_shapes_of_keys(shape: str) -> None:
    def keys(pairs: Sequence[tuple[int, str]]) -> str:
        if shape.startswith("①"):
            return " ".join(f"{'①②③'[n - 1]}{key}" for n, key in pairs)
        return " ".join(shape.format(n, key) for n, key in pairs)

    assert told(paper(title="参考答案", keys=keys)) == TIDY


def test_a_table_of_signs() -> None:
    def keys(pairs: Sequence[tuple[int, str]]) -> str:
        numbers = " | ".join(str(n) for n, _key in pairs)
        return f"题号 | {numbers}\n答案 | {' | '.join(key for _n, key in pairs)}"

    assert told(paper(title="参考答案", keys=keys)) == TIDY


ODD = [
    "转发自班级群",
    "更新于2023-05-06 12:30",
    "★★★重点★★★",
    "※※※※※※",
    "😀😀😀",
    "to be continued",
    "大家认真复习！",
    "李想：收到",
    "版本V2.1",
    "<!-- 注释 -->",
]


@pytest.mark.parametrize("line", ODD)
@pytest.mark.parametrize("place", ["top", "above title", "below title"])
def test_an_odd_line(place: str, line: str) -> None:
    assert told(paper(title="参考答案", odd=(place, line))) == TIDY


def test_the_last_lines_of_a_question_are_no_remark() -> None:
    text = "一、论述题\n1. 谈谈会员制的作用。\n\n要求：结合实例，不少于300字\n参考答案\n一、论述题\n1. 先吸引，再留住。\n"
    question = read_text(text).questions[0]
    assert "结合实例" in (question.stem or "")
    assert question.reference == "先吸引，再留住。"
