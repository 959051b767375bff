"""An item is tried on answers made from itself."""

from app.bank.answers.author_lint import Trial, exchanged_answer, lint
from app.bank.answers.grader import Grader
from tests.bank.answers.conftest import RETAIN, SYSTEMS, question


def test_sound_items(grader: Grader):
    assert lint(RETAIN, grader) == []
    assert lint(SYSTEMS, grader) == []


def test_a_model_answer_that_lacks_a_key_point(grader: Grader):
    item = question(
        "简述客户分级的理由。", "企业资源有限。", ("企业资源有限",), ("客户的需求各不相同",)
    )
    (finding,) = lint(item, grader)
    assert (finding.trial, finding.key_points) == (Trial.MODEL, ("k2",))
    assert "客户的需求各不相同" in finding.advice


def test_a_key_point_that_a_denial_cannot_miss(grader: Grader):
    item = question("经营以谁为中心？", "客户。", ("客户",))
    assert any(finding.trial is Trial.DENIED for finding in lint(item, grader))


def test_names_are_exchanged_as_the_author_wrote_them(grader: Grader):
    answer, concerned = exchanged_answer(SYSTEMS, grader)
    assert answer.startswith("运营型：挖掘客户数据、支持决策；分析型：")
    assert concerned == {"k1", "k2", "k3"}


def test_no_names_no_exchange(grader: Grader):
    assert exchanged_answer(RETAIN, grader) == ("", frozenset())
