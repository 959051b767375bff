"""Each rule finds its fault and leaves sound questions alone; the shipped bank sets the example."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.workshop.survey.domain.lint import (
    Rule,
    check_question,
    estimate_minutes,
    find_faults,
)
from app.workshop.survey.domain.questionnaire import (
    Kind,
    Measures,
    Question,
    Questionnaire,
    Row,
)


def scale(text: str, **more: Any) -> Question:
    values = {
        "id": "q1",
        "kind": Kind.SCALE,
        "dimension": "服务",
        "low": "很不满意",
        "high": "很满意",
    }
    return Question(text=text, **(values | more))  # type: ignore[arg-type]


def rules(question: Question) -> set[Rule]:
    return {one.rule for one in check_question(question)}


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("师傅准时并且专业吗？", Rule.DOUBLE),
        ("您对送货和安装满意吗？", Rule.DOUBLE),
        ("您对价格及质量满意吗？", Rule.DOUBLE),
        ("产品的用料以及做工如何？", Rule.DOUBLE),
        ("您对我们热情周到的服务还满意吗？", Rule.LEADING),
        ("难道您不觉得我们很贴心吗？", Rule.LEADING),
        ("您没有遇到不便吧？", Rule.NEGATION),
        ("您不认为价格偏高吗？", Rule.NEGATION),
        ("您对我们的触点体验满意吗？", Rule.JARGON),
        ("您对 CRM 系统满意吗？", Rule.JARGON),
        ("请评价您留下的手机号是否被妥善保管", Rule.PERSONAL),
        ("很" * 61, Rule.LONG_TEXT),
        ("  ", Rule.EMPTY),
    ],
)
def test_a_faulty_text_is_found(text: str, rule: Rule) -> None:
    assert rule in rules(scale(text))


@pytest.mark.parametrize(
    "text",
    [
        "服务人员的态度温和吗？",
        "反馈是否及时？",
        "您对服务人员的礼貌是否满意？",
        "同别家相比，价格如何？",
        "您愿不愿意再来？",
        "向朋友或同事推荐的可能性有多大？",
    ],
)
def test_sound_texts_are_left_alone(text: str) -> None:
    assert rules(scale(text)) == set()


def test_a_reverse_item_may_say_no() -> None:
    assert Rule.NEGATION in rules(scale("服务人员不理我。"))
    assert Rule.NEGATION not in rules(scale("服务人员不理我。", reverse=True))


@pytest.mark.parametrize(
    ("low", "high", "found"),
    [
        ("一般", "非常满意", {Rule.UNBALANCED}),
        ("满意", "非常满意", {Rule.UNBALANCED}),
        ("很差", "很慢", {Rule.UNBALANCED}),
        ("", "很满意", {Rule.NO_ENDS}),
        ("很不满意", "很满意", set()),
        ("很难", "很容易", set()),
    ],
)
def test_the_ends_of_a_scale(low: str, high: str, found: set[Rule]) -> None:
    assert rules(scale("您对送货满意吗？", low=low, high=high)) == found


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (("非常满意", "满意", "一般", "不满意"), True),
        (("满意", "一般", "不满意"), False),
        (("非常满意", "满意", "一般", "不满意", "非常不满意"), False),
        (("门店", "网上"), False),
    ],
)
def test_options_that_rate_must_balance(options: tuple[str, ...], found: bool) -> None:
    question = Question(id="q", kind=Kind.SINGLE, text="满意吗？", options=options)
    assert (Rule.UNBALANCED in rules(question)) is found


def test_answers_must_leave_a_way_out() -> None:
    assert Rule.NOT_APPLICABLE in rules(scale("您对送货满意吗？", not_applicable=False))
    many = Question(id="q", kind=Kind.MULTIPLE, text="遇到过哪些？", options=("晚到", "磕坏"))
    assert Rule.NOT_APPLICABLE in rules(many)
    assert Rule.NOT_APPLICABLE not in rules(replace(many, options=("晚到", "以上都没有")))


def test_rows_are_checked_one_by_one() -> None:
    rows = tuple(Row(id=f"r{n}", text=text) for n, text in enumerate(["用料", "做工和外观"]))
    question = scale("请逐项评价产品和服务。", kind=Kind.MATRIX, rows=rows)
    (found,) = check_question(question)
    assert (found.rule, found.part) == (Rule.DOUBLE, "r1")
    big = tuple(Row(id=f"r{n}", text=f"第{n}项") for n in range(9))
    assert Rule.BIG_MATRIX in rules(replace(question, rows=big))


def whole(*questions: Question, intro: str = "本问卷匿名。") -> set[Rule]:
    return {one.rule for one in find_faults(Questionnaire(questions=questions, intro=intro))}


GOOD = (
    scale("用料如何？", id="a"), scale("做工如何？", id="b"), scale("外观如何？", id="c"),
    scale("服务有多重要？", id="i", measures=Measures.IMPORTANCE),
    scale("总的来说满意吗？", id="o", measures=Measures.OVERALL),
    Question(id="n", kind=Kind.NPS, text="推荐的可能性？"),
    Question(id="t", kind=Kind.OPEN, text="先改哪里？"),
)  # fmt: skip


def test_a_sound_questionnaire_has_no_faults() -> None:
    assert whole(*GOOD) == set()


@pytest.mark.parametrize(
    ("left_out", "rule"),
    [
        ("o", Rule.NO_OVERALL), ("n", Rule.NO_NPS), ("t", Rule.NO_OPEN), ("i", Rule.NO_IMPORTANCE),
        ("a", Rule.FEW_ITEMS),
    ],
)  # fmt: skip
def test_what_is_missing_is_named(left_out: str, rule: Rule) -> None:
    assert whole(*(one for one in GOOD if one.id != left_out)) == {rule}


def test_the_whole_has_faults_of_its_own() -> None:
    assert whole(*GOOD, intro="您好。") == {Rule.NO_PRIVACY}
    assert whole(*GOOD, scale("用料如何？", id="d")) == {Rule.REPEATED}
    assert whole(*GOOD, scale("送货如何？", id="d", points=7)) == {Rule.MIXED_SCALES}
    many = [Question(id=f"t{n}", kind=Kind.OPEN, text=f"第{n}件事？") for n in range(20)]
    assert whole(*GOOD, *many) == {Rule.TOO_LONG}


def test_a_longer_questionnaire_takes_longer() -> None:
    short, long = Questionnaire(questions=GOOD[:3]), Questionnaire(questions=GOOD)
    assert 0 < estimate_minutes(short) < estimate_minutes(long) < 8
