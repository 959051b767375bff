"""GIFT and Aiken of other hands."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.bank.domain.types import ItemType
from app.bank.exchange.formats.aiken import read_aiken, sniff_aiken, write_aiken
from app.bank.exchange.formats.gift import read_gift, sniff_gift
from app.bank.exchange.questions import ProblemKind, Question, ReadError, ReadFault
from tests.bank.exchange.formats.samples import shipped


def gift(text: str) -> tuple[Question, ...]:
    return read_gift(text.encode(), "a.gift").questions


def test_single_choice_with_feedback():
    [one] = gift("::Q1:: 谁最重要？ {\n=客户 # 对\n~产品 # 不对\n~利润\n####总的解析\n}")
    assert (one.type, one.correct, one.stem) == (ItemType.SINGLE_CHOICE, ("A",), "谁最重要？")
    assert [(o.text, o.feedback) for o in one.options] == [
        ("客户", "对"),
        ("产品", "不对"),
        ("利润", ""),
    ]
    assert one.explanation == "总的解析"


def test_weights_make_a_multiple_response():
    [one] = gift("选 {~%50%甲 ~%50%乙 ~%-100%丙}")
    assert (one.type, one.correct) == (ItemType.MULTIPLE_RESPONSE, ("A", "B"))


def test_partial_marks_of_a_single_choice_are_flagged():
    [one] = gift("选 {=甲 ~%50%乙 ~丙}")
    assert (one.type, one.correct) == (ItemType.SINGLE_CHOICE, ("A",))
    assert [p.kind for p in one.problems] == [ProblemKind.LOST_FEATURE]


@pytest.mark.parametrize("word", ["T", "TRUE", "true"])
def test_true(word: str):
    assert gift(f"对吗？ {{{word}}}")[0].truth is True


def test_numbers_with_tolerance_and_range():
    one, two, three = gift("a {#3.14:0.01}\n\nb {#1..3}\n\nc {#=5:0 =%50%6:1}")
    assert (one.blanks, one.tolerance) == ((("3.14",),), Decimal("0.01"))
    assert (two.blanks, two.tolerance) == ((("2",),), Decimal(1))
    assert three.blanks == (("5",),)


def test_a_missing_word_is_a_blank_in_its_place():
    [one] = gift("顾客满意是 {=感知 =感受} 与期望之比。")
    assert (one.stem, one.blanks) == ("顾客满意是 ____ 与期望之比。", (("感知", "感受"),))


def test_escapes_and_line_ends():
    [one] = gift("a \\= b \\{c\\} \\: d\\ne {=\\#1 \\~ x}")
    assert (one.stem, one.blanks) == ("a = b {c} : d\ne ____", (("#1 ~ x",),))


def test_essay_description_and_category():
    one, two = gift(
        "$CATEGORY: $course$/top/第一章\n\n一段材料\n\n谈谈 {}\n\n$CATEGORY: 乙\n\n再谈 {}"
    )
    assert (one.type, one.section, one.material) == (
        ItemType.SHORT_ANSWER,
        "第一章",
        ("", "一段材料"),
    )
    assert (two.section, two.material) == ("乙", None)


def test_a_description_is_loose_only_where_no_question_asks_about_it():
    text = "::材料::某店的会员。\n\n问一 {T}\n\n$CATEGORY: 另一章\n\n::尾::没有人问的话。\n"
    found = read_gift(text.encode(), "a.gift")
    assert [one.material for one in found.questions] == [("材料", "某店的会员。")]
    assert found.loose == ((7, "没有人问的话。"),)


def test_matching_is_kept_as_unknown():
    [one] = gift("配对 {=甲 -> 一 =乙 -> 二 =丙 -> 三}")
    assert one.type is None
    assert [(p.kind, p.detail) for p in one.problems] == [(ProblemKind.LOST_FEATURE, "matching")]


def test_html_is_made_markdown():
    [one] = gift("[html]<p>一<script>x</script><b>二</b></p> {T}")
    assert one.stem == "一**二**"


def test_tags_in_comments():
    [one] = gift("// [id:q7] [tag:level:掌握] [tag:其他]\n问 {T}")
    assert one.labels == {"id": "q7", "level": "掌握", "tags": "其他"}


def test_places_are_lines():
    one, two = gift("\n\na {T}\n\n\nb\n{F}\n")
    assert [(q.source.first, q.source.last) for q in (one, two)] == [(3, 3), (6, 7)]


def test_aiken_reads_letters_lines_and_several_keys():
    text = "题一\nA. 甲\nB) 乙\nANSWER: B\n\n题二\n续行\nA. 甲\nB. 乙\nC. 丙\nANSWER: A, C\n"
    one, two = read_aiken(text.encode(), "a.txt").questions
    assert (one.correct, one.type) == (("B",), ItemType.SINGLE_CHOICE)
    assert (two.stem, two.correct) == ("题二\n续行", ("A", "C"))
    assert two.type is ItemType.MULTIPLE_RESPONSE


def test_aiken_flags_a_key_that_is_no_option():
    [one] = read_aiken("题\nA. 甲\nB. 乙\nANSWER: D\n".encode(), "a.txt").questions
    assert one.correct is None
    assert ProblemKind.ODD_KEY in {p.kind for p in one.problems}


def test_sniffing():
    aiken = write_aiken(shipped()[:9], title="").data
    assert sniff_aiken("a.txt", aiken)
    assert not sniff_gift("a.txt", aiken)
    assert sniff_gift("a.txt", "问 {=甲 ~乙}".encode())
    assert not sniff_gift("a.txt", "普通 {文字}".encode())


@pytest.mark.parametrize("read", [read_gift, read_aiken])
def test_an_empty_file_holds_no_questions(read):
    with pytest.raises(ReadError) as caught:
        read(b"\n\n", "a.txt")
    assert caught.value.fault is ReadFault.NO_QUESTIONS


@pytest.mark.parametrize("gap", ["\n", ""])
def test_aiken_without_answer_does_not_swallow_the_next(gap: str):
    text = f"谁重要？\nA. 客户\nB. 产品\n{gap}哪个是工具？\nA. 漏斗\nB. 忠诚\nANSWER: A\n"
    one, two = read_aiken(text.encode(), "a.txt").questions
    assert [option.text for option in one.options] == ["客户", "产品"]
    assert (one.correct, [p.kind for p in one.problems]) == (None, [ProblemKind.NO_KEY])
    assert (two.stem, two.correct, two.problems) == ("哪个是工具？", ("A",), ())


def test_questions_without_a_blank_line_between_them():
    found = gift("::一:: 对吗？ {T}\n::二:: 选 {=甲 ~乙}\n三是什么\n{=丙 ~丁}\n四 {~甲 =乙} 末尾")
    assert [one.stem for one in found] == ["对吗？", "选", "三是什么", "四 ____ 末尾"]


@pytest.mark.parametrize("stem", ["试论客户忠诚。", "论述客户忠诚。"])
def test_a_stem_that_asks_for_an_essay(stem: str):
    assert [one.type for one in gift(f"{stem} {{}}")] == [ItemType.ESSAY]
