"""Which key points of an answer are doubtful and why; answers in which nothing was recognised."""

from __future__ import annotations

import json

import pytest

from app.bank.answers.doubts import Doubt, Doubted
from app.bank.answers.grader import REVIEW_BELOW, Grader
from app.bank.answers.lines import grade_line
from app.bank.answers.reasons import Reason
from tests.bank.answers.conftest import RETAIN, SYSTEMS, VALUE


def doubted(grader: Grader, question, answer: str) -> dict[str, Doubted]:
    return {one.key_point: one for one in grader.grade(question, answer).doubts}


def test_the_model_answer_is_doubted_nowhere(grader: Grader):
    for question in (RETAIN, SYSTEMS, VALUE):
        assert grader.grade(question, question.reference).doubts == ()


def test_a_denied_point_is_named_with_the_words_that_deny_it(grader: Grader):
    answer = "老客户会推荐企业。老客户并不会重复购买。"
    found = doubted(grader, RETAIN, answer)
    assert found["k1"].why == Doubt.DENIED
    assert answer[found["k1"].start : found["k1"].end] == "老客户并不会重复购买"
    assert "k3" not in found


def test_what_stands_under_another_name_is_doubted_at_its_own_point(grader: Grader):
    answer = (
        "运营型：挖掘客户数据、支持决策。分析型：前台业务流程自动化。协作型：整合与客户沟通的渠道。"
    )
    found = doubted(grader, SYSTEMS, answer)
    assert {id_: one.why for id_, one in found.items() if id_ != "k3"} == {
        "k1": Doubt.MISPLACED,
        "k2": Doubt.MISPLACED,
    }
    assert answer[found["k2"].start : found["k2"].end] == "挖掘客户数据、支持决策"


def test_words_that_come_near_are_pointed_at_in_the_students_own_characters(grader: Grader):
    answer = "② 老客戶買得多。"
    near = doubted(grader, RETAIN, answer)["k2"]
    assert near.why == Doubt.NEAR
    assert answer[near.start : near.end] == "老客戶買得多"


def test_an_unsure_answer_names_at_least_one_point(grader: Grader):
    answers = (
        "熟面孔不用再花钱去请，自己就会一趟一趟地来。",
        "老客户省事，他们也愿意说好话。",
        "客户多了就好，价格也好。",
    )
    for answer in answers:
        marked = grader.grade(RETAIN, answer)
        assert not marked.needs_review or marked.doubts, answer


def test_a_heap_is_doubted_as_a_whole(grader: Grader):
    marked = grader.grade(RETAIN, "购买、成本、口碑、推荐、价格、忠诚、利润、维护")
    assert (marked.reasons, marked.doubts) == ((Reason.STUFFED,), ())


SILENT = (
    "熟面孔自己就会一趟一趟地来，不用去请。",
    "师傅领进门，修行靠个人，慢慢琢磨总会明白其中的道理。",
    "我觉得这个问题很重要，我们应该认真对待，好好学习，天天向上。",
    "今天天气很好，我们一起去公园散步，然后回家做饭。",
    "一回生二回熟",
)


@pytest.mark.parametrize("answer", SILENT)
def test_an_answer_of_which_nothing_was_recognised_is_never_surely_zero(
    grader: Grader, answer: str
):
    marked = grader.grade(RETAIN, answer)
    assert marked.score == 0
    assert marked.needs_review
    assert Reason.NOTHING in marked.reasons
    assert marked.confidence <= 0.9  # a sure mark of another answer stands behind it in the queue


def test_what_says_nothing_at_all_needs_nobody(grader: Grader):
    for answer in ("", "不知道", "嗯嗯", "……"):
        assert not grader.grade(RETAIN, answer).needs_review, answer


def test_a_clear_denial_of_everything_keeps_its_confidence(grader: Grader):
    """Something was recognised there: what is sure of it stays sure, and is looked at all the same."""
    answer = "老客户不会重复购买。老客户不会推荐企业。老客户对价格很敏感。维护老客户的成本高于开发新客户。"
    marked = grader.grade(RETAIN, answer)
    assert (marked.score, marked.needs_review) == (0, True)
    assert marked.confidence >= REVIEW_BELOW
    assert {one.why for one in marked.doubts} <= {Doubt.DENIED, Doubt.CROSSED}


def test_the_command_adds_the_doubts_and_changes_nothing_else(grader: Grader):
    line = {
        "id": 1, "type": "简答", "question": RETAIN.stem, "reference": RETAIN.reference, "max": 8,
        "key_points": [{"id": p.id, "text": p.text, "points": 2} for p in RETAIN.key_points],
        "answer": "老客户会推荐企业。老客户并不会重复购买。",
    }  # fmt: skip
    told = grade_line(json.dumps(line), grader)
    assert list(told) == [
        "id", "score", "hit_key_points", "half_key_points", "spans", "confidence", "needs_review",
        "reasons", "doubts",
    ]  # fmt: skip
    assert told["doubts"][0] == {"key_point": "k1", "why": "denied", "start": 9, "end": 19}
