"""A word that must be said, misconceptions, the order of parts, whole points only."""

import pytest

from app.bank.answers.author_lint import Trial, lint, turned_text
from app.bank.answers.grader import Grader, Marked
from app.bank.answers.item import KeyPoint, Question
from app.bank.answers.reasons import Reason


def one(text: str, stem: str = "请回答。", **wishes: object) -> Question:
    point = KeyPoint("k1", text, 2, **wishes)  # pyright: ignore[reportArgumentType]
    return Question(stem, text, 2, (point,))


PRESENT = one("把未来的利润折算为现值", "客户终身价值怎样计算？", must_any=("折现", "折算", "现值"))
LOYAL = one(
    "忠诚是情感上的依恋与重复购买的统一",
    "怎样理解客户忠诚？",
    forbidden=("忠诚就是重复购买", "满意的客户一定忠诚"),
)
STEPS = one("识别客户、区分客户、互动、定制", "写出一对一营销的四个步骤。", ordered=True)


@pytest.mark.parametrize(
    ("item", "answer", "score", "reason"),
    [
        (PRESENT, "把未来的利润折算为现值", 2, ""),
        (PRESENT, "未来各年的利润要折现", 2, ""),
        (PRESENT, "把未来的利润算进来，不用折现", 0, ""),
        (LOYAL, "忠诚是情感上的依恋和重复购买的统一", 2, ""),
        (LOYAL, "只要服务好，满意的客户一定忠诚，会一直回来买", 0, "misconception"),
        (LOYAL, "忠诚不只是重复购买，是情感上的依恋和重复购买的统一", 2, ""),
        (STEPS, "先识别客户，再区分客户，然后互动，最后定制", 2, ""),
        (STEPS, "定制、互动、区分客户、识别客户", 0, "out_of_order"),
    ],
)
def test_marks(grader: Grader, item: Question, answer: str, score: float, reason: str) -> None:
    marked = grader.grade(item, answer)
    assert marked.score == score, marked
    assert not reason or (reason in marked.reasons and marked.needs_review)


def test_a_missing_word_takes_the_point_and_says_so(grader: Grader) -> None:
    item = one("老客户会重复购买", "老客户有什么意义？", must_any=("口碑",))
    marked = grader.grade(item, "老客户会重复购买")
    assert (marked.score, marked.reasons[:1]) == (0, (Reason.REQUIRED,))
    assert marked.needs_review
    assert grader.grade(item, "老客户会重复购买，带来口碑").score == 2


def test_whole_points_only(grader: Grader) -> None:
    text = "维护老客户的成本低于开发新客户的成本"
    halved = grader.grade(one(text), "老客户成本")
    assert {*halved.hits, *halved.halves} <= {"k1"}
    for answer in ("老客户成本", "维护老客户成本", "老客户成本低", text):
        marked = grader.grade(one(text, half=False), answer)
        assert not marked.halves
        assert marked.score in (0, 2)


def blank(**wishes: object) -> Question:
    point = KeyPoint("k1", "客户关系管理", 2, **wishes)  # pyright: ignore[reportArgumentType]
    return Question("CRM 是 ____ 的缩写。", "客户关系管理", 2, (point,))


def test_blanks(grader: Grader) -> None:
    assert grader.grade_blank(blank(), "关系管理").halves == ("k1",)
    whole = grader.grade_blank(blank(half=False), "关系管理")
    assert (whole.score, whole.halves, whole.spans) == (0, (), ())
    wrong = grader.grade_blank(blank(forbidden=("关系管理",)), "关系管理")
    assert (wrong.score, wrong.reasons) == (0, (Reason.MISTAKEN,))


class Generous(Grader):
    """Gives full marks for anything."""

    def grade(self, question: Question, answer: str) -> Marked:
        return Marked(question.max, tuple(point.id for point in question.key_points))


def test_lint(grader: Grader) -> None:
    assert lint(LOYAL, grader) == []
    assert lint(STEPS, grader) == []
    generous = Generous(grader.lexicon)
    trials = [finding.trial for finding in lint(LOYAL, generous)]
    assert trials[2:] == [Trial.MISTAKEN, Trial.MISTAKEN]
    turned = lint(STEPS, generous)[-1]
    assert (turned.trial, turned.answer) == (Trial.TURNED, "定制、互动、区分客户、识别客户")


def test_lint_says_which_condition_the_model_answer_breaks(grader: Grader) -> None:
    (finding, *_) = lint(one("老客户会重复购买", must_any=("口碑",)), grader)
    assert finding.trial == Trial.MODEL
    assert "must_any" in finding.advice


def test_the_head_of_a_row_of_parts_stays_in_front() -> None:
    assert turned_text("步骤：甲→乙→丙") == "步骤：丙、乙、甲"
    assert turned_text("只有一句话") == ""
