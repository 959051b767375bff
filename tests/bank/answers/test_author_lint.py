"""An item is tried on answers made from itself."""

from app.bank.answers.author_lint import Trial, denied_text, exchanged_answer, lint
from app.bank.answers.grader import Grader, Marked
from app.bank.answers.item import Question
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


class Generous(Grader):
    """Gives full marks for anything."""

    def grade(self, question: Question, answer: str) -> Marked:
        return Marked(question.max, tuple(point.id for point in question.key_points))


def test_what_earns_marks_and_should_not(grader: Grader):
    generous = Generous(grader.lexicon)
    trials = [finding.trial for finding in lint(SYSTEMS, generous)]
    assert trials == [Trial.COPIED, Trial.DENIED, Trial.EXCHANGED]


def test_every_clause_is_denied():
    assert denied_text("甲，乙；丙。") == "并不是甲，也不是乙，也不是丙"


def test_names_are_exchanged_as_the_author_wrote_them(grader: Grader):
    answer, concerned = exchanged_answer(SYSTEMS, grader)
    assert answer.startswith("运营型：挖掘客户数据、支持决策；分析型：")
    assert concerned == {"k1", "k2", "k3"}


def test_no_names_no_exchange(grader: Grader):
    assert exchanged_answer(RETAIN, grader) == ("", frozenset())
