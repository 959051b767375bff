"""Marks, guards, reasons and spans of whole answers."""

import json
import subprocess
import sys

import pytest

from app.bank.answers.grader import Grader, Marked
from app.bank.answers.item import KeyPoint, Question
from app.bank.answers.reasons import Reason
from tests.bank.answers.conftest import CONTENT, RETAIN, SYSTEMS, VALUE


def found(marked: Marked) -> set[str]:
    return {*marked.hits, *marked.halves}


def test_the_model_answer_earns_everything(grader: Grader):
    for question in (RETAIN, SYSTEMS, VALUE):
        assert grader.grade(question, question.reference).score == question.max


def test_other_words_count(grader: Grader):
    marked = grader.grade(RETAIN, "老顾客会反复购买，老顾客会向朋友推荐企业。")
    assert set(marked.hits) == {"k1", "k3"}
    assert marked.score == 4


SILENT = Question(
    "评论“没有人来投诉，关系就稳定”这一说法。", "", 4,
    (KeyPoint("k1", "不投诉不等于满意", 2), KeyPoint("k2", "不满的客户多数沉默离开", 2)),
)  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "earned"),
    [
        ("投诉少不代表客户满意，不满的客户大多不声不响就走了。", {"k1", "k2"}),
        ("没有投诉不等于客户满意", {"k1"}),
        ("没有投诉，不等于客户满意", {"k1"}),
        ("不投诉就等于满意", set[str]()),
        ("不投诉，就等于满意", set[str]()),
    ],
)
def test_a_comma_or_a_scarce_word_changes_no_verdict(grader: Grader, answer: str, earned: set[str]):
    assert found(grader.grade(SILENT, answer)) == earned


def test_spans_are_the_students_own_characters(grader: Grader):
    answer = "① 老客戶會重複購買！\n② 老客戶不太計較價格。"
    marked = grader.grade(RETAIN, answer)
    texts = {span.key_point: answer[span.start : span.end] for span in marked.spans}
    assert texts["k1"] == "老客戶會重複購買"
    assert texts["k4"] == "老客戶不太計較價格"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("", Reason.BLANK),
        ("  \n\t", Reason.BLANK),
        ("？", Reason.BLANK),
        ("不会", Reason.BLANK),
        ("老师没讲，忘记了", Reason.BLANK),
        ("简述老客户对企业的意义。老客户对企业很有意义。", Reason.COPIED),
        ("老客户 重复 购买 成本 新客户 推荐 口碑 价格 敏感 维护", Reason.STUFFED),
        ("购买、成本、口碑、推荐、价格、忠诚、利润、维护", Reason.STUFFED),
        ("购买的成本的口碑的推荐的价格的忠诚的利润的维护", Reason.STUFFED),
        ("购买成本口碑推荐价格忠诚利润市场份额服务质量信任情感", Reason.STUFFED),
        ("口碑口碑口碑，成本成本成本，老客户推荐。", Reason.STUFFED),
    ],
)
def test_guards_give_nothing_and_say_why(grader: Grader, answer: str, reason: Reason):
    marked = grader.grade(RETAIN, answer)
    assert (marked.score, marked.reasons) == (0, (reason,))
    assert marked.needs_review == (reason is not Reason.BLANK)


def test_a_definition_that_repeats_its_term(grader: Grader):
    assert grader.grade(VALUE, "客户终身价值就是客户终身的价值。").score == 0
    assert grader.grade(RETAIN, "老客户对企业意义重大。").score == 0


def test_a_terse_list_that_answers_is_no_heap(grader: Grader):
    question = Question(
        "4P 包括哪些？", "产品、价格、渠道、促销。", 4,
        (KeyPoint("k1", "产品、价格、渠道、促销", 4),),
    )  # fmt: skip
    assert grader.grade(question, "产品、价格、渠道、促销").score == 4


def test_denied_key_points_earn_nothing(grader: Grader):
    marked = grader.grade(RETAIN, "老客户不会重复购买，也不会推荐企业，但是对价格不敏感。")
    assert found(marked) == {"k4"}
    assert Reason.DENIED in marked.reasons
    assert marked.needs_review


def test_names_that_are_exchanged_earn_nothing(grader: Grader):
    right = grader.grade(SYSTEMS, "运营型让前台业务流程自动化；分析型挖掘客户数据支持决策。")
    assert set(right.hits) == {"k1", "k2"}
    wrong = grader.grade(SYSTEMS, "分析型让前台业务流程自动化；运营型挖掘客户数据支持决策。")
    assert wrong.score == 0
    assert Reason.MISPLACED in wrong.reasons


def test_a_name_may_come_last(grader: Grader):
    marked = grader.grade(
        SYSTEMS, "挖掘客户数据、支持决策的是分析型，使前台业务流程自动化的是运营型。"
    )
    assert set(marked.hits) == {"k1", "k2"}


def test_another_party_earns_nothing(grader: Grader):
    marked = grader.grade(VALUE, "企业在整个期间内为客户带来的利润总和。")
    assert "k2" not in found(marked)


def test_slips_cost_nothing(grader: Grader):
    marked = grader.grade(RETAIN, "老客户会重复够买，老客户对价革不敏感。")
    assert set(marked.hits) == {"k1", "k4"}
    assert Reason.MENDED in marked.reasons


def test_a_question_with_more_points_than_marks_is_capped(grader: Grader):
    question = Question(RETAIN.stem, RETAIN.reference, 4, RETAIN.key_points)
    assert grader.grade(question, question.reference).score == 4


@pytest.mark.parametrize(
    "answer",
    [
        "😀" * 300,
        "\u202eمرحبا بالعالم " * 40,
        "<script>alert(1)</script>老客户会重复购买",
        "\x00\x07老客户会重复购买\ud800",
        "客户" * 10_000,
        "，" * 20_000,
        "不" * 20_000,
        "老客户会重复购买，" * 2_000,
        "e\u0301\u0301" * 5_000,
        "第一，" * 3_000,
    ],
)
def test_no_answer_is_too_odd(grader: Grader, answer: str):
    marked = grader.grade(RETAIN, answer)
    assert 0 <= marked.score <= RETAIN.max
    assert 0 <= marked.confidence <= 1
    assert all(0 <= span.start < span.end <= len(answer) for span in marked.spans)


def test_every_process_marks_alike(grader: Grader):
    answers = ["老客户会反复买，也会介绍朋友来。", "拉新客户比留住老客户贵", "老客户不会重复购买"]
    code = (
        "import json, sys; from pathlib import Path; sys.path.insert(0, '.');"
        "from app.bank.answers.grader import Grader; from app.bank.lexicon import read_lexicon;"
        "from tests.bank.answers.conftest import RETAIN, CONTENT;"
        "g = Grader(read_lexicon(CONTENT));"
        f"print(json.dumps([repr(g.grade(RETAIN, a)) for a in {answers!r}]))"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=CONTENT.parent, env={"PYTHONHASHSEED": seed, "PATH": ""},
            capture_output=True, text=True, check=True,
        ).stdout
        for seed in ("1", "2")
    ]  # fmt: skip
    assert runs[0] == runs[1]
    assert json.loads(runs[0]) == [repr(grader.grade(RETAIN, answer)) for answer in answers]


@pytest.mark.parametrize(
    ("stem", "text"),
    [
        ("", "。"),
        ("$x$ | 表", "| 甲 | 乙 |"),
        ("**粗**：____", "**重点**  两 空"),
        ("题", "😀"),
        ("A", "a  b"),
    ],
)
def test_no_question_is_too_odd(grader: Grader, stem: str, text: str):
    question = Question(stem, text * 3, 2, (KeyPoint("k1", text, 2, ("", " ", text)),))
    for answer in (text, "别的", ""):
        assert 0 <= grader.grade(question, answer).score <= 2
        assert 0 <= grader.grade_blank(question, answer).score <= 2
