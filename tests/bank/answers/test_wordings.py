"""Everyday wordings of the shipped lexicon, in whole answers."""

import pytest

from app.bank.answers.grader import Grader
from tests.bank.answers.conftest import RETAIN, SYSTEMS
from tests.bank.answers.test_grader import found


@pytest.mark.parametrize(
    "answer",
    [
        "老客户好伺候，隔三差五来买，维护起来比找新客户便宜，逢人就夸，贵点也认。",
        "老客户见人就说好，下回还来，涨点价也不走，留住他比拉新客便宜。",
    ],
)
def test_an_answer_in_everyday_words_earns_every_point(grader: Grader, answer: str):
    assert found(grader.grade(RETAIN, answer)) == {"k1", "k2", "k3", "k4"}


def test_the_opposite_in_everyday_words_earns_nothing(grader: Grader):
    answer = "老客户到处说坏话，一涨价就走，留个老客户比找新客户费钱，下次就不来了。"
    assert not found(grader.grade(RETAIN, answer))


@pytest.mark.parametrize(
    ("answer", "earned"),
    [
        ("运营型：管日常业务的，让流程自动跑。分析型：动脑子的，从数据里找规律。", {"k1", "k2"}),
        ("运营型：动脑子的，从数据里找规律。分析型：管日常业务的，让流程自动跑。", set[str]()),
    ],
)
def test_types_described_under_the_other_name_earn_nothing(
    grader: Grader, answer: str, earned: set[str]
):
    assert found(grader.grade(SYSTEMS, answer)) == earned
