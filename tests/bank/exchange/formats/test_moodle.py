"""Moodle XML of other hands, and the structure of our own."""

from __future__ import annotations

from base64 import b64encode
from decimal import Decimal
from typing import Any

import pytest
from lxml import etree

from app.bank.domain.types import ItemType
from app.bank.exchange.formats.moodle import read_moodle, sniff_moodle
from app.bank.exchange.formats.moodle_out import write_moodle
from app.bank.exchange.questions import Picture, ProblemKind, Question, ReadError, ReadFault
from tests.bank.exchange.formats.samples import PNG, shipped


def read(inside: str) -> tuple[Question, ...]:
    return read_moodle(f"<?xml version='1.0'?><quiz>{inside}</quiz>".encode(), "a.xml").questions


def question(kind: str, text: str, more: str = "") -> str:
    return (
        f'<question type="{kind}"><name><text>名</text></name><questiontext format="html">'
        f"<text><![CDATA[{text}]]></text></questiontext>{more}</question>"
    )


def answer(fraction: str, text: str, feedback: str = "") -> str:
    return (
        f'<answer fraction="{fraction}"><text>{text}</text>'
        f"<feedback><text>{feedback}</text></feedback></answer>"
    )


def test_single_choice_with_feedback_and_grade():
    [one] = read(
        question(
            "multichoice",
            "<p>哪项是 <b>回访</b> 的目的？</p>",
            "<defaultgrade>2.0000</defaultgrade><single>true</single><shuffleanswers>0</shuffleanswers>"
            + answer("0", "催款", "不是")
            + answer("100", "了解效果"),
        )
    )
    assert (one.type, one.stem) == (ItemType.SINGLE_CHOICE, "哪项是 **回访** 的目的？")
    assert [(o.label, o.text, o.feedback) for o in one.options] == [
        ("A", "催款", "不是"),
        ("B", "了解效果", ""),
    ]
    assert (one.correct, one.points, one.shuffle) == (("B",), Decimal("2.0000"), False)


def test_multiple_choice_takes_all_that_gain():
    shares = answer("50", "甲") + answer("50", "乙") + answer("-50", "丙")
    [one] = read(question("multichoice", "选", "<single>false</single>" + shares))
    assert (one.type, one.correct) == (ItemType.MULTIPLE_RESPONSE, ("A", "B"))


def test_true_false_numerical_and_short_answer():
    near = '<answer fraction="100"><text>3.14</text><tolerance>0.01</tolerance></answer>'
    one, two, three = read(
        question("truefalse", "对吗", answer("0", "true") + answer("100", "false"))
        + question("numerical", "圆周率", near)
        + question("shortanswer", "首都是____。", answer("100", "北京") + answer("100", "北京市"))
    )
    assert (one.type, one.truth) == (ItemType.TRUE_FALSE, False)
    assert (two.stem, two.blanks, two.tolerance) == ("圆周率 ____", (("3.14",),), Decimal("0.01"))
    assert (three.stem, three.blanks) == ("首都是____。", (("北京", "北京市"),))


def test_cloze_becomes_blanks():
    [one] = read(
        question(
            "cloze",
            "<p>呼叫分 {1:SHORTANSWER:=呼入~=来电#好~%50%半} 与 {1:SA:=呼出}，占 {1:NM:=5:0.5} 成。</p>",
        )
    )
    assert one.stem == "呼叫分 ____ 与 ____，占 ____ 成。"
    assert one.blanks == (("呼入", "来电"), ("呼出",), ("5",))
    assert one.tolerance == Decimal("0.5")


def test_cloze_with_a_choice_is_kept_and_flagged():
    [one] = read(question("cloze", "选 {1:MULTICHOICE:=甲~乙}"))
    assert [(p.kind, p.detail) for p in one.problems] == [(ProblemKind.LOST_FEATURE, "MULTICHOICE")]


def test_matching_is_kept_as_unknown():
    [one] = read(question("matching", "配对"))
    assert (one.type, one.stem) == (None, "配对")
    assert [(p.kind, p.detail) for p in one.problems] == [(ProblemKind.LOST_FEATURE, "matching")]


def test_a_description_is_the_material_up_to_the_next_category():
    category = (
        '<question type="category"><category><text>$course$/top/第二章</text></category></question>'
    )
    essay = question("essay", "谈谈")
    one, two = read(question("description", "<p>案例</p>") + essay + category + essay)
    assert (one.material, one.section) == (("名", "案例"), "")
    assert (two.material, two.section) == (None, "第二章")


def test_pictures_are_kept():
    file = f'<file name="图 1.png" path="/" encoding="base64">{b64encode(PNG).decode()}</file>'
    text = '<img src="@@PLUGINFILE@@/%E5%9B%BE%201.png" alt="示意">看图'
    inside = f'<questiontext format="html"><text><![CDATA[{text}]]></text>{file}</questiontext>'
    [one] = read(f'<question type="essay">{inside}</question>')
    assert one.pictures == (Picture("图 1.png", PNG),)
    assert one.stem == "![示意](picture:图 1.png)看图"


def test_a_broken_picture_is_flagged():
    file = '<file name="a.png" encoding="base64">***</file>'
    [one] = read(
        f'<question type="essay"><questiontext><text>看</text>{file}</questiontext></question>'
    )
    assert [p.kind for p in one.problems] == [ProblemKind.LOST_PICTURE]


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>题",
        '<p onclick="alert(1)">题</p>',
        '<a href="javascript:alert(1)">题</a>',
        "<style>p{}</style>题",
        '<iframe src="http://e.example"></iframe>题',
        '<img src=x onerror="alert(1)">题',
        '<svg onload="alert(1)"></svg>题',
    ],
)
def test_nothing_that_could_run_is_left(hostile: str):
    assert read(question("essay", hostile))[0].stem == "题"


def test_a_file_that_is_no_quiz():
    with pytest.raises(ReadError) as caught:
        read_moodle(b"<html/>", "a.xml")
    assert caught.value.fault is ReadFault.WRONG_FORMAT
    assert not sniff_moodle("a.xml", b"<html/>")


def test_our_files_have_what_the_format_requires():
    root: Any = etree.fromstring(write_moodle(shipped(), title="题库").data)
    assert root.tag == "quiz"
    for node in root:
        kind = node.get("type")
        if kind == "category":
            assert node.findtext("category/text", "").startswith("$course$/top/")
            continue
        assert node.findtext("name/text")
        assert node.find("questiontext").get("format") == "html"
        assert node.findtext("questiontext/text")
        assert node.find("generalfeedback/text") is not None
        fractions = [float(one.get("fraction")) for one in node.findall("answer")]
        if kind == "multichoice":
            assert node.findtext("single") in ("true", "false")
            assert abs(sum(f for f in fractions if f > 0) - 100) < 0.001
        if kind == "truefalse":
            assert [one.findtext("text") for one in node.findall("answer")] == ["true", "false"]
            assert sorted(fractions) == [0, 100]
        if kind in ("shortanswer", "numerical"):
            assert set(fractions) == {100}
        if kind == "essay":
            assert node.findtext("responseformat") == "editor"
            assert node.find("graderinfo/text") is not None


def test_an_essay_that_says_so():
    text = "<quiz>" + "".join(
        f'<question type="essay"><questiontext><text>{stem}</text></questiontext></question>'
        for stem in ("试论客户忠诚。", "客户忠诚是什么？")
    )
    found = read_moodle(f"{text}</quiz>".encode(), "a.xml").questions
    assert [one.type for one in found] == [ItemType.ESSAY, ItemType.SHORT_ANSWER]
